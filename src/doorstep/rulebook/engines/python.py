"""The counter's engine: the plan as generated plain Python, one assignment per step, unknown as None.

Never native `and`/`or`/`not`: for Python `not None` is True and `None and False` is None.
"""

from bisect import bisect_right
from collections.abc import Callable

from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.engines.outcome import ConditionRow, LeafRow, Outcome
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Unit
from doorstep.rulebook.plan import Claim, Column, Plan
from doorstep.rulebook.ruleset import ALONE
from doorstep.rulebook.values import day_number


class Columns(dict[str, object]):
    """Values of family columns and lists of person columns, by name; None where a column is not kept (or unknown).

    Person columns that only questions need stand in one row for each member, and are cut out when somebody asks.
    """

    def __init__(self, known: dict[str, object], rows: tuple[list[tuple[Value, ...]], ...], places: "_Places") -> None:
        super().__init__(known)
        self._rows, self._places = rows, places

    def __missing__(self, name: str) -> object:
        place = self._places.get(name)
        self[name] = None if place is None else [row[place[1]] for row in self._rows[place[0]]]
        return self[name]


_Stages = tuple[tuple[Unit, tuple[Column, ...]], ...]
_Places = dict[str, tuple[int, int]]
Row = tuple[str, int | None, Value, Value, Value, Value, tuple[ConditionRow, ...]]
"""An Outcome as a plain tuple."""
_Judge = Callable[..., tuple[list[Row], dict[str, object], tuple[list[tuple[Value, ...]], ...]]]
_LEAVES: dict[str, LeafRow] = {f"L{x}": (x, None, None) for x in (True, None, False)}
_TRUTHS: dict[str, object] = {**_LEAVES, **{f"R{x}": (x, (_LEAVES[f"L{x}"],)) for x in (True, None, False)}}
"""The parts of conditions that are plain truths, and the conditions of one such part: there are only three of each."""


class PythonEngine:
    """Judges one family at a time by a plan, in tens of microseconds."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        emitter = _Emitter(plan)
        self.source = emitter.source()
        self._places = emitter.places
        names: dict[str, object] = {"bisect_right": bisect_right, **_TRUTHS}
        exec(compile(self.source, "<rules>", "exec"), names)  # noqa: S102 — our own text, from checked nodes only
        self._judge: _Judge = names["judge"]  # type: ignore[assignment]
        tables = plan.ruleset.tables
        self._tables = {name: (tuple(k for k, _ in t), tuple(v for _, v in t)) for name, t in tables.items()}
        self._today = day_number(plan.ruleset.day)
        self._parameters = self.vector(plan.ruleset.values)

    def vector(self, values: dict[str, int]) -> tuple[Value, ...]:
        """The parameters in the plan's order; a what-if passes other values."""
        bools = {name for name in self.plan.parameters if self.plan.ruleset.type_of(name) == BOOL}
        return tuple(bool(values[name]) if name in bools else values[name] for name in self.plan.parameters)

    def judge(self, family: Family, parameters: tuple[Value, ...] | None = None) -> tuple[list[Outcome], Columns]:
        """Every claim of every subject, in the order of the oracle; and columns that questions are found from."""
        rows, columns = self.rows(family, parameters)
        return list(map(Outcome._make, rows)), columns

    def rows(self, family: Family, parameters: tuple[Value, ...] | None = None) -> tuple[list[Row], Columns]:
        """As `judge`, the outcomes as plain tuples: half the time of making them."""
        facts = tuple(map(family.facts.get, self.plan.family_facts))
        members = [tuple(map(m.get, self.plan.person_facts)) for m in family.members]
        outcomes, known, rows = self._judge(facts, members, parameters or self._parameters, self._tables, self._today)
        return outcomes, Columns(known, rows, self._places)


