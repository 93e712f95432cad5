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
    cursor = _cursor()
    cursor.execute(text, values)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def written(text: str, values: Sequence[Any] = ()) -> int:
    """How many rows a statement, which gives none back, has written. One statement."""
    cursor = _cursor()
    cursor.execute(text, values)
    return int(cursor.rowcount)


def _cursor() -> Any:
    """The cursor that this thread's connection has, read to its end each time. A connection that came anew, from the pool or
    after a loss, has another; where statements are watched, Django gives one that watches."""
    wrapper = connections[USING]
    wrapper.close_if_health_check_failed()
    if wrapper.queries_logged:
        return wrapper.cursor()
    if wrapper.connection is None or wrapper.connection is not _kept.connection:
        cursor = wrapper.cursor()
        _kept.connection, _kept.cursor = wrapper.connection, cursor
    return _kept.cursor
