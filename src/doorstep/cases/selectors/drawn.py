"""Cases that a clerk finished alone and that were drawn for a second look, by age, a page at a time."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from doorstep.cases.logic.words import SpotCheck
from doorstep.cases.models import Case
from doorstep.ledger.public import Actor
from doorstep.sql.public import question
from doorstep.staff import public as staff

from .inbox import ORDERS, Sort, all_of_cases, page_of_cases
from .lists import COLUMNS
from .paging import Ask, Asked, Cut, Source, chosen_from
from .rows import CaseRow, InboxPage
from .sides import side_qs, stand_of

#: What an index gives of the drawn cases.
SORTS_OF_DRAWN = (Sort.OLDEST, Sort.NEWEST)


def spot_checks(
    by: Actor, *, today: date, sort: Sort = Sort.OLDEST, after_key: str = "", before_key: str = "", limit: int = 20
) -> InboxPage:
    """The drawn cases of the own place that nobody has checked yet. Two queries; no count. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_SPOT_CHECK)
    return page_of_cases(_ask(by, sort), sort, Asked(after_key, before_key, limit), today=today)


def whole_spot_checks(by: Actor, *, today: date, sort: Sort = Sort.OLDEST) -> tuple[CaseRow, ...]:
    """All of them, for a file. As many queries as a page. Raises NotAllowed, TooManyForAFile."""
    staff.check_may(by, staff.Permission.CASE_SPOT_CHECK)
    return all_of_cases(_ask(by, sort), sort, today=today)


def _ask(by: Actor, sort: Sort) -> Ask:
    stand = stand_of(by)
    return lambda cut, key: _drawn(stand, sort, cut, key=key)


@question
def _drawn(by: Actor, sort: Sort, cut: Cut, *, key: list[Any]) -> QuerySet[Case, dict[str, Any]]:
    sources = (Source(Case.objects.filter(side, spot_check=SpotCheck.DRAWN)) for side in side_qs(by))
    return chosen_from(Case.objects.values(*COLUMNS), sources, cut, key, order=ORDERS[sort])
