"""What of the best lawful combination hangs on receipts that nobody knows.

A claim that is given only beside others stands all the same where one of those is received although it is no longer met.
Where that is not known, the combination is the best of what stands in any case; and of every claim that another turn of
the receipts would put in or out, nothing is said but what to ask.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from doorstep.rulebook.engines.answers import Answer
from doorstep.rulebook.engines.combining import choose
from doorstep.rulebook.engines.options import Option

MOST = 6
"""Receipts of which every turn is tried. Where more of them decide between claims, all of the claims are left open."""
Hinges = Mapping[int, frozenset[int]]
"""Of a claim (its place among the options) the answers (theirs among all) whose receipt would let it stand alone."""


def hinges_of(options: Sequence[Option], resting: Iterable[int], answers: Sequence[Answer]) -> Hinges:
    """Of the claims that nothing sure backs, the answers whose receipt would back them, if it is not known."""
    # unknown if it is received, or else if it might be; written out, for a call costs more than the question
    unsure = [
        (i, a.programme.code, a) for i, a in enumerate(answers)
        if not a.verdict and not a.received and (a.verdict is None or a.received is None)
    ]  # fmt: skip
    found = {}
    for place in resting:
        option = options[place]
        backers = frozenset([
            i for i, code, a in unsure if code in option.requires and not option.members.isdisjoint(a.subjects)
        ])  # fmt: skip
        if backers:
            found[place] = backers
    return found


def wavering(options: Sequence[Option], limits: dict[str, int], hinges: Hinges) -> Hinges:
    """The claims that the best choice holds by one turn of the receipts and not by another; and on which it hangs."""
    chosen, groups = choose(options, limits)
    touched = [group for group, _ in groups if any(i in hinges for i in group.places)]
    searched = any(group.core >> i & 1 for group in touched for i in group.places if i in hinges)
    # Nothing rests on what is not searched, so a receipt only takes from the choices that back it what it brings. That
    # tells most against the best choice where all that it holds would stand alone: still the best then, it always is.
    if not searched and chosen == _choice(options, limits, [i for i in hinges if chosen >> i & 1]):
        return {i: on for i, on in hinges.items() if not chosen >> i & 1}
    every = frozenset().union(*hinges.values())
    moved = 0
    if len(every) > MOST:
        moved = sum([group.whole for group in touched])
    else:
        for freed in {frozenset(i for i, on in hinges.items() if on & told) for told in _subsets(every)}:
            moved |= chosen ^ _choice(options, limits, freed)
    return {i: every for i in range(len(options)) if moved >> i & 1}


def _subsets(every: frozenset[int]) -> Iterator[frozenset[int]]:
    for size in range(len(every) + 1):
        yield from map(frozenset, combinations(sorted(every), size))


def _choice(options: Sequence[Option], limits: dict[str, int], freed: Iterable[int]) -> int:
    """The best choice if these claims need nothing beside them."""
    told = [*options]
    for place in freed:
        told[place] = told[place]._replace(requires=frozenset())
    return choose(told, limits)[0]
