"""The figures of a day as vectors, and a what-if as other vectors: nothing is compiled again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from doorstep.kernel.refusal import Refusal
from doorstep.rulebook.bounds import HEADROOM, Bounds
from doorstep.rulebook.engines.cells import Longs
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.language.types import Kind, LanguageError
from doorstep.rulebook.packs.model import Parameter
from doorstep.rulebook.problems import meant
from doorstep.rulebook.values import BadValue, decode, encode

Rows = tuple[tuple[int, int], ...]


class NoSuchParameter(Refusal):
    """A what-if moves something that is not in force (`name`; `write`: what may have been meant)."""

    code = "rulebook.no-such-parameter"


class BadFigure(NoSuchParameter):
    """A what-if moves a figure to a value that it cannot have (`name`, `value`, `write`)."""

    code = "rulebook.bad-figure"


@dataclass(frozen=True, slots=True)
class Figures:
    """Values by parameter and rows by table."""

    values: Mapping[str, int]
    tables: Mapping[str, Rows]

    @classmethod
    def of(cls, city: CityPlan) -> "Figures":
        """As they stand on the day."""
        return cls(city.plan.ruleset.values, city.plan.ruleset.tables)

    def moved(self, city: CityPlan, changes: Mapping[str, str]) -> "Figures":
        """With some moved: {"dibao_standard": "1170", "elder_allowance[70]": "200"}. Refuses NoSuchParameter, BadFigure."""
        result = self
        for name, text in changes.items():
            result = result._one(city, name, text)
        return result

    def vectors(self, city: CityPlan, tables: Iterable[str]) -> tuple[Longs, Longs, Longs]:
        """Parameters in the plan's order; keys and values of these tables (see table_layout), one after the other."""
        values = np.array([self.values[name] for name in city.plan.parameters], np.int64)
        rows = [row for name in tables for row in self.tables[name]]
        keys = np.array([k for k, _ in rows], np.int64)
        return values, keys, np.array([v for _, v in rows], np.int64)

    def _one(self, city: CityPlan, name: str, text: str) -> "Figures":
        table, _, key = name.partition("[")
        parameter = city.plan.ruleset.pack.parameters.get(table)
        rows = dict(self.tables.get(table, ()))
        if parameter is None or bool(key) is (parameter.key is None) or (table not in self.values and not rows):
            raise NoSuchParameter(name=name, write=self._like(city, table))
        try:
            value = encode(parameter.type, _typed(parameter.type.kind, text))
            _within(parameter, name, value)
            if parameter.key is None:
                return replace(self, values={**self.values, table: value})._sound(city, name, text)
            at = encode(parameter.key, _typed(parameter.key.kind, key.removesuffix("]")))
        except BadValue as error:
            raise BadFigure(name=name, value=text, write=error.write) from error
        if at not in rows:
            raise NoSuchParameter(name=name, write=", ".join(f"{table}[{decode(parameter.key, k)}]" for k in rows))
        moved = tuple((k, value if k == at else v) for k, v in rows.items())
        return replace(self, tables={**self.tables, table: moved})._sound(city, name, text)

    def _like(self, city: CityPlan, name: str) -> str:
        """What may have been meant: a row of the table that was named, names like it, or all there are."""
        keys = {x: p.key for x, p in city.plan.ruleset.pack.parameters.items() if p.key is not None}
        rows = {x: [f"{x}[{decode(keys[x], k)}]" for k, _ in self.tables[x]] for x in sorted(self.tables) if x in keys}
        if name in rows:
            return ", ".join(rows[name])
        names = [*sorted(self.values), *(row for found in rows.values() for row in found[:1])]
        return meant(name, names)

    def _sound(self, city: CityPlan, name: str, text: str) -> "Figures":
        """Itself, if every formula can still be worked out: nothing is divided by nothing. Refuses BadFigure."""
        ruleset = city.plan.ruleset
        parameters = {x: (p, replace(v, value=self.values[x])) for x, (p, v) in ruleset.parameters.items()}
        bounds = Bounds(replace(ruleset, parameters=parameters, tables=dict(self.tables)))
        programmes = ruleset.programmes.values()
        nodes = [d.node for d in ruleset.definitions.values()] + [c.node for p in programmes for c in p.conditions]
        try:
            for node in [*nodes, *(p.amount for p in programmes if p.amount is not None)]:
                bounds.on_the_day(node)
        except LanguageError as error:
            raise BadFigure(name=name, value=text, write=error.write) from error
        return self


def _within(parameter: Parameter, name: str, value: int) -> None:
    """Refuses (BadFigure) less than nothing, and more than what is proved never to overflow."""
    if parameter.type.kind not in (Kind.MONEY, Kind.COUNT, Kind.RATIO):
        return
    known = [v for version in parameter.versions for v in (version.value, *(row for _, row in version.rows))]
    most = HEADROOM * max(known)
    if not 0 <= value <= most:
        told = [str(decode(parameter.type, x)) for x in (value, 0, most)]
        raise BadFigure(name=name, value=told[0], write=f"{told[1]} … {told[2]}")


def _typed(kind: str, text: str) -> object:
    if kind == "count":
        return int(text) if text.isdigit() else text
    if kind == "bool":
        return {"true": True, "false": False}.get(text, text)
    return text
