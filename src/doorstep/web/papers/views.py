"""Papers at a desk: looked at, issued, printed again. Whoever sees a case sees which papers it has; the side on which a
post sits says which of them it prints."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from doorstep.cases import public as cases
from doorstep.people import public as people
from doorstep.staff.public import Acting, Permission, may
from doorstep.wire.doors import needs
from doorstep.wire.http import Request

from . import pdf
from .listing import papers_of
from .sheet import look_of, sheet, title_of
from .words import WAY_WORDS


@never_cache
@require_GET
@needs(Permission.CASE_SEE)
def paper(request: Request, number: str, which: str) -> HttpResponse:
    """A paper as it is, or as it will be once it is issued."""
    return show(request, _page(request, number), which)


@require_POST
@needs(Permission.CASE_SEE)
def issue(request: Request, number: str, which: str) -> HttpResponse:
    """Print a paper, for the first time or again: back to its page, which prints itself, or as PDF."""
    as_pdf = request.POST.get("as") == "pdf" and pdf.possible()
    way = "pdf" if as_pdf else "page"
    printed = cases.print_paper(number, which, way=way, by=_acting(request), at=request.moment)
    due, look = printed.due, look_of(request)
    if not as_pdf:
        back = request.POST.get("back", "")
        there = back if url_has_allowed_host_and_scheme(back, None) and back.startswith("/") else ""
        return redirect(f"{there or request.path.removesuffix('issue/')}?in={look.way}&print=now")
    title = title_of(due, look)
    data = pdf.made_of(
        sheet(request, printed.page, due, printed.paper, look),
        title=f"{title} {number}",
        author=due.issuer.name,
        language=look.language,
    )
    return as_file(data, f"{title}-{number}.pdf")


def show(request: Request, page: cases.CasePage, which: str, **more: object) -> HttpResponse:
    """The page of one paper, and the one event that says whom it showed. `more`: what else its template shows. Raises
    PaperNotDue, PaperNotYours."""
    due = cases.due_paper(page, which)
    people.record_shown(query_kind="paper", resident_ids=[page.applicant.id], by=_acting(request), at=request.moment)
    listed, look = papers_of(page), look_of(request)
    issued = next((row.issued for row in listed if row.due.key == due.key), None)
    if issued is not None and not issued.says(cases.draft_of(page, due).content):
        issued = None  # the case has moved on: the next print is another edition
    shown = {
        "page": page,
        "number": page.case.number,
        "due": due,
        "issued": issued,
        "papers": listed,
        "look": look,
        "ways": WAY_WORDS.items(),
        "sheet": sheet(request, page, due, issued, look),
        "pdf_possible": pdf.possible(),
        "print_now": issued is not None and "print" in request.GET,
        "at_window": may(_acting(request), Permission.CASE_RECEIVE),
    }
    return render(request, "papers/page.html", {**shown, **more})


def as_file(data: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows and nobody keeps on the way. Its name holds the case's number, never a person's."""
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: Request, number: str) -> cases.CasePage:
    return cases.page_by_number(number, by=_acting(request), at=request.moment)


def _acting(request: Request) -> Acting:
    if request.acting is None:
        raise RuntimeError("the door of this route lets only posts pass")
    return request.acting
