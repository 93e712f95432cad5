"""What the counter says: an outcome with its clauses, figures, thresholds, distances and what would change it.

Data only; sentences are made where a language is chosen. Money in fen, other figures as encoded (see `values`).
"""

from typing import NamedTuple

from doorstep.rulebook.engines.family import Value
from doorstep.rulebook.engines.laying import Change, Explained, Finding, Layout, Leaf, Part
from doorstep.rulebook.engines.outcome import ConditionRow
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.packs.model import CONFIDENCES, Formula, Programme, Version
from doorstep.rulebook.plan import Claim, ConditionPlan, LeafPlan, Plan
from doorstep.rulebook.uses import parameters_of

ENTITLED, UNKNOWN_AMOUNT, NOT_ENTITLED, UNKNOWN, RECEIVED, EXCLUDED = (
    "entitled", "entitled_amount_unknown", "not_entitled", "unknown", "received", "excluded",
)  # fmt: skip
ANSWERS = (ENTITLED, UNKNOWN_AMOUNT, NOT_ENTITLED, UNKNOWN, RECEIVED, EXCLUDED)


__all__ = ["Change", "Finding", "Part"]  # made in `laying`


class Question(NamedTuple):
    """A fact to ask for, of a member or (None) the family. `place`: of the member in the family; -1 the family itself."""

    fact: str
    member: str | None
    cost: int
    place: int


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
    layout: Layout
    rows: tuple[ConditionRow, ...]
    excluded_by: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every condition with figure, threshold and distance; made from the row when somebody reads it."""
        return self.layout.lay(self.rows)

    @property
    def confidence(self) -> str:
        """The weakest of the figures that this answer rests on."""
        return self.layout.confidence(self.verdict, self.rows)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The conditions that do not hold."""
        return tuple(f for f in self.findings if f.holds is False)


class Fixed(NamedTuple):
    """What is fixed of the answers to a claim; `verdict`, `amount`: the columns that they come from."""

    programme: Programme
    period: str
    formula: Formula
    layout: Layout
    variant: str
    verdict: str
    amount: str | None


class Explainer:
    """What is fixed of the answers, laid out once, per plan."""

    def __init__(self, plan: Plan) -> None:
        self.ruleset = plan.ruleset
        self.claims = {c.key: c for c in plan.claims}
        self.fixed = {c.key: self._fixed(c) for c in plan.claims}

    def _fixed(self, claim: Claim) -> Fixed:
        typed = claim.typed
        own = CONFIDENCES.index(typed.programme.confidence)
        amount = 0 if typed.amount is None else self._sure(typed.amount)
        layout = Layout(tuple(map(self._condition, claim.conditions)), own, amount)
        fixed = typed.programme, typed.formula.period, typed.formula, layout
        return Fixed(*fixed, claim.variant, claim.verdict, claim.amount)

    def _condition(self, plan: ConditionPlan) -> Explained:
        condition = plan.typed.condition
        clauses = tuple(c for c in condition.clauses if self.ruleset.day in c.span)
        leaves = tuple(self._leaf(x) for x in plan.leaves)
        return Explained(condition, plan.typed.joined, leaves, clauses, self._versions(plan.typed.node))

    def _leaf(self, plan: LeafPlan) -> Leaf:
        figure, op, sure = plan.leaf.figure, plan.leaf.op, self._sure(plan.leaf.node)
        if figure is None or op is None:
            return Leaf(plan.leaf.text, None, None, sure)
        return Leaf(plan.leaf.text, figure.type, op, sure)

    def _versions(self, node: n.Node) -> tuple[tuple[str, Version], ...]:
        """The parameters that a formula rests on, as they stand on the day."""
        parameters, names = self.ruleset.pack.parameters, sorted(parameters_of(node, self.ruleset))
        return tuple((name, v) for name in names if (v := parameters[name].on(self.ruleset.day)) is not None)

    def _sure(self, node: n.Node) -> int:
        return max((CONFIDENCES.index(v.confidence) for _, v in self._versions(node)), default=0)
