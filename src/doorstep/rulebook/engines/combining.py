"""The best lawful combination of what a family is entitled to, with a proof that a clerk can follow.

Lawful: (1) no two claims that exclude each other for the same member; (2) order: where an entitled claim ranks before one
that it excludes, the later may not be taken in its place; (3) under a cap, the claims together count up to its limit;
(4) a claim that is given only beside another one stands beside one of those for one of its members.
Best: the most money over twelve months, then the most programmes, then the order of the pack.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from doorstep.rulebook.packs.model import PERIODS


class Option(NamedTuple):
    """A claim that may be taken. `value`: fen over twelve months, None if the amount is unknown (counts as 0)."""

    key: str
    code: str
    members: frozenset[str]
    value: int | None
    excludes: frozenset[str] = frozenset()
    ranks_before: frozenset[str] = frozenset()
    cap: str | None = None  # claims with the same cap share its limit
    requires: frozenset[str] = frozenset()  # codes, one of which is taken beside it


class LeftOut:
    """Why a claim is not taken: what it excludes among the taken, and the rest of the proof, searched when it is read."""

    def __init__(
        self, option: Option, conflicts: tuple[str, ...], best: list[Option], group: "_Group", whole: int
    ) -> None:
        self.option, self.conflicts = option, conflicts
        self._best, self._group, self._whole = best, group, whole

    @cached_property
    def _proof(self) -> "tuple[int | None, tuple[str, ...]]":
        option, best, group = self.option, self._best, self._group
        instead = group.best(option)
        if instead is not None:
            return self._whole - total(best, group.limits) + total(instead, group.limits), ()
        forced = [option, *(x for x in best if not conflict(option, x))]
        return None, tuple(_rightful(option, forced, [*group.options, *group.always]))

    @property
    def total_instead(self) -> int | None:
        """The total over twelve months if it were taken; None: that would not be lawful."""
        return self._proof[0]

    @cached_property
    def rests_on(self) -> tuple[str, ...]:
        """Those beside which it would be given, where none of them is taken."""
        if backed(self.option, [*self._best, *self._group.always]):
            return ()
        return tuple(x.key for x in self._group.options if _backs(x, self.option))

    @property
    def because(self) -> tuple[str, ...]:
        """What stands in its way: what excludes it, else what it would need, else what ranks before it."""
        return self.conflicts or self.rests_on or self.outranked_by

    @property
    def outranked_by(self) -> tuple[str, ...]:
        """What ranks before it and may not be passed over; only where taking it would not be lawful."""
        return self._proof[1]


@dataclass(frozen=True, slots=True)
class Combination:
    """`total` in fen over twelve months; `capped`: by how much each cap reduced it. `unknown`: taken, amount unknown."""

    taken: tuple[Option, ...]
    left_out: tuple[LeftOut, ...]
    total: int
    capped: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...]


def yearly(amount: int | None, period: str) -> int | None:
    """An amount per period as an amount over twelve months; what is paid once counts once."""
    return None if amount is None else amount * PERIODS[period]


def conflict(a: Option, b: Option) -> bool:
    """Whether two claims exclude each other: one programme excludes the other, and they concern the same member."""
    excluded = b.code in a.excludes or a.code in b.excludes
    return excluded and not a.members.isdisjoint(b.members)


def lawful(taken: Sequence[Option], options: Sequence[Option]) -> bool:
    """Whether this choice among the options respects exclusions and order."""
    if any(conflict(a, b) for i, a in enumerate(taken) for b in taken[i + 1 :]):
        return False
    if not all(backed(x, taken) for x in taken):
        return False
    return not any(_usurped(b, taken, options) for b in taken)


def backed(option: Option, taken: Sequence[Option]) -> bool:
    """Whether one of those is taken beside which alone it is given."""
    return not option.requires or any(_backs(x, option) for x in taken)


def _backs(a: Option, b: Option) -> bool:
    return a.code in b.requires and not a.members.isdisjoint(b.members)


def _usurped(b: Option, taken: Sequence[Option], options: Sequence[Option]) -> bool:
    """Whether `b` stands where an entitled claim that ranks before it could stand."""
    return bool(_rightful(b, taken, options))


def _rightful(b: Option, taken: Sequence[Option], options: Sequence[Option]) -> list[str]:
    return [
        a.key
        for a in options
        if a not in taken
        and b.code in a.ranks_before
        and conflict(a, b)
        and all(c.code in a.ranks_before for c in taken if conflict(a, c))
        and _could_be_backed(a, taken, options)
    ]


def _could_be_backed(a: Option, taken: Sequence[Option], options: Sequence[Option]) -> bool:
    """Whether `a` would have beside what it stands, were it taken in place of what it excludes: nobody gets past a claim by
    giving up the one that it rests on."""
    stay = [c for c in taken if not conflict(a, c)]
    return not a.requires or any(_backs(x, a) and not any(conflict(x, c) for c in stay) for x in options)


def total(taken: Iterable[Option], limits: dict[str, int]) -> int:
    """Fen over twelve months, capped."""
    under: dict[str, int] = {}
    whole = 0
    for option in taken:
        if option.cap is None:
            whole += option.value or 0
        else:
            under[option.cap] = under.get(option.cap, 0) + (option.value or 0)
    return whole + sum(min(amount, limits[cap]) for cap, amount in under.items())


def combine(options: Sequence[Option], limits: dict[str, int]) -> Combination:
    """The best lawful combination. Claims that do not touch each other are searched apart, so families stay fast."""
    free, groups = _groups(options, limits)
    chosen = {x.key for x in free}
    choices = []
    for group in groups:
        best = group.best() or []
        choices.append((group, best))
        chosen.update(x.key for x in best)
    taken = tuple(x for x in options if x.key in chosen) if choices else tuple(free)
    whole = total(taken, limits)
    left = [x for group, best in choices for x in _left_out(group, best, whole)]
    if len(choices) > 1:
        order = {x.key: i for i, x in enumerate(options)}
        left.sort(key=lambda x: order[x.option.key])
    capped = []
    for cap, limit in sorted(limits.items()):
        amount = sum(x.value or 0 for x in taken if x.cap == cap)
        if amount > limit:
            capped.append((cap, amount - limit))
    return Combination(
        taken=taken,
        left_out=tuple(left),
        total=whole,
        capped=tuple(capped),
        unknown=tuple(x.key for x in taken if x.value is None),
    )


def _left_out(group: "_Group", best: list[Option], whole: int) -> list[LeftOut]:
    """Those of the group that are not among its best, each with what stands against it there."""
    keys = {x.key for x in best}
    chosen = [(1 << i, x.key) for i, x in zip(group.places, group.options, strict=True) if x.key in keys]
    return [
        LeftOut(x, tuple([key for bit, key in chosen if group.against[i] & bit]), best, group, whole)
        for i, x in zip(group.places, group.options, strict=True)
        if x.key not in keys
    ]


class _Group:
    """Claims joined by conflicts or a common cap, and the search among them. Sets of claims are bits of an int.

    Depth first in the order of the pack, taking before leaving: among choices of equal worth the first one met is the one
    that stands earlier. A branch is left when it cannot beat the best: of claims that all exclude each other (a clique)
    at most one can be taken, so the richest of each clique is a bound. Where the whole group is one clique there is
    nothing to search.
    """

    def __init__(
        self, every: list[Option], places: list[int], against: list[int], limits: dict[str, int], always: list[Option]
    ) -> None:
        self.every, self.places, self.against, self.limits, self.always = every, places, against, limits, always
        self.options = [every[i] for i in places]
        self.whole = sum([1 << i for i in places])
        self.values = [x.value or 0 for x in every]
        codes = {x.code for x in self.options}
        self.checked = any(not codes.isdisjoint(x.ranks_before) or not backed(x, always) for x in self.options)
        self.capped = any(x.cap for x in self.options)
        self.clique = not (self.checked or self.capped) and all(
            (against[i] | 1 << i) & self.whole == self.whole for i in places
        )
        self.richest = sorted(places, key=lambda i: -self.values[i])

    def best(self, forced: Option | None = None) -> list[Option] | None:
        """The best lawful choice; of those with one claim in them, if one is forced."""
        if self.clique:
            return [forced or self.every[self.richest[0]]]
        free, taken = self.whole, []
        if forced is not None:
            place = self.places[self.options.index(forced)]
            free, taken = free & ~(1 << place) & ~self.against[place], [place]
        self.found: list[Option] | None = None
        self.rank = self._greedy(free, taken)
        self._visit(free, taken, self._worth(taken))
        return self.found

    @cached_property
    def cliques(self) -> list[tuple[int, list[int]]]:
        """Sets of claims that all exclude each other, which together are the group; the richest first in each."""
        found: list[tuple[int, list[int]]] = []
        for place in self.richest:
            for number, (clique, members) in enumerate(found):
                if clique & ~self.against[place] == 0:
                    members.append(place)
                    found[number] = (clique | 1 << place, members)
                    break
            else:
                found.append((1 << place, [place]))
        return found

    def _visit(self, free: int, taken: list[int], worth: int) -> None:
        value, count = self._bound(free)
        bound = (worth + value, len(taken) + count)
        if bound < self.rank or (self.found is not None and bound == self.rank):
            return
        if not free:
            choice = [self.every[i] for i in sorted(taken)]
            if not self.checked or self._lawful(choice):
                self.found, self.rank = choice, bound
            return
        bit = free & -free
        place = bit.bit_length() - 1
        rest = free & ~bit
        more = [*taken, place]
        gain = self._worth(more) if self.capped else worth + self.values[place]
        self._visit(rest & ~self.against[place], more, gain)
        if self.checked or rest & self.against[place]:
            self._visit(rest, taken, worth)

    def _lawful(self, choice: list[Option]) -> bool:
        return lawful([*choice, *self.always], [*self.options, *self.always])

    def _bound(self, free: int) -> tuple[int, int]:
        value = count = 0
        for clique, members in self.cliques:
            if clique & free:
                count += 1
                value += next(self.values[i] for i in members if free >> i & 1)
        return value, count

    def _worth(self, taken: list[int]) -> int:
        if self.capped:
            return total([self.every[i] for i in taken], self.limits)
        return sum(self.values[i] for i in taken)

    def _greedy(self, free: int, taken: list[int]) -> tuple[int, int]:
        """What taking the richest again and again is worth: a lawful choice below which nothing need be looked at."""
        chosen = list(taken)
        for place in self.richest:
            if free >> place & 1:
                chosen.append(place)
                free &= ~self.against[place]
        if self.checked and not self._lawful([self.every[i] for i in chosen]):
            return (-1, -1)
        return self._worth(chosen), len(chosen)


def _groups(options: Sequence[Option], limits: dict[str, int]) -> tuple[list[Option], list[_Group]]:
    """Claims that nothing stands against, and the others joined by conflict or cap; between groups every choice is free."""
    excluded: set[str] = set().union(*[x[4] for x in options if x[4]])
    free: list[Option] = []
    bound: list[Option] = []
    for option in options:
        alone = option[6] is None and not option[4] and option[1] not in excluded
        (free if alone else bound).append(option)
    wanted = set[str]().union(*[x[7] for x in options if x[7]])
    always = [x for x in free if x[1] in wanted and not x[7]]
    needy = [x for x in options if x[7] and not backed(x, always)]
    if needy:
        moved = {x.key for x in needy} | {x.key for x in options if any(_backs(x, b) for b in needy)}
        moved |= {x.key for x in bound}
        bound = [x for x in options if x.key in moved]
        free = [x for x in options if x.key not in moved]
        always = [x for x in always if x.key not in moved]
    against = _conflicts(bound)
    near = list(against) if limits or needy else against
    for b in needy:
        place = bound.index(b)
        for i, a in enumerate(bound):
            if i != place and _backs(a, b):
                near[i] |= 1 << place
                near[place] |= 1 << i
    for i, a in enumerate(bound if limits else ()):
        if a.cap is not None:
            near[i] |= sum(1 << j for j, b in enumerate(bound) if b.cap == a.cap and j != i)
    groups = []
    left = (1 << len(bound)) - 1
    while left:
        first = left & -left
        bits = _reached(first, near)
        left &= ~bits
        if bits == first and backed(bound[first.bit_length() - 1], always):
            free.append(bound[first.bit_length() - 1])
            continue
        places = [i for i in range(len(bound)) if bits >> i & 1]
        groups.append(_Group(bound, places, against, limits, always))
    return (free if not bound else _in_order(options, free)), groups


def _conflicts(options: list[Option]) -> list[int]:
    """For each option, the bits of those that it cannot stand beside; the same pairs as `conflict`."""
    places: dict[str, list[int]] = {}
    for i, option in enumerate(options):
        places.setdefault(option.code, []).append(i)
    against = [0] * len(options)
    for i, option in enumerate(options):
        for code in option.excludes:
            for j in places.get(code, ()):
                if i != j and not option.members.isdisjoint(options[j].members):
                    against[i] |= 1 << j
                    against[j] |= 1 << i
    return against


def _reached(bits: int, near: list[int]) -> int:
    """All that hangs together with these."""
    todo = bits
    while todo:
        place = (todo & -todo).bit_length() - 1
        todo &= todo - 1
        new = near[place] & ~bits
        bits |= new
        todo |= new
    return bits


def _in_order(options: Sequence[Option], some: list[Option]) -> list[Option]:
    keys = {x.key for x in some}
    return [x for x in options if x.key in keys]
