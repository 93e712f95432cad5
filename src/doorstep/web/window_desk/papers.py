"""What leaves the window on paper: the paper of a case that is taken home, and what to bring for who only asks."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorstep.cases import public as cases
from doorstep.catalogue import public as catalogue
from doorstep.staff.public import Permission, may
from doorstep.web.papers.views import show
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.typed import typed_text

from .again import form_again
from .plan import centre_of
from .reading import DOUBTFUL
from .views import acting


@never_cache
@require_GET
@needs(Permission.CASE_SEE)
def receipt(request: Request, number: str) -> HttpResponse:
    """What the applicant takes home: the receipt, the notice of acceptance where this centre itself accepted, the result.
    Just handed in by this clerk, it may be taken back here; taken back, its form stands here again."""
    by = acting(request)
    page = cases.page_by_number(number, by=by, at=request.moment)
    if page.taken_back and may(by, Permission.CASE_RECEIVE):
        return redirect(form_again(page))
    until = cases.take_back_until(page, by=by, at=request.moment)
    left = int((until - request.moment).total_seconds()) if until else 0
    return show(request, page, cases.main_paper(page), take_back_until=until, take_back_left=left)


@require_POST
@needs(Permission.CASE_RECEIVE)
def take_back(request: Request, number: str) -> HttpResponse:
    """Undo a hand-in that was a slip, and open its form filled in again."""
    by = acting(request)
    case_id = cases.case_by_number(number, by=by)
    cases.take_back(case_id=case_id, by=by, at=request.moment)
    return redirect(form_again(cases.case_page(case_id, by=by, at=request.moment)))


@require_http_methods(["GET", "POST"])
@needs(Permission.CATALOGUE_SEE)
def guide(request: Request, item_code: str) -> HttpResponse:
    """What to bring and where, for who only asks; posting writes down that the question was answered."""
    by, day = acting(request), request.moment.date()
    found = catalogue.guide(item_code, day)
    answered = False
    if request.method == "POST":
        cases.consult(
            item_code=item_code,
            note="",
            idempotency_key=typed_text(request.POST, "key", most=80) or uuid4().hex,
            by=by,
            at=request.moment,
        )
        answered = True
    may_write = may(by, Permission.CASE_CONSULT)
    centre = centre_of(by) if by.centre_code or by.street_code else None
    shown = {
        "guide": found,
        "now": found.now,
        "centre": centre,
        "answered": answered,
        "may_write": may_write,
        "doubtful": all(one.confidence in DOUBTFUL for one in found.now.materials),
        "key": uuid4().hex,
    }
    return render(request, "window_desk/guide.html", shown)
