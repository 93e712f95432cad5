"""Triggers that make the tables of the ledger append-only, and the one lawful way past them.

SQLite drops triggers silently when a migration rebuilds a table, so they are laid anew after every migrate. On SQLite
INSERT OR REPLACE deletes without firing a DELETE trigger; a third trigger refuses an insert into a taken place.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

TABLES = {
    "ledger_event": "id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq)",
    "ledger_anchor": "id = NEW.id OR number = NEW.number",
    "ledger_anchoredhead": "id = NEW.id OR (chain = NEW.chain AND anchor_id = NEW.anchor_id)",
}


def _sqlite(table: str, taken: str) -> Iterator[tuple[str, str]]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: {} refused'); END"
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_{verb.lower()}"
        yield name, f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {refuse.format(verb)}"
    name = f"{table}_replace"
    when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})"
    yield name, f"CREATE TRIGGER {name} BEFORE INSERT ON {table} {when} {refuse.format('REPLACE')}"


def install(connection: Any) -> None:
    """Lay the triggers of every ledger table that exists, replacing what is there."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
                "BEGIN RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP; END $$"
            )
        for table, taken in TABLES.items():
            if table not in present:
                continue
            if connection.vendor == "postgresql":
                for name, timing in (("row", "UPDATE OR DELETE"), ("whole", "TRUNCATE")):
                    each = "ROW" if name == "row" else "STATEMENT"
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
                    cursor.execute(
                        f"CREATE TRIGGER {table}_{name} BEFORE {timing} ON {table} "
                        f"FOR EACH {each} EXECUTE FUNCTION ledger_refuse()"
                    )
            else:
                for name, create in _sqlite(table, taken):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                    cursor.execute(create)


def remove(connection: Any) -> None:
    """Take the triggers away. For the flush between tests and for proofs that a walk finds what was tampered with."""
    with connection.cursor() as cursor:
        for table, taken in TABLES.items():
            if connection.vendor == "postgresql":
                for name in ("row", "whole"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
            else:
                for name, _ in _sqlite(table, taken):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """The tables without their triggers, for the length of a block."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def install_after_migrate(*, using: str, **_: object) -> None:
    """Lay the triggers again: a migration on SQLite may have rebuilt a table without them."""
    install(connections[using])
