"""What the formulas of a ruleset can be, from the ranges of facts and the values of parameters."""

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.intervals import Interval, Ranges, may_be_unknown, span
from doorstep.rulebook.language.types import BOOL, LanguageError
from doorstep.rulebook.ruleset import Ruleset

HEADROOM = 100
"""A what-if may raise a parameter to a hundred times its highest value; nothing overflows even then."""


class Bounds:
    """Intervals of one ruleset, each name computed once."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._day: dict[str, Interval] = {}
        self._wide: dict[str, Interval] = {}
        self._unknown: dict[str, bool] = {}

    def on_the_day(self, node: n.Node) -> Interval:
        """With the parameters as they stand. Raises LanguageError."""
        return span(node, Ranges(self.of_name, self.rows))

    def at_the_widest(self, node: n.Node) -> None:
        """Refuses (LanguageError, code overflow) a formula that a what-if could drive past 2^63."""
        try:
            span(node, Ranges(self._of_wide, self._rows_wide))
        except LanguageError as error:
            if error.code == "overflow":
                raise

    def may_be_unknown(self, node: n.Node) -> bool:
        """Whether the value rests on a fact that may be unknown."""
        return may_be_unknown(node, self._nullable)

    def of_name(self, node: n.Node) -> Interval:
        """What a fact, parameter or definition can be on the day."""
        match node:
            case n.Param():
                parameter, version = self.ruleset.parameters[node.name]
                if parameter.type == BOOL:  # a switch, such as a season: what rests on it is not idle while it is off
                    values = [v.value for v in parameter.versions]
                    return min(values), max(values)
                return version.value, version.value
            case n.Fact():
                fact = self.ruleset.facts[node.name]
                return fact.low, fact.high
            case n.Ref():
                if node.name not in self._day:
                    self._day[node.name] = self.on_the_day(self.ruleset.definitions[node.name].node)
                return self._day[node.name]
        raise TypeError(type(node).__name__)

    def _of_wide(self, node: n.Node) -> Interval:
        match node:
            case n.Param():
                values = [v.value for v in self.ruleset.pack.parameters[node.name].versions]
                return min(values), HEADROOM * max(values)
            case n.Ref():
                if node.name not in self._wide:
                    ranges = Ranges(self._of_wide, self._rows_wide)
                    self._wide[node.name] = span(self.ruleset.definitions[node.name].node, ranges)
                return self._wide[node.name]
        return self.of_name(node)

    def rows(self, node: n.Lookup, key: Interval) -> Interval:
        """What a table can give for the keys of an interval. Raises LanguageError."""
        rows = self.ruleset.tables[node.table]
        if node.table in self.ruleset.exact_tables:
            missing = [i for i in range(key[0], key[1] + 1) if i not in dict(rows)]
            if missing:
                codes = ", ".join(node.key.type.codes[i] for i in missing)
                raise LanguageError("lookup", f"{node.table} has no row for {codes}", "a row for every code")
            return min(v for _, v in rows), max(v for _, v in rows)
        if key[0] < rows[0][0]:
            what = f"{node.table} begins at {rows[0][0]}; the key can be {key[0]}"
            raise LanguageError(
                "lookup", what, f"a first row for the lowest key, {key[0]}, or a narrower range of the fact"
            )
        above = [k for k, _ in rows if k <= key[0]][-1]
        reached = [v for k, v in rows if above <= k <= key[1]]
        return min(reached), max(reached)

    def _rows_wide(self, node: n.Lookup, key: Interval) -> Interval:
        low, high = self.rows(node, key)
        return low, HEADROOM * high

    def _nullable(self, node: n.Node) -> bool:
        if isinstance(node, n.Fact):
            return self.ruleset.facts[node.name].nullable
        assert isinstance(node, n.Ref)
        if node.name not in self._unknown:
            self._unknown[node.name] = self.may_be_unknown(self.ruleset.definitions[node.name].node)
        return self._unknown[node.name]
