"""Formulas as the steps of a kernel: a node becomes names that hold its value, and equal steps are written once."""

from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_steps import (
    UNKNOWN_NUMBER,
    UNKNOWN_TRUTH,
    Atom,
    Number,
    Truth,
    conj,
    disj,
    inv,
    literal,
    select,
    settled,
    table_layout,
)
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Kind, Unit


class Formulas:
    """Writes steps into `lines`."""

    def __init__(self, city: CityPlan) -> None:
        self.plan = city.plan
        self.tables = table_layout(city)
        self.lines: list[str] = []
        self.indent = 8
        self.steps: dict[str, str] = {}  # of the family
        self.inner: dict[str, str] | None = None  # of the member, inside a loop over members
        self.count = 0
        self.atoms: dict[str, Atom] = {}
        self.local: set[str] = set()
        self.unit = {c.name: c.unit for c in self.plan.columns}
        self.slots: dict[str, tuple[int, int]] = {}  # column → rows of value and state in the scratch
        self.sums: dict[tuple[str, str, str], Atom] = {}

    # ── steps ──

    def line(self, text: str) -> None:
        self.lines.append(" " * self.indent + text)

    def step(self, text: str) -> str:
        if text.isidentifier() or text in ("True", "False") or text.lstrip("-").isdigit():
            return text
        known = self.steps if self.inner is None else self.inner
        if text in self.steps:
            return self.steps[text]
        if text not in known:
            self.count += 1
            known[text] = f"t{self.count}"
            self.line(f"t{self.count} = {text}")
        return known[text]

    def column(self, name: str) -> Atom:
        atom = self.atoms[name]
        if self.unit[name] is Unit.FAMILY or name in self.local:
            return atom
        if settled(atom):
            return atom
        row, other = self.slots[name]
        if isinstance(atom, Truth):
            return Truth(self.step(f"SB[{row}, j]"), self.step(f"SB[{other}, j]"))
        return Number(self.step(f"SV[{row}, j]"), self.step(f"SB[{row}, j]"))

    # ── nodes ──

    def number(self, node: n.Node) -> Number:
        atom = self.node(node)
        assert isinstance(atom, Number)
        return atom

    def truth(self, node: n.Node) -> Truth:
        atom = self.node(node)
        assert isinstance(atom, Truth)
        return atom

    def node(self, node: n.Node) -> Atom:  # noqa: PLR0911, PLR0912 — one case per node class
        match node:
            case n.Const():
                return literal(node.type, node.value)
            case n.Unknown():
                return UNKNOWN_TRUTH if node.type == BOOL else UNKNOWN_NUMBER
            case n.Today():
                return Number("today", "True")
            case n.Param():
                x = f"p{self.plan.parameters.index(node.name)}"
                if node.type == BOOL:
                    t = self.step(f"({x} != 0)")
                    return Truth(t, self.step(inv(t)))
                return Number(x, "True")
            case n.Fact():
                return self.fact(node)
            case n.Ref():
                return self.column(node.name)
            case n.Logic():
                parts = [self.truth(x) for x in node.args]
                true, false = [p.t for p in parts], [p.f for p in parts]
                both = (conj(*true), disj(*false)) if node.op == "and" else (disj(*true), conj(*false))
                return Truth(self.step(both[0]), self.step(both[1]))
            case n.Not():
                x_ = self.truth(node.arg)
                return Truth(x_.f, x_.t)
            case n.Sure():
                known = self.truth(node.arg).t
                return Truth(known, self.step(inv(known)))
            case n.Choose():
                return self.choose(node)
            case n.Agg():
                return self.aggregate(node)
            case n.Compare():
                return self.compare(node)
        operands = [self.number(x) for x in n.children(node)]
        known = self.step(conj(*(x.k for x in operands)))
        return Number(self.step(self.formula(node, [x.v for x in operands])), known)

    def formula(self, node: n.Node, x: list[str]) -> str:
        match node:
            case n.Arith():
                return f"({x[0]} {node.op} {x[1]})"
            case n.Divide(half_up=True):
                return f"((2 * {x[0]} + {x[1]}) // (2 * {x[1]}))"
            case n.Divide():
                return f"(({x[0]} + {x[1]} - 1) // {x[1]})"
            case n.Extreme():
                result = x[0]
                for part in x[1:]:
                    result = self.step(f"{node.op}({result}, {part})")
                return result
            case n.AgeOn():
                return f"(max({x[1]} - {x[0]}, 0) // 10000)"
            case n.Lookup():
                return self.lookup(node, x[0])
        raise TypeError(f"no kernel for {type(node).__name__}")

    def lookup(self, node: n.Lookup, key: str) -> str:
        first = self.tables[node.table]
        result = f"tv{first}"
        for row in range(first + 1, first + len(self.plan.ruleset.tables[node.table])):
            reached = self.step(f"({key} >= tk{row})")
            result = self.step(select(reached, f"tv{row}", result))
        return result

    def compare(self, node: n.Compare) -> Truth:
        a, b = self.number(node.left), self.number(node.right)
        known = self.step(conj(a.k, b.k))
        holds = self.step(f"({a.v} {node.op} {b.v})")
        return Truth(self.step(conj(known, holds)), self.step(conj(known, inv(holds))))

    def choose(self, node: n.Choose) -> Atom:
        test = self.truth(node.test)
        a, b = self.node(node.then), self.node(node.other)
        if isinstance(a, Truth) and isinstance(b, Truth):
            t = disj(conj(test.t, a.t), conj(test.f, b.t))
            f = disj(conj(test.t, a.f), conj(test.f, b.f))
            return Truth(self.step(t), self.step(f))
        assert isinstance(a, Number) and isinstance(b, Number)
        value = a.v if a.v == b.v else select(test.t, a.v, b.v)
        return Number(self.step(value), self.step(disj(conj(test.t, a.k), conj(test.f, b.k))))

    def aggregate(self, node: n.Agg) -> Atom:
        assert isinstance(node.arg, n.Ref)
        atom = self.sums[(node.kind, node.arg.name, "")]
        if node.default is None or isinstance(atom, Truth):
            return atom
        default = self.number(node.default)
        some = self.step("(m > 0)")
        return Number(self.step(select(some, atom.v, default.v)), self.step(conj(atom.k, default.k)))

    def fact(self, node: n.Fact) -> Atom:
        family = node.unit is Unit.FAMILY
        names = self.plan.family_facts if family else self.plan.person_facts
        x, i = (f"g{names.index(node.name)}", "f") if family else (f"q{names.index(node.name)}", "i")
        known = "True"
        if self.plan.ruleset.facts[node.name].nullable:
            known = self.step(f"(((({x}m[{i}8]) >> {i}7) & 1) != 0)")
        if node.type.kind is Kind.BOOL:
            bit = self.step(f"(((({x}v[{i}8]) >> {i}7) & 1) != 0)")
            return Truth(self.step(conj(known, bit)), self.step(conj(known, inv(bit))))
        return Number(self.step(f"np.int64({x}v[{i}])"), known)
