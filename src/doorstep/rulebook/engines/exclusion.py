"""Exclusion as columns of the plan, so that every engine for the city knows what stands in whose place.

The counter searches the best lawful combination of one family. For a city the pairs are enough: a claim is excluded if
another one that concerns the same member is met as well and ranks before it, or brings more within twelve months, or as
much and stands earlier in the pack. Between three or more claims that exclude each other in a ring this may leave out
one that the counter would take; of two claims both say the same.
"""

from dataclasses import dataclass, replace

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, COUNT, MONEY, Unit
from doorstep.rulebook.packs.model import PERIODS
from doorstep.rulebook.plan import REST, Claim, Column, Plan
from doorstep.rulebook.ruleset import ALONE


@dataclass(frozen=True, slots=True)
class CityPlan:
    """A plan with exclusion columns; `excluded` gives the column of a claim that others may exclude."""

    plan: Plan
    excluded: dict[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """The programmes, in the order of the pack; a family's entitlements are bits in this order."""
        return tuple(dict.fromkeys(claim.code for claim in self.plan.claims))


def with_exclusions(plan: Plan) -> CityPlan:
    """Add, for every claim that another may exclude, a column that says whether one does."""
    order = {claim.key: i for i, claim in enumerate(plan.claims)}
    columns: list[Column] = list(plan.columns)
    excluded: dict[str, str] = {}
    for claim in plan.claims:
        rivals = [y for y in plan.claims if _stand_against(claim, y) and not _ranks_before(claim, y)]
        parts = []
        for rival in rivals:
            name = f"{claim.key}__yields_to__{rival.key}"
            parts.append(_yields(claim, rival, order[rival.key] < order[claim.key], name, columns))
        if parts:
            excluded[claim.key] = f"{claim.key}__excluded"
            columns.append(Column(excluded[claim.key], claim.unit, n.Logic("or", tuple(parts))))
    return CityPlan(replace(plan, columns=tuple(columns)), excluded)


def _stand_against(x: Claim, y: Claim) -> bool:
    return y.code in x.typed.programme.excludes or x.code in y.typed.programme.excludes


def _ranks_before(x: Claim, y: Claim) -> bool:
    return y.code in x.typed.programme.ranks_before


def _yields(x: Claim, y: Claim, earlier: bool, name: str, columns: list[Column]) -> n.Node:
    """Whether x yields to y, as a node of x's unit; columns that it needs are appended."""
    if x.unit is Unit.FAMILY and y.unit is Unit.PERSON:  # some member's claim against the family's
        own = _with_those_judged_together(_beats(x, y, earlier), x)
        columns.append(Column(name, Unit.PERSON, own))
        return n.Agg("any", n.Ref(name, BOOL, Unit.PERSON), None, BOOL)
    node = _beats(x, y, earlier)
    if x.unit is Unit.PERSON and y.unit is Unit.FAMILY:
        node = _with_those_judged_together(node, y)
    return node


def _with_those_judged_together(node: n.Node, family: Claim) -> n.Node:
    if family.variant != REST:
        return node
    return n.Logic("and", (n.Not(n.Ref(ALONE, BOOL, Unit.PERSON)), node))


def _beats(x: Claim, y: Claim, earlier: bool) -> n.Node:
    met = n.Ref(y.verdict, BOOL, y.unit)
    if _ranks_before(y, x):
        return met
    return n.Logic("and", (met, n.Compare(">=" if earlier else ">", _yearly(y), _yearly(x))))


def _yearly(claim: Claim) -> n.Node:
    if claim.amount is None:
        return n.Const(0, MONEY)
    amount = n.Ref(claim.amount, MONEY, claim.unit)
    return n.Arith("*", amount, n.Const(PERIODS[claim.typed.formula.period], COUNT), MONEY)
