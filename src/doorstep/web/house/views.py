"""The front door: what this is, who may sign in, how the ledger stands."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.backends import ModelBackend
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from doorstep.ledger import public as ledger
from doorstep.staff import public as staff
from doorstep.web.context import desks_of
from doorstep.wire.doors import open_to_all
from doorstep.wire.http import Request


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
        "latest": latest if latest and latest > request.moment else None,
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
    """End the session."""
    logout(request)
    return redirect("front")


@require_POST
@open_to_all
def set_language(request: Request) -> HttpResponse:
    """Speak another language from now on, on the page one was on."""
    code, there = request.POST.get("language", ""), request.POST.get("next", "/")
    response = redirect(there if url_has_allowed_host_and_scheme(there, {request.get_host()}) else "/")
    if check_for_language(code):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, samesite="Lax")
    return response
