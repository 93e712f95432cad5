"""A list as a file to keep: the columns of its table, as CSV sent while it is written."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from doorstep.kernel.sheets import csv_of, workbook_of

from .table import Column

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def sheet(columns: Sequence[Column], rows: Iterable[Any], *, kind: str, name: str) -> HttpResponseBase:
    """The rows as a file to keep. `name` without its ending; a `kind` that is not known is CSV."""
    kind = kind if kind in KINDS else "csv"
    head: list[object] = [column.head for column in columns]
    lines = chain([head], ([column.told(row) for column in columns] for row in rows))
    answer: HttpResponseBase
    if kind == "xlsx":
        answer = HttpResponse(workbook_of(lines), content_type=KINDS[kind])
    else:
        answer = StreamingHttpResponse(csv_of(lines), content_type=KINDS[kind])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    answer["Cache-Control"] = "no-store"
    return answer
