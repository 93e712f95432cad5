"""The counter's engine: runs what `python_text` writes of a plan, for one family at a time."""

from bisect import bisect_right
from collections.abc import Callable

from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.engines.outcome import ConditionRow, LeafRow, Outcome
from doorstep.rulebook.engines.python_text import Emitter, Places
from doorstep.rulebook.language.types import BOOL
from doorstep.rulebook.plan import Plan
from doorstep.rulebook.values import day_number

_Rows = tuple[list[tuple[Value, ...]], ...]


class Columns(dict[str, object]):
    """Values of family columns and lists of person columns, by name; None where a column is not kept (or unknown).

    A column is looked up when somebody asks for it. Person columns that only questions need stand in one row for each
    member, and are cut out then.
    """

    def __init__(self, known: tuple[object, ...], rows: _Rows, places: Places) -> None:
        self._known, self._rows, self._places = known, rows, places

    def __missing__(self, name: str) -> object:
        place = self._places.get(name)
        if place is None:
            found = None
        elif place[0] is None:
            found = self._known[place[1]]
        else:
            found = [row[place[1]] for row in self._rows[place[0]]]
        self[name] = found
        return found


Row = tuple[str, int | None, Value, Value, Value, Value, tuple[ConditionRow, ...]]
"""An Outcome as a plain tuple."""
_Judge = Callable[..., tuple[list[Row], tuple[object, ...], _Rows]]
_LEAVES: dict[str, LeafRow] = {f"L{x}": (x, None, None) for x in (True, None, False)}
_TRUTHS: dict[str, object] = {**_LEAVES, **{f"R{x}": (x, (_LEAVES[f"L{x}"],)) for x in (True, None, False)}}
"""The parts of conditions that are plain truths, and the conditions of one such part: there are only three of each."""


class PythonEngine:
    """Judges one family at a time by a plan, in tens of microseconds."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        emitter = Emitter(plan)
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
