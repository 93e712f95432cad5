"""The front door: what this is, who may sign in, how the ledger stands."""

import re
from secrets import token_hex

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.backends import ModelBackend
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from doorstep.ledger import public as ledger
from doorstep.staff import public as staff
from doorstep.staff.public import Permission
from doorstep.web.context import desks_of
from doorstep.web.display import CHOICES, cookie
from doorstep.wire.doors import needs, open_to_all
from doorstep.wire.http import Request
from doorstep.wire.typed import typed_text

A_YEAR = 365 * 24 * 3600
#: A number of a case: day, centre, place in the day's row. A part of one has a dash, or is too short for an identity.
WHOLE_NUMBER = re.compile(r"\d{8}-\d{9}-\d{6}")
PART_OF_A_NUMBER = re.compile(r"\d{1,6}|[\d-]*-[\d-]*")
#: Pages that answer a form of somebody at home and change nothing: they are asked again with what that form said, which
#: never stands in an address.
ANSWERING = ("resident_desk:status", "resident_desk:paper", "check-paper")


@require_GET
@open_to_all
def front(request: Request) -> HttpResponse:
    """What this is, the day, the ledger's state; in the demo also who can sign in."""
    events, anchored_at = ledger.size()
    held = staff.posts_held(on=request.moment.date()) if settings.DEMO else []
    people = sorted(held, key=lambda post: list(staff.ROLES).index(post.role.key))
    latest = ledger.latest_act() if settings.DEMO else None
    shown = {
        "events": events,
        "anchored_at": anchored_at,
        "people": people,
        "latest": latest if latest and latest.date() > request.moment.date() else None,
    }
    return render(request, "house/front.html", shown)


@require_POST
@open_to_all
def demo_sign_in(request: Request, post_id: int) -> HttpResponse:
    """Sign in as one of the people of the demo with one press. Does not exist outside the demo."""
    if not settings.DEMO:
        raise Http404
    held = next((post for post in staff.posts_held(on=request.moment.date()) if post.id == post_id), None)
    account = ModelBackend().get_user(held.account_id) if held else None
    if account is None:
        raise Http404
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session["post"] = post_id
    desks = desks_of(staff.acting(post_id=post_id, origin="sign-in", on=request.moment.date()))
    return redirect(desks[0].address if desks else "front")


@require_POST
@open_to_all
def choose_post(request: Request, post_id: int) -> HttpResponse:
    """Act under another of one's own posts. A post of somebody else changes nothing."""
    request.session["post"] = post_id
    return redirect("front")


@require_POST
@open_to_all
def sign_out(request: Request) -> HttpResponse:
    """End the session. What a desk kept in this browser of what was typed goes when this mark changes; what the browser
    itself kept goes too, so that nobody comes back to whom a search had found."""
    logout(request)
    response = redirect("front")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie("doorstep_out", token_hex(8), max_age=A_YEAR, samesite="Lax", secure=secure)
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
@open_to_all
def set_language(request: Request) -> HttpResponse:
    """Speak another language from now on, on the page one was on."""
    code, response = request.POST.get("language", ""), _back(request)
    if check_for_language(code):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=A_YEAR, samesite="Lax")
    return response


@require_POST
@open_to_all
def set_display(request: Request) -> HttpResponse:
    """Show every page in other colours or with larger text from now on, on the page one was on."""
    response = _back(request)
    for name, offered in CHOICES.items():
        value = request.POST.get(name)
        if value in offered:
            response.set_cookie(cookie(name), value, max_age=A_YEAR, samesite="Lax")
    return response


@require_POST
@needs(Permission.CASE_SEE)
def search(request: Request) -> HttpResponse:
    """The search of the bar: a case by its number; at a window also a resident. Names never stand in an address."""
    asked = typed_text(request.POST, "who", most=60)
    assert request.acting is not None  # the door lets nobody else in
    if WHOLE_NUMBER.fullmatch(asked):
        return redirect("casework_desk:case", asked)
    if staff.may(request.acting, Permission.CASE_RECEIVE) and not PART_OF_A_NUMBER.fullmatch(asked):
        return HttpResponseRedirect(reverse("window_desk:find"), preserve_request=True)
    number = re.sub(r"[^0-9-]", "", asked)
    return redirect(reverse("casework_desk:inbox") + (f"?number={number}" if number else ""))


def _back(request: Request) -> HttpResponse:
    if (again := request.POST.get("again", "")) in map(reverse, ANSWERING):
        return HttpResponseRedirect(again, preserve_request=True)
    there = request.POST.get("next", "/")
    return redirect(there if url_has_allowed_host_and_scheme(there, {request.get_host()}) else "/")
