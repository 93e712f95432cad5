"""The lists of the daily reconciliation through the one table: which list of which day, its columns, its rows in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from doorstep.cases import public as cases
from doorstep.cases.public import OutsideAsked, OutsideList, OutsideSort, OutsideTask, Reconciliation
from doorstep.staff.public import Acting
from doorstep.web.act_words import RESULTS
from doorstep.web.table import Column, Line, Table
from doorstep.web.templatetags.house import state
from doorstep.web.templatetags.papers import slip_key
from doorstep.web.words import TASKS, Words
from doorstep.wire.http import Request
from doorstep.wire.languages import text_of_row
from doorstep.wire.moment import SHANGHAI
from doorstep.wire.typed import typed_day

LISTS: dict[OutsideList, Words] = {
    OutsideList.MISSING: _("Without an answer"),
    OutsideList.ANSWERED: _("Answered on this day"),
    OutsideList.SENT: _("Handed over on this day"),
    OutsideList.TO_SEND: _("To be handed over"),
}
EMPTY: dict[OutsideList, Words] = {
    OutsideList.MISSING: _("Nothing is overdue, silent or lost."),
    OutsideList.ANSWERED: _("No answer was booked on this day."),
    OutsideList.SENT: _("Nothing was handed over on this day."),
    OutsideList.TO_SEND: _("Nothing waits to be handed over."),
}
#: The column by which each list is sorted; an index gives that order and no other.
SORTED_BY: dict[OutsideList, str] = {
    OutsideList.MISSING: "due",
    OutsideList.ANSWERED: "answered",
    OutsideList.SENT: "sent",
    OutsideList.TO_SEND: "due",
}


@dataclass(frozen=True)
class AskedOutside:
    """What the address asks for: the list, its order, and where in it one is."""

    of: OutsideAsked
    sort: OutsideSort
    after: str
    before: str

    @property
    def query(self) -> dict[str, str]:
        """The same without the place, for addresses."""
        told = {"list": self.of.which, "day": self.of.day.isoformat(), "department": self.of.department}
        return {name: str(value) for name, value in {**told, "sort": self.sort}.items() if value}


@dataclass(frozen=True)
class Listed:
    """A part in the list with the words around it."""

    row: OutsideTask
    department: str

    @property
    def link(self) -> SafeString:
        """The number of its case, leading to it."""
        there = reverse("casework_desk:case", args=[self.row.number])
        return format_html('<a class="number nowrap" data-open href="{}">{}</a>', there, self.row.number)

    @property
    def part(self) -> SafeString | str:
        """What it is about, leading to its slip once it was handed over."""
        if not self.row.sent_at:
            return text_of_row(self.row, "what")
        there = reverse("papers:paper", args=[self.row.number, slip_key(self.row.task_id)])
        return format_html('<a href="{}">{}</a>', there, text_of_row(self.row, "what"))


def _days(head: Words, name: str) -> Column:
    """A column of days; a moment stands there as its day."""

    def day(one: Listed) -> date | None:
        value: date | datetime | None = getattr(one.row, name)
        return value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value

    def show(one: Listed) -> str:
        return date_format(found, "SHORT_DATE_FORMAT") if (found := day(one)) else ""

    return Column(head, show, plain=day, css="nowrap", label=True)


COLUMNS: dict[str, Column] = {
    "case": Column(_("Case"), lambda one: one.link, plain=lambda one: one.row.number, css="nowrap"),
    "item": Column(_("Item"), lambda one: text_of_row(one.row, "item_name")),
    "part": Column(_("Task"), lambda one: one.part, plain=lambda one: text_of_row(one.row, "what")),
    "department": Column(_("Department"), lambda one: one.department),
    "state": Column(_("State"), lambda one: state(one.row.state, "task"), plain=lambda one: TASKS[one.row.state].word),
    "sent": _days(_("Handed over"), "sent_at"),
    "due": _days(_("Due"), "due_on"),
    "answered": _days(_("Answered"), "answered_at"),
    "foreign": Column(_("Foreign number"), lambda one: one.row.foreign_number, css="nowrap", label=True),
    "result": Column(_("Result"), lambda one: RESULTS.get(one.row.result, one.row.result), on_screen=False),
}


def asked_of(request: Request) -> AskedOutside:
    """What the address of a request asks for; what is no value of a closed list is left out, no day lies ahead."""
    given, today = request.GET, request.moment.date()
    day = min(typed_day(given.get("day", "")) or today, today)
    which, sort = given.get("list", ""), given.get("sort", "")
    return AskedOutside(
        of=OutsideAsked(
            day=day,
            which=OutsideList(which) if which in set(OutsideList) else OutsideList.MISSING,
            department=given.get("department", "")[:40],
        ),
        sort=OutsideSort(sort) if sort in set(OutsideSort) else OutsideSort.FIRST,
        after=given.get("after", ""),
        before=given.get("before", ""),
    )


def answered_today(asked: AskedOutside) -> AskedOutside:
    """The list that shows what was booked just now."""
    return AskedOutside(replace(asked.of, which=OutsideList.ANSWERED), OutsideSort.LAST, "", "")


def choices_of(asked: AskedOutside, told: Reconciliation) -> list[tuple[Words, int, str, bool]]:
    """The lists of the day with their figures: the word, how many, its address, whether one is there."""
    figures = {
        OutsideList.MISSING: told.missing,
        OutsideList.ANSWERED: told.answered,
        OutsideList.SENT: told.sent,
        OutsideList.TO_SEND: sum(many for _department, many in told.to_send),
    }
    kept = {name: value for name, value in asked.query.items() if name in ("day", "department")}
    here = reverse("casework_desk:outside")
    return [
        (LISTS[one], figures[one], f"{here}?{urlencode({'list': one, **kept})}", one is asked.of.which)
        for one in OutsideList
    ]


def table_of(by: Acting, asked: AskedOutside, names: Mapping[str, str]) -> Table:
    """The page of the list that is asked for. One query."""
    found = cases.outside_page(by, asked.of, sort=asked.sort, after_key=asked.after, before_key=asked.before)
    return Table(
        caption=LISTS[asked.of.which],
        columns=columns_of(asked.of.which),
        lines=[Line(one, mark=_mark(one.row, asked.of.day)) for one in listed_of(found.rows, names)],
        asked=asked.query,
        sort=asked.sort,
        next_key=found.next_key,
        previous_key=found.previous_key,
        is_first=not (asked.after or asked.before),
        empty=EMPTY[asked.of.which],
        here=reverse("casework_desk:outside"),
        files=reverse("casework_desk:outside-export"),
    )


def columns_of(which: OutsideList) -> list[Column]:
    """The columns, of which one sorts. When it was answered stands in files, and on the screen where everything is."""
    shown = {**COLUMNS, "answered": replace(COLUMNS["answered"], on_screen=which is OutsideList.ANSWERED)}
    shown[SORTED_BY[which]] = replace(shown[SORTED_BY[which]], sorts=(OutsideSort.FIRST, OutsideSort.LAST))
    return list(shown.values())


def listed_of(rows: Iterable[OutsideTask], names: Mapping[str, str]) -> list[Listed]:
    """The rows with their words. No query."""
    return [Listed(row, names.get(row.department, row.department)) for row in rows]


def _mark(row: OutsideTask, day: date) -> str:
    return "overdue" if row.due_on and row.due_on < day and not row.answered_at else ""
