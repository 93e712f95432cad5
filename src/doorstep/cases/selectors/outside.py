"""What was handed over to systems outside, what came back, what is lost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from doorstep.cases.logic.types import SHANGHAI
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


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One day: what was handed over on it, what was answered on it, and what has no answer although its time is over or
    it is marked lost. `to_send` waits to be handed over."""

    day: date
    sent: tuple[OutsideTask, ...]
    answered: tuple[OutsideTask, ...]
    missing: tuple[OutsideTask, ...]
    to_send: tuple[OutsideTask, ...]


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


def reconcile(by: Actor, *, day: date, silent_days: int = 3, department: str = "") -> Reconciliation:
    """The daily reconciliation with outside systems. Raises NotAllowed. Four queries.

    Missing is what was handed over before the day and is overdue, or, where it has no limit, silent for `silent_days`.
    """
    staff.check_may(by, staff.Permission.CASE_RECONCILE)
    tasks = Task.objects.filter(outside_q(by), inside=False).exclude(state=TaskState.CANCELLED)
    if department:
        tasks = tasks.filter(department=department)
    start = datetime.combine(day, time(), tzinfo=SHANGHAI)
    whole = (start, start + timedelta(days=1))
    quiet = Q(due_on__isnull=True, sent_at__lt=start - timedelta(days=silent_days)) | Q(due_on__lt=day)
    return Reconciliation(
        day=day,
        sent=_rows(tasks.filter(sent_at__gte=whole[0], sent_at__lt=whole[1])),
        answered=_rows(tasks.filter(answered_at__gte=whole[0], answered_at__lt=whole[1])),
        missing=_rows(tasks.filter(Q(state=TaskState.LOST) | (Q(state=TaskState.SENT) & quiet))),
        to_send=_rows(tasks.filter(state__in=[TaskState.OPEN, TaskState.LOST])),
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
    return _read(tasks.order_by("id")[:limit])


def _rows(tasks) -> tuple[OutsideTask, ...]:  # type: ignore[no-untyped-def]
    return _read(tasks.order_by("due_on", "id"))


def _read(tasks) -> tuple[OutsideTask, ...]:  # type: ignore[no-untyped-def]
    columns = (
        "id", "case_id", "case__number", "case__item_name", "case__item_name_en", "spec", "what", "what_en",
        "department_id", "state", "sent_at", "due_on", "answered_at", "foreign_number", "result",
    )  # fmt: skip
    return tuple(_row(*row) for row in tasks.values_list(*columns))


def _row(*row: Any) -> OutsideTask:
    columns = list(row)
    columns[9] = TaskState(columns[9])
    return OutsideTask(*columns)
