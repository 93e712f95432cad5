"""Exclusion as columns of the plan, so that every engine for the city knows what stands in whose place.

The counter searches the best lawful combination of one family. For a city the pairs are enough: of two claims that are met,
exclude each other and concern the same member, the one that the law ranks before the other excludes it where it stands
itself, else the one that brings more within twelve months, else the one that stands earlier in the pack; and a claim that is
given only beside others stands only where one of those stays: stands, or is received although it is not met. What has
nothing to stay beside excludes nobody; what is ranked behind a claim yields, whatever it brings, to every other rival that
is not.

A rival of which it is unknown whether it is met, or what it brings, excludes nothing; but while it is unknown whether
something stays beside which a claim is given, it is whether that claim is excluded, and whether it excludes another.

Between three or more claims that exclude each other by what they bring, this may leave out one that the counter would take,
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
    where it hangs on what a claim rests on (`resting`, by key). `hopeless`: claims that nobody can meet whom the plan judges."""

    plan: Plan
    excluded: dict[str, str]
    resting: frozenset[str]
    hopeless: frozenset[str] = frozenset()

    @property
    def codes(self) -> tuple[str, ...]:
        """The programmes, in the order of the pack; a family's entitlements are bits in this order."""
        return tuple(dict.fromkeys(claim.code for claim in self.plan.claims))


def with_exclusions(plan: Plan) -> CityPlan:
    """Add, for every claim that another may exclude, a column that says whether one does."""
    writer = _Writer(plan)
    excluded = {claim.key: ref.name for claim in plan.claims if (ref := writer.out(claim)) is not None}
    open_ = {ref.name for ref in writer.besides.values()}  # columns that can be unknown
    for column in writer.columns[len(plan.columns) :]:
        if any(isinstance(x, n.Ref) and x.name in open_ for x in n.walk(column.node)):
            open_.add(column.name)
    resting = frozenset(key for key, name in excluded.items() if name in open_)
    return CityPlan(replace(plan, columns=tuple(writer.columns)), excluded, resting)


class _Writer:
    """Writes the columns, each after those it rests on. A circle, which `checking` refuses, ends where it comes round: there
    a rival counts as standing."""

    def __init__(self, plan: Plan) -> None:
        self.claims = plan.claims
        self.order = {claim.key: i for i, claim in enumerate(plan.claims)}
        self.codes = {claim.code for claim in plan.claims}
        self.columns: list[Column] = list(plan.columns)
        self.refs: dict[str, n.Ref | None] = {}
        self.besides: dict[tuple[Unit, str, tuple[str, ...]], n.Ref] = {}

    def out(self, x: Claim) -> n.Ref | None:
        """Whether something excludes a claim that is met; None: nothing can."""
        name = f"{x.key}__out"
        if name not in self.refs:
            self.refs[name] = None
            parts = self.unbacked(x)
            for y in self.rivals(x):
                if _ranks_before(y, x):
                    stands = _all(_met(y), _no(self.out(y)))
                    parts.append(_for_both(x, y, stands, f"{x.key}__after__{y.key}", self.columns))
                else:
                    parts.append(_for_both(x, y, self.beats(x, y), f"{x.key}__yields_to__{y.key}", self.columns))
            self.refs[name] = self.any(name, x.unit, parts)
        return self.refs[name]

    def blocked(self, x: Claim) -> n.Ref | None:
        """Whether a claim has nothing to stay beside, or stands behind another, and so excludes nobody by what it brings."""
        name = f"{x.key}__blocked"
        if name not in self.refs:
            self.refs[name] = None
            parts = self.unbacked(x)
            for y in (y for y in self.rivals(x) if _ranks_before(y, x)):
                stands = _all(_met(y), _no(self.blocked(y)))
                parts.append(_for_both(x, y, stands, f"{x.key}__behind__{y.key}", self.columns))
            self.refs[name] = self.any(name, x.unit, parts)
        return self.refs[name]

    def unbacked(self, x: Claim) -> list[n.Node]:
        """Whether a claim that is given only beside others has none of them. `besides`: whether it has one, in one column for
        all claims of the same people that rest on the same."""
        if not self.codes.intersection(x.typed.relations.requires):
            return []
        backers = [y for y in self.claims if y.code in x.typed.relations.requires]
        key = x.unit, x.variant, tuple(y.key for y in backers)
        if key not in self.besides:
            outs = [self.out(y) for y in backers]
            name = f"beside__{len(self.besides)}"
            self.besides[key] = n.Ref(name, BOOL, x.unit)
            stays = [_stays(x, y, o, f"{name}__{y.key}", self.columns) for y, o in zip(backers, outs, strict=True)]
            self.columns.append(Column(name, x.unit, n.Logic("or", tuple(stays))))
        return [n.Not(self.besides[key])]

    def rivals(self, x: Claim) -> list[Claim]:
        """The claims that may stand in its place."""
        return [y for y in self.claims if _stand_against(x, y) and not _ranks_before(x, y)]

    def beats(self, x: Claim, y: Claim) -> n.Node:
        """Whether y, of two that neither ranks before the other, is met and excludes x."""
        earlier = self.order[y.key] < self.order[x.key]
        more: n.Node = n.Sure(n.Compare(">=" if earlier else ">", _yearly(y), _yearly(x)))
        behind, other = self.blocked(x), self.blocked(y)
        if behind is None:
            return _all(_met(y), more, _no(other))
        ahead = _all(behind, _no(other))
        if other is not None:
            more = _all(more, n.Logic("or", (n.Not(other), behind)))
        return _all(_met(y), n.Logic("or", (more, ahead)))

    def any(self, name: str, unit: Unit, parts: list[n.Node]) -> n.Ref | None:
        """A column that says whether one of these is so; none where there is nothing to be so."""
        if not parts:
            return None
        self.columns.append(Column(name, unit, n.Logic("or", tuple(parts))))
        return n.Ref(name, BOOL, unit)


def _all(*parts: n.Node | None) -> n.Node:
    """All of them, but for those that are always so."""
    kept = tuple(part for part in parts if part is not None)
    return kept[0] if len(kept) == 1 else n.Logic("and", kept)


def _met(y: Claim) -> n.Node:
    return n.Sure(n.Ref(y.verdict, BOOL, y.unit))


def _no(ref: n.Ref | None) -> n.Node | None:
    return None if ref is None else n.Not(ref)


def _stays(x: Claim, y: Claim, out: n.Ref | None, name: str, columns: list[Column]) -> n.Node:
    """Whether y, which x rests on, stays, for a member whom both concern: who receives what he could have and takes
    another in its place gives it up."""
    stays: n.Node = n.Logic("or", (n.Ref(y.received, BOOL, y.unit), n.Ref(y.verdict, BOOL, y.unit)))
    if out is not None:
        stays = n.Logic("and", (stays, n.Not(n.Logic("and", (_met(y), out)))))
    if y.applies is not None and y.unit is Unit.PERSON:
        stays = n.Logic("and", (_perhaps(n.Ref(y.applies, BOOL, y.unit)), stays))
    return _for_both(x, y, stays, name, columns)


def _stand_against(x: Claim, y: Claim) -> bool:
    return y.code in x.typed.relations.excludes or x.code in y.typed.relations.excludes


def _ranks_before(x: Claim, y: Claim) -> bool:
    return y.code in x.typed.relations.ranks_before


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


def _yearly(claim: Claim) -> n.Node:
    if claim.amount is None:
        return n.Const(0, MONEY)
    amount = n.Ref(claim.amount, MONEY, claim.unit)
    return n.Arith("*", amount, n.Const(PERIODS[claim.typed.formula.period], COUNT), MONEY)
