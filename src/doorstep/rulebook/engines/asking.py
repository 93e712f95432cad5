"""Which unknown facts stand in the way of an answer: only those that matter, cheapest first."""

from collections.abc import Iterable, Iterator, Mapping
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


class Parts(NamedTuple):
    """What a formula can be unknown for: facts of the family, facts and columns of its own subject, those of every member,
    and branches of which it takes one.

    Sums, comparisons and the like are unknown exactly when an operand is, so what their operands can be unknown for is laid
    into theirs once, per plan; `refs` and `member_refs` name only columns of `and`, `or` and `choose`.
    """

    of_family: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    of_members: tuple[str, ...] = ()
    member_refs: tuple[str, ...] = ()
    branches: tuple["Branch", ...] = ()


class Branch(NamedTuple):
    """A `choose`: what its test and its two branches can be unknown for. Or an inner `and` or `or`: its operands."""

    node: n.Choose | n.Logic
    parts: tuple[Parts, ...]


class Shape(NamedTuple):
    """A column, and what it can be unknown for; `plain`: unknown exactly when one of these is."""

    column: Column
    plain: bool
    parts: Parts


Index = Mapping[str, Shape]


def index_of(plan: Plan) -> Index:
    """The shape of each column; made once per plan."""
    index: dict[str, Shape] = {}
    for column in plan.columns:
        # The column itself is unknown when we come here, so an outermost `and` or `or` need not be looked at again.
        outermost = isinstance(column.node, n.Logic)
        tops = n.children(column.node) if outermost else (column.node,)
        parts = _parts(tops, column.unit, index)
        index[column.name] = Shape(column, not outermost and not parts.branches, parts)
    return index


def _parts(tops: Iterable[n.Node], unit: Unit, index: Index) -> Parts:
    """What formulas about a unit can be unknown for."""
    found: list[Parts] = []
    for node in (x for top in tops for x in _up_to_branches(top)):
        if isinstance(node, n.Fact):
            found.append(Parts(of_family=(node.name,)) if node.unit is Unit.FAMILY else Parts(own=(node.name,)))
        elif isinstance(node, n.Ref):
            below = index[node.name]
            parts = below.parts if below.plain else Parts(refs=(node.name,))
            of_member = node.unit is Unit.PERSON and unit is Unit.FAMILY
            found.append(_of_members(parts) if of_member else parts)
        elif isinstance(node, n.Choose):
            ways = tuple(_parts((x,), unit, index) for x in n.children(node))
            # whichever way it goes, it waits for the same
            same = len(set(ways)) == 1 and not ways[0].branches
            found.append(ways[0] if same else Parts(branches=(Branch(node, ways),)))
        elif isinstance(node, n.Logic):
            found.append(Parts(branches=(Branch(node, (_parts(node.args, unit, index),)),)))
    return Parts._make(
        tuple(dict.fromkeys(x for parts in found for x in parts[i])) for i, _ in enumerate(Parts._fields)
    )


def _up_to_branches(node: n.Node) -> Iterator[n.Node]:
    """The node and what is below it, down to where branches decide."""
    yield node
    if not isinstance(node, n.Choose | n.Logic):
        for child in n.children(node):
            yield from _up_to_branches(child)


def _of_members(parts: Parts) -> Parts:
    """What is of one member in a column of persons is of every member in one of the family."""
    everybody, columns = parts.own + parts.of_members, parts.refs + parts.member_refs
    return Parts(of_family=parts.of_family, of_members=everybody, member_refs=columns)


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
        """The facts behind a column that is unknown, cheapest first."""
        missing = self._column(column, member)
        asked = self.asked.get(missing)
        if asked is None:  # members of one family often wait for the same facts
            facts = self.ruleset.facts
            people = self.family.ids
            asked = self.asked[missing] = in_turn(
                Question(f, None, facts[f].cost, -1) if m is None else Question(f, people[m], facts[f].cost, m)
                for f, m in missing
            )
        return asked

    def reference(self, name: str, unit: Unit, subject: Subject) -> Value:
        """The value of a column, as the fast engine found it; computed where it kept none."""
        values = self.columns[name]
        if isinstance(values, list):
            value: Value = values[subject.member or 0]
            return value
        column = self.index[name].column
        if column.unit is Unit.FAMILY:
            return values  # type: ignore[return-value]
        key = (name, subject)
        if key not in self.known:
            self.known[key] = self.value(column.node, subject)
        return self.known[key]

    def _column(self, name: str, member: int | None) -> Missing:
        column, _, parts = self.index[name]
        if column.unit is Unit.FAMILY:
            member = None
        found = self.blamed.get((name, member))
        if found is None:
            missing: set[Who] = set()
            self._collect(parts, member, missing)
            found = self.blamed[name, member] = frozenset(missing)
        return found

    def _collect(self, parts: Parts, member: int | None, missing: set[Who]) -> None:
        of_family, own, refs, of_members, member_refs, branches = parts
        facts = self.family.facts
        for name in of_family:
            if facts.get(name) is None:
                missing.add((name, None))
        if member is not None:
            self._own(own, refs, member, missing)
        else:
            for name in refs:
                if self.columns[name] is None:
                    missing |= self._column(name, None)
        if of_members or member_refs:
            for i in range(len(self.people)):
                self._own(of_members, member_refs, i, missing)
        for node, ways in branches:
            subject = FAMILY if member is None else self.people[member]
            if isinstance(node, n.Choose):
                test = self.value(node.test, subject)
                self._collect(ways[0 if test is None else 1 if test else 2], member, missing)
            elif self.value(node, subject) is None:
                self._collect(ways[0], member, missing)

    def _own(self, facts: Iterable[str], columns: Iterable[str], member: int, missing: set[Who]) -> None:
        """What is unknown of these facts of a member, and of these columns, which may also be the family's."""
        known = self.family.members[member]
        for name in facts:
            if known.get(name) is None:
                missing.add((name, member))
        for name in columns:
            values = self.columns[name]
            if (values[member] if type(values) is list else values) is None:
                missing |= self._column(name, member)


def in_turn(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Cheapest first; of one fact the family's members as they stand in it."""
    return tuple(sorted(questions, key=lambda q: (q.cost, q.fact, q.place)))
