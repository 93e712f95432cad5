"""From syntax tree to query model: names, types and units are checked here, once, when a pack is loaded."""

import ast
import difflib
from dataclasses import dataclass, field
from typing import Protocol

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.surface import parse, refuse
from doorstep.rulebook.language.types import BOOL, COUNT, DATE, RATIO_SCALE, Kind, LanguageError, Type, Unit, number
from doorstep.rulebook.language.vocabulary import AGGREGATES, FUNCTIONS, INSTEAD_OF

_SYMBOL = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.And: "and", ast.Or: "or",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableShape:
    """What a formula must know of a table: the types of key and value. `dated` is a parameter's own history."""

    name: str
    key: Type
    value: Type


class Scope(Protocol):
    """What names mean on the day for which the formula is compiled."""

    def value(self, name: str) -> n.Node | None:
        """A Param, Fact or Ref node, or None for a name nobody declared."""

    def table(self, name: str) -> TableShape | None:
        """A keyed table, or the history of a dated parameter."""

    def similar(self, name: str) -> str:
        """What to write instead of an unknown name."""


def compile_formula(text: str, scope: Scope, unit: Unit) -> n.Node:
    """The typed query of a formula about `unit`. Raises LanguageError."""
    return _Compiler(scope, unit).expression(parse(text))


