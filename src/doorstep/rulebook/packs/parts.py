"""Facts, definitions, clauses, caps and laws: from TOML tables to the pack's model."""

from dataclasses import replace

from doorstep.rulebook.language.surface import is_name
from doorstep.rulebook.language.types import BOOL, COUNT, DATE, MONEY, RATIO, Kind, Type, Unit
from doorstep.rulebook.packs.model import (
    LANGUAGES,
    PERIODS,
    SENSITIVITIES,
    Cap,
    Clause,
    Definition,
    Fact,
    Formula,
    Law,
    Span,
)
from doorstep.rulebook.packs.reader import Table, in_sequence
from doorstep.rulebook.values import BadValue, decode, encode

SIMPLE = {"money": MONEY, "count": COUNT, "ratio": RATIO, "bool": BOOL, "date": DATE}
_DEFAULT_RANGE = {"count": (0, 1_000), "bool": (0, 1), "date": (19000101, 21001231), "ratio": (0, 10_000)}
MOST = {Kind.MONEY: 10_000_000_000, Kind.COUNT: 1_000_000, Kind.RATIO: 1_000_000_000}
"""The largest figure of a pack: 100 million yuan, a million, a hundred-thousandfold. What is more is a slip of the pen."""
MOST_DAYS = 36_500
EXAMPLES = {
    Kind.MONEY: '"970"',
    Kind.COUNT: "3",
    Kind.RATIO: '"0.90"',
    Kind.BOOL: "true",
    Kind.DATE: "2018-04-01",
    Kind.CODE: '"…"',
}


def value_type(table: Table, key: str = "type") -> Type:
    """`type = "money"`, or `type = "code"` with `codes = […]`."""
    kind = table.choice(key, (*SIMPLE, "code"))
    codes = code_words(table, "codes")
    if kind != "code":
        return SIMPLE[kind]
    if not codes:
        table.lack("codes", "missing", "a code declares its values", 'codes = ["none", "…"]')
    return Type(Kind.CODE, codes=codes)


def code_words(table: Table, key: str) -> tuple[str, ...]:
    """The values of a code, such as formulas may quote."""
    codes = table.names(key)
    for code in codes:
        if not is_name(code):
            table.problem("name", f"{code!r} is no code", "a to z, then a to z, 0 to 9 and _", key)
    return codes


def encoded(table: Table, kind: Type, value: object, *keys: str | int) -> int:
    """The integer of a value, 0 with a Problem if the type does not admit it."""
    try:
        return encode(kind, value)
    except BadValue as error:
        said = str(value).lower() if isinstance(value, bool) else repr(value)
        table.problem("wrong-value", f"{said} is not {kind}", error.write, *keys)
        return 0


def figure(table: Table, kind: Type, value: object, *keys: str | int, least: int = 0) -> int:
    """The integer of a figure; reports one below `least` or so large that it must be a slip (and sums would overflow)."""
    found = encoded(table, kind, value, *keys)
    most = MOST.get(kind.kind)
    if most is not None and not least <= found <= most:
        side = "too small" if found < least else "too large"
        write = " to ".join(str(decode(kind, edge)).removesuffix(".00") for edge in (least, most))
        table.problem("wrong-value", f"{value!r} is {side} for {kind}", write, *keys)
        return max(least, 0)
    return found


def fact(table: Table) -> Fact:
    """[[fact]]: every fact declares its range, who can attest it, and what asking for it costs."""
    kind = value_type(table)
    low, high = _DEFAULT_RANGE.get(str(kind.kind), (0, max(0, len(kind.codes) - 1)))
    bounds: list[object] = table.get("range", list, [], 'range = ["0", "50000"]', required=kind.kind is Kind.MONEY)
    if len(bounds) == 2:
        low, high = (figure(table, kind, b, "range", least=-MOST.get(kind.kind, 0)) for b in bounds)
    if len(bounds) not in (0, 2) or high < low:
        table.problem("wrong-value", "a range is a lowest and a highest value", 'range = ["0", "50000"]', "range")
        high = max(low, high)
    fresh = table.get("fresh_days", int, 0, "fresh_days = 365")
    if not 0 <= fresh <= MOST_DAYS:
        write = f"days, up to {MOST_DAYS}; leave it out if it does not age"
        table.problem("wrong-value", f"fresh_days = {fresh}", write, "fresh_days")
        fresh = 0
    attested = table.names("attested_by")
    if not attested:
        table.lack("attested_by", "missing", "nobody is named who can attest this fact", 'attested_by = ["self"]')
    cost = table.get("cost", int, 1, "cost = 1")
    if not 1 <= cost <= 5:
        table.problem("wrong-value", f"cost = {cost}", "1 (a question at the window) to 5 (an assessment)", "cost")
    words = tuple(_word(t) for t in table.tables("words"))
    if len(words) != len(kind.codes) == len(set(kind.codes)):
        write = 'words = [{ zh-hans = "…", en = "…" }], one for each of ' + (", ".join(kind.codes) or "its codes")
        table.problem("missing-translation", "every code has its words, and nothing else has", write, "codes")
    result = Fact(
        name=table.name("name"),
        unit=Unit(table.choice("unit", ("person", "family"))),
        type=kind,
        low=low,
        high=high,
        label=table.texts("label"),
        attested_by=attested,
        cost=cost,
        sensitivity=table.choice("sensitivity", SENSITIVITIES, "personal"),
        fresh_days=fresh or None,
        nullable=table.get("nullable", bool, True, "nullable = false"),
        at=table.at(),
        words=words,
    )
    table.done()
    return result


