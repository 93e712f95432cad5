"""The ruleset laid out in columns: the form that generated engines execute.

A column is one value per person or per family and names only facts, parameters and earlier columns. Member functions
stand alone in a column of their own over a person column. Programmes judged by assessment unit have become two plain
ones: `alone` of the persons judged alone, `rest` of the family without them. So an engine knows persons and families,
and nothing of exclusions of members, dates or territories.
"""

from dataclasses import dataclass

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, COUNT, Type, Unit
from doorstep.rulebook.ruleset import ALONE, Leaf, Ruleset, TypedCondition, TypedProgramme

WHOLE, REST, ONE = "", "rest", "alone"


@dataclass(frozen=True, slots=True)
class Column:
    """One value per person or per family."""

    name: str
    unit: Unit  # PERSON or FAMILY
    node: n.Node

    @property
    def type(self) -> Type:
        """The type of the values."""
        return self.node.type


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """Columns of a part of a condition; figure and threshold are of one type (and scale)."""

    leaf: Leaf
    holds: str
    figure: str | None
    threshold: str | None


@dataclass(frozen=True, slots=True)
class ConditionPlan:
    """A condition and the columns that hold its truth and its parts."""

    typed: TypedCondition
    holds: str
    leaves: tuple[LeafPlan, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What can be claimed from a programme by one subject: a person, or a family (or what is left of it)."""

    key: str  # the programme's code, with __alone or __rest where persons may be judged alone
    code: str
    variant: str
    unit: Unit
    applies: str | None  # false: there is nobody to judge in this way; the claim is then left out
    conditions: tuple[ConditionPlan, ...]
    verdict: str
    amount: str | None
    received: str
    typed: TypedProgramme


@dataclass(frozen=True, slots=True)
class Plan:
    """`family_facts` and `person_facts`: the facts that some column reads, in a fixed order; `parameters` likewise."""

    ruleset: Ruleset
    columns: tuple[Column, ...]
    claims: tuple[Claim, ...]
    family_facts: tuple[str, ...]
    person_facts: tuple[str, ...]
    parameters: tuple[str, ...]

    @property
    def stages(self) -> tuple[tuple[Unit, tuple[Column, ...]], ...]:
        """The columns grouped into the fewest alternating passes: persons, families, persons, families …"""
        return _stages(self.columns)


def make_plan(ruleset: Ruleset) -> Plan:
    """Lay a ruleset out in columns, each after those it reads."""
    return _Planner(ruleset).plan()


class _Planner:
    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.columns: dict[str, Column] = {}
        self.claims: dict[str, list[Claim]] = {}

    def plan(self) -> Plan:
        for definition in self.ruleset.definitions.values():
            typed = self.ruleset.programmes.get(definition.programme or "")
            for suffix, unit, context in _variants(definition.unit):
                name = definition.name + suffix
                if typed is None:
                    self.put(name, unit, self.lower(definition.node, context, name))
                else:
                    self.claim(typed, name, suffix, unit, context)
        order = list(self.ruleset.pack.programmes)
        claims = [c for code in order for c in self.claims.get(code, [])]
        used = [x for column in self.columns.values() for x in n.walk(column.node)]
        facts = {x.name: x.unit for x in used if isinstance(x, n.Fact)}
        return Plan(
            ruleset=self.ruleset,
            columns=tuple(self.columns.values()),
            claims=tuple(claims),
            family_facts=tuple(sorted(name for name, unit in facts.items() if unit is Unit.FAMILY)),
            person_facts=tuple(sorted(name for name, unit in facts.items() if unit is Unit.PERSON)),
            parameters=tuple(sorted({x.name for x in used if isinstance(x, n.Param)})),
        )

    def put(self, name: str, unit: Unit, node: n.Node) -> n.Ref:
        self.columns[name] = Column(name, unit, node)
        return n.Ref(name, node.type, unit)

    def claim(self, typed: TypedProgramme, met: str, suffix: str, unit: Unit, context: str) -> None:
        key = typed.programme.code + suffix
        conditions = []
        for condition in typed.conditions:
            name = f"{key}__{condition.condition.id}"
            leaves = tuple(self.leaf(f"{name}__{i}", leaf, unit, context) for i, leaf in enumerate(condition.leaves))
            parts = tuple(n.Ref(x.holds, BOOL, unit) for x in leaves)
            whole = parts[0] if len(parts) == 1 else n.Logic("or" if condition.joined == "any" else "and", parts)
            self.put(name, unit, whole)
            conditions.append(ConditionPlan(condition, name, leaves))
        held: tuple[n.Node, ...] = tuple(n.Ref(c.holds, BOOL, unit) for c in conditions)
        all_met = self.put(met, unit, n.Logic("and", held))
        applies: n.Ref | None = None
        verdict = met
        if suffix:
            applies = self.applies(unit)
            verdict = self.put(f"{key}__verdict", unit, n.Logic("and", (applies, all_met))).name
        amount = None
        if typed.amount is not None:
            amount = self.put(f"{key}__amount", unit, self.lower(typed.amount, context, f"{key}__amount")).name
        received = self.put(f"{key}__received", unit, self.lower(typed.received, context, f"{key}__received")).name
        self.claims.setdefault(typed.programme.code, []).append(
            Claim(
                key=key,
                code=typed.programme.code,
                variant=suffix.strip("_"),
                unit=unit,
                applies=applies.name if applies else None,
                conditions=tuple(conditions),
                verdict=verdict,
                amount=amount,
                received=received,
                typed=typed,
            )
        )

    def applies(self, unit: Unit) -> n.Ref:
        alone = n.Ref(ALONE, BOOL, Unit.PERSON)
        if unit is Unit.PERSON:
            return alone
        name = "some_judged_together"
        if name not in self.columns:
            together = self.put(f"{name}__m0", Unit.PERSON, n.Not(alone))
            self.put(name, Unit.FAMILY, n.Agg("any", together, None, BOOL))
        return n.Ref(name, BOOL, Unit.FAMILY)

    def leaf(self, name: str, leaf: Leaf, unit: Unit, context: str) -> LeafPlan:
        if leaf.op is None or leaf.figure is None or leaf.threshold is None:
            self.put(name, unit, self.lower(leaf.node, context, name))
            return LeafPlan(leaf, name, None, None)
        figure = self.put(f"{name}__figure", unit, self.lower(leaf.figure, context, f"{name}__figure"))
        threshold = self.put(f"{name}__threshold", unit, self.lower(leaf.threshold, context, f"{name}__threshold"))
        self.put(name, unit, n.Compare(leaf.op, figure, threshold))
        return LeafPlan(leaf, name, figure.name, threshold.name)

    def lower(self, node: n.Node, context: str, name: str) -> n.Node:
        """The node for one kind of subject: Unit.PERSON, Unit.FAMILY, `alone` or `rest`."""
        if isinstance(node, n.Ref) and node.unit is Unit.ASSESSMENT:
            return self.shared(node, context)
        if isinstance(node, n.Agg):
            return self.aggregate(node, context, name)
        return n.rebuild(node, lambda child: self.lower(child, context, name))

    def shared(self, node: n.Ref, context: str) -> n.Node:
        own = n.Ref(f"{node.name}__{ONE}", node.type, Unit.PERSON)
        rest = n.Ref(f"{node.name}__{REST}", node.type, Unit.FAMILY)
        if context == ONE:
            return own
        if context == REST:
            return rest
        return n.Choose(n.Ref(ALONE, BOOL, Unit.PERSON), own, rest, node.type)

    def aggregate(self, node: n.Agg, context: str, name: str) -> n.Node:
        if context == ONE:  # one member: the function of all members is that member's value
            arg = self.lower(node.arg, ONE, name)
            return n.Choose(arg, n.Const(1, COUNT), n.Const(0, COUNT), COUNT) if node.kind == "count" else arg
        arg = self.lower(node.arg, Unit.PERSON, name)
        if context == REST:
            arg = _without_alone(node.kind, arg)
        number = sum(1 for column in self.columns if column.startswith(f"{name}__m"))
        default = None if node.default is None else self.lower(node.default, context, name)
        return n.Agg(node.kind, self.put(f"{name}__m{number}", Unit.PERSON, arg), default, node.type)


def _without_alone(kind: str, arg: n.Node) -> n.Node:
    """The argument such that members judged alone do not count; whether they do may itself be unknown."""
    alone = n.Ref(ALONE, BOOL, Unit.PERSON)
    if kind in ("any", "count"):
        return n.Logic("and", (n.Not(alone), arg))
    if kind == "all":
        return n.Logic("or", (alone, arg))
    return n.Choose(alone, n.Const(0, arg.type), arg, arg.type)


def _variants(unit: Unit) -> tuple[tuple[str, Unit, str], ...]:
    if unit is Unit.ASSESSMENT:
        return (f"__{ONE}", Unit.PERSON, ONE), (f"__{REST}", Unit.FAMILY, REST)
    return ((WHOLE, unit, unit),)


def _stages(columns: tuple[Column, ...]) -> tuple[tuple[Unit, tuple[Column, ...]], ...]:
    stage_of: dict[str, int] = {}
    for column in columns:  # person passes have even numbers, family passes odd ones
        parity = 0 if column.unit is Unit.PERSON else 1
        after = max((stage_of[x.name] for x in n.walk(column.node) if isinstance(x, n.Ref)), default=0)
        stage_of[column.name] = after if after % 2 == parity else after + 1
    last = max(stage_of.values(), default=-1)
    return tuple(
        (Unit.PERSON if s % 2 == 0 else Unit.FAMILY, tuple(c for c in columns if stage_of[c.name] == s))
        for s in range(last + 1)
    )
