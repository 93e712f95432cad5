"""容缺. What was promised for a day: reminded of, kept or broken."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.cases.logic.refusals import AlreadyMoved, MaterialsWrong
from doorstep.cases.logic.stages import Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import MaterialState
from doorstep.cases.models import CaseMaterial
from doorstep.ledger.public import Actor

from .ending import end_case
from .filing import attach
from .steps import Held, hold, move, remember
from .versions import one_act


def keep_promise(*, case_id: int, material: str, by: Actor, at: datetime, files: Collection[UUID] = ()) -> None:
    """The promised material is here; `files` are uploads of this post. Raises NotAllowed, UnknownCase, NotYourSide,
    AlreadyMoved, MaterialsWrong, UnknownFile."""
    with one_act():
        held = hold(case_id, Act.KEEP_PROMISE, by=by, at=at)
        row = _promised(held, material).first()
        if row is None or _promised(held, material).update(state=MaterialState.SUPPLIED) != 1:
            raise MaterialsWrong(materials={material: "not-promised"})
        attached = attach(held.case, [row], {material: files}, by=by, at=at)
        move(held)
        told = {"material": material, **({"files": attached} if attached else {})}
        remember(held, before=Stage(held.case.stage), details=told)


def remind_promise(*, case_id: int, material: str, by: Actor, at: datetime) -> bool:
    """Put on record that a promised material is due tomorrow, so that the desk calls the applicant. A job; whether there
    was still something to remind of."""
    with transaction.atomic():
        held = _held(case_id, Act.REMIND_PROMISE, by=by, at=at)
        row = _promised(held, material).first() if held else None
        if held is None or row is None:
            return False
        move(held)
        remember(held, before=Stage(held.case.stage), details={"material": material, "until": row.promised_until})
        return True


def end_promise(*, case_id: int, material: str, by: Actor, at: datetime) -> bool:
    """The promised day is over and nothing came: the case goes back (退件), and the applicant gets no further tolerance.
    A job; whether the promise was broken."""
    with transaction.atomic():
        held = _held(case_id, Act.BREAK_PROMISE, by=by, at=at)
        row = _promised(held, material).first() if held else None
        if held is None or row is None or row.promised_until is None or day_of(at) <= row.promised_until:
            return False
        CaseMaterial.objects.filter(id=row.pk).update(state=MaterialState.BROKEN)
        end_case(held, reason="promise-broken", details={"material": material, "until": row.promised_until})
        return True


def _held(case_id: int, act: Act, *, by: Actor, at: datetime) -> Held | None:
    try:
        return hold(case_id, act, by=by, at=at)
    except AlreadyMoved:
        return None


def _promised(held: Held, material: str):  # type: ignore[no-untyped-def]
    return held.case.materials.filter(material=material, state=MaterialState.TOLERATED)
