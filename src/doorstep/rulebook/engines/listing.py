"""From the cells of a chunk to the list that somebody works through: who is met, what for, and how near the line.

`room` is the least distance between a figure and its threshold among the parts of the conditions: what is left of it
where the claim is met, by how much it fails (negative) at the first condition that fails; in the unit of the figure
(fen, people, ten-thousandths). `condition` says which condition that is.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.engines.answers import EXCLUDED, NOT_ENTITLED, RECEIVED, UNKNOWN, UNKNOWN_AMOUNT
from doorstep.rulebook.engines.cells import CODE, LEFT_OUT, Bytes, Cells, Longs
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.language.types import Kind, Unit
from doorstep.rulebook.plan import Claim, LeafPlan

FAR = 2**62
"""No part with a figure decides."""
NOBODY = -1
"""Member of a row that is about the whole family; condition of a row where none is to be named."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reasons:
    """One claim for every subject: number of the answer, fen (0 if unknown), first failed or nearest condition, room."""

    answer: Bytes
    amount: Longs
    condition: Longs
    room: Longs


class Reader:
    """Reads claims out of cells."""

    def __init__(self, city: CityPlan, cells: Cells) -> None:
        self.city, self.cells = city, cells
        self.person = {name: i for i, name in enumerate(cells.people)}
        self.family = {name: i for i, name in enumerate(cells.families)}

    def column(self, name: str) -> tuple[Longs, Bools]:
        """Values, and whether they are known."""
        if name in self.person:
            row = self.person[name]
            return self.cells.people_values[row], self.cells.people_known[row] != 0
        row = self.family[name]
        return self.cells.family_values[row], self.cells.family_known[row] != 0

    def reasons(self, claim: Claim) -> Reasons:
        """What the claim says of every person, or of every family."""
        value, known = self.column(claim.verdict)
        met, refused = known & (value != 0), known & (value == 0)
        got = met & self.true(claim.received)
        excluded = self.city.excluded.get(claim.key)
        out = met & ~got & (self.true(excluded) if excluded else np.False_)
        amount, amount_known = (np.zeros(len(met), np.int64), np.zeros(len(met), np.bool_))
        if claim.amount is not None:
            amount, amount_known = self.column(claim.amount)
        answer = np.full(len(met), CODE[UNKNOWN], np.uint8)
        answer[refused] = CODE[NOT_ENTITLED]
        answer[met] = np.where(amount_known[met], 0, CODE[UNKNOWN_AMOUNT])
        answer[out] = CODE[EXCLUDED]
        answer[got] = CODE[RECEIVED]
        if claim.applies is not None:
            applies, sure = self.column(claim.applies)
            answer[sure & (applies == 0)] = LEFT_OUT
        condition, room = self.nearest(claim, met)
        return Reasons(answer, np.where(met & amount_known, amount, 0), condition, room)

    def true(self, name: str) -> Bools:
        """Known and true."""
        value, known = self.column(name)
        found: Bools = known & (value != 0)
        return found

    def nearest(self, claim: Claim, met: Bools) -> tuple[Longs, Longs]:
        """The first failed condition, or of a claim that is met the one with the least room; sums of money first."""
        condition = np.full(len(met), NOBODY, np.int64)
        room = np.full(len(met), FAR, np.int64)
        failed = np.zeros(len(met), np.bool_)
        for number, plan in enumerate(claim.conditions):
            value, known = self.column(plan.holds)
            fails = known & (value == 0) & ~failed
            condition[fails] = number
            failed |= fails
        for money in (True, False):
            free = room == FAR
            for number, plan in enumerate(claim.conditions):
                for leaf in (x for x in plan.leaves if _is_money(x) is money):
                    distance, measured = self.distance(leaf)
                    here = (condition == number) & failed & (distance <= 0) | met & (distance >= 0)
                    near = measured & free & here & (np.abs(distance) < np.abs(room))
                    room[near] = distance[near]
                    condition[near] = number
        return condition, room

    def distance(self, leaf: LeafPlan) -> tuple[Longs, Bools]:
        if leaf.figure is None or leaf.threshold is None or leaf.leaf.op not in ("<", "<=", ">", ">="):
            nothing = np.zeros(len(self.column(leaf.holds)[0]), np.int64)
            return nothing, nothing != 0
        (figure, a), (threshold, b) = self.column(leaf.figure), self.column(leaf.threshold)
        return (threshold - figure if leaf.leaf.op[0] == "<" else figure - threshold), a & b


def _is_money(leaf: LeafPlan) -> bool:
    return leaf.leaf.figure is not None and leaf.leaf.figure.type.kind is Kind.MONEY


def unclaimed_rows(city: CityPlan, cells: Cells, offsets: Longs) -> dict[str, Longs]:
    """A row per claim that is met, not excluded and not received: claim, family (position), member, amount … room."""
    reader = Reader(city, cells)
    family_of = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    place = np.arange(offsets[-1]) - offsets[:-1][family_of]
    parts: list[tuple[Longs, ...]] = []
    for number, claim in enumerate(city.plan.claims):
        found = reader.reasons(claim)
        rows = np.flatnonzero(found.answer <= CODE[UNKNOWN_AMOUNT])
        person = claim.unit is Unit.PERSON
        family = family_of[rows] if person else rows
        member = place[rows] if person else np.full(len(rows), NOBODY)
        amount = np.where(found.answer[rows] == CODE[UNKNOWN_AMOUNT], NOBODY, found.amount[rows])
        same = np.full(len(rows), number)
        parts.append((same, family, member, amount, found.condition[rows], found.room[rows]))
    names = ("claim", "family", "member", "amount", "condition", "room")
    return {name: np.concatenate([p[i] for p in parts]).astype(np.int64) for i, name in enumerate(names)}