def _word(table: Table) -> dict[str, str]:
    """What one value of a code is called."""
    result = table.languages("the word")
    table.done()
    return result


def formula(table: Table, *, within: Span | None = None, key: str = "formula") -> Formula:
    """One version of a formula; a table without dates is always in force."""
    text = table.text(key)
    return Formula(table.span(within=within), text or "false", table.at(key))


def definition(table: Table) -> Definition:
    """[[definition]]: `formula = "…"`, or `versions = [{ from, to, formula }]` where the rule changes with the date."""
    versions = []
    for version in table.tables("versions"):
        versions.append(formula(version))
        version.done()
    if not versions:
        versions = [formula(table)]
    ordered, overlapping = in_sequence(versions, lambda v: v.span, lambda v, span: replace(v, span=span))
    for version_ in overlapping:
        number = versions.index(version_)
        table.problem("overlap", "two formulas on one day", "from = the day after the other's last", "versions", number)
    declared = SIMPLE[table.choice("type", tuple(SIMPLE))] if "type" in table.data else None
    whole = Span(ordered[0].span.first, ordered[-1].span.last)
    result = Definition(
        name=table.name("name"),
        unit=Unit(table.choice("unit", tuple(Unit))),
        versions=ordered,
        label=table.texts("label"),
        at=table.at(),
        declared=declared,
        clauses=tuple(clause(t, whole) for t in table.tables("clause")),
    )
    table.done()
    return result


def clause(table: Table, within: Span) -> Clause:
    """A place in a registered document, or `unverified = { … }`, for the days on which it carries its owner."""
    note = table.texts("unverified") if "unverified" in table.data else None
    law = table.text("law", required=note is None) or None
    number = {key: table.get(key, int, 0, f"{key} = 1") for key in ("article", "paragraph", "item")}
    if note is not None and law is not None:
        table.problem("wrong-value", "a clause is of a law, or unverified: not both", "two clauses, or one", "law")
    for key in ("paragraph", "item"):
        if number[key] < 0 or table.data.get(key) == 0:
            table.problem("wrong-value", f"{key} = {number[key]}", "1 or more; leave it out for the whole article", key)
    if law and "article" not in table.data:
        table.lack("article", "missing", "a clause names its article", "article = 10")
    result = Clause(
        span=table.span(within=within),
        law=law,
        article=number["article"],
        paragraph=number["paragraph"] or None,
        item=number["item"] or None,
        note=note,
        at=table.at(),
    )
    table.done()
    return result


def cap(table: Table) -> Cap:
    """[[cap]]: some programmes together pay at most a parameter's amount."""
    programmes = table.names("programmes")
    if not programmes:
        table.lack("programmes", "missing", "a cap names its programmes", 'programmes = ["…"]')
    result = Cap(
        code=table.name("code"),
        programmes=programmes,
        per=Unit(table.choice("per", ("person", "family"))),
        limit=table.name("limit"),
        period=table.choice("period", tuple(PERIODS)),
        span=table.span(),
        source=table.text("source"),
        at=table.at(),
    )
    table.done()
    return result


def law(table: Table) -> Law:
    """[[law]] of laws.toml: only what a citation is checked against; the register has more keys, read elsewhere."""
    data: dict[str, object] = table.get("in_force", dict, {}, "in_force = { from = 2019-05-01 }", required=True)
    force = Table(table.file, data, (*table.path, "in_force"), table.problems)
    span = force.span(required=isinstance(table.data.get("in_force"), dict))
    force.done()
    items = table.get("items", dict, {}, "items = { 12 = 2 }")
    articles, first = (
        table.get("articles", int, 0, "articles = 56", required=True),
        table.get("first_article", int, 1, "first_article = 205"),
    )
    listed = len(table.get("paragraphs", list, [], "paragraphs = [1, 2]"))
    if listed and articles and listed != articles - first + 1:
        what = f"articles {first} to {articles} are {articles - first + 1}, paragraphs lists {listed}"
        table.problem(
            "wrong-value", what, "the number of the last article, and one number for each article", "articles"
        )
    return Law(
        at=table.at("id"),
        id=table.text("id"),
        title=table.text("title"),
        short=table.text("short", required=False),
        english=table.text("english", required=False),
        span=span,
        articles=articles,
        first_article=first,
        paragraphs=tuple(p for p in table.get("paragraphs", list, [], "paragraphs = [1, 2]") if isinstance(p, int)),
        items={int(k): v for k, v in items.items() if str(k).isdigit() and isinstance(v, int)},
    )


def no_text() -> dict[str, str]:
    """An empty text in every language."""
    return dict.fromkeys(LANGUAGES, "")
