"""Stretches of days as documents write them: both ends belong to them ("until 2019-04-30" includes that day)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Self, TypeVar

from doorstep.kernel.refusal import Refusal

T = TypeVar("T")
_DAY = timedelta(days=1)


class BadPeriod(Refusal):
    """Not a stretch of days. `why`: order (the last day lies before the first), type (a moment instead of a day)."""

    code: ClassVar[str] = "kernel.bad-period"


class TwoInForce(Refusal):
    """Two versions of one thing hold on the same day (`on`): the data must be mended, not guessed."""

    code: ClassVar[str] = "kernel.two-in-force"


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; `last` None: until further notice. Refuses (BadPeriod) last < first."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if any(isinstance(day, datetime) for day in (self.first, self.last)):
            raise BadPeriod(why="type")
        if self.last is not None and self.last < self.first:
            raise BadPeriod(why="order", first=self.first, last=self.last)

    @classmethod
    def between(cls, first: date, until_exclusive: date | None) -> Self:
        """The days from `first` up to the day before `until_exclusive` (None: without end)."""
        return cls(first, None if until_exclusive is None else until_exclusive - _DAY)

    @property
    def until_exclusive(self) -> date | None:
        """The first day after the period; None while it has no end."""
        return None if self.last is None else self.last + _DAY

    def contains(self, day: date) -> bool:
        """Whether `day` belongs to the period."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "Period") -> bool:
        """Whether at least one day belongs to both."""
        return self.intersection(other) is not None

    def intersection(self, other: "Period") -> "Period | None":
        """The days that belong to both, if any."""
        first = max(self.first, other.first)
        ends = [day for day in (self.last, other.last) if day is not None]
        last = min(ends) if ends else None
        return None if last is not None and last < first else Period(first, last)


def find_overlap(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """The first two periods that share a day, the earlier first; None when every day is claimed at most once."""
    widest: Period | None = None
    for period in sorted(periods, key=lambda p: p.first):
        if widest is not None and widest.contains(period.first):
            return widest, period
        widest = period
    return None


def find_gaps(periods: Iterable[Period]) -> list[Period]:
    """The unclaimed stretches between the first and the last claimed day, in order."""
    gaps: list[Period] = []
    covered_until: date | None = None
    for period in sorted(periods, key=lambda p: p.first):
        if covered_until is not None and period.first - covered_until > _DAY:
            gaps.append(Period(covered_until + _DAY, period.first - _DAY))
        if period.last is None:
            return gaps
        covered_until = period.last if covered_until is None else max(covered_until, period.last)
    return gaps


def all_in_force(items: Iterable[T], on: date, key: Callable[[T], Period]) -> list[T]:
    """The items whose period (`key(item)`) contains the day `on`, in their given order."""
    return [item for item in items if key(item).contains(on)]


def in_force(items: Iterable[T], on: date, key: Callable[[T], Period]) -> T | None:
    """The one version that holds on the day `on`, None if there is none. Refuses (TwoInForce) more than one."""
    found = all_in_force(items, on, key)
    if len(found) > 1:
        raise TwoInForce(on=on)
    return found[0] if found else None
