"""A plan for those of whom some facts are unknown: most of a real city, of whom the office knows little.

What rests on those facts alone is settled before any family is read, and so is what can no longer be true.
"""

from dataclasses import replace

from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL
from doorstep.rulebook.plan import Column

RARE = 0.2
"""A fact known of a smaller share is a fact of applicants: most families are judged without it."""
ENOUGH = 5_000
"""Families of which the shares can be told."""
TRUE, FALSE = n.Const(1, BOOL), n.Const(0, BOOL)


def without(city: CityPlan, unknown: frozenset[str]) -> CityPlan:
    """The same columns, for families of whom none of these facts is known, nor of their members."""
    settler = _Settler(unknown)
    columns = tuple(Column(c.name, c.unit, settler.column(c)) for c in city.plan.columns)
    hopeless = frozenset(claim.key for claim in city.plan.claims if claim.verdict in settler.never[True])
    return replace(city, plan=replace(city.plan, columns=columns), hopeless=hopeless)


class _Settler:
    """`settled`: columns that are the same for everybody; `never`: columns that are never true (or never false)."""

    def __init__(self, unknown: frozenset[str]) -> None:
        self.unknown = unknown
        self.settled: dict[str, n.Node] = {}
        self.never: dict[bool, set[str]] = {True: set(), False: set()}

    def column(self, column: Column) -> n.Node:
        node = self.settle(column.node)
        if isinstance(node, n.Const | n.Unknown):
            self.settled[column.name] = node
        for value, names in self.never.items():
            if node.type == BOOL and self.is_never(value, node):
                names.add(column.name)
        return node

    def settle(self, node: n.Node) -> n.Node:
        match node:
            case n.Fact() if node.name in self.unknown:
                return n.Unknown(node.type)
            case n.Ref():
                return self.settled.get(node.name, node)
            case n.Agg():
                return self.aggregate(node)
        return self.simpler(n.rebuild(node, self.settle))

    def aggregate(self, node: n.Agg) -> n.Node:
        """Of a family, which has members: what is so of each is so of any and of all."""
        assert isinstance(node.arg, n.Ref)
        of_each = self.settled.get(node.arg.name)
        if isinstance(of_each, n.Unknown):
            return n.Unknown(node.type)
        if node.kind in ("any", "all") and of_each is not None:
            return of_each
        if node.kind == "count" and of_each == FALSE:
            return n.Const(0, node.type)
        return replace(node, default=None if node.default is None else self.settle(node.default))

    def simpler(self, node: n.Node) -> n.Node:
        """The node, its operands being settled as far as they are."""
        match node:
            case n.Logic():
                return _logic(node)
            case n.Not(arg=n.Const()):
                return TRUE if node.arg == FALSE else FALSE
            case n.Sure():
                return FALSE if self.is_never(True, node.arg) else node.arg if node.arg == TRUE else node
            case n.Choose(test=n.Const()):
                return node.other if node.test == FALSE else node.then
            case n.Choose():
                unknown = isinstance(node.test, n.Unknown) or node.then == node.other == n.Unknown(node.type)
            case _:
                unknown = any(isinstance(x, n.Unknown) for x in n.children(node))
        return n.Unknown(node.type) if unknown else node

    def is_never(self, value: bool, node: n.Node) -> bool:  # noqa: PLR0911 — one case per node class
        """Whether a truth value can be proved never to be known to be `value`."""
        match node:
            case n.Unknown():
                return True
            case n.Const():
                return bool(node.value) is not value
            case n.Ref():
                return node.name in self.never[value]
            case n.Not():
                return self.is_never(not value, node.arg)
            case n.Logic():
                one_will_do = any if (node.op == "and") is value else all
                return one_will_do(self.is_never(value, x) for x in node.args)
            case n.Choose():
                return self.is_never(value, node.then) and self.is_never(value, node.other)
            case n.Agg(kind="any" | "all"):
                return self.is_never(value, node.arg)
            case n.Sure():
                return value and self.is_never(True, node.arg)
        return False


def _logic(node: n.Logic) -> n.Node:
    neutral, decisive = (TRUE, FALSE) if node.op == "and" else (FALSE, TRUE)
    left = tuple(dict.fromkeys(x for x in node.args if x != neutral))
    if decisive in left:
        return decisive
    if not left:
        return neutral
    return left[0] if len(left) == 1 else replace(node, args=left)
