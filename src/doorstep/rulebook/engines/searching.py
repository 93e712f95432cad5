"""The search for the best lawful choice among the claims of a family. Sets of claims are bits of an int."""

from collections.abc import Sequence
from dataclasses import dataclass

from doorstep.rulebook.engines.options import Option, total


@dataclass(frozen=True, slots=True)
class Field:
    """The claims of a family and how they stand to each other: what each excludes (`against`), beside which of them it is
    given (`needs`, of those in `needing`); which stand under a cap, and which rank before another programme."""

    every: Sequence[Option]
    values: list[int]
    against: list[int]
    needs: list[int]
    needing: int
    capped: int
    ranking: int
    limits: dict[str, int]

    def keys(self, bits: int) -> tuple[str, ...]:
        """Their keys."""
        return tuple([self.every[i].key for i in places_of(bits)])

    def worth(self, bits: int) -> int:
        """Fen over twelve months."""
        if bits & self.capped:
            return total([self.every[i] for i in places_of(bits)], self.limits)
        return sum([self.values[i] for i in places_of(bits)])


class Group:
    """Claims joined by conflicts, by a common cap, or by being given beside one another, and the search among them.

    Depth first, taking before leaving, in the order of the pack but for claims that others rest on, which come first:
    among choices of equal worth the first one met is the one that stands earlier. A branch is left when it cannot beat
    the best: of claims that all exclude each other (a clique) at most one can be taken, so the richest of each clique is a
    bound. What only hangs on others (nothing stands against it, nothing rests on it) is not searched: it is taken where
    one of those is. Where the whole group is one clique there is nothing to search.
    """

    def __init__(self, field: Field, whole: int) -> None:
        self.field, self.whole = field, whole
        self.places = places_of(whole)
        self.needing = field.needing & whole
        self.against, self.needs, self.core = field.against, field.needs, whole
        self.clique = not (field.needing | field.capped | field.ranking) & whole and all(
            (field.against[i] | 1 << i) & whole == whole for i in self.places
        )
        if not self.clique:
            self._prepare()

    def _prepare(self) -> None:
        field = self.field
        # of each claim what it excludes and ranks before; and the claims that some other ranks before
        self.behind = {i: self._behind(i) for i in places_of(field.ranking & self.whole)}
        self.outranked = 0
        for later in self.behind.values():
            self.outranked |= later
        rested_on = 0
        for i in places_of(self.needing):
            rested_on |= self.needs[i]
        self.hanging: dict[int, tuple[int, int]] = {}
        for i in places_of(self.needing & ~rested_on & ~field.capped):
            if not self.against[i]:
                value, count = self.hanging.get(self.needs[i], (0, 0))
                self.hanging[self.needs[i]] = value + field.values[i], count + 1
                self.core &= ~(1 << i)
        self.cliques = self._cliques()

    def _behind(self, place: int) -> int:
        before = self.field.every[place].ranks_before
        return sum([1 << j for j in places_of(self.against[place]) if self.field.every[j].code in before])

    def _cliques(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """Sets of claims that all exclude each other, which together are what is searched; in each the bit and the value of
        every claim, the richest first."""
        found: list[tuple[int, list[tuple[int, int]]]] = []
        values = self.field.values
        for place in sorted(places_of(self.core), key=lambda i: -values[i]):
            bit, others = 1 << place, ~self.against[place]
            for number, (clique, claims) in enumerate(found):
                if not clique & others:
                    claims.append((bit, values[place]))
                    found[number] = (clique | bit, claims)
                    break
            else:
                found.append((bit, [(bit, values[place])]))
        return found

    def passed_over(self, place: int, taken: int) -> int:
        """The claims that rank before one of the taken and could stand where it stands."""
        found = 0
        for i, later in self.behind.items():
            only_later = not self.against[i] & taken & ~later
            if later >> place & 1 and not taken >> i & 1 and only_later and self._could_be_backed(i, taken):
                found |= 1 << i
        return found

    def _could_be_backed(self, place: int, taken: int) -> bool:
        """Whether it would have beside what it stands, were it taken in place of what it excludes: nobody gets past a
        claim by giving up the one that it rests on."""
        stay = taken & ~self.against[place]
        needed = self.needs[place]
        return not self.needing >> place & 1 or any(not self.against[i] & stay for i in places_of(needed))

    def best(self, forced: int | None = None) -> int | None:
        """The best lawful choice; of those with one claim in them, if one is forced."""
        if self.clique:
            return 1 << (max(self.places, key=self.field.values.__getitem__) if forced is None else forced)
        self.found: int | None = None
        self.rank = (-1, -1)
        self.must = self.whole
        free, taken = self.core, 0
        if forced is not None:
            self.must = self.needs[forced] if self.needing >> forced & 1 else self.whole
            if self.core >> forced & 1:
                taken = 1 << forced
                free &= ~taken & ~self.against[forced]
        self._visit(free, taken, self.field.worth(taken))
        return self.found

    def _visit(self, free: int, taken: int, worth: int) -> None:
        against, needs, outranked, values = self.against, self.needs, self.outranked, self.field.values
        bound = self._bound(free, taken, worth)
        while free and bound is not None:
            place = self._next(free)
            bit = 1 << place
            free &= ~bit
            if self.needing & bit and not needs[place] & taken:
                bound = self._bound(free, taken, worth)
                continue
            more = taken | bit
            gain = self.field.worth(more) if more & self.field.capped else worth + values[place]
            if not (free & against[place] or bit & outranked):
                taken, worth = more, gain  # nothing is given up for it: there is nothing to choose
                continue
            self._visit(free & ~against[place], more, gain)
            bound = self._bound(free, taken, worth)
        bound = self._bound(0, taken, worth) if bound is not None else None
        if bound is not None:
            choice = self._with_hanging(taken)
            if not any(self.passed_over(i, choice) for i in places_of(choice & outranked)):
                self.found, self.rank = choice, bound

    def _next(self, free: int) -> int:
        """The first in the order of the pack; but before it what it rests on."""
        place = (free & -free).bit_length() - 1
        seen = 0
        while waits := self.needs[place] & free & ~seen:
            place = (waits & -waits).bit_length() - 1
            seen |= 1 << place
        return place

    def _bound(self, free: int, taken: int, worth: int) -> tuple[int, int] | None:
        """At most so much, and so many, if more of the free are taken; None: that cannot beat what was found."""
        open_ = free | taken
        if not self.must & open_ and self.must != self.whole:
            return None
        count = taken.bit_count()
        for needed, (value, number) in self.hanging.items():
            if needed & open_:
                worth += value
                count += number
        for clique, claims in self.cliques:
            if clique & free:
                count += 1
                for bit, value in claims:
                    if free & bit:
                        worth += value
                        break
        bound = worth, count
        return None if bound < self.rank or (self.found is not None and bound == self.rank) else bound

    def _with_hanging(self, taken: int) -> int:
        return taken | sum([1 << i for i in places_of(self.whole & ~self.core) if self.needs[i] & taken])


def groups_of(options: Sequence[Option], limits: dict[str, int]) -> tuple[int, list[Group]]:
    """What is taken whatever else is, and the other claims in groups between which every choice is free."""
    places: dict[str, list[int]] = {}
    for i, option in enumerate(options):
        places.setdefault(option[1], []).append(i)
    against, needs = [0] * len(options), dict[int, int]()
    capped = ranking = 0
    for i, option in enumerate(options):
        if option[4]:
            for j in _sharing(option, option[4], options, places):
                if i != j:
                    against[i] |= 1 << j
                    against[j] |= 1 << i
        if option[5]:
            ranking |= 1 << i
        if option[6] is not None:
            capped |= 1 << i
        if option[7]:
            needs[i] = sum([1 << j for j in _sharing(option, option[7], options, places) if i != j])
    sure = sum([1 << i for i, other in enumerate(against) if not other and i not in needs]) & ~capped
    sure = _settle(against, needs, sure, capped)
    left = (1 << len(options)) - 1 & ~sure
    if not left:
        return sure, []
    field = Field(
        every=options,
        values=[option[3] or 0 for option in options],
        against=against,
        needs=[needs.get(i, 0) for i in range(len(options))],
        needing=sum([1 << i for i in needs]),
        capped=capped,
        ranking=ranking,
        limits=limits,
    )
    near = _neighbours(options, against, needs)
    groups = []
    while left:
        whole = _reached(left & -left, near)
        left &= ~whole
        groups.append(Group(field, whole))
    return sure, groups


def _sharing(
    option: Option, codes: frozenset[str], options: Sequence[Option], places: dict[str, list[int]]
) -> list[int]:
    """The claims to some programmes that concern one of the same members."""
    members = option[2]
    return [j for code in codes for j in places.get(code, ()) if not members.isdisjoint(options[j][2])]


def _settle(against: list[int], needs: dict[int, int], sure: int, capped: int) -> int:
    """Take out of `needs` what rests on something that is taken in any case; all that is taken in any case."""
    waiting = True
    while waiting:
        waiting = False
        for i in [i for i, needed in needs.items() if needed & sure]:
            del needs[i]
            if not against[i] and not capped >> i & 1:
                sure |= 1 << i
                waiting = True
    return sure


def _neighbours(options: Sequence[Option], against: list[int], needs: dict[int, int]) -> list[int]:
    """For each claim those that the choice about it depends on."""
    near = [*against]
    for i, needed in needs.items():
        near[i] |= needed
        for j in places_of(needed):
            near[j] |= 1 << i
    caps: dict[str, int] = {}
    for i, option in enumerate(options):
        if option[6] is not None:
            caps[option[6]] = caps.get(option[6], 0) | 1 << i
    for bits in caps.values():
        for i in places_of(bits):
            near[i] |= bits & ~(1 << i)
    return near


def places_of(bits: int) -> list[int]:
    """The places in a set."""
    found = []
    while bits:
        bit = bits & -bits
        found.append(bit.bit_length() - 1)
        bits ^= bit
    return found


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
