"""From the parsed TOML of a pack to an ItemVersion: types, words, translations. `check` checks its meaning."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from doorstep.catalogue.logic import types as t
from doorstep.catalogue.logic.dated import Dated
from doorstep.catalogue.logic.reader import Lines, Notebook, Problem, Reader
from doorstep.kernel.calendar import Unit
from doorstep.kernel.clock_terms import StartsAt
from doorstep.kernel.period import Period

V = TypeVar("V")
CODE = re.compile(r"[A-Z]{2,3}-\d{3}")
CITY_CODE = re.compile(r"\d{12}")


def parse_item(data: Mapping[str, Any], lines: Lines, *, file: str) -> tuple[t.ItemVersion | None, list[Problem]]:
    """The item of a pack, or None with the problems that kept it from being read.

    `lines` gives the line of each path (`doorstep.kernel.toml_lines`), `file` is the name to show.
    """
    notebook = Notebook(file, lines)
    pack = Reader(data, notebook)
    effective = pack.table("effective")
    if effective is None:
        return None, notebook.problems
    span = effective.span(None)
    effective.done()
    item = _item(pack, span)
    pack.done()
    return (None if notebook.problems else item), notebook.problems


def _item(pack: Reader, span: Period) -> t.ItemVersion:
    item_type, type_confidence = _one(pack, "type", "", lambda table: table.one_of("is", t.ITEM_TYPES))
    fee_fen, fee_confidence = _one(pack, "fee", 0, lambda table: table.whole("fen"))
    hotline, hotline_confidence = _one(pack, "hotline", "", lambda table: table.text("number"))
    channels, channels_confidence = _channels(pack)
    agent_allowed, presence_required, agent_confidence = _agent(pack)
    return t.ItemVersion(
        code=_matching(pack, "code", CODE, "a department's letters, a hyphen and three digits, as in MZ-001"),
        number=pack.whole("number", least=1),
        version=pack.whole("version", least=1),
        span=span,
        level=pack.one_of("level", t.LEVELS),
        territory=_matching(pack, "territory", re.compile(r"\d{6}(\d{3})?"), "six digits, or nine for a street"),
        complete=pack.one_of("completeness", ("full", "outline")) == "full",
        area=pack.text("area"),
        city_code=_city_code(pack),
        item_type=item_type,
        type_confidence=type_confidence,
        applicant=pack.one_of("applicant", t.APPLICANTS),
        names=_dated(pack, "name", span, lambda row: t.Text(row.text("zh-hans"), row.text("en"))),
        short=pack.words("short"),
        synonyms=pack.words("synonyms"),
        owners=_dated(pack, "owner", span, _owner),
        kinds=_dated(pack, "kind", span, lambda row: row.one_of("is", t.KINDS)),
        scopes=_dated(pack, "scope", span, lambda row: row.one_of("is", t.SCOPES)),
        bases=_dated(pack, "jurisdiction", span, lambda row: row.one_of("by", t.BASES)),
        deciders=_dated(pack, "decides", span, _decider),
        statutory=_dated(pack, "statutory_limit", span, _limit),
        promised=_dated(pack, "promised_limit", span, _limit),
        legal_bases=_each(pack, "legal_basis", span, _legal_basis),
        conditions=_each(pack, "condition", span, _condition),
        materials=_each(pack, "material", span, _material),
        tasks=_each(pack, "task", span, _task),
        fields=_each(pack, "field", span, _field),
        pauses=_each(pack, "pause", span, _pause, required=False),
        procedures=_each(pack, "procedure", span, _procedure, required=False),
        remedies=_each(pack, "remedy", span, _remedy),
        channels=channels,
        fee_fen=fee_fen,
        result=_result(pack),
        hotline=hotline,
        agent_allowed=agent_allowed,
        presence_required=presence_required,
        silent_acceptance=pack.clause("silent_acceptance", required=False),
        receiving_excluded_by=pack.clause("receiving_excluded_by", required=False),
        notes=pack.words("notes", required=False),
        confidences=(
            ("type", type_confidence),
            ("fee", fee_confidence),
            ("channels", channels_confidence),
            ("hotline", hotline_confidence),
            ("agent", agent_confidence),
        ),
    )


def _matching(pack: Reader, key: str, pattern: re.Pattern[str], wanted: str) -> str:
    value = pack.text(key)
    if value and not pattern.fullmatch(value):
        pack.fault(key, f"{value!r} has not the form of a {key}", f"write {wanted}")
    return value


def _city_code(pack: Reader) -> str | None:
    value = pack.text("city_code")
    if value in ("", t.UNVERIFIED):
        return None
    if not CITY_CODE.fullmatch(value):
        pack.fault(
            "city_code", f"{value!r} is not a code of twelve digits", f'write the published code or "{t.UNVERIFIED}"'
        )
    return value


def _dated(pack: Reader, key: str, whole: Period, value: Callable[[Reader], V]) -> tuple[Dated[V], ...]:
    """`[[key]]` tables of one value each; every one may have from, to, clause, note and must have a confidence."""
    found = []
    for row in pack.tables(key):
        found.append(
            Dated(
                value=value(row),
                span=row.span(whole),
                confidence=row.confidence(),
                clause=row.clause(required=False),
            )
        )
        row.text("note", required=False)
        row.done()
    return tuple(found)


def _each(
    pack: Reader, key: str, whole: Period, value: Callable[[Reader, Period], V], *, required: bool = True
) -> tuple[V, ...]:
    """`[[key]]` tables, each read to its end: what it says and nobody asked for is a fault."""
    found = []
    for row in pack.tables(key, required=required):
        found.append(value(row, whole))
        row.done()
    return tuple(found)


def _owner(row: Reader) -> t.Owner:
    return t.Owner(row.text("department"), row.words("with", required=False))


def _decider(row: Reader) -> t.Decider:
    return t.Decider(
        level=row.one_of("level", t.LEVELS),
        department=row.text("department"),
        of=row.one_of("of", ("basis", "receiving")),
    )


def _limit(row: Reader) -> t.Limit:
    return t.Limit(
        days=row.whole("days"),
        unit=_unit(row),
        starts_at=StartsAt(row.one_of("starts_at", list(StartsAt)) or StartsAt.ACCEPTANCE),
    )


def _unit(row: Reader) -> Unit:
    return Unit(row.one_of("unit", list(Unit)) or Unit.WORKING_DAYS)


def _legal_basis(row: Reader, whole: Period) -> t.LegalBasis:
    row.text("note", required=False)
    return t.LegalBasis(clause=row.own_clause(), span=row.span(whole), confidence=row.confidence())


def _condition(row: Reader, whole: Period) -> t.Condition:
    return t.Condition(
        id=row.text("id"),
        says=row.both_languages("says"),
        span=row.span(whole),
        confidence=row.confidence(),
        clause=row.clause(),
    )


def _material(row: Reader, whole: Period) -> t.Material:
    return t.Material(
        id=row.text("id"),
        name=row.both_languages("name"),
        form=row.one_of("form", t.MATERIAL_FORMS),
        count=row.whole("count", least=1, required=False, default=1),
        source=row.one_of("source", t.MATERIAL_SOURCES),
        mandatory=row.yes_no("mandatory"),
        tolerable=row.yes_no("tolerable", default=False),
        template=row.text("template", required=False) or None,
        e_licence=row.text("e_licence", required=False) or None,
        when=row.both_languages("when") if "when" in row.data else None,
        span=row.span(whole),
        confidence=row.confidence(),
    )


def _task(row: Reader, whole: Period) -> t.TaskSpec:
    limit_table = row.table("limit", required=False)
    limit = None
    if limit_table:
        limit = t.Limit(limit_table.whole("days"), _unit(limit_table), StartsAt.RECEIPT)
        limit_table.done()
    return t.TaskSpec(
        id=row.text("id"),
        department=row.text("department"),
        level=row.one_of("level", t.LEVELS),
        inside=row.one_of("desk", ("inside", "outside")) == "inside",
        after=row.words("after"),
        limit=limit,
        what=row.both_languages("what"),
        decides=row.yes_no("decides", default=False),
        span=row.span(whole),
        confidence=row.confidence(),
    )


def _field(row: Reader, whole: Period) -> t.FormField:
    kind = row.one_of("type", t.FIELD_TYPES)
    choices = []
    for choice in row.tables("choices", required=kind == "choice"):
        choices.append(t.Choice(choice.text("value"), t.Text(choice.text("zh-hans"), choice.text("en"))))
        choice.done()
    return t.FormField(
        id=row.text("id"),
        label=row.both_languages("label"),
        type=kind,
        required=row.yes_no("required"),
        choices=tuple(choices),
        span=row.span(whole),
    )


def _pause(row: Reader, whole: Period) -> t.Pause:
    return t.Pause(
        reason=row.one_of("reason", t.LICENCE_PAUSES + t.ITEM_PAUSES),
        span=row.span(whole),
        confidence=row.confidence(),
        clause=row.clause(),
    )


def _procedure(row: Reader, whole: Period) -> t.Procedure:
    return t.Procedure(
        kind=row.one_of("kind", t.PROCEDURES),
        says=row.both_languages("says"),
        days=row.whole("days", required=False, least=1) or None,
        span=row.span(whole),
        confidence=row.confidence(),
        clause=row.clause(),
    )


def _remedy(row: Reader, whole: Period) -> t.Remedy:
    return t.Remedy(
        kind=row.one_of("kind", t.REMEDIES),
        says=row.both_languages("says"),
        terms=row.text("terms"),
        span=row.span(whole),
        confidence=row.confidence(),
        clause=row.clause(),
    )


def _result(pack: Reader) -> t.Result:
    table = pack.table("result")
    if table is None:
        return t.Result(t.Text("", ""), "", "", "")
    found = t.Result(
        name=table.both_languages("name"),
        type=table.one_of("type", t.RESULT_TYPES),
        validity=table.text("validity"),
        confidence=table.confidence(),
    )
    table.done()
    return found


def _channels(pack: Reader) -> tuple[tuple[str, ...], str]:
    table = pack.table("channels")
    if table is None:
        return (), ""
    found = table.words("are")
    for number, channel in enumerate(found):
        if channel not in t.CHANNELS:
            table.notebook.note(
                (*table.path, "are", number), f"{channel!r} is not a channel", f"Known: {', '.join(t.CHANNELS)}"
            )
    confidence = table.confidence()
    table.done()
    return found, confidence


def _one(pack: Reader, key: str, nothing: V, value: Callable[[Reader], V]) -> tuple[V, str]:
    """A table of one value and its confidence."""
    table = pack.table(key)
    if table is None:
        return nothing, ""
    found = value(table), table.confidence()
    table.done()
    return found


def _agent(pack: Reader) -> tuple[bool, bool, str]:
    table = pack.table("agent")
    if table is None:
        return False, False, ""
    found = table.yes_no("allowed"), table.yes_no("presence_required"), table.confidence()
    table.done()
    return found
