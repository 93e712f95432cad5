"""The case clock: by which day an office must have decided, and where it stands today.

Day 0 is the day on which the clock starts; counting begins the next day; the clock runs out at the end of business
of the n-th counted day. A pause opened on day d and resumed on day r takes the days (d, r] out: once, however many
pauses lie over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from doorstep.kernel.calendar import Calendar, Unit
from doorstep.kernel.clock_count import Count, DayKind, Segment, line, spans
from doorstep.kernel.clock_terms import BadTerm, Pause, PauseNotAllowed, StartsAt, Term, start_day

__all__ = [
    "BadTerm", "Change", "ClockReading", "ClockState", "DayKind", "Pause", "PauseNotAllowed", "Segment",
    "SilentAcceptance", "StartsAt", "Term", "Unit", "read_clock", "recompute", "silent_acceptance_on", "start_day",
]  # fmt: skip

_DAY = timedelta(days=1)


class ClockState(StrEnum):
    """Where a clock stands. `due_soon` is the yellow light, `overdue` the red one."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ENDED_IN_TIME = "ended_in_time"
    ENDED_LATE = "ended_late"


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock read at the end of `today`. Days are counted days of the term's unit.

    `days_used` includes today; `days_left` is 0 on the due day and negative once more days were counted than allowed.
    Dates that an open pause makes unknowable are None. `computed` says that the due day rests on a year whose holidays
    are not published. `segments` begin the day after the start and reach to the due day or today, whichever is later
    (for an ended case: the due day or its end).
    """

    term: Term
    started_on: date | None
    today: date
    state: ClockState
    first_counted_day: date | None
    due_on: date | None
    due_if_resumed_today: date | None
    days_used: int
    days_left: int
    warn_on: date | None
    last_warning_on: date | None
    ended_on: date | None
    computed: bool
    calendar_digest: str
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What another reading of the same case says differently.

    `days_moved` in calendar days, negative when the due day came earlier, None when one of the two is not known.
    """

    due_before: date | None
    due_after: date | None
    days_moved: int | None
    warn_before: date | None
    warn_after: date | None
    state_before: ClockState
    state_after: ClockState
    still_computed: bool


@dataclass(frozen=True, slots=True)
class SilentAcceptance:
    """Silence as acceptance.

    The office may speak until the end of `notice_until`; from `deemed_on`, the next day, the application counts as
    accepted, and its clock as started on `clock_starts_on`, the day of receipt.
    """

    notice_until: date
    deemed_on: date
    clock_starts_on: date


def read_clock(
    *,
    term: Term,
    started_on: date | None,
    pauses: Sequence[Pause],
    ended_on: date | None = None,
    today: date,
    calendar: Calendar,
    draw: bool = True,
) -> ClockReading:
    """Read the clock of one case at the end of `today`.

    Rule: licence law art. 42, 45 and 82 for licences, the item's own rule elsewhere; nothing is moved when a limit in
    calendar days ends on a rest day. An end after `today` has not happened yet; an end closes a pause still open. A
    pause opened on the due day or later comes too late to move it. `draw=False` leaves out the segments (long lists).
    Refuses PauseNotAllowed, BadTerm (ended before it started) and OutsideCalendar.
    """
    _check(term, started_on, pauses, ended_on)
    ended = ended_on if ended_on is not None and ended_on <= today else None
    if started_on is None:
        return _unstarted(term, today, calendar)
    facts = _closed_on(ended, pauses) if ended else list(pauses)
    count = Count(started_on, term.unit, spans(facts), calendar)
    due = count.nth(term.limit)
    resumed = None
    if due is None:
        resumed = Count(started_on, term.unit, spans(_closed_on(today, facts)), calendar).nth(term.limit)
    used = count.used(ended or today)
    warn, last = _warnings(term, count)
    return ClockReading(
        term=term,
        started_on=started_on,
        today=today,
        state=_state(
            started_on=started_on,
            today=today,
            ended=ended,
            due=due,
            warnings=[day for day in (warn, last) if day],
            pauses=facts,
        ),
        first_counted_day=count.nth(1) if term.limit else None,
        due_on=due,
        due_if_resumed_today=resumed,
        days_used=used,
        days_left=term.limit - used,
        warn_on=warn,
        last_warning_on=last,
        ended_on=ended,
        computed=_rests_on_weekday_rule(count, due or resumed or today),
        calendar_digest=calendar.digest,
        segments=line(count, facts, max(due or started_on, ended or today)) if draw else (),
    )


