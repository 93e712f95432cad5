"""What came of an order for many cases, and the state in which a list shows each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from doorstep.cases.logic.refusals import UnknownBulk
from doorstep.cases.logic.stages import Act
from doorstep.cases.models import BulkAct, BulkLine, Case
from doorstep.ledger.public import lengths_of
from doorstep.staff import public as staff

from .lists import COLUMNS, case_rows
from .rows import CaseRow
from .sides import visible_q


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One case of an order, or one part of it: waiting, done, or refused with a code and its parameters."""

    number: str
    item_name: str
    item_name_en: str
    what: str
    what_en: str
    state: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bulk:
    """An order for many cases with all that came of it so far."""

    id: int
    act: Act
    begun_at: datetime
    rows: tuple[BulkRow, ...]

    def count(self, state: str) -> int:
        """How many lines are in a state."""
        return sum(row.state == state for row in self.rows)


def bulk_of(bulk_id: int, *, by: staff.Acting) -> Bulk:
    """An order with its lines, for the post that gave it. Two queries. Raises UnknownBulk."""
    bulk = BulkAct.objects.filter(id=bulk_id, post=by.post).first()
    if bulk is None:
        raise UnknownBulk(bulk=bulk_id)
    columns = (
        "case__number", "case__item_name", "case__item_name_en", "task__what", "task__what_en", "state", "code", "params",
    )  # fmt: skip
    lines = BulkLine.objects.filter(bulk=bulk).order_by("id").values_list(*columns)
    rows = tuple(
        BulkRow(number, name, english, what or "", what_en or "", state, code, params)
        for number, name, english, what, what_en, state, code, params in lines
    )
    return Bulk(bulk.pk, Act(bulk.act), bulk.begun_at, rows)


def chosen_rows(ids: Iterable[int], *, by: staff.Acting, today: date) -> tuple[CaseRow, ...]:
    """Some cases of the post, most urgent first. Two queries. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    found = Case.objects.filter(visible_q(by), id__in=list(ids)).order_by("urgent_on", "id")
    return case_rows(found.values(*COLUMNS), today=today)


def seen_of(rows: Iterable[CaseRow]) -> dict[int, str]:
    """The state in which each case of a list is shown: its stage and the number of its acts. One query."""
    rows = list(rows)
    lengths = lengths_of([f"case:{row.id}" for row in rows])
    return {row.id: f"{row.stage}.{lengths.get(f'case:{row.id}', 0)}" for row in rows}
