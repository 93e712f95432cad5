"""Which unknown facts stand in the way of an answer: only those that matter, cheapest first."""

from collections.abc import Iterable, Mapping

from doorstep.rulebook.engines.answers import Question
from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.engines.oracle import FAMILY, Subject, Walk
from doorstep.rulebook.engines.python import Columns
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.plan import Column, Plan

Missing = frozenset[tuple[str, int | None]]
Index = Mapping[str, tuple[int, Column]]
_NONE: Missing = frozenset()


def index_of(plan: Plan) -> Index:
    """Where each column's values stand; made once per plan."""
    return {column.name: (number, column) for number, column in enumerate(plan.columns)}


class Asker(Walk):
    """Walks from an unknown column down to the unknown facts, through parts that are themselves unknown.

    It is the reference engine, reading definitions from the columns that the fast engine has already filled.
    """

    def __init__(self, plan: Plan, index: Index, columns: Columns, family: Family) -> None:
        super().__init__(plan.ruleset, family)
        self.index, self.columns = index, columns
        self.blamed: dict[tuple[str, int | None], Missing] = {}
        self.people = [Subject("person", i) for i in range(len(family.members))]

    def questions(self, columns: Iterable[str], member: int | None) -> tuple[Question, ...]:
        """The facts behind the unknown ones among these columns, cheapest first."""
        subject = FAMILY if member is None else self.people[member]
        missing: Missing = frozenset().union(*(self._column(name, subject) for name in columns))
        facts = self.ruleset.facts
        asked = [Question(f, None if m is None else self.family.ids[m], facts[f].cost) for f, m in missing]
        return tuple(sorted(asked, key=lambda q: (q.cost, q.fact, q.member or "")))

    def reference(self, name: str, unit: Unit, subject: Subject) -> Value:
        """The value of a column, as the fast engine found it."""
        number, column = self.index[name]
        values = self.columns[number]
        if column.unit is Unit.FAMILY:
            return values  # type: ignore[return-value]
        assert isinstance(values, list)
        value: Value = values[subject.member or 0]
        return value

    def _column(self, name: str, subject: Subject) -> Missing:
        column = self.index[name][1]
        if column.unit is Unit.FAMILY:
            subject = FAMILY
        key = (name, subject.member)
        found = self.blamed.get(key)
        if found is None:
            found = _NONE
            if self.reference(name, column.unit, subject) is None:
                missing: set[tuple[str, int | None]] = set()
                for operand in n.children(column.node) if isinstance(column.node, n.Logic) else (column.node,):
                    self._blame(operand, subject, missing)
                found = frozenset(missing)
            self.blamed[key] = found
        return found

    def _blame(self, node: n.Node, subject: Subject, missing: set[tuple[str, int | None]]) -> None:
        """Collect the unknown facts below a node. Only `and`, `or` and `choose` can be known with unknown operands."""
        match node:
            case n.Const() | n.Param() | n.Today():
                return
            case n.Ref():
                missing |= self._column(node.name, subject)
            case n.Fact():
                if self.fact(node, subject) is None:
                    missing.add((node.name, subject.member if node.unit is Unit.PERSON else None))
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
