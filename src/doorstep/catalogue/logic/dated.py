"""Values that hold from one day to another, and how sure we are of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from doorstep.kernel.period import Period

T = TypeVar("T")

CONFIDENCES = ("verified", "sure", "approximate", "unverified")
"""verified: read in the source; sure: well known, not read again; approximate: from memory; unverified: 未核实."""


@dataclass(frozen=True, slots=True)
class Clause:
    """第n条第p款第i项 of a registered document. `None` where a clause is expected means 未核实."""

    law: str
    article: int
    paragraph: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        return f"{self.law} art. {self.article}" + (f"({self.paragraph})" if self.paragraph else "")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value, the days it holds, where it is written (None: 未核实) and how sure we are."""

    value: T
    span: Period
    confidence: str
    clause: Clause | None = None


def on_day(values: Iterable[Dated[T]], day: date) -> Dated[T] | None:
    """The value that holds on `day`, or None. A checked pack has at most one."""
    return next((value for value in values if value.span.contains(day)), None)


def within(inner: Period, outer: Period) -> bool:
    """True when no day of `inner` lies outside `outer`."""
    return inner.intersection(outer) == inner


def seams(periods: Sequence[Period], whole: Period) -> list[tuple[int, str]]:
    """Where periods that should cover `whole` exactly once overlap, leave gaps or stick out: (index, what is wrong)."""
    faults: list[tuple[int, str]] = []
    expected: date | None = whole.first
    order = sorted(range(len(periods)), key=lambda index: periods[index].first)
    for index in order:
        period = periods[index]
        if expected is None or period.first < expected:
            faults.append((index, f"overlaps the value before it: begins on {period.first}"))
        elif period.first > expected:
            faults.append((index, f"leaves a gap: nothing holds from {expected} to {period.first - timedelta(days=1)}"))
        expected = period.until_exclusive
    if order and periods[order[-1]].last != whole.last:
        last = periods[order[-1]].last
        faults.append((order[-1], f"ends on {last or 'no day'}, the item on {whole.last or 'no day'}"))
    return faults
