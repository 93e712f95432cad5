"""What the counter says: an outcome with its clauses, figures, thresholds, distances and what would change it.

Data only; sentences are made where a language is chosen. Money in fen, other figures as encoded (see `values`).
"""

from typing import NamedTuple

from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.engines.outcome import ConditionRow, LeafRow, Outcome
from doorstep.rulebook.language.types import Type
from doorstep.rulebook.packs.model import CONFIDENCES, Clause, Condition, Formula, Programme, Version
from doorstep.rulebook.plan import Claim, ConditionPlan, LeafPlan, Plan
from doorstep.rulebook.uses import parameters_of

ENTITLED, UNKNOWN_AMOUNT, NOT_ENTITLED, UNKNOWN, RECEIVED, EXCLUDED = (
    "entitled", "entitled_amount_unknown", "not_entitled", "unknown", "received", "excluded",
)  # fmt: skip
ANSWERS = (ENTITLED, UNKNOWN_AMOUNT, NOT_ENTITLED, UNKNOWN, RECEIVED, EXCLUDED)


class Change(NamedTuple):
    """What would make a failed part hold: the figure `at_most`, `at_least`, `equal` or `other_than` a value; or a truth."""

    how: str
    value: Value


class Part(NamedTuple):
    """A part of a condition. `distance` is threshold − figure: how much room is left, or (negative) by how much it fails."""

    text: str
    holds: Value
    type: Type | None
    op: str | None
    figure: Value
    threshold: Value
    distance: Value
    change: Change | None


class Finding(NamedTuple):
    """A condition with its clauses of the day; `rests_on` are the parameters that decide it, with their confidence."""

    condition: Condition
    holds: Value
    joined: str
    parts: tuple[Part, ...]
    clauses: tuple[Clause, ...]
    rests_on: tuple[tuple[str, Version], ...]


class Question(NamedTuple):
    """A fact to ask for, of a member or (None) the family."""

    fact: str
    member: str | None
    cost: int


class Answer(NamedTuple):
    """What one subject gets of one programme. `subjects`: the members it is for; `amount` in fen for each `period`."""

    programme: Programme
    claim: str
    member: str | None
    subjects: tuple[str, ...]
    answer: str
    verdict: Value
    amount: Value
    period: str
    amount_formula: Formula
    received: Value
    explained: tuple["_Condition", ...]
    rows: tuple[ConditionRow, ...]
    confidence: str
    excluded_by: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every condition with figure, threshold and distance; made from the row when somebody reads it."""
        return tuple(map(_finding, self.explained, self.rows))

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The conditions that do not hold."""
        return tuple(f for f in self.findings if f.holds is False)


class _Leaf(NamedTuple):
    text: str
    type: Type | None
    op: str | None


class _Condition(NamedTuple):
    condition: Condition
    joined: str
    leaves: tuple[_Leaf, ...]
    clauses: tuple[Clause, ...]
    rests_on: tuple[tuple[str, Version], ...]


class Explainer:
    """Turns outcomes into answers. What does not depend on the family is laid out once, per plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.ruleset = plan.ruleset
        self.conditions = {c.key: tuple(self._condition(x) for x in c.conditions) for c in plan.claims}
        self.claims = {c.key: c for c in plan.claims}
        self.static = {
            c.key: (c.typed.formula, c.typed.programme, self.conditions[c.key], self._confidence(c), c.variant)
            for c in plan.claims
        }

    def answer(
        self, outcome: Outcome, family: Family, together: tuple[str, ...], questions: tuple[Question, ...]
    ) -> Answer:
        """The full answer of an outcome; `together` are the members who are not judged alone."""
        key, place, _, verdict, amount, received, rows = outcome
        typed, programme, explained, confidence, variant = self.static[key]
        member = None if place is None else family.ids[place]
        subjects = (member,) if member is not None else together if variant else family.ids
        # The tuple is made directly: one call of C instead of one of Python, for every programme and member.
        return tuple.__new__(Answer, (
            programme, key, member, subjects, _word(verdict, amount, received), verdict, amount, typed.period, typed,
            received, explained, rows, confidence, (), questions,
        ))  # fmt: skip

    def _condition(self, plan: ConditionPlan) -> _Condition:
        condition = plan.typed.condition
        clauses = tuple(c for c in condition.clauses if self.ruleset.day in c.span)
        leaves = tuple(_leaf(x) for x in plan.leaves)
        names = sorted(parameters_of(plan.typed.node, self.ruleset))
        rests_on = tuple((name, version) for name in names if (version := self._version(name)) is not None)
        return _Condition(condition, plan.typed.joined, leaves, clauses, rests_on)

    def _version(self, name: str) -> Version | None:
        return self.ruleset.pack.parameters[name].on(self.ruleset.day)

    def _confidence(self, claim: Claim) -> str:
        """The weakest of what the answer rests on, the programme itself included."""
        names = set().union(*(parameters_of(c.typed.node, self.ruleset) for c in claim.conditions))
        if claim.typed.amount is not None:
            names |= parameters_of(claim.typed.amount, self.ruleset)
        found = [v.confidence for name in names if (v := self._version(name)) is not None]
        return max([claim.typed.programme.confidence, *found], key=CONFIDENCES.index)


def _leaf(plan: LeafPlan) -> _Leaf:
    figure, op = plan.leaf.figure, plan.leaf.op
    if figure is None or op is None:
        return _Leaf(plan.leaf.text, None, None)
    return _Leaf(plan.leaf.text, figure.type, op)


def _word(verdict: Value, amount: Value, received: Value) -> str:
    if verdict is None:
        return UNKNOWN
    if not verdict:
        return NOT_ENTITLED
    if received:
        return RECEIVED
    return UNKNOWN_AMOUNT if amount is None else ENTITLED


# Tuples are made directly, as above: a family has a thousand parts.


def _finding(condition: _Condition, row: ConditionRow) -> Finding:
    met = row[0] is True
    parts = tuple([_part(leaf, cells, met) for leaf, cells in zip(condition.leaves, row[1], strict=True)])
    fixed, joined, _, clauses, rests_on = condition
    return tuple.__new__(Finding, (fixed, row[0], joined, parts, clauses, rests_on))


def _part(leaf: _Leaf, row: LeafRow, met: bool) -> Part:
    text, kind, op = leaf
    holds, figure, threshold = row
    failed = holds is False and not met  # of alternatives only one has to hold
    if op is None:
        return tuple.__new__(Part, (text, holds, None, None, None, None, None, _BECOME_TRUE if failed else None))
    distance = None if figure is None or threshold is None else threshold - figure
    change = _change(op, threshold) if failed and threshold is not None else None
    return tuple.__new__(Part, (text, holds, kind, op, figure, threshold, distance, change))


_BECOME_TRUE = Change("true", None)


def _change(op: str, threshold: int) -> Change:
    match op:
        case "<":
            return Change("at_most", threshold - 1)
        case "<=":
            return Change("at_most", threshold)
        case ">":
            return Change("at_least", threshold + 1)
        case ">=":
            return Change("at_least", threshold)
        case "==":
            return Change("equal", threshold)
        case _:
            return Change("other_than", threshold)
