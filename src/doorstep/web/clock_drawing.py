"""The drawn clock: a line of days, counted days filled, pauses hatched, today a tick, the limit a post."""

from dataclasses import dataclass
from datetime import date, timedelta

from doorstep.kernel.clock import ClockReading

DAY, HEIGHT, TOP = 10, 18, 8


@dataclass(frozen=True)
class Bar:
    """A run of days of one kind, in units of the drawing."""

    x: int
    width: int
    kind: str
    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class Drawing:
    """The line of days of one clock. `today` and `due` are the middles of their days, None where not on the line."""

    width: int
    bars: tuple[Bar, ...]
    today: int | None
    due: int | None


def draw(reading: ClockReading) -> Drawing | None:
    """The drawing of a reading with segments; None where the clock has not started or is done on the spot."""
    if reading.started_on is None or not reading.segments:
        return None
    zero = reading.started_on + timedelta(days=1)
    bars = tuple(
        Bar(
            x=(segment.first - zero).days * DAY,
            width=((segment.last - segment.first).days + 1) * DAY,
            kind=str(segment.kind),
            first=segment.first,
            last=segment.last,
            reason=segment.reason or "",
        )
        for segment in reading.segments
    )
    end = bars[-1].x + bars[-1].width
    due = reading.due_on or reading.due_if_resumed_today
    return Drawing(end, bars, _middle(reading.ended_on or reading.today, zero, end), _middle(due, zero, end))


def _middle(day: date | None, zero: date, end: int) -> int | None:
    if day is None:
        return None
    x = (day - zero).days * DAY + DAY // 2
    return x if 0 <= x <= end else None
