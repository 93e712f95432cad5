"""One paper as it is read: the same markup for the screen, the printer and the PDF."""

from collections.abc import Callable
from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from doorstep.cases import public as cases
from doorstep.cases.public import DuePaper, PaperKind
from doorstep.kernel.masking import mask_name
from doorstep.papers import public as papers
from doorstep.web.resident_words import TOLD

from .seal import seal
from .words import TITLES, WAY_OF, WAYS

#: What lies with the office, and what does not.
HERE = ("handed_in", "shared", "printed", "supplied")
GAPS = ("missing", "wrong")
#: Papers on which the applicant's query code stands: those that are taken home before the answer.
WITH_QUERY = frozenset(
    {PaperKind.RECEIPT, PaperKind.ACCEPTANCE, PaperKind.NOTICE, PaperKind.CORRECTION, PaperKind.TOLERANCE, PaperKind.RESULT}
)  # fmt: skip
IN_SERIES = 5  # letters of a check code that stand together


@dataclass(frozen=True)
class Look:
    """How a paper is to be read: in which language, whether with English below; `at_home`: by the applicant with the
    query code, so the name is masked and the paper says that it is for reading."""

    way: str = "hans"
    at_home: bool = False

    @property
    def language(self) -> str:
        """The language of the paper."""
        return WAYS[self.way][0]


def look_of(request: HttpRequest, *, at_home: bool = False) -> Look:
    """What was asked for, else what the language of the screen means."""
    asked = request.POST.get("in") or request.GET.get("in") or ""
    return Look(asked if asked in WAYS else WAY_OF.get(translation.get_language() or "", "hans"), at_home)


def sheet(
    request: HttpRequest, page: cases.CasePage, due: DuePaper, issued: papers.PaperRow | None, look: Look
) -> SafeString:
    """The paper. Before it is issued it has no number of its own, no seal and no check code."""
    with translation.override(look.language):
        shown = {
            **_facts(page, due, look),
            "title": TITLES[due.kind],
            "body": f"papers/kinds/{due.kind}.html",
            "issued": issued,
            "copy": look.at_home or (issued is not None and issued.prints > 1),
            "look": look,
            "language": look.language,
            "pair": WAYS[look.way][1],
            "demo": settings.DEMO,
            **_query(request.build_absolute_uri, page, due, look),
            **(_marks(request.build_absolute_uri, due, issued, look) if issued else {}),
        }
        return mark_safe(render_to_string("papers/sheet.html", shown))  # noqa: S308  # a template has escaped it


def title_of(due: DuePaper, look: Look) -> str:
    """What the paper is called, in its own language."""
    with translation.override(look.language):
        return str(TITLES[due.kind])


def _facts(page: cases.CasePage, due: DuePaper, look: Look) -> dict[str, object]:
    asked = [row for row in page.notices if row.defects and row.answered_at is None]
    return {
        "page": page,
        "case": page.case,
        "due": due,
        "issuer": due.issuer,
        "holder": mask_name(page.applicant.name) if look.at_home else page.applicant.name,
        "told": TOLD[str(page.case.stage)],
        "here": [row for row in page.materials if row.state in HERE],
        "gaps": [row for row in page.materials if row.state in GAPS],
        "promised": [row for row in page.materials if row.promised_until is not None],
        "open_notice": asked[-1] if asked else None,
        "words": (due.told.words or {}) if due.told else {},
        "details": (due.told.details or {}) if due.told else {},
    }


def _query(absolute: Callable[[str], str], page: cases.CasePage, due: DuePaper, look: Look) -> dict[str, object]:
    """Where the applicant asks how the case stands. The code is the case's own: it is there before the paper is issued."""
    if not page.query_code or due.kind not in WITH_QUERY or look.at_home:
        return {}
    # Number and code stand behind the #: they never reach a server's log.
    link = f"{absolute(reverse('resident_desk:status'))}#{page.case.number}.{page.query_code}"
    return {"query_code": f"{page.query_code[:4]} {page.query_code[4:]}", "query_qr": _qr(link)}


def _marks(absolute: Callable[[str], str], due: DuePaper, issued: papers.PaperRow, look: Look) -> dict[str, object]:
    """What only an issued paper has: seal and check code."""
    check = absolute(reverse("check-paper"))
    code = issued.check_code
    marks: dict[str, object] = {
        "check_address": format_html('<span translate="no">{}</span>', check),
        "check_code": f"{code[:IN_SERIES]} {code[IN_SERIES:]}",
        "check_qr": _qr(f"{check}#{code}"),
    }
    if not look.at_home:
        label = _("Seal of %(body)s") % {"body": due.issuer.name}
        marks["seal"] = seal(due.issuer.name, purpose="演示用章" if settings.DEMO else "", label=label)
    return marks


def _qr(link: str) -> SafeString:
    # Made by segno out of our own link: markup without anything that a person typed.
    return mark_safe(segno.make(link, error="m").svg_inline(border=2, omitsize=True))  # noqa: S308
