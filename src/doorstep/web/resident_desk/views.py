"""What a resident sees without signing in: how a case stands, by number and query code; and saying how it was."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

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

ASK, CODE = "resident_desk/ask.html", "resident_desk/code.html"
LONGEST_KEY = 200  # the address in a receipt's QR code
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
    """Ask by number and code, one after the other or both at once as the receipt's QR code does; the answer says how the
    case stands, and nothing about a person. The number alone opens nothing and tells nothing."""
    if request.method == "GET":
        return render(request, ASK, {})
    return _shown(request)


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all
def rate(request: Request) -> HttpResponse:
    """Say how it was, once, with the same number and code; asked for without them it leads to where these are asked."""
    if request.method == "GET":
        return redirect("resident_desk:status")
    read, level = _read(request), typed_text(request.POST, "level", most=40)
    if _throttled(request):
        return _wait(request)
    if not level.isdecimal():
        return _shown(request, errors=[("level", _("Choose one of the five answers."))])
    try:
        cases.rate(
            number=read.number,
            code=read.code,
            level=int(level),
            text=typed_text(request.POST, "text", most=1000),
            anonymous=request.POST.get("anonymous") == "yes",
            at=request.moment,
        )
    except cases.WrongCode:
        return _shown(request)
    except Refusal as refusal:
        told = speech(refusal)
        return _shown(request, errors=[("", told.whole)])
    return _shown(request, thanks=True)


def _shown(request: Request, *, errors: Sequence[tuple[str, Words]] = (), thanks: bool = False) -> HttpResponse:
    read = _read(request)
    if not read.number:
        return _ask(request, read, number=_no_number(request, read))
    if not read.code:
        asked = "code" in request.POST  # the number alone is the first step, and no mistake
        missing = _("The query code is missing. It stands under the number on your receipt.") if asked else ""
        return _ask(request, read, code=missing)
    if _throttled(request):
        return _wait(request)
    try:
        found = cases.public_status(read.number, read.code)
    except cases.WrongCode as refusal:
        count_wrong_guess("status", _address(request), seconds=FORGOTTEN)
        told = speech(refusal)
        return _ask(request, read, code=told.whole)
    told_now = TOLD["taken_back" if found.taken_back else str(found.stage)]
    shown = {
        "number": read.number,
        "code": read.code,
        "case": found,
        "told": told_now,
        "steps": [(words, place <= told_now.step) for place, words in enumerate(STEPS, 1)],
        "levels": LEVELS,
        "papers": readable_at_home(cases.case_by_code(read.number, read.code), request),
        "errors": errors,
        "thanks": thanks,
        "typed": request.POST,
        "answers_to": {"page": "resident_desk:status", "typed": {"number": read.number, "code": read.code}},
    }
    return render(request, "resident_desk/status.html", shown, status=422 if errors else 200)


def _read(request: Request) -> cases.KeyRead:
    """Number and code: each for itself, or all that the receipt's QR code says in the first field."""
    read = cases.read_key(typed_text(request.POST, "number", most=LONGEST_KEY))
    code = typed_text(request.POST, "code", most=20)
    return replace(read, code=code or read.code)


def _no_number(request: Request, read: cases.KeyRead) -> str:
    if not typed_text(request.POST, "number"):
        return _("The number is missing. It stands at the top of your receipt.")
    digits = {"digits": cases.NUMBER_DIGITS, "typed": read.digits}
    return _("A number has %(digits)s digits; you wrote %(typed)s. Compare it with your receipt.") % digits


def _ask(request: Request, read: cases.KeyRead, *, number: str = "", code: str = "", status: int = 422) -> HttpResponse:
    """One question a page: the number, then the code, with the number kept. `number`, `code`: what is wrong with it."""
    wrong = {name: told for name, told in (("number", number), ("code", code)) if told}
    typed = read.number or typed_text(request.POST, "number", most=LONGEST_KEY)
    shown: dict[str, object] = {"number": typed, "code": read.code, "errors": list(wrong.items()), "wrong_at": wrong}
    page = CODE if read.number and not number else ASK
    if page == CODE:
        shown["answers_to"] = {"page": "resident_desk:status", "typed": {"number": read.number}}
    return render(request, page, shown, status=status if wrong else 200)


def _throttled(request: Request) -> bool:
    return guessed_too_often("status", _address(request), most=GUESSES)


def _address(request: Request) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _wait(request: Request) -> HttpResponse:
    told = _("There were too many tries from this address. Wait a quarter of an hour, or ask at any window.")
    read = _read(request)
    response = _ask(request, read, **({"code": told} if read.number else {"number": told}), status=429)
    response["Retry-After"] = str(FORGOTTEN)
    return response
