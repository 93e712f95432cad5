"""Which choices among the claims of a family are lawful, said plainly and slowly: what the search is compared with."""

from collections.abc import Sequence

from doorstep.rulebook.engines.options import Option


def lawful(taken: Sequence[Option], options: Sequence[Option]) -> bool:
    """Whether this choice among the options respects exclusions, order and what is given only beside another."""
    if any(conflict(a, b) for i, a in enumerate(taken) for b in taken[i + 1 :]):
        return False
    if not all(not x.requires or any(_backs(y, x) for y in taken) for x in taken):
        return False
    return not any(_rightful(b, taken, options) for b in taken)


def conflict(a: Option, b: Option) -> bool:
    """Whether two claims exclude each other: one programme excludes the other, and they concern the same member."""
    excluded = b.code in a.excludes or a.code in b.excludes
    return excluded and not a.members.isdisjoint(b.members)


def _backs(a: Option, b: Option) -> bool:
    """Whether `b` is given beside `a`."""
    return a.code in b.requires and not a.members.isdisjoint(b.members)


def _rightful(b: Option, taken: Sequence[Option], options: Sequence[Option]) -> list[str]:
    """Entitled claims that rank before `b` and could stand where it stands."""
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
