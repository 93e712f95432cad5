"""Interval arithmetic: what a formula can be, before any family is known. Refuses what could pass 2^63.

A truth value is an interval of 0 and 1: (0, 0) never holds, (1, 1) always holds, (0, 1) can be both.
"""

from collections.abc import Callable
from dataclasses import dataclass

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import INT64_MAX, MEMBERS_MAX, LanguageError

EITHER = (0, 1)
DATES = (18000101, 22001231)
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is known of the names: `of` gives the interval of a Fact, Param or Ref, `rows` the values of a table."""

    of: Callable[[n.Node], Interval]
    rows: Callable[[n.Lookup, Interval], Interval]


def span(node: n.Node, ranges: Ranges) -> Interval:
    """The smallest interval we can prove for the value. Raises LanguageError for an overflow or a bad division."""
    low, high = _span(node, ranges)
    if low < -INT64_MAX or high > INT64_MAX:
        raise LanguageError(
            "overflow", "the value could pass 2^63", "narrower ranges of the facts, or a smaller factor"
        )
    return low, high


def _span(node: n.Node, ranges: Ranges) -> Interval:  # noqa: PLR0911, PLR0912 — one case per node class
    match node:
        case n.Const():
            return node.value, node.value
        case n.Today():
            return DATES
        case n.Fact() | n.Param() | n.Ref():
            return ranges.of(node)
        case n.Arith():
            return _arith(node.op, span(node.left, ranges), span(node.right, ranges))
        case n.Divide():
            return _divide(node, ranges)
        case n.Compare():
            return _compare(node.op, span(node.left, ranges), span(node.right, ranges))
        case n.Logic():
            parts = [span(a, ranges) for a in node.args]
            pick = min if node.op == "and" else max
            return pick(p[0] for p in parts), pick(p[1] for p in parts)
        case n.Not():
            low, high = span(node.arg, ranges)
            return 1 - high, 1 - low
        case n.Sure():
            return 0, span(node.arg, ranges)[1]
        case n.Choose():
            test, a, b = (span(x, ranges) for x in n.children(node))
            if test[0] == test[1]:
                return a if test[0] else b
            return min(a[0], b[0]), max(a[1], b[1])
        case n.Extreme():
            parts = [span(a, ranges) for a in node.args]
            pick = min if node.op == "min" else max
            return pick(p[0] for p in parts), pick(p[1] for p in parts)
        case n.AgeOn():
            born, on = span(node.born, ranges), span(node.on, ranges)
            return max(on[0] - born[1], 0) // 10_000, max(on[1] - born[0], 0) // 10_000
        case n.Lookup():
            return ranges.rows(node, span(node.key, ranges))
    assert isinstance(node, n.Agg)
    return _aggregate(node, ranges)


def _arith(op: str, a: Interval, b: Interval) -> Interval:
    if op == "+":
        return a[0] + b[0], a[1] + b[1]
    if op == "-":
        return a[0] - b[1], a[1] - b[0]
    corners = [x * y for x in a for y in b]
    return min(corners), max(corners)


def _divide(node: n.Divide, ranges: Ranges) -> Interval:
    over, by = span(node.left, ranges), span(node.right, ranges)
    if over[0] < 0:
        raise LanguageError("negative", "what is divided or rounded could be negative", "max(0, …) around it")
    if by[0] < 1:
        raise LanguageError(
            "divisor", "the divisor or step could be 0 or negative", "a parameter or fact whose range begins at 1"
        )
    if 2 * over[1] + by[1] > INT64_MAX:
        raise LanguageError("overflow", "2a + b could pass 2^63", "narrower ranges of the facts, or a smaller factor")
    if node.half_up:
        return (2 * over[0] + by[1]) // (2 * by[1]), (2 * over[1] + by[0]) // (2 * by[0])
    return -(-over[0] // by[1]), -(-over[1] // by[0])


def _compare(op: str, a: Interval, b: Interval) -> Interval:
    match op:
        case "<":
            return int(a[1] < b[0]), int(a[0] < b[1])
        case "<=":
            return int(a[1] <= b[0]), int(a[0] <= b[1])
        case ">" | ">=":
            return _compare("<" if op == ">" else "<=", b, a)
        case "==":
            return int(a[0] == a[1] == b[0] == b[1]), int(a[0] <= b[1] and b[0] <= a[1])
        case _:
            low, high = _compare("==", a, b)
            return 1 - high, 1 - low


def _aggregate(node: n.Agg, ranges: Ranges) -> Interval:
    low, high = span(node.arg, ranges)
    match node.kind:
        case "any":
            return 0, high
        case "all":
            return low, 1
        case "sum":
            return min(0, MEMBERS_MAX * low), max(0, MEMBERS_MAX * high)
        case "count":
            return 0, MEMBERS_MAX * high
        case _:
            assert node.default is not None
            default = span(node.default, ranges)
            return min(low, default[0]), max(high, default[1])


def may_be_unknown(node: n.Node, nullable: Callable[[n.Node], bool]) -> bool:
    """Whether the value can be unknown; `nullable` says it of a Fact or Ref."""
    if isinstance(node, n.Fact | n.Ref):
        return nullable(node)
    if isinstance(node, n.Unknown | n.Sure):
        return isinstance(node, n.Unknown)
    return any(may_be_unknown(x, nullable) for x in n.children(node))


def must_be_known(node: n.Node) -> tuple[n.Node, ...]:
    """Operands that the language wants known at once: a divisor, a step, the default of min_members and max_members."""
    if isinstance(node, n.Divide):
        return (node.right,)
    if isinstance(node, n.Agg) and node.default is not None:
        return (node.default,)
    return ()
