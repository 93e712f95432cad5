"""Parts that a department does in a system of its own: that system takes them over, and answers by its own numbers.

Each line stands for itself and is refused where its part is not as the line supposes, so no ETag is needed.
"""

from typing import Annotated

from django.http import HttpResponse
from ninja import Body, Query, Router

from doorstep.api.asking import ApiRequest, Cursor, Key, Limit, TaskId, Word, needs, write
from doorstep.api.shapes.tasks import (
    HandoverIn,
    HandoverOut,
    LossIn,
    Lost,
    OutsideTaskOut,
    OutsideTaskPage,
    ResultsBooked,
    ResultsIn,
    WrongResult,
)
from doorstep.api.shapes.words import PLAIN
from doorstep.cases import public as cases
from doorstep.staff.public import Permission
from doorstep.wire.cursors import cursor_of, key_of
from doorstep.wire.once import Answer

router = Router(tags=["outside tasks"])
MOST = 200


@router.get("", response=OutsideTaskPage, auth=needs(Permission.CASE_RECONCILE))
def list_outside_tasks(
    request: ApiRequest,
    *,
    state: Annotated[
        cases.TaskState | None,
        Query(description="Only these; `open` and `lost` wait to be taken over.", examples=["open"]),
    ] = None,
    department: Word = "",
    foreign_number: Annotated[
        str, Query(max_length=60, pattern=PLAIN, description="The part's number in the department's system.")
    ] = "",
    limit: Limit = 20,
    cursor: Cursor = "",
) -> OutsideTaskPage:
    """Parts that departments do in systems of their own, oldest first: of the token's body, or of the cases that its centre
    accepts."""
    rows = cases.outside_tasks(
        request.acting,
        states=[state] if state else (),
        department=department,
        foreign_number=foreign_number,
        after_id=int(key_of("outside tasks", cursor) or 0),
        limit=limit + 1,
    )
    last = str(rows[limit - 1].task_id) if len(rows) > limit else ""
    return OutsideTaskPage(
        tasks=[OutsideTaskOut.of(row) for row in rows[:limit]], next=cursor_of("outside tasks", last)
    )


@router.post("/handovers", response={201: HandoverOut}, auth=needs(Permission.CASE_RECONCILE))
def hand_over_tasks(request: ApiRequest, key: Key, asked: Body[HandoverIn]) -> HttpResponse:
    """The department's system takes parts over, and may say under which number it has each. A lost one is taken again."""
    named = {one.task: one.foreign_number for one in asked.tasks or ()}

    def act() -> Answer:
        sent = cases.hand_over(
            department=asked.department,
            way="api",
            task_ids=sorted(named) or None,
            foreign_numbers=named,
            most=MOST,
            by=request.acting,
            at=request.moment,
        )
        rows = cases.outside_tasks(request.acting, handover=sent.handover_id, limit=MOST)
        body = HandoverOut(handover=sent.handover_id, tasks=[OutsideTaskOut.of(row) for row in rows])
        return Answer(201, body.model_dump(mode="json"))

    return write(request, key=key, what="hand over", content=asked.model_dump(mode="json"), act=act)


@router.post("/results", response=ResultsBooked, auth=needs(Permission.CASE_RECONCILE))
def book_results(request: ApiRequest, key: Key, asked: Body[ResultsIn]) -> HttpResponse:
    """Answers of the department's system, by our number and part or by its own number. What cannot be booked is told line
    by line; the rest is booked."""
    lines = [
        cases.ResultLine(place, one.case, one.part, one.foreign_number, one.result, one.remark)
        for place, one in enumerate(asked.results)
    ]

    def act() -> Answer:
        booked = cases.book_results(lines, department=asked.department, by=request.acting, at=request.moment)
        wrong = [WrongResult(at=one.line, case=one.number, why=one.why) for one in booked.wrong]
        body = ResultsBooked(answered=booked.answered, ready_for_decision=booked.ready_for_decision, wrong=wrong)
        return Answer(200, body.model_dump(mode="json"))

    return write(request, key=key, what="results", content=asked.model_dump(mode="json"), act=act)


@router.post("/{task_id}/loss", response=Lost, auth=needs(Permission.CASE_RECONCILE))
def lose_task(request: ApiRequest, task_id: TaskId, key: Key, asked: Body[LossIn]) -> HttpResponse:
    """A part that was handed over and never heard of waits to be taken over again."""

    def act() -> Answer:
        cases.lose_task(task_id=task_id, note=asked.note, by=request.acting, at=request.moment)
        return Answer(200, Lost(task=task_id, state=cases.TaskState.LOST).model_dump(mode="json"))

    return write(request, key=key, what=f"lose {task_id}", content=asked.model_dump(mode="json"), act=act)
