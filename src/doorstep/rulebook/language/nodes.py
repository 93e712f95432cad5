"""The frozen query model: what a checked formula is. Every engine reads this and nothing else.

All operators are spelled out: ratios have become integers, `in` has become `or`, chains have become `and`.
An engine has to know the node classes below and Kleene's three truth values, no more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from doorstep.rulebook.language.types import BOOL, DATE, Type, Unit


@dataclass(frozen=True, slots=True)
class Const:
    """A literal."""

    value: int  # bool is an int; a code is its position among the declared codes; a date is yyyymmdd
    type: Type


@dataclass(frozen=True, slots=True)
class Unknown:
    """What nobody knows. No formula says it: it stands for a fact where nobody is judged of whom it is known."""

    type: Type


@dataclass(frozen=True, slots=True)
class Param:
    """A dated parameter of the pack; its value is an element of a vector that a what-if may move."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known, or not, of a person or a family."""

    name: str
    type: Type
    unit: Unit


@dataclass(frozen=True, slots=True)
class Ref:
    """Another definition, by name."""

    name: str
    type: Type
    unit: Unit


@dataclass(frozen=True, slots=True)
class Today:
    """The day on which the family is judged."""

    type: Type = DATE


@dataclass(frozen=True, slots=True)
class Arith:
    """Sum, difference or product of whole numbers."""

    op: str  # + - *
    left: "Node"
    right: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class Divide:
    """Integer division of a non-negative by a positive number: half up, or up to the next whole."""

    half_up: bool
    left: "Node"
    right: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison; unknown if a side is."""

    op: str  # < <= > >= == !=
    left: "Node"
    right: "Node"
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Logic:
    """Kleene's and, or."""

    op: str  # and or
    args: tuple["Node", ...]
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene's not."""

    arg: "Node"
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Sure:
    """True of what is known to be true, else false. No formula says it: what is unknown of a family stays unknown."""

    arg: "Node"
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Choose:
    """One of two values; an unknown test makes the result unknown, else only the branch taken counts."""

    test: "Node"
    then: "Node"
    other: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class Extreme:
    """The smallest or largest of several."""

    op: str  # min max
    args: tuple["Node", ...]
    type: Type


@dataclass(frozen=True, slots=True)
class AgeOn:
    """Completed years: max(on - born, 0) // 10000 on yyyymmdd."""

    born: "Node"
    on: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class Lookup:
    """A row of a table: by exact code, or the last row whose key is not above the key."""

    table: str
    key: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class Agg:
    """One value from all members: any, all, sum, count, min or max."""

    kind: str
    arg: "Node"
    default: "Node | None"
    type: Type


_Scalar = (
    Const
    | Unknown
    | Param
    | Fact
    | Ref
    | Today
    | Arith
    | Divide
    | Compare
    | Logic
    | Not
    | Sure
    | Choose
    | Extreme
    | AgeOn
    | Lookup
)
Node = _Scalar | Agg


def children(node: Node) -> tuple[Node, ...]:  # noqa: PLR0911 — one case per node class
    """The operands of a node, in order."""
    match node:
        case Arith() | Divide() | Compare():
            return (node.left, node.right)
        case Logic() | Extreme():
            return node.args
        case Not() | Sure():
            return (node.arg,)
        case Choose():
            return (node.test, node.then, node.other)
        case AgeOn():
            return (node.born, node.on)
        case Lookup():
            return (node.key,)
        case Agg():
            return (node.arg,) if node.default is None else (node.arg, node.default)
        case _:
            return ()


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:  # noqa: PLR0911 — one case per node class
    """The same node with every operand replaced by `change(operand)`."""
    match node:
        case Arith() | Divide() | Compare():
            return replace(node, left=change(node.left), right=change(node.right))
        case Logic() | Extreme():
            return replace(node, args=tuple(change(a) for a in node.args))
        case Not() | Sure():
            return replace(node, arg=change(node.arg))
        case Choose():
            return replace(node, test=change(node.test), then=change(node.then), other=change(node.other))
        case AgeOn():
            return replace(node, born=change(node.born), on=change(node.on))
        case Lookup():
            return replace(node, key=change(node.key))
        case Agg():
            default = None if node.default is None else change(node.default)
            return replace(node, arg=change(node.arg), default=default)
        case _:
            return node


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)
