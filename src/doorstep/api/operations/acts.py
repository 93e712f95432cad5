"""Acts on a case: accept, answer a part, decide, deliver. Each needs the version that was read and a key of its own."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Body, Path, Router

from doorstep.api.asking import ApiRequest, CaseNumber, IfMatch, Key, needs, write_case
from doorstep.api.shapes.cases import AcceptIn, CaseMoved, DecisionIn, DeliveryIn, TaskAnswer
from doorstep.api.shapes.words import Number
from doorstep.cases import public as cases
from doorstep.staff.public import Acting, Permission

router = Router(tags=["cases"])
Numbered = Annotated[CaseNumber, Path()]


@router.post("/{number}/acceptance", response=CaseMoved, auth=needs(Permission.CASE_ACCEPT))
def accept_case(
    request: ApiRequest, number: Numbered, idempotency_key: Key, asked: Body[AcceptIn], if_match: IfMatch = None
) -> HttpResponse:
    """受理: the application is complete and this centre's own; the clock starts."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        return cases.accept(case_id=case_id, tolerated=asked.tolerated, by=by, at=at)

    return write_case(
        request, number=number, key=idempotency_key, if_match=if_match, what="accept", body=asked, act=act
    )


@router.post("/{number}/tasks/{task_id}/answer", response=CaseMoved, auth=needs(Permission.CASE_HANDLE_TASK))
def answer_task(
    request: ApiRequest,
    *,
    number: Numbered,
    task_id: Annotated[Number, Path(examples=[5])],
    idempotency_key: Key,
    asked: Body[TaskAnswer],
    if_match: IfMatch = None,
) -> HttpResponse:
    """协办: the body answers its part; the last answer makes the case ready for the decision."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        return cases.answer_task(
            task_id=task_id, of_case=case_id, result=asked.result, remark=asked.remark, by=by, at=at
        )

    what = f"answer {task_id}"
    return write_case(request, number=number, key=idempotency_key, if_match=if_match, what=what, body=asked, act=act)


@router.post("/{number}/decision", response=CaseMoved, auth=needs(Permission.CASE_DECIDE))
def decide_case(
    request: ApiRequest, number: Numbered, idempotency_key: Key, asked: Body[DecisionIn], if_match: IfMatch = None
) -> HttpResponse:
    """审批: once, by the body that is competent on the day, never by who accepted or examined."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.decide(
            case_id=case_id,
            outcome=asked.outcome,
            reason=asked.reason,
            clause=asked.clause,
            remedy=asked.remedy,
            by=by,
            at=at,
        )
        return cases.Stage.DECIDED

    return write_case(
        request, number=number, key=idempotency_key, if_match=if_match, what="decide", body=asked, act=act
    )


@router.post("/{number}/delivery", response=CaseMoved, auth=needs(Permission.CASE_DELIVER))
def deliver_case(
    request: ApiRequest, number: Numbered, idempotency_key: Key, asked: Body[DeliveryIn], if_match: IfMatch = None
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

    return write_case(
        request, number=number, key=idempotency_key, if_match=if_match, what="deliver", body=asked, act=act
    )
