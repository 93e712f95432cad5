"""Lists of cases: a resident's cases, counts of a centre. Each within the post's jurisdiction."""

from collections.abc import Iterable
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, QuerySet

from doorstep.cases.logic.refusals import UnknownCase
from doorstep.cases.logic.stages import OPEN, Stage
from doorstep.cases.logic.words import ConsultationKind, Kind
from doorstep.cases.models import Case, Consultation
from doorstep.kernel.calendar import Unit
from doorstep.ledger.public import Actor
from doorstep.places import public as places
from doorstep.sql.public import question
from doorstep.staff import public as staff

from .paging import MOST
from .rows import CaseRow, CentreCounts
from .sides import stand_of, visible_q

COLUMNS = (
    "id", "number", "item_code", "item_name", "item_name_en", "kind", "stage", "applicant_id", "receiving_centre_id",
    "accepting_centre_id", "deciding_body_id", "received_at", "due_on", "urgent_on", "warn_on", "limit_unit",
    "clock_started_on", "applicant__name",
)  # fmt: skip


def open_cases_of(resident_ids: Iterable[int], *, by: Actor, today: date) -> tuple[CaseRow, ...]:
    """The open cases of some residents that this post sees, most urgent first. Two queries. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    cases = Case.objects.open().filter(visible_q(by), applicant__in=set(resident_ids)).order_by("urgent_on", "id")
    return case_rows(cases.values(*COLUMNS)[:MOST], today=today)


def handed_in_on(day: date, *, by: staff.Acting, limit: int) -> tuple[CaseRow, ...]:
    """What a person took in at the place of their post on a day, newest first. Two queries. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_RECEIVE)
    return case_rows(_handed_in(stand_of(by), limit, day=day, account=by.account), today=day)


@question
def _handed_in(stand: Actor, limit: int, *, day: date, account: str) -> QuerySet[Case, dict[str, Any]]:
    here = staff.jurisdiction_q(stand, centre_field="receiving_centre", street_field="receiving_centre__street")
    # By the hour and not by the key: along the keys a clerk who has just begun would be looked for among all cases there are.
    mine = Case.objects.filter(here, received_on=day, received_by=account).order_by("-received_at", "-id")
    return mine.values(*COLUMNS)[:limit]


def often_received(by: Actor, *, until: date, limit: int) -> tuple[str, ...]:
    """The items that the place of a post received most in the seven days that end with `until`: their codes, the most
    frequent first. One query. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_RECEIVE)
    here = staff.jurisdiction_q(stand_of(by), centre_field="receiving_centre", street_field="receiving_centre__street")
    week = Case.objects.filter(here, received_on__range=(until - timedelta(days=6), until))
    counted = week.values("item_code").annotate(times=Count("id")).order_by("-times", "item_code")
    return tuple(row["item_code"] for row in counted[:limit])


def own_cases(by: Actor, *, today: date) -> tuple[CaseRow, ...]:
    """A resident's own cases, newest first. Two queries. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.OWN_CASES_SEE)
    key = by.resident.removeprefix("resident:") if isinstance(by, staff.Acting) else ""
    if not key.isdecimal():
        return ()
    return case_rows(Case.objects.filter(applicant=int(key)).order_by("-id").values(*COLUMNS)[:MOST], today=today)


def case_by_number(number: str, *, by: Actor) -> int:
    """The case of a number, for whoever sees it. One query. Raises NotAllowed, UnknownCase."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    found = _of_number(stand_of(by), number=number.strip())
    if not found:
        raise UnknownCase(case=number.strip())
    return int(found[0])


@question
def _of_number(stand: Actor, *, number: str) -> QuerySet[Case, int]:
    return Case.objects.filter(visible_q(stand), number=number).values_list("id", flat=True)


def counts_for_centre(by: Actor, *, centre: str, first: date, last: date) -> CentreCounts:
    """What a centre received and what it accepted from `first` to `last`, both included; the one is not part of the
    other. Seven queries. Raises NotAllowed, UnknownPlace."""
    place = places.centre(centre)
    if not (staff.may(by, staff.Permission.CASE_SEE) or staff.may(by, staff.Permission.FIGURES_SEE)):
        staff.check_may(by, staff.Permission.FIGURES_SEE)
    staff.check_within(by, centre=centre, street=place.street_code, district=place.district_code)
    received = Case.objects.filter(receiving_centre=centre, received_on__range=(first, last))
    accepted = Case.objects.filter(accepting_centre=centre, accepted_on__range=(first, last))
    asked = Consultation.objects.filter(centre=centre, asked_at__date__range=(first, last))
    return CentreCounts(
        centre=centre,
        first=first,
        last=last,
        received=received.count(),
        accepted=accepted.count(),
        accepted_from_elsewhere=accepted.exclude(receiving_centre=centre).count(),
        forwarded=received.exclude(accepting_centre=F("receiving_centre")).count(),
        referred=asked.filter(kind=ConsultationKind.REFERRAL).count(),
        questions=asked.filter(kind=ConsultationKind.QUESTION).count(),
    )


def case_rows(found: Iterable[dict], *, today: date) -> tuple[CaseRow, ...]:
    """Rows of a list with lights. One query: the calendar."""
    found = list(found)
    if not found:
        return ()
    calendar = places.calendar()
    rows = []
    for row in found:
        left = None
        if row["due_on"] and row["limit_unit"] and row["stage"] in OPEN:
            unit, due = Unit(row["limit_unit"]), row["due_on"]
            left = -calendar.count_days(due, today, unit) if due < today else calendar.count_days(today, due, unit)
        rows.append(
            CaseRow(
                id=row["id"],
                number=row["number"],
                item_code=row["item_code"],
                item_name=row["item_name"],
                item_name_en=row["item_name_en"],
                kind=Kind(row["kind"]),
                stage=Stage(row["stage"]),
                applicant_id=row["applicant_id"],
                applicant_name=row["applicant__name"],
                receiving_centre=row["receiving_centre_id"],
                accepting_centre=row["accepting_centre_id"],
                deciding_body=row["deciding_body_id"],
                received_at=row["received_at"],
                due_on=row["due_on"],
                urgent_on=row["urgent_on"],
                light=light(row, today),
                days_left=left,
                unit=row["limit_unit"],
            )
        )
    return tuple(rows)


def light(row: dict, today: date) -> str:
    """none (no clock), paused, running, due_soon (yellow, from 70 % on), overdue (red); ended for an ended case."""
    if row["stage"] not in OPEN:
        return "ended"
    if row["clock_started_on"] is None:
        return "none"
    if row["due_on"] is None:
        return "paused"
    if today > row["due_on"]:
        return "overdue"
    return "due_soon" if row["warn_on"] and row["warn_on"] <= today else "running"


def columns(case: Case) -> dict:
    """A case, read with its applicant, as `case_rows` reads it. No query."""
    return {name: attrgetter(name.replace("__", "."))(case) for name in COLUMNS}
