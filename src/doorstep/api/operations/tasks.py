"""The parts that wait for the token's body, and its answers."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Body, Router

from doorstep.api.asking import ApiRequest, Cursor, IfMatch, Key, Limit, Numbered, TaskId, needs, write_case
from doorstep.api.shapes.cases import CaseMoved
from doorstep.api.shapes.tasks import OpenTaskOut, TaskAnswer, TaskPage
from doorstep.cases import public as cases
from doorstep.staff.public import Acting, Permission
from doorstep.wire.cursors import cursor_of, key_of

router = Router(tags=["tasks"])


@router.get("/tasks", response=TaskPage, auth=needs(Permission.CASE_HANDLE_TASK))
def list_open_tasks(request: ApiRequest, limit: Limit = 20, cursor: Cursor = "") -> TaskPage:
    """Parts that wait for an answer of the token's body, oldest first."""
    after = int(key_of("tasks", cursor) or 0)
    rows = cases.open_tasks(request.acting, after_id=after, limit=limit + 1)
    last = str(rows[limit - 1].id) if len(rows) > limit else ""
    return TaskPage(tasks=[OpenTaskOut.of(row) for row in rows[:limit]], next=cursor_of("tasks", last))


@router.post("/cases/{number}/tasks/{task_id}/answer", response=CaseMoved, auth=needs(Permission.CASE_HANDLE_TASK))
def answer_task(
    request: ApiRequest,
    *,
    number: Numbered,
    task_id: TaskId,
    key: Key,
    asked: Body[TaskAnswer],
    if_match: IfMatch = None,
) -> HttpResponse:
    """协办: the body answers its part; the last answer makes the case ready for the decision."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        return cases.answer_task(task_id=task_id, of_case=case_id, by=by, at=at, **asked.model_dump())

    what = f"answer {task_id}"
    return write_case(request, number=number, key=key, if_match=if_match, what=what, body=asked, act=act)
