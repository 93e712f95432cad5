"""The best lawful combination of what a family is entitled to, with a proof that a clerk can follow.

Lawful: (1) no two claims that exclude each other for the same member; (2) order: where an entitled claim ranks before one
that it excludes, the later may not be taken in its place; (3) under a cap, the claims together count up to its limit.
Best: the most money over twelve months, then the most programmes, then the order of the pack.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from doorstep.rulebook.packs.model import PERIODS


@dataclass(frozen=True, slots=True)
class Option:
    """A claim that may be taken. `value`: fen over twelve months, None if the amount is unknown (counts as 0)."""

    key: str
    code: str
    members: frozenset[str]
    value: int | None
    excludes: frozenset[str] = frozenset()
    ranks_before: frozenset[str] = frozenset()
    cap: str | None = None  # claims with the same cap share its limit


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a claim is not taken: what it excludes among the taken, and the total if it were taken (None: not lawful)."""

    option: Option
    conflicts: tuple[str, ...]
    total_instead: int | None
    outranked_by: tuple[str, ...]


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
    return not any(_usurped(b, taken, options) for b in taken)


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
    ]


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
    choices = [(group, _best(group, limits, lambda _: True) or []) for group in _groups(options)]
    taken = [x for _, best in choices for x in best]
    whole = total(taken, limits)
    left = [_left_out(x, best, group, limits, whole) for group, best in choices for x in group if x not in best]
    order = {x.key: i for i, x in enumerate(options)}
    taken.sort(key=lambda x: order[x.key])
    capped = []
    for cap, limit in sorted(limits.items()):
        amount = sum(x.value or 0 for x in taken if x.cap == cap)
        if amount > limit:
            capped.append((cap, amount - limit))
    return Combination(
        taken=tuple(taken),
        left_out=tuple(sorted(left, key=lambda x: order[x.option.key])),
        total=whole,
        capped=tuple(capped),
        unknown=tuple(x.key for x in taken if x.value is None),
    )


def _left_out(option: Option, best: list[Option], group: list[Option], limits: dict[str, int], whole: int) -> LeftOut:
    instead = _best(group, limits, lambda taken: option in taken)
    forced = [option, *(x for x in best if not conflict(option, x))]
    return LeftOut(
        option=option,
        conflicts=tuple(x.key for x in best if conflict(option, x)),
        total_instead=None if instead is None else whole - total(best, limits) + total(instead, limits),
        outranked_by=tuple(_rightful(option, forced, group)) if instead is None else (),
    )


def _best(group: list[Option], limits: dict[str, int], wanted: Callable[[list[Option]], bool]) -> list[Option] | None:
    """The best lawful choice in a group that is wanted; depth first, leaving a branch that cannot beat the best."""
    if len(group) == 1:  # the usual case: nothing stands against it
        return group
    order = sorted(group, key=lambda x: -(x.value or 0))
    hope = [0] * (len(order) + 1)
    for i in range(len(order) - 1, -1, -1):
        hope[i] = hope[i + 1] + (order[i].value or 0)
    position = {x.key: i for i, x in enumerate(group)}
    best: list[Option] | None = None
    best_rank: tuple[int, int, tuple[int, ...]] | None = None

    def visit(i: int, taken: list[Option]) -> None:
        nonlocal best, best_rank
        if best_rank is not None and total(taken, limits) + hope[i] < best_rank[0]:
            return
        if i == len(order):
            rank = _rank(taken, limits, position)
            if (best_rank is None or rank > best_rank) and wanted(taken) and lawful(taken, group):
                best, best_rank = list(taken), rank
            return
        if not any(conflict(order[i], x) for x in taken):
            visit(i + 1, [*taken, order[i]])
        visit(i + 1, taken)

    visit(0, [])
    return best


def _rank(taken: list[Option], limits: dict[str, int], position: dict[str, int]) -> tuple[int, int, tuple[int, ...]]:
    """More money, then more programmes, then those that stand earlier in the pack."""
    return total(taken, limits), len(taken), tuple(sorted((-position[x.key] for x in taken), reverse=True))


def _groups(options: Sequence[Option]) -> list[list[Option]]:
    """Claims joined by a conflict or a common cap; between groups every choice is free."""
    excluded = frozenset().union(*(x.excludes for x in options)) if options else frozenset()
    groups: list[list[Option]] = []
    free: list[list[Option]] = []
    for option in options:
        if option.cap is None and not option.excludes and option.code not in excluded:
            free.append([option])
            continue
        touching = [g for g in groups if any(conflict(option, x) or (x.cap and x.cap == option.cap) for x in g)]
        merged = [option, *(x for g in touching for x in g)]
        groups = [g for g in groups if g not in touching] + [merged]
    place = {x.key: i for i, x in enumerate(options)}
    return free + [sorted(g, key=lambda x: place[x.key]) for g in groups]
