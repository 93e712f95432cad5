"""Parts that departments do in systems of their own, and whose they are to hand over and to book."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import Task
from doorstep.ledger.public import Actor, Robot
from doorstep.staff import public as staff


@dataclass(frozen=True, slots=True)
class OutsideTask:
    """A part done outside, as the daily list shows it."""

    task_id: int
    case_id: int
    number: str
    item_name: str
    item_name_en: str
    spec: str
    what: str
    what_en: str
    department: str
    state: TaskState
    sent_at: datetime | None
    due_on: date | None
    answered_at: datetime | None
    foreign_number: str
    result: str
    applicant_id: int


#: The same in the database, in the same order.
TASK_COLUMNS = (
    "id", "case_id", "case__number", "case__item_name", "case__item_name_en", "spec", "what", "what_en",
    "department_id", "state", "sent_at", "due_on", "answered_at", "foreign_number", "result", "case__applicant_id",
)  # fmt: skip


def outside_q(by: Actor) -> Q:
    """The tasks that a post hands over and books: of its own body, or of cases that its centre accepts."""
    if isinstance(by, Robot):
        return Q()
    if not isinstance(by, staff.Acting):
        return staff.NOTHING
    if by.scope is staff.Scope.BODY:
        return Q(body=by.body_code)
    return staff.jurisdiction_q(
        by, centre_field="case__accepting_centre", street_field="case__accepting_centre__street"
    )


def outside_tasks(
    by: Actor,
    *,
    states: Collection[TaskState] = (),
    department: str = "",
    foreign_number: str = "",
    handover: int | None = None,
    after_id: int = 0,
    limit: int = 20,
) -> tuple[OutsideTask, ...]:
    """The parts done outside that a post hands over and books, oldest first, from the one after `after_id`; narrowed by
    what is given. One query. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_RECONCILE)
    tasks = Task.objects.filter(outside_q(by), inside=False, id__gt=after_id)
    tasks = tasks.filter(state__in=states) if states else tasks.exclude(state=TaskState.CANCELLED)
    given = {"department": department, "foreign_number": foreign_number, "handover": handover}
    tasks = tasks.filter(**{name: value for name, value in given.items() if value})
    return task_rows(tasks.order_by("id").values(*TASK_COLUMNS)[:limit])


def task_rows(found: Iterable[Mapping[str, Any]]) -> tuple[OutsideTask, ...]:
    """Rows of the columns above as a list shows them. No query."""
    rows = []
    for row in found:
        told = {**row, "state": TaskState(row["state"])}
        rows.append(OutsideTask(*(told[column] for column in TASK_COLUMNS)))
    return tuple(rows)
