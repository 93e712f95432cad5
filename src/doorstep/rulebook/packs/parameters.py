"""Parameters and tables: dated, sourced values, from TOML tables to the pack's model."""

from dataclasses import replace

from doorstep.rulebook.language.types import Kind, Type
from doorstep.rulebook.packs.model import CONFIDENCES, Parameter, Version
from doorstep.rulebook.packs.parts import EXAMPLES, SIMPLE, code_words, encoded, figure, value_type
from doorstep.rulebook.packs.reader import Table, in_sequence
from doorstep.rulebook.values import BadValue, encode


def parameter(table: Table) -> Parameter:
    """[[parameter]]: a dated value; with `key` (count, date or code) its versions hold `rows = [[key, value], …]`."""
    kind = value_type(table)
    key: Type | None = None
    if "key" in table.data:
        key_kind = table.choice("key", ("count", "date", "code"))
        key_codes = code_words(table, "key_codes")
        key = Type(Kind.CODE, codes=key_codes) if key_codes else SIMPLE.get(key_kind)
        if key is None:
            table.lack("key_codes", "missing", "a table by code says which codes", 'key_codes = ["none", "…"]')
            key = Type(Kind.CODE)
    example = 'rows = [[1, "1070"]]' if {"key", "rows"} & set(table.data) else 'value = "1070"'
    write = f'versions = [{{ from = 2018-04-01, {example}, source = "…", confidence = "…" }}]'
    listed = list(table.tables("versions", write))
    if not listed and {"value", "rows"} & set(table.data):
        held = "value" if "value" in table.data else "rows"
        table.problem("missing", "a value without its first day and source", write, held)
        table.asked |= set(table.data)
    elif not listed:
        table.lack("versions", "missing", "a parameter has no value", write)
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
        write = 'source = "document, article or publication"'
        table.lack("source", "missing-source", "a value without its source", write)
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
