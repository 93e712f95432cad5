"""Parts that departments do in systems of their own: handed over by sheet or file, booked when the answer comes back."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from doorstep.cases.logic.refusals import BadResultFile, NothingToSend, UnknownTask
from doorstep.cases.logic.sheets import LONGEST_FILE, SENT, ResultLine, WrongLine, header_of, read_results
from doorstep.cases.logic.stages import TABLE, Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import Handover, Task
from doorstep.cases.selectors.outside import outside_q
from doorstep.kernel.refusal import Refusal
from doorstep.kernel.sheets import csv_of, workbook_of
from doorstep.ledger.public import Actor, Entry, record_many
from doorstep.staff import public as staff

from .steps import move, remember
from .tasks import book_answer, hold_task

WAYS = ("sheet", "csv", "xlsx", "api")
MOST_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class BookedResults:
    """What came of a result file: tasks answered, cases that now wait for the decision, and each wrong line."""

    answered: int
    ready_for_decision: int
    wrong: tuple[WrongLine, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch as it left: its number, the file's name and content (empty for a sheet, which is printed, and where the
    other system took it over itself)."""

    handover_id: int
    tasks: int
    name: str
    content: bytes


def hand_over(
    *,
    department: str,
    way: str,
    by: Actor,
    at: datetime,
    task_ids: list[int] | None = None,
    foreign_numbers: Mapping[int, str] | None = None,
    most: int = MOST_AT_ONCE,
) -> Sent:
    """Hand all open outside tasks of one department over (or those named), with our numbers; lost ones go again.

    `way`: sheet (printed), csv, xlsx, api (the other system takes them over itself and may say under which number it
    has each: `foreign_numbers`, by task). One event on each case. Raises NotAllowed, NothingToSend, UnknownTask.
    """
    staff.check_may(by, staff.Permission.CASE_RECONCILE)
    if way not in WAYS:
        raise UnknownTask(task=way, state="")
    with transaction.atomic():
        wanted = Task.objects.filter(
            outside_q(by),
            Q(case__stage__in=TABLE[Act.SEND_TASK].before),
            department=department,
            inside=False,
            state__in=[TaskState.OPEN, TaskState.LOST],
        )
        if task_ids is not None:
            wanted = wanted.filter(id__in=task_ids)
        tasks = list(wanted.select_for_update(of=("self",)).select_related("case", "department").order_by("id")[:most])
        if not tasks or (task_ids is not None and len(tasks) != len(set(task_ids))):
            raise NothingToSend(department=department)
        centre, body = (by.centre_code, by.body_code) if isinstance(by, staff.Acting) else ("", "")
        handover = Handover.objects.create(
            department_id=department,
            centre_id=centre or None,
            body_id=body or None,
            way=way,
            tasks_sent=len(tasks),
            sent_at=at,
            sent_by=by.account,
        )
        Task.objects.filter(id__in=[task.pk for task in tasks]).update(
            state=TaskState.SENT, handover=handover, sent_at=at
        )
        if foreign_numbers:
            for task in tasks:
                task.foreign_number = foreign_numbers.get(task.pk, "")
            Task.objects.bulk_update(tasks, ["foreign_number"])
        record_many([_sent_entry(task, handover, by=by, at=at) for task in tasks])
    content = _file(way, [[*SENT], *(_line(task, at) for task in tasks)])
    return Sent(handover.pk, len(tasks), f"{day_of(at):%Y%m%d}-{department}-{handover.pk}.{way}", content)


def import_results(*, name: str, content: bytes, department: str, by: Actor, at: datetime) -> BookedResults:
    """Book a result file that a department's system gave back: every right line, each in its own transaction; every
    wrong line is told with its number and reason, and spoils no other.

    CSV (UTF-8 or GB 18030) or a spreadsheet, told by its content. Raises NotAllowed, BadResultFile.
    """
    staff.check_may(by, staff.Permission.CASE_RECONCILE)
    rows = _table(name, content)
    header = header_of(rows)
    if header is None:
        raise BadResultFile(why="no-header")
    right, wrong = read_results(rows, header)
    return book_results(right, department=department, by=by, at=at, wrong=wrong)


