"""The language reference as Markdown, made from the tables that the parser itself uses."""

from collections.abc import Iterable

from doorstep.rulebook.language.types import INT64_MAX, MEMBERS_MAX, RATIO_SCALE, Kind
from doorstep.rulebook.language.vocabulary import (
    BUILT_IN,
    FULL_WIDTH,
    FUNCTIONS,
    INSTEAD_OF,
    MAX_DEPTH,
    MAX_LENGTH,
    OPERATORS,
    REFUSED_FORMS,
    REFUSED_SIGNS,
)
from doorstep.rulebook.packs.model import CONFIDENCES, LEVELS, PERIODS

KINDS = {
    Kind.MONEY: ('yuan as text, "970" or "0.50"', "whole fen; a sum of money in a formula is a parameter, except 0"),
    Kind.COUNT: ("3", "a whole number"),
    Kind.RATIO: ('"0.90", up to four decimals', f"ten-thousandths, n/{RATIO_SCALE}; half_up(…) drops it again"),
    Kind.BOOL: ("true, false", "never compared: the bool itself, or not"),
    Kind.DATE: ("2018-02-13", "yyyymmdd; compared and given to age_on"),
    Kind.CODE: ('"fire"', "one of the values that the fact declares; == != in; not applicable is a code, such as none"),
}
UNITS = (
    ("person", "facts of a person; facts and definitions of the family may be used too"),
    ("family", "facts of the family; what belongs to persons only within a member function"),
    ("assessment", "the people judged together. The person definition judged_alone says who is judged alone"),
)


def language_reference() -> str:
    """The whole text of docs/policy-language.md."""
    parts = [_opening(), _types(), _units(), _operators(), _functions(), _refused(), _files()]
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(head), line(("---",) * len(head)), *map(line, rows)])


def _opening() -> str:
    return f"""# The policy language

Generated from the tables of `doorstep.rulebook.language`; `python -m doorstep.rulebook.language.reference` prints it.

A formula is one expression. Names are a to z, 0 to 9 and _, and begin with a letter. Every name is a fact, a parameter, a
definition, `meets_<programme>` (all its conditions hold; never, where it is not in force) or `receives_<programme>` (it is
already paid). A formula has at most {MAX_LENGTH} characters and is nested at most {MAX_DEPTH} deep. Intervals are computed
when the pack is loaded: what could pass {INT64_MAX} is refused; a family has at most {MEMBERS_MAX} members.

A fact may be **unknown**. Unknown is never false and never 0: it makes a question. There is no word for it in the language."""


def _types() -> str:
    rows = [(f"`{kind}`", written, inside) for kind, (written, inside) in KINDS.items()]
    words = [(f"`{name}`", meaning) for name, meaning in BUILT_IN.items()]
    tables = (_table(("type", "written", "is"), rows), _table(("word", "is"), words))
    return "## Types\n\n" + "\n\n".join(tables)


def _units() -> str:
    return "## Units\n\n" + _table(("unit", "a formula about it may use"), [(f"`{u}`", text) for u, text in UNITS])


def _operators() -> str:
    rows = [(f"`{signs}`", types, unknown) for signs, types, unknown in OPERATORS]
    return "## Operators\n\n" + _table(("sign", "takes", "with unknowns"), rows)


def _functions() -> str:
    rows = [(f"`{f.signature}`", f.meaning, f.unknown) for f in FUNCTIONS.values()]
    others = ", ".join(f"`{name}` → {write}" for name, write in INSTEAD_OF.items())
    table = _table(("function", "gives", "with unknowns"), rows)
    return f"## Functions\n\n{table}\n\nInstead of functions that other languages have: {others}."


def _refused() -> str:
    forms = [(f"`{example}`", f"`{code}`", what, write) for code, (what, write, example) in REFUSED_FORMS.items()]
    signs = [(f"`{sign}`", what, write) for sign, (what, write) in REFUSED_SIGNS.items()]
    wide = ", ".join(f"{sign} → {write}" for sign, write in FULL_WIDTH.items() if sign.strip())
    return "\n\n".join(
        [
            "## Refused",
            _table(("example", "code", "why", "write"), forms),
            _table(("sign", "why", "write"), signs),
            f"Full-width signs are refused with the sign to type: {wide}.",
        ]
    )


FILES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "`facts.toml`",
        (
            "`[[attester]]` code, label;",
            "`[[fact]]` name, unit, type, codes and their words, range, label, attested_by, cost 1–5, sensitivity,",
            "fresh_days, nullable",
        ),
    ),
    (
        "`parameters.toml`",
        (
            "`[[parameter]]` name, type, label, versions of from, to, value, source, confidence;",
            "a table has `key` (count or date: the last row not above it holds; code with key_codes: its own row) and,",
            "in its versions, rows of key and value",
        ),
    ),
    (
        "`definitions.toml`",
        ("`[[definition]]` name, unit, label, type, formula or versions of from, to, formula; clause",),
    ),
    (
        "`bodies.toml`, `caps.toml`",
        ("`[[body]]` code, label; `[[cap]]` code, programmes, per (person, family), limit, period, from, to, source",),
    ),
    (
        "`laws.toml` beside `rulebook`",
        ("`[[law]]` id, title, short, english, in_force of from, to, articles, first_article, paragraphs, items",),
    ),
    (
        "`city/<code>.toml`, `district/<area>/…`, `street/<area>/…`",
        (
            "a programme: code, level, territory, unit, item, from, to, source, confidence, names, decided_by;",
            "excludes, ranks_before, unlocks, requires (one of these is taken beside it, or received and not given up):",
            "each a list of codes, or of `{ from, to, programmes }`;",
            "`[[condition]]` id, test, family, clerk, clause, from, to;",
            "`[[amount]]` formula (at_most: a limit, not a sum that is due) or unknown, period, from, to",
        ),
    ),
    (
        "`<code>.cases.toml` beside it",
        (
            "`[base]` family, member; `[[case]]` story, on, family, members, receives,",
            "expect (answer, amount, member, ask, failed, excluded_by, confidence)",
        ),
    ),
)


def _files() -> str:
    table = _table(("file", "holds"), [(file, " ".join(holds)) for file, holds in FILES])
    return f"""## Files

Below `policy/<city>/rulebook`; a key that means nothing is refused. `from` and `to` are days in force, both included.

{table}

Levels: {", ".join(LEVELS)}. Periods: {", ".join(PERIODS)}. Confidence: {", ".join(CONFIDENCES)}. A clause is
`{{ law, article, paragraph, item, from, to }}` with a law of `laws.toml`, or `{{ unverified = {{ zh-hans, en }} }}`.
In a label, in family and clerk and in unknown, `{{code}}` is read as the name of that programme on the day."""


if __name__ == "__main__":
    import sys

    sys.stdout.write(language_reference())
