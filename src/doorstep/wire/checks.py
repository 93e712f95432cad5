"""What must be true of a database before the product trusts it with Chinese text."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def database_speaks_utf8(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """PostgreSQL must have been created with the encoding UTF8; runs with every migrate."""
    wrong: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
            encoding = cursor.fetchone()[0]
        if encoding != "UTF8":
            hint = "Create it with: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'"
            wrong.append(
                Error(f"The database {alias} is encoded in {encoding}, not UTF8.", hint=hint, id="doorstep.E001")
            )
    return wrong
