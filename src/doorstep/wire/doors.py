"""Every route names who may pass: `open_to_all` or `needs(permission)`. A test walks the routes and asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from doorstep.staff.public import Permission, check_may

View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """Anybody may call this route, signed in or not."""
    view.door = "open"  # type: ignore[attr-defined]
    return view


def _page_of(request: HttpRequest) -> str:
    """The page to which a sign-in leads back: where a form was sent from, since its own address may have no page."""
    came = request.headers.get("Referer", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure()):
        return urlunsplit(("", "", *urlsplit(came)[2:4], ""))
    return request.get_full_path()


def needs(permission: Permission) -> Callable[[View], View]:
    """Only a post with `permission` may call this route; who is not signed in is led to sign-in and back."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.acting is None:  # type: ignore[attr-defined]
                return redirect_to_login(_page_of(request))
            check_may(request.acting, permission)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.door = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def answers_form_of(page: str, *named: str) -> Callable[[View], View]:
    """Only a form of `page` is answered at this address. Asked for without one (in another language, after signing in
    anew, by coming back), it leads to that page, whose own address takes the parts that are `named`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            query = request.META["QUERY_STRING"]
            there = reverse(page, kwargs={name: kwargs[name] for name in named})
            return redirect(f"{there}?{query}" if query else there)

        return guarded

    return guard
