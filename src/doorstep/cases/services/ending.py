"""Ends before a decision, and the way back when the wrong item was chosen."""

from datetime import datetime
from typing import Any

from doorstep.cases.logic.refusals import TooEarly
from doorstep.cases.logic.stages import WAITING, Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import MaterialState, TaskState
from doorstep.cases.models import Answer, Case, CaseMaterial, Notice
from doorstep.catalogue import public as catalogue
from doorstep.ledger.public import Actor
from doorstep.places import public as places

from .accepting import require
from .clocks import set_clock
from .drafting import material_rows
from .filing import carry_over, links_of
from .routing import Settled, refusal_of, settle
from .silence import await_silence
from .steps import Held, hold, move, remember
from .submitting import pinned, places_of
from .tasks import cancel_open_tasks
from .versions import one_act


def withdraw(*, case_id: int, reason: str, by: Actor, at: datetime) -> None:
    """撤回, at the applicant's wish, while nobody has decided. Raises NotAllowed, UnknownCase, NotYourSide, AlreadyMoved,
    ReasonMissing."""
    _end(case_id, Act.WITHDRAW, reason, by=by, at=at)


def terminate(*, case_id: int, reason: str, by: Actor, at: datetime) -> None:
    """退件: what was asked for did not come by its day. Raises TooEarly while the applicant has time, NotAllowed,
    UnknownCase, NotYourSide, AlreadyMoved, ReasonMissing."""
    _end(case_id, Act.TERMINATE, reason, by=by, at=at)


def _end(case_id: int, act: Act, reason: str, *, by: Actor, at: datetime) -> None:
    with one_act():
        held = hold(case_id, act, by=by, at=at)
        require(act, reason=reason)
        if act is Act.TERMINATE:
            _check_time_is_over(held)
        end_case(held, reason=reason)


def _check_time_is_over(held: Held) -> None:
    open_notice = held.case.notices.filter(answered_at__isnull=True, due_on__gte=day_of(held.at)).first()
    if open_notice is not None:
        raise TooEarly(until=open_notice.due_on)


def end_case(held: Held, *, reason: str = "", details: dict[str, object] | None = None) -> None:
    """Close what is open of a case and bring it to its end. Raises AlreadyMoved."""
    before, on = Stage(held.case.stage), day_of(held.at)
    close_open(held)
    cancel_open_tasks(held)
    move(held, ended_on=held.case.ended_on or on, urgent_on=on)
    remember(held, before=before, reason=reason, details=details)


def close_open(held: Held) -> None:
    """End the open pause and answer the open notice. Two queries."""
    on, by = day_of(held.at), held.by.account
    held.case.pauses.filter(resumed_at__isnull=True).update(resumed_at=held.at, resumed_on=on, resumed_by=by)
    Notice.objects.filter(case=held.case, answered_at__isnull=True, due_on__isnull=False).update(
        answered_at=held.at, answered_by=by
    )


def reassign(
    *, case_id: int, item_code: str, reason: str, by: Actor, at: datetime, local_hukou: bool | None = None
) -> Stage:
    """改派. The clerk chose the wrong item: the case goes to the right one, as it stood on the day of receipt, and keeps
    its number and the time it was received. Materials that both items know stay; the other centre, body, clock and
    parts follow the new item, and it is accepted anew.

    Raises NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, ReasonMissing, PlaceUnknown, ReferElsewhere (the right item
    belongs to another place that must receive it itself), and what the catalogue refuses.
    """
    with one_act():
        held = hold(case_id, Act.REASSIGN, by=by, at=at)
        case, before, wrong = held.case, Stage(held.case.stage), held.case.item_code
        require(held.act, reason=reason)
        item = catalogue.item_on(item_code, case.received_on)
        told = case.local_hukou if local_hukou is None else local_hukou
        settled = settle(
            item,
            applicant_id=case.applicant_id,
            centre_code=case.receiving_centre_id,
            on=case.received_on,
            local_hukou=told,
        )
        if not isinstance(settled, Settled):
            raise refusal_of(settled, item, on=case.received_on, consultation=None)
        now = item.on(case.received_on)
        close_open(held)
        case.tasks.exclude(state=TaskState.CANCELLED).update(state=TaskState.CANCELLED)
        _swap_materials(case, now)
        Answer.objects.filter(case=case).exclude(field__in=[field.id for field in now.fields]).delete()
        case.pauses.all().update(stops=False)  # they stopped another limit's clock
        fields: dict[str, Any] = {
            **pinned(now),
            **places_of(settled),
            "local_hukou": told,
            "complete_since": day_of(at),
        }
        for name, value in {**fields, "accepted_on": None, "extended_days": 0}.items():
            setattr(case, name, value)
        fields |= set_clock(case, today=day_of(at), calendar=places.calendar(), waited_until=day_of(at))
        stage = move(
            held,
            Stage.FORWARDED if settled.forwarded else Stage.RECEIVED,
            accepted_at=None,
            accepted_by="",
            accepted_on=None,
            silently=False,
            extended_days=0,
            **fields,
        )
        if item.silent_acceptance is not None and stage in WAITING:
            await_silence(case)
        remember(held, before=before, reason=reason, details={"from": wrong, "to": item_code, "version": item.version})
        return stage


def _swap_materials(case: Case, now: catalogue.ItemOnDay) -> None:
    had = {row.material: row for row in case.materials.all()}
    rows = material_rows(now, [], on=case.received_on)
    for row in rows:
        row.case = case
        before = had.get(row.material)
        if before is not None and before.state in (MaterialState.HANDED_IN, MaterialState.SUPPLIED):
            row.state, row.note = before.state, before.note
    links = links_of(case)
    case.materials.all().delete()
    CaseMaterial.objects.bulk_create(rows)
    carry_over(rows, links)
