"""Papers of the window, as pages to print: receipt, one-time notice, what to bring, where to go."""

from uuid import uuid4

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from doorstep.cases import public as cases
from doorstep.catalogue import public as catalogue
from doorstep.people import public as people
from doorstep.staff.public import Permission, may
from doorstep.web.resident_words import TOLD
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.typed import typed_text

from .plan import centre_of
from .reading import DOUBTFUL
from .views import acting


@require_GET
@needs(Permission.CASE_SEE)
def receipt(request: Request, number: str) -> HttpResponse:
    """收件凭证, or 受理通知书 where this centre itself accepted: number, query code, what was handed in, what comes."""
    page = _case(request, number)
    ours = page.accepting.code == page.receiving.code
    shown = {
        "page": page,
        "paper": _paper(page, ours),
        "issuer": page.receiving,
        "told": TOLD[str(page.case.stage)],
        "code": f"{page.query_code[:4]} {page.query_code[4:]}" if page.query_code else "",
        "qr": _qr(_status_link(request, page)) if page.query_code else "",
        "here": [row for row in page.materials if row.state in _HERE],
        "gaps": [row for row in page.materials if row.state in ("missing", "wrong")],
        "promised": [row for row in page.materials if row.state == "tolerated"],
        "notice": _open_notice(page),
    }
    return render(request, "window_desk/receipt.html", shown)


@require_GET
@needs(Permission.CASE_SEE)
def notice(request: Request, number: str) -> HttpResponse:
    """一次性补正告知书: everything that is missing, why, how to mend it, by when."""
    page = _case(request, number)
    told = _open_notice(page)
    if told is None:
        return redirect("window_desk:receipt", number)
    issuer = page.accepting if page.case.stage != cases.Stage.CORRECTION else page.deciding
    return render(request, "window_desk/notice.html", {"page": page, "notice": told, "issuer": issuer})


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


_HERE = ("handed_in", "shared", "printed", "supplied")


def _case(request: Request, number: str) -> cases.CasePage:
    by = acting(request)
    page = cases.case_page(cases.case_by_number(number, by=by), by=by, at=request.moment)
    people.record_shown(query_kind="receipt", resident_ids=[page.applicant.id], by=by, at=request.moment)
    return page


def _paper(page: cases.CasePage, ours: bool) -> str:
    """Which paper it is. Acceptance carries the seal of who accepts: a receiving centre gives a receipt only."""
    if page.delivery is not None:
        return "result"
    return "acceptance" if page.accepted_on and ours else "receipt"


def _open_notice(page: cases.CasePage) -> cases.NoticeRow | None:
    asked = [row for row in page.notices if row.defects and row.answered_at is None]
    return asked[-1] if asked else None


def _status_link(request: Request, page: cases.CasePage) -> str:
    """Number and code stand behind the #: they never reach a server's log."""
    where = request.build_absolute_uri(reverse("resident_desk:status"))
    return f"{where}#{page.case.number}.{page.query_code}"


def _qr(link: str) -> SafeString:
    # Made by segno out of our own link: markup without anything that a person typed.
    return mark_safe(segno.make(link, error="m").svg_inline(scale=3, border=2))  # noqa: S308
