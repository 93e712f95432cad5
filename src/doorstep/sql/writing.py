"""Rows that are written past the model's machinery: the same columns and the same values, in a fraction of its time."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections
from django.db.models import Field, Model

from .running import USING, fetched, written

#: What a field of these kinds takes as it is, if it is nothing, text, a number or a yes.
_PLAIN_FIELDS = frozenset(
    {"BigIntegerField", "BooleanField", "CharField", "ForeignKey", "IntegerField", "OneToOneField", "TextField"}
    | {"PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField"}
)
_PLAIN = frozenset({type(None), str, int, bool})
#: What PostgreSQL reads from JSON as from a parameter.
_LISTED_FIELDS = _PLAIN_FIELDS | {"DateField", "DateTimeField"}


@dataclass(frozen=True, slots=True)
class _Table:
    """What every statement about a table says."""

    name: str
    columns: str
    names: tuple[str | None, ...]
    key: str
    fields: "tuple[Field[Any, Any], ...]"  # but for the key
    plain: tuple[bool, ...]
    listed: bool
    by_name: "Mapping[str, Field[Any, Any]]"


def put(rows: Sequence[Model], *, conflict: str = "") -> int:
    """Insert new rows of one model whose keys the database counts; how many. One statement. Each row has its key
    afterwards. No signals: what the model's constructor has filled in is written.

    `conflict`: the clause that says what becomes of a row that is there before. With it rows get no keys, and those count
    that were inserted or changed.
    """
    if not rows:
        return 0
    text, values = _listing(rows) if _may_be_listed(rows) else insertion(rows)
    if conflict:
        return written(f"{text} {conflict}", values)
    keys = fetched(f"{text} RETURNING {_table(type(rows[0])).key}", values)
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, USING
    return len(rows)


def insertion(rows: Sequence[Model]) -> tuple[str, list[Any]]:
    """The statement by which new rows of one model are inserted, and its values: for a room that says more in it."""
    table, connection = _table(type(rows[0])), connections[USING]
    lines = [list(_values(row, table, connection)) for row in rows]
    return (
        f"INSERT INTO {table.name} ({table.columns}) VALUES {', '.join(map(_marks, lines))}",
        [value for line in lines for value in line if value is not None],
    )


def _may_be_listed(rows: Sequence[Model]) -> bool:
    return len(rows) > 1 and connections[USING].vendor == "postgresql" and _table(type(rows[0])).listed


def _listing(rows: Sequence[Model]) -> tuple[str, list[Any]]:
    """The same for several rows, where the database takes a list: one text whatever their number and whatever is nothing in
    them, so that it is read and planned once."""
    table, connection = _table(type(rows[0])), connections[USING]
    lines = [dict(zip(table.names, _values(row, table, connection), strict=True)) for row in rows]
    return (
        f"INSERT INTO {table.name} ({table.columns}) "
        f"SELECT {table.columns} FROM json_populate_recordset(NULL::{table.name}, %s::json)",
        [json.dumps(lines, ensure_ascii=False, default=str)],
    )


def change(model: type[Model], *, where: Mapping[str, object], to: Mapping[str, object]) -> int:
    """Update the rows of a model whose fields have these values; how many. Fields by `name` or `attname`. One
    statement."""
    table, connection = _table(model), connections[USING]
    sets = [f"{_quoted(table.by_name[name].column)} = %s" for name in to]
    wanted = [f"{_quoted(table.by_name[name].column)} = %s" for name in where]
    values = [table.by_name[name].get_db_prep_save(value, connection) for name, value in (*to.items(), *where.items())]
    return written(f"UPDATE {table.name} SET {', '.join(sets)} WHERE {' AND '.join(wanted)}", values)


@cache
def _table(model: type[Model]) -> _Table:
    meta = model._meta
    fields = tuple(field for field in meta.local_concrete_fields if not field.primary_key)
    return _Table(
        name=_quoted(meta.db_table),
        columns=", ".join(_quoted(field.column) for field in fields),
        names=tuple(field.column for field in fields),
        key=_quoted(meta.pk.column),
        fields=fields,
        plain=tuple(field.get_internal_type() in _PLAIN_FIELDS for field in fields),
        listed=all(field.get_internal_type() in _LISTED_FIELDS for field in fields),
        by_name={name: field for field in meta.local_concrete_fields for name in (field.name, field.attname)},
    )


def _values(row: Model, table: _Table, connection: Any) -> Iterator[Any]:
    for field, plain in zip(table.fields, table.plain, strict=True):
        value = getattr(row, field.attname)
        yield value if plain and type(value) in _PLAIN else field.get_db_prep_save(value, connection)


def _marks(line: Iterable[Any]) -> str:
    """The places of a row's values. What is nothing is said in the statement: it would be half of the parameters."""
    return f"({', '.join('NULL' if value is None else '%s' for value in line)})"


def _quoted(name: str | None) -> str:
    return f'"{name}"'