def recompute(old: ClockReading, new: ClockReading) -> Change | None:
    """What a holiday published later (or any other correction) changed in a case's dates; None when no date moved.

    A pause that is still open has no due day: then the day that would hold on resuming is compared, when both readings
    were taken on the same day.
    """
    before, after = old.due_on, new.due_on
    if before is None and after is None and old.today == new.today:
        before, after = old.due_if_resumed_today, new.due_if_resumed_today
    if (before, old.warn_on, old.last_warning_on) == (after, new.warn_on, new.last_warning_on):
        return None
    return Change(
        due_before=before,
        due_after=after,
        days_moved=(after - before).days if before and after else None,
        warn_before=old.warn_on,
        warn_after=new.warn_on,
        state_before=old.state,
        state_after=new.state,
        still_computed=new.computed,
    )


def silent_acceptance_on(received_on: date, notice_working_days: int, calendar: Calendar) -> SilentAcceptance:
    """When silence means acceptance: licences only (licence law art. 32(4): told within five days, or accepted).

    Refuses BadTerm (limit) for fewer than one day and OutsideCalendar.
    """
    if notice_working_days < 1:
        raise BadTerm(why="limit")
    last = calendar.add_days(received_on, notice_working_days, Unit.WORKING_DAYS)
    return SilentAcceptance(notice_until=last, deemed_on=last + _DAY, clock_starts_on=received_on)


def _check(term: Term, started_on: date | None, pauses: Sequence[Pause], ended_on: date | None) -> None:
    for pause in pauses:
        if pause.reason not in term.pauses_allowed:
            raise PauseNotAllowed(reason=pause.reason, allowed=sorted(term.pauses_allowed))
    if started_on is not None and ended_on is not None and ended_on < started_on:
        raise BadTerm(why="ended_before_start", started_on=started_on, ended_on=ended_on)


def _closed_on(day: date, pauses: Sequence[Pause]) -> list[Pause]:
    """The pauses as they would be if those that still stand ended on `day`."""
    return [replace(pause, resumed=max(pause.opened, day)) if pause.resumed is None else pause for pause in pauses]


def _unstarted(term: Term, today: date, calendar: Calendar) -> ClockReading:
    return ClockReading(
        term=term,
        started_on=None,
        today=today,
        state=ClockState.NOT_STARTED,
        first_counted_day=None,
        due_on=None,
        due_if_resumed_today=None,
        days_used=0,
        days_left=term.limit,
        warn_on=None,
        last_warning_on=None,
        ended_on=None,
        computed=False,
        calendar_digest=calendar.digest,
    )


def _warnings(term: Term, count: Count) -> tuple[date | None, date | None]:
    if term.limit == 0:
        return None, None  # on the spot: measured in minutes, there is no day to warn on
    reaching = -(-term.limit * term.warn_at_percent // 100)
    return count.nth(reaching), count.nth(max(term.limit - term.warn_days_before, 0))


def _state(
    *,
    started_on: date,
    today: date,
    ended: date | None,
    due: date | None,
    warnings: list[date],
    pauses: Sequence[Pause],
) -> ClockState:
    if ended is not None:
        return ClockState.ENDED_LATE if due is not None and ended > due else ClockState.ENDED_IN_TIME
    if today < started_on:
        return ClockState.NOT_STARTED
    if due is not None and today > due:
        return ClockState.OVERDUE
    # A pause opened on the due day no longer helps, so that day stays yellow; on the day of resuming, work goes on.
    still = any(pause.opened <= today and (pause.resumed is None or today < pause.resumed) for pause in pauses)
    if still and due != today:
        return ClockState.PAUSED
    if any(day <= today for day in warnings):
        return ClockState.DUE_SOON
    return ClockState.RUNNING


def _rests_on_weekday_rule(count: Count, until: date) -> bool:
    if count.unit is Unit.CALENDAR_DAYS or until <= count.start:
        return False
    years = range((count.start + _DAY).year, until.year + 1)
    return any(count.calendar.is_computed(date(year, 1, 1)) for year in years)
