"""The parts that wait for one body, for machines and desks that work on parts rather than on cases."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from doorstep.cases.logic.stages import OPEN, Stage
from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import Task
from doorstep.ledger.public import Actor, Robot
from doorstep.staff import public as staff

from .paging import MOST

_COLUMNS = (
    "id", "case__number", "case__stage", "case__item_code", "case__item_name", "case__item_name_en", "spec", "what",
    "what_en", "department_id", "body_id", "inside", "state", "opened_on", "due_on", "foreign_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A department's part that waits for an answer. No person is named."""

    id: int
    case: str
    stage: Stage
    item_code: str
    item_name: str
    item_name_en: str
    spec: str
    what: str
    what_en: str
    department: str
    body: str
    inside: bool
    state: str  # open, sent, lost
    opened_on: date | None
    due_on: date | None
    foreign_number: str


def open_tasks(by: Actor, *, after_id: int = 0, limit: int = 20) -> tuple[OpenTask, ...]:
    """The parts that wait for the body of this post (for a street's post: for the bodies of its street), oldest first,
    from the one after `after_id`. One query. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_HANDLE_TASK)
    waiting = [TaskState.OPEN, TaskState.SENT, TaskState.LOST]
    tasks = Task.objects.filter(state__in=waiting, case__stage__in=OPEN, id__gt=after_id)
    if isinstance(by, staff.Acting):
        if by.scope is staff.Scope.BODY:
            tasks = tasks.filter(body=by.body_code)
        elif by.scope is staff.Scope.STREET:
            tasks = tasks.filter(body__street=by.street_code)
        else:
            tasks = tasks.none()
    elif not isinstance(by, Robot):
        tasks = tasks.none()
    rows = tasks.order_by("id").values_list(*_COLUMNS)[: max(1, min(limit, MOST + 1))]
    return tuple(_row(*row) for row in rows)


def _row(task_id: int, case: str, stage: str, *rest: Any) -> OpenTask:
    return OpenTask(task_id, case, Stage(stage), *rest)
