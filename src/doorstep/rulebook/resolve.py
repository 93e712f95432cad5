"""From pack to ruleset: picks what is in force on the day and compiles it, definitions before those who use them."""

import ast
import difflib
from datetime import date
from functools import lru_cache
from typing import NoReturn

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.compiler import TableShape, compile_formula
from doorstep.rulebook.language.surface import parse
from doorstep.rulebook.language.types import BOOL, COUNT, DATE, MONEY, LanguageError, Type, Unit
from doorstep.rulebook.naming import as_named
from doorstep.rulebook.packs.assemble import receipt
from doorstep.rulebook.packs.model import At, Condition, Formula, Pack, Parameter, Programme
from doorstep.rulebook.problems import PackRefused, Problem
from doorstep.rulebook.ruleset import ALONE, Leaf, Ruleset, TypedCondition, TypedDefinition, TypedProgramme
from doorstep.rulebook.values import day_number

_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def resolve(pack: Pack, day: date, territory: str | None = None, problems: list[Problem] | None = None) -> Ruleset:
    """The ruleset of a day and area (nine-digit code; the whole city if none).

    Mistakes go into the list `problems`; without a list, refuses (PackRefused) if there are any.
    """
    found: list[Problem] = []
    ruleset = _Resolver(as_named(pack, day), day, territory or pack.area, found).ruleset()
    if problems is None and found:
        raise PackRefused(sorted(found))
    (problems if problems is not None else []).extend(found)
    return ruleset


class _Broken(Exception):
    """A formula rests on one that has already been reported."""