@dataclass(slots=True)
class _Compiler:
    scope: Scope
    unit: Unit
    inside: bool = field(default=False)  # within a member function: names are that member's

    def expression(self, tree: ast.expr) -> n.Node:  # noqa: PLR0911, RET503 — one case per form; refuse never returns
        match tree:
            case ast.Constant(value=int(value)):
                return n.Const(int(value), COUNT)
            case ast.Constant():
                refuse("code-place", tree)
            case ast.Name():
                return self.name(tree)
            case ast.BoolOp():
                args = tuple(self.boolean(v) for v in tree.values)
                return n.Logic(_SYMBOL[type(tree.op)], args)
            case ast.UnaryOp(op=ast.Not()):
                return n.Not(self.boolean(tree.operand))
            case ast.UnaryOp(operand=ast.Constant(value=int(value))):
                return n.Const(-int(value), COUNT)
            case ast.BinOp():
                return self.arithmetic(tree)
            case ast.Compare():
                return self.comparison(tree)
            case ast.Call(func=ast.Name(id=function)):
                return self.call(tree, function)
            case _:
                refuse("form", tree)

    def name(self, tree: ast.Name) -> n.Node:
        name = tree.id
        if name in ("true", "false"):
            return n.Const(int(name == "true"), BOOL)
        if name == "today":
            return n.Today()
        if name == "members":
            if self.unit is Unit.PERSON or self.inside:
                refuse(
                    "unit", tree, what="members counts a family, not a person", write="a family definition of your own"
                )
            return n.Agg("count", n.Const(1, BOOL), None, COUNT)
        node = self.scope.value(name)
        if node is None:
            if name in FUNCTIONS:
                refuse("unknown-name", tree, what=f"{name} is a function", write=FUNCTIONS[name].signature)
            if self.scope.table(name) is not None:
                refuse("unknown-name", tree, what=f"{name} is a table", write=f"lookup({name}, key)")
            refuse("unknown-name", tree, what=f"nobody declared {name}", write=self.scope.similar(name))
        of = getattr(node, "unit", Unit.FAMILY)
        if of is Unit.PERSON and not (self.unit is Unit.PERSON or self.inside):
            write = f"say for whom: any_member({name}), all_members({name}), sum_members({name}) …"
            refuse("unit", tree, what=f"{name} belongs to a person; this formula is about the {self.unit}", write=write)
        if of is Unit.ASSESSMENT and self.unit is Unit.FAMILY and not self.inside:
            what = f"{name} belongs to the people judged together; a family may be judged in parts"
            refuse("unit", tree, what=what, write=f"any_member({name}) or a definition of the same unit")
        return node

    def boolean(self, tree: ast.expr) -> n.Node:
        node = self.expression(tree)
        if node.type != BOOL:
            refuse("not-bool", tree, what=f"a bool is needed here, this is {node.type}")
        return node

    def number(self, tree: ast.expr) -> n.Node:
        node = self.expression(tree)
        if not node.type.is_number:
            refuse("type", tree, what=f"a number is needed here, this is {node.type}", write="money, count or ratio")
        return node

    def arithmetic(self, tree: ast.BinOp) -> n.Node:
        left, right = self.number(tree.left), self.number(tree.right)
        op = _SYMBOL[type(tree.op)]
        if op != "*":
            left, right = self.level(left, right, tree)
            return n.Arith(op, left, right, left.type)
        money = left.type.kind is Kind.MONEY
        if money and right.type.kind is Kind.MONEY:
            refuse("type", tree, what="money × money is not money", write="money × count or money × ratio")
        scale = left.type.scale + right.type.scale
        return n.Arith(op, left, right, number(money=money or right.type.kind is Kind.MONEY, scale=scale))

    def level(self, left: n.Node, right: n.Node, tree: ast.expr) -> tuple[n.Node, n.Node]:
        """Both numbers in one dimension and scale, or both of one other type; refuses what cannot meet."""
        if left.type == right.type:
            return left, right
        if left.type.is_number and right.type.is_number:
            left, right = _zero(left, right.type), _zero(right, left.type)
            if (left.type.kind is Kind.MONEY) is (right.type.kind is Kind.MONEY):
                scale = max(left.type.scale, right.type.scale)
                return _lift(left, scale), _lift(right, scale)
            for side in (left, right):
                factors = n.children(side) if isinstance(side, n.Arith) and side.op == "*" else (side,)
                if side.type == COUNT and any(isinstance(x, n.Const) for x in factors):
                    refuse("money-literal", tree)
        raise LanguageError(
            "type",
            f"{left.type} and {right.type} do not meet",
            "two values of one type; money × count is money",
            tree.col_offset + 1,
        )

    def comparison(self, tree: ast.Compare) -> n.Node:
        links: list[n.Node] = []
        left = tree.left
        for op, right in zip(tree.ops, tree.comparators, strict=True):
            links.append(self.link(left, op, right, tree))
            left = right
        return links[0] if len(links) == 1 else n.Logic("and", tuple(links))

    def link(self, left: ast.expr, op: ast.cmpop, right: ast.expr, tree: ast.Compare) -> n.Node:
        if isinstance(op, ast.In | ast.NotIn):
            assert isinstance(right, ast.Tuple)
            equal = tuple(self.code_equal(left, item, "==", tree) for item in right.elts)
            one = equal[0] if len(equal) == 1 else n.Logic("or", equal)
            return n.Not(one) if isinstance(op, ast.NotIn) else one
        symbol = _SYMBOL[type(op)]
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            return self.code_equal(left, right, symbol, tree)
        if isinstance(left, ast.Constant) and isinstance(left.value, str):
            return self.code_equal(right, left, symbol, tree)
        a, b = self.level(self.expression(left), self.expression(right), tree)
        if a.type == BOOL:
            refuse("boolean-equality", tree)
        if a.type.kind is Kind.CODE and symbol not in ("==", "!="):
            refuse("type", tree, what="codes have no order", write="== or in")
        return n.Compare(symbol, a, b)

    def code_equal(self, left: ast.expr, item: ast.expr, symbol: str, tree: ast.expr) -> n.Node:
        node = self.expression(left)
        if node.type.kind is not Kind.CODE or symbol not in ("==", "!="):
            refuse("code-place", tree)
        code = item.value if isinstance(item, ast.Constant) else None
        if not isinstance(code, str) or code not in node.type.codes:
            what = f"{ast.unparse(item)} is not a declared value"
            refuse("unknown-code", item, what=what, write="one of " + ", ".join(node.type.codes))
        return n.Compare(symbol, node, n.Const(node.type.codes.index(code), node.type))

    def call(self, tree: ast.Call, function: str) -> n.Node:
        known = FUNCTIONS.get(function)
        if known is None:
            meant = [f for f in FUNCTIONS if f.startswith(f"{function}_")] or difflib.get_close_matches(
                function, FUNCTIONS
            )
            write = INSTEAD_OF.get(function) or " or ".join(meant) or ", ".join(FUNCTIONS)
            refuse("unknown-function", tree, what=f"there is no function {function}", write=write)
        if not known.arity[0] <= len(tree.args) <= known.arity[1]:
            refuse("arity", tree, what=f"{function} has another number of arguments", write=known.signature)
        if function in AGGREGATES:
            return self.aggregate(tree, function)
        match function:
            case "choose":
                test = self.boolean(tree.args[0])
                then, other = self.level(self.expression(tree.args[1]), self.expression(tree.args[2]), tree)
                return n.Choose(test, then, other, then.type)
            case "lookup":
                return self.lookup(tree)
            case "half_up" | "round_up":
                return self.divide(tree, function)
            case "age_on":
                born, on = (self.expression(a) for a in tree.args)
                if born.type != DATE or on.type != DATE:
                    refuse("type", tree, what="age_on needs two dates", write="age_on(birth_date, today)")
                return n.AgeOn(born, on, COUNT)
        return self.extreme(tree, function)

    def extreme(self, tree: ast.Call, function: str) -> n.Node:
        parts = [self.number(a) for a in tree.args]
        widest = parts[0]
        for part in parts[1:]:
            widest, _ = self.level(widest, part, tree)
        args = tuple(self.level(part, widest, tree)[0] for part in parts)
        return n.Extreme(function, args, widest.type)

    def aggregate(self, tree: ast.Call, function: str) -> n.Node:
        if self.unit is Unit.PERSON:
            refuse("unit", tree, what="a person has no members", write="a family definition, used here by its name")
        if self.inside:
            refuse("nested-aggregate", tree)
        kind = function.split("_", 1)[0]
        member = _Compiler(self.scope, self.unit, inside=True)
        if kind in ("any", "all", "count"):
            return n.Agg(kind, member.boolean(tree.args[0]), None, COUNT if kind == "count" else BOOL)
        arg = member.number(tree.args[0])
        if kind == "sum":
            return n.Agg(kind, arg, None, arg.type)
        if self.unit is Unit.ASSESSMENT:
            what = f"{function} is not defined for people judged together"
            refuse("unit", tree, what=what, write="a family definition, used here by its name")
        default = self.number(tree.args[1])
        arg, default = self.level(arg, default, tree)
        return n.Agg(kind, arg, default, arg.type)

    def lookup(self, tree: ast.Call) -> n.Node:
        first = tree.args[0]
        table = self.scope.table(first.id) if isinstance(first, ast.Name) else None
        if table is None:
            refuse("unknown-name", tree, what="the first argument must be a table", write="lookup(table, key)")
        key = self.expression(tree.args[1])
        if key.type != table.key:
            what = f"{table.name} is keyed by {table.key}, this is {key.type}"
            refuse("type", tree, what=what, write=f"a key of type {table.key}")
        return n.Lookup(table.name, key, table.value)

    def divide(self, tree: ast.Call, function: str) -> n.Node:
        over = self.number(tree.args[0])
        factor = n.Const(RATIO_SCALE**over.type.scale, COUNT)
        money = over.type.kind is Kind.MONEY
        if function == "half_up":
            by: n.Node = factor
            if len(tree.args) == 2:
                divisor = self.number(tree.args[1])
                if divisor.type != COUNT:
                    refuse("type", tree, what="the divisor must be a count", write="half_up(money, count)")
                by = _times(divisor, factor)
            elif not over.type.scale:
                refuse(
                    "type", tree, what="half_up with one argument drops a ratio; there is none", write="half_up(a, b)"
                )
            return n.Divide(True, over, by, number(money=money, scale=0))
        step = _zero(self.number(tree.args[1]), over.type)
        if step.type.scale or (step.type.kind is Kind.MONEY) is not money:
            refuse("type", tree, what=f"{over.type} cannot be rounded to {step.type}", write="a step of the same type")
        whole = n.Divide(False, over, _times(step, factor), COUNT)
        return n.Arith("*", whole, step, step.type)


def _zero(node: n.Node, like: Type) -> n.Node:
    """0 is the one literal that is money as well as count."""
    if isinstance(node, n.Const) and node.value == 0 and node.type == COUNT:
        return n.Const(0, like)
    return node


def _lift(node: n.Node, scale: int) -> n.Node:
    missing = scale - node.type.scale
    if not missing:
        return node
    lifted = number(money=node.type.kind is Kind.MONEY, scale=scale)
    if isinstance(node, n.Const):
        return n.Const(node.value * RATIO_SCALE**missing, lifted)
    return n.Arith("*", node, n.Const(RATIO_SCALE**missing, COUNT), lifted)


def _times(node: n.Node, factor: n.Const) -> n.Node:
    return node if factor.value == 1 else n.Arith("*", node, factor, node.type)
