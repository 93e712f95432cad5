"""Conditions that contradict each other: what intervals of single formulas cannot see.

Conditions are assumed one after the other; each narrows what facts and definitions can be. Where nothing is left, the
programme reaches nobody. It proves contradictions and never guesses: what it cannot follow, it leaves open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from doorstep.rulebook.bounds import Bounds
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.intervals import Interval, Ranges, span
from doorstep.rulebook.language.types import Kind, Unit
from doorstep.rulebook.ruleset import TypedCondition, TypedProgramme

_NOT = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
Codes = frozenset[int]


@dataclass(frozen=True)
class World:
    """What facts and definitions can still be."""

    ranges: dict[n.Node, Interval] = field(default_factory=dict)
    codes: dict[n.Node, Codes] = field(default_factory=dict)

    def with_range(self, node: n.Node, low: int, high: int) -> "World | None":
        """Narrowed to an interval; None if nothing is left."""
        before = self.ranges.get(node, (low, high))
        low, high = max(low, before[0]), min(high, before[1])
        return None if low > high else World({**self.ranges, node: (low, high)}, self.codes)

    def with_codes(self, node: n.Node, left: Codes) -> "World | None":
        """Narrowed to some values of a code."""
        return World(self.ranges, {**self.codes, node: left}) if left else None

    def of_family(self) -> "World":
        """Without what is known of one person: another member is somebody else."""
        ranges = {k: v for k, v in self.ranges.items() if getattr(k, "unit", None) is Unit.FAMILY}
        codes = {k: v for k, v in self.codes.items() if getattr(k, "unit", None) is Unit.FAMILY}
        return World(ranges, codes)

    def hull(self, other: "World") -> "World":
        """What holds in both."""
        ranges = {k: _hull(v, other.ranges[k]) for k, v in self.ranges.items() if k in other.ranges}
        return World(ranges, {k: v | other.codes[k] for k, v in self.codes.items() if k in other.codes})


def _hull(a: Interval, b: Interval) -> Interval:
    return min(a[0], b[0]), max(a[1], b[1])


def contradictions(bounds: Bounds, typed: TypedProgramme) -> Iterator[tuple[TypedCondition, str]]:
    """Conditions that cannot hold together with the others, and alternatives that cannot; with the text of the part."""
    reach = _Reach(bounds)
    nodes = [c.node for c in typed.conditions]
    if reach.all(World(), nodes) is None:
        for number, condition in enumerate(typed.conditions):
            if reach.all(World(), nodes[: number + 1]) is None:
                yield condition, condition.condition.id
                return
    for number, condition in enumerate(typed.conditions):
        others = reach.all(World(), nodes[:number] + nodes[number + 1 :])
        if condition.joined == "any" and others is not None:
            for leaf in condition.leaves:
                if reach.assume(others, leaf.node, True) is None:
                    yield condition, leaf.text
                    break


class _Reach:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds

    def all(self, world: World, nodes: list[n.Node]) -> World | None:
        found: World | None = world
        for node in nodes * 2:  # a second time: what came later may narrow what came before
            if found is not None:
                found = self.assume(found, node, True)
        return found

    def assume(self, world: World, node: n.Node, truth: bool) -> World | None:  # noqa: PLR0911 — one case per form
        """The world in which a formula of type bool is `truth`; None if there is none."""
        match node:
            case n.Not():
                return self.assume(world, node.arg, not truth)
            case n.Logic():
                return self._logic(world, node, truth)
            case n.Compare() if node.left.type.kind is Kind.CODE and isinstance(node.right, n.Const):
                return self._code(world, node, truth)
            case n.Compare():
                return self._compare(world, node, truth)
            case n.Const() | n.Param():
                low, high = self.interval(world, node)
                return world if low <= truth <= high else None
        narrowed = world.with_range(node, int(truth), int(truth))
        if narrowed is None or isinstance(node, n.Fact):
            return narrowed
        if isinstance(node, n.Ref):
            return self.assume(narrowed, self.bounds.ruleset.definitions[node.name].node, truth)
        if isinstance(node, n.Agg) and (node.kind, truth) in (("any", True), ("all", False)):
            return narrowed if self.assume(world.of_family(), node.arg, truth) is not None else None
        return narrowed

    def _logic(self, world: World, node: n.Logic, truth: bool) -> World | None:
        if (node.op == "and") is truth:
            found: World | None = world
            for arg in node.args:
                found = None if found is None else self.assume(found, arg, truth)
            return found
        open_ = [w for arg in node.args if (w := self.assume(world, arg, truth)) is not None]
        if not open_:
            return None
        result = open_[0]
        for other in open_[1:]:
            result = result.hull(other)
        return result

    def _code(self, world: World, node: n.Compare, truth: bool) -> World | None:
        assert isinstance(node.right, n.Const)
        before = world.codes.get(node.left, frozenset(range(len(node.left.type.codes))))
        one = frozenset((node.right.value,))
        return world.with_codes(node.left, before & one if (node.op == "==") is truth else before - one)

    def _compare(self, world: World, node: n.Compare, truth: bool) -> World | None:
        op = node.op if truth else _NOT[node.op]
        (a, b), (c, d) = self.interval(world, node.left), self.interval(world, node.right)
        sides = {
            "<": ((a, min(b, d - 1)), (max(c, a + 1), d)), "<=": ((a, min(b, d)), (max(c, a), d)),
            ">": ((max(a, c + 1), b), (c, min(d, b - 1))), ">=": ((max(a, c), b), (c, min(d, b))),
            "==": ((max(a, c), min(b, d)), (max(a, c), min(b, d))), "!=": ((a, b), (c, d)),
        }  # fmt: skip
        if op == "!=" and a == b == c == d:
            return None
        found: World | None = world
        for side, (low, high) in zip((node.left, node.right), sides[op], strict=True):
            if low > high:
                return None
            if found is not None and isinstance(side, n.Fact | n.Ref):
                found = found.with_range(side, low, high)
        return found

    def interval(self, world: World, node: n.Node) -> Interval:
        """What a number can still be."""

        def of(name: n.Node) -> Interval:
            return world.ranges.get(name) or self.bounds.of_name(name)

        return span(node, Ranges(of, self.bounds.rows))
