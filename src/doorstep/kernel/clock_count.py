"""Counting days around pauses, and the line of days that screens draw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from doorstep.kernel.calendar import Calendar, Unit
from doorstep.kernel.clock_terms import Pause

#: The drawn line of days stops after so many: nobody reads a longer one, and a forgotten case must not slow a page.
LONGEST_LINE = 400
_DAY = timedelta(days=1)

Span = tuple[date, date | None]


class DayKind(StrEnum):
    """What a day on the line means to the clock."""

    COUNTED = "counted"
    REST = "rest"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring days of one kind; both ends belong to it. `reason` is that of the pause."""

    first: date
    last: date
    kind: DayKind
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Counting over a line of days from which the stretches of `spans`, (opened, resumed] each, are taken out."""

    start: date
    unit: Unit
    spans: list[Span]
    calendar: Calendar

    def nth(self, n: int) -> date | None:
        """The n-th counted day (the start for 0); None when a pause without end comes first."""
        if n == 0:
            return self.start
        at, missing = self.start, n
        for opened, resumed in self.spans:
            if resumed is not None and resumed <= at:
                continue
            free = self.calendar.count_days(at, opened, self.unit)
            if missing <= free:
                break
            missing -= free
            if resumed is None:
                return None
            at = resumed
        return self.calendar.add_days(at, missing, self.unit)

    def used(self, until: date) -> int:
        """How many days were counted up to and including `until`."""
        total = self.calendar.count_days(self.start, until, self.unit)
        for opened, resumed in self.spans:
            end = until if resumed is None else min(resumed, until)
            total -= self.calendar.count_days(max(opened, self.start), end, self.unit)
        return total


def spans(pauses: Iterable[Pause]) -> list[Span]:
    """The excluded stretches in order, merged, so that no day can be taken out twice."""
    merged: list[Span] = []
    for pause in sorted(pauses, key=lambda p: p.opened):
        if merged and (merged[-1][1] is None or pause.opened <= merged[-1][1]):
            opened, resumed = merged[-1]
            merged[-1] = opened, None if resumed is None or pause.resumed is None else max(resumed, pause.resumed)
        else:
            merged.append((pause.opened, pause.resumed))
    return merged


def line(count: Count, pauses: Sequence[Pause], until: date) -> tuple[Segment, ...]:
    """The days after the start up to `until` (at most LONGEST_LINE of them) as segments of one kind each.

    A day under several pauses carries the reason of the one opened first.
    """
    ordered = sorted(pauses, key=lambda p: p.opened)
    segments: list[Segment] = []
    for step in range(1, min((until - count.start).days, LONGEST_LINE) + 1):
        day = count.start + step * _DAY
        pause = next((p for p in ordered if p.covers(day)), None)
        if pause is not None:
            kind, reason = DayKind.PAUSED, pause.reason
        else:
            worked = count.unit is Unit.CALENDAR_DAYS or count.calendar.is_working_day(day)
            kind, reason = (DayKind.COUNTED if worked else DayKind.REST), None
        if segments and (segments[-1].kind, segments[-1].reason) == (kind, reason):
            segments[-1] = Segment(segments[-1].first, day, kind, reason)
        else:
            segments.append(Segment(day, day, kind, reason))
    return tuple(segments)
