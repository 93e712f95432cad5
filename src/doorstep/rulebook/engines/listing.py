"""The list that somebody works through: who is met and does not receive, what for, and how near the line they stand.

`room` is the least distance between a figure and its threshold among the parts of the conditions, in the unit of the
figure (fen, people, ten-thousandths), sums of money before all others; `condition` says which condition that is. Here they
are read from the cells of an explanation; the kernel writes the same rows by itself (`kernel_rows`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.engines.answers import EXCLUDED, NOT_ENTITLED, RECEIVED, UNKNOWN, UNKNOWN_AMOUNT
from doorstep.rulebook.engines.cells import CODE, LEFT_OUT, Bytes, Cells, Longs
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.language.types import MEMBERS_MAX, Kind, Unit
from doorstep.rulebook.plan import Claim, LeafPlan

FAR = 2**62
"""No part with a figure decides."""
NOBODY = -1
"""Member of a row that is about the whole family; amount that is unknown; condition where none is to be named."""
COLUMNS = ("claim", "family", "member", "amount", "condition", "room")
"""Of a row: the claim's number, the family's position in the chunk, the member's in the family, fen, condition, room."""

Bools = npt.NDArray[np.bool_]


def measured(claim: Claim) -> Iterator[tuple[int, LeafPlan]]:
    """The parts of a claim that have a distance, with the number of their condition: sums of money first."""
    for money in (True, False):
        for number, plan in enumerate(claim.conditions):
            for leaf in plan.leaves:
                ordered = leaf.figure is not None and leaf.threshold is not None and (leaf.leaf.op or "=")[0] in "<>"
                if ordered and is_money(leaf) is money:
                    yield number, leaf


def is_money(leaf: LeafPlan) -> bool:
    """Whether the part compares sums of money."""
    return leaf.leaf.figure is not None and leaf.leaf.figure.type.kind is Kind.MONEY


@dataclass(frozen=True, slots=True)
class Said:
    """One claim for every subject: number of the answer, fen (0 if unknown)."""

    answer: Bytes
    amount: Longs


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

    def said(self, claim: Claim) -> Said:
        """What the claim says of every person, or of every family."""
        value, known = self.column(claim.verdict)
        met, refused = known & (value != 0), known & (value == 0)
        got = met & self.true(claim.received)
        excluded = self.city.excluded.get(claim.key)
        out = met & ~got & (self.true(excluded) if excluded else np.False_)
        open_ = met & ~got & (~self.column(excluded)[1] if excluded else np.False_)
        amount, amount_known = (np.zeros(len(met), np.int64), np.zeros(len(met), np.bool_))
        if claim.amount is not None:
            amount, amount_known = self.column(claim.amount)
        answer = np.full(len(met), CODE[UNKNOWN], np.uint8)
        answer[refused] = CODE[NOT_ENTITLED]
        answer[met] = np.where(amount_known[met], 0, CODE[UNKNOWN_AMOUNT])
        answer[out] = CODE[EXCLUDED]
        answer[open_] = CODE[UNKNOWN]
        answer[got] = CODE[RECEIVED]
        if claim.applies is not None:
            applies, sure = self.column(claim.applies)
            answer[sure & (applies == 0)] = LEFT_OUT
        return Said(answer, np.where(met & amount_known, amount, 0))

    def true(self, name: str) -> Bools:
        """Known and true."""
        value, known = self.column(name)
        found: Bools = known & (value != 0)
        return found

    def nearest(self, claim: Claim, rows: Longs) -> tuple[Longs, Longs]:
        """Of these subjects, who are met: the condition with the least room, and the room."""
        condition = np.full(len(rows), NOBODY, np.int64)
        room = np.full(len(rows), FAR, np.int64)
        of_money = np.zeros(len(rows), np.bool_)
        for number, leaf in measured(claim):
            distance, sure = self.distance(leaf, rows)
            near = sure & (distance >= 0) & (distance < room) & (is_money(leaf) | ~of_money)
            room[near], condition[near] = distance[near], number
            of_money |= near & is_money(leaf)
        return condition, room

    def distance(self, leaf: LeafPlan, rows: Longs) -> tuple[Longs, Bools]:
        """How far the figure lies from its threshold, on the lawful side."""
        assert leaf.figure is not None and leaf.threshold is not None and leaf.leaf.op is not None
        (figure, a), (threshold, b) = self.column(leaf.figure), self.column(leaf.threshold)
        way = threshold[rows] - figure[rows]
        return (way if leaf.leaf.op[0] == "<" else -way), a[rows] & b[rows]


def unclaimed_rows(city: CityPlan, cells: Cells, offsets: Longs) -> dict[str, Longs]:
    """A row per claim that is met, not excluded and not received; see COLUMNS."""
    reader = Reader(city, cells)
    family_of = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    parts: list[Longs] = []
    for number, claim in enumerate(city.plan.claims):
        said = reader.said(claim)
        rows = np.flatnonzero(said.answer <= CODE[UNKNOWN_AMOUNT])
        person = claim.unit is Unit.PERSON
        family = family_of[rows] if person else rows
        member = rows - offsets[family] if person else np.full(len(rows), NOBODY)
        amount = np.where(said.answer[rows] == CODE[UNKNOWN_AMOUNT], NOBODY, said.amount[rows])
        nearest = reader.nearest(claim, rows)
        parts.append(np.stack([np.full(len(rows), number), family, member, amount, *nearest], axis=1))
    return in_order(np.concatenate(parts).astype(np.int64))


def in_order(rows: Longs) -> dict[str, Longs]:
    """Rows as columns: by family, in it by claim, in it by member."""
    claim, family, member = rows[:, 0], rows[:, 1], rows[:, 2]
    claims = int(claim.max(initial=0)) + 1
    order = np.argsort((family * claims + claim) * (MEMBERS_MAX + 2) + member + 1, kind="stable")
    return {name: rows[order, i] for i, name in enumerate(COLUMNS)}
