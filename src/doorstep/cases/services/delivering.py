"""送达, spot checks, archive, and a decider that changes with the date."""

from datetime import date, datetime, timedelta

from django.db import transaction

from doorstep.cases.logic.refusals import NotDrawn, NotThisWay, PromiseOpen, SamePerson
from doorstep.cases.logic.stages import TABLE, Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import DeliveryWay, Outcome, SpotCheck
from doorstep.cases.models import Case, Delivery
from doorstep.cases.selectors.asked import promised_of
from doorstep.ledger.public import Actor, Entry, Robot, record_many
from doorstep.sql.public import put
from doorstep.staff import public as staff

from .accepting import require
from .deciding import competent_body
from .drafting import check_authority
from .steps import hold, move, remember
from .versions import one_act

RATED_WITHIN_DAYS = 30  # a case stays open for rating that long


def deliver(
    *,
    case_id: int,
    way: DeliveryWay | str,
    by: Actor,
    at: datetime,
    signed: bool = False,
    tracking: str = "",
    authority_id: int | None = None,
) -> None:
    """Hand the answer over: by hand against a signature, by post or as e-licence with its number, to an agent with an
    authority of the day and a signature. A granted result is withheld while a promised material is missing.

    Raises NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, NotThisWay, PromiseOpen, AuthorityMissing.
    """
    way = DeliveryWay(way)
    with one_act():
        held = hold(case_id, Act.DELIVER, by=by, at=at)
        case, before = held.case, Stage(held.case.stage)
        if way in (DeliveryWay.BY_HAND, DeliveryWay.BY_AGENT) and not signed:
            raise NotThisWay(way=way, why="not-signed")
        if way in (DeliveryWay.BY_POST, DeliveryWay.E_LICENCE) and not tracking.strip():
            raise NotThisWay(way=way, why="no-number")
        if way is DeliveryWay.BY_AGENT:
            if authority_id is None:
                raise NotThisWay(way=way, why="no-authority")
            check_authority(authority_id, applicant_id=case.applicant_id, item_code=case.item_code, on=day_of(at))
        if case.outcome == Outcome.GRANTED and (promised := promised_of(case=case_id)):
            raise PromiseOpen(materials=promised)
        move(held, urgent_on=day_of(at))
        row = Delivery(
            case=case,
            way=way,
            signed=signed,
            tracking=tracking,
            authority_id=authority_id,
            delivered_at=at,
            delivered_by=by.account,
        )
        put([row])
        late = case.deliver_until is not None and day_of(at) > case.deliver_until
        remember(
            held, before=before, details={"way": way, "authority": authority_id, "tracking": tracking, "late": late}
        )


def spot_check(*, case_id: int, passed: bool, note: str, by: Actor, at: datetime) -> None:
    """Look at a drawn case that a clerk finished alone; another person than that clerk. Raises NotAllowed, UnknownCase,
    NotYourSide, AlreadyMoved, NotDrawn, SamePerson, ReasonMissing (a failed check says what is wrong)."""
    with one_act():
        held = hold(case_id, Act.SPOT_CHECK, by=by, at=at)
        if held.case.spot_check != SpotCheck.DRAWN:
            raise NotDrawn(case=held.case.number)
        if by.account == held.case.decided_by:
            raise SamePerson(act=held.act)
        if not passed:
            require(held.act, note=note)
        move(held, spot_check=SpotCheck.PASSED if passed else SpotCheck.FAILED)
        remember(
            held, before=Stage(held.case.stage), details={"passed": passed}, personal={"note": note} if note else None
        )


def archive_finished(*, by: Actor, at: datetime, before: date | None = None, batch: int = 500) -> int:
    """Put away what ended before a day (else: what may not be rated any more); how many. A job. One event a case."""
    row = TABLE[Act.ARCHIVE]
    before = before or day_of(at) - timedelta(days=RATED_WITHIN_DAYS)
    done = 0
    while True:
        with transaction.atomic():
            cases = list(
                Case.objects.select_for_update()
                .filter(stage__in=row.before, urgent_on__lt=before)
                .order_by("id")[:batch]
            )
            if not cases:
                return done
            record_many([_archived(case, by=by, at=at) for case in cases])
            Case.objects.filter(id__in=[case.pk for case in cases]).update(stage=Stage.ARCHIVED)
            done += len(cases)


def _archived(case: Case, *, by: Actor, at: datetime) -> Entry:
    return Entry(
        what=TABLE[Act.ARCHIVE].event,
        about=f"case:{case.pk}",
        by=by,
        at=at,
        mentions=(f"resident:{case.applicant_id}",),
        before={"stage": case.stage},
        after={"stage": Stage.ARCHIVED},
    )


def move_competence(*, by: Actor, at: datetime) -> int:
    """Give every undecided case to the body that is competent today; how many moved. A job of the night, for the days on
    which competence changes (the street decides assistance from 2019-05-01). One event a case."""
    if not isinstance(by, Robot):
        staff.check_may(by, staff.Permission.STAFF_ADMINISTER)
    moved = 0
    for case_id in list(Case.objects.open().order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).select_related("accepting_centre").get(id=case_id)
            body = competent_body(case, day_of(at))
            before = case.deciding_body_id
            if body.code == before:
                continue
            if Case.objects.open().filter(id=case_id, deciding_body=before).update(deciding_body=body.code) != 1:
                continue
            entry = Entry(
                what="case.competence-moved",
                about=f"case:{case_id}",
                by=by,
                at=at,
                mentions=(f"resident:{case.applicant_id}",),
                before={"deciding": before},
                after={"deciding": body.code},
            )
            record_many([entry])
            moved += 1
    return moved
