"""受理: by the competent centre, by silence, or not at all."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from doorstep.cases.logic.refusals import AlreadyMoved, MaterialsWrong, NotComplete, ReasonMissing
from doorstep.cases.logic.stages import Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import GAPS, MaterialState
from doorstep.cases.models import CaseMaterial
from doorstep.cases.selectors.pinned import item_of
from doorstep.catalogue import public as catalogue
from doorstep.kernel.clock import silent_acceptance_on
from doorstep.ledger.public import Actor
from doorstep.places import public as places
from doorstep.sql.public import put

from .clocks import set_clock
from .drafting import check_tolerance
from .opening import plan_tasks, promises_start
from .silence import SILENCE_WORKING_DAYS, await_silence
from .steps import Held, hold, move, remember
from .versions import one_act


def accept(*, case_id: int, by: Actor, at: datetime, tolerated: Mapping[str, date] | None = None) -> Stage:
    """受理. The centre that accepts says that the application is complete and its own; the main clock starts.

    `tolerated`: gaps that may follow by a promised day (容缺), material → day. An instant item without other parts is
    ready to be finished by the same clerk. Raises NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, NotComplete,
    MaterialsWrong, NoTolerance.
    """
    with one_act():
        held = hold(case_id, Act.ACCEPT, by=by, at=at)
        on = day_of(at)
        materials = list(held.case.materials.all())
        if tolerated:
            check_tolerance(held.case.applicant_id)
            _tolerate(materials, tolerated, on)
        gaps = [row.material for row in materials if row.state in GAPS]
        if gaps:
            raise NotComplete(materials=gaps)
        return _begin(held, accepted_on=on, silently=False, materials=materials)


def accept_silently(*, case_id: int, by: Actor, at: datetime) -> bool:
    """Silence as acceptance, where the item's pack names its clause: dated back to the receipt. A job; whether it
    accepted. Nothing happens when the case was spoken of in time, or when the days are not over by today's calendar
    (then it looks again)."""
    with transaction.atomic():
        try:
            held = hold(case_id, Act.ACCEPT_SILENTLY, by=by, at=at)
        except AlreadyMoved:
            return False
        case = held.case
        item = item_of(case)
        if item.item.silent_acceptance is None:
            return False
        silence = silent_acceptance_on(case.complete_since, SILENCE_WORKING_DAYS, places.calendar())
        if day_of(at) < silence.deemed_on:
            await_silence(case)
            return False
        materials = list(case.materials.all())
        _begin(held, accepted_on=silence.clock_starts_on, silently=True, materials=materials, item=item)
        return True


def not_accept(
    *, case_id: int, reason: str, clause: str, by: Actor, at: datetime, where_to_go: str = "", remedy: str = ""
) -> None:
    """不予受理, with reason, clause, where to go, and the remedy: the item's own unless one is given.

    Raises NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, ReasonMissing.
    """
    with one_act():
        held = hold(case_id, Act.NOT_ACCEPT, by=by, at=at)
        before = Stage(held.case.stage)
        remedy = remedy or remedies_of(item_of(held.case))[0]
        require(Act.NOT_ACCEPT, reason=reason, clause=clause, remedy=remedy)
        move(held, ended_on=day_of(at), urgent_on=day_of(at))
        details = {"clause": clause, "where_to_go": where_to_go, "remedy": remedy}
        remember(held, before=before, reason=reason, details=details)


def require(act: Act, **told: str) -> None:
    """Raises ReasonMissing naming everything that was left empty."""
    missing = [name for name, text in told.items() if not text.strip()]
    if missing:
        raise ReasonMissing(act=act, missing=missing)


def remedies_of(item: catalogue.ItemOnDay) -> tuple[str, str]:
    """What the applicant can do against the answer, in Chinese and English; empty where the pack names nothing."""
    zh = [f"{row.says.zh_hans}（{row.terms}）" if row.terms else row.says.zh_hans for row in item.remedies]
    return "；".join(zh), "; ".join(row.says.en for row in item.remedies)


def _begin(
    held: Held,
    *,
    accepted_on: date,
    silently: bool,
    materials: list[CaseMaterial],
    item: catalogue.ItemOnDay | None = None,
) -> Stage:
    case, on, calendar = held.case, day_of(held.at), places.calendar()
    before = Stage(case.stage)
    deciding = places.body(case.deciding_body_id)
    tasks = plan_tasks(case, item or item_of(case), on=on, calendar=calendar, deciding=deciding)
    case.accepted_on = accepted_on
    fields = set_clock(case, today=on, calendar=calendar, pauses=list(case.pauses.all()))
    for task in tasks:
        task.urgent_on = fields["urgent_on"]
    put(tasks)
    held.tasks = tasks
    stage = move(
        held, accepted_at=held.at, accepted_by=held.by.account, accepted_on=accepted_on, silently=silently, **fields
    )
    promises_start(case, materials)
    remember(
        held,
        before=before,
        details={
            "accepted_on": accepted_on,
            "due_on": case.due_on,
            "tasks": [task.spec for task in tasks],
            "promised": {row.material: row.promised_until for row in materials if row.state == MaterialState.TOLERATED},
        },
    )
    return stage


def _tolerate(materials: list[CaseMaterial], tolerated: Mapping[str, date], on: date) -> None:
    wrong: dict[str, str] = {}
    rows = {row.material: row for row in materials}
    for name, day in tolerated.items():
        row = rows.get(name)
        if row is None:
            wrong[name] = "unknown"
        elif not row.tolerable:
            wrong[name] = "not-tolerable"
        elif day <= on:
            wrong[name] = "no-promise-date"
        else:
            row.state, row.promised_until = MaterialState.TOLERATED, day
    if wrong:
        raise MaterialsWrong(materials=wrong)
    CaseMaterial.objects.bulk_update([rows[name] for name in tolerated], ["state", "promised_until"])
