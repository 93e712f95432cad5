"""Lists of cases: the inbox, a resident's cases, counts of a centre, spot checks. Each within the post's jurisdiction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from doorstep.cases.logic.refusals import UnknownCase
from doorstep.cases.logic.stages import APPLICANT_WAITED_FOR, OPEN, Stage
from doorstep.cases.logic.words import ConsultationKind, Kind, SpotCheck, TaskState
from doorstep.cases.models import Case, Consultation, Task
from doorstep.kernel.calendar import Unit
from doorstep.ledger.public import Actor
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff import public as staff

from .rows import CaseRow, CentreCounts, InboxPage
from .sides import visible_q

_COLUMNS = (
    "id", "number", "item_code", "item_name", "item_name_en", "kind", "stage", "applicant_id", "receiving_centre_id",
    "accepting_centre_id", "deciding_body_id", "received_at", "due_on", "urgent_on", "warn_on", "limit_unit",
    "clock_started_on",
)  # fmt: skip
MOST = 100


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What of the visible cases is listed. `mine`: only what this post must do something about; `light`: overdue,
    due_soon; `text`: a case number or its beginning; `centre`: received or accepted there."""

    mine: bool = True
    stages: frozenset[Stage] = frozenset()
    light: str = ""
    item_code: str = ""
    text: str = ""
    centre: str = ""
    only_open: bool = True


def inbox(
    by: Actor, *, today: date, filters: InboxFilter | None = None, after_key: str = "", limit: int = 20
) -> InboxPage:
    """Cases of the post, most urgent first. Three queries; no count. Raises NotAllowed.

    `after_key` is the last page's `next_key`; a key that cannot be read begins at the start.
    """
    staff.check_may(by, staff.Permission.CASE_SEE)
    chosen = filters or InboxFilter()
    cases: QuerySet[Case] = Case.objects.filter(visible_q(by))
    if chosen.only_open and not chosen.stages:
        cases = cases.filter(stage__in=[*OPEN, Stage.DECIDED])
    if chosen.mine:
        cases = cases.filter(_mine_q(by))
    if chosen.stages:
        cases = cases.filter(stage__in=chosen.stages)
    if chosen.item_code:
        cases = cases.filter(item_code=chosen.item_code)
    if chosen.centre:
        cases = cases.filter(Q(receiving_centre=chosen.centre) | Q(accepting_centre=chosen.centre))
    if chosen.text.strip():
        cases = cases.filter(number__startswith=chosen.text.strip())
    cases = _of_light(cases, chosen.light, today)
    if (key := _key(after_key)) is not None:
        cases = cases.filter(Q(urgent_on__gt=key[0]) | Q(urgent_on=key[0], id__gt=key[1]))
    limit = max(1, min(limit, MOST))
    found = list(cases.order_by("urgent_on", "id").values(*_COLUMNS)[: limit + 1])
    rows = case_rows(found[:limit], today=today)
    last = rows[-1] if rows and len(found) > limit else None
    return InboxPage(rows, f"{last.urgent_on.isoformat()}:{last.id}" if last else "")


def open_cases_of(resident_id: int, *, by: Actor, today: date) -> tuple[CaseRow, ...]:
    """The open cases of a resident that this post sees, most urgent first. Three queries. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    cases = Case.objects.open().filter(visible_q(by), applicant=resident_id).order_by("urgent_on", "id")
    return case_rows(cases.values(*_COLUMNS)[:MOST], today=today)


def own_cases(by: Actor, *, today: date) -> tuple[CaseRow, ...]:
    """A resident's own cases, newest first. Three queries. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.OWN_CASES_SEE)
    key = by.resident.removeprefix("resident:") if isinstance(by, staff.Acting) else ""
    if not key.isdecimal():
        return ()
    return case_rows(Case.objects.filter(applicant=int(key)).order_by("-id").values(*_COLUMNS)[:MOST], today=today)


