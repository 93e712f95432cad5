"""The story of a case as lines to read, newest first: who, when, what, and in which words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext

from doorstep.cases.public import StoryLine
from doorstep.staff import public as staff
from doorstep.web.act_words import EVENTS, PAUSES, RESULTS
from doorstep.web.words import DELIVERIES, OUTCOMES, Words
from doorstep.wire.languages import pick

from .standing import Standing


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
    seen = [event for event in standing.unmaskings if event.at >= first]
    accounts = [int(key) for event in seen if (key := event.account.removeprefix("account:")).isdecimal()]
    names = staff.account_names(accounts) if accounts else {}
    for event in seen:
        key = event.account.removeprefix("account:")
        about = str((event.details or {}).get("field", ""))
        told.append(
            Line(
                at=event.at,
                actor=names.get(int(key), "") if key.isdecimal() else "",
                post="",
                what=_unmasked(about),
                stage="",
                says=[event.reason] if event.reason else [],
                is_reading=True,
            )
        )
    return sorted(told, key=lambda line: line.at, reverse=True)


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
        actor=event.actor,
        post=event.post,
        what=EVENTS.get(event.what, event.what),
        stage=str(after) if after and after != before else "",
        says=[*_details(event.details or {}, standing), *_words(event)],
    )


def _details(details: Mapping[str, object], standing: Standing) -> Iterator[str]:
    """What the event's details say, in words; numbers and keys of the machine stay in the ledger."""
    tasks = {task.spec: pick({"zh-hans": task.what, "en": task.what_en}) for task in standing.page.tasks}
    materials = {row.material: pick({"zh-hans": row.name, "en": row.name_en}) for row in standing.page.materials}
    if task := details.get("task"):
        result = RESULTS.get(str(details.get("result")))
        yield f"{tasks.get(str(task), task)}: {result}" if result else str(tasks.get(str(task), task))
    if number := details.get("foreign_number"):
        yield gettext("Foreign number %(number)s") % {"number": number}
    if outcome := details.get("outcome"):
        yield str(OUTCOMES.get(str(outcome), outcome))
    if clause := details.get("clause"):
        yield str(clause)
    if procedure := details.get("procedure"):
        yield str(PAUSES.get(str(procedure), procedure))
    if way := details.get("way"):
        yield str(DELIVERIES.get(str(way), str(way)))
    if material := details.get("material"):
        yield materials.get(str(material), str(material))
    if isinstance(brought := details.get("materials"), list) and brought:
        yield ", ".join(materials.get(str(one), str(one)) for one in brought)
    if where := details.get("where_to_go"):
        yield str(where)
    if due := details.get("due_on"):
        yield gettext("Due on %(day)s") % {"day": due}


def _words(event: StoryLine) -> Iterator[str]:
    """What persons wrote: reasons, findings, notices. Gone where the applicant's record was erased."""
    if event.words is None:
        yield gettext("The words were erased with the applicant's record.")
        return
    if event.reason and not event.reason.isascii():
        yield event.reason
    for value in event.words.values():
        if isinstance(value, list):
            yield from (str(one) for one in value)
        elif value:
            yield str(value)
