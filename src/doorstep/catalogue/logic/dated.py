"""Values that hold from one day to another, and how sure we are of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

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
class Span:
    """Days from `start` to `end`, both included; no end: still going on."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """True on every day of the span."""
        return self.start <= day and (self.end is None or day <= self.end)

    def within(self, other: "Span") -> bool:
        """True when no day of this span lies outside `other`."""
        if self.start < other.start:
            return False
        return other.end is None or (self.end is not None and self.end <= other.end)

    def meets(self, other: "Span") -> bool:
        """True when the two share a day."""
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value, the days it holds, where it is written (None: 未核实) and how sure we are."""

    value: T
    span: Span
    confidence: str
    clause: Clause | None = None


def on_day(values: Iterable[Dated[T]], day: date) -> Dated[T] | None:
    """The value that holds on `day`, or None. A checked pack has at most one."""
    return next((value for value in values if value.span.covers(day)), None)


def seams(spans: Sequence[Span], whole: Span) -> list[tuple[int, str]]:
    """Where spans that should cover `whole` exactly once overlap, leave a gap or stick out: (index, what is wrong)."""
    if not spans:
        return []
    faults: list[tuple[int, str]] = []
    order = sorted(range(len(spans)), key=lambda index: spans[index].start)
    expected: date | None = whole.start
    for index in order:
        span = spans[index]
        if span.end is not None and span.end < span.start:
            faults.append((index, f"ends on {span.end}, before it begins on {span.start}"))
            continue
        if expected is None or span.start < expected:
            faults.append((index, f"overlaps the value before it: begins on {span.start}"))
        elif span.start > expected:
            faults.append((index, f"leaves a gap: nothing holds from {expected} to {span.start - timedelta(days=1)}"))
        expected = None if span.end is None else span.end + timedelta(days=1)
    last = spans[order[-1]].end
    if last != whole.end:
        faults.append((order[-1], f"ends on {last or 'no day'}, the item on {whole.end or 'no day'}"))
    return faults
