"""What every act does: hold the case, check permission, side and stage, move it once, remember it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from doorstep.cases.logic.refusals import AlreadyMoved, NotYourSide, UnknownCase
from doorstep.cases.logic.stages import TABLE, Act, Seat, Stage, landing
from doorstep.cases.logic.words import TASK_PENDING
from doorstep.cases.models import Case, Task
from doorstep.cases.selectors.asked import case_to_move, parts_of
from doorstep.cases.selectors.sides import seats_of
from doorstep.ledger.public import Actor, Entry, record
from doorstep.sql.public import change
from doorstep.staff import public as staff

from .versions import acted, taken


@dataclass(slots=True)
class Held:
    """A case held for one act: nobody else moves it until the transaction ends."""

    case: Case
    act: Act
    by: Actor
    at: datetime
    tasks: list[Task]
    seats: frozenset[Seat]

    @property
    def tasks_open(self) -> bool:
        """Whether a part that must be done before the decision is not."""
        return any(task.state in TASK_PENDING for task in self.tasks)

    @property
    def forwarded(self) -> bool:
        """Whether another centre accepts than the one that received."""
        return self.case.accepting_centre_id != self.case.receiving_centre_id

    @property
    def chain(self) -> str:
        """Where its story is kept."""
        return f"case:{self.case.pk}"

    @property
    def teller(self) -> str:
        """The centre or body for which a post writes to the applicant; empty for posts of a street and for machines."""
        return (self.by.body_code or self.by.centre_code) if isinstance(self.by, staff.Acting) else ""

    @property
    def landing(self) -> Stage:
        """Where the table lets the act end, as things stand now."""
        return landing(self.act, Stage(self.case.stage), tasks_open=self.tasks_open, forwarded=self.forwarded)


def hold(case_id: int, act: Act, *, by: Actor, at: datetime) -> Held:
    """Take a case for an act. Two queries, one where its command has read it. Raises NotAllowed, UnknownCase, NotYourSide, AlreadyMoved.

    The row is locked where the database can (SQLite lets one writer in at a time), so that what is read here still
    holds when `move` writes.
    """
    check_needed(act, by)
    return seated(locked(case_id), act, by=by, at=at)


def check_needed(act: Act, by: Actor) -> None:
    """Raises NotAllowed unless the post has the permission of an act. No query."""
    if needs := TABLE[act].needs:
        staff.check_may(by, staff.Permission(needs))


def locked(case_id: int) -> Case:
    """A case that nobody else moves until the transaction ends. One query, none where its command has read it. Raises
    UnknownCase."""
    case = taken(case_id) or next(iter(case_to_move(case=case_id)), None)
    if case is None:
        raise UnknownCase(case=case_id)
    return case


def seated(case: Case, act: Act, *, by: Actor, at: datetime, deciding_body: str = "") -> Held:
    """A locked case with a post at its side. `deciding_body` is the competent one where it is not the stored one. One
    query. Raises UnknownCase, NotYourSide, AlreadyMoved."""
    row, tasks = TABLE[act], parts_of(case=case.pk)
    bodies = [(task.body_id, task.body.street_id or "") for task in tasks]
    seats = seats_of(by, case, task_bodies=bodies, deciding_body=deciding_body)
    if not seats:
        raise UnknownCase(case=case.pk)
    if not row.seats & seats:
        raise NotYourSide(act=act, seats=sorted(row.seats))
    if case.stage not in row.before:
        raise AlreadyMoved(case=case.number, act=act, stage=case.stage)
    return Held(case, act, by, at, tasks, seats)


def move(held: Held, to: Stage | None = None, **changes: Any) -> Stage:
    """Bring the case to its next stage, exactly once; the stage. Raises AlreadyMoved. One query, two where pending parts
    get another place in the lists of their bodies; one less where the case stays as it is: it is held."""
    target = held.landing if to is None else to
    case = held.case
    to_change = {"stage": target, **changes} if target != case.stage or changes else {}
    if to_change and change(Case, where={"id": case.pk, "stage": case.stage}, to=to_change) != 1:
        now = Case.objects.filter(id=case.pk).values_list("stage", flat=True).first()
        raise AlreadyMoved(case=case.number, act=held.act, stage=now or "")
    urgent_on = changes.get("urgent_on", case.urgent_on)
    if any(task.state in TASK_PENDING and task.urgent_on != urgent_on for task in held.tasks):
        Task.objects.filter(case=case, state__in=TASK_PENDING).update(urgent_on=urgent_on)
    case.stage = target
    for name, value in changes.items():
        setattr(case, name, value)
    return target


def remember(
    held: Held,
    *,
    before: Stage,
    reason: str = "",
    details: Mapping[str, object] | None = None,
    personal: Mapping[str, object] | None = None,
) -> int:
    """The one event of an act. Words about a person (a reason is such) go under the person's key."""
    subject = f"resident:{held.case.applicant_id}"
    told = dict(personal or {})
    if reason:
        told["reason"] = reason
    seq = record(
        Entry(
            what=TABLE[held.act].event,
            about=held.chain,
            by=held.by,
            at=held.at,
            mentions=(subject,),
            before={"stage": before},
            after={"stage": held.case.stage},
            details=details,
            personal={subject: told} if told else None,
        )
    )
    acted(held.case.pk, seq)
    return seq
