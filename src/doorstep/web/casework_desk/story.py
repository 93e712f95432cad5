"""The story of a case as lines to read, newest first: who, when, what, and in which words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext

from doorstep.cases.public import StoryLine
from doorstep.web.act_words import EVENTS, PAUSES, RESULTS
from doorstep.web.defect_words import basis_said, mend_said, typed
from doorstep.web.words import DELIVERIES, OUTCOMES, Words
from doorstep.wire.languages import pick, text_of_row

from .page_words import told as told_defect
from .standing import Standing

#: Events whose day is the applicant's and not the office's.
ASKING = frozenset({"case.returned", "case.supplement-asked", "case.correction-asked"})


@dataclass(frozen=True)
class Line:
    """One event. `actor` is empty where the machine acted; `stage` where the case went, if it moved."""

    at: datetime
    actor: str
    post: str
    what: Words
    stage: str
    says: list[str] = field(default_factory=list)
    is_reading: bool = False


def lines_of(standing: Standing) -> list[Line]:
    """Every event of the case and every unmasking of its applicant since it was received, newest first."""
    told = [_line(event, standing) for event in standing.page.story]
    first = standing.page.story[0].at if standing.page.story else standing.at
    for event in (one for one in standing.page.unmasked if one.at >= first):
        about = str((event.details or {}).get("field", ""))
        told.append(
            Line(
                at=event.at,
                actor=event.actor,
                post=pick({"zh-hans": event.post, "en": event.post_en}),
                what=_unmasked(about),
                stage="",
                says=[event.reason] if event.reason else [],
                is_reading=True,
            )
        )
    numbered = sorted(enumerate(told), key=lambda one: (one[1].at, one[0]), reverse=True)
    return [line for _, line in numbered]


def _unmasked(about: str) -> str:
    if about == "identity":
        return gettext("saw the full identity number")
    if about == "phone":
        return gettext("saw the full telephone number")
    return gettext("saw the full address")


def _line(event: StoryLine, standing: Standing) -> Line:
    before, after = (event.before or {}).get("stage", ""), (event.after or {}).get("stage", "")
    return Line(
        at=event.at,
        actor=gettext("The system") if event.actor.startswith("robot:") else event.actor,
        post=pick({"zh-hans": event.post, "en": event.post_en}),
        what=EVENTS.get(event.what, event.what),
        stage=str(after) if after and after != before else "",
        says=[*_details(event, standing), *_words(event, standing)],
    )


def _details(event: StoryLine, standing: Standing) -> Iterator[str]:
    """What the event's details say, in words; numbers and keys of the machine stay in the ledger."""
    details: Mapping[str, object] = event.details or {}
    tasks = {task.spec: pick({"zh-hans": task.what, "en": task.what_en}) for task in standing.page.tasks}
    materials = {row.material: text_of_row(row, "name") for row in standing.page.materials}
    if task := details.get("task"):
        result = RESULTS.get(str(details.get("result")))
        name = tasks.get(str(task), str(task))
        yield gettext("%(part)s: %(result)s") % {"part": name, "result": result} if result else name
    if number := details.get("foreign_number"):
        yield gettext("Foreign number %(number)s") % {"number": number}
    if outcome := details.get("outcome"):
        yield str(OUTCOMES.get(str(outcome), outcome))
    if procedure := str(details.get("procedure") or ""):
        words = (PAUSES.get(procedure, procedure), standing.clause_of(procedure))
        yield " · ".join(str(one) for one in words if one)
    elif clause := details.get("clause"):
        yield typed(str(clause))
    if (way := str(details.get("way", ""))) in DELIVERIES:
        yield str(DELIVERIES[way])
    if material := details.get("material"):
        yield materials.get(str(material), str(material))
    if isinstance(brought := details.get("materials"), list) and brought:
        yield pick({"zh-hans": "、", "en": ", "}).join(materials.get(str(one), str(one)) for one in brought)
    if where := details.get("where_to_go"):
        yield typed(str(where))
    if due := details.get("due_on"):
        day = date_format(date.fromisoformat(str(due)), "DATE_FORMAT")
        asked = event.what in ASKING
        yield (gettext("To be supplied by %(day)s") if asked else gettext("Due on %(day)s")) % {"day": day}


def _words(event: StoryLine, standing: Standing) -> Iterator[str]:
    """What persons wrote: reasons, findings, notices. Gone where the applicant's record was erased."""
    if event.words is None:
        yield gettext("The words were erased with the applicant's record.")
        return
    if event.reason and not event.reason.isascii():
        yield typed(event.reason)
    for value in event.words.values():
        if isinstance(value, list):
            yield from (_defect(str(one), standing) for one in value)
        elif value:
            yield typed(str(value))


def _defect(text: str, standing: Standing) -> str:
    """A defect as the ledger keeps it ("material:id-card: …"), as the notice that told it is shown; of a notice that the
    case no longer has, with the name of what it is about."""
    for row in (one for notice in standing.page.notices for one in notice.defects):
        if text == f"{row.about}: {row.what} ({row.basis}; {row.how_to_mend})":
            parts = {"what": "{}", "basis": "{}", "mend": "{}"}
            return format_html(
                gettext("%(what)s (%(basis)s; %(mend)s)") % parts,
                told_defect(standing, row.about, row.what),
                basis_said(standing.item, row.basis),
                mend_said(standing.item, row.about, row.how_to_mend),
            )
    about, colon, rest = text.partition(": ")
    return told_defect(standing, about, rest) if colon and ":" in about else typed(text)
