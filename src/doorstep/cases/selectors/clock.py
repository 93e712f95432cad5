"""Reading a case's clock."""

from collections.abc import Iterable, Sequence
from datetime import date

from doorstep.cases.models import Case, Pause
from doorstep.kernel.calendar import Calendar, Unit
from doorstep.kernel.clock import ClockReading, StartsAt, Term, read_clock
from doorstep.kernel.clock import Pause as ClockPause


def term_of(case: Case) -> Term | None:
    """The limit that a case is pinned to; None: nobody has verified one. No query."""
    if case.limit_days is None:
        return None
    term = Term(
        limit=case.limit_days,
        unit=Unit(case.limit_unit),
        starts_at=StartsAt(case.limit_starts_at),
        clause=case.limit_clause or None,
        pauses_allowed=frozenset(filter(None, case.pauses_allowed.split(","))),
    )
    return term.extended_by(case.extended_days) if case.extended_days else term


def pauses_of(rows: Iterable[Pause]) -> list[ClockPause]:
    """The pauses that stop the clock, as the clock wants them. No query."""
    return [ClockPause(row.opened_on, row.resumed_on, row.reason, row.clause or None) for row in rows if row.stops]


def reading(case: Case, *, pauses: Sequence[Pause], today: date, calendar: Calendar) -> ClockReading | None:
    """The clock of a case with its line of days for drawing; None where no limit is verified. No query."""
    term = term_of(case)
    if term is None:
        return None
    return read_clock(
        term=term,
        started_on=case.clock_started_on,
        pauses=pauses_of(pauses),
        ended_on=case.ended_on,
        today=today,
        calendar=calendar,
    )
