"""Findings laid out from the rows of an outcome by generated code: a family has a thousand parts.

What does not depend on the family is made once. A condition of plain truths has only a few findings, so each is made when
it is first met and kept; of a condition with figures only the figures, the distance and the change are made anew.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from doorstep.rulebook.engines.family import Value
from doorstep.rulebook.engines.outcome import ConditionRow, LeafRow
from doorstep.rulebook.language.types import Type
from doorstep.rulebook.packs.model import CONFIDENCES, Clause, Condition, Version


class Change(NamedTuple):
    """What would make a failed part hold: the figure `at_most`, `at_least`, `equal` or `other_than` a value; or a truth."""

    how: str
    value: Value


class Part(NamedTuple):
    """A part of a condition. `distance` is threshold − figure: how much room is left, or (negative) by how much it fails."""

    text: str
    holds: Value
    type: Type | None
    op: str | None
    figure: Value
    threshold: Value
    distance: Value
    change: Change | None


class Finding(NamedTuple):
    """A condition with its clauses of the day; `rests_on` are the parameters that decide it, with their confidence."""

    condition: Condition
    holds: Value
    joined: str
    parts: tuple[Part, ...]
    clauses: tuple[Clause, ...]
    rests_on: tuple[tuple[str, Version], ...]


class Leaf(NamedTuple):
    """What is fixed of a part: its text, the type of its figure and the sign (none of a bare truth), how sure it is."""

    text: str
    type: Type | None
    op: str | None
    sure: int = 0


class Explained(NamedTuple):
    """What is fixed of a condition."""

    condition: Condition
    joined: str
    leaves: tuple[Leaf, ...]
    clauses: tuple[Clause, ...]
    rests_on: tuple[tuple[str, Version], ...]


Rows = tuple[ConditionRow, ...]
Lay = Callable[[Rows], tuple[Finding, ...]]
Trust = Callable[[Value, Rows], str]
_CHANGES = {"<": ("at_most", -1), "<=": ("at_most", 0), ">": ("at_least", 1), ">=": ("at_least", 0), "==": ("equal", 0)}
_BECOME_TRUE = Change("true", None)


class Layout:
    """What is fixed of a claim, and the making of the rest. `own`, `amount`: how sure the programme and its amount are.

    `lay` gives the findings; `confidence`, from the verdict and the rows, the weakest of what the answer rests on: of an
    answer that is no, of the surest reason for it. The code of each is made when it is first asked for.
    """

    def __init__(self, conditions: tuple[Explained, ...], own: int, amount: int) -> None:
        self.conditions, self.own, self.amount = conditions, own, amount
        self.lay: Lay = self._lay_first
        self.confidence: Trust = self._confidence_first

    def _lay_first(self, rows: Rows) -> tuple[Finding, ...]:
        self.lay = findings_code(self.conditions)
        return self.lay(rows)

    def _confidence_first(self, verdict: Value, rows: Rows) -> str:
        self.confidence = confidence_code(self.conditions, self.own, self.amount)
        return self.confidence(verdict, rows)


def finding(condition: Explained, row: ConditionRow) -> Finding:
    """A condition with its parts; what the generated code says of it, said plainly."""
    met = row[0] is True
    parts = tuple(part(leaf, cells, met) for leaf, cells in zip(condition.leaves, row[1], strict=True))
    return Finding(condition.condition, row[0], condition.joined, parts, condition.clauses, condition.rests_on)


def part(leaf: Leaf, row: LeafRow, met: bool) -> Part:
    """A part with its figure, distance and, where it fails and the condition with it, what would change it."""
    holds, figure, threshold = row
    failed = holds is False and not met  # of alternatives only one has to hold
    if leaf.op is None:
        return Part(leaf.text, holds, None, None, None, None, None, _BECOME_TRUE if failed else None)
    distance = None if figure is None or threshold is None else threshold - figure
    how, step = _CHANGES.get(leaf.op, ("other_than", 0))
    change = Change(how, threshold + step) if failed and threshold is not None else None
    return Part(leaf.text, holds, leaf.type, leaf.op, figure, threshold, distance, change)


def findings_code(conditions: tuple[Explained, ...]) -> Lay:
    """A function from the rows of a claim to its findings."""
    names: dict[str, object] = {"new": tuple.__new__, "Finding": Finding, "Part": Part, "Change": Change}
    names["finding"] = finding
    cells, made = [], []
    for i, condition in enumerate(conditions):
        names |= {f"C{i}": condition, f"K{i}": {}}
        names |= dict(zip((f"D{i}", f"J{i}", f"L{i}", f"R{i}"), _fixed(condition), strict=True))
        plain = all(leaf.op is None for leaf in condition.leaves)
        parts = "".join(f"(a{i}_{j}, b{i}_{j}, c{i}_{j}), " for j, _ in enumerate(condition.leaves))
        cells.append(f"(h{i}, _), " if plain and len(condition.leaves) == 1 else f"(h{i}, ({parts})), ")
        made.append(_truths(i, condition, names) if plain else _figures(i, condition, names))
    unpacked = f"{''.join(cells)}= rows\n    " if cells else ""
    return _function("rows", f"{unpacked}return ({''.join(f'{text}, ' for text in made)})", names)  # type: ignore[no-any-return]


def confidence_code(conditions: tuple[Explained, ...], own: int, amount: int) -> Trust:
    """A function from the verdict and the rows of a claim to how sure that is."""
    refused = _refusal(conditions, own)
    floor, branches = own, []
    for i, condition in enumerate(conditions):
        by_sure = sorted((leaf.sure, j) for j, leaf in enumerate(condition.leaves))
        least, most = by_sure[0][0], by_sure[-1][0]
        if condition.joined != "any" or least == most:
            floor = max(floor, most)
            continue
        # of alternatives one that holds is enough
        one = "".join(f"{sure} if rows[{i}][1][{j}][0] else " for sure, j in by_sure[:-1])
        floor = max(floor, least)
        branches.append(f"{one}{most} if rows[{i}][0] else {most}")
    with_amount = max(floor, amount)
    if branches:
        found = f"WORDS[max({with_amount} if verdict else {floor}, {', '.join(branches)})]"
    elif floor == with_amount:
        found = repr(CONFIDENCES[floor])
    else:
        found = f"{CONFIDENCES[with_amount]!r} if verdict else {CONFIDENCES[floor]!r}"
    result = found if found == refused else f"({refused}) if verdict is False else {found}"
    return _function("verdict, rows", f"return {result}", {"WORDS": CONFIDENCES})  # type: ignore[no-any-return]


def _refusal(conditions: tuple[Explained, ...], own: int) -> str:
    """How sure a refusal is: as sure as the surest of what fails."""
    tests: dict[int, list[str]] = {}
    for i, condition in enumerate(conditions):
        if condition.joined == "any":  # then all of them fail
            tests.setdefault(max(leaf.sure for leaf in condition.leaves), []).append(f"rows[{i}][0] is False")
            continue
        for j, leaf in enumerate(condition.leaves):
            tests.setdefault(leaf.sure, []).append(f"rows[{i}][1][{j}][0] is False")
    words = [(repr(CONFIDENCES[max(own, sure)]), " or ".join(tests[sure])) for sure in sorted(tests)]
    weaker = {word for word, _ in words}
    if len(weaker) == 1:
        return words[0][0]
    return "".join(f"{word} if {test} else " for word, test in words[:-1]) + words[-1][0]


def _function(arguments: str, body: str, names: dict[str, object]) -> Any:
    exec(compile(f"def made({arguments}):\n    {body}\n", "<laying>", "exec"), names)  # noqa: S102 — our own text: names and numbers, no words of a pack
    return names["made"]


def _fixed(condition: Explained) -> tuple[object, ...]:
    return condition.condition, condition.joined, condition.clauses, condition.rests_on


def _truths(i: int, condition: Explained, names: dict[str, object]) -> str:
    """A condition without figures: looked up by what its parts say, made when it is first met."""
    leaves = range(len(condition.leaves))
    key = ", ".join(f"a{i}_{j}" for j in leaves)
    row = f"(h{i}, ({''.join(f'(a{i}_{j}, None, None), ' for j in leaves)}))"
    if len(leaves) > 1:
        return f"(K{i}.get(({key})) or K{i}.setdefault(({key}), finding(C{i}, {row})))"
    names |= {f"K{i}{x}": finding(condition, (x, ((x, None, None),))) for x in (True, False, None)}
    return f"(K{i}True if h{i} else K{i}None if h{i} is None else K{i}False)"


def _figures(i: int, condition: Explained, names: dict[str, object]) -> str:
    parts = []
    for j, leaf in enumerate(condition.leaves):
        x = f"{i}_{j}"
        names |= {f"T{x}": leaf.text, f"Y{x}": leaf.type, f"O{x}": leaf.op}
        if leaf.op is None:
            names |= {
                f"P{x}{v}{met}": part(leaf, (v, None, None), met) for v in (True, False, None) for met in (True, False)
            }
            no = f"P{x}FalseTrue if h{i} is True else P{x}FalseFalse"
            parts.append(f"(P{x}TrueTrue if a{x} else P{x}NoneTrue if a{x} is None else {no}), ")
            continue
        how, step = _CHANGES.get(leaf.op, ("other_than", 0))
        names[f"W{x}"] = how
        distance = f"None if b{x} is None or c{x} is None else c{x} - b{x}"
        change = f"new(Change, (W{x}, c{x} + {step})) if a{x} is False and h{i} is not True else None"
        parts.append(f"new(Part, (T{x}, a{x}, Y{x}, O{x}, b{x}, c{x}, {distance}, {change})), ")
    return f"new(Finding, (D{i}, h{i}, J{i}, ({''.join(parts)}), L{i}, R{i}))"
