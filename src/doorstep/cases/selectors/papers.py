"""The papers of a case: which are due, whose seal each bears, who prints it, and what it says."""

from dataclasses import dataclass
from datetime import date

from doorstep.cases.logic.papers import ENDED_BY, PAPERS, PaperFacts, PaperKind, may_print, papers_of
from doorstep.cases.logic.refusals import PaperNotDue, PaperNotYours
from doorstep.cases.logic.stages import TABLE, Act, Seat
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import Kind, MaterialState
from doorstep.papers import public as papers
from doorstep.places import public as places

from .rows import CasePage, NoticeRow, StoryLine, TaskRow

_TAKEN = tuple(TABLE[act].event for act in (Act.SUPPLY, Act.CORRECT, Act.KEEP_PROMISE))
_ACCEPTED = tuple(TABLE[act].event for act in (Act.ACCEPT, Act.ACCEPT_SILENTLY, Act.RECEIVE_AND_ACCEPT))
_PROMISES = (MaterialState.TOLERATED, MaterialState.BROKEN)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose seal a paper bears: a centre or a body."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class DuePaper:
    """One paper that a case has as it stands. `mine`: this post prints it. `told`: the event that ended the case."""

    kind: PaperKind
    number: int  # of its notice or part; 0: there is one
    issuer: Issuer
    dated_on: date
    mine: bool
    online: bool
    notice: NoticeRow | None
    task: TaskRow | None
    told: StoryLine | None

    @property
    def key(self) -> str:
        """How addresses and the register call it: "acceptance", "notice-3"."""
        return f"{self.kind}-{self.number}" if self.number else str(self.kind)


def due_papers(page: CasePage) -> tuple[DuePaper, ...]:
    """The papers of a case in the order of its way. No query, unless a body that is not on the page asked for something."""
    return tuple(_due(page, kind, number) for kind, number in papers_of(_facts(page)))


def due_paper(page: CasePage, key: str) -> DuePaper:
    """One paper that this post prints. Raises PaperNotDue, PaperNotYours."""
    found = next((one for one in due_papers(page) if one.key == key), None)
    if found is None:
        raise PaperNotDue(case=page.case.number, paper=key)
    if not found.mine:
        raise PaperNotYours(paper=key, issuer=found.issuer.name, issuer_en=found.issuer.name_en)
    return found


def main_paper(page: CasePage) -> str:
    """The paper that the applicant takes home from the window as the case stands. A receiving centre gives a receipt:
    acceptance bears the seal of who accepts."""
    if page.delivery is not None:
        return str(PaperKind.RESULT)
    ours = page.accepting.code == page.receiving.code
    return str(PaperKind.ACCEPTANCE if page.accepted_on and ours else PaperKind.RECEIPT)


def draft_of(page: CasePage, due: DuePaper) -> papers.Draft:
    """A due paper for the register."""
    return papers.Draft(
        kind=due.kind,
        series=PAPERS[due.kind].series,
        about=f"case:{page.case.id}",
        part=due.key if due.number else "",
        of=page.case.number,
        issuer=due.issuer.code,
        issuer_name=due.issuer.name,
        issuer_name_en=due.issuer.name_en,
        dated_on=due.dated_on,
        content=content_of(page, due),
        mentions=(f"resident:{page.applicant.id}",),
    )


def content_of(page: CasePage, due: DuePaper) -> dict[str, object]:
    """What a paper says, for its fingerprint: other facts are another edition, other wording of ours is not."""
    said: dict[str, object] = {
        "case": page.case.number,
        "item": [page.case.item_code, page.case.item_name],
        "applicant": [page.applicant.name, page.applicant.identity_masked],
        "issuer": due.issuer.name,
        "day": due.dated_on,
    }
    match due.kind:
        case PaperKind.RECEIPT | PaperKind.ACCEPTANCE | PaperKind.RESULT | PaperKind.TOLERANCE:
            said["materials"] = [[row.material, row.state, row.promised_until] for row in page.materials]
            said["due"] = page.case.due_on
        case PaperKind.SLIP if due.task is not None:
            said["task"] = [due.task.spec, due.task.body_name, due.task.sent_at, due.task.due_on]
        case PaperKind.DECISION | PaperKind.REFUSAL if page.decision is not None:
            said["decision"] = [page.decision.outcome, page.decision.reason, page.decision.clause, page.decision.remedy]
        case PaperKind.DELIVERY if page.delivery is not None:
            said["delivery"] = [page.delivery.way, page.delivery.tracking, page.delivery.delivered_at]
    if due.notice is not None:
        rows = [[row.what, row.basis, row.how_to_mend] for row in due.notice.defects]
        said["notice"] = [due.notice.says, due.notice.due_on, rows]
    if due.told is not None:
        said["told"] = [due.told.words, due.told.details]
    return said


