"""收件. An application becomes a case: once, whatever is clicked twice."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from doorstep.cases.logic.numbers import CODE_LENGTH, LANE, LANES, case_number, in_lane, query_code
from doorstep.cases.logic.refusals import KeyUsedForOther, NoNumberLeft, NotComplete, NotYourSide, SubmittedElsewhere
from doorstep.cases.logic.stages import TABLE, Act, Seat, Stage
from doorstep.cases.logic.types import CaseRef, MaterialGiven, PartRef, content_digest, day_of
from doorstep.cases.logic.words import GAPS, MaterialState
from doorstep.cases.models import Answer, Case, CaseMaterial, Task
from doorstep.cases.selectors.asked import parts_of
from doorstep.catalogue import public as catalogue
from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Actor, Entry, record
from doorstep.places import public as places
from doorstep.sql.public import fetched, put
from doorstep.staff import public as staff

from .clocks import set_clock
from .drafting import check_agent, check_tolerance, checked_answers, material_rows
from .filing import attach, digests_of, files_given
from .opening import plan_tasks, promises_start
from .routing import Settled, centre_of, refer, settle
from .silence import await_silence


@dataclass(frozen=True, slots=True)
class _Draft:
    """An application that was checked and has its places, before it has a number."""

    item: catalogue.ItemOnDay
    applicant_id: int
    authority_id: int | None
    answers: dict[str, str]
    materials: list[CaseMaterial]
    settled: Settled | catalogue.Destination
    local_hukou: bool | None
    files: Mapping[str, tuple[UUID, ...]]


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What one submission adds to an application."""

    key: str
    digest: str
    accept: bool
    applied_on: date


class _Elsewhere(Exception):
    """Another place is competent: not yet a refusal, because the same submission may have been taken before."""


def submit(
    *,
    item_code: str,
    applicant_id: int,
    answers: Mapping[str, str],
    materials: Sequence[MaterialGiven],
    idempotency_key: str,
    by: Actor,
    at: datetime,
    agent_authority_id: int | None = None,
    accept: bool = False,
    applied_on: date | None = None,
    centre_code: str = "",
    local_hukou: bool | None = None,
) -> CaseRef:
    """Receive an application at a window, and accept it at once where `accept` is asked and this centre may.

    The same key with the same content gives the same case back; two windows at once make one case. A case of another
    competent centre is forwarded as it is received, its papers stay here. Without `accept` the case is only received.
    `applied_on` is the day of the application where it lies before the receipt (by post, through the committee).

    Raises NotAllowed, UnknownResident, AnswersWrong, MaterialsWrong (each telling everything at once), AgentNotAllowed,
    AuthorityMissing, NoTolerance, NotComplete, NotYourSide (accept for another centre), PlaceUnknown, ReferElsewhere
    (with the referral on record), KeyUsedForOther, SubmittedElsewhere, NoNumberLeft, UnknownFile (a file that this post
    did not upload), and what the catalogue refuses.
    """
    staff.check_may(by, staff.Permission.CASE_RECEIVE)
    if accept:
        staff.check_may(by, staff.Permission.CASE_ACCEPT)
    on = day_of(at)
    digest = content_digest(
        item=item_code,
        applicant=applicant_id,
        agent=agent_authority_id,
        answers=answers,
        materials=materials,
        digests=digests_of(files_given(materials)),
    )
    try:
        found = _prepare(
            item_code=item_code,
            applicant_id=applicant_id,
            authority_id=agent_authority_id,
            answers=answers,
            materials=materials,
            centre_code=centre_of(by, centre_code),
            local_hukou=local_hukou,
            on=on,
        )
        here = found.settled.receiving
        staff.check_within(by, centre=here.code, street=here.street_code)
        if not isinstance(found.settled, Settled):
            raise _Elsewhere
        if accept:
            _check_acceptable(found.settled, found.materials)
    except (Refusal, _Elsewhere) as no:
        # What was taken before is given back, whatever has changed since.
        if known := _made_before(idempotency_key, digest):
            return known
        if isinstance(no, _Elsewhere):
            raise _refer(found, idempotency_key, by=by, at=at) from None
        raise
    stamp = _Stamp(idempotency_key, digest, accept=accept, applied_on=min(applied_on or on, on))
    try:
        with transaction.atomic():
            return _write(found, found.settled, stamp, by=by, at=at)
    except IntegrityError:
        # Made before, or another window was faster with the same key or the same content.
        if known := _made_before(idempotency_key, digest):
            return known
        raise _same_content(found, digest, on) from None


