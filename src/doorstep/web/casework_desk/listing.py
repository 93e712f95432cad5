"""Which list a person works through: what its address asks for, its rows, and where in it a case stands.

The address of a case carries its list, so that the case beside, the one before and the next are those of that list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest

from doorstep.cases import public as cases
from doorstep.cases.public import CaseRow, InboxFilter, InboxPage, Sort, Stage
from doorstep.staff.public import Acting

A_PAGE = 20
LIGHTS = ("overdue", "due_soon", "paused")
#: Which stages a tab stands for; `all` is everything that is open.
VIEWS: dict[str, frozenset[Stage]] = {
    "all": frozenset(),
    "tasks": frozenset({Stage.IN_PROGRESS, Stage.SPECIAL}),
    "decide": frozenset({Stage.EXAMINED}),
    "mine": frozenset(),
}
#: What is over is many; only the order of the index is offered for it.
ORDERS_OF_CLOSED = (Sort.CLOCK_LAST, Sort.CLOCK)


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for. Nothing in it tells of a person."""

    view: str = ""
    stage: str = ""
    light: str = ""
    item: str = ""
    number: str = ""
    centre: str = ""
    department: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """What an address says; what is no value of a closed list is left out."""
        closed = {"view": VIEWS, "stage": set(Stage), "light": LIGHTS, "sort": set(Sort)}
        told = {one.name: given.get(one.name, "").strip()[:40] for one in fields(cls)}
        told |= {name: "" for name, known in closed.items() if told[name] not in known}
        if given.get("waiting") == "me" and not told["view"]:
            told["view"] = "mine"
        return cls(**told)

    @property
    def filters(self) -> InboxFilter:
        """The same for the room of cases."""
        return InboxFilter(
            mine=self.view not in ("", "all"),
            stages=frozenset({Stage(self.stage)}) if self.stage else VIEWS.get(self.view, frozenset()),
            light=self.light,
            item_code=self.item,
            text=self.number,
            centre=self.centre,
            department=self.department,
        )

    @property
    def orders(self) -> tuple[Sort, ...]:
        """The orders that this list offers."""
        return ORDERS_OF_CLOSED if self.stage in cases.CLOSED - {Stage.DECIDED} else tuple(Sort)

    @property
    def order(self) -> Sort:
        """The order of this list; of what is over, the newest first unless it is asked otherwise."""
        if self.sort and Sort(self.sort) in self.orders:
            return Sort(self.sort)
        return Sort.CLOCK if Sort.NEWEST in self.orders else Sort.CLOCK_LAST

    @property
    def query(self) -> dict[str, str]:
        """What is asked without where in the list one is, for addresses."""
        rows = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("after", "before")}
        return {name: value for name, value in rows.items() if value}

    @property
    def narrowed(self) -> dict[str, str]:
        """What narrows the list beyond its tab and its order."""
        return {name: value for name, value in self.query.items() if name not in ("view", "sort")}

    @property
    def place(self) -> dict[str, str]:
        """The query with where in the list one is."""
        return self.query | {name: value for name in ("after", "before") if (value := getattr(self, name))}

    @property
    def tab(self) -> str:
        """The tab on which one is."""
        return {"": "inbox", "all": "inbox"}.get(self.view, self.view)

    def page(self, by: Acting, *, today: date, limit: int = A_PAGE) -> InboxPage:
        """The page of the list. Three queries."""
        return cases.inbox(
            by,
            today=today,
            filters=self.filters,
            sort=self.order,
            after_key=self.after,
            before_key=self.before,
            limit=limit,
        )

    def address(self, row: CaseRow) -> str:
        """The query under which a case of this list is opened: the list, and where in it the case stands."""
        return urlencode(self.place | {"at": cases.sort_key(row, self.order)})


def kept(request: HttpRequest, address: str) -> str:
    """An address with the list in which the request stands."""
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


@dataclass(frozen=True)
class Beside:
    """The list beside a case: its rows, the case before and the next one, each with its address in the list."""

    asked: Asked
    rows: tuple[tuple[CaseRow, str], ...]
    previous: tuple[CaseRow, str] | None
    next: tuple[CaseRow, str] | None


def beside(asked: Asked, *, at: str, number: str, by: Acting, today: date) -> Beside:
    """The page of a list around a case. The case may have left the list (it was acted on): its old place `at` still says
    which one is next. Six queries at most."""
    page = asked.page(by, today=today)
    rows = page.rows
    here = next((place for place, row in enumerate(rows) if row.number == number), None)
    passed = cases.rows_before(page, at, asked.order) if here is None else here
    after = passed if here is None else here + 1
    return Beside(
        asked,
        tuple((row, asked.address(row)) for row in rows),
        (rows[passed - 1], asked.address(rows[passed - 1])) if passed else _over(asked, page, by, today, back=True),
        (rows[after], asked.address(rows[after])) if after < len(rows) else _over(asked, page, by, today, back=False),
    )


def _over(asked: Asked, page: InboxPage, by: Acting, today: date, *, back: bool) -> tuple[CaseRow, str] | None:
    """The nearest case of the page before or the next page."""
    key = page.previous_key if back else page.next_key
    if not key:
        return None
    turned = replace(asked, after="" if back else key, before=key if back else "")
    found = turned.page(by, today=today, limit=1).rows
    return (found[0], turned.address(found[0])) if found else None
