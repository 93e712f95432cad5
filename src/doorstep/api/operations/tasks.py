"""The parts that wait for the token's body."""

from ninja import Router

from doorstep.api.asking import ApiRequest, Cursor, Limit, needs
from doorstep.api.shapes.cases import OpenTaskOut, TaskPage
from doorstep.cases import public as cases
from doorstep.staff.public import Permission
from doorstep.wire.cursors import cursor_of, key_of

router = Router(tags=["tasks"])


@router.get("/tasks", response=TaskPage, auth=needs(Permission.CASE_HANDLE_TASK))
def list_open_tasks(request: ApiRequest, limit: Limit = 20, cursor: Cursor = "") -> TaskPage:
    """Parts that wait for an answer of the token's body, oldest first."""
    after = int(key_of("tasks", cursor) or 0)
    rows = cases.open_tasks(request.acting, after_id=after, limit=limit + 1)
    last = str(rows[limit - 1].id) if len(rows) > limit else ""
    return TaskPage(tasks=[OpenTaskOut.of(row) for row in rows[:limit]], next=cursor_of("tasks", last))