def _prepare(
    *,
    item_code: str,
    applicant_id: int,
    authority_id: int | None,
    answers: Mapping[str, str],
    materials: Sequence[MaterialGiven],
    centre_code: str,
    local_hukou: bool | None,
    on: date,
) -> _Draft:
    """Check an application and find its places, or where its applicant is to go. Five queries, more with an agent."""
    newest = catalogue.current()
    item = newest.version_on(item_code, on)
    now = item.on(on)
    settled = settle(
        item, applicant_id=applicant_id, centre_code=centre_code, on=on, local_hukou=local_hukou, newest=newest
    )
    if not isinstance(settled, Settled):  # who has to go elsewhere is not made to fill in a form here first
        return _Draft(now, applicant_id, authority_id, {}, [], settled, local_hukou, {})
    check_agent(item, applicant_id=applicant_id, authority_id=authority_id, on=on)
    taken = checked_answers(now, answers, on=on)
    rows = material_rows(now, materials, on=on)
    if any(row.state == MaterialState.TOLERATED for row in rows):
        check_tolerance(applicant_id)
    return _Draft(now, applicant_id, authority_id, taken, rows, settled, local_hukou, files_given(materials))


def _refer(draft: _Draft, key: str, *, by: Actor, at: datetime) -> Refusal:
    assert not isinstance(draft.settled, Settled)  # the caller has looked
    return refer(draft.settled, item=draft.item.item, applicant_id=draft.applicant_id, key=key, by=by, at=at)


def _check_acceptable(settled: Settled, rows: list[CaseMaterial]) -> None:
    if settled.forwarded:
        raise NotYourSide(act=Act.RECEIVE_AND_ACCEPT, seats=[Seat.ACCEPTING])
    gaps = [row.material for row in rows if row.state in GAPS]
    if gaps:
        raise NotComplete(materials=gaps)


def _made_before(key: str, digest: str) -> CaseRef | None:
    """The case that this submission made before. Raises KeyUsedForOther. One query, two where there is one."""
    row = Case.objects.filter(idempotency_key=key).only("number", "query_code", "stage", "content_digest").first()
    if row is None:
        return None
    if row.content_digest != digest:
        raise KeyUsedForOther(case=row.number)
    return _ref(row, parts_of(case=row.pk), is_new=False)


def _same_content(draft: _Draft, digest: str, on: date) -> SubmittedElsewhere:
    made = Case.objects.filter(
        applicant=draft.applicant_id, item_code=draft.item.item.code, received_on=on, content_digest=digest
    )
    row = made.order_by("-id").first()
    return SubmittedElsewhere(case=row.number if row else "", centre=row.receiving_centre_id if row else "")


def _write(draft: _Draft, settled: Settled, stamp: _Stamp, *, by: Actor, at: datetime) -> CaseRef:
    """Eight queries, one more for the bodies of tasks, one for answers, one for tasks; more where there are files."""
    on, calendar = day_of(at), places.calendar()
    case = _case(draft, settled, stamp, by=by, at=at)
    tasks: list[Task] = []
    if stamp.accept:
        tasks = plan_tasks(case, draft.item, on=on, calendar=calendar, deciding=settled.deciding, ground=settled.ground)
        case.stage = Stage.IN_PROGRESS if tasks else Stage.EXAMINED
        case.accepted_at, case.accepted_by, case.accepted_on = at, by.account, on
    else:
        case.stage = Stage.FORWARDED if settled.forwarded else Stage.RECEIVED
    for name, value in set_clock(case, today=on, calendar=calendar).items():
        setattr(case, name, value)
    street = settled.receiving.street_code
    case.number = case_number(on, street, _next_count(street, on))
    put([case])
    for row in draft.materials:
        row.case = case
    for task in tasks:
        task.case, task.urgent_on = case, case.urgent_on
    put(draft.materials)
    put([Answer(case=case, field=name, value=value) for name, value in draft.answers.items()])
    put(tasks)
    attached = attach(case, draft.materials, draft.files, by=by, at=at)
    _remember(case, draft, attached, accepted=stamp.accept, by=by, at=at)
    if stamp.accept:
        promises_start(case, draft.materials)
    elif draft.item.item.silent_acceptance is not None:
        await_silence(case)
    return _ref(case, tasks, is_new=True)


def _ref(case: Case, tasks: Iterable[Task], *, is_new: bool) -> CaseRef:
    parts = tuple(PartRef(task.pk, task.spec, task.department_id, task.body_id) for task in tasks)
    return CaseRef(case.pk, case.number, case.query_code, Stage(case.stage), is_new, parts)


