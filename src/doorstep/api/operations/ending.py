"""Ends before a decision, and the way to the right item."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Body, Router

from doorstep.api.asking import ApiRequest, IfMatch, Key, Numbered, needs, write_case
from doorstep.api.shapes.cases import CaseMoved
from doorstep.api.shapes.given import ReasonIn, ReassignmentIn
from doorstep.cases import public as cases
from doorstep.staff.public import Acting, Permission

router = Router(tags=["cases"])


@router.post("/{number}/withdrawal", response=CaseMoved, auth=needs(Permission.CASE_RECEIVE))
def withdraw_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[ReasonIn], if_match: IfMatch = None
) -> HttpResponse:
    """撤回, at the applicant's wish, while nobody has decided."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.withdraw(case_id=case_id, reason=asked.reason, by=by, at=at)
        return cases.Stage.WITHDRAWN

    return write_case(request, number=number, key=key, if_match=if_match, what="withdraw", body=asked, act=act)


@router.post("/{number}/termination", response=CaseMoved, auth=needs(Permission.CASE_ACCEPT))
def terminate_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[ReasonIn], if_match: IfMatch = None
) -> HttpResponse:
    """退件: what a notice asked for did not come by its day."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.terminate(case_id=case_id, reason=asked.reason, by=by, at=at)
        return cases.Stage.TERMINATED

    return write_case(request, number=number, key=key, if_match=if_match, what="terminate", body=asked, act=act)


@router.post("/{number}/reassignment", response=CaseMoved, auth=needs(Permission.CASE_REASSIGN))
def reassign_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[ReassignmentIn], if_match: IfMatch = None
) -> HttpResponse:
    """改派: the case goes to the right item, and keeps its number and the time at which it was received."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        return cases.reassign(
            case_id=case_id,
            item_code=asked.item,
            reason=asked.reason,
            local_hukou=asked.local_hukou,
            by=by,
            at=at,
        )

    return write_case(request, number=number, key=key, if_match=if_match, what="reassign", body=asked, act=act)
