"""What a rule says about time: the limit, the act it is counted from, the pauses it knows."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

from doorstep.kernel.calendar import Unit
from doorstep.kernel.refusal import Refusal


class BadTerm(Refusal):
    """A clock that cannot be. `why`: limit, warning, pause_order, ended_before_start."""

    code: ClassVar[str] = "kernel.bad-term"


class PauseNotAllowed(Refusal):
    """This item's rule knows no pause for this reason (`reason`; `allowed` lists those it knows)."""

    code: ClassVar[str] = "kernel.pause-not-allowed"


class StartsAt(StrEnum):
    """The act from which a limit is counted."""

    APPLICATION = "application"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True)
class Term:
    """A time limit as an item's rule states it: so many days of a unit, from an act, with a closed list of pauses.

    `limit` 0 means on the spot: due the same day. `clause` is the rule's place in its document, None where not known.
    Warnings: the counted day that reaches `warn_at_percent` of the limit, and `warn_days_before` counted days before
    the due day. `pauses_allowed` empty means that nothing stops this clock.
    """

    limit: int
    unit: Unit
    starts_at: StartsAt
    clause: str | None = None
    warn_at_percent: int = 70
    warn_days_before: int = 2
    pauses_allowed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise BadTerm(why="limit")
        if not 1 <= self.warn_at_percent <= 100 or self.warn_days_before < 0:
            raise BadTerm(why="warning")

    def extended_by(self, days: int, *, clause: str | None = None) -> "Term":
        """The term after a lawful extension by `days` (licence law art. 42: ten more, approved, told with reasons)."""
        if days < 1:
            raise BadTerm(why="limit")
        return replace(self, limit=self.limit + days, clause=clause or self.clause)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still: the days (opened, resumed] are not counted; `resumed` None while it still stands."""

    opened: date
    resumed: date | None
    reason: str
    clause: str | None = None

    def __post_init__(self) -> None:
        if self.resumed is not None and self.resumed < self.opened:
            raise BadTerm(why="pause_order", opened=self.opened, resumed=self.resumed)

    def covers(self, day: date) -> bool:
        """Whether `day` is taken out of the count."""
        return self.opened < day and (self.resumed is None or day <= self.resumed)


def start_day(
    term: Term, *, applied_on: date | None, received_on: date | None, accepted_on: date | None
) -> date | None:
    """Day 0 of a term: the day of the act it is counted from, None while that act has not happened."""
    return {
        StartsAt.APPLICATION: applied_on,
        StartsAt.RECEIPT: received_on,
        StartsAt.ACCEPTANCE: accepted_on,
    }[term.starts_at]
