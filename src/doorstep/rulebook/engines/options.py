"""The claims of a family that may be taken, and what a choice among them is worth."""

from collections.abc import Iterable
from typing import NamedTuple


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


def total(taken: Iterable[Option], limits: dict[str, int]) -> int:
    """Fen over twelve months, capped."""
    if not limits:
        return sum([option[3] or 0 for option in taken])
    under: dict[str, int] = {}
    whole = 0
    for option in taken:
        if option.cap is None:
            whole += option.value or 0
        else:
            under[option.cap] = under.get(option.cap, 0) + (option.value or 0)
    return whole + sum(min(amount, limits[cap]) for cap, amount in under.items())
