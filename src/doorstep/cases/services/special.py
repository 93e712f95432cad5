"""特别程序 and extensions: what stops or lengthens the clock, always with a written notice."""

from datetime import date, datetime, timedelta

from doorstep.cases.logic.refusals import NoExtension, PauseUnknown
from doorstep.cases.logic.stages import Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import NoticeKind
from doorstep.cases.models import Notice
from doorstep.cases.selectors.pinned import item_of
from doorstep.ledger.public import Actor
from doorstep.places import public as places

from .accepting import require
from .clocks import set_clock
from .steps import hold, move, remember
from .supplementing import start_clock, stop_clock
from .versions import one_act

LONGEST_EXTENSION = 10  # working days; licence law art. 42


def open_special(*, case_id: int, reason: str, says: str, by: Actor, at: datetime) -> int:
    """Begin a special procedure; the number of the notice that tells the applicant.

    `reason` is one that the item names (its procedures, or the pauses of its rule); the clock stands still only where
    its rule lists it. `says` is the written notice, with the time it will take (licence law art. 45). Raises
    NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, PauseUnknown, ReasonMissing.
    """
    with one_act():
        held = hold(case_id, Act.OPEN_SPECIAL, by=by, at=at)
        before, item = Stage(held.case.stage), item_of(held.case)
        procedure = next((row for row in item.procedures if row.kind == reason), None)
        allowed = {row.reason: row for row in item.pauses}
        known = sorted({row.kind for row in item.procedures} | set(allowed))
        if reason not in known:
            raise PauseUnknown(reason=reason, known=known)
        require(held.act, notice=says)
        source = allowed.get(reason) or procedure
        clause = str(source.clause) if source and source.clause else ""
        until = day_of(at) + timedelta(days=procedure.days) if procedure and procedure.days else None
        notice = Notice.objects.create(
            case=held.case, kind=NoticeKind.SPECIAL, issued_at=at, issued_by=by.account, says=says
        )
        move(held, **stop_clock(held, reason=reason, notice=notice, waited_until=until, clause=clause))
        details = {
            "procedure": reason,
            "clause": clause,
            "stops": reason in allowed,
            "notice": notice.pk,
            "teller": held.teller,
            "until": until,
        }
        remember(held, before=before, details=details, personal={"notice": says})
        return notice.pk


def close_special(*, case_id: int, finding: str, by: Actor, at: datetime) -> Stage:
    """End the procedure with what it found; the clock goes on the next day. Raises NotAllowed, UnknownCase,
    NotYourSide, AlreadyMoved, ReasonMissing."""
    with one_act():
        held = hold(case_id, Act.CLOSE_SPECIAL, by=by, at=at)
        require(held.act, finding=finding)
        before = Stage(held.case.stage)
        procedure = held.case.pauses.filter(resumed_at__isnull=True).values_list("reason", flat=True).first()
        stage = move(held, **start_clock(held))
        details = {"procedure": procedure, "due_on": held.case.due_on}
        remember(held, before=before, details=details, personal={"finding": finding})
        return stage


def extend(*, case_id: int, days: int, reason: str, clause: str, says: str, by: Actor, at: datetime) -> date | None:
    """Lengthen the limit of a licence once, by at most ten working days, with the reasons told to the applicant; the
    new due day. Raises NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, NoExtension, ReasonMissing."""
    with one_act():
        held = hold(case_id, Act.EXTEND, by=by, at=at)
        case, before = held.case, Stage(held.case.stage)
        if case.item_type != "licence" or case.limit_days is None:
            raise NoExtension(why="licences-only")
        if case.extended_days or not 1 <= days <= LONGEST_EXTENSION:
            raise NoExtension(why="once" if case.extended_days else "days")
        require(held.act, reason=reason, clause=clause, notice=says)
        due_before, case.extended_days = case.due_on, days
        fields = set_clock(case, today=day_of(at), calendar=places.calendar(), pauses=list(case.pauses.all()))
        move(held, extended_days=days, **fields)
        Notice.objects.create(case=case, kind=NoticeKind.EXTENSION, issued_at=at, issued_by=by.account, says=says)
        details = {"days": days, "clause": clause, "due_before": due_before, "due_on": case.due_on}
        remember(held, before=before, reason=reason, details=details)
        return case.due_on