def _case(draft: _Draft, settled: Settled, stamp: _Stamp, *, by: Actor, at: datetime) -> Case:
    on = day_of(at)
    return Case(
        **pinned(draft.item),
        query_code=query_code([secrets.randbelow(2**16) for _ in range(CODE_LENGTH)]),
        idempotency_key=stamp.key,
        content_digest=stamp.digest,
        applicant_id=draft.applicant_id,
        agent_authority_id=draft.authority_id,
        **places_of(settled),
        local_hukou=draft.local_hukou,
        papers_at_id=settled.receiving.code,
        applied_on=stamp.applied_on,
        received_at=at,
        received_by=by.account,
        received_on=on,
        complete_since=on,
    )


def pinned(item: catalogue.ItemOnDay) -> dict[str, Any]:
    """What a case copies of the item's version of its day, so that no later pack touches it. No query."""
    term = item.term
    return {
        "item_code": item.item.code,
        "item_version": item.item.version,
        "item_day": item.day,
        "item_name": item.name.zh_hans,
        "item_name_en": item.name.en,
        "item_type": item.item.item_type,
        "kind": item.kind.value,
        "limit_days": term.limit if term else None,
        "limit_unit": term.unit if term else "",
        "limit_starts_at": term.starts_at if term else "",
        "limit_clause": (term.clause or "") if term else "",
        "pauses_allowed": ",".join(sorted(term.pauses_allowed)) if term else "",
    }


def places_of(settled: Settled) -> dict[str, Any]:
    """The three places as fields of a case. No query."""
    return {
        "scope": settled.scope,
        "route_reason": settled.reason,
        "receiving_centre_id": settled.receiving.code,
        "accepting_centre_id": settled.accepting.code,
        "deciding_body_id": settled.deciding.code,
        "deciding_street": settled.deciding_street,
    }


#: The first lane of a street's day that has numbers left and that nobody holds at this moment counts on.
_FREE_LANE = """
UPDATE cases_daycount SET last = last + 1 WHERE id = (
    SELECT id FROM cases_daycount WHERE street = %s AND day = %s AND last < %s ORDER BY lane LIMIT 1 {unheld}
) RETURNING lane, last
"""
#: Where there is none, a new lane begins; behind the last one whoever comes waits for one that has numbers left.
_NEW_LANE = """
INSERT INTO cases_daycount (street, day, lane, last)
SELECT %s, %s, lane, 1 FROM (
    SELECT CASE WHEN COUNT(*) < %s THEN COUNT(*) ELSE MIN(CASE WHEN last < %s THEN lane END) END AS lane
    FROM cases_daycount WHERE street = %s AND day = %s
) AS one WHERE lane IS NOT NULL
ON CONFLICT (street, day, lane) DO UPDATE SET last = cases_daycount.last + 1 WHERE cases_daycount.last < %s
RETURNING lane, last
"""


def _next_count(street: str, day: date) -> int:
    """The next number of a street's day, never given twice. One statement, two where a lane begins. Raises NoNumberLeft."""
    unheld = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    found = fetched(_FREE_LANE.format(unheld=unheld), [street, day, LANE])
    for _ in range(LANES):  # the lane that one waited for may have given out its last number meanwhile
        found = found or fetched(_NEW_LANE, [street, day, LANES, LANE, street, day, LANE])
    if not found:
        raise NoNumberLeft(street=street, day=day)
    return in_lane(*found[0])


def _remember(
    case: Case, draft: _Draft, attached: Mapping[str, list[str]], *, accepted: bool, by: Actor, at: datetime
) -> None:
    act = Act.RECEIVE_AND_ACCEPT if accepted else Act.RECEIVE
    subject = f"resident:{case.applicant_id}"
    states = {row.material: row.state for row in draft.materials}
    told = {"materials": states, "agent": draft.authority_id, **({"files": attached} if attached else {})}
    record(
        Entry(
            what=TABLE[act].event,
            about=f"case:{case.pk}",
            by=by,
            at=at,
            mentions=(subject,),
            after={
                "stage": case.stage,
                "number": case.number,
                "item": case.item_code,
                "version": case.item_version,
                "receiving": case.receiving_centre_id,
                "accepting": case.accepting_centre_id,
                "deciding": case.deciding_body_id,
                "due_on": case.due_on,
            },
            begins=True,
            reason=case.route_reason,
            details=told,
        )
    )
