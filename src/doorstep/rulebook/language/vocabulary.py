"""The tables of the language: functions, operators, refusals. Parser and manual read the same tables."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments, how it reads in the manual, what unknown operands do."""

    name: str
    arity: tuple[int, int]
    signature: str
    meaning: str
    unknown: str


_ANY_OPERAND = "unknown if any operand is unknown"

FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function(
            "any_member",
            (1, 1),
            "any_member(bool) → bool",
            "true if it holds for at least one member",
            "a true → true; else an unknown → unknown; else false",
        ),
        Function(
            "all_members",
            (1, 1),
            "all_members(bool) → bool",
            "true if it holds for every member",
            "a false → false; else an unknown → unknown; else true",
        ),
        Function(
            "sum_members",
            (1, 1),
            "sum_members(number) → the same type",
            "the sum over the members; no members → 0",
            "any unknown → unknown",
        ),
        Function(
            "count_members",
            (1, 1),
            "count_members(bool) → count",
            "how many members it holds for",
            "any unknown → unknown",
        ),
        Function(
            "min_members",
            (2, 2),
            "min_members(number, default) → the same type",
            "the smallest value among the members; no members → default",
            "any unknown → unknown; the default must be known",
        ),
        Function(
            "max_members",
            (2, 2),
            "max_members(number, default) → the same type",
            "the largest value among the members; no members → default",
            "any unknown → unknown; the default must be known",
        ),
        Function(
            "choose",
            (3, 3),
            "choose(bool, a, b) → the type of a and b",
            "a where the test holds, b where it does not",
            "unknown test → unknown; else only the branch taken counts",
        ),
        Function(
            "lookup",
            (2, 2),
            "lookup(table, key) → the type of the table",
            "the row of a keyed table, or a dated parameter as it stood on another day",
            "unknown key → unknown",
        ),
        Function(
            "half_up",
            (1, 2),
            "half_up(a, b) → a ÷ b; half_up(a) → drops the ratio",
            "division to the nearest whole, halves upwards; a ≥ 0, b > 0 and known",
            _ANY_OPERAND,
        ),
        Function(
            "round_up",
            (2, 2),
            "round_up(n, step) → number",
            "up to the next multiple of step; n ≥ 0, step > 0 and known",
            _ANY_OPERAND,
        ),
        Function(
            "age_on",
            (2, 2),
            "age_on(birth, day) → count",
            "completed years; someone born on 29 February turns on 1 March in a common year",
            _ANY_OPERAND,
        ),
        Function("min", (2, 12), "min(a, b, …) → the same type", "the smallest", _ANY_OPERAND),
        Function("max", (2, 12), "max(a, b, …) → the same type", "the largest", _ANY_OPERAND),
    )
}

_SEASON = "a dated parameter of type bool, true from the season's first day"
INSTEAD_OF: dict[str, str] = {
    "month": _SEASON, "year": _SEASON, "day": _SEASON, "round": "half_up(a, b)", "ceil": "round_up(n, step)",
    "abs": "max(x, 0 - x)", "len": "members", "age": "age_on(birth, day)", "if": "choose(test, a, b)",
}  # fmt: skip
"""Functions that other languages have, and what stands for them here."""

AGGREGATES = ("any_member", "all_members", "sum_members", "count_members", "min_members", "max_members")

BUILT_IN: dict[str, str] = {
    "true": "the truth value",
    "false": "the truth value",
    "today": "the day on which the family is judged (date)",
    "members": "how many members are judged together (count)",
}

OPERATORS: tuple[tuple[str, str, str], ...] = (
    ("and  or  not", "bool → bool", "Kleene: false and unknown is false; true or unknown is true; else unknown"),
    ("<  <=  >  >=", "two numbers of one dimension, or two dates → bool", _ANY_OPERAND),
    ("==  !=", "two numbers of one dimension, two dates, a code and one of its values → bool", _ANY_OPERAND),
    ("a < b <= c", "a chain of only < <= or only > >= → bool", "and of its links"),
    ("in  not in", "a code and a tuple of its values → bool", "unknown code → unknown"),
    ("+  -", "money ± money, count ± count, ratio ± ratio or count", _ANY_OPERAND),
    ("*", "money × count, money × ratio, count × count, count × ratio, ratio × ratio", _ANY_OPERAND),
)

