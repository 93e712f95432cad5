"""The way of a case to its answer: accept or not, decide, finish on the spot, deliver, check. Each act needs the version
that was read and a key of its own."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Body, Router

from doorstep.api.asking import ApiRequest, IfMatch, Key, Numbered, needs, write_case
from doorstep.api.shapes.cases import CaseMoved
from doorstep.api.shapes.given import AcceptIn, DecisionIn, DeliveryIn, NonAcceptanceIn, Nothing, SpotCheckIn
from doorstep.cases import public as cases
from doorstep.staff.public import Acting, Permission

router = Router(tags=["cases"])


@router.post("/{number}/acceptance", response=CaseMoved, auth=needs(Permission.CASE_ACCEPT))
def accept_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[AcceptIn], if_match: IfMatch = None
) -> HttpResponse:
    """受理: the application is complete and this centre's own; the clock starts."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        return cases.accept(case_id=case_id, tolerated=asked.tolerated, by=by, at=at)

    return write_case(request, number=number, key=key, if_match=if_match, what="accept", body=asked, act=act)


@router.post("/{number}/non-acceptance", response=CaseMoved, auth=needs(Permission.CASE_ACCEPT))
def not_accept_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[NonAcceptanceIn], if_match: IfMatch = None
) -> HttpResponse:
    """不予受理: not a matter for this place, with reason, clause, remedy and where to go."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.not_accept(case_id=case_id, by=by, at=at, **asked.model_dump())
        return cases.Stage.NOT_ACCEPTED

    return write_case(request, number=number, key=key, if_match=if_match, what="not accept", body=asked, act=act)


@router.post("/{number}/decision", response=CaseMoved, auth=needs(Permission.CASE_DECIDE))
def decide_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[DecisionIn], if_match: IfMatch = None
) -> HttpResponse:
    """审批: once, by the body that is competent on the day, never by who accepted or examined."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.decide(case_id=case_id, by=by, at=at, **asked.model_dump())
        return cases.Stage.DECIDED

    return write_case(request, number=number, key=key, if_match=if_match, what="decide", body=asked, act=act)


@router.post("/{number}/completion", response=CaseMoved, auth=needs(Permission.CASE_ACCEPT))
def complete_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[Nothing], if_match: IfMatch = None
) -> HttpResponse:
    """即办: the clerk who accepted grants and hands over in one act; some are drawn for a check."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.finish_on_spot(case_id=case_id, by=by, at=at)
        return cases.Stage.DELIVERED

    return write_case(request, number=number, key=key, if_match=if_match, what="complete", body=asked, act=act)


@router.post("/{number}/delivery", response=CaseMoved, auth=needs(Permission.CASE_DELIVER))
def deliver_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[DeliveryIn], if_match: IfMatch = None
) -> HttpResponse:
    """送达: the answer reaches the applicant."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.deliver(
            case_id=case_id,
            way=asked.way,
            signed=asked.signed,
            tracking=asked.tracking,
            authority_id=asked.authority,
            by=by,
            at=at,
        )
        return cases.Stage.DELIVERED

    return write_case(request, number=number, key=key, if_match=if_match, what="deliver", body=asked, act=act)


@router.post("/{number}/spot-check", response=CaseMoved, auth=needs(Permission.CASE_SPOT_CHECK))
def check_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[SpotCheckIn], if_match: IfMatch = None
) -> HttpResponse:
    """抽查: another person looks at a drawn case that one clerk finished alone."""

    def act(case_id: int, by: Acting, at: datetime) -> None:
        cases.spot_check(case_id=case_id, passed=asked.passed, note=asked.note, by=by, at=at)

    return write_case(request, number=number, key=key, if_match=if_match, what="check", body=asked, act=act)
