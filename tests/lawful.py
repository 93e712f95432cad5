"""Which choices among the claims of a family are lawful, said plainly and slowly: what the search is compared with.

And what may be said of a claim while nobody knows what a family receives already: only what is true either way.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import product

from doorstep.rulebook.engines.family import Family
from doorstep.rulebook.engines.options import Option
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.packs.assemble import receipt
from doorstep.rulebook.ruleset import Ruleset


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


def forgetful(ruleset: Ruleset, family: Family, rng: random.Random) -> Family:
    """The family with about half of its receipts unknown."""
    names = {receipt(code) for code in ruleset.pack.programmes}

    def told(facts):
        return {name: value for name, value in facts.items() if name not in names or rng.random() < 0.5}

    return Family(told(family.facts), tuple(map(told, family.members)), family.ids)


def told_both_ways(ruleset: Ruleset, family: Family) -> Iterator[Family]:
    """The family with every receipt known, in each of the ways in which the unknown ones may turn out."""
    facts = [ruleset.facts[receipt(code)] for code in ruleset.pack.programmes]
    of_family = [f.name for f in facts if f.unit is Unit.FAMILY and family.facts.get(f.name) is None]
    of_person = [
        (i, f.name)
        for f in facts
        for i, member in enumerate(family.members)
        if f.unit is Unit.PERSON and member.get(f.name) is None
    ]
    for told in product((False, True), repeat=len(of_family) + len(of_person)):
        own = dict(zip(of_person, told[len(of_family) :], strict=True))
        members = tuple(
            {**member, **{name: value for (i, name), value in own.items() if i == number}}
            for number, member in enumerate(family.members)
        )
        yield Family({**family.facts, **dict(zip(of_family, told, strict=False))}, members, family.ids)


def either_way(found: Sequence[bool]) -> bool | None:
    """What is true in every way, else None."""
    return found[0] if len(set(found)) == 1 else None