def _facts(page: CasePage) -> PaperFacts:
    return PaperFacts(
        accepted=page.accepted_on is not None,
        promised=any(row.state in _PROMISES or row.promised_until is not None for row in page.materials),
        outcome=page.decision.outcome if page.decision else "",
        delivered=page.delivery is not None,
        notices=tuple((row.id, row.kind) for row in page.notices),
        handed_over=tuple(row.id for row in page.tasks if (row.opened_on if row.inside else row.sent_at)),
        events=frozenset(line.what for line in page.story),
    )


def _due(page: CasePage, kind: PaperKind, number: int) -> DuePaper:
    of_a_part = kind is PaperKind.SLIP
    notice = None if of_a_part else next((row for row in page.notices if row.id == number), None)
    task = next((row for row in page.tasks if row.id == number), None) if of_a_part else None
    events = [TABLE[act].event for act in ENDED_BY.get(kind, ())]
    told = next((line for line in reversed(page.story) if line.what in events), None)
    rule = PAPERS[kind]
    return DuePaper(
        kind=kind,
        number=number,
        issuer=_issuer(page, rule.seal, _teller(page, notice)),
        dated_on=_day(page, kind, notice, task, told),
        mine=may_print(kind, page.seats, case_kind=Kind(page.case.kind)),
        online=rule.online,
        notice=notice,
        task=task,
        told=told,
    )


def _teller(page: CasePage, notice: NoticeRow | None) -> str:
    """The centre or body that wrote a notice, by its event; empty where the event does not say."""
    if notice is None:
        return ""
    told = (line.details or {} for line in page.story)
    return next((str(one.get("teller", "")) for one in told if one.get("notice") == notice.id), "")


def _issuer(page: CasePage, seal: Seat, teller: str) -> Issuer:
    centres = {row.code: Issuer(row.code, row.name, row.name_en) for row in (page.receiving, page.accepting)}
    deciding = Issuer(page.deciding.code, page.deciding.name, page.deciding.name_en)
    if not teller:
        return deciding if seal is Seat.DECIDING else centres[getattr(page, seal).code]
    if teller == deciding.code or teller in centres:
        return centres.get(teller, deciding)
    row = places.body(teller)
    return Issuer(row.code, row.name, row.name_en)


def _day(
    page: CasePage, kind: PaperKind, notice: NoticeRow | None, task: TaskRow | None, told: StoryLine | None
) -> date:
    """The day beside the seal: of the act that the paper tells."""
    day = day_of(page.case.received_at)
    if notice is not None:
        day = day_of(notice.issued_at)
    elif told is not None:
        day = day_of(told.at)
    elif task is not None:
        day = day_of(task.sent_at) if task.sent_at else task.opened_on or day
    elif kind is PaperKind.RECEIPT:
        day = _last(page, _TAKEN) or day
    elif kind in (PaperKind.ACCEPTANCE, PaperKind.TOLERANCE):
        day = _last(page, _ACCEPTED) or page.accepted_on or day
    elif kind in (PaperKind.RESULT, PaperKind.DELIVERY) and page.delivery is not None:
        day = day_of(page.delivery.delivered_at)
    elif page.decision is not None:
        day = day_of(page.decision.decided_at)
    return day


def _last(page: CasePage, events: tuple[str, ...]) -> date | None:
    return next((day_of(line.at) for line in reversed(page.story) if line.what in events), None)