MAX_LENGTH = 1_000
MAX_DEPTH = 24

# What the writer typed, what to type instead. Chinese keyboards produce these without a warning.
FULL_WIDTH: dict[str, str] = {
    "（": "(", "）": ")", "，": ",", "、": ",", "＜": "<", "＞": ">", "＝": "=", "＋": "+", "－": "-", "—": "-", "–": "-",
    "＊": "*", "×": "*", "≤": "<=", "≥": ">=", "≠": "!=", "！": "!", "‘": "'", "’": "'", "“": '"', "”": '"', "＿": "_",
    "\u3000": "a space", "；": "nothing", "：": "nothing", "。": "nothing", "÷": "half_up(a, b)", "／": "half_up(a, b)",
}  # fmt: skip

# Signs of Python that mean something else here, or nothing.
REFUSED_SIGNS: dict[str, tuple[str, str]] = {
    "#": ("comments are not kept with the formula", "put the remark into a TOML comment above the key"),
    "/": (
        "plain division is refused: its rounding differs from engine to engine",
        "half_up(a, b), or multiply the other side",
    ),
    "%": ("the remainder operator is refused", "write a ratio as a parameter of type ratio"),
    "&": ("& is not part of the language", "and"),
    "|": ("| is not part of the language", "or"),
    "~": ("~ is not part of the language", "not"),
    "^": ("^ is not part of the language", "and, or, not"),
    "@": ("@ is not part of the language", "one of the functions of the language"),
    ".": ("decimals and attributes are refused", "a parameter of type money or ratio"),
    "[": ("indexing and lists are refused", "lookup(table, key), or a tuple in round brackets after in"),
    "]": ("indexing and lists are refused", "lookup(table, key), or a tuple in round brackets after in"),
    "{": ("{ } are not part of the language", "lookup(table, key)"),
    "}": ("{ } are not part of the language", "lookup(table, key)"),
    ":": (": is not part of the language", "choose(test, a, b)"),
    ";": ("; is not part of the language", "one formula per key"),
    "\\": ("\\ is not part of the language", "a multi-line TOML string"),
    "`": ("` is not part of the language", "plain names"),
    "$": ("$ is not part of the language", "plain names"),
    "?": ("? is not part of the language", "choose(test, a, b)"),
}

REFUSED_FORMS: dict[str, tuple[str, str, str]] = {
    # code: (what is wrong, what to write instead, an example that is refused)
    "power": ("** is refused", "multiply", "wage ** 2"),
    "if-else": ("`a if c else b` is refused", "choose(c, a, b)", "wage if true else pension"),
    "mixed-chain": ("a chain may only rise (< <=) or only fall (> >=)", "two comparisons joined by and", "1 < age > 3"),
    "keyword": ("keyword arguments are refused", "arguments in their order", "max(wage, b=pension)"),
    "none": ("there is no none here: an unknown fact stays unknown by itself", "a code value such as 'none', or 0", "wage == none"),
    "boolean-equality": ("a bool is not compared", "the bool itself, or not", "disabled == true"),
    "not-bool": ("and, or, not need a bool", "a comparison, such as x > 0", "wage and disabled"),
    "float": ("decimals and attributes are refused", "a parameter of type money or ratio", "wage * 0.5"),
    "joined-strings": ("two strings side by side are refused", "one quoted code", "kind == 'a' 'b'"),
    "money-literal": ("a sum of money in a formula is refused, except 0", "a dated parameter with its source", "wage > 100"),
    "code-place": ("a quoted code may only be compared with a code fact", "fact == 'value' or fact in ('a', 'b')", "max('a', 'b')"),
    "nested-aggregate": ("member functions cannot be nested", "a person definition, used by name", "any_member(any_member(disabled))"),
    "syntax": ("this is not a formula", "names, numbers and functions joined by operators", "wage +"),
    "form": ("this form of Python is not part of the language", "one of the operators and functions of the language", "(age, wage)"),
}  # fmt: skip
