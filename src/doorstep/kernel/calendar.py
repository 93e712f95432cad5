"""Which days are working days (工作日), by table. When the centres open is another calendar and not told here."""

import hashlib
from array import array
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from doorstep.kernel.refusal import Refusal

_SATURDAY = 6  # ISO weekday


class OutsideCalendar(Refusal):
    """A day (`day`) beyond the years that the table covers (`first_year`, `last_year`)."""

    code: ClassVar[str] = "kernel.outside-calendar"


class Unit(StrEnum):
    """What a time limit counts. Licence law art. 82 counts working days; minimum-living rules of 1999 count days."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class Calendar(Protocol):
    """What the case clock needs to know about days. Every method refuses (OutsideCalendar) days it cannot know."""

    @property
    def digest(self) -> str:
        """Fingerprint of everything the calendar answers: equal answers, equal digest."""

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`."""

    def is_computed(self, day: date) -> bool:
        """Whether the year of `day` is not yet published, so that the answer is the weekday rule only (推算)."""

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""

    def add_days(self, day: date, n: int, unit: Unit) -> date:
        """The n-th day of the unit after `day`; n = 0 is `day` itself, n < 0 counts backwards."""

    def count_days(self, after: date, until: date, unit: Unit) -> int:
        """How many days of the unit lie in (after, until]; 0 when `until` does not lie after `after`."""


class DayTable:
    """A calendar from a table: the weekday rule, corrected by the exceptional days that the yearly notices name.

    `exceptions` maps a day to whether it is worked (holiday: False, make-up day: True); `published_years` are the years
    whose notice is in the table. Covers 1 January of `first_year` to 31 December of `last_year`. Answers take constant
    time: running counts are laid down once.
    """

    def __init__(
        self, exceptions: Mapping[date, bool], published_years: Collection[int], *, first_year: int, last_year: int
    ) -> None:
        if last_year < first_year:
            raise ValueError("the last year lies before the first")
        self.first_year, self.last_year = first_year, last_year
        self.published_years = frozenset(published_years)
        self._first = date(first_year, 1, 1).toordinal()
        self._last = date(last_year, 12, 31).toordinal()
        exceptional = {self._index(day): worked for day, worked in exceptions.items()}
        # _until[i] counts the working days up to and including the i-th day; _days holds the working days themselves.
        self._until, self._days = array("l"), array("l")
        for index in range(self._last - self._first + 1):
            ordinal = self._first + index
            if exceptional.get(index, (ordinal - 1) % 7 + 1 < _SATURDAY):
                self._days.append(ordinal)
            self._until.append(len(self._days))
        self.digest = self._fingerprint()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`. Refuses OutsideCalendar."""
        index = self._index(day)
        return self._until[index] > self._worked_before(index)

    def is_computed(self, day: date) -> bool:
        """Whether the year of `day` is not yet published (推算). Refuses OutsideCalendar."""
        self._index(day)
        return day.year not in self.published_years

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`. Refuses OutsideCalendar."""
        return self.add_days(day, 1, Unit.WORKING_DAYS)

    def add_days(self, day: date, n: int, unit: Unit) -> date:
        """The n-th day of the unit after `day`; 0 is `day` itself, n < 0 counts backwards. Refuses OutsideCalendar."""
        if n == 0:
            return day
        if unit is Unit.CALENDAR_DAYS:
            return day + timedelta(days=n)
        index = self._index(day)
        position = self._until[index] + n - 1 if n > 0 else self._worked_before(index) + n
        if not 0 <= position < len(self._days):
            raise self._outside(day)
        return date.fromordinal(self._days[position])

    def count_days(self, after: date, until: date, unit: Unit) -> int:
        """How many days of the unit lie in (after, until]; 0 when there is no such day. Refuses OutsideCalendar."""
        if until <= after:
            return 0
        if unit is Unit.CALENDAR_DAYS:
            return (until - after).days
        return self._until[self._index(until)] - self._until[self._index(after)]

    def _index(self, day: date) -> int:
        ordinal = day.toordinal()
        if not self._first <= ordinal <= self._last:
            raise self._outside(day)
        return ordinal - self._first

    def _worked_before(self, index: int) -> int:
        return self._until[index - 1] if index else 0

    def _outside(self, day: date) -> OutsideCalendar:
        return OutsideCalendar(day=day, first_year=self.first_year, last_year=self.last_year)

    def _fingerprint(self) -> str:
        parts = [
            f"{self.first_year}-{self.last_year}",
            ",".join(str(year) for year in sorted(self.published_years)),
            ",".join(str(day) for day in self._days),
        ]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()
