"""The best lawful combination of what a family is entitled to, with a proof that a clerk can follow.

Lawful: (1) no two claims that exclude each other for the same member; (2) order: where an entitled claim ranks before one
that it excludes, the later may not be taken in its place; (3) under a cap, the claims together count up to its limit;
(4) a claim that is given only beside another one stands beside one of those for one of its members.
Best: the most money over twelve months, then the most programmes, then the order of the pack. An amount that is not known
adds nothing to a total; where that decides, the proof says so (`unknown_instead`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from doorstep.rulebook.engines.options import Option, total
from doorstep.rulebook.engines.searching import Group, groups_of, places_of
from doorstep.rulebook.packs.model import PERIODS


class LeftOut:
    """Why a claim is not taken: what it excludes among the taken, and the rest of the proof, searched when it is read."""

    def __init__(self, place: int, best: int, group: Group, whole: int) -> None:
        self.option = group.field.every[place]
        self.place, self._best, self._group, self._whole = place, best, group, whole
        self.conflicts = group.field.keys(group.against[place] & best)

    @cached_property
    def _proof(self) -> tuple[int | None, tuple[str, ...], tuple[str, ...]]:
        group, field, place = self._group, self._group.field, self.place
        instead = group.best(place)
        if instead is not None:
            untold = [field.every[i] for i in places_of(instead & ~self._best)]
            total_instead = self._whole - field.worth(self._best) + field.worth(instead)
            return total_instead, (), tuple([x.key for x in untold if x.value is None])
        forced = self._best & ~group.against[place] | 1 << place
        return None, field.keys(group.passed_over(place, forced)), ()

    @property
    def total_instead(self) -> int | None:
        """The total over twelve months if it were taken; None: that would not be lawful."""
        return self._proof[0]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Those beside which it would be given, where none of them is taken."""
        needs = self._group.needs[self.place]
        return () if needs & self._best else self._group.field.keys(needs)

    @property
    def because(self) -> tuple[str, ...]:
        """What stands in its way: what excludes it, else what it would need, else what ranks before it."""
        return self.conflicts or self.rests_on or self.outranked_by

    @property
    def outranked_by(self) -> tuple[str, ...]:
        """What ranks before it and may not be passed over; only where taking it would not be lawful."""
        return self._proof[1]

    @property
    def unknown_instead(self) -> tuple[str, ...]:
        """What would come with it at an amount that nobody knows: `total_instead` is then the least that it would be, and
        the two choices cannot be compared by money alone."""
        return self._proof[2]


@dataclass(frozen=True, slots=True)
class Combination:
    """`total` in fen over twelve months; `capped`: by how much each cap reduced it. `unknown`: taken, amount unknown.

    `resting`: places of claims given only beside others that may themselves be left out. `open`: the claims that a receipt
    which nobody knows would put in or out, each with those whose receipt that is; `taken` is the best without any.
    """

    taken: tuple[Option, ...]
    left_out: tuple[LeftOut, ...]
    total: int
    capped: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...]
    resting: tuple[int, ...] = ()
    open: tuple[tuple[str, tuple[str, ...]], ...] = ()


def yearly(amount: int | None, period: str) -> int | None:
    """An amount per period as an amount over twelve months; what is paid once counts once."""
    return None if amount is None else amount * PERIODS[period]


def choose(options: Sequence[Option], limits: dict[str, int]) -> tuple[int, list[tuple[Group, int]]]:
    """What the best lawful combination holds, in bits; and the groups that were searched, each with its part."""
    chosen, groups = groups_of(options, limits)
    choices = []
    for group in groups:
        best = group.best() or 0
        choices.append((group, best))
        chosen |= best
    return chosen, choices


def combine(options: Sequence[Option], limits: dict[str, int]) -> Combination:
    """The best lawful combination. Claims that do not touch each other are searched apart, so families stay fast."""
    chosen, choices = choose(options, limits)
    taken = tuple([x for i, x in enumerate(options) if chosen >> i & 1]) if choices else tuple(options)
    whole = total(taken, limits)
    left = [(i, group, best) for group, best in choices for i in group.places if not best >> i & 1]
    if len(choices) > 1:
        left.sort(key=lambda x: x[0])
    capped = []
    for cap, limit in sorted(limits.items()):
        amount = sum(x.value or 0 for x in taken if x.cap == cap)
        if amount > limit:
            capped.append((cap, amount - limit))
    return Combination(
        taken=taken,
        left_out=tuple([LeftOut(i, best, group, whole) for i, group, best in left]),
        total=whole,
        capped=tuple(capped),
        unknown=tuple([x.key for x in taken if x.value is None]),
        resting=tuple([i for group, _ in choices for i in places_of(group.needing)]),
    )
