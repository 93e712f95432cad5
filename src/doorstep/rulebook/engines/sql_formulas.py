# ruff: noqa: S608 — names of tables and columns come from the plan, never from outside
"""Formulas as SQL, one projection level per dependency.

NULL is unknown, and SQL's `and`, `or`, `not` and comparisons are Kleene's already; what is not: CASE takes NULL for false,
greatest and least skip it, and so do sums.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.intervals import may_be_unknown
from doorstep.rulebook.language.types import BOOL
from doorstep.rulebook.plan import Plan
from doorstep.rulebook.values import day_number


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where engines differ: whole-number division of two non-negative numbers, and the type of a number of an answer."""

    name: str
    divide: str
    small: str

    def over(self, a: str, b: str) -> str:
        """a ÷ b, cut to the whole."""
        return f"({a} {self.divide} {b})"


NAMES = re.compile(r"\b(?:[achwz]\d+|[a-z]+_\w+|everybody)\b")
"""The names of columns in a text."""
NULL = "NULL"
DUCKDB = Dialect("duckdb", divide="//", small="UTINYINT")
SPARK = Dialect("spark", divide="div", small="TINYINT")


@dataclass(slots=True)
class Level:
    """Columns of a stage by level; level 0 holds what is there already."""

    at: dict[str, int] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, text: str, level: int) -> None:
        while len(self.rows) < level:
            self.rows.append({})
        self.rows[level - 1][name] = text
        self.at[name] = level

    def wrap(self, source: str, kept: Iterable[str]) -> str:
        """The select. A level passes on what those above it read and no more: binding a column costs time in each."""
        passed, rows = [dict.fromkeys(kept)], self.rows or [{}]
        for row in reversed(rows):
            above = (x for x in passed[0] if x not in row)
            passed.insert(0, dict.fromkeys([*above, *(x for text in row.values() for x in NAMES.findall(text))]))
        for names, row in zip(passed[1:], rows, strict=True):
            cells = ", ".join(f"{row[x]} AS {x}" if x in row else x for x in names)
            source = f"SELECT {cells} FROM ({source}) l"
        return source


