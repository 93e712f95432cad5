"""Every route names who may pass: `open_to_all` or `needs(permission)`. A test walks the routes and asks."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
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
