"""Exclusion as columns of the plan, so that every engine for the city knows what stands in whose place.

The counter searches the best lawful combination of one family. For a city the pairs are enough: a claim is excluded if
another one that concerns the same member is met as well and ranks before it, or brings more within twelve months, or as
much and stands earlier in the pack; and if it is given only beside others and none of those stays: is met and not
excluded, or received although it is not met. A rival of which it is unknown whether it is met, or what it brings, excludes
nothing; but while it is unknown whether something stays beside which a claim is given, it is whether others exclude that
claim. Between three or more claims that exclude each other in a ring this may leave out one that the counter would take,
and it does not weigh what would fall with a claim that is left out; of two claims that nothing rests on both say the same.
How many families it concerns was counted: docs/policy-guide.md.
"""

from dataclasses import dataclass, replace

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, COUNT, MONEY, Unit
from doorstep.rulebook.packs.model import PERIODS
from doorstep.rulebook.plan import REST, Claim, Column, Plan
from doorstep.rulebook.ruleset import ALONE


@dataclass(frozen=True, slots=True)
class CityPlan:
    """A plan with exclusion columns; `excluded` gives the column of a claim that others may exclude. It can be unknown only
    of claims that rest on others (`resting`, by key)."""

    plan: Plan
    excluded: dict[str, str]
    resting: frozenset[str]

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
            columns.append(Column(excluded[claim.key], claim.unit, n.Sure(n.Logic("or", tuple(parts)))))
    beside: dict[tuple[Unit, str, tuple[str, ...]], n.Ref] = {}
    resting = _in_order(plan)
    for claim in resting:
        _unbacked(plan, claim, columns, excluded, beside)
    return CityPlan(replace(plan, columns=tuple(columns)), excluded, frozenset(claim.key for claim in resting))


def _in_order(plan: Plan) -> list[Claim]:
    """Claims that are given only beside others, each after those that it rests on."""
    requires = {claim.code: claim.typed.relations.requires for claim in plan.claims}

    def depth(code: str) -> int:
        return 1 + max((depth(x) for x in requires[code] if x in requires), default=0)

    return sorted((c for c in plan.claims if any(x in requires for x in requires[c.code])), key=lambda c: depth(c.code))


def _unbacked(
    plan: Plan,
    claim: Claim,
    columns: list[Column],
    excluded: dict[str, str],
    beside: dict[tuple[Unit, str, tuple[str, ...]], n.Ref],
) -> None:
    """A claim that rests on others is excluded too, unless one of those stays. `beside`: whether one does, in one column
    for all claims of the same people that rest on the same."""
    backers = [y for y in plan.claims if y.code in claim.typed.relations.requires]
    key = claim.unit, claim.variant, tuple(y.key for y in backers)
    if key not in beside:
        name = f"beside__{len(beside)}"
        stays = [_stays(claim, y, excluded, f"{name}__{y.key}", columns) for y in backers]
        columns.append(Column(name, claim.unit, n.Logic("or", tuple(stays))))
        beside[key] = n.Ref(name, BOOL, claim.unit)
    parts: list[n.Node] = [n.Not(beside[key])]
    if claim.key in excluded:
        parts.append(n.Ref(excluded[claim.key], BOOL, claim.unit))
    excluded[claim.key] = f"{claim.key}__out"
    columns.append(Column(excluded[claim.key], claim.unit, n.Logic("or", tuple(parts))))


def _stays(x: Claim, y: Claim, excluded: dict[str, str], name: str, columns: list[Column]) -> n.Node:
    """Whether y, which x rests on, stays, for a member whom both concern: who receives what he could have and takes
    another in its place gives it up."""
    stays: n.Node = n.Logic("or", (n.Ref(y.received, BOOL, y.unit), n.Ref(y.verdict, BOOL, y.unit)))
    if y.key in excluded:
        given_up = n.Logic("and", (n.Sure(n.Ref(y.verdict, BOOL, y.unit)), n.Ref(excluded[y.key], BOOL, y.unit)))
        stays = n.Logic("and", (stays, n.Not(given_up)))
    if y.applies is not None and y.unit is Unit.PERSON:
        stays = n.Logic("and", (_perhaps(n.Ref(y.applies, BOOL, y.unit)), stays))
    return _for_both(x, y, stays, name, columns)


def _stand_against(x: Claim, y: Claim) -> bool:
    return y.code in x.typed.relations.excludes or x.code in y.typed.relations.excludes


def _ranks_before(x: Claim, y: Claim) -> bool:
    return y.code in x.typed.relations.ranks_before


def _yields(x: Claim, y: Claim, earlier: bool, name: str, columns: list[Column]) -> n.Node:
    """Whether x yields to y, as a node of x's unit; columns that it needs are appended."""
    return _for_both(x, y, _beats(x, y, earlier), name, columns)


def _for_both(x: Claim, y: Claim, node: n.Node, name: str, columns: list[Column]) -> n.Node:
    """What is true of y, said of x: of a member whom both concern."""
    if x.unit is Unit.FAMILY and y.unit is Unit.PERSON:  # some member's claim against the family's
        columns.append(Column(name, Unit.PERSON, _with_those_judged_together(node, x)))
        return n.Agg("any", n.Ref(name, BOOL, Unit.PERSON), None, BOOL)
    if x.unit is Unit.PERSON and y.unit is Unit.FAMILY:
        node = _with_those_judged_together(node, y)
    return node


def _with_those_judged_together(node: n.Node, family: Claim) -> n.Node:
    if family.variant != REST:
        return node
    return n.Logic("and", (_perhaps(n.Not(n.Ref(ALONE, BOOL, Unit.PERSON))), node))


def _perhaps(node: n.Node) -> n.Node:
    """Whether it is not known to be false: somebody who may be judged with the others stands for now with them."""
    return n.Not(n.Sure(n.Not(node)))


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
