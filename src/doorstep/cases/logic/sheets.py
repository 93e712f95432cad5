"""The tables that go to outside systems and come back: columns, and reading a result line by line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Our column names. A result file may have more columns and any order.
SENT = ("办件编号", "任务", "任务名称", "事项", "部门", "送出日期", "办结期限", "外部编号", "结果", "说明")
NUMBER, TASK, FOREIGN, RESULT, REMARK = "办件编号", "任务", "外部编号", "结果", "说明"
WORDS = {
    "同意": "agrees",
    "不同意": "objects",
    "已阅": "noted",
    "agrees": "agrees",
    "objects": "objects",
    "noted": "noted",
}
LONGEST_FILE = 20_000  # lines
_NUMBER = re.compile(r"[0-9]{8}-[0-9]{9}-[0-9]{6}")


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One readable line of a result file. `line` counts as the spreadsheet does: the header is line 1."""

    line: int
    number: str
    task: str
    foreign_number: str
    result: str
    remark: str


@dataclass(frozen=True, slots=True)
class WrongLine:
    """One line that could not be booked: `why` is number, task, result, foreign-number, remark, twice, unknown,
    not-sent, other-department, moved."""

    line: int
    number: str
    why: str


def header_of(rows: Sequence[Sequence[object]]) -> dict[str, int] | None:
    """Where each of our columns stands in the first row; None when number, task or result is missing."""
    if not rows:
        return None
    found = {str(cell).strip(): place for place, cell in enumerate(rows[0])}
    return found if {NUMBER, TASK, RESULT} <= set(found) else None


def read_results(
    rows: Sequence[Sequence[object]], header: Mapping[str, int]
) -> tuple[list[ResultLine], list[WrongLine]]:
    """The lines of a result file: those that can be read and those that cannot. Empty lines, and lines that bring no
    result yet, are passed over."""
    right: list[ResultLine] = []
    wrong: list[WrongLine] = []
    seen: set[tuple[str, str]] = set()
    for line, row in enumerate(rows[1:], start=2):
        cell = {name: _text(row[place]) if place < len(row) else "" for name, place in header.items()}
        if not any(cell.values()) or not (cell[RESULT] or cell.get(FOREIGN)):
            continue
        read = ResultLine(
            line, cell[NUMBER], cell[TASK], cell.get(FOREIGN, ""), WORDS.get(cell[RESULT], ""), cell.get(REMARK, "")
        )
        why = _fault(read, cell[RESULT])
        if not why and (read.number, read.task) in seen:
            why = "twice"
        if why:
            wrong.append(WrongLine(line, read.number, why))
        else:
            seen.add((read.number, read.task))
            right.append(read)
    return right, wrong


def _fault(read: ResultLine, result: str) -> str:
    if not _NUMBER.fullmatch(read.number):
        return "number"
    if not read.task:
        return "task"
    if not read.result:
        return "result"
    if read.result == "objects" and not read.remark:
        return "remark"
    if len(read.foreign_number) > 60:
        return "foreign-number"
    return ""


def _text(value: object) -> str:
    # Spreadsheets make numbers of what looks like one: 20180213.0 was meant as digits.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
