"""The inbox: the cases of a post by clock or by age, narrowed, a page at a time in both directions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from doorstep.cases.logic.refusals import TooManyForAFile
from doorstep.cases.logic.stages import APPLICANT_WAITED_FOR, OPEN, Stage
from doorstep.cases.logic.words import Kind, TaskState
from doorstep.cases.models import Case, Task
from doorstep.ledger.public import Actor
from doorstep.sql.public import question
from doorstep.staff import public as staff

from .lists import COLUMNS, case_rows
from .paging import MOST_IN_A_FILE, Ask, Asked, Cut, Order, Source, chosen_from, page_of
from .rows import CaseRow, InboxPage
from .sides import side_qs, stand_of

_WAITED_FOR = (TaskState.OPEN, TaskState.SENT, TaskState.LOST)
LISTED = OPEN | {Stage.DECIDED}


class Sort(StrEnum):
    """The orders of an inbox; each is one that an index gives."""

    CLOCK = "clock"  # most urgent first
    CLOCK_LAST = "clock_last"
    NEWEST = "newest"  # received last
    OLDEST = "oldest"


ORDERS = {
    Sort.CLOCK: Order(("urgent_on", "id"), kinds=(date.fromisoformat, int)),
    Sort.CLOCK_LAST: Order(("urgent_on", "id"), descending=True, kinds=(date.fromisoformat, int)),
    Sort.NEWEST: Order(("id",), descending=True),
    Sort.OLDEST: Order(("id",)),
}


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What of the visible cases is listed. `mine`: only what this post must do something about; `light`: overdue,
    due_soon, paused; `text`: a case number or its beginning; `centre`: received or accepted there; `department`: one of
    its parts waits for this department."""

    mine: bool = True
    stages: frozenset[Stage] = frozenset()
    light: str = ""
    item_code: str = ""
    text: str = ""
    centre: str = ""
    department: str = ""
    only_open: bool = True


@dataclass(frozen=True, slots=True)
class _Side:
    """Cases of one side, at some stages: what one index range holds. `part`: by a part of this body in this state."""

    side: Q
    stages: frozenset[Stage]
    part: tuple[str, TaskState] | None = None


def inbox(
    by: Actor,
    *,
    today: date,
    filters: InboxFilter | None = None,
    sort: Sort = Sort.CLOCK,
    after_key: str = "",
    before_key: str = "",
    limit: int = 20,
) -> InboxPage:
    """Cases of the post. Two queries; no count. Raises NotAllowed.

    `after_key` is the last page's `next_key`, `before_key` its `previous_key`; a key that cannot be read begins at the
    start.
    """
    staff.check_may(by, staff.Permission.CASE_SEE)
    ask = _ask(by, filters or InboxFilter(), sort, today)
    return page_of_cases(ask, sort, Asked(after_key, before_key, limit), today=today)


