"""The plan as the text of plain Python: one assignment per step, unknown as None.

Never native `and`/`or`/`not`: for Python `not None` is True and `None and False` is None.
"""

from collections.abc import Iterable

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Unit
from doorstep.rulebook.plan import Claim, Column, ConditionPlan, Plan
from doorstep.rulebook.ruleset import ALONE

Stages = tuple[tuple[Unit, tuple[Column, ...]], ...]
Places = dict[str, tuple[int | None, int]]
"""Of a column the place among those that are kept; of a person column that only questions need, the pass whose rows hold it
and the place in a row."""


class Emitter:
    """Writes a plan's text. What is computed twice, or of no member, is computed once, before the members are looked at."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.lines: list[str] = []
        self.loop: list[str] = []  # of the pass over the members that is being written
        self.number = {column.name: i for i, column in enumerate(plan.columns)}
        self.unit = {column.name: column.unit for column in plan.columns}
        self.of_family: dict[str, str] = {}  # by column, and by text: the name that holds the value
        self.of_member: dict[str, str] = {}  # likewise, in the pass that is being written
        self.steps = 0
        self.known: set[str] = set()  # names of steps that can never be None
        self.stages = _late_stages(plan)
        self.kept = _read_later(plan, self.stages)
        self.asked = _asked_about(plan) - self.kept
        self.places: Places = {}
        self.passes = 0
        looked_up = {x.table for column in plan.columns for x in n.walk(column.node) if isinstance(x, n.Lookup)}
        self.tables = sorted(looked_up)

    def source(self) -> str:
        """The text of `judge(F, M, P, T, today)`."""
        self.lines.append("def judge(F, M, P, T, today):")
        for letter, given, names in (("p", "P", self.plan.parameters), ("f", "F", self.plan.family_facts)):
            if names:
                self.line(f"{_locals(letter, len(names))} = {given}")
        stage_of = {c.name: s for s, (_, columns) in enumerate(self.stages) for c in columns}
        for number, table in enumerate(self.tables):
            self.line(f"k{number}, v{number} = T[{table!r}]")
        ready = {c.key: max(stage_of[name] for name in _cells(c)) for c in self.plan.claims}
        for stage, (unit, columns) in enumerate(self.stages):
            if unit is Unit.FAMILY:
                for column in columns:
                    self.of_family[column.name] = self.atom(column.node)
                continue
            claims = [c for c in self.plan.claims if c.unit is Unit.PERSON and ready[c.key] == stage]
            self.person_loop(columns, claims)
        rows = "".join(f"r{i}, " for i in range(self.passes))
        outcomes = ", ".join(map(self.rows, self.plan.claims))
        self.line(f"return [{outcomes}], ({self.columns()}), ({rows})")
        return "\n".join(self.lines) + "\n"

    def person_loop(self, columns: tuple[Column, ...], claims: list[Claim]) -> None:
        """One pass over the members. Only what a later pass reads is kept in a list; rows are made on the spot."""
        self.loop, self.of_member = [], {}
        kept = [column.name for column in columns if column.name in self.kept]
        for name in kept:
            self.line(f"c{self.number[name]} = []")
        for claim in claims:
            self.line(f"o{self.claim_number(claim)} = []")
        asked = [column.name for column in columns if column.name in self.asked]
        self.places |= {name: (self.passes, cell) for cell, name in enumerate(asked)}
        for column in columns:
            self.of_member[column.name] = self.atom(column.node)
        into = [(f"c{self.number[name]}", self.column(name)) for name in kept]
        into += [(f"o{self.claim_number(claim)}", self.row(claim, "i")) for claim in claims]
        into.append((f"r{self.passes}", f"({''.join(f'{self.column(name)}, ' for name in asked)})"))
        facts = _locals("m", len(self.plan.person_facts)) if self.plan.person_facts else "_"
        self.line(f"r{self.passes} = []")
        self.line(f"for i, ({facts}) in enumerate(M):")
        self.lines += [*self.loop, *(f"        {name}.append({value})" for name, value in into)]
        self.passes += 1
        self.of_member = {}

    def claim_number(self, claim: Claim) -> int:
        return self.plan.claims.index(claim)

    def rows(self, claim: Claim) -> str:
        return self.row(claim, "None") if claim.unit is Unit.FAMILY else f"*o{self.claim_number(claim)}"

    def columns(self) -> str:
        held = {c.name: self.of_family[c.name] for c in self.plan.columns if c.unit is Unit.FAMILY}
        held |= {name: f"c{self.number[name]}" for name in sorted(self.kept)}
        self.places |= {name: (None, place) for place, name in enumerate(held)}
        return "".join(f"{value}, " for value in held.values())

    def line(self, text: str) -> None:
        self.lines.append(f"    {text}")

    def step(self, text: str, *operands: str, known: bool = False) -> str:
        """The name that holds the value of this text, which reads these names; always the same for the same text."""
        inside = any(x[0] in "imu" for x in operands)
        names = self.of_member if inside else self.of_family
        if text not in names:
            self.steps += 1
            name = names[text] = f"{'u' if inside else 't'}{self.steps}"
            if inside:
                self.loop.append(f"        {name} = {text}")
            else:
                self.line(f"{name} = {text}")
            if known or not any(map(self.may_be_none, operands)):
                self.known.add(name)
        return names[text]

    def may_be_none(self, atom: str) -> bool:
        """Literals, parameters and the day are always known, and what is made of them alone."""
        return atom[0] not in "(p" and atom not in ("True", "False", "today") and atom not in self.known

    def column(self, name: str) -> str:
        if self.unit[name] is Unit.FAMILY:
            return self.of_family[name]
        return self.of_member.get(name) or self.step(f"c{self.number[name]}[i]", "i")

    def atom(self, node: n.Node) -> str:  # noqa: PLR0911 — one case per node class
        """A name or literal that holds the node's value; may write steps before it."""
        match node:
            case n.Const():
                return str(bool(node.value)) if node.type == BOOL else f"({node.value})"
            case n.Today():
                return "today"
            case n.Param():
                return f"p{self.plan.parameters.index(node.name)}"
            case n.Fact(unit=Unit.FAMILY):
                return f"f{self.plan.family_facts.index(node.name)}"
            case n.Fact():
                return f"m{self.plan.person_facts.index(node.name)}"
            case n.Ref():
                return self.column(node.name)
            case n.Logic():
                return self.logic(node)
            case n.Choose():
                test, then, other = (self.atom(x) for x in n.children(node))
                return self.guarded((test,), f"({then} if {test} else {other})", test, then, other)
            case n.Sure():
                arg = self.atom(node.arg)
                return self.step(f"{arg} is True", arg, known=True)
            case n.Agg():
                return self.aggregate(node)
        operands = [self.atom(x) for x in n.children(node)]
        return self.guarded(operands, self.body(node, operands), *operands)

    def guarded(self, needed: Iterable[str], text: str, *operands: str) -> str:
        """A step that is unknown where something that it needs is."""
        unknown = " or ".join(f"{x} is None" for x in dict.fromkeys(needed) if self.may_be_none(x))
        return self.step(f"None if {unknown} else {text}" if unknown else text, *operands)

    def body(self, node: n.Node, x: list[str]) -> str:  # noqa: PLR0911 — one case per node class
        match node:
            case n.Arith() | n.Compare():
                return f"{x[0]} {node.op} {x[1]}"
            case n.Divide(half_up=True):
                return f"(2 * {x[0]} + {x[1]}) // (2 * {x[1]})"
            case n.Divide():
                return f"-(-{x[0]} // {x[1]})"
            case n.Not():
                return f"not {x[0]}"
            case n.Extreme():
                return f"{node.op}({', '.join(x)})"
            case n.AgeOn():
                return f"max({x[1]} - {x[0]}, 0) // 10000"
            case n.Lookup():
                number = self.tables.index(node.table)
                return f"v{number}[bisect_right(k{number}, {x[0]}) - 1]"
        raise TypeError(f"no Python for {type(node).__name__}")

    def logic(self, node: n.Logic) -> str:
        parts = [*dict.fromkeys(map(self.atom, node.args))]
        decisive = "False" if node.op == "and" else "True"
        other = "True" if node.op == "and" else "False"
        if len(parts) == 1:
            return parts[0]
        settled = " or ".join(f"{x} is {decisive}" for x in parts)
        unknown = " or ".join(f"{x} is None" for x in parts if self.may_be_none(x))
        rest = f"(None if {unknown} else {other})" if unknown else other
        return self.step(f"{decisive} if {settled} else {rest}", *parts)

    def aggregate(self, node: n.Agg) -> str:
        assert isinstance(node.arg, n.Ref)
        values = f"c{self.number[node.arg.name]}"
        match node.kind:
            case "any":
                return self.step(f"True if True in {values} else (None if None in {values} else False)", values)
            case "all":
                return self.step(f"False if False in {values} else (None if None in {values} else True)", values)
            case "sum" | "count":
                return self.step(f"None if None in {values} else sum({values})", values)
        assert node.default is not None
        default = self.atom(node.default)
        least = f"{node.kind}({values}, default={default})"
        return self.step(f"None if {default} is None or None in {values} else {least}", values, default)

    def row(self, claim: Claim, member: str) -> str:
        conditions = "".join(f"{self.condition(x)}, " for x in claim.conditions)
        applies = self.column(claim.applies) if claim.applies else "True"
        cells = map(self.cell, (claim.verdict, claim.amount, claim.received))
        return f"({', '.join((repr(claim.key), member, applies, *cells))}, ({conditions}))"

    def condition(self, condition: ConditionPlan) -> str:
        holds = self.column(condition.holds)
        if [x.figure or x.threshold for x in condition.leaves] == [None]:
            return _one_of("R", holds)
        parts, leaves = [holds], ""
        for leaf in condition.leaves:
            cells = [self.cell(x) for x in (leaf.holds, leaf.figure, leaf.threshold)]
            leaves += f"{_one_of('L', cells[0])}, " if cells[1:] == ["None"] * 2 else f"({', '.join(cells)}), "
            parts += cells
        return self.step(f"({holds}, ({leaves}))", *parts)

    def cell(self, name: str | None) -> str:
        return "None" if name is None else self.column(name)


