"""What every request carries: the business moment, the post that acts, and refusals turned into speech."""

from collections.abc import Callable
from typing import Any, cast

from csp.constants import HEADER as POLICY
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.kernel.looking import one_look
from doorstep.kernel.refusal import Refusal
from doorstep.staff.public import acting_for_session

from .manners import ContentCoded, ContentTooLarge, LengthMissing
from .moment import moment
from .problems import MEDIA_TYPE, problem_for_status, problem_of
from .refusals import speech
from .sizes import ONE_FILE_MB, larger_than, too_large

Handler = Callable[[HttpRequest], HttpResponse]
API = "/api/"
NOTHING = "default-src 'none'; frame-ancestors 'none'"
LARGEST_MB = {"/api/v1/files": ONE_FILE_MB}  # everything else is small


class PolicyMiddleware:
    """What a page may load. What a machine reads is no page: it loads nothing, and its policy is not put together anew."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.page = cast("Handler", CSPMiddleware(get_response))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.page(request)
        answer = self.get_response(request)
        answer[POLICY] = NOTHING
        return answer


class MomentMiddleware:
    """`request.moment`: one business time for the whole request, and one look at what calendar, catalogue and places
    are."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.moment = moment()  # type: ignore[attr-defined]
        with one_look():
            return self.get_response(request)


class ActingMiddleware:
    """`request.acting`: the post under which the signed-in person acts today, or None. One query when signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = None  # type: ignore[attr-defined]
        # A machine shows its token; the session of somebody's browser opens nothing there.
        if not request.path.startswith(API) and request.user.is_authenticated:
            request.acting = acting_for_session(  # type: ignore[attr-defined]
                account_id=request.user.pk,
                post_id=request.session.get("post"),
                origin=f"web:{request.META.get('REMOTE_ADDR', '')}",
                on=request.moment.date(),  # type: ignore[attr-defined]
            )
        answer = self.get_response(request)
        # A desk's page tells of persons: whoever sits down at the machine next must not find it by going back. What
        # answers a form is left to the browser's own history, where going back would end at an error.
        if request.acting is not None and request.method == "GET":  # type: ignore[attr-defined]
            answer["Cache-Control"] = "no-store"
        return answer


class ProblemMiddleware:
    """Whatever goes wrong under /api/, a machine reads problem details: also what the frame itself refuses."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.get_response(request)
        if request.method == "HEAD":  # a reading like any other, that is remembered like any other
            request.method = "GET"
            answer = self._answer(request)
            answer.content = b""
            return answer
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        unread = _unreadable(request)
        answer = self.get_response(request) if unread is None else problem_of(unread)
        if answer.status_code == 405:
            answer["Allow"] = _allowed(answer["Allow"])
        if answer.status_code == 405 and request.method == "OPTIONS":
            answer = HttpResponse(status=204, headers={"Allow": answer["Allow"]})
            del answer["Content-Type"]
        elif answer.status_code >= 400 and not answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            answer = problem_for_status(answer)
        answer.setdefault("Cache-Control", "no-store")  # what is kept on the way may be about a person
        if rate := getattr(request, "rate", None):
            for name, value in rate.headers().items():
                answer[name] = value
        return answer


def _allowed(methods: str) -> str:
    """The methods of an address, with those that it knows because it knows others."""
    named = set(methods.replace(" ", "").split(","))
    return ", ".join(sorted(named | {"OPTIONS"} | ({"HEAD"} if "GET" in named else set())))


def _unreadable(request: HttpRequest) -> Refusal | None:
    """Why a body cannot be read at all, told before anybody looks into it."""
    limit = LARGEST_MB.get(request.path, 1)
    if larger_than(limit, request):
        return ContentTooLarge(limit_mb=limit)
    if "HTTP_TRANSFER_ENCODING" in request.META:
        return LengthMissing()
    coding = request.META.get("HTTP_CONTENT_ENCODING", "identity")
    return None if coding.lower() == "identity" else ContentCoded(coding=coding[:40])


class SizeMiddleware:
    """A form that is too large is told so before anybody reads it, the guard against foreign forms included: this stands
    before that one, and looks when it is known who asks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        if request.path.startswith(API):
            return None
        refusal = too_large(request, view)
        return _spoken(request, refusal) if refusal else None


class RefusalMiddleware:
    """An anticipated error becomes a page, or problem details (RFC 9457) for machines: in this one place."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _spoken(request, exception) if isinstance(exception, Refusal) else None


def _spoken(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if "json" in request.headers.get("Accept", "") or request.path.startswith(API):
        return problem_of(refusal)
    told = speech(refusal)
    return render(request, "house/refusal.html", {"refusal": told}, status=told.status)
