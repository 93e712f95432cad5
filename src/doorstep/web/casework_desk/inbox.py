"""The inbox: cases by clock, most urgent first; sorted, narrowed and taken as a file through the one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from doorstep.cases import public as cases
from doorstep.cases.public import APPLICANT_WAITED_FOR, CaseRow, Sort, Stage
from doorstep.catalogue import public as catalogue
from doorstep.kernel.masking import mask_name
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff.public import Permission
from doorstep.web.sheets import sheet
from doorstep.web.table import Column, Line, Table
from doorstep.web.templatetags.house import say, state
from doorstep.web.words import CLOCKS, STAGES, Words
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.languages import pick, text_of_row
from doorstep.wire.moment import SHANGHAI
from doorstep.wire.refusals import Speech

from .bulk import acts_of
from .listing import Asked
from .saved import address_of, saved_of
from .tabs import seated, tabs_of

LIGHTS: dict[str, Words] = {
    "overdue": _("Overdue"),
    "due_soon": _("Due soon"),
    "paused": _("Paused"),
}
SORTS: dict[str, Words] = {
    Sort.CLOCK: _("Most urgent first"),
    Sort.CLOCK_LAST: _("Least urgent first"),
    Sort.NEWEST: _("Received last, first"),
    Sort.OLDEST: _("Received first, first"),
}
#: Lights of a list, in the words of clocks.
CLOCK_OF = {
    "none": "not_started",
    "paused": "paused",
    "running": "running",
    "due_soon": "due_soon",
    "overdue": "overdue",
}
#: Stages in which there is something to do; the rest cannot be chosen.
WORKED_ON = cases.OPEN | {Stage.DECIDED}
MARKS = {"overdue": "overdue", "due_soon": "soon"}


@dataclass(frozen=True)
class Listed:
    """A case in the list with the words around it."""

    row: CaseRow
    name: str
    waits_for: str
    address: str

    @property
    def clock(self) -> SafeString | str:
        """Its clock as a state."""
        return state(CLOCK_OF[self.row.light], "clock") if self.row.light in CLOCK_OF else ""

    @property
    def clock_word(self) -> object:
        """The same for a file."""
        return CLOCKS[CLOCK_OF[self.row.light]].word if self.row.light in CLOCK_OF else ""

    @property
    def left(self) -> str:
        """How many days are left, in the limit's own unit."""
        return days_left(self.row)

    @property
    def day(self) -> str:
        """The day by which the list is sorted, and what it is."""
        return day_words(self.row)

    @property
    def link(self) -> SafeString:
        """Its number, leading to its page in this list."""
        return format_html(
            '<a class="number nowrap" data-open href="{}?{}">{}</a>',
            reverse("casework_desk:case", args=[self.row.number]),
            self.address,
            self.row.number,
        )


COLUMNS: tuple[Column, ...] = (
    Column(
        _("Clock"),
        lambda one: one.clock,
        plain=lambda one: one.clock_word,
        sorts=(Sort.CLOCK, Sort.CLOCK_LAST),
    ),
    Column(_("Left"), lambda one: one.left, plain=lambda one: one.row.days_left, figure=True, css="nowrap"),
    Column(_("Day"), lambda one: one.day, plain=lambda one: one.row.due_on, css="nowrap"),
    Column(_("Case"), lambda one: one.link, plain=lambda one: one.row.number, sorts=(Sort.OLDEST, Sort.NEWEST)),
    Column(_("Item"), lambda one: text_of_row(one.row, "item_name")),
    Column(
        _("Applicant"),
        lambda one: format_html('<span lang="zh" translate="no">{}</span>', one.name),
        plain=lambda one: one.name,
        css="name",
        label=True,
    ),
    Column(
        _("Stage"),
        lambda one: state(one.row.stage),
        plain=lambda one: STAGES[one.row.stage].word,
    ),
    Column(_("Waits for"), lambda one: one.waits_for, label=True),
    Column(_("Received"), lambda one: one.row.received_at.astimezone(SHANGHAI).date(), on_screen=False),
)


@require_GET
@needs(Permission.CASE_SEE)
def inbox(request: Request) -> HttpResponse:
    """Cases of this post, a page at a time; on a bare address, the list with which the post begins."""
    rows = cases.filters_of(seated(request))
    address = address_of(request, rows)
    return redirect(address) if address else show(request, rows)


