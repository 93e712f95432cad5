"""Items that a clerk finished alone and that were drawn for a second look."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from doorstep.cases import public as cases
from doorstep.cases.public import Sort
from doorstep.catalogue import public as catalogue
from doorstep.people import public as people
from doorstep.staff.public import Permission
from doorstep.web.sheets import sheet
from doorstep.web.table import Column, Line, Table
from doorstep.web.templatetags.house import say, state
from doorstep.web.words import STAGES, Words
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.languages import text_of_row
from doorstep.wire.moment import SHANGHAI
from doorstep.wire.typed import typed_day, typed_text

from .tabs import seated, tabs_of

COLUMNS = (
    Column(
        _("Case"),
        lambda row: format_html(
            '<a class="number nowrap" data-open href="{}">{}</a>',
            reverse("casework_desk:case", args=[row.number]),
            row.number,
        ),
        plain=lambda row: row.number,
    ),
    Column(_("Item"), lambda row: text_of_row(row, "item_name")),
    Column(
        _("Received"),
        lambda row: date_format(row.received_at.astimezone(SHANGHAI), "DATETIME_FORMAT"),
        plain=lambda row: row.received_at.astimezone(SHANGHAI).date(),
        sorts=cases.SORTS_OF_DRAWN,
        css="nowrap",
    ),
    Column(_("Stage"), lambda row: state(row.stage), plain=lambda row: STAGES[row.stage].word),
)


@dataclass(frozen=True)
class Narrowed:
    """What an address asks for. Days stay as they were typed where they are none, and narrow nothing then."""

    item: str
    first: str
    last: str
    sort: Sort

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Narrowed":
        """What an address says; what is no order of the list is left out."""
        sort = given.get("sort", "")
        days = {name: typed_text(given, name, most=20) for name in ("first", "last")}
        told = {name: day.isoformat() if (day := typed_day(text)) else text for name, text in days.items()}
        return cls(given.get("item", "")[:20], **told, sort=Sort(sort) if sort in cases.SORTS_OF_DRAWN else Sort.OLDEST)

    @property
    def filters(self) -> cases.DrawnFilter:
        """The same for the room of cases."""
        return cases.DrawnFilter(self.item, typed_day(self.first), typed_day(self.last))

    @property
    def days(self) -> list[tuple[str, str, Words, bool]]:
        """The fields of days: name, what was typed, label, whether it is no day."""
        labels = {"first": _("Received from"), "last": _("Received until")}
        rows = [(name, getattr(self, name), label) for name, label in labels.items()]
        return [(name, typed, label, bool(typed and typed_day(typed) is None)) for name, typed, label in rows]

    @property
    def narrowed(self) -> dict[str, str]:
        """What narrows the list, for addresses."""
        return {name: value for name in ("item", "first", "last") if (value := getattr(self, name))}


@require_GET
@needs(Permission.CASE_SPOT_CHECK)
def checks(request: Request) -> HttpResponse:
    """The drawn cases that nobody has checked yet, a page at a time; the check itself is an act on the case's page."""
    asked, after, before = Narrowed.of(request.GET), request.GET.get("after", ""), request.GET.get("before", "")
    today = request.moment.date()
    found = cases.spot_checks(
        seated(request), today=today, filters=asked.filters, sort=asked.sort, after_key=after, before_key=before
    )
    table = Table(
        caption=_("Spot checks"),
        columns=COLUMNS,
        lines=[Line(row) for row in found.rows],
        asked={**asked.narrowed, "sort": asked.sort},
        sort=asked.sort,
        next_key=found.next_key,
        previous_key=found.previous_key,
        is_first=not (after or before),
        empty=_("No case fits this filter.") if asked.narrowed else _("No case waits for a spot check."),
        files=reverse("casework_desk:checks-export"),
    )
    items = [
        (one.item.code, say(one.name)) for one in catalogue.items_on(today) if one.kind.value == cases.Kind.INSTANT
    ]
    shown = {"tabs": tabs_of(request, "checks"), "table": table, "asked": asked, "items": items}
    return render(request, "casework_desk/checks.html", shown)


@require_GET
@needs(Permission.CASE_SPOT_CHECK)
def export(request: Request) -> HttpResponseBase:
    """The whole list as a file. One event of reading names everybody whose case is in it."""
    by, asked = seated(request), Narrowed.of(request.GET)
    rows = cases.whole_spot_checks(by, today=request.moment.date(), filters=asked.filters, sort=asked.sort)
    shown = sorted({row.applicant_id for row in rows})
    people.record_shown(query_kind="spot-checks-file", resident_ids=shown, by=by, at=request.moment)
    name = f"{gettext('Spot checks')}-{request.moment:%Y%m%d-%H%M}"
    return sheet(COLUMNS, rows, kind=request.GET.get("kind", ""), name=name)