class Formulas:
    """Puts columns into `level`, the projections of the stage that is being written. `number`: SQL names of columns, or the
    literals that they are (`literals`)."""

    def __init__(self, plan: Plan, dialect: Dialect, figures: Figures) -> None:
        self.plan, self.dialect, self.figures = plan, dialect, figures
        self.number = {c.name: f"c{i}" for i, c in enumerate(plan.columns)}
        self.unit = {c.name: c.unit for c in plan.columns}
        self.all_true = {c.name for c in plan.columns if c.node == n.Const(1, BOOL)}
        self.level = Level()
        self.hoisted = 0
        self.literals: tuple[str, ...] = ("TRUE", "FALSE", NULL)
        self.certain: set[str] = set()
        for column in plan.columns:
            if self.is_certain(column.node):
                self.certain.add(column.name)

    def is_certain(self, node: n.Node) -> bool:
        """Whether it is known whatever the facts."""
        return not may_be_unknown(node, lambda x: not (isinstance(x, n.Ref) and x.name in self.certain))

    def put(self, name: str, node: n.Node) -> None:
        """A column that says the same as another one, or is one, takes its name and is not made; nor is one that is settled."""
        text, level = self.text(node)
        if text in self.literals:
            self.number[name] = text
        elif text in self.level.texts:
            self.number[name] = self.level.texts[text]
        elif isinstance(node, n.Ref | n.Fact) and node.unit is self.unit[name]:
            self.number[name] = text
        else:
            self.level.texts[text] = self.number[name]
            self.level.put(self.number[name], text, level + 1)

    def hoist(self, node: n.Node) -> tuple[str, int]:
        """The node as a plain name: what a text mentions twice must not grow."""
        return self.named(*self.text(node))

    def sure(self, node: n.Node) -> tuple[str, int]:
        """Whether it is known to be true; several formulas ask it of the same."""
        text, level = self.text(node)
        return self.named(f"coalesce({text}, FALSE)", level)

    def named(self, text: str, level: int) -> tuple[str, int]:
        if text.isidentifier() or text.startswith("CAST("):
            return text, level
        if text not in self.level.texts:
            self.hoisted += 1
            self.level.texts[text] = f"h{self.hoisted}"
            self.level.put(f"h{self.hoisted}", text, level + 1)
        name = self.level.texts[text]
        return name, self.level.at[name]

    def text(self, node: n.Node) -> tuple[str, int]:  # noqa: PLR0911 — one case per node class
        """SQL of the node, and the highest level of the names in it."""
        match node:
            case n.Const():
                return literal(node.type == BOOL, node.value), 0
            case n.Unknown():
                return NULL, 0
            case n.Today():
                return whole(day_number(self.plan.ruleset.day)), 0
            case n.Param():
                return literal(node.type == BOOL, self.figures.values[node.name]), 0
            case n.Fact():
                return f"f_{node.name}", 0
            case n.Ref():
                name = self.number[node.name]
                return name, self.level.at.get(name, 0)
            case n.Agg():
                return self.defaulted(node)
            case n.Sure():
                return self.text(node.arg) if self.is_certain(node.arg) else self.sure(node.arg)
            case n.Extreme() | n.Choose() | n.Lookup() | n.Divide():
                parts = [self.hoist(x) for x in n.children(node)]
            case _:
                parts = [self.text(x) for x in n.children(node)]
        return self.formula(node, [x for x, _ in parts]), max(level for _, level in parts)

    def formula(self, node: n.Node, x: list[str]) -> str:  # noqa: PLR0911 — one case per node class
        match node:
            case n.Arith():
                return f"({x[0]} {node.op} {x[1]})"
            case n.Divide(half_up=True):
                return self.dialect.over(f"(2 * {x[0]} + {x[1]})", f"(2 * {x[1]})")
            case n.Divide():
                return self.dialect.over(f"({x[0]} + {x[1]} - 1)", x[1])
            case n.Compare():
                return f"({x[0]} {node.op.replace('==', '=').replace('!=', '<>')} {x[1]})"
            case n.Logic():
                return f"({f' {node.op.upper()} '.join(x)})"
            case n.Not():
                return f"(NOT {x[0]})"
            case n.Choose() if self.is_certain(node.test):
                return f"(CASE WHEN {x[0]} THEN {x[1]} ELSE {x[2]} END)"
            case n.Choose():
                return f"(CASE WHEN {x[0]} THEN {x[1]} WHEN NOT {x[0]} THEN {x[2]} END)"
            case n.Extreme():
                chosen = f"{'least' if node.op == 'min' else 'greatest'}({', '.join(x)})"
                open_ = [part for part, arg in zip(x, node.args, strict=True) if not self.is_certain(arg)]
                unknown = " OR ".join(f"{part} IS NULL" for part in open_)
                return f"(CASE WHEN {unknown} THEN NULL ELSE {chosen} END)" if unknown else chosen
            case n.AgeOn():
                age = self.dialect.over(f"({x[1]} - {x[0]})", "10000")
                return f"(CASE WHEN {x[1]} < {x[0]} THEN {whole(0)} ELSE {age} END)"
            case n.Lookup():
                rows = self.figures.tables[node.table]
                cases = " ".join(f"WHEN {x[0]} >= {whole(k)} THEN {whole(v)}" for k, v in reversed(rows))
                return f"(CASE {cases} END)"
        raise TypeError(f"no SQL for {type(node).__name__}")

    # ── sums over members ──

    def is_everybody(self, node: n.Agg) -> bool:
        """Whether it counts the members, whoever they are."""
        return node.kind == "count" and isinstance(node.arg, n.Ref) and node.arg.name in self.all_true

    def reads(self, node: n.Node) -> Iterator[n.Ref]:
        """The columns that the text of a node reads."""
        if isinstance(node, n.Ref):
            yield node
        for child in () if isinstance(node, n.Agg) and self.is_everybody(node) else n.children(node):
            yield from self.reads(child)

    def sum_name(self, node: n.Agg) -> str:
        assert isinstance(node.arg, n.Ref)
        return "everybody" if self.is_everybody(node) else f"{node.kind}_{self.number[node.arg.name]}"

    def sum(self, node: n.Agg) -> str:
        assert isinstance(node.arg, n.Ref)
        x = self.number[node.arg.name]
        if self.is_everybody(node):
            return "count(*)"
        of_known = {
            "any": f"bool_or({x})",
            "all": f"bool_and({x})",
            "count": f"count(CASE WHEN {x} THEN 1 END)",
            "sum": f"CAST(sum({x}) AS BIGINT)",
        }.get(node.kind, f"{node.kind}({x})")
        if node.arg.name in self.certain:
            return of_known
        gap = f"count(*) > count({x})"
        match node.kind:
            case "any":
                return f"CASE WHEN coalesce({of_known}, FALSE) THEN TRUE WHEN {gap} THEN NULL ELSE FALSE END"
            case "all":
                return f"CASE WHEN NOT coalesce({of_known}, TRUE) THEN FALSE WHEN {gap} THEN NULL ELSE TRUE END"
        return f"CASE WHEN {gap} THEN NULL ELSE {of_known} END"

    def defaulted(self, node: n.Agg) -> tuple[str, int]:
        """Families have members, so the default never counts; unknown, it makes the whole unknown."""
        name = self.sum_name(node)
        if node.default is None or self.is_certain(node.default):
            return name, 0
        text, level = self.text(node.default)
        return f"(CASE WHEN {text} IS NULL THEN NULL ELSE {name} END)", level


def whole(value: int) -> str:
    """A 64-bit literal."""
    return f"CAST({value} AS BIGINT)"


def literal(truth: bool, value: int) -> str:
    """A literal of a bool or a number."""
    return ("TRUE" if value else "FALSE") if truth else whole(value)
