"""What would have to change for a condition to hold: through `and`, `or`, `not` and definitions down to single figures.

Data only. It walks the formula as it was written, for one family, when somebody reads the answer; the counter's own
rows carry the change of each outermost part and stay fast.
"""

from typing import NamedTuple

from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.engines.oracle import FAMILY, REST, Subject, Walk
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.plan import ONE
from doorstep.rulebook.resolve import stands_in_the_law
from doorstep.rulebook.ruleset import Ruleset, TypedCondition

ALL, ANY, HOLD, UNKNOWN, NEVER = "all", "any", "hold", "unknown", "never"
_NOT = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Need(NamedTuple):
    """`how`: all or any of the `parts`; hold: `node` must be `wanted`; unknown: it must become known; never: it cannot.

    Or a figure: at_most, at_least, equal, other_than `value`, where `node` says the figure and `now` what it is.
    """

    how: str
    node: n.Node | None = None
    wanted: bool = True
    value: Value = None
    now: Value = None
    parts: tuple["Need", ...] = ()


class Changes:
    """What would have to change for one family."""

    def __init__(self, ruleset: Ruleset, family: Family) -> None:
        self.walk, self.family = Walk(ruleset, family), family
        self.definitions = ruleset.definitions

    def of(self, condition: TypedCondition, variant: str, member: str | None) -> Need | None:
        """For a condition of an answer (`variant` and member of its claim); None if it holds."""
        return self.need(condition.node, self.subject(variant, member), True)

    def subject(self, variant: str, member: str | None) -> Subject:
        """Whom a claim is about."""
        if member is None:
            return REST if variant else FAMILY
        return Subject("alone" if variant == ONE else "person", self.family.ids.index(member))

    def need(self, node: n.Node, subject: Subject, wanted: bool) -> Need | None:  # noqa: PLR0911 — one case per form
        """What a formula of type bool needs to become `wanted`; None if it is already."""
        value = self.walk.value(node, subject)
        if value is not None and bool(value) is wanted:
            return None
        match node:
            case n.Not():
                return self.need(node.arg, subject, not wanted)
            case n.Logic():
                return self._logic(node, subject, wanted)
            case n.Ref():
                return self._definition(node, subject, wanted)
            case n.Choose() if (test := self.walk.value(node.test, subject)) is not None:
                return self.need(node.then if test else node.other, subject, wanted)
            case n.Const() | n.Param():
                return Need(NEVER)
        if value is None:
            return Need(UNKNOWN, node, wanted)
        if isinstance(node, n.Compare) and node.left.type.is_number:
            return self._figure(node, subject, wanted)
        return Need(HOLD, node, wanted)

    def _logic(self, node: n.Logic, subject: Subject, wanted: bool) -> Need:
        how = ALL if (node.op == "and") is wanted else ANY
        if how == ANY and all(isinstance(a, n.Compare) and not a.left.type.is_number for a in node.args):
            return Need(HOLD, node, wanted)  # a code among several: said as one list
        parts = [p for a in node.args if (p := self.need(a, subject, wanted)) is not None]
        possible = [p for p in parts if p.how != NEVER]
        if len(possible) < len(parts) and (how == ALL or not possible):
            return Need(NEVER)
        return possible[0] if len(possible) == 1 else Need(how, parts=tuple(possible))

    def _definition(self, node: n.Ref, subject: Subject, wanted: bool) -> Need:
        definition = self.definitions[node.name]
        below = self._subject(node.unit, subject)
        if definition.source is None or below is None:  # another programme: its own answer says the rest
            return Need(HOLD if self.walk.value(node, subject) is not None else UNKNOWN, node, wanted)
        return self.need(definition.node, below, wanted) or Need(HOLD, node, wanted)

    def _subject(self, unit: Unit, subject: Subject) -> Subject | None:
        if unit is Unit.FAMILY:
            return FAMILY
        if unit is Unit.PERSON:
            return Subject("person", subject.member)
        if subject.kind != "person" or subject.member is None:
            return subject
        alone = self.walk.alone(subject.member)
        return None if alone is None else Subject("alone", subject.member) if alone else REST

    def _figure(self, node: n.Compare, subject: Subject, wanted: bool) -> Need:
        op = node.op if wanted else _NOT[node.op]
        figure, line = node.left, node.right
        if stands_in_the_law(node.left) and not stands_in_the_law(node.right):
            figure, line, op = node.right, node.left, _FLIP[op]
        limit = self.walk.value(line, subject)
        assert limit is not None  # a comparison with an unknown side is unknown
        how, value = {
            "<": ("at_most", limit - 1), "<=": ("at_most", limit), ">": ("at_least", limit + 1),
            ">=": ("at_least", limit), "==": ("equal", limit), "!=": ("other_than", limit),
        }[op]  # fmt: skip
        return Need(how, figure, True, value, self.walk.value(figure, subject))
