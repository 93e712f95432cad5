"""Which side of a case a post sits on, and so which cases it sees: receiving, accepting, tasks, deciding; nobody else."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import Exact

from doorstep.cases.logic.stages import TABLE, Act, Seat
from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import Case, Task
from doorstep.ledger.public import Actor, Robot
from doorstep.staff import public as staff


def visible_q(by: Actor) -> Q:
    """The cases that a post sees, as one filter on Case, for cases that are named otherwise: by number, by applicant. A post
    of a body sees what its own body decides or works on, not what another body of the same department does."""
    if isinstance(by, Robot):
        return Q()
    sides, part = _own_sides(by), _own_part(by)
    if part:
        # Not EXISTS: beside an "or" the database would rather read every part that the body ever had.
        ((field, code),) = part.items()
        mine = _tasks(part).values(field)[:1]
        sides = (*sides, Q(Exact(Subquery(mine), Value(code))))
    return reduce(or_, sides) if sides else staff.NOTHING


def stand_of(by: Actor) -> Actor:
    """A post without the person who holds it: what decides what one sees. Posts that stand together are equal."""
    if not isinstance(by, staff.Acting):
        return by
    return staff.Acting(0, "", 0, by.role, "", by.jurisdiction, window_id=None, origin="", only=by.only)


def side_qs(by: Actor) -> tuple[Q, ...]:
    """The same side by side: each is one range of an index, where all of them together are none."""
    if isinstance(by, Robot):
        return (Q(),)
    part = _own_part(by)
    return (*_own_sides(by), Q(Exists(_tasks(part)))) if part else _own_sides(by)


def _own_sides(by: Actor) -> tuple[Q, ...]:
    """The sides on which the case itself says that a post sits."""
    if not isinstance(by, staff.Acting):
        return ()
    if by.scope is staff.Scope.BODY:
        return (Q(deciding_body=by.body_code),)
    if by.scope not in (staff.Scope.CENTRE, staff.Scope.STREET):
        return ()
    return tuple(
        staff.jurisdiction_q(by, centre_field=place, street_field=f"{place}__street")
        for place in ("receiving_centre", "accepting_centre")
    )


def _own_part(by: Actor) -> dict[str, str]:
    """Which parts of a case are a post's own: field and code; empty where none are."""
    if isinstance(by, staff.Acting) and by.scope is staff.Scope.BODY:
        return {"body": by.body_code}
    if isinstance(by, staff.Acting) and by.scope is staff.Scope.STREET:
        return {"body__street": by.street_code}
    return {}


def _tasks(of: dict[str, str]) -> QuerySet[Task]:
    return Task.objects.filter(case=OuterRef("pk"), **of).exclude(state=TaskState.CANCELLED)


def seats_of(
    by: Actor, case: Case, *, task_bodies: Iterable[tuple[str, str]] = (), deciding_body: str = ""
) -> frozenset[Seat]:
    """The sides on which a post sits. `task_bodies`: (body, its street) of the case's tasks. No query when the case
    comes with its centres; `deciding_body` is the competent one where it is not the stored one."""
    if isinstance(by, Robot):
        return frozenset(Seat)
    if not isinstance(by, staff.Acting):
        return frozenset()
    seats = set()
    if by.scope is staff.Scope.BODY:
        if by.body_code == (deciding_body or case.deciding_body_id):
            seats.add(Seat.DECIDING)
        if any(body == by.body_code for body, _ in task_bodies):
            seats.add(Seat.TASK)
    if by.scope in (staff.Scope.CENTRE, staff.Scope.STREET):
        for seat, centre in ((Seat.RECEIVING, case.receiving_centre), (Seat.ACCEPTING, case.accepting_centre)):
            if staff.within(by, centre=centre.code, street=centre.street_id):
                seats.add(seat)
    if by.scope is staff.Scope.STREET and any(street == by.street_code for _, street in task_bodies):
        seats.add(Seat.TASK)
    return frozenset(seats)


def may_act(by: Actor, act: Act, seats: frozenset[Seat]) -> bool:
    """Whether permission and side allow an act; the stage is another question. No query."""
    row = TABLE[act]
    return bool(row.seats & seats) and (not row.needs or staff.may(by, staff.Permission(row.needs)))
