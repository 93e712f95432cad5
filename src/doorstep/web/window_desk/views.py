"""The window desk: who, what, so. One person, one item, one next act."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.cases import public as cases
from doorstep.catalogue import public as catalogue
from doorstep.kernel.masking import mask_name
from doorstep.kernel.refusal import Refusal
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff.public import Acting, Permission
from doorstep.web.uploads import Posted, kept_with_form
from doorstep.wire.defects import FAULTS, basis_of
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.refusals import speech
from doorstep.wire.sizes import SEVERAL_FILES_MB, takes_files
from doorstep.wire.typed import typed_text

from .again import typed_before
from .plan import Plan, centre_of, plan, promise_day
from .reading import Typed, read, with_files, with_wrongs

DESK = "window_desk/desk.html"
MOST_SHOWN = 20
MOST_TODAY = 12
MOST_OFTEN = 9  # one digit opens each
MADE_BEFORE = (cases.SubmittedElsewhere, cases.KeyUsedForOther)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_RECEIVE)
def find(request: Request) -> HttpResponse:
    """The next customer: find them, or an item for who only asks. What is typed is posted: it never stands in a URL."""
    by, day = acting(request), request.moment.date()
    who, words = typed_text(request.POST, "who", most=60), typed_text(request.POST, "words")
    shown: dict[str, object] = {"who": who, "words": words}
    if who:
        rows = people.find_residents(who, by=by, on=day, limit=MOST_SHOWN)
        kind = rows[0].matched_by if rows else "nobody"
        people.record_shown(query_kind=kind, resident_ids=[row.id for row in rows], by=by, at=request.moment)
        if len(rows) == 1 and kind == "identity":
            return redirect("window_desk:resident", rows[0].id)
        names = places.street_names([row.street_code for row in rows if row.street_code], on=day)
        shown["many"] = len(rows) >= MOST_SHOWN
        shown["found"] = [(row, names.get(row.street_code)) for row in rows]
    if words:
        shown["items"] = catalogue.search_items(words, on=day)
    else:
        shown |= _today(by, day)
    return render(request, DESK, {**frame(by), **shown})


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_RECEIVE)
def resident(request: Request, resident_id: int) -> HttpResponse:
    """A resident sits at the window: their family, addresses and open cases; the item is found in their own words."""
    words = typed_text(request.POST, "words")
    shown = person_shown(request, resident_id)
    if words:
        shown["items"] = catalogue.search_items(words, on=request.moment.date())
    else:
        shown["often"] = often(acting(request), request.moment.date())
    return render(request, DESK, {**frame(acting(request)), **shown, "words": words})


@takes_files(SEVERAL_FILES_MB)
@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_RECEIVE)
def item(request: Request, resident_id: int, item_code: str) -> HttpResponse:
    """The item with its checklist and form; posting does the one next act that the screen has shown."""
    day = request.moment.date()
    now = catalogue.item_on(item_code, day).on(day)
    kept, wrong = kept_with_form(request)
    posted: Posted = kept
    if again := typed_text(request.GET, "again", most=40) if request.method == "GET" else "":
        posted = typed_before(
            again, resident_id=resident_id, item_code=item_code, by=acting(request), at=request.moment
        )
    typed = read(posted, now, promise=promise_day(day))
    if request.method == "POST" and request.POST.get("act") == "do" and not wrong:
        return _do(request, resident_id, now, typed)
    return _show(request, resident_id, now, typed, again=again if posted else "", unkept=wrong)


@require_POST
@needs(Permission.CASE_RECEIVE)
def so(request: Request, resident_id: int, item_code: str) -> HttpResponse:
    """The third column anew, after something was ticked. Writes nothing."""
    day = request.moment.date()
    now = catalogue.item_on(item_code, day).on(day)
    typed = read(request.POST, now, promise=promise_day(day))
    card = people.person_card(resident_id, on=day)
    centre = centre_of(acting(request))
    shown = {"now": now, "typed": typed, "plan": plan(now, card, typed, centre=centre), "card": card, "centre": centre}
    return render(request, "window_desk/so.html", shown)


def acting(request: Request) -> Acting:
    """The post behind the window; the doors let nobody else in."""
    assert request.acting is not None
    return request.acting


def _today(by: Acting, day: date) -> dict[str, object]:
    """What this clerk took in today, the last first, no name in full. Two queries."""
    rows = cases.handed_in_on(day, by=by, limit=MOST_TODAY + 1)
    shown = [(row, mask_name(row.applicant_name)) for row in rows[:MOST_TODAY]]
    return {"today": shown, "more_today": len(rows) > MOST_TODAY}


def often(by: Acting, day: date) -> list[catalogue.ItemOnDay]:
    """What this place receives most: most residents come for one of these. Two queries."""
    here = {now.item.code: now for now in catalogue.items_on(day)}
    return [here[code] for code in cases.often_received(by, until=day, limit=MOST_OFTEN) if code in here]


def frame(by: Acting) -> dict[str, object]:
    """What all states of the desk show. One query."""
    return {"centre": centre_of(by)}


def person_shown(request: Request, resident_id: int) -> dict[str, object]:
    """The first column for one resident; that they were shown is remembered."""
    by, day = acting(request), request.moment.date()
    card = people.person_card(resident_id, on=day)
    members = card.family.members if card.family else ()
    alike = _alike(resident_id)
    own, family = _open_cases(request, card.id, {card.id: card.name} | {one.resident_id: one.name for one in members})
    seen = {
        "card": sorted({card.id, *(member.resident_id for member in members)}),
        "alike": [one for one, _name in alike],
        "family-cases": sorted({row.applicant_id for row in family}),
    }
    people.record_all_shown(shown={kind: ids for kind, ids in seen.items() if ids}, by=by, at=request.moment)
    names = places.street_names([row.street_code for row in card.addresses], on=day)
    home = next((names[row.street_code] for row in card.addresses if row.street_code in names), None)
    return {
        "card": card,
        "home": home.name if home else "",
        "addresses": [(row, names.get(row.street_code)) for row in card.addresses],
        "agents": people.authorities_for(card.id, on=day),
        "alike": alike,
        "members": [member for member in members if member.resident_id != card.id],
        "open_cases": own,
        "family_cases": family,
    }


def _open_cases(
    request: Request, resident_id: int, names: Mapping[int, str]
) -> tuple[list[cases.CaseRow], list[cases.CaseRow]]:
    """What is open of the resident, and of who lives with them, as far as this post sees it. One query."""
    rows = cases.open_cases_of(names, by=acting(request), today=request.moment.date())
    own = [row for row in rows if row.applicant_id == resident_id]
    return own, [row for row in rows if row.applicant_id != resident_id]


def _alike(resident_id: int) -> list[tuple[int, str]]:
    """Records that may be the same person: somebody looks, nothing is merged. Two queries, three where there are any."""
    likely = [row.resident_id for row in people.possible_duplicates(resident_id)][:3]
    if not likely:
        return []
    names = people.names_of(likely)
    return [(one, names.get(one, "")) for one in likely]


def _show(
    request: Request,
    resident_id: int,
    now: catalogue.ItemOnDay,
    typed: Typed,
    *,
    refusal: Refusal | None = None,
    changed: bool = False,
    again: str = "",
    unkept: Mapping[str, str] | None = None,
) -> HttpResponse:
    shown = person_shown(request, resident_id)
    typed = with_files(typed, unkept or {}, by=acting(request))
    centre = centre_of(acting(request))
    told = {
        "now": now,
        "guide": catalogue.guide(now.item.code, now.day),
        "typed": typed,
        "plan": plan(now, shown["card"], typed, centre=centre),  # type: ignore[arg-type]
        "refusal": speech(refusal) if refusal else None,
        "made": refusal.params.get("case") if isinstance(refusal, MADE_BEFORE) else None,
        "changed": changed,
        "centre": centre,
        "faults": FAULTS,
        "again": again,  # the case that was taken back, with which it is filled in
        "fresh": request.method == "GET",  # nothing typed has come with it: the browser may bring back what it kept
    }
    wrong = bool(typed.errors or refusal or changed or unkept)
    return render(request, DESK, {**shown, **told}, status=422 if wrong else 200)


def _do(request: Request, resident_id: int, now: catalogue.ItemOnDay, typed: Typed) -> HttpResponse:
    card = people.person_card(resident_id, on=now.day)
    planned = plan(now, card, typed, centre=centre_of(acting(request)))
    if planned.means != typed.means:
        return _show(request, resident_id, now, typed, changed=True)
    try:
        return _done(request, resident_id, now, typed, planned)
    except (cases.ReferElsewhere, cases.OnlineOnly):
        return render(request, "window_desk/referral.html", {"now": now, "plan": planned, "card": card})
    except cases.AnswersWrong as wrong:
        return _show(request, resident_id, now, with_wrongs(typed, fields=_mapping(wrong, "fields")))
    except cases.MaterialsWrong as wrong:
        return _show(request, resident_id, now, with_wrongs(typed, materials=_mapping(wrong, "materials")))
    except Refusal as refusal:
        if isinstance(refusal, cases.KeyUsedForOther):  # pressed again on purpose it is another matter
            typed = replace(typed, key=uuid4().hex)
        return _show(request, resident_id, now, typed, refusal=refusal)


def _done(request: Request, resident_id: int, now: catalogue.ItemOnDay, typed: Typed, planned: Plan) -> HttpResponse:
    """The one act. Pressed twice it finds the case that it made and leads to the same receipt."""
    by, at, code = acting(request), request.moment, now.item.code
    if planned.means == "notice" and (typed.due_day or now.day) <= now.day:
        late = (("due", _("Enter a day that lies ahead: by then the resident brings what is missing.")),)
        return _show(request, resident_id, now, replace(typed, errors=late))
    made = cases.submit(
        item_code=code,
        applicant_id=resident_id,
        answers=typed.answers,
        materials=typed.given(),
        idempotency_key=typed.key,
        by=by,
        at=at,
        agent_authority_id=int(typed.agent) if typed.agent.isdecimal() and len(typed.agent) < 16 else None,
        accept=planned.means in ("accept", "finish"),
        local_hukou=typed.hukou_is_local,
    )
    if planned.means == "finish" and made.stage is cases.Stage.EXAMINED:
        cases.finish_on_spot(case_id=made.id, by=by, at=at)
    if planned.means == "notice" and made.stage is cases.Stage.RECEIVED and typed.due_day:
        basis = basis_of(now)
        cases.ask_supplement(case_id=made.id, defects=typed.defects(basis), due_on=typed.due_day, by=by, at=at)
    return redirect("window_desk:receipt", made.number)


def _mapping(refusal: Refusal, name: str) -> Mapping[str, Any]:
    """A parameter of a refusal that holds what is wrong by line."""
    found = refusal.params.get(name)
    return found if isinstance(found, Mapping) else {}
