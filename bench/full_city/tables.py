"""Rows in and out, past the models: COPY where the database has it, many rows a statement where it has not."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection

#: What is there before anybody comes to a window, and what Django keeps for itself.
REFERENCE = frozenset({"places", "catalogue", "staff", "auth", "contenttypes", "sessions", "account", "axes", "wire"})


@dataclass(frozen=True)
class Table:
    """A table that the work of the house fills."""

    name: str
    columns: tuple[str, ...]
    key: str
    counted: bool  # whether its keys are counted by the database

    @property
    def key_at(self) -> int:
        """The place of the key among the columns."""
        return self.columns.index(self.key)


@cache
def tables() -> tuple[Table, ...]:
    """Every table that grows with the work, in the order in which rows may be put in."""
    found = []
    for model in apps.get_models():
        meta = model._meta
        if meta.app_label in REFERENCE or not meta.managed:
            continue
        columns = tuple(field.column for field in meta.concrete_fields)
        counted = meta.pk.get_internal_type() in ("BigAutoField", "AutoField")
        found.append(Table(meta.db_table, columns, meta.pk.column, counted))
    return tuple(found)


def rows_of(table: Table, *, since: int = 0) -> list[tuple[str, ...]]:
    """The rows as text, one cell a column, as COPY writes them; counted ones from a key on."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    where = f'WHERE "{table.key}" >= {since} ORDER BY "{table.key}"' if table.counted else ""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{table.name}" {where}')
        return [tuple(map(cell, row)) for row in cursor.fetchall()]


def cell(value: object) -> str:  # noqa: PLR0911
    """One value as COPY's text format has it."""
    match value:
        case None:
            return r"\N"
        case bool():
            return "t" if value else "f"
        case bytes() | memoryview():
            return rf"\\x{bytes(value).hex()}"
        case datetime() | date():
            return value.isoformat()
        case UUID() | int():
            return str(value)
        case dict() | list():
            return escaped(json.dumps(value, ensure_ascii=False))
    return escaped(str(value))


def escaped(text: str) -> str:
    """Text that may stand in a cell."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def write(table: Table, text: str) -> None:
    """Lines of cells parted by tabs."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                copy.write(text)
            return
        marks = ", ".join(["%s"] * len(table.columns))
        rows = [tuple(_native(one) for one in line.split("\t")) for line in text.splitlines()]
        cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)


_UNESCAPED = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def _native(text: str) -> object:
    if text == r"\N":
        return None
    if text.startswith(r"\\x"):
        return bytes.fromhex(text[3:])
    return re.sub(r"\\[\\tnr]", lambda found: _UNESCAPED[found.group()], text) if "\\" in text else text


def count_from(table: Table, number: int) -> None:
    """The next key that the database counts."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'ALTER TABLE "{table.name}" ALTER COLUMN "{table.key}" RESTART WITH {number}')
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, number - 1])


def last_key(table: Table) -> int:
    """The largest key in use; 0 in an empty table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT MAX("{table.key}") FROM "{table.name}"')
        return int(cursor.fetchone()[0] or 0)


def known_again(*names: str) -> None:
    """Let the database count what some tables hold, before they are asked: it plans for the empty tables that they were."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'ANALYZE "{name}"')


@contextmanager
def without_indexes(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """PostgreSQL's indexes and constraints of some tables taken away; gives back the statements that make them again.
    Whoever uses it runs them: that is half of the work, and shown as such. Elsewhere nothing happens."""
    if connection.vendor != "postgresql":
        yield []
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype FROM pg_constraint "
            "WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u', 'c') ORDER BY contype = 'f' DESC",
            [list(names)],
        )
        constraints = cursor.fetchall()
        for table, name, _, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary",
            [list(names)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    again = [made for _, made in indexes]
    again += [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}' for table, name, made, _ in reversed(constraints)]
    yield again
