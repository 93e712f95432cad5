"""Facts, parameters, tables, definitions, caps and laws: from TOML tables to the pack's model."""

from dataclasses import replace

from doorstep.rulebook.language.types import BOOL, COUNT, DATE, MONEY, RATIO, Kind, Type, Unit
from doorstep.rulebook.packs.model import (
    CONFIDENCES,
    LANGUAGES,
    PERIODS,
    SENSITIVITIES,
    Cap,
    Clause,
    Definition,
    Fact,
    Formula,
    Law,
    Parameter,
    Span,
    Version,
)
from doorstep.rulebook.packs.reader import Table, in_sequence
from doorstep.rulebook.values import BadValue, decode, encode

SIMPLE = {"money": MONEY, "count": COUNT, "ratio": RATIO, "bool": BOOL, "date": DATE}
_DEFAULT_RANGE = {"count": (0, 1_000), "bool": (0, 1), "date": (19000101, 21001231), "ratio": (0, 10_000)}
MOST = {Kind.MONEY: 10_000_000_000, Kind.COUNT: 1_000_000, Kind.RATIO: 1_000_000_000}
"""The largest figure of a pack: 100 million yuan, a million, a hundred-thousandfold. What is more is a slip of the pen."""
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
    codes = table.names("codes")
    if kind != "code":
        return SIMPLE[kind]
    if not codes:
        table.problem("missing", "a code declares its values", 'codes = ["none", "…"]')
    return Type(Kind.CODE, codes=codes)


def encoded(table: Table, kind: Type, value: object, *keys: str | int) -> int:
    """The integer of a value, 0 with a Problem if the type does not admit it."""
    try:
        return encode(kind, value)
    except BadValue as error:
        table.problem("wrong-value", f"{value!r} is not {kind}", error.write, *keys)
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
    if fresh < 0:
        table.problem(
            "wrong-value", f"fresh_days = {fresh}", "days, such as 365; leave it out if it does not age", "fresh_days"
        )
    attested = table.names("attested_by")
    if not attested:
        table.problem("missing", "nobody is named who can attest this fact", 'attested_by = ["self"]')
    cost = table.get("cost", int, 1, "cost = 1")
    if not 1 <= cost <= 5:
        table.problem("wrong-value", f"cost = {cost}", "1 (a question at the window) to 5 (an assessment)", "cost")
    words = tuple(_word(t) for t in table.tables("words"))
    if len(words) != len(kind.codes):
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


def parameter(table: Table) -> Parameter:
    """[[parameter]]: a dated value; with `key` (count, date or code) its versions hold `rows = [[key, value], …]`."""
    kind = value_type(table)
    key: Type | None = None
    if "key" in table.data:
        key_kind = table.choice("key", ("count", "date", "code"))
        key_codes = table.names("key_codes")
        key = Type(Kind.CODE, codes=key_codes) if key_codes else SIMPLE.get(key_kind)
        if key is None:
            table.lack("key_codes", "missing", "a table by code says which codes", 'key_codes = ["none", "…"]')
            key = Type(Kind.CODE)
    listed = list(table.tables("versions"))
    if not listed and not table.data.get("versions"):
        table.lack(
            "versions", "missing", "a parameter has no value", 'versions = [{ from = 2018-04-01, value = "1070", … }]'
        )
    kind = _as_written(table, kind, key, listed)
    versions = [_version(v, kind, key) for v in listed]
    ordered, overlapping = in_sequence(versions, lambda v: v.span, lambda v, span: replace(v, span=span))
    for version in overlapping:
        number = versions.index(version)
        table.problem("overlap", "two values on one day", "from = the day after the other's last", "versions", number)
    result = Parameter(table.name("name"), kind, table.texts("label"), ordered, table.at(), key)
    table.done()
    return result


def _as_written(table: Table, kind: Type, key: Type | None, listed: list[Table]) -> Type:
    """The type of the values; if none of them is of the declared one, that is one mistake and not one for each value."""
    held, wanted = ("rows", "value") if key is None else ("value", "rows")
    other = next((v for v in listed if held in v.data and wanted not in v.data), None)
    if other is not None and key is None:
        table.problem(
            "missing", "its versions hold rows, and it has no key", 'key = "count", "date", or "code" with key_codes'
        )
    elif other is not None:
        other.problem("missing", "a parameter with a key holds rows, not a value", 'rows = [[0, "…"]], or no key', held)
    values = [v.data["value"] for v in listed if "value" in v.data]
    fits = [name for name, other_kind in SIMPLE.items() if all(_admits(other_kind, v) for v in values)]
    if len(values) > 1 and fits and not any(_admits(kind, v) for v in values):
        write = " or ".join(f'type = "{name}"' for name in fits)
        table.problem("wrong-value", f"none of its values is {kind}", write, "type")
        return SIMPLE[fits[0]]
    return kind


def _admits(kind: Type, value: object) -> bool:
    try:
        encode(kind, value)
    except BadValue:
        return False
    return True


def _version(table: Table, kind: Type, key: Type | None) -> Version:
    source = table.text("source", required=False)
    if not source:
        table.problem("missing-source", "a value without its source", 'source = "document, article or publication"')
    rows: list[tuple[int, int]] = []
    value = 0
    table.asked |= {"value", "rows"} & set(table.data) | {"value" if key is None else "rows"}
    if key is None and "value" in table.data:
        value = figure(table, kind, table.data["value"], "value")
    elif key is None and "rows" not in table.data:
        table.lack("value", "missing", "value is missing", "value = " + EXAMPLES[kind.kind])
    elif key is not None and not ("value" in table.data and "rows" not in table.data):
        listed = table.get("rows", list, [], 'rows = [[65, "75"]]', required=True)
        if listed == table.data.get("rows") == []:
            table.problem("missing", "rows is empty", 'rows = [[65, "75"]]', "rows")
        for number, row in enumerate(listed if key != Type(Kind.CODE) else ()):
            if not isinstance(row, list) or len(row) != 2:
                table.problem("wrong-type", "a row is a key and a value", '[65, "75"]', "rows", number)
                continue
            rows.append(
                (encoded(table, key, row[0], "rows", number), figure(table, kind, row[1], "rows", number)),
            )
        if [k for k, _ in rows] != sorted({k for k, _ in rows}):
            table.problem("wrong-value", "keys must rise, each once", "rows in the order of their keys", "rows")
    result = Version(
        span=table.span(required=True),
        value=value,
        rows=tuple(rows),
        source=source,
        confidence=table.choice("confidence", CONFIDENCES),
        at=table.at(),
    )
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
    result = Cap(
        code=table.name("code"),
        programmes=table.names("programmes"),
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
    span = force.span(required="in_force" in table.data)
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
