"""What every request carries: the business moment, the post that acts, and refusals turned into speech."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from doorstep.kernel.refusal import Refusal
from doorstep.staff.public import acting_for_session

from .moment import moment
from .refusals import Speech, speech

Handler = Callable[[HttpRequest], HttpResponse]


class MomentMiddleware:
    """`request.moment`: one business time for the whole request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.moment = moment()  # type: ignore[attr-defined]
        return self.get_response(request)


class ActingMiddleware:
    """`request.acting`: the post under which the signed-in person acts today, or None. One query when signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.acting = acting_for_session(  # type: ignore[attr-defined]
                account_id=request.user.pk,
                post_id=request.session.get("post"),
                origin=f"web:{request.META.get('REMOTE_ADDR', '')}",
                on=request.moment.date(),  # type: ignore[attr-defined]
            )
        return self.get_response(request)


class RefusalMiddleware:
    """An anticipated error becomes a page, or problem details (RFC 9457) for machines: in this one place."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        told = speech(exception)
        if "json" in request.headers.get("Accept", "") or request.path.startswith("/api/"):
            return problem(told)
        return render(request, "house/refusal.html", {"refusal": told}, status=told.status)


def problem(told: Speech) -> JsonResponse:
    """Problem details of a refusal."""
    body = {"type": f"about:blank#{told.code}", "title": told.says, "status": told.status, "detail": told.remedy}
    return JsonResponse(
        body | {"code": told.code},
        status=told.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
