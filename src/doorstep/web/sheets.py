"""A list as a file: CSV that spreadsheets read as Chinese, or xlsx. What looks like a formula is text."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from .table import Column

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
#: A cell that begins so is run by a spreadsheet; the full-width ones by a Chinese one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LINES_AT_ONCE = 200


def sheet(columns: Sequence[Column], rows: Iterable[Any], *, kind: str, name: str) -> HttpResponseBase:
    """The rows as a file to keep, sent while it is written. `name` without its ending; a `kind` unknown is CSV."""
    head = [[safe(str(column.head)) for column in columns]]
    lines = ([safe(column.told(row)) for column in columns] for row in rows)
    answer: HttpResponseBase
    kind = kind if kind in KINDS else "csv"
    if kind == "xlsx":
        answer = FileResponse(_workbook(head, lines), content_type=KINDS[kind])
    else:
        answer = StreamingHttpResponse(_csv(head, lines), content_type=KINDS["csv"])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    answer["Cache-Control"] = "no-store"
    return answer


def safe(value: object) -> str | int:
    """A value for a cell: whole numbers as such, everything else as text that no spreadsheet runs."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _csv(head: Iterable[list[Any]], lines: Iterable[list[Any]]) -> Iterator[bytes]:
    out = io.StringIO("\ufeff")
    out.seek(1)
    written = csv.writer(out)
    written.writerows(head)
    for count, line in enumerate(lines, 1):
        written.writerow(line)
        if count % LINES_AT_ONCE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _workbook(head: Iterable[list[Any]], lines: Iterable[list[Any]]) -> Any:
    """Row by row into a file of its own, so that memory does not grow with the list."""
    import xlsxwriter  # noqa: PLC0415  # a tenth of a second that only this needs

    out = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the answer that sends it
    how = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, how) as book:
        page = book.add_worksheet()
        page.freeze_panes(1, 0)
        page.set_column(0, 30, 18)
        for number, line in enumerate([*head, *lines]):
            page.write_row(number, 0, line)
    out.seek(0)
    return out