def whole_inbox(
    by: Actor, *, today: date, filters: InboxFilter, sort: Sort = Sort.CLOCK, most: int = MOST_IN_A_FILE
) -> tuple[CaseRow, ...]:
    """Every case of a list, for a file. As many queries as a page. Raises NotAllowed, TooManyForAFile."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    return all_of_cases(_ask(by, filters, sort, today), sort, today=today, most=most)


def _ask(by: Actor, chosen: InboxFilter, sort: Sort, today: date) -> Ask:
    stand = stand_of(by)
    return lambda cut, key: _listed(stand, chosen, sort, cut, today=today, key=key)


@question
def _listed(
    by: Actor, chosen: InboxFilter, sort: Sort, cut: Cut, *, today: date, key: list[Any]
) -> QuerySet[Case, dict[str, Any]]:
    sources = (_narrow(side, chosen, today) for side in _sources(by, chosen))
    return chosen_from(Case.objects.values(*COLUMNS), sources, cut, key, order=ORDERS[sort])


def page_of_cases(ask: Ask, sort: Sort, asked: Asked, *, today: date) -> InboxPage:
    """A page of a list of cases. Two queries."""
    order = ORDERS[sort]
    found = page_of(ask, order=order, asked=asked)
    return InboxPage(case_rows(found.rows, today=today), found.next_key, found.previous_key)


def all_of_cases(ask: Ask, sort: Sort, *, today: date, most: int = MOST_IN_A_FILE) -> tuple[CaseRow, ...]:
    """The whole of a list of cases. As many queries as a page. Raises TooManyForAFile."""
    found = page_of(ask, order=ORDERS[sort], asked=Asked(limit=most), most=most)
    if found.next_key:
        raise TooManyForAFile(most=most)
    return case_rows(found.rows, today=today)


def sort_key(row: Any, sort: Sort) -> str:
    """The key of a case in an order of the inbox: where a list goes on after it. No query."""
    return ORDERS[sort].key_of({"id": row.id, "urgent_on": row.urgent_on})


def rows_before(page: InboxPage, key: str, sort: Sort) -> int:
    """How many rows of a page stand before a key, whether or not a row has it. No query."""
    order = ORDERS[sort]
    at = order.read(key)
    if at is None:
        return 0
    places = [tuple(getattr(row, name) for name in order.fields) for row in page.rows]
    return sum(one > at if order.descending else one < at for one in places)


def _sources(by: Actor, chosen: InboxFilter) -> Iterator[_Side]:
    wanted = chosen.stages or (LISTED if chosen.only_open else frozenset(Stage))
    found = _mine(by) if chosen.mine else (_Side(side, frozenset(Stage)) for side in side_qs(by))
    for source in found:
        stages = source.stages & wanted
        if chosen.mine and source.part is None and len(source.stages) < len(Stage):
            # One range of the index for each stage is in order; of several, all that waits would have to be sorted.
            yield from (replace(source, stages=frozenset({stage})) for stage in sorted(stages))
        elif stages:
            yield replace(source, stages=stages)


def _narrow(source: _Side, chosen: InboxFilter, today: date) -> Source:
    cases = _narrowed(Case.objects.filter(source.side), source, chosen, today)
    if source.part is None:
        return Source(cases)
    # The parts have an index by the clock of their case, and in its order each case stands once, however many parts of it
    # the body has; asked for cases that have such a part, the database looks at every one that the body ever had.
    body, state = source.part
    parts = Task.objects.filter(body=body, state=state, case__in=cases).distinct()
    return Source(parts, {"id": "case_id"})


def _narrowed(cases: QuerySet[Case], source: _Side, chosen: InboxFilter, today: date) -> QuerySet[Case]:
    if source.part is not None:
        # Nearly every case with an open part is at such a stage. The database counts both as rare, and would sort them all;
        # of an expression it knows nothing.
        cases = cases.alias(stands=Coalesce("stage", Value(""))).exclude(stands__in=sorted(set(Stage) - source.stages))
    elif len(source.stages) < len(Stage):
        cases = cases.filter(stage__in=sorted(source.stages))
    if chosen.item_code:
        cases = cases.filter(item_code=chosen.item_code)
    if chosen.centre:
        cases = cases.filter(Q(receiving_centre=chosen.centre) | Q(accepting_centre=chosen.centre))
    if chosen.text.strip():
        cases = cases.filter(number__startswith=chosen.text.strip())
    if chosen.department:
        cases = cases.filter(_open_part(department=chosen.department))
    return _of_light(cases, chosen.light, today)


def _mine(by: Actor) -> Iterator[_Side]:
    """What waits for this post and for nobody else, side by side."""
    if not isinstance(by, staff.Acting):
        yield from (_Side(side, frozenset(Stage)) for side in side_qs(by))
    elif by.scope is staff.Scope.BODY:
        yield from _of_body(by)
    elif by.scope in (staff.Scope.CENTRE, staff.Scope.STREET):
        yield from _of_centre(by)


def _of_centre(by: staff.Acting) -> Iterator[_Side]:
    may, P = staff.may, staff.Permission  # noqa: N806
    accepting = staff.jurisdiction_q(by, centre_field="accepting_centre", street_field="accepting_centre__street")
    receiving = staff.jurisdiction_q(by, centre_field="receiving_centre", street_field="receiving_centre__street")
    if may(by, P.CASE_ACCEPT):
        yield _Side(accepting, frozenset({Stage.RECEIVED, Stage.FORWARDED}))
        yield _Side(accepting & Q(kind=Kind.INSTANT), frozenset({Stage.EXAMINED}))
    stages = APPLICANT_WAITED_FOR if may(by, P.CASE_RECEIVE) else frozenset()
    if may(by, P.CASE_DELIVER):
        stages |= {Stage.DECIDED}
    if may(by, P.CASE_SPOT_CHECK) and not may(by, P.CASE_RECEIVE):
        stages |= OPEN
    if stages:
        yield _Side(receiving, stages)
    if may(by, P.CASE_HANDLE_TASK):
        yield _Side(_open_part(body__street=by.street_code), frozenset({Stage.IN_PROGRESS}))


def _of_body(by: staff.Acting) -> Iterator[_Side]:
    if staff.may(by, staff.Permission.CASE_DECIDE):
        yield _Side(Q(deciding_body=by.body_code), frozenset({Stage.EXAMINED}))
    if staff.may(by, staff.Permission.CASE_HANDLE_TASK):
        for state in _WAITED_FOR:
            yield _Side(Q(), frozenset({Stage.IN_PROGRESS, Stage.SPECIAL}), (by.body_code, state))
        yield _Side(Q(deciding_body=by.body_code), frozenset({Stage.SPECIAL}))


def _open_part(**of: str) -> Q:
    return Q(Exists(Task.objects.filter(case=OuterRef("pk"), state__in=_WAITED_FOR, **of)))


def _of_light(cases: QuerySet[Case], wanted: str, today: date) -> QuerySet[Case]:
    match wanted:
        case "overdue":
            return cases.filter(stage__in=OPEN, due_on__lt=today)
        case "due_soon":
            return cases.filter(stage__in=OPEN, due_on__gte=today, warn_on__lte=today)
        case "paused":
            return cases.filter(stage__in=OPEN, clock_started_on__isnull=False, due_on__isnull=True)
    return cases
