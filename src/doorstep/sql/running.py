"""How a statement is run: over one cursor for as long as a connection lasts. Opening one costs a process as much as the
statement itself."""

from collections.abc import Sequence
from threading import local
from typing import Any

from django.db import connections

USING = "default"


class _Kept(local):
    """A thread's cursor, and the connection that it is of."""

    connection: Any = None
    cursor: Any = None


_kept = _Kept()


def fetched(text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Every row that a statement gives back. One statement."""
    wrapper, cursor = _at_hand()
    with wrapper.wrap_database_errors:
        cursor.execute(text, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def written(text: str, values: Sequence[Any] = ()) -> int:
    """How many rows a statement, which gives none back, has written. One statement."""
    wrapper, cursor = _at_hand()
    with wrapper.wrap_database_errors:
        cursor.execute(text, values)
        return int(cursor.rowcount)


def _at_hand() -> tuple[Any, Any]:
    """This thread's connection and the driver's own cursor of it, read to its end each time. A connection that came anew,
    from the pool or after a loss, has another cursor; where somebody watches statements, Django gives one that watches."""
    wrapper = connections[USING]
    wrapper.close_if_health_check_failed()
    if wrapper.queries_logged or wrapper.execute_wrappers:
        return wrapper, wrapper.cursor()
    if wrapper.connection is None or wrapper.connection is not _kept.connection:
        _kept.cursor = wrapper.cursor().cursor
        _kept.connection = wrapper.connection
    wrapper.validate_no_broken_transaction()
    return wrapper, _kept.cursor
