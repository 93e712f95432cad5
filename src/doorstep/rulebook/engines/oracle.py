"""The slow reference: walks the formulas of the ruleset as they were written. Right before fast.

It knows assessment units directly, as a group of members whose belonging may itself be unknown; the fast engines get
them rewritten by the plan. So the two check each other.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.engines.outcome import LeafRow, Outcome
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Unit
from doorstep.rulebook.ruleset import ALONE, Leaf, Ruleset, TypedProgramme
from doorstep.rulebook.values import day_number


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a formula is about: the family, its rest, one member as a person, or one member judged alone."""

    kind: str  # family rest person alone
    member: int | None = None


FAMILY, REST = Subject("family"), Subject("rest")


def judge(ruleset: Ruleset, family: Family) -> list[Outcome]:
    """Every claim of every subject, in the order of the pack."""
    walk = Walk(ruleset, family)
    result = []
    people = range(len(family.members))
    for programme in (p for code in ruleset.pack.programmes if (p := ruleset.programmes.get(code))):
        code = programme.programme.code
        match programme.programme.unit:
            case Unit.FAMILY:
                result.append(walk.outcome(code, programme, FAMILY, True))
            case Unit.PERSON:
                result += [walk.outcome(code, programme, Subject("person", i), True) for i in people]
            case Unit.ASSESSMENT:
                alone = [walk.alone(i) for i in people]
                for i in people:
                    result.append(walk.outcome(f"{code}__alone", programme, Subject("alone", i), alone[i]))
                together = disjunction([negation(a) for a in alone])
                result.append(walk.outcome(f"{code}__rest", programme, REST, together))
    return result


def negation(a: Value) -> Value:
    """Kleene's not."""
    return None if a is None else not a


def conjunction(values: Sequence[Value]) -> Value:
    """Kleene's and."""
    if any(v is not None and not v for v in values):
        return False
    return None if any(v is None for v in values) else True


def disjunction(values: Sequence[Value]) -> Value:
    """Kleene's or."""
    return negation(conjunction([negation(v) for v in values]))


def compare(op: str, a: Value, b: Value) -> Value:
    """A comparison; unknown if a side is."""
    if a is None or b is None:
        return None
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[op]


class Walk:
    """Evaluates formulas for one family."""

    def __init__(self, ruleset: Ruleset, family: Family) -> None:
        self.ruleset, self.family = ruleset, family
        self.today = day_number(ruleset.day)
        self.known: dict[tuple[str, Subject], Value] = {}

    def alone(self, member: int) -> Value:
        """Whether the member is judged alone."""
        return self.reference(ALONE, Unit.PERSON, Subject("person", member))

    def outcome(self, key: str, programme: TypedProgramme, subject: Subject, applies: Value) -> Outcome:
        """One row: the conditions with figures and thresholds, then verdict, amount and whether already received."""
        rows = []
        for condition in programme.conditions:
            leaves = tuple(self.leaf(leaf, subject) for leaf in condition.leaves)
            rows.append((self.value(condition.node, subject), leaves))
        verdict = conjunction([applies, *(holds for holds, _ in rows)])
        amount = None if programme.amount is None else self.value(programme.amount, subject)
        received = self.value(programme.received, subject)
        return Outcome(key, subject.member, applies, verdict, amount, received, tuple(rows))

    def leaf(self, leaf: Leaf, subject: Subject) -> LeafRow:
        """A part of a condition: whether it holds, its figure, its threshold."""
        if leaf.figure is None or leaf.threshold is None:
            return self.value(leaf.node, subject), None, None
        return self.value(leaf.node, subject), self.value(leaf.figure, subject), self.value(leaf.threshold, subject)

    def value(self, node: n.Node, subject: Subject) -> Value:  # noqa: PLR0911 — one case per node class
        match node:
            case n.Const():
                return bool(node.value) if node.type == BOOL else node.value
            case n.Today():
                return self.today
            case n.Param():
                value = self.ruleset.parameters[node.name][1].value
                return bool(value) if node.type == BOOL else value
            case n.Fact():
                return self.fact(node, subject)
            case n.Ref():
                return self.reference(node.name, node.unit, subject)
            case n.Logic():
                parts = [self.value(a, subject) for a in node.args]
                return conjunction(parts) if node.op == "and" else disjunction(parts)
            case n.Not():
                return negation(self.value(node.arg, subject))
            case n.Choose():
                test = self.value(node.test, subject)
                return None if test is None else self.value(node.then if test else node.other, subject)
            case n.Agg():
                return self.aggregate(node, subject)
        operands = [self.value(child, subject) for child in n.children(node)]
        known = [x for x in operands if x is not None]
        return None if len(known) < len(operands) else self.compute(node, known)

    def compute(self, node: n.Node, x: list[int]) -> Value:
        match node:
            case n.Arith():
                return x[0] + x[1] if node.op == "+" else x[0] - x[1] if node.op == "-" else x[0] * x[1]
            case n.Divide():
                return (2 * x[0] + x[1]) // (2 * x[1]) if node.half_up else -(-x[0] // x[1])
            case n.Compare():
                return compare(node.op, x[0], x[1])
            case n.Extreme():
                return min(x) if node.op == "min" else max(x)
            case n.AgeOn():
                return max(x[1] - x[0], 0) // 10_000
            case n.Lookup():
                rows = self.ruleset.tables[node.table]
                return rows[bisect_right([key for key, _ in rows], x[0]) - 1][1]
        raise TypeError(f"no meaning for {type(node).__name__}")

    def fact(self, node: n.Fact, subject: Subject) -> Value:
        if node.unit is Unit.FAMILY:
            return self.family.facts.get(node.name)
        assert subject.member is not None
        return self.family.members[subject.member].get(node.name)

    def reference(self, name: str, unit: Unit, subject: Subject) -> Value:
        if unit is Unit.FAMILY:
            subject = FAMILY
        elif unit is Unit.PERSON:
            subject = Subject("person", subject.member)
        elif subject.kind == "person":
            assert subject.member is not None
            alone = self.alone(subject.member)
            subject = Subject("alone", subject.member) if alone else REST
            if alone is None:
                return None
        key = (name, subject)
        if key not in self.known:
            self.known[key] = self.value(self.ruleset.definitions[name].node, subject)
        return self.known[key]

    def aggregate(self, node: n.Agg, subject: Subject) -> Value:
        if subject.kind == "alone":
            one: list[tuple[Value, Value]] = [(True, self.value(node.arg, subject))]
            return _combined(node.kind, one, None)
        members = range(len(self.family.members))
        belongs = [True if subject.kind == "family" else negation(self.alone(i)) for i in members]
        values = [self.value(node.arg, Subject("person", i)) for i in members]
        default = None if node.default is None else self.value(node.default, subject)
        return _combined(node.kind, list(zip(belongs, values, strict=True)), default)


def _combined(kind: str, members: list[tuple[Value, Value]], default: Value) -> Value:
    """One value from pairs (belongs, value); whether a member belongs may be unknown."""
    match kind:
        case "any":
            return disjunction([conjunction(pair) for pair in members])
        case "all":
            return conjunction([disjunction([negation(b), v]) for b, v in members])
        case "count":
            held = [conjunction(pair) for pair in members]
            return None if None in held else sum(1 for h in held if h)
    taken = [v for b, v in members if b is None or b]
    if any(b is None for b, _ in members) or None in taken:
        return None
    known = [v for v in taken if v is not None]
    if kind == "sum":
        return sum(known)
    return (min if kind == "min" else max)(known, default=default)
