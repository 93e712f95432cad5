"""A list as a file for a spreadsheet: CSV that reads as Chinese, or xlsx. What looks like a formula is text."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

#: A cell that begins so is run by a spreadsheet; the full-width ones by a Chinese one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LINES_AT_ONCE = 200


def safe(value: object) -> str | int:
    """A value for a cell: whole numbers as such, everything else as text that no spreadsheet runs."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def csv_of(lines: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """The lines as CSV, piece by piece; the mark at its beginning lets spreadsheets read Chinese."""
    out = io.StringIO("\ufeff")
    out.seek(1)
    written = csv.writer(out)
    for count, line in enumerate(lines, 1):
        written.writerow([safe(cell) for cell in line])
        if count % LINES_AT_ONCE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def workbook_of(lines: Iterable[Iterable[object]], *, title: str | None = None) -> bytes:
    """The lines as one page of a workbook, the first of them its head. Made in memory, six kilobytes a line: a list is about
    persons, and nothing of it is to stay on a disk."""
    import xlsxwriter  # noqa: PLC0415  # a tenth of a second that only this needs

    out = io.BytesIO()
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, how) as book:
        page = book.add_worksheet(title)
        page.freeze_panes(1, 0)
        page.set_column(0, 30, 18)
        for number, line in enumerate(lines):
            page.write_row(number, 0, [safe(cell) for cell in line])
    return out.getvalue()