def book_results(
    lines: Sequence[ResultLine], *, department: str, by: Actor, at: datetime, wrong: Sequence[WrongLine] = ()
) -> BookedResults:
    """Book what a department's system answered, each line in its own transaction. A line that names no case is found by
    the number that the part has in that system. Lines that are `wrong` already are told with the others. Raises
    NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_RECONCILE)
    told = list(wrong)
    right = _by_own_number(lines, department, by)
    wanted = Task.objects.filter(outside_q(by), case__number__in={line.number for line in right})
    tasks = {
        (task.case.number, task.spec): task for task in wanted.exclude(state=TaskState.CANCELLED).select_related("case")
    }
    answered = ready = 0
    for line in right:
        task = tasks.get((line.number, line.task))
        why = _not_bookable(task, department) or _incomplete(line)
        if not why and task is not None:
            why, stage = _book(task, line, by=by, at=at)
            answered += not why
            ready += stage is Stage.EXAMINED
        if why:
            told.append(WrongLine(line.line, line.number, why))
    return BookedResults(answered, ready, tuple(sorted(told, key=lambda one: one.line)))


def _by_own_number(lines: Sequence[ResultLine], department: str, by: Actor) -> list[ResultLine]:
    """The lines with our number and part where they name only the other system's number. A number that it gave to two
    parts names neither. At most one query."""
    asked = {line.foreign_number for line in lines if not line.number and line.foreign_number}
    if not asked:
        return list(lines)
    tasks = Task.objects.filter(
        outside_q(by), department=department, inside=False, state=TaskState.SENT, foreign_number__in=asked
    )
    rows = list(tasks.values_list("foreign_number", "case__number", "spec"))
    twice = {number for number, times in Counter(row[0] for row in rows).items() if times > 1}
    known = {number: (case, spec) for number, case, spec in rows if number not in twice}
    found = []
    for line in lines:
        case, spec = known.get(line.foreign_number, ("", "")) if not line.number else (line.number, line.task)
        found.append(replace(line, number=case, task=spec))
    return found


def lose_task(*, task_id: int, by: Actor, at: datetime, note: str = "") -> None:
    """Say that a task handed over was never heard of: it is handed over again. Raises NotAllowed, UnknownCase,
    NotYourSide, AlreadyMoved, UnknownTask."""
    with transaction.atomic():
        held, task = hold_task(task_id, Act.LOSE_TASK, by=by, at=at)
        if Task.objects.filter(id=task_id, state=TaskState.SENT).update(state=TaskState.LOST) != 1:
            raise UnknownTask(task=task.spec, state=task.state)
        move(held)
        remember(
            held,
            before=Stage(held.case.stage),
            details={"task": task.spec, "handover": task.handover_id},
            personal={"note": note} if note else None,
        )


def _not_bookable(task: Task | None, department: str) -> str:
    if task is None:
        return "unknown"
    if task.department_id != department or task.inside:
        return "other-department"
    return "" if task.state == TaskState.SENT else "not-sent"


def _incomplete(line: ResultLine) -> str:
    return "remark" if line.result == "objects" and not line.remark.strip() else ""


def _book(task: Task, line: ResultLine, *, by: Actor, at: datetime) -> tuple[str, Stage | None]:
    try:
        with transaction.atomic():
            held, fresh = hold_task(task.pk, Act.SEND_TASK, by=by, at=at)
            if fresh.state != TaskState.SENT:
                return "not-sent", None
            held.act = Act.ANSWER_TASK  # the permission to book results stands for the department's own answer
            return "", book_answer(
                held, fresh, result=line.result, remark=line.remark, foreign_number=line.foreign_number
            )
    except Refusal:
        return "moved", None


def _sent_entry(task: Task, handover: Handover, *, by: Actor, at: datetime) -> Entry:
    return Entry(
        what=TABLE[Act.SEND_TASK].event,
        about=f"case:{task.case_id}",
        by=by,
        at=at,
        mentions=(f"resident:{task.case.applicant_id}",),
        before={"stage": task.case.stage},
        after={"stage": task.case.stage},
        details={
            "task": task.spec,
            "handover": handover.pk,
            "way": handover.way,
            "again": task.state == TaskState.LOST,
            "foreign_number": task.foreign_number,
        },
    )


def _line(task: Task, at: datetime) -> list[str]:
    # The order of SENT. No personal value: the outside system knows the case by our number.
    return [
        task.case.number,
        task.spec,
        task.what,
        task.case.item_name,
        task.department.name,
        day_of(at).isoformat(),
        task.due_on.isoformat() if task.due_on else "",
        "",
        "",
        "",
    ]


def _file(way: str, lines: list[list[str]]) -> bytes:
    """The batch as the file that leaves; nothing where none does."""
    if way == "csv":
        return b"".join(csv_of(lines))
    return workbook_of(lines, title="任务") if way == "xlsx" else b""


def _table(name: str, content: bytes) -> list[list[object]]:
    if not content.strip():
        raise BadResultFile(why="empty")
    rows = _spreadsheet(content) if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") else _text_table(content)
    if len(rows) > LONGEST_FILE:
        raise BadResultFile(why="too-large")
    return rows


def _spreadsheet(content: bytes) -> list[list[object]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [list(row) for row in sheet.to_python()]
    except (CalamineError, IndexError, OSError, ValueError):
        raise BadResultFile(why="not-a-table") from None


def _text_table(content: bytes) -> list[list[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadResultFile(why="not-a-table")
    if "\x00" in text:
        raise BadResultFile(why="not-a-table")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text))]
    except csv.Error:
        raise BadResultFile(why="not-a-table") from None
