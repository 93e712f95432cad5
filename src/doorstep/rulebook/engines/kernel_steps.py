"""What kernels are written with: values and truths as steps, constants folded; and which columns a mode needs."""

from typing import NamedTuple

from doorstep.rulebook.engines.cells import explained
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.listing import measured
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Type, Unit
from doorstep.rulebook.plan import Claim, Column
from doorstep.rulebook.ruleset import ALONE


class Number(NamedTuple):
    """A step that holds the value, and one that says whether it is known."""

    v: str
    k: str


class Truth(NamedTuple):
    """A step for known true, and one for known false."""

    t: str
    f: str


Atom = Number | Truth
UNKNOWN_NUMBER, UNKNOWN_TRUTH = Number("0", "False"), Truth("False", "False")


def settled(atom: Atom) -> bool:
    """Whether no member's facts can change it."""
    if isinstance(atom, Truth):
        return {atom.t, atom.f} <= {"True", "False"}
    return atom == UNKNOWN_NUMBER


def table_layout(city: CityPlan) -> dict[str, int]:
    """Where the rows of each used table begin in the vectors of table keys and values."""
    used = sorted({x.table for c in city.plan.columns for x in n.walk(c.node) if isinstance(x, n.Lookup)})
    layout, at = {}, 0
    for name in used:
        layout[name] = at
        at += len(city.plan.ruleset.tables[name])
    return layout


def conj(*parts: str) -> str:
    """`&` of steps, constants folded."""
    kept = [p for p in dict.fromkeys(parts) if p != "True"]
    if "False" in kept:
        return "False"
    return "(" + " & ".join(kept) + ")" if len(kept) > 1 else (kept or ["True"])[0]


def disj(*parts: str) -> str:
    """`|` of steps, constants folded."""
    kept = [p for p in dict.fromkeys(parts) if p != "False"]
    if "True" in kept:
        return "True"
    return "(" + " | ".join(kept) + ")" if len(kept) > 1 else (kept or ["False"])[0]


def inv(part: str) -> str:
    """`not` of a step, constants folded."""
    return {"True": "False", "False": "True"}.get(part, f"(not {part})")


def wanted_columns(city: CityPlan, mode: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The person and the family columns that a mode gives back or counts by."""
    if mode == "cells":
        return explained(city.plan, tuple(city.excluded.values()))
    names: dict[str, None] = {}
    for claim in city.plan.claims:
        names.update(dict.fromkeys(claim_columns(city, claim, mode)))
    unit = {c.name: c.unit for c in city.plan.columns}
    if ALONE in unit:
        names[ALONE] = None
    people = tuple(x for x in names if unit[x] is Unit.PERSON)
    return people, tuple(x for x in names if unit[x] is Unit.FAMILY)


def claim_columns(city: CityPlan, claim: Claim, mode: str) -> list[str]:
    """The columns of one claim that a mode reads: `rows` also those that tell how near the line it stands."""
    counted = (claim.applies, claim.amount, claim.received) if mode in ("tally", "rows") else ()
    names = [claim.verdict, *counted, city.excluded.get(claim.key)]
    if mode == "rows":
        names += [x for _, leaf in measured(claim) for x in (leaf.figure, leaf.threshold)]
    return [x for x in names if x is not None]


def needed_columns(city: CityPlan, wanted: set[str]) -> tuple[Column, ...]:
    """The columns that the wanted ones rest on, in the order of the plan."""
    by_name = {c.name: c for c in city.plan.columns}
    todo, seen = list(wanted), set(wanted)
    while todo:
        for x in n.walk(by_name[todo.pop()].node):
            if isinstance(x, n.Ref) and x.name not in seen:
                seen.add(x.name)
                todo.append(x.name)
    return tuple(c for c in city.plan.columns if c.name in seen)


def select(test: str, a: str, b: str) -> str:
    """`a` where the test holds, else `b`, without a branch; exact for int64, whose arithmetic wraps."""
    return f"({b} + ({a} - {b}) * {test})"


def literal(kind: Type, value: int) -> Atom:
    """A constant."""
    if kind == BOOL:
        return Truth(str(bool(value)), str(not value))
    return Number(str(value) if value >= 0 else f"({value})", "True")