class _Emitter:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.lines: list[str] = []
        self.indent = "    "
        self.number = {column.name: i for i, column in enumerate(plan.columns)}
        self.unit = {column.name: column.unit for column in plan.columns}
        self.local: set[str] = set()  # person columns computed in the loop that is being written
        self.stages = _late_stages(plan)
        self.kept = _read_later(plan, self.stages)
        self.asked = _asked_about(plan) - self.kept
        self.places: _Places = {}
        self.passes = 0
        looked_up = {x.table for column in plan.columns for x in n.walk(column.node) if isinstance(x, n.Lookup)}
        self.tables = sorted(looked_up)
        self.steps = 0

    def source(self) -> str:
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
                    self.line(f"c{self.number[column.name]} = {self.atom(column.node)}")
                continue
            claims = [c for c in self.plan.claims if c.unit is Unit.PERSON and ready[c.key] == stage]
            self.person_loop(columns, claims)
        rows = "".join(f"r{i}, " for i in range(self.passes))
        self.line(f"return [{', '.join(map(self.rows, self.plan.claims))}], {{{self.columns()}}}, ({rows})")
        return "\n".join(self.lines) + "\n"

    def person_loop(self, columns: tuple[Column, ...], claims: list[Claim]) -> None:
        """One pass over the members. Only what a later pass reads is kept in a list; rows are made on the spot."""
        for column in columns:
            if column.name in self.kept:
                self.line(f"c{self.number[column.name]} = []")
        for claim in claims:
            self.line(f"o{self.claim_number(claim)} = []")
        asked = [column.name for column in columns if column.name in self.asked]
        self.places |= {name: (self.passes, cell) for cell, name in enumerate(asked)}
        self.line(f"r{self.passes} = []")
        facts = _locals("m", len(self.plan.person_facts)) if self.plan.person_facts else "_"
        self.line(f"for i, ({facts}) in enumerate(M):")
        self.indent, self.local = " " * 8, set()
        for column in columns:
            number = self.number[column.name]
            self.line(f"x{number} = {self.atom(column.node)}")
            if column.name in self.kept:
                self.line(f"c{number}.append(x{number})")
            self.local.add(column.name)
        for claim in claims:
            self.line(f"o{self.claim_number(claim)}.append({self.row(claim, 'i')})")
        self.line(f"r{self.passes}.append(({''.join(f'x{self.number[name]}, ' for name in asked)}))")
        self.passes += 1
        self.indent, self.local = "    ", set()

    def claim_number(self, claim: Claim) -> int:
        return self.plan.claims.index(claim)

    def rows(self, claim: Claim) -> str:
        return self.row(claim, "None") if claim.unit is Unit.FAMILY else f"*o{self.claim_number(claim)}"

    def columns(self) -> str:
        known = [c.name for c in self.plan.columns if c.unit is Unit.FAMILY or c.name in self.kept]
        return ", ".join(f"{name!r}: c{self.number[name]}" for name in known)

    def line(self, text: str) -> None:
        self.lines.append(self.indent + text)

    def step(self, text: str) -> str:
        self.steps += 1
        self.line(f"t{self.steps} = {text}")
        return f"t{self.steps}"

    def column(self, name: str) -> str:
        number = self.number[name]
        if self.unit[name] is Unit.FAMILY:
            return f"c{number}"
        return f"x{number}" if name in self.local else f"c{number}[i]"

    def atom(self, node: n.Node) -> str:  # noqa: PLR0911 — one case per node class
        """A name, literal or subscript that holds the node's value; may write steps before it."""
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
                return self.step(f"None if {test} is None else ({then} if {test} else {other})")
            case n.Sure():
                return self.step(f"{self.atom(node.arg)} is True")
            case n.Agg():
                return self.aggregate(node)
        operands = [self.atom(x) for x in n.children(node)]
        unknown = " or ".join(f"{x} is None" for x in dict.fromkeys(operands) if _may_be_none(x))
        body = self.body(node, operands)
        return self.step(f"None if {unknown} else {body}" if unknown else body)

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
        parts = [self.atom(x) for x in node.args]
        decisive = "False" if node.op == "and" else "True"
        other = "True" if node.op == "and" else "False"
        if len(parts) == 1:
            return parts[0]
        settled = " or ".join(f"{x} is {decisive}" for x in parts)
        unknown = " or ".join(f"{x} is None" for x in parts if _may_be_none(x))
        rest = f"(None if {unknown} else {other})" if unknown else other
        return self.step(f"{decisive} if {settled} else {rest}")

    def aggregate(self, node: n.Agg) -> str:
        assert isinstance(node.arg, n.Ref)
        values = f"c{self.number[node.arg.name]}"
        match node.kind:
            case "any":
                return self.step(f"True if True in {values} else (None if None in {values} else False)")
            case "all":
                return self.step(f"False if False in {values} else (None if None in {values} else True)")
            case "sum" | "count":
                return self.step(f"None if None in {values} else sum({values})")
        assert node.default is not None
        default = self.atom(node.default)
        return self.step(f"None if {default} is None or None in {values} else {node.kind}({values}, default={default})")

    def row(self, claim: Claim, member: str) -> str:
        conditions = []
        for condition in claim.conditions:
            plain = [x.figure is None and x.threshold is None for x in condition.leaves]
            if plain == [True]:
                conditions.append(f"{_one_of('R', self.column(condition.holds))}, ")
                continue
            leaves = "".join(
                f"{_one_of('L', self.column(x.holds))}, "
                if truth
                else f"({self.column(x.holds)}, {self.cell(x.figure)}, {self.cell(x.threshold)}), "
                for x, truth in zip(condition.leaves, plain, strict=True)
            )
            conditions.append(f"({self.column(condition.holds)}, ({leaves})), ")
        applies = self.column(claim.applies) if claim.applies else "True"
        cells = [
            repr(claim.key),
            member,
            applies,
            *(self.cell(x) for x in (claim.verdict, claim.amount, claim.received)),
        ]
        return f"({', '.join(cells)}, ({''.join(conditions)}))"

    def cell(self, name: str | None) -> str:
        return "None" if name is None else self.column(name)


def _one_of(kind: str, truth: str) -> str:
    """The one of the three rows that says so."""
    return f"({kind}True if {truth} else {kind}None if {truth} is None else {kind}False)"


def _may_be_none(atom: str) -> bool:
    """Literals, parameters and the day are always known."""
    return atom[0] not in "(p" and atom not in ("True", "False", "today")


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


def _late_stages(plan: Plan) -> _Stages:
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


def _read_later(plan: Plan, stages: _Stages) -> frozenset[str]:
    """Person columns that another pass than their own reads, in a column or a row."""
    stage_of = {c.name: s for s, (_, columns) in enumerate(stages) for c in columns}
    later = {ALONE}
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