def _one_of(kind: str, truth: str) -> str:
    """The one of the three rows that says so."""
    return f"({kind}True if {truth} else {kind}None if {truth} is None else {kind}False)"


def _locals(letter: str, count: int) -> str:
    """Local names to unpack a tuple into: reading a local is much cheaper than a subscript."""
    return "".join(f"{letter}{i}, " for i in range(count)).rstrip()


def _cells(claim: Claim) -> list[str]:
    """Every column that a claim's row shows."""
    names = [claim.applies, claim.verdict, claim.amount, claim.received]
    for condition in claim.conditions:
        names.append(condition.holds)
        for leaf in condition.leaves:
            names += [leaf.holds, leaf.figure, leaf.threshold]
    return [name for name in names if name is not None]


def _late_stages(plan: Plan) -> Stages:
    """The plan's passes with each person column moved into the pass that first needs it: what need not wait is no list."""
    early = {c.name: s for s, (_, columns) in enumerate(plan.stages) for c in columns}
    needed: dict[str, int] = {}
    for claim in plan.claims:
        cells = _cells(claim)
        shown = max(early[name] for name in cells)
        for name in cells:
            needed[name] = min(needed.get(name, shown), shown)
    late: dict[str, int] = {}
    for column in reversed(plan.columns):
        first, own = needed.get(column.name, early[column.name]), early[column.name]
        late[column.name] = max(own, first - (first - own) % 2) if column.unit is Unit.PERSON else own
        for node in n.walk(column.node):
            if isinstance(node, n.Ref):
                needed[node.name] = min(needed.get(node.name, late[column.name]), late[column.name])
    count = range(len(plan.stages))
    return tuple((plan.stages[s][0], tuple(c for c in plan.columns if late[c.name] == s)) for s in count)


def _read_later(plan: Plan, stages: Stages) -> frozenset[str]:
    """Person columns that another pass than their own reads, in a column or a row."""
    stage_of = {c.name: s for s, (_, columns) in enumerate(stages) for c in columns}
    later = {ALONE} & set(stage_of)  # a pack may judge nobody together
    for column in plan.columns:
        for node in n.walk(column.node):
            if isinstance(node, n.Ref) and node.unit is Unit.PERSON and stage_of[node.name] != stage_of[column.name]:
                later.add(node.name)
    for claim in plan.claims:
        if claim.unit is Unit.PERSON:
            names = _cells(claim)
            shown_in = max(stage_of[name] for name in names)
            later |= {name for name in names if stage_of[name] != shown_in}
    return frozenset(later)


def _asked_about(plan: Plan) -> frozenset[str]:
    """Person columns that can be known in spite of an unknown operand: questions look at their values."""
    return frozenset(c.name for c in plan.columns if isinstance(c.node, n.Logic) and c.unit is Unit.PERSON)
