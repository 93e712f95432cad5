"""Programmes and their worked cases: from TOML to the pack's model."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.packs.model import (
    CONFIDENCES,
    LEVELS,
    PERIODS,
    At,
    Case,
    Condition,
    Formula,
    Named,
    Programme,
    Related,
    Relations,
    Span,
)
from doorstep.rulebook.packs.parts import clause, no_text
from doorstep.rulebook.packs.reader import Table, in_sequence

RESERVED = {"amount", "verdict", "received", "alone", "rest"}
"""Columns of a programme that are no conditions."""

ALWAYS = {
    "names": 'names = [{ zh-hans = "…", en = "…" }]',
    "decided_by": 'decided_by = [{ body = "…" }]',
    "amount": '[[amount]] with formula = "…" or unknown = { … }',
}
"""What a programme has on every day on which it is in force."""

CLAUSE = 'clause = [{ law = "…", article = 10 }], or [{ unverified = { zh-hans = "…", en = "…" } }]'

V = TypeVar("V", Formula, Named, Related)


def programme(table: Table) -> Programme:
    """A whole programme file."""
    code = table.name("code")
    span = table.span(required=True)
    conditions = tuple(_condition(t, span) for t in table.tables("condition"))
    if not conditions:
        table.lack("condition", "missing", "a programme has at least one condition", "[[condition]]")
    ids = [c.id for c in conditions]
    for taken in RESERVED.intersection(ids):
        table.problem("name", f"{taken} is taken by the programme itself", "another id", "condition", ids.index(taken))
    for repeated in {i for i in ids if ids.count(i) > 1}:
        table.problem("twice", f"two conditions are called {repeated}", "another id", "condition", ids.index(repeated))
    amounts = _sequence(table, "amount", [_amount(t, span) for t in table.tables("amount")], whole=span)
    source = table.text("source", required=False)
    if not source:
        table.lack("source", "missing-source", "a programme without its source", 'source = "document"')
    result = Programme(
        code=code,
        level=table.choice("level", tuple(LEVELS)),
        territory=table.text("territory"),
        unit=Unit(table.choice("unit", tuple(Unit))),
        item=table.text("item", required=False),
        span=span,
        names=_sequence(table, "names", [_name(t, span) for t in table.tables("names", ALWAYS["names"])], whole=span),
        bodies=_sequence(
            table, "decided_by", [_body(t, span) for t in table.tables("decided_by", ALWAYS["decided_by"])], whole=span
        ),
        conditions=conditions,
        amounts=amounts,
        relations={key: _related(table, key, span) for key in Relations._fields},
        source=source,
        confidence=table.choice("confidence", CONFIDENCES),
        at=table.at(),
        refs={key: table.at(key) for key in ("code", "territory", "level", "unit", "item")},
    )
    table.done()
    return result


def _sequence(table: Table, key: str, items: list[V], *, whole: Span | None = None) -> tuple[V, ...]:
    ordered, overlapping = in_sequence(items, lambda v: v.span, lambda v, span: replace(v, span=span))
    for item in overlapping:
        table.problem(
            "overlap", f"two of {key} on one day", "from = the day after the other's last", key, items.index(item)
        )
    gap = _gap([item.span for item in ordered], whole) if whole is not None else None
    reported = any(p.code == "dates" and p.file == table.file.path for p in table.problems)
    if gap is not None and not reported and (items or not table.data.get(key)):  # else its type has been reported
        if items:
            write = f"a part of {key} for every day on which the programme is in force"
            table.problem("missing", f"no {key} on {gap}", write, key)
        else:
            table.lack(key, "missing", f"there is no {key}", ALWAYS[key])
    return ordered


def _gap(spans: list[Span], whole: Span) -> date | None:
    """The first day of `whole` that none of the spans, ordered by their first days, holds."""
    day = whole.first
    for span in spans:
        if span.first > day:
            return day
        if span.last is None or span.last == date.max:
            return None
        day = max(day, span.last + timedelta(days=1))
    return day if day in whole else None


def _related(table: Table, key: str, within: Span) -> tuple[Related, ...]:
    """`excludes = ["dibao"]` for every day, or tables of from, to and programmes."""
    listed = table.data.get(key)
    if not isinstance(listed, list) or not any(isinstance(x, dict) for x in listed):
        codes = table.names(key)
        return (Related(within, codes, table.at(key)),) if codes else ()
    found = []
    for part in table.tables(key, f'{key} = ["…"], or [{{ from = 2019-05-01, programmes = ["…"] }}]'):
        codes = part.names("programmes")
        if not codes:
            part.lack("programmes", "missing", "programmes is missing", 'programmes = ["…"]')
        found.append(Related(part.span(within=within), codes, part.at()))
        part.done()
    return _sequence(table, key, found)


def _condition(table: Table, within: Span) -> Condition:
    span = table.span(within=within)
    clauses = tuple(clause(t, span) for t in table.tables("clause", CLAUSE))
    if not clauses:
        table.lack("clause", "missing-source", "a condition without its clause", CLAUSE)
    result = Condition(
        id=table.name("id"),
        formula=Formula(span, table.text("test") or "false", table.at("test")),
        clauses=clauses,
        family_text=table.texts("family"),
        clerk_text=table.texts("clerk"),
        at=table.at(),
    )
    table.done()
    return result


def _amount(table: Table, within: Span) -> Formula:
    period = table.choice("period", tuple(PERIODS))
    if {"unknown", "formula"} <= set(table.data):
        table.problem("wrong-value", "an amount is a formula, or unknown: not both", "one of the two", "unknown")
        table.asked |= {"formula", "at_most"}
    if "unknown" in table.data:
        result = Formula(table.span(within=within), None, table.at("unknown"), table.texts("unknown"), period)
    else:
        text = table.text("formula") or "0"
        limit = table.get("at_most", bool, False, "at_most = true")
        result = Formula(table.span(within=within), text, table.at("formula"), None, period, limit)
    table.done()
    return result


def _name(table: Table, within: Span) -> Named:
    result = Named(table.span(within=within), table.languages("the name"), "", table.at())
    table.done()
    return result


def _body(table: Table, within: Span) -> Named:
    result = Named(table.span(within=within), no_text(), table.text("body"), table.at("body"))
    table.done()
    return result


def cases(table: Table, programme_code: str) -> list[Case]:
    """A file of worked cases. `[base]` holds what every family of the file has unless a case says otherwise."""
    base = _base(table)
    result = []
    for item in table.tables("case"):
        family = item.get("family", dict, {}, "family = { … }")
        members = item.get("members", list, [{}], "members = [{ … }]")
        if not all(isinstance(m, dict) for m in members):
            item.problem("wrong-type", "a member is not a table in { }", "members = [{ … }, {}]", "members")
            members = []
        case = Case(
            programme=programme_code,
            story=item.text("story"),
            on=item.get("on", date, date(1949, 10, 1), "on = 2018-02-13", required=True),
            family={
                "facts": _merged(base["family"], family),
                "members": [_merged(base["member"], m) for m in members],
                "receives": item.get("receives", list, [], 'receives = ["dibao"]'),
            },
            expect=item.get("expect", dict, {}, 'expect = { answer = "entitled" }', required=True),
            at=At(table.file.path, item.at().line),
        )
        item.done()
        result.append(case)
    table.done()
    return result


def _base(table: Table) -> dict[str, dict[str, object]]:
    """What the families of a file, and their members, have unless a case says otherwise."""
    data: dict[str, object] = table.get("base", dict, {}, "[base] with family = { … } and member = { … }")
    inner = Table(table.file, data, ("base",), table.problems)
    found = {key: inner.get(key, dict, {}, f"{key} = {{ … }}") for key in ("family", "member")}
    inner.done()
    return found


def _merged(base: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """The base with the case's own facts over it; a fact that the case calls "unknown" is left out."""
    return {key: value for key, value in {**base, **own}.items() if value != "unknown"}
