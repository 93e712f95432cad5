"""Saved filters at the desk: which there are, which one is shown, what of it is gone; kept, renamed, given up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from doorstep.cases import public as cases
from doorstep.cases.public import FilterRow
from doorstep.kernel.refusal import Refusal
from doorstep.staff.public import Permission
from doorstep.web.words import Words
from doorstep.wire.doors import answers_form_of, needs
from doorstep.wire.http import Request
from doorstep.wire.refusals import speech

from .listing import Asked, kept
from .tabs import seated

#: What is said of a change that was asked for.
CHANGED: Mapping[str, Words] = {
    "rename": _("The filter has its new name."),
    "remove": _("The filter is given up."),
    "first": _("Your list begins with this filter from now on."),
    "all": _("Your list begins with everything from now on."),
}
#: Parts of a filter whose values may be gone, with their words.
PARTS: Mapping[str, Words] = {
    "stage": _("Stage"),
    "light": _("Clock"),
    "item": _("Item"),
    "department": _("Waits for department"),
    "centre": _("Centre"),
    "sort": _("Order"),
}


@dataclass(frozen=True)
class Saved:
    """The saved filters of a post: all of them with their addresses, and the one that is shown, if it is one."""

    rows: tuple[FilterRow, ...]
    here: FilterRow | None
    gone: tuple[str, ...]
    unknown: bool


def saved_of(request: Request, rows: tuple[FilterRow, ...], choices: Mapping[str, Iterable[tuple[str, Any]]]) -> Saved:
    """Which filters there are, and what is wrong with the one that is shown. No query."""
    given = {name: value for name, value in request.GET.items() if name not in ("after", "before", "filter")}
    here = next((row for row in rows if row.asked == given), None)
    gone = tuple(
        gettext("%(part)s: %(result)s") % {"part": word, "result": here.asked[part]}
        for part, word in PARTS.items()
        if here and here.asked.get(part) and here.asked[part] not in {key for key, _word in choices[part]}
    )
    return Saved(rows, here, gone, unknown="filter" in request.GET)


def address_of(request: Request, rows: tuple[FilterRow, ...]) -> str:
    """Where a saved filter leads that the address names; on a bare address, that with which the post begins. Empty:
    nowhere else. No query."""
    wanted = request.GET.get("filter", "")
    if request.GET and not wanted:
        return ""
    found = next((row for row in rows if str(row.id) == wanted or (not wanted and row.first)), None)
    return f"{reverse('casework_desk:inbox')}?{query_of(found)}" if found else ""


def query_of(row: FilterRow) -> str:
    """A saved filter as an address asks for it."""
    return urlencode(row.asked)


@answers_form_of("casework_desk:inbox")
@needs(Permission.CASE_SEE)
def save(request: Request) -> HttpResponse:
    """Keep what the list shows under a name."""
    asked = Asked.of(request.GET).query or {"view": "all"}
    given = request.POST
    try:
        cases.save_filter(
            name=given.get("name", ""),
            asked=asked,
            shared="shared" in given,
            first="first" in given,
            by=seated(request),
            at=request.moment,
        )
    except cases.FilterNameTaken as refusal:
        return _again(request, refusal)
    messages.success(request, gettext("The filter is saved."))
    return redirect(kept(request, reverse("casework_desk:inbox")))


@require_POST
@needs(Permission.CASE_SEE)
def change(request: Request, saved: int) -> HttpResponse:
    """Rename a filter, give it up, or begin with it from now on."""
    by, at, wanted = seated(request), request.moment, request.POST.get("act", "")
    try:
        match wanted:
            case "rename":
                cases.rename_filter(filter_id=saved, name=request.POST.get("name", ""), by=by, at=at)
            case "remove":
                cases.remove_filter(filter_id=saved, by=by, at=at)
            case "first":
                cases.begin_with(filter_id=saved, by=by, at=at)
            case "all":
                cases.begin_with(filter_id=None, by=by, at=at)
    except (cases.FilterNameTaken, cases.UnknownFilter) as refusal:
        return _again(request, refusal)
    if wanted in CHANGED:
        messages.success(request, str(CHANGED[wanted]))
    return redirect(kept(request, reverse("casework_desk:inbox")))


def _again(request: Request, refusal: Refusal) -> HttpResponse:
    from .inbox import show  # noqa: PLC0415  # the list shows these forms, and these views show the list

    told = speech(refusal)
    rows = cases.filters_of(seated(request))
    return show(request, rows, problem=told, typed=request.POST.get("name", ""), status=told.status)
