"""What the engines for the city give back: answers by number, totals by district, and every cell of an explanation."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.engines.answers import (
    ANSWERS,
    ENTITLED,
    EXCLUDED,
    NOT_ENTITLED,
    RECEIVED,
    UNKNOWN,
    UNKNOWN_AMOUNT,
)
from doorstep.rulebook.engines.family import Value
from doorstep.rulebook.engines.outcome import ConditionRow, LeafRow, Outcome
from doorstep.rulebook.language.types import BOOL, Type, Unit
from doorstep.rulebook.plan import Claim, Plan

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

CODE = {word: number for number, word in enumerate(ANSWERS)}
LEFT_OUT = len(ANSWERS)
"""There is nobody to judge in this way (see Claim.applies); such rows are dropped."""
STATES = len(ANSWERS) + 1
WORD_BITS = 62
"""Programmes per int64 of a family's bit mask."""
MONTHS = 12

assert [CODE[w] for w in (ENTITLED, UNKNOWN_AMOUNT, NOT_ENTITLED, UNKNOWN, RECEIVED, EXCLUDED)] == list(range(6))


def words(codes: int) -> int:
    """How many int64 a mask of so many programmes takes."""
    return -(-codes // WORD_BITS)


@dataclass(slots=True)
class Totals:
    """By claim, district (position) and answer: how many subjects, how many people, how many fen per period."""

    count: Longs
    heads: Longs
    amount: Longs

    @classmethod
    def empty(cls, claims: int, districts: int) -> "Totals":
        """All zero."""
        shape = (claims, districts, STATES)
        return cls(*(np.zeros(shape, np.int64) for _ in range(3)))

    def add(self, other: "Totals") -> None:
        """Sum up in place."""
        self.count += other.count
        self.heads += other.heads
        self.amount += other.amount


@dataclass(slots=True)
class Judged:
    """A judged chunk. `unclaimed`, `holding`: bits by programme and family; `value`: fen over twelve months per family."""

    totals: Totals
    unclaimed: Longs
    holding: Longs
    value: Longs


@dataclass(frozen=True, slots=True)
class Cells:
    """Every cell of an explanation: values and whether they are known, one row per column of `people` or `families`."""

    people: tuple[str, ...]
    families: tuple[str, ...]
    people_values: Longs
    people_known: Bytes
    family_values: Longs
    family_known: Bytes


def explained(plan: Plan, extra: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The person and the family columns that an explanation of all claims consists of."""
    names: dict[str, None] = {}
    for claim in plan.claims:
        for name in (claim.applies, claim.verdict, claim.amount, claim.received):
            if name is not None:
                names[name] = None
        for condition in claim.conditions:
            names[condition.holds] = None
            for leaf in condition.leaves:
                names.update(dict.fromkeys(x for x in (leaf.holds, leaf.figure, leaf.threshold) if x is not None))
    names.update(dict.fromkeys(extra))
    unit = {column.name: column.unit for column in plan.columns}
    people = tuple(x for x in names if unit[x] is Unit.PERSON)
    return people, tuple(x for x in names if unit[x] is Unit.FAMILY)


def outcomes(plan: Plan, cells: Cells, offsets: Longs, family: int) -> list[Outcome]:
    """The outcomes of one family, as the oracle gives them, from the cells of a chunk."""
    return _Reader(plan, cells, offsets, family).outcomes()


class _Reader:
    def __init__(self, plan: Plan, cells: Cells, offsets: Longs, family: int) -> None:
        self.plan, self.cells, self.family = plan, cells, family
        self.first, self.last = int(offsets[family]), int(offsets[family + 1])
        self.types: dict[str, Type] = {column.name: column.type for column in plan.columns}
        self.place = {name: (True, i) for i, name in enumerate(cells.people)}
        self.place |= {name: (False, i) for i, name in enumerate(cells.families)}

    def outcomes(self) -> list[Outcome]:
        result = []
        for claim in self.plan.claims:
            if claim.unit is Unit.FAMILY:
                result.append(self.outcome(claim, None))
            else:
                result += [self.outcome(claim, i) for i in range(self.last - self.first)]
        return result

    def outcome(self, claim: Claim, member: int | None) -> Outcome:
        rows: list[ConditionRow] = []
        for condition in claim.conditions:
            leaves: tuple[LeafRow, ...] = tuple(
                (self.cell(x.holds, member), self.cell(x.figure, member), self.cell(x.threshold, member))
                for x in condition.leaves
            )
            rows.append((self.cell(condition.holds, member), leaves))
        applies = True if claim.applies is None else self.cell(claim.applies, member)
        verdict, amount, received = (self.cell(x, member) for x in (claim.verdict, claim.amount, claim.received))
        return Outcome(claim.key, member, applies, verdict, amount, received, tuple(rows))

    def cell(self, name: str | None, member: int | None) -> Value:
        if name is None:
            return None
        person, row = self.place[name]
        if person:
            assert member is not None
            at = self.first + member
            known, value = self.cells.people_known[row, at], self.cells.people_values[row, at]
        else:
            known, value = self.cells.family_known[row, self.family], self.cells.family_values[row, self.family]
        if not known:
            return None
        return bool(value) if self.types[name] == BOOL else int(value)
