"""Many cases at once: ticked in the list, looked at once more, then acted on one by one with what came of each."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from doorstep.cases import public as cases
from doorstep.cases.public import Act, CaseRow
from doorstep.kernel.refusal import Refusal, known_refusals
from doorstep.staff.public import Acting, Permission, Scope, may
from doorstep.web.act_words import ACTS, RESULTS
from doorstep.web.words import DELIVERIES, Words
from doorstep.wire.doors import answers_form_of, needs
from doorstep.wire.http import Request
from doorstep.wire.refusals import Speech, speech

from .fields import one_of, text
from .listing import kept
from .tabs import seated, tabs_of

#: How long one request works before the page says how far it is.
SECONDS_AT_ONCE = 1.5
LINES_AT_ONCE = 5
#: Acts of the centres; the others belong to whoever has the permission.
OF_CENTRES = frozenset({Act.ACCEPT, Act.DELIVER})
#: Why an act is not among them is said where it would be looked for.
HINTS: Mapping[Act, Words] = {
    Act.ACCEPT: _("A case in which a material is missing is not accepted; open it and tell all defects at once."),
    Act.ANSWER_TASK: _("An objection needs its own reason: open the case to object."),
    Act.SEND_TASK: _("Each part is handed over by a sheet of its own; print the sheets from the cases."),
    Act.DELIVER: _("By post or as an electronic licence, with the number of each. By hand is done case by case."),
}


class OrderForm(forms.Form):
    """What is said once for all chosen cases."""

    def __init__(self, act: Act, data: Any = None) -> None:
        super().__init__(data, prefix="order", use_required_attribute=False)
        if act is Act.ANSWER_TASK:
            lawful = [(key, word) for key, word in RESULTS.items() if key != "objects"]
            self.fields["result"] = one_of(_("Opinion"), lawful, _("Choose what your department says."))
            self.fields["remark"] = text(_("Findings in words"))
        if act is Act.DELIVER:
            ways = [(key, DELIVERIES[key]) for key in ("by_post", "e_licence")]
            self.fields["way"] = one_of(_("How"), ways, _("Choose how the result was handed over."))


@dataclass(frozen=True)
class Ticked:
    """One chosen case as the page shows it again."""

    row: CaseRow
    seen: str
    own: str
    moved: bool


@dataclass(frozen=True)
class Came:
    """One line of an order with what came of it in words."""

    row: cases.BulkRow
    why: Speech | None


def acts_of(by: Acting) -> list[tuple[Act, Words]]:
    """What this post may do to many at once. No query."""
    centre = by.scope in (Scope.CENTRE, Scope.STREET)
    return [
        (act, ACTS[act])
        for act in cases.IN_BULK
        if may(by, Permission(cases.TABLE[act].needs)) and (centre or act not in OF_CENTRES)
    ]


@answers_form_of("casework_desk:inbox")
@needs(Permission.CASE_SEE)
def look(request: Request) -> HttpResponse:
    """The chosen cases once more, with what is said for all of them."""
    return _look(request, _act(request), OrderForm(_act(request)))


@answers_form_of("casework_desk:inbox")
@needs(Permission.CASE_SEE)
def begin(request: Request) -> HttpResponse:
    """Give the order and begin with it. The same page sent again is the same order."""
    act, by = _act(request), seated(request)
    form = OrderForm(act, request.POST)
    ticked = _picked(request)
    if not form.is_valid():
        return _look(request, act, form, status=422)
    chosen = [cases.Chosen(case_id, seen, own) for case_id, (seen, own) in ticked.items()]
    try:
        order = cases.begin_bulk(
            key=request.POST.get("order", "")[:80],
            act=act,
            told={name: str(value) for name, value in form.cleaned_data.items()},
            chosen=chosen,
            by=by,
            at=request.moment,
        )
    except cases.NotInBulk as refusal:
        told = speech(refusal)
        return _look(request, act, form, problem=told, status=told.status)
    _work(order, request)
    return redirect(kept(request, reverse("casework_desk:bulk", args=[order])))


@require_POST
@needs(Permission.CASE_SEE)
def go_on(request: Request, order: int) -> HttpResponse:
    """Go on with an order where it stands."""
    _work(order, request)
    return redirect(kept(request, reverse("casework_desk:bulk", args=[order])))


@require_GET
@needs(Permission.CASE_SEE)
def result(request: Request, order: int) -> HttpResponse:
    """How far an order is, and what came of each case."""
    told = cases.bulk_of(order, by=seated(request))
    first = {"refused": 0, "waiting": 1, "done": 2}
    rows = sorted(told.rows, key=lambda row: first[row.state])
    shown = {
        "tabs": tabs_of(request, ""),
        "bulk": told,
        "word": ACTS[told.act],
        "came": [Came(row, _why(row)) for row in rows],
        "done": told.count("done"),
        "refused": told.count("refused"),
        "waiting": told.count("waiting"),
        "passed": len(rows) - told.count("waiting"),
        "keep": kept(request, ""),
    }
    return render(request, "casework_desk/bulk.html", shown)


def _look(
    request: Request, act: Act, form: OrderForm, *, problem: Speech | None = None, status: int = 200
) -> HttpResponse:
    by, ticked = seated(request), _picked(request)
    rows = cases.chosen_rows(ticked, by=by, today=request.moment.date())
    now = cases.seen_of(rows)
    shown = {
        "tabs": tabs_of(request, ""),
        "act": act,
        "word": ACTS[act],
        "hint": HINTS[act],
        "form": form,
        "problem": problem,
        "own": act is Act.DELIVER,
        "key": request.POST.get("order") or secrets.token_urlsafe(16),
        "ticked": [Ticked(row, *ticked[row.id], moved=now[row.id] != ticked[row.id][0]) for row in rows],
        "keep": kept(request, ""),
        "fresh": problem is None and not form.errors,
    }
    return render(request, "casework_desk/bulk_look.html", shown, status=status)


def _work(order: int, request: Request) -> None:
    started = perf_counter()
    while cases.go_on(bulk_id=order, by=seated(request), at=request.moment, most=LINES_AT_ONCE):
        if perf_counter() - started > SECONDS_AT_ONCE:
            return


def _act(request: Request) -> Act:
    wanted = request.POST.get("act", "")
    if wanted not in cases.IN_BULK:
        raise cases.NotInBulk(act=wanted, why="act")
    return Act(wanted)


def _picked(request: Request) -> dict[int, tuple[str, str]]:
    """Case → (the state in which it was seen, what is said for it alone)."""
    found = {}
    for pick in request.POST.getlist("pick"):
        number, _colon, seen = pick.partition(":")
        if number.isdecimal():
            found[int(number)] = (seen[:40], request.POST.get(f"own-{number}", "").strip()[:60])
    return found


def _why(row: cases.BulkRow) -> Speech | None:
    """A refusal as it was written down, in words."""
    if not row.code:
        return None
    kind = known_refusals().get(row.code, Refusal)
    return speech(kind(**row.params))
