"""Items that a clerk finished alone and that were drawn for a second look."""

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
from doorstep.people import public as people
from doorstep.staff.public import Permission
from doorstep.web.sheets import sheet
from doorstep.web.table import Column, Line, Table
from doorstep.web.templatetags.desk import item_name
from doorstep.web.templatetags.house import state
from doorstep.web.words import STAGES
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.moment import SHANGHAI

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
    Column(_("Item"), item_name),
    Column(
        _("Received"),
        lambda row: date_format(row.received_at.astimezone(SHANGHAI), "DATETIME_FORMAT"),
        plain=lambda row: row.received_at.astimezone(SHANGHAI).date(),
        sorts=cases.SORTS_OF_DRAWN,
        css="nowrap",
    ),
    Column(_("Stage"), lambda row: state(row.stage), plain=lambda row: STAGES[row.stage].word),
)


@require_GET
@needs(Permission.CASE_SPOT_CHECK)
def checks(request: Request) -> HttpResponse:
    """The drawn cases that nobody has checked yet, a page at a time; the check itself is an act on the case's page."""
    sort, after, before = _sort(request), request.GET.get("after", ""), request.GET.get("before", "")
    found = cases.spot_checks(
        seated(request), today=request.moment.date(), sort=sort, after_key=after, before_key=before
    )
    table = Table(
        caption=_("Spot checks"),
        columns=COLUMNS,
        lines=[Line(row) for row in found.rows],
        asked={"sort": sort},
        sort=sort,
        next_key=found.next_key,
        previous_key=found.previous_key,
        is_first=not (after or before),
        empty=_("No case waits for a spot check."),
        files=reverse("casework_desk:checks-export"),
    )
    return render(request, "casework_desk/checks.html", {"tabs": tabs_of(request, "checks"), "table": table})


@require_GET
@needs(Permission.CASE_SPOT_CHECK)
def export(request: Request) -> HttpResponseBase:
    """The whole list as a file. One event of reading names everybody whose case is in it."""
    by = seated(request)
    rows = cases.whole_spot_checks(by, today=request.moment.date(), sort=_sort(request))
    shown = sorted({row.applicant_id for row in rows})
    people.record_shown(query_kind="spot-checks-file", resident_ids=shown, by=by, at=request.moment)
    name = f"{gettext('Spot checks')}-{request.moment:%Y%m%d-%H%M}"
    return sheet(COLUMNS, rows, kind=request.GET.get("kind", ""), name=name)


def _sort(request: Request) -> Sort:
    asked = request.GET.get("sort", "")
    return Sort(asked) if asked in cases.SORTS_OF_DRAWN else Sort.OLDEST
