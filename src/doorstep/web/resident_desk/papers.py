"""The applicant reads papers at home with number and query code: those that ask for something or say how the matter
stands, as they were handed out, with the name masked. What decides, and why, is handed over in person."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.cases import public as cases
from doorstep.ledger.public import Robot
from doorstep.papers import public as papers
from doorstep.web.papers import pdf
from doorstep.web.papers.listing import Listed, papers_of
from doorstep.web.papers.sheet import look_of, sheet, title_of
from doorstep.web.papers.views import as_file
from doorstep.wire.doors import open_to_all
from doorstep.wire.http import Request
from doorstep.wire.throttle import count_wrong_guess, guessed_too_often
from doorstep.wire.typed import typed_text

AT_HOME = Robot("applicant-by-code")
GUESSES, FORGOTTEN = 20, 15 * 60  # as for the state of a case: wrong ones, in seconds


@dataclass(frozen=True)
class Readable:
    """A paper that may be read at home."""

    due: cases.DuePaper
    issued: papers.PaperRow


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all
def paper(request: Request) -> HttpResponse:
    """One paper, on the screen or as PDF; the reading stands in the paper's own chain. Wrong codes count as guesses.

    Asked for without number and code (by a switch of language, or by coming back) it leads to where these are asked.
    """
    if request.method == "GET":
        return redirect("resident_desk:status")
    number, code, which = (typed_text(request.POST, name, most=40) for name in ("number", "code", "which"))
    address = str(request.META.get("REMOTE_ADDR", ""))
    if guessed_too_often("status", address, most=GUESSES):
        return redirect("resident_desk:status")
    try:
        case_id = cases.case_by_code(number, code)
    except cases.WrongCode:
        count_wrong_guess("status", address, seconds=FORGOTTEN)
        raise
    page = cases.case_page(case_id, by=AT_HOME, at=request.moment)
    found = next((one for one in _readable(page, papers_of(page)) if one.due.key == which), None)
    if found is None or not papers.shown_by_code(paper=found.issued, by=AT_HOME, at=request.moment):
        raise cases.PaperNotDue(case=number, paper=which)
    look = look_of(request, at_home=True)
    drawn, title = sheet(request, page, found.due, found.issued, look), title_of(found.due, look)
    if request.POST.get("as") == "pdf" and pdf.possible():
        data = pdf.made_of(drawn, title=f"{title} {number}", author=found.due.issuer.name, language=look.language)
        return as_file(data, f"{title}-{number}.pdf")
    asked = {"number": number, "code": code}
    again = {"page": "resident_desk:paper", "typed": {**asked, "which": which}}
    shown = {**asked, "sheet": drawn, "due": found.due, "pdf_possible": pdf.possible(), "answers_to": again}
    return render(request, "resident_desk/paper.html", shown)


def readable_at_home(case_id: int, request: Request) -> list[Readable]:
    """The papers of a case that its applicant may read at home. One query where none was handed out."""
    if not any(cases.PAPERS[cases.PaperKind(row.kind)].online for row in papers.papers_about(f"case:{case_id}")):
        return []
    page = cases.case_page(case_id, by=AT_HOME, at=request.moment)
    return _readable(page, papers_of(page))


def _readable(page: cases.CasePage, listed: list[Listed]) -> list[Readable]:
    """Those that were handed out and still say what the case says: nothing is issued from home."""
    return [
        Readable(row.due, row.issued)
        for row in listed
        if row.due.online and row.issued and row.issued.says(cases.draft_of(page, row.due).content)
    ]
