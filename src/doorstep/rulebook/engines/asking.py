"""Which unknown facts stand in the way of an answer: only those that matter, cheapest first."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from doorstep.rulebook.engines.answers import Question
from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.engines.oracle import FAMILY, Subject, Walk
from doorstep.rulebook.engines.python import Columns
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.plan import Column, Plan

Who = tuple[str, int | None]
Missing = frozenset[Who]
_NONE: Missing = frozenset()


class Shape(NamedTuple):
    """What a column can be unknown for: its own facts, facts of every member, and columns where branches decide.

    Sums, comparisons and the like are unknown exactly when an operand is, so their operands' shapes are laid into theirs
    once, per plan; `refs` and `member_refs` name only columns of `and`, `or` and `choose`. `tree`: branches to walk.
    """

    column: Column
    plain: bool
    logic: bool
    facts: tuple[n.Fact, ...]
    refs: tuple[str, ...]
    member_facts: tuple[n.Fact, ...]
    member_refs: tuple[str, ...]
    tree: tuple[n.Node, ...]


Index = Mapping[str, Shape]


def index_of(plan: Plan) -> Index:
    """The shape of each column; made once per plan."""
    index: dict[str, Shape] = {}
    for column in plan.columns:
        index[column.name] = _shape(column, index)
    return index


def _shape(column: Column, index: Index) -> Shape:
    # The column itself is unknown when we come here, so an outermost `and` or `or` need not be looked at again.
    outermost = isinstance(column.node, n.Logic)
    tops = n.children(column.node) if outermost else (column.node,)
    tree = tuple(top for top in tops if any(isinstance(x, n.Choose | n.Logic) for x in n.walk(top)))
    facts: dict[n.Fact, None] = {}
    refs: dict[str, None] = {}
    member_facts: dict[n.Fact, None] = {}
    member_refs: dict[str, None] = {}
    for part in (x for top in tops if top not in tree for x in n.walk(top)):
        if isinstance(part, n.Fact):
            facts[part] = None
        elif isinstance(part, n.Ref) and part.unit is Unit.PERSON and column.unit is Unit.FAMILY:
            _lay_in(index[part.name], member_facts, member_refs, member_facts, member_refs)
        elif isinstance(part, n.Ref):
            _lay_in(index[part.name], facts, refs, member_facts, member_refs)
    plain = not outermost and not tree
    return Shape(column, plain, outermost, tuple(facts), tuple(refs), tuple(member_facts), tuple(member_refs), tree)


def _lay_in(
    below: Shape,
    facts: dict[n.Fact, None],
    refs: dict[str, None],
    member_facts: dict[n.Fact, None],
    member_refs: dict[str, None],
) -> None:
    if not below.plain:
        refs[below.column.name] = None
        return
    facts.update(dict.fromkeys(below.facts))
    refs.update(dict.fromkeys(below.refs))
    member_facts.update(dict.fromkeys(below.member_facts))
    member_refs.update(dict.fromkeys(below.member_refs))


class Asker(Walk):
    """Walks from an unknown column down to the unknown facts, through parts that are themselves unknown.

    It is the reference engine, reading definitions from the columns that the fast engine has already filled.
    """

    def __init__(self, plan: Plan, index: Index, columns: Columns, family: Family) -> None:
        super().__init__(plan.ruleset, family)
        self.index, self.columns = index, columns
        self.people = [Subject("person", i) for i in range(len(family.members))]
        self.blamed: dict[Who, Missing] = {}
        self.asked: dict[Missing, tuple[Question, ...]] = {}

    def questions(self, column: str, member: int | None) -> tuple[Question, ...]:
        """The facts behind a column, if it is unknown, cheapest first."""
        missing = self._column(column, member)
        asked = self.asked.get(missing)
        if asked is None:  # members of one family often wait for the same facts
            facts = self.ruleset.facts
            people = self.family.ids
            questions = [Question(f, None if m is None else people[m], facts[f].cost) for f, m in missing]
            asked = self.asked[missing] = tuple(sorted(questions, key=lambda q: (q.cost, q.fact, q.member or "")))
        return asked

    def reference(self, name: str, unit: Unit, subject: Subject) -> Value:
        """The value of a column, as the fast engine found it; computed where it kept none."""
        return self._read(name, subject.member)

    def _read(self, name: str, member: int | None) -> Value:
        values = self.columns[name]
        if isinstance(values, list):
            value: Value = values[member or 0]
            return value
        column = self.index[name].column
        if column.unit is Unit.FAMILY:
            return values  # type: ignore[return-value]
        assert member is not None
        key = (name, self.people[member])
        if key not in self.known:
            self.known[key] = self.value(column.node, self.people[member])
        return self.known[key]

    def _column(self, name: str, member: int | None) -> Missing:
        shape = self.index[name]
        if member is not None and shape.column.unit is Unit.FAMILY:
            member = None
        found = self.blamed.get((name, member))
        if found is None:
            # Other operators are unknown exactly when an operand is; only `and` and `or` can be known in spite of one.
            settled = False
            if shape.logic:
                values = self.columns[name]
                inside = type(values) is list and member is not None
                settled = (values[member] if inside else self._read(name, member)) is not None  # type: ignore[index]
            found = _NONE if settled else self._found(shape, member)
            self.blamed[name, member] = found
        return found

    def _found(self, shape: Shape, member: int | None) -> Missing:
        if len(shape.refs) == 1 and not (shape.facts or shape.member_facts or shape.member_refs or shape.tree):
            return self._column(shape.refs[0], member)
        missing: set[Who] = set()
        if shape.facts:
            self._facts(shape.facts, member, missing)
        for name in shape.refs:
            missing |= self._column(name, member)
        if shape.member_facts or shape.member_refs:
            for i in range(len(self.people)):
                self._facts(shape.member_facts, i, missing)
                for name in shape.member_refs:
                    missing |= self._column(name, i)
        for node in shape.tree:
            self._blame(node, FAMILY if member is None else self.people[member], missing)
        return frozenset(missing)

    def _facts(self, facts: Iterable[n.Fact], member: int | None, missing: set[Who]) -> None:
        own = self.family.facts if member is None else self.family.members[member]
        for fact in facts:
            if fact.unit is Unit.FAMILY:
                if self.family.facts.get(fact.name) is None:
                    missing.add((fact.name, None))
            elif own.get(fact.name) is None:
                missing.add((fact.name, member))

    def _blame(self, node: n.Node, subject: Subject, missing: set[Who]) -> None:
        """Collect the unknown facts below a node. Only `and`, `or` and `choose` can be known with unknown operands."""
        match node:
            case n.Ref():
                missing |= self._column(node.name, subject.member)
            case n.Fact():
                self._facts((node,), subject.member, missing)
            case n.Choose():
                test = self.value(node.test, subject)
                branch = node.test if test is None else node.then if test else node.other
                self._blame(branch, subject, missing)
            case n.Agg():
                for person in self.people:
                    self._blame(node.arg, person, missing)
            case n.Logic() if self.value(node, subject) is not None:
                return
            case _:
                for child in n.children(node):
                    self._blame(child, subject, missing)
