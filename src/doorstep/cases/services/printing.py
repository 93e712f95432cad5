"""文书. A case's paper leaves the printer, for the first time or again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doorstep.cases.selectors.page import case_page
from doorstep.cases.selectors.papers import DuePaper, draft_of, due_paper
from doorstep.cases.selectors.rows import CasePage
from doorstep.ledger.public import Actor
from doorstep.papers import public as papers

from .versions import held_version


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper that was given out, and the case exactly as it was then: both are drawn after the case is free again."""

    page: CasePage
    due: DuePaper
    paper: papers.PaperRow


def print_paper(number: str, which: str, *, way: str, by: Actor, at: datetime) -> PrintedPaper:
    """Give out one paper of a case (`way`: page, pdf), as the case stands. Events: paper.issued, paper.printed-again.

    The case is held from its reading to the event, so that nothing that is undone meanwhile comes out in force. Raises
    NotAllowed, UnknownCase, PaperNotDue, PaperNotYours, PrintedMeanwhile.
    """
    with transaction.atomic():
        held = held_version(number, by=by)
        page = case_page(held.case_id, by=by, at=at)
        due = due_paper(page, which)
        return PrintedPaper(page, due, papers.give_out(draft=draft_of(page, due), way=way, by=by, at=at))
