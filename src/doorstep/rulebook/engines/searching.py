"""The search for the best lawful choice among the claims of a family. Sets of claims are bits of an int."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from doorstep.rulebook.engines.options import Option, total


class Group:
    """Claims joined by conflicts, by a common cap, or by being given beside one another, and the search among them.

    Depth first, taking before leaving, in the order of the pack but for claims that others rest on, which come first:
    among choices of equal worth the first one met is the one that stands earlier. A branch is left when it cannot beat
    the best: of claims that all exclude each other (a clique) at most one can be taken, so the richest of each clique is a
    bound. What only hangs on others (nothing stands against it, nothing rests on it) is not searched: it is taken where
    one of those is. Where the whole group is one clique there is nothing to search.
    """

    def __init__(
        self,
        every: Sequence[Option],
        whole: int,
        against: list[int],
        needs: dict[int, int],
        limits: dict[str, int],
    ) -> None:
        self.every, self.whole, self.against, self.limits = every, whole, against, limits
        self.places = [*_places(whole)]
        self.needs = {i: needs.get(i, 0) for i in self.places}
        self.needing = sum([1 << i for i in self.places if i in needs])
        self.capped = any(every[i].cap for i in self.places)
        # of each claim what it excludes and ranks before; and the claims that some other ranks before
        self.behind = {i: self._behind(i) for i in self.places if every[i].ranks_before}
        self.outranked = 0
        for later in self.behind.values():
            self.outranked |= later
        rested_on = 0
        for needed in self.needs.values():
            rested_on |= needed
        self.hanging: dict[int, tuple[int, int]] = {}
        self.core = whole
        for i in _places(self.needing & ~rested_on):
            if not against[i] and not every[i].cap:
                value, count = self.hanging.get(self.needs[i], (0, 0))
                self.hanging[self.needs[i]] = value + (every[i].value or 0), count + 1
                self.core &= ~(1 << i)
        self.clique = not (self.needing or self.outranked or self.capped) and all(
            (against[i] | 1 << i) & whole == whole for i in self.places
        )

    def _behind(self, place: int) -> int:
        before = self.every[place].ranks_before
        return sum([1 << j for j in _places(self.against[place]) if self.every[j].code in before])

    @cached_property
    def richest(self) -> list[int]:
        """What has to be searched, the richest first."""
        return sorted(_places(self.core), key=lambda i: -(self.every[i].value or 0))

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

    def keys(self, bits: int) -> tuple[str, ...]:
        """Their keys."""
        return tuple([self.every[i].key for i in _places(bits)])

    def worth(self, bits: int) -> int:
        """Fen over twelve months."""
        return total([self.every[i] for i in _places(bits)], self.limits)

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
        return not self.needing >> place & 1 or any(not self.against[i] & stay for i in _places(needed))

    def best(self, forced: int | None = None) -> int | None:
        """The best lawful choice; of those with one claim in them, if one is forced."""
        if self.clique:
            return 1 << (self.richest[0] if forced is None else forced)
        self.found: int | None = None
        self.rank = (-1, -1)
        self.must = self.whole
        free, taken = self.core, 0
        if forced is not None:
            self.must = self.needs[forced] if self.needing >> forced & 1 else self.whole
            if self.core >> forced & 1:
                taken = 1 << forced
                free &= ~taken & ~self.against[forced]
        self._visit(free, taken, self._worth(taken))
        return self.found

    def _visit(self, free: int, taken: int, worth: int) -> None:
        open_ = free | taken
        value, count = self._bound(free, open_)
        bound = (worth + value, taken.bit_count() + count)
        if bound < self.rank or (self.found is not None and bound == self.rank):
            return
        if self.must != self.whole and not self.must & open_:
            return
        if not free:
            choice = self._with_hanging(taken)
            if not any(self.passed_over(i, choice) for i in _places(choice & self.outranked)):
                self.found, self.rank = choice, bound
            return
        place = (free & -free).bit_length() - 1
        seen = 0
        while waits := self.needs[place] & free & ~seen:
            place = (waits & -waits).bit_length() - 1
            seen |= 1 << place
        bit = 1 << place
        rest, against = free & ~bit, self.against[place]
        leave = rest & against or bit & self.outranked
        if not self.needing & bit or self.needs[place] & taken:
            more = taken | bit
            gain = self._worth(more) if self.capped else worth + (self.every[place].value or 0)
            self._visit(rest & ~against, more, gain)
        else:
            leave = True
        if leave:
            self._visit(rest, taken, worth)

    def _bound(self, free: int, open_: int) -> tuple[int, int]:
        value = count = 0
        for needed, (worth, number) in self.hanging.items():
            if needed & open_:
                value += worth
                count += number
        for clique, members in self.cliques:
            if clique & free:
                count += 1
                for place in members:
                    if free >> place & 1:
                        value += self.every[place].value or 0
                        break
        return value, count

    def _with_hanging(self, taken: int) -> int:
        return taken | sum([1 << i for i in _places(self.whole & ~self.core) if self.needs[i] & taken])

    def _worth(self, taken: int) -> int:
        return self.worth(taken) if taken else 0


def groups_of(options: Sequence[Option], limits: dict[str, int]) -> tuple[int, list[Group]]:
    """What is taken whatever else is, and the other claims in groups between which every choice is free."""
    places: dict[str, list[int]] = {}
    for i, option in enumerate(options):
        places.setdefault(option[1], []).append(i)
    against, needs = [0] * len(options), dict[int, int]()
    for i, option in enumerate(options):
        if option[4]:
            for j in _sharing(option, option[4], options, places):
                if i != j:
                    against[i] |= 1 << j
                    against[j] |= 1 << i
        if option[7]:
            needs[i] = sum([1 << j for j in _sharing(option, option[7], options, places) if i != j])
    sure = sum([1 << i for i, x in enumerate(options) if not against[i] and x[6] is None and i not in needs])
    sure = _settle(options, against, needs, sure)
    if sure.bit_count() == len(options):
        return sure, []
    near = _neighbours(options, against, needs)
    groups = []
    left = (1 << len(options)) - 1 & ~sure
    while left:
        whole = _reached(left & -left, near)
        left &= ~whole
        groups.append(Group(options, whole, against, needs, limits))
    return sure, groups


def _sharing(
    option: Option, codes: frozenset[str], options: Sequence[Option], places: dict[str, list[int]]
) -> list[int]:
    """The claims to some programmes that concern one of the same members."""
    members = option[2]
    return [j for code in codes for j in places.get(code, ()) if not members.isdisjoint(options[j][2])]


def _settle(options: Sequence[Option], against: list[int], needs: dict[int, int], sure: int) -> int:
    """Take out of `needs` what rests on something that is taken in any case; all that is taken in any case."""
    waiting = True
    while waiting:
        waiting = False
        for i in [i for i, needed in needs.items() if needed & sure]:
            del needs[i]
            if not against[i] and options[i][6] is None:
                sure |= 1 << i
                waiting = True
    return sure


def _neighbours(options: Sequence[Option], against: list[int], needs: dict[int, int]) -> list[int]:
    """For each claim those that the choice about it depends on."""
    near = [*against]
    for i, needed in needs.items():
        near[i] |= needed
        for j in _places(needed):
            near[j] |= 1 << i
    caps: dict[str, int] = {}
    for i, option in enumerate(options):
        if option[6] is not None:
            caps[option[6]] = caps.get(option[6], 0) | 1 << i
    for bits in caps.values():
        for i in _places(bits):
            near[i] |= bits & ~(1 << i)
    return near


def _places(bits: int) -> Iterator[int]:
    while bits:
        bit = bits & -bits
        yield bit.bit_length() - 1
        bits ^= bit


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
