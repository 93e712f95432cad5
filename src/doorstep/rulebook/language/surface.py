"""From text to a syntax tree that holds only what the language knows. Nothing is evaluated here."""

import ast
import re
from functools import lru_cache
from typing import NoReturn

from doorstep.rulebook.language.types import LanguageError
from doorstep.rulebook.language.vocabulary import FULL_WIDTH, MAX_DEPTH, MAX_LENGTH, REFUSED_FORMS, REFUSED_SIGNS

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_STRING = re.compile(r"'[a-z][a-z0-9_]*'|\"[a-z][a-z0-9_]*\"")

_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.In, ast.NotIn)
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult)


def is_name(text: str) -> bool:
    """Whether the text may name a fact, a parameter, a definition or a programme."""
    return _NAME.fullmatch(text) is not None


def refuse(code: str, node: ast.AST | None = None, *, what: str = "", write: str = "") -> NoReturn:
    """Raise the LanguageError of the table, at the node's column; `what` and `write` say it more exactly."""
    usual_what, usual_write, _ = REFUSED_FORMS.get(code, ("", "", ""))
    column = getattr(node, "col_offset", -1) + 1
    raise LanguageError(code, what or usual_what, write or usual_write, column)


@lru_cache(maxsize=4096)
def parse(text: str) -> ast.expr:
    """The checked syntax tree of a formula. Raises LanguageError with what is wrong and what to write instead."""
    if len(text) > MAX_LENGTH:
        refuse("length", what=f"a formula has at most {MAX_LENGTH} characters", write="split it into definitions")
    _check_signs(text)
    flat = re.sub(r"[\n\t\r]", " ", text)  # one line, the same columns; brackets added around it would hide a wrong one
    start = len(flat) - len(flat.lstrip())
    try:
        tree = ast.parse(flat.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        column = (getattr(error, "offset", None) or 0) + start
        raise LanguageError("syntax", REFUSED_FORMS["syntax"][0], _meant(flat), column) from error
    _check(tree, flat.strip(), 1)
    return tree


def _meant(text: str) -> str:
    """What to write instead of what is no formula: the slips that an editor lets through."""
    for wrong, right in (("=<", "<="), ("=>", ">="), ("<>", "!="), ("!(", "not (")):
        if wrong in text:
            return f"{right} instead of {wrong}"
    if re.search(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b", text):
        return "a parameter of type date, or from and to on what holds the formula"
    if re.search("(?<![<>=!])=(?!=)", text):
        return "== to compare; <= or >= for a limit"
    if text.count("(") != text.count(")"):
        return "a ) for every ("
    return REFUSED_FORMS["syntax"][1]


def _check_signs(text: str) -> None:
    depth = 0
    for position, sign in enumerate(text, start=1):
        if sign in FULL_WIDTH:
            raise LanguageError(
                "full-width", f"{sign} is a full-width sign", f"type {FULL_WIDTH[sign]} instead", position
            )
        if not sign.isascii():
            narrow = chr(ord(sign) - 0xFEE0) if 0xFF01 <= ord(sign) <= 0xFF5E else ""
            write = f"type {narrow.lower()} instead" if narrow else "names of a to z, 0 to 9 and _"
            raise LanguageError("full-width" if narrow else "foreign-sign", f"{sign} is not ASCII", write, position)
        if sign.isupper():
            word = next(w[0] for w in re.finditer(r"\w+", text) if w.end() >= position)
            if word.lower() == "none":
                refuse("none")
            write = f"write {word.lower()}; true and false are written small too"
            raise LanguageError("capital", "names are written in small letters", write, position)
        if sign in REFUSED_SIGNS:
            what, write = REFUSED_SIGNS[sign]
            code = "float" if sign == "." else "sign"
            raise LanguageError(code, what, write, position)
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth > MAX_DEPTH:
            raise LanguageError("depth", f"brackets are nested more than {MAX_DEPTH} deep", "split it into definitions")


def _check(node: ast.expr, text: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        refuse("depth", node, what=f"nested more than {MAX_DEPTH} deep", write="split it into definitions")
    for child in _operands(node, text):
        _check(child, text, depth + 1)


def _operands(node: ast.expr, text: str) -> list[ast.expr]:  # noqa: PLR0911 — one case per form
    """What stands inside a form that the language knows; refuses every other form."""
    match node:
        case ast.Name() | ast.Constant():
            _check_atom(node, text)
            return []
        case ast.BoolOp():
            return node.values
        case ast.UnaryOp(op=ast.Not()):
            return [node.operand]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return [node.operand]
        case ast.UnaryOp(op=ast.USub()):
            refuse("form", node, what="a minus sign may only stand before a number", write="0 - x")
        case ast.BinOp():
            if isinstance(node.op, ast.Pow):
                refuse("power", node)
            if not isinstance(node.op, _ARITHMETIC):
                refuse("form", node)
            return [node.left, node.right]
        case ast.Compare():
            _check_chain(node)
            return [node.left, *_unpacked(node)]
        case ast.Call(func=ast.Name()):
            if node.keywords:
                refuse("keyword", node)
            return node.args
        case ast.IfExp():
            refuse("if-else", node)
    refuse("form", node)


def _check_atom(node: ast.Name | ast.Constant, text: str) -> None:
    source = ast.get_source_segment(text, node) or ""
    if isinstance(node, ast.Name):
        if source == "none":
            refuse("none", node)
        if not is_name(source):
            refuse("name", node, what=f"{source} is not a name", write="a to z, then a to z, 0 to 9 and _")
    elif isinstance(node.value, int):
        if not _NUMBER.fullmatch(source):
            refuse(
                "number", node, what=f"{source} is not a plain whole number", write="digits only, without a leading 0"
            )
    elif not _STRING.fullmatch(source):
        refuse("joined-strings" if isinstance(node.value, str) and source[:1] in "'\"" else "form", node)


def _check_chain(node: ast.Compare) -> None:
    if len(node.ops) == 1:
        if not isinstance(node.ops[0], _COMPARISONS):
            refuse("form", node, what="`is` is not part of the language", write="==")
        if isinstance(node.ops[0], ast.In | ast.NotIn) and not isinstance(node.comparators[0], ast.Tuple):
            refuse("form", node, what="`in` needs a tuple of codes", write="fact in ('a', 'b')")
        return
    rising = all(isinstance(op, ast.Lt | ast.LtE) for op in node.ops)
    falling = all(isinstance(op, ast.Gt | ast.GtE) for op in node.ops)
    if not (rising or falling):
        refuse("mixed-chain", node)


def _unpacked(node: ast.Compare) -> list[ast.expr]:
    last = node.comparators[-1]
    if isinstance(last, ast.Tuple) and isinstance(node.ops[0], ast.In | ast.NotIn):
        if not last.elts:
            refuse("form", node, what="`in` needs at least one code", write="fact in ('a', 'b')")
        return last.elts
    return node.comparators
