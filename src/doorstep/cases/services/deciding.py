"""审批. Once, by the body that is competent on the day, never by who accepted or examined."""

import secrets
from datetime import date, datetime

from doorstep.cases.logic.numbers import drawn
from doorstep.cases.logic.refusals import AlreadyMoved, NotCompetent, NotInstant, SamePerson
from doorstep.cases.logic.stages import Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import DeliveryWay, Kind, Outcome, SpotCheck
from doorstep.cases.models import Case, Decision, Delivery
from doorstep.catalogue import public as catalogue
from doorstep.kernel.calendar import Unit
from doorstep.ledger.public import Actor, Robot
from doorstep.places import public as places
from doorstep.sql.public import put
from doorstep.staff import public as staff

from .accepting import remedies_of, require
from .steps import Held, check_needed, hold, locked, move, remember, seated
from .versions import one_act

DELIVERY_WORKING_DAYS = 10  # licence law art. 44
SPOT_CHECK_ONE_IN = 20


def competent_body(case: Case, on: date, *, known: catalogue.Catalogue | None = None) -> places.BodyRow:
    """The body that decides this case on a day: by the item's version of that day, not of the receipt. An item that is
    gone by then is decided as its last version says. Two queries, one where the caller has a catalogue. Raises NoBody."""
    known = known or catalogue.current()
    try:
        item = known.version_on(case.item_code, on)
    except catalogue.NotOnDay:
        item = known.version(case.item_code, case.item_version)
        on = min(on, item.span.last or on)
    return catalogue.deciding_body_on(item, on, case.deciding_street or case.accepting_centre.street_id)


def decide(
    *,
    case_id: int,
    outcome: Outcome | str,
    by: Actor,
    at: datetime,
    reason: str = "",
    clause: str = "",
    remedy: str = "",
) -> None:
    """Decide a case, exactly once. A refusal needs reason, clause and the item's remedy (its own unless one is given).

    The approver of the body competent on the day decides; an instant item the clerk who accepted it. Of two who decide
    at once one wins, the other gets AlreadyMoved. Raises NotAllowed, UnknownCase, NotCompetent, NotYourSide,
    SamePerson, ReasonMissing, AlreadyMoved (a correction or a part that is still open is such a stage).
    """
    outcome = Outcome(outcome)
    with one_act():
        known = catalogue.current()
        held = _hold(case_id, by=by, at=at, known=known)
        if held.act is Act.DECIDE:
            _check_other_person(held)
        item = known.version(held.case.item_code, held.case.item_version).on(held.case.item_day)
        _decide(held, item, outcome, reason=reason, clause=clause, remedy=remedy)


def finish_on_spot(*, case_id: int, by: Actor, at: datetime, one_in: int = SPOT_CHECK_ONE_IN, seed: str = "") -> bool:
    """即办. The clerk who accepted grants and hands over in one act; whether the case was drawn for a spot check.

    One in `one_in` is drawn by chance; seed and chance are in the event, so that the draw can be repeated. Raises
    NotInstant, NotAllowed, UnknownCase, NotYourSide, AlreadyMoved.
    """
    with one_act():
        held = hold(case_id, Act.FINISH_ON_SPOT, by=by, at=at)
        case, on = held.case, day_of(at)
        if case.kind != Kind.INSTANT:
            raise NotInstant(kind=case.kind)
        before, seed = Stage(case.stage), seed or secrets.token_hex(8)
        chosen = drawn(seed, case.number, one_in)
        move(
            held,
            outcome=Outcome.GRANTED,
            decided_at=at,
            decided_by=by.account,
            ended_on=on,
            urgent_on=on,
            spot_check=SpotCheck.DRAWN if chosen else SpotCheck.NOT_DRAWN,
        )
        _store(held, Outcome.GRANTED)
        row = Delivery(case=case, way=DeliveryWay.BY_HAND, signed=True, delivered_at=at, delivered_by=by.account)
        put([row])
        remember(held, before=before, details={"draw": {"seed": seed, "one_in": one_in, "drawn": chosen}})
        return chosen


def _hold(case_id: int, *, by: Actor, at: datetime, known: catalogue.Catalogue) -> Held:
    """The case for a decision by this post: a body's, or the same clerk's for an instant item."""
    case = locked(case_id)
    if case.kind == Kind.INSTANT and not staff.may(by, staff.Permission.CASE_DECIDE):
        check_needed(Act.DECIDE_ON_SPOT, by)
        return seated(case, Act.DECIDE_ON_SPOT, by=by, at=at)
    check_needed(Act.DECIDE, by)
    body = competent_body(case, day_of(at), known=known)
    mine = by.body_code if isinstance(by, staff.Acting) else ""
    if mine != body.code and mine == case.deciding_body_id:
        raise NotCompetent(body=body.code, body_name=body.name, day=day_of(at))
    held = seated(case, Act.DECIDE, by=by, at=at, deciding_body=body.code)
    held.case.deciding_body_id = body.code
    return held


def _check_other_person(held: Held) -> None:
    case, by = held.case, held.by
    if isinstance(by, Robot):
        return
    hands = {case.received_by, case.accepted_by, *(task.answered_by for task in held.tasks)}
    if by.account in hands:
        raise SamePerson(act=held.act)


def _decide(held: Held, item: catalogue.ItemOnDay, outcome: Outcome, *, reason: str, clause: str, remedy: str) -> None:
    case, at, before = held.case, held.at, Stage(held.case.stage)
    own, english = remedies_of(item)
    if outcome is Outcome.REFUSED:
        require(held.act, reason=reason, clause=clause, remedy=remedy or own)
    on = day_of(at)
    deliver_until = None
    if case.item_type == "licence" and outcome is Outcome.GRANTED:
        deliver_until = places.calendar().add_days(on, DELIVERY_WORKING_DAYS, Unit.WORKING_DAYS)
    move(
        held,
        outcome=outcome,
        decided_at=at,
        decided_by=held.by.account,
        ended_on=on,
        urgent_on=deliver_until or on,
        deliver_until=deliver_until,
        deciding_body_id=case.deciding_body_id,
    )
    _store(held, outcome, reason=reason, clause=clause, remedy=remedy or own, remedy_en="" if remedy else english)
    remember(
        held,
        before=before,
        reason=reason,
        details={"outcome": outcome, "clause": clause, "body": case.deciding_body_id, "late": _late(case, on)},
    )


def _store(held: Held, outcome: Outcome, **told: str) -> None:
    row = Decision(
        case=held.case,
        body_id=held.case.deciding_body_id,
        outcome=outcome,
        decided_at=held.at,
        decided_by=held.by.account,
        **told,
    )
    if put([row], conflict="ON CONFLICT (case_id) DO NOTHING") != 1:
        raise AlreadyMoved(case=held.case.number, act=held.act, stage=held.case.stage)


def _late(case: Case, on: date) -> bool:
    return case.due_on is not None and on > case.due_on
