"""The clock of a case: the one place that computes its stored dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from doorstep.cases.logic.stages import OPEN
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import TASK_PENDING
from doorstep.cases.models import Case, Pause, Task
from doorstep.cases.selectors.clock import pauses_of, term_of
from doorstep.kernel.calendar import Calendar
from doorstep.kernel.clock import read_clock, start_day
from doorstep.ledger.public import Actor, Entry, record_many
from doorstep.places import public as places


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """What another calendar changed for one case; None where a date is not known while the clock stands."""

    case_id: int
    number: str
    due_before: date | None
    due_after: date | None


def set_clock(
    case: Case, *, today: date, calendar: Calendar, pauses: Sequence[Pause] = (), waited_until: date | None = None
) -> dict[str, Any]:
    """The dates of a case's clock as fields to store. No query.

    `pauses` are all of the case; `waited_until`: the day by which somebody else (the applicant, a special procedure)
    was asked to be done, which is what lists sort by meanwhile.
    """
    term = term_of(case)
    fields: dict[str, Any] = {"calendar_digest": calendar.digest, "urgent_on": waited_until or case.received_on}
    started = (
        start_day(term, applied_on=case.applied_on, received_on=case.received_on, accepted_on=case.accepted_on)
        if term
        else None
    )
    if term is None or started is None:
        dates = dict.fromkeys(("clock_started_on", "due_on", "warn_on", "last_warning_on"))
        if case.accepted_on and waited_until is None:
            fields["urgent_on"] = case.accepted_on
        return {**fields, **dates, "due_computed": False}
    told = read_clock(
        term=term,
        started_on=started,
        pauses=pauses_of(pauses),
        ended_on=case.ended_on,
        today=today,
        calendar=calendar,
        draw=False,
    )
    return {
        **fields,
        "clock_started_on": started,
        "due_on": told.due_on,
        "warn_on": told.warn_on,
        "last_warning_on": told.last_warning_on,
        "due_computed": told.computed,
        "urgent_on": waited_until or told.due_on or told.due_if_resumed_today or started,
    }


def recompute_open_deadlines(*, by: Actor, at: datetime, batch: int = 500) -> list[DeadlineChange]:
    """Read every running clock by today's calendar, after a holiday was published; what changed, case by case.

    One transaction and a handful of queries a batch; each case that moved has an event of its own, those that did not
    have none. Running it twice changes nothing.
    """
    calendar = places.calendar()
    found: list[DeadlineChange] = []
    after = 0
    while True:
        with transaction.atomic():
            stale = Case.objects.open().filter(clock_started_on__isnull=False, id__gt=after)
            cases = list(
                stale.exclude(calendar_digest=calendar.digest)
                .select_for_update()
                .order_by("id")
                .prefetch_related("pauses")[:batch]
            )
            if not cases:
                return found
            after = cases[-1].pk
            found += _recompute(cases, calendar, by=by, at=at)


def _recompute(cases: list[Case], calendar: Calendar, *, by: Actor, at: datetime) -> list[DeadlineChange]:
    changes, entries = [], []
    for case in cases:
        pauses = list(case.pauses.all())
        before = {"due_on": case.due_on, "warn_on": case.warn_on, "last_warning_on": case.last_warning_on}
        waiting = case.urgent_on if case.due_on is None or case.urgent_on != case.due_on else None
        fields = set_clock(case, today=day_of(at), calendar=calendar, pauses=pauses, waited_until=waiting)
        for name, value in fields.items():
            setattr(case, name, value)
        if before == {name: fields[name] for name in before}:
            continue
        changes.append(DeadlineChange(case.pk, case.number, before["due_on"], case.due_on))
        entries.append(
            Entry(
                what="case.deadline-recomputed",
                about=f"case:{case.pk}",
                by=by,
                at=at,
                mentions=(f"resident:{case.applicant_id}",),
                before=before,
                after={name: fields[name] for name in before},
                details={"calendar": calendar.digest},
            )
        )
    names = ["calendar_digest", "urgent_on", "clock_started_on", "due_on", "warn_on", "last_warning_on", "due_computed"]
    Case.objects.filter(stage__in=OPEN).bulk_update(cases, names)
    parts = Task.objects.filter(case__in=cases, state__in=TASK_PENDING)
    parts.update(urgent_on=Subquery(Case.objects.filter(id=OuterRef("case")).values("urgent_on")))
    if entries:
        record_many(entries)
    return changes
