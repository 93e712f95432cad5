"""Problem details (RFC 9457): the one shape in which a machine is told no."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse

from doorstep.kernel.refusal import Refusal

from .manners import OF_STATUS, ContentCoded, NoToken, NotUnderstood, TooOften, Unexpected
from .refusals import Speech, speech

MEDIA_TYPE = "application/problem+json"
PROBLEMS = "/api/v1/problems/"


def type_of(code: str) -> str:
    """Where a kind of problem is described: its `type`, an address of this house (RFC 9457, 3.1.1)."""
    return f"{PROBLEMS}{code}"


def problem(told: Speech, **more: Any) -> JsonResponse:
    """Problem details of a refusal that was turned into speech; `more` are members of its own."""
    body = {"type": type_of(told.code), "title": told.says, "status": told.status, "detail": told.remedy}
    return JsonResponse(
        body | {"code": told.code} | more,
        status=told.status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def problem_of(refusal: Refusal, **more: Any) -> JsonResponse:
    """Problem details of a refusal, with the headers that belong to its status and its parameters for machines."""
    answer = problem(speech(refusal), **({"params": _plain(refusal.params)} if refusal.params else {}), **more)
    if isinstance(refusal, NoToken):
        answer["WWW-Authenticate"] = 'Bearer realm="doorstep"'
    if isinstance(refusal, ContentCoded):
        answer["Accept-Encoding"] = "identity"
    if isinstance(refusal, TooOften):
        answer["Retry-After"] = str(refusal.params["seconds"])
    return answer


def problem_for_status(answer: HttpResponse) -> JsonResponse:
    """An answer that was refused below the house (an unknown address, a wrong method) in the same shape."""
    default = Unexpected if answer.status_code >= 500 else NotUnderstood
    told = speech(OF_STATUS.get(answer.status_code, default)(limit_mb=""))
    made = problem(Speech(told.code, told.says, told.remedy, answer.status_code))
    for header in ("Allow", "Retry-After"):
        if header in answer:
            made[header] = answer[header]
    return made


def _plain(value: object) -> Any:
    """A parameter as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)