def show(
    request: Request,
    filters: tuple[cases.FilterRow, ...],
    *,
    problem: Speech | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    """The list, and the one event that says whom it showed."""
    asked, today = Asked.of(request.GET), request.moment.date()
    found = asked.page(seated(request), today=today)
    people.record_shown(
        query_kind="inbox", resident_ids=[row.applicant_id for row in found.rows], by=seated(request), at=request.moment
    )
    listed = listed_of(found.rows, asked)
    acts = acts_of(seated(request))
    seen = cases.seen_of(found.rows) if acts else {}
    choices = choices_of(request, asked)
    return render(
        request,
        "casework_desk/inbox.html",
        {
            "tabs": tabs_of(request, asked.tab),
            "table": Table(
                caption=_("Cases"),
                columns=COLUMNS if set(asked.orders) == set(Sort) else _sorting(asked.orders),
                lines=[_line(one, seen) for one in listed],
                asked=asked.query,
                sort=asked.order,
                next_key=found.next_key,
                previous_key=found.previous_key,
                is_first=not (asked.after or asked.before),
                empty=_("No case fits this filter.") if asked.narrowed else _("No case is open here."),
                here=reverse("casework_desk:inbox"),
                files=reverse("casework_desk:export"),
                form="pick-form" if acts else "",
            ),
            "bulk_acts": acts,
            "keep": "?" + urlencode(asked.place),
            "asked": asked,
            "choices": choices,
            "saved": saved_of(request, filters, choices),
            "problem": problem,
            "typed": typed,
        },
        status=status,
    )


@require_GET
@needs(Permission.CASE_SEE)
def export(request: Request) -> HttpResponseBase:
    """The whole list as a file. One event of reading names everybody in it, before the first byte leaves."""
    asked, by, today = Asked.of(request.GET), seated(request), request.moment.date()
    rows = cases.whole_inbox(by, today=today, filters=asked.filters, sort=asked.order)
    people.record_shown(
        query_kind="inbox-file", resident_ids=[row.applicant_id for row in rows], by=by, at=request.moment
    )
    name = f"{gettext('Cases')}-{request.moment:%Y%m%d-%H%M}"
    return sheet(COLUMNS, listed_of(rows, asked), kind=request.GET.get("kind", ""), name=name)


def _line(one: Listed, seen: Mapping[int, str]) -> Line:
    """A line of the table; its box carries the state in which it is shown."""
    pick = f"{one.row.id}:{seen[one.row.id]}" if one.row.id in seen and one.row.stage in WORKED_ON else ""
    return Line(one, mark=MARKS.get(one.row.light, ""), pick=pick, name=one.row.number)


def listed_of(rows: Iterable[CaseRow], asked: Asked) -> list[Listed]:
    """The rows with their words. Two queries."""
    rows = list(rows)
    names = _places_of(rows)
    return [Listed(row, mask_name(row.applicant_name), waits_for(row, names), asked.address(row)) for row in rows]


def waits_for(row: CaseRow, names: Mapping[str, str]) -> str:
    """Whom a case waits for, in a word or a name."""
    match row.stage:
        case stage if stage in APPLICANT_WAITED_FOR:
            return gettext("the applicant")
        case Stage.RECEIVED | Stage.FORWARDED:
            return names[row.accepting_centre]
        case Stage.IN_PROGRESS | Stage.SPECIAL:
            return gettext("the departments")
        case Stage.EXAMINED:
            return names[row.accepting_centre if row.kind == "instant" else row.deciding_body]
        case Stage.DECIDED:
            return names[row.receiving_centre]
    return ""


def days_left(row: CaseRow) -> str:
    """How many days are left: "3 working days"; over a day, nothing: the clock says so."""
    left = row.days_left
    if left is None or left < 0:
        return ""
    if left == 0:
        return gettext("today")
    if row.unit == "calendar_days":
        return ngettext("%(days)s calendar day", "%(days)s calendar days", left) % {"days": left}
    return ngettext("%(days)s working day", "%(days)s working days", left) % {"days": left}


def day_words(row: CaseRow) -> str:
    """The day for which a case stands where it does in the list: its limit, the receipt, the decision."""
    day = {"day": date_format(row.due_on or row.urgent_on, "MONTH_DAY_FORMAT")}
    if row.stage in APPLICANT_WAITED_FOR:
        day["day"] = date_format(row.urgent_on, "MONTH_DAY_FORMAT")
        return gettext("supply until %(day)s") % day
    if row.stage in (Stage.RECEIVED, Stage.FORWARDED) and not row.due_on:
        return gettext("received %(day)s") % day
    if row.due_on and row.stage in cases.OPEN:
        return gettext("until %(day)s") % day
    return date_format(row.urgent_on, "MONTH_DAY_FORMAT")


def choices_of(request: Request, asked: Asked) -> dict[str, list[tuple[str, str | Promise]]]:
    """What each filter can be set to. Three queries at most."""
    by, today = seated(request), request.moment.date()
    departments = places.departments()
    return {
        "stage": [(key, look.word) for key, look in STAGES.items()],
        "light": list(LIGHTS.items()),
        "item": [(one.item.code, say(one.name)) for one in catalogue.items_on(today)],
        "department": [(code, pick({"zh-hans": zh, "en": en})) for code, (zh, en) in departments.items()],
        "centre": [(row.code, text_of_row(row, "name")) for row in _centres(by.centre_code, by.district_code)],
        "sort": [(str(one), SORTS[one]) for one in asked.orders],
    }


def _sorting(orders: Iterable[Sort]) -> list[Column]:
    """The columns where only some orders are offered."""
    kept = set(orders)
    return [
        Column(one.head, one.show, one.plain, (), one.figure, one.label, one.css, one.on_screen)
        if one.sorts and not kept.issuperset(one.sorts)
        else one
        for one in COLUMNS
    ]


def _centres(centre: str, district: str) -> list[places.CentreRow]:
    """The centres to choose from: those of the post's district; none for who sits at one centre. One query."""
    return places.centre_options(district) if district and not centre else []


def _places_of(rows: Iterable[CaseRow]) -> dict[str, str]:
    """Names of the centres and bodies on a page. Two queries."""
    rows = list(rows)
    centres = places.centres_by_code({code for row in rows for code in (row.accepting_centre, row.receiving_centre)})
    bodies = places.bodies_by_code({row.deciding_body for row in rows})
    return {code: text_of_row(row, "name") for code, row in (centres | bodies).items()}
