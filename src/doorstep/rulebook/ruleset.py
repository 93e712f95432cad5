"""The pack as it stands on one day in one area: every formula compiled, nothing left to look up by date."""

from dataclasses import dataclass
from datetime import date

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import Type, Unit
from doorstep.rulebook.packs.model import (
    Cap,
    Condition,
    Definition,
    Fact,
    Formula,
    Pack,
    Parameter,
    Programme,
    Relations,
    Version,
)

ALONE = "judged_alone"
"""The person definition that says who is judged alone; everybody else of the family is judged together."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a condition with its figure and threshold; `op` reads: figure op threshold. A bare truth has none."""

    text: str
    node: n.Node
    op: str | None
    figure: n.Node | None
    threshold: n.Node | None


@dataclass(frozen=True, slots=True)
class TypedCondition:
    """`joined`: whether all leaves are needed, or any."""

    condition: Condition
    node: n.Node
    leaves: tuple[Leaf, ...]
    joined: str


@dataclass(frozen=True, slots=True)
class TypedDefinition:
    """A definition; `programme` marks `meets_<code>`, which holds when all its conditions hold."""

    name: str
    unit: Unit
    node: n.Node
    programme: str | None = None
    source: Definition | None = None


@dataclass(frozen=True, slots=True)
class TypedProgramme:
    """A programme in force on the day. No amount node: entitled, amount unknown."""

    programme: Programme
    conditions: tuple[TypedCondition, ...]
    amount: n.Node | None
    formula: Formula
    received: n.Node
    relations: Relations


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All that an engine needs. `definitions` stand in an order in which each rests only on earlier ones; `births` are the
    facts from which somebody's age on the day is counted."""

    pack: Pack
    day: date
    territory: str
    facts: dict[str, Fact]
    parameters: dict[str, tuple[Parameter, Version]]
    tables: dict[str, tuple[tuple[int, int], ...]]
    exact_tables: frozenset[str]
    definitions: dict[str, TypedDefinition]
    programmes: dict[str, TypedProgramme]
    caps: tuple[Cap, ...]
    births: frozenset[str]

    @property
    def values(self) -> dict[str, int]:
        """The parameters of the day by name: the vector that a what-if moves."""
        return {name: version.value for name, (_, version) in self.parameters.items()}

    def type_of(self, name: str) -> Type:
        """The type of a fact, parameter or definition."""
        if name in self.facts:
            return self.facts[name].type
        if name in self.parameters:
            return self.parameters[name][0].type
        return self.definitions[name].node.type
