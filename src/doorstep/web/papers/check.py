"""Anybody asks whether a paper is ours, by the check code on it. Nothing about a person is told."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.cases import public as cases
from doorstep.kernel.text import normalise
from doorstep.papers import public as papers
from doorstep.wire.doors import open_to_all
from doorstep.wire.http import Request
from doorstep.wire.refusals import speech
from doorstep.wire.throttle import count_wrong_guess, guessed_too_often
from doorstep.wire.typed import typed_text

PAGE = "papers/check.html"
GUESSES, FORGOTTEN = 20, 15 * 60  # wrong ones, in seconds; a code has 31^10 values


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all
def check(request: Request) -> HttpResponse:
    """Ask by check code; with a name, also whether it is the one on the paper. A wrong name counts as a wrong guess."""
    if request.method == "GET":
        return render(request, PAGE, {})
    address = str(request.META.get("REMOTE_ADDR", ""))
    code, name = typed_text(request.POST, "code", most=30), typed_text(request.POST, "name", most=80)
    typed = {"code": code, "name": name}
    if not code:
        return _wrong(request, typed, _("The check code is missing. It stands at the foot of the paper."), 422)
    if guessed_too_often("paper", address, most=GUESSES):
        told = _("There were too many tries from this address. Wait a quarter of an hour, or ask at any window.")
        return _wrong(request, typed, told, 429)
    try:
        found = papers.paper_by_code(code)
    except papers.UnknownPaper as refusal:
        count_wrong_guess("paper", address, seconds=FORGOTTEN)
        said = speech(refusal)
        return _wrong(request, typed, said.whole, said.status)
    compared = ""
    if name:
        compared = "same" if _is_the_name(found, name) else "other"
        if compared == "other":
            count_wrong_guess("paper", address, seconds=FORGOTTEN)
    again = {"page": "check-paper", "typed": typed}
    shown = {"paper": found, "compared": compared, "undone": _undone(found), "answers_to": again}
    return render(request, PAGE, {**typed, **shown})


def _undone(paper: papers.PaperRow) -> bool:
    """Whether it is out of force and nothing came in its place: its matter was undone."""
    return paper.replaced_at is not None and papers.paper_in_force(paper.about, paper.kind, paper.part) is None


def _is_the_name(paper: papers.PaperRow, typed: str) -> bool:
    """Compared where the name lives: the register of papers knows none. An erased name is nobody's."""
    known = cases.applicant_name(int(paper.about.removeprefix("case:")))
    return bool(known) and normalise(known) == normalise(typed)


def _wrong(request: Request, typed: dict[str, str], told: str, status: int) -> HttpResponse:
    answer = render(request, PAGE, {**typed, "errors": [("code", told)]}, status=status)
    if status == 429:
        answer["Retry-After"] = str(FORGOTTEN)
    return answer
