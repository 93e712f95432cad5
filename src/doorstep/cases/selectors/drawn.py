"""Cases that a clerk finished alone and that were drawn for a second look, by age, a page at a time."""

from dataclasses import dataclass
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
from .paging import MOST_IN_A_FILE, Ask, Asked, Cut, Source, chosen_from
from .rows import CaseRow, InboxPage
from .sides import side_qs, stand_of

#: What an index gives of the drawn cases.
SORTS_OF_DRAWN = (Sort.OLDEST, Sort.NEWEST)


@dataclass(frozen=True, slots=True)
class DrawnFilter:
    """What of the drawn cases is listed: of one item, received from a day or to a day, both included."""

    item_code: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What narrows the list, by name."""
        told = {"item": self.item_code, "first": self.first, "last": self.last}
        return {name: value for name, value in told.items() if value}


#: What each of these compares.
_NARROWS = {"item": "item_code", "first": "received_on__gte", "last": "received_on__lte"}
EVERY = DrawnFilter()


def spot_checks(
    by: Actor,
    *,
    today: date,
    filters: DrawnFilter = EVERY,
    sort: Sort = Sort.OLDEST,
    after_key: str = "",
    before_key: str = "",
    limit: int = 20,
) -> InboxPage:
    """The drawn cases of the own place that nobody has checked yet. Two queries; no count. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_SPOT_CHECK)
    return page_of_cases(_ask(by, filters, sort), sort, Asked(after_key, before_key, limit), today=today)


def whole_spot_checks(
    by: Actor, *, today: date, filters: DrawnFilter = EVERY, sort: Sort = Sort.OLDEST, most: int = MOST_IN_A_FILE
) -> tuple[CaseRow, ...]:
    """All of them, for a file. As many queries as a page. Raises NotAllowed, TooManyForAFile."""
    staff.check_may(by, staff.Permission.CASE_SPOT_CHECK)
    return all_of_cases(_ask(by, filters, sort), sort, today=today, most=most)


def _ask(by: Actor, filters: DrawnFilter, sort: Sort) -> Ask:
    stand, given = stand_of(by), filters.given
    return lambda cut, key: _drawn(stand, tuple(given), sort, cut, key=key, **given)


@question
def _drawn(
    by: Actor, narrowed: tuple[str, ...], sort: Sort, cut: Cut, *, key: list[Any], **given: Any
) -> QuerySet[Case, dict[str, Any]]:
    drawn = Case.objects.filter(spot_check=SpotCheck.DRAWN, **{_NARROWS[name]: given[name] for name in narrowed})
    sources = (Source(drawn.filter(side)) for side in side_qs(by))
    return chosen_from(Case.objects.values(*COLUMNS), sources, cut, key, order=ORDERS[sort])
