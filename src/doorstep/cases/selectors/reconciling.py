"""The daily reconciliation with systems outside: its figures, and the lists behind them, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, DateField, F, Q, QuerySet, Value

from doorstep.cases.logic.refusals import TooManyForAFile
from doorstep.cases.logic.stages import OPEN
from doorstep.cases.logic.types import SHANGHAI
from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import Task
from doorstep.ledger.public import Actor
from doorstep.sql.public import question
from doorstep.staff import public as staff

from .outside import TASK_COLUMNS, OutsideTask, outside_q, task_rows
from .paging import MOST_IN_A_FILE, Ask, Asked, Cut, Order, cut_to, moment_of, page_of
from .sides import stand_of

SILENT_DAYS = 3
#: A part without a limit stands behind those that have one.
NO_LIMIT = Value(date.max, output_field=DateField())


class OutsideList(StrEnum):
    """Which parts done outside a list holds: handed over before the day and overdue, silent or marked lost; answered on
    the day; handed over on the day; waiting to be handed over."""

    MISSING = "missing"
    ANSWERED = "answered"
    SENT = "sent"
    TO_SEND = "to_send"


class OutsideSort(StrEnum):
    """The orders of a list, each by its own day: the limit, the answer, the handing over."""

    FIRST = "first"
    LAST = "last"


#: The states of the lists that are read by limit; each state is one range of an index.
BY_LIMIT = {
    OutsideList.MISSING: (TaskState.LOST, TaskState.SENT),
    OutsideList.TO_SEND: (TaskState.OPEN, TaskState.LOST),
}
BY_MOMENT = {OutsideList.ANSWERED: "answered_at", OutsideList.SENT: "sent_at"}


@dataclass(frozen=True, slots=True)
class OutsideAsked:
    """What of the parts done outside is listed: which list of which day, of which department."""

    day: date
    which: OutsideList = OutsideList.MISSING
    department: str = ""


@dataclass(frozen=True, slots=True)
class OutsidePage:
    """A page of a list with the keys of its neighbours; empty at the ends."""

    rows: tuple[OutsideTask, ...]
    next_key: str
    previous_key: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One day in figures: handed over on it, answered on it, without an answer by then; and what waits to be handed over,
    by department."""

    day: date
    sent: int
    answered: int
    missing: int
    to_send: tuple[tuple[str, int], ...]


def reconcile(by: Actor, *, day: date, department: str = "") -> Reconciliation:
    """The figures of the daily reconciliation with outside systems. Raises NotAllowed. Four queries.

    Missing is what is marked lost, or was handed over before the day and is overdue or, where it has no limit, silent for
    three days.
    """
    staff.check_may(by, staff.Permission.CASE_RECONCILE)

    def held(which: OutsideList) -> QuerySet[Task]:
        return _held(by, OutsideAsked(day, which, department))

    waiting = held(OutsideList.TO_SEND).values_list("department").order_by("department")
    return Reconciliation(
        day=day,
        sent=held(OutsideList.SENT).count(),
        answered=held(OutsideList.ANSWERED).count(),
        missing=held(OutsideList.MISSING).count(),
        to_send=tuple(waiting.annotate(many=Count("id"))),
    )


def outside_page(
    by: Actor,
    asked: OutsideAsked,
    *,
    sort: OutsideSort = OutsideSort.FIRST,
    after_key: str = "",
    before_key: str = "",
    limit: int = 20,
) -> OutsidePage:
    """A page of one list of the reconciliation. One query; no count. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_RECONCILE)
    where = Asked(after_key, before_key, limit)
    found = page_of(_ask(by, asked, sort), order=_order(asked.which, sort), asked=where)
    return OutsidePage(task_rows(found.rows), found.next_key, found.previous_key)


def whole_outside(
    by: Actor, asked: OutsideAsked, *, sort: OutsideSort = OutsideSort.FIRST, most: int = MOST_IN_A_FILE
) -> tuple[OutsideTask, ...]:
    """The whole of one list, for a file. As many queries as a page. Raises NotAllowed, TooManyForAFile."""
    staff.check_may(by, staff.Permission.CASE_RECONCILE)
    found = page_of(_ask(by, asked, sort), order=_order(asked.which, sort), asked=Asked(limit=most), most=most)
    if found.next_key:
        raise TooManyForAFile(most=most)
    return task_rows(found.rows)


_COLUMNS = (*TASK_COLUMNS, "stands_at")


def _order(which: OutsideList, sort: OutsideSort) -> Order:
    kind = moment_of if which in BY_MOMENT else date.fromisoformat
    return Order(("stands_at", "id"), descending=sort is OutsideSort.LAST, kinds=(kind, int))


def _ask(by: Actor, asked: OutsideAsked, sort: OutsideSort) -> Ask:
    stand = stand_of(by)
    return lambda cut, key: _listed(stand, asked, sort, cut, key=key)


@question
def _listed(by: Actor, asked: OutsideAsked, sort: OutsideSort, cut: Cut, *, key: list[Any]) -> list[QuerySet[Task]]:
    return cut_to(_sources(by, asked), cut, key, order=_order(asked.which, sort), columns=_COLUMNS)


def _held(by: Actor, asked: OutsideAsked) -> QuerySet[Task]:
    start = datetime.combine(asked.day, time(), tzinfo=SHANGHAI)
    tasks = Task.objects.filter(outside_q(by), inside=False)
    if asked.department:
        tasks = tasks.filter(department=asked.department)
    if field := BY_MOMENT.get(asked.which):
        on_the_day = {f"{field}__gte": start, f"{field}__lt": start + timedelta(days=1)}
        return tasks.filter(**on_the_day).exclude(state=TaskState.CANCELLED)
    # Only an open case has parts that wait; said, because a centre has few of those and many cases.
    tasks = tasks.filter(state__in=BY_LIMIT[asked.which], case__stage__in=sorted(OPEN))
    if asked.which is OutsideList.TO_SEND:
        return tasks
    silent = Q(due_on__isnull=True, sent_at__lt=start - timedelta(days=SILENT_DAYS))
    return tasks.filter(Q(state=TaskState.LOST) | Q(due_on__lt=asked.day) | silent)


def _sources(by: Actor, asked: OutsideAsked) -> Iterator[QuerySet[Task]]:
    """The list in ranges, each of which an index gives in order; `stands_at` is the day or moment of the order."""
    tasks = _held(by, asked)
    if field := BY_MOMENT.get(asked.which):
        yield tasks.annotate(stands_at=F(field))
        return
    for state in BY_LIMIT[asked.which]:
        yield tasks.filter(state=state, due_on__isnull=False).annotate(stands_at=F("due_on"))
        yield tasks.filter(state=state, due_on__isnull=True).annotate(stands_at=NO_LIMIT)
