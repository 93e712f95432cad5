"""The inbox: cases by clock, most urgent first; filtered by stage, light, item and who is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from doorstep.cases import public as cases
from doorstep.cases.public import CaseRow, InboxFilter, Stage
from doorstep.catalogue import public as catalogue
from doorstep.kernel.masking import mask_name
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff.public import Permission
from doorstep.web.templatetags.house import say
from doorstep.web.words import STAGES, Words
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.languages import pick

from .tabs import seated, tabs_of

A_PAGE = 20
LIGHTS: dict[str, Words] = {"overdue": _("Overdue"), "due_soon": _("Due soon")}
#: Which filter a tab stands for.
VIEWS = {
    "tasks": frozenset({Stage.IN_PROGRESS, Stage.SPECIAL}),
    "decide": frozenset({Stage.EXAMINED}),
}
#: Lights of a list, in the words of clocks.
CLOCK_OF = {
    "none": "not_started",
    "paused": "paused",
    "running": "running",
    "due_soon": "due_soon",
    "overdue": "overdue",
}


@dataclass(frozen=True)
class Line:
    """A case in the list with the words around it."""

    row: CaseRow
    name: str
    clock: str
    waits_for: str


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for. Nothing in it tells of a person."""

    view: str
    stage: str
    light: str
    item: str
    number: str
    centre: str
    waiting: bool

    @property
    def filters(self) -> InboxFilter:
        """The same for the room of cases."""
        stages = frozenset({Stage(self.stage)}) if self.stage else VIEWS.get(self.view, frozenset())
        return InboxFilter(
            mine=self.waiting or bool(self.view),
            stages=stages,
            light=self.light,
            item_code=self.item,
            text=self.number,
            centre=self.centre,
        )

    @property
    def query(self) -> dict[str, str]:
        """What is asked, for the address of the next page."""
        rows = {
            "view": self.view,
            "stage": self.stage,
            "light": self.light,
            "item": self.item,
            "number": self.number,
            "centre": self.centre,
            "waiting": "me" if self.waiting else "",
        }
        return {name: value for name, value in rows.items() if value}

    @property
    def tab(self) -> str:
        """The tab on which one is."""
        return self.view or ("mine" if self.waiting else "inbox")


@require_GET
@needs(Permission.CASE_SEE)
def inbox(request: Request) -> HttpResponse:
    """Cases of this post, a page at a time."""
    asked, today = _asked(request), request.moment.date()
    found = cases.inbox(
        seated(request), today=today, filters=asked.filters, after_key=request.GET.get("after", ""), limit=A_PAGE
    )
    people.record_shown(
        query_kind="inbox", resident_ids=[row.applicant_id for row in found.rows], by=seated(request), at=request.moment
    )
    names = _places_of(found.rows)
    lines = [
        Line(row, mask_name(row.applicant_name), CLOCK_OF.get(row.light, ""), waits_for(row, names))
        for row in found.rows
    ]
    after = urlencode({**asked.query, "after": found.next_key}) if found.next_key else ""
    items = [(one.item.code, say(one.name)) for one in catalogue.items_on(today)]
    return render(
        request,
        "casework_desk/inbox.html",
        {
            "tabs": tabs_of(request, asked.tab),
            "lines": lines,
            "asked": asked,
            "stages": {key: look.word for key, look in STAGES.items()},
            "lights": LIGHTS,
            "items": items,
            "centres": [(row.code, pick({"zh-hans": row.name, "en": row.name_en})) for row in _centres(request)],
            "next": after,
            "first": urlencode(asked.query) if "after" in request.GET else None,
            "is_filtered": bool(asked.query),
        },
    )


def waits_for(row: CaseRow, names: dict[str, str]) -> str:
    """Whom a case waits for, in a word or a name."""
    match row.stage:
        case Stage.RETURNED | Stage.SUPPLEMENT | Stage.CORRECTION:
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


def _asked(request: Request) -> Asked:
    given = request.GET
    known = {one.value for one in Stage}
    return Asked(
        view=given.get("view", "") if given.get("view") in VIEWS else "",
        stage=given.get("stage", "") if given.get("stage") in known else "",
        light=given.get("light", "") if given.get("light") in LIGHTS else "",
        item=given.get("item", "")[:20],
        number=given.get("number", "").strip()[:26],
        centre=given.get("centre", "")[:20],
        waiting=given.get("waiting") == "me",
    )


def _centres(request: Request) -> list[places.CentreRow]:
    """The centres to choose from: those of the post's district; none for who sits at one centre. One query."""
    by = seated(request)
    district = "" if by.centre_code else by.district_code
    return places.centre_options(district) if district else []


def _places_of(rows: Iterable[CaseRow]) -> dict[str, str]:
    """Names of the centres and bodies on a page: one query for each that differs, a handful."""
    centres = {code for row in rows for code in (row.accepting_centre, row.receiving_centre)}
    found = [places.centre(code) for code in sorted(centres)]
    bodies = [places.body(code) for code in sorted({row.deciding_body for row in rows})]
    names = {row.code: pick({"zh-hans": row.name, "en": row.name_en}) for row in found}
    return names | {row.code: pick({"zh-hans": row.name, "en": row.name_en}) for row in bodies}