def case_by_number(number: str, *, by: Actor) -> int:
    """The case of a number, for whoever sees it. One query. Raises NotAllowed, UnknownCase."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    found = Case.objects.filter(visible_q(by), number=number.strip()).values_list("id", flat=True).first()
    if found is None:
        raise UnknownCase(case=number.strip())
    return found


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


def spot_check_list(by: Actor, *, today: date) -> tuple[CaseRow, ...]:
    """The drawn cases of the own place that nobody has checked yet, oldest first. Three queries. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_SPOT_CHECK)
    cases = Case.objects.filter(visible_q(by), spot_check=SpotCheck.DRAWN).order_by("id")
    return case_rows(cases.values(*_COLUMNS)[:MOST], today=today)


def case_rows(found: Iterable[dict], *, today: date) -> tuple[CaseRow, ...]:
    """Rows of a list with names and lights. Two queries: names, calendar."""
    found = list(found)
    if not found:
        return ()
    names = people.names_of(row["applicant_id"] for row in found)
    calendar = places.calendar()
    rows = []
    for row in found:
        left = None
        if row["due_on"] and row["limit_unit"] and row["stage"] in OPEN:
            unit, due = Unit(row["limit_unit"]), row["due_on"]
            left = calendar.count_days(today, due, unit) - calendar.count_days(due, today, unit)
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
                applicant_name=names.get(row["applicant_id"], ""),
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
    """A case as `case_rows` reads it. No query."""
    return {name: getattr(case, name) for name in _COLUMNS}


def _mine_q(by: Actor) -> Q:
    """What waits for this post and for nobody else."""
    if not isinstance(by, staff.Acting):
        return Q()
    if by.scope is staff.Scope.BODY:
        return _body_q(by)
    centre = {"centre_field": "accepting_centre", "street_field": "accepting_centre__street"}
    accepting = staff.jurisdiction_q(by, **centre)
    receiving = staff.jurisdiction_q(by, centre_field="receiving_centre", street_field="receiving_centre__street")
    wanted = staff.NOTHING
    if staff.may(by, staff.Permission.CASE_ACCEPT):
        wanted |= accepting & Q(stage__in=[Stage.RECEIVED, Stage.FORWARDED])
        wanted |= accepting & Q(stage=Stage.EXAMINED, kind=Kind.INSTANT)
    if staff.may(by, staff.Permission.CASE_RECEIVE):
        wanted |= receiving & Q(stage__in=APPLICANT_WAITED_FOR)
    if staff.may(by, staff.Permission.CASE_DELIVER):
        wanted |= receiving & Q(stage=Stage.DECIDED)
    if staff.may(by, staff.Permission.CASE_HANDLE_TASK):
        wanted |= _open_part(body__street=by.street_code) & Q(stage=Stage.IN_PROGRESS)
    if staff.may(by, staff.Permission.CASE_SPOT_CHECK) and not staff.may(by, staff.Permission.CASE_RECEIVE):
        wanted |= receiving & Q(stage__in=OPEN)
    return wanted


def _body_q(by: staff.Acting) -> Q:
    wanted = staff.NOTHING
    if staff.may(by, staff.Permission.CASE_DECIDE):
        wanted |= Q(deciding_body=by.body_code, stage=Stage.EXAMINED)
    if staff.may(by, staff.Permission.CASE_HANDLE_TASK):
        wanted |= _open_part(body=by.body_code) & Q(stage__in=[Stage.IN_PROGRESS, Stage.SPECIAL])
        wanted |= Q(deciding_body=by.body_code, stage=Stage.SPECIAL)
    return wanted


def _open_part(**of: str) -> Q:
    states = [TaskState.OPEN, TaskState.SENT, TaskState.LOST]
    return Q(Exists(Task.objects.filter(case=OuterRef("pk"), state__in=states, **of)))


def _of_light(cases: "QuerySet[Case]", wanted: str, today: date) -> "QuerySet[Case]":
    if wanted == "overdue":
        return cases.filter(stage__in=OPEN, due_on__lt=today)
    if wanted == "due_soon":
        return cases.filter(stage__in=OPEN, due_on__gte=today, warn_on__lte=today)
    return cases


def _key(text: str) -> tuple[date, int] | None:
    day, _, number = text.partition(":")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None