class _Resolver:
    def __init__(self, pack: Pack, day: date, territory: str, problems: list[Problem]) -> None:
        self.pack, self.day, self.territory, self.problems = pack, day, territory, problems
        self.done: dict[str, TypedDefinition] = {}
        self.programmes: dict[str, TypedProgramme] = {}
        self.open: list[str] = []
        self.broken: set[str] = set()

    def ruleset(self) -> Ruleset:
        assessment = [p for p in self.pack.programmes.values() if p.unit is Unit.ASSESSMENT]
        if assessment:
            self.check_alone(assessment[0])
        for name, definition in self.pack.definitions.items():
            if any(self.day in v.span for v in definition.versions):
                self.quietly(name)
        for programme in self.pack.programmes.values():
            if self.in_force(programme):
                self.quietly(f"meets_{programme.code}")
        in_force = {
            name: (p, version) for name, p in self.pack.parameters.items() if (version := p.on(self.day)) is not None
        }
        for cap in self.pack.caps:
            limit = self.pack.parameters.get(cap.limit)
            if self.day in cap.span and limit is not None and limit.key is None and cap.limit not in in_force:
                self.report(
                    cap.at,
                    "not-in-force",
                    f"{cap.limit} has no value on {self.day}",
                    "from = the parameter's first day",
                )
        dated = {p.name: tuple((day_number(v.span.first), v.value) for v in p.versions) for p in self.plain()}
        keyed = {name: version.rows for name, (p, version) in in_force.items() if p.key}
        exact = frozenset(name for name, (p, _) in in_force.items() if p.key is not None and p.key.codes)
        return Ruleset(
            pack=self.pack,
            day=self.day,
            territory=self.territory,
            facts=self.pack.facts,
            parameters={name: pair for name, pair in in_force.items() if pair[0].key is None},
            tables={**dated, **keyed},
            exact_tables=exact,
            definitions=self.done,
            programmes=self.programmes,
            caps=tuple(c for c in self.pack.caps if self.day in c.span),
            births=self.births(),
        )

    def births(self) -> frozenset[str]:
        """The facts from which an age on the day is counted."""
        roots = [d.node for d in self.done.values()]
        roots += [p.amount for p in self.programmes.values() if p.amount is not None]
        ages = (x for root in roots for x in n.walk(root) if isinstance(x, n.AgeOn) and isinstance(x.on, n.Today))
        return frozenset(age.born.name for age in ages if isinstance(age.born, n.Fact))

    def plain(self) -> list[Parameter]:
        return [p for p in self.pack.parameters.values() if p.key is None]

    def in_force(self, programme: Programme) -> bool:
        return self.day in programme.span and programme.serves(self.territory)

    def check_alone(self, programme: Programme) -> None:
        definition = self.pack.definitions.get(ALONE)
        if definition is None or definition.unit is not Unit.PERSON:
            write = f'[[definition]] name = "{ALONE}", unit = "person"'
            self.report(programme.refs["unit"], "missing", f"nobody says who is judged alone ({ALONE})", write)

    # ── the scope that formulas are compiled in ──

    def value(self, name: str) -> n.Node | None:
        if name in self.pack.facts:
            fact = self.pack.facts[name]
            return n.Fact(name, fact.type, fact.unit)
        parameter = self.pack.parameters.get(name)
        if parameter is not None and parameter.key is None:
            if parameter.on(self.day) is None:
                self.not_in_force(name)
            return n.Param(name, parameter.type)
        if name in self.pack.definitions or self.named_programme(name):
            definition = self.definition(name)
            return n.Ref(name, definition.node.type, definition.unit)
        return None

    def table(self, name: str) -> TableShape | None:
        parameter = self.pack.parameters.get(name)
        if parameter is None:
            return None
        if parameter.key is None:
            return TableShape(name, DATE, parameter.type)
        if parameter.on(self.day) is None:
            self.not_in_force(name)
        return TableShape(name, parameter.key, parameter.type)

    def similar(self, name: str) -> str:
        known = [*self.pack.facts, *self.pack.parameters, *self.pack.definitions, "members", "today"]
        close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
        return " or ".join(close) or "a name from facts.toml, parameters.toml or definitions.toml"

    def not_in_force(self, name: str) -> NoReturn:
        at = (self.pack.parameters.get(name) or self.pack.definitions[name]).at
        write = f"a version of it from that day on ({at.file}:{at.line}), or dates on the formula that uses it"
        raise LanguageError("not-in-force", f"{name} has no value on {self.day}", write)

    def named_programme(self, name: str) -> Programme | None:
        return self.pack.programmes.get(name.removeprefix("meets_")) if name.startswith("meets_") else None

    # ── definitions, on demand ──

    def quietly(self, name: str) -> None:
        try:
            self.definition(name)
        except _Broken:
            pass
        except LanguageError as error:
            at = self.pack.definitions[name].at if name in self.pack.definitions else None
            if at is not None:
                self.report(at, error.code, error.what, error.write)

    def definition(self, name: str) -> TypedDefinition:
        if name in self.done:
            return self.done[name]
        if name in self.broken:
            raise _Broken
        if name in self.open:
            circle = " → ".join([*self.open[self.open.index(name) :], name])
            raise LanguageError(
                "cycle", f"the definitions rest on each other: {circle}", "a definition that breaks the circle"
            )
        self.open.append(name)
        try:
            programme = self.named_programme(name)
            made = self.of_programme(name, programme) if programme else self.of_definition(name)
        except _Broken:
            self.broken.add(name)
            raise
        finally:
            self.open.pop()
        self.done[name] = made
        return made

    def of_definition(self, name: str) -> TypedDefinition:
        definition = self.pack.definitions[name]
        version = next((v for v in definition.versions if self.day in v.span), None)
        if version is None:
            self.not_in_force(name)
        node = self.compiled(version, definition.unit)
        if definition.declared is not None and node == n.Const(0, COUNT):
            node = n.Const(0, definition.declared)
        if definition.declared is not None and node.type != definition.declared:
            self.report(version.at, "type", f"{name} is {node.type}, not {definition.declared}", "the declared type")
        if name == ALONE:
            self.expect(node.type, BOOL, version.at)
        return TypedDefinition(name, definition.unit, node, source=definition)

    def of_programme(self, name: str, programme: Programme) -> TypedDefinition:
        if programme.unit is Unit.ASSESSMENT:
            if ALONE not in self.pack.definitions:
                raise _Broken  # `check_alone` has reported it
            self.definition(ALONE)
        if not self.in_force(programme):
            return TypedDefinition(name, programme.unit, n.Const(0, BOOL))
        conditions = tuple(self.condition(c, programme) for c in programme.conditions if self.day in c.formula.span)
        formula = next((a for a in programme.amounts if self.day in a.span), None)
        if formula is None:
            self.report(programme.at, "not-in-force", f"no amount on {self.day}", "[[amount]] for every day in force")
            raise _Broken
        amount = None if formula.text is None else self.compiled(formula, programme.unit)
        if amount == n.Const(0, COUNT):
            amount = n.Const(0, MONEY)
        if amount is not None:
            self.expect(amount.type, MONEY, formula.at)
        self.programmes[programme.code] = TypedProgramme(
            programme, conditions, amount, formula, self.received(programme), programme.relations_on(self.day)
        )
        return TypedDefinition(name, programme.unit, n.Logic("and", tuple(c.node for c in conditions)), programme.code)

    def received(self, programme: Programme) -> n.Node:
        fact = self.pack.facts[receipt(programme.code)]
        node = n.Fact(fact.name, BOOL, fact.unit)
        return n.Agg("any", node, None, BOOL) if programme.unit is Unit.ASSESSMENT else node

    def condition(self, condition: Condition, programme: Programme) -> TypedCondition:
        node = self.compiled(condition.formula, programme.unit)
        self.expect(node.type, BOOL, condition.formula.at)
        texts, joined = _parts(condition.formula.text or "")
        leaves = tuple(map(self.leaf, texts, _nodes(node, condition.formula.text or "")))
        return TypedCondition(condition, node, leaves, joined)

    def leaf(self, text: str, node: n.Node) -> Leaf:
        if not isinstance(node, n.Compare) or not node.left.type.is_number:
            return Leaf(text, node, None, None, None)
        left, right = stands_in_the_law(node.left), stands_in_the_law(node.right)
        if left and not right:
            return Leaf(text, node, _FLIP[node.op], node.right, node.left)
        return Leaf(text, node, node.op, node.left, node.right)

    def compiled(self, formula: Formula, unit: Unit) -> n.Node:
        try:
            return compile_formula(formula.text or "", self, unit)
        except LanguageError as error:
            where = f" (column {error.column})" if error.column else ""
            self.report(formula.at, error.code, error.what + where, error.write)
            raise _Broken from error

    def expect(self, found: Type, wanted: Type, at: At) -> None:
        if found != wanted:
            write = f"a formula of type {wanted}"
            if wanted == MONEY and found.is_number:
                write = (
                    "half_up(…), which drops the ratio"
                    if found.kind is MONEY.kind
                    else "a dated parameter of type money"
                )
            rest = " times a ratio" * (found.kind is wanted.kind)
            self.report(at, "type", f"{wanted} is needed here, this is {found}{rest}", write)
            raise _Broken

    def report(self, at: At, code: str, what: str, write: str) -> None:
        self.problems.append(Problem(at.file, at.line, code, what, write))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[str, ...], str]:
    """The parts that a condition is explained by: the operands of its outermost `and` or `or`, chains taken apart."""
    tree = parse(text)
    joined = "any" if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.Or) else "all"
    parts: list[str] = []
    for part in _operands(tree):
        if joined == "all" and _is_chain(part):
            assert isinstance(part, ast.Compare)
            sides = [part.left, *part.comparators]
            links = zip(sides, part.ops, sides[1:], strict=False)
            parts += [ast.unparse(ast.Compare(left, [op], [right])) for left, op, right in links]
        else:
            parts.append(ast.unparse(part))
    return tuple(parts), joined


def _nodes(node: n.Node, text: str) -> list[n.Node]:
    """The compiled parts of a compiled condition, in the order of `_parts`: each stands in the tree of the whole."""
    tree = parse(text)
    operands = _operands(tree)
    nodes = list(n.children(node)) if isinstance(tree, ast.BoolOp) else [node]
    if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.Or):
        return nodes
    found: list[n.Node] = []
    for part, made in zip(operands, nodes, strict=True):
        found += n.children(made) if _is_chain(part) else [made]
    return found


def _operands(tree: ast.expr) -> list[ast.expr]:
    return tree.values if isinstance(tree, ast.BoolOp) else [tree]


def _is_chain(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Compare) and len(tree.ops) > 1


def stands_in_the_law(node: n.Node) -> bool:
    """A side that names a parameter, a table or a plain number is the threshold; the other is the family's figure."""
    if isinstance(node, n.Const):
        return True
    return any(isinstance(x, n.Param | n.Lookup) for x in n.walk(node))
