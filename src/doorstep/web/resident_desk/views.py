"""What a resident sees without signing in: how a case stands, by number and query code; and saying how it was."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.cases import public as cases
from doorstep.kernel.refusal import Refusal
from doorstep.web.resident_words import STEPS, TOLD
from doorstep.web.words import Words
from doorstep.wire.doors import open_to_all
from doorstep.wire.http import Request
from doorstep.wire.refusals import speech
from doorstep.wire.throttle import count_wrong_guess, guessed_too_often
from doorstep.wire.typed import typed_text

from .papers import readable_at_home

ASK = "resident_desk/ask.html"
GUESSES, FORGOTTEN = 20, 15 * 60  # wrong ones, in seconds; a code has 31^8 values

LEVELS = (
    (5, gettext_lazy("Very satisfied")),
    (4, gettext_lazy("Satisfied")),
    (3, gettext_lazy("Just satisfied")),
    (2, gettext_lazy("Not satisfied")),
    (1, gettext_lazy("Not satisfied at all")),
)


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all
def status(request: Request) -> HttpResponse:
    """Ask by number and code; the answer says how the case stands, and nothing about a person."""
    if request.method == "GET":
        return render(request, ASK, {})
    return _shown(request)


@never_cache
@require_POST
@open_to_all
def rate(request: Request) -> HttpResponse:
    """Say how it was, once, with the same number and code."""
    number, code, level = (typed_text(request.POST, name, most=40) for name in ("number", "code", "level"))
    if _throttled(request):
        return _wait(request)
    if not level.isdecimal():
        return _shown(request, errors=[("level", _("Choose one of the five answers."))])
    try:
        cases.rate(
            number=number,
            code=code,
            level=int(level),
            text=typed_text(request.POST, "text", most=1000),
            anonymous=request.POST.get("anonymous") == "yes",
            at=request.moment,
        )
    except cases.WrongCode:
        return _shown(request)
    except Refusal as refusal:
        told = speech(refusal)
        return _shown(request, errors=[("", f"{told.says}{told.remedy}")])
    return _shown(request, thanks=True)


def _shown(request: Request, *, errors: Sequence[tuple[str, Words]] = (), thanks: bool = False) -> HttpResponse:
    number, code = typed_text(request.POST, "number", most=40), typed_text(request.POST, "code", most=20)
    typed = {"number": number, "code": code}
    if not number or not code:
        missing = [
            (name, sentence)
            for name, value, sentence in (
                ("number", number, _("The number is missing. It stands at the top of your receipt.")),
                ("code", code, _("The query code is missing. It stands under the number on your receipt.")),
            )
            if not value
        ]
        return render(request, ASK, {**typed, "errors": missing, "wrong_at": dict(missing)}, status=422)
    if _throttled(request):
        return _wait(request)
    try:
        found = cases.public_status(number, code)
    except cases.WrongCode as refusal:
        count_wrong_guess("status", _address(request), seconds=FORGOTTEN)
        told = speech(refusal)
        unknown = [("number", f"{told.says}{told.remedy}")]
        return render(request, ASK, {**typed, "errors": unknown, "wrong_at": dict(unknown)}, status=422)
    told_now = TOLD["taken_back" if found.taken_back else str(found.stage)]
    shown = {
        **typed,
        "case": found,
        "told": told_now,
        "steps": [(words, place <= told_now.step) for place, words in enumerate(STEPS, 1)],
        "levels": LEVELS,
        "papers": readable_at_home(cases.case_by_code(number, code), request),
        "errors": errors,
        "thanks": thanks,
        "typed": request.POST,
    }
    return render(request, "resident_desk/status.html", shown, status=422 if errors else 200)


def _throttled(request: Request) -> bool:
    return guessed_too_often("status", _address(request), most=GUESSES)


def _address(request: Request) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _wait(request: Request) -> HttpResponse:
    told = [
        ("number", _("There were too many tries from this address. Wait a quarter of an hour, or ask at any window."))
    ]
    typed = {name: request.POST.get(name, "") for name in ("number", "code")}
    response = render(request, ASK, {**typed, "errors": told, "wrong_at": dict(told)}, status=429)
    response["Retry-After"] = str(FORGOTTEN)
    return response
