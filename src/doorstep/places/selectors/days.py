"""Which days are worked, and when the doors are open: two calendars, never mixed."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from doorstep.kernel.calendar import DayTable
from doorstep.kernel.period import Period
from doorstep.places.logic import REACH, Confidence, DayKind, Hours, HoursRule, hours_on
from doorstep.places.models import (
    CalendarDay,
    CalendarEdition,
    OpeningHours,
    PublishedYear,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def opening_of(centre_code: str, day: date) -> Hours | None:
    """From when to when a centre is open on a day; None when it is closed. Three queries.

    A make-up working day has the hours of a working day, a holiday those of a rest day.
    """
    kind = DayKind.WORKING if calendar().is_working_day(day) else DayKind.REST
    return hours_on(_hours_rules(centre_code), centre=centre_code, day=day, day_kind=kind)


def open_now(centre_code: str, moment: datetime) -> bool:
    """Whether the doors of a centre are open at a moment (any zone; read in the city's). Three queries."""
    local = moment.astimezone(SHANGHAI)
    hours = opening_of(centre_code, local.date())
    return hours is not None and hours.contains(local.time())


def calendar_version() -> int:
    """The number of the newest edition of the working-day calendar; it only grows. 0: none is published. One query."""
    return CalendarEdition.objects.order_by("-number").values_list("number", flat=True).first() or 0


def calendar() -> DayTable:
    """The working-day calendar of today's edition. One query while the edition is known to this process, else three."""
    with connection.cursor() as cursor:  # asked by every act: half of the model's way to ask is building the question
        cursor.execute("SELECT digest, first_year, last_year FROM places_calendaredition ORDER BY number DESC LIMIT 1")
        newest = cursor.fetchone()
    if newest is None:
        return table_of({}, frozenset(), REACH)
    digest, *reach = newest
    table = _tables.get(digest)
    if table is None:
        table = table_of(exceptional_days(), published_years(), (reach[0], reach[1]))
        _tables.clear()
        _tables[table.digest] = table
    return table


# By digest and not by number: a number may come again after a rolled-back edition, a digest stands for its content.
_tables: dict[str, DayTable] = {}


def exceptional_days() -> dict[date, bool]:
    """Every day that breaks the weekday rule, and whether it is worked. One query."""
    return dict(CalendarDay.objects.values_list("day", "working"))


def published_years() -> frozenset[int]:
    """The years whose notice is in the table. One query."""
    return frozenset(PublishedYear.objects.values_list("year", flat=True))


def named_days(first: date, last: date) -> list[tuple[date, bool, str, str]]:
    """(day, worked, Chinese name, English name) of the exceptional days from `first` to `last`. One query."""
    rows = CalendarDay.objects.filter(day__range=(first, last)).order_by("day")
    return list(rows.values_list("day", "working", "name_zh", "name_en"))


def calendar_reach() -> tuple[int, int]:
    """First and last year of the newest edition. One query."""
    newest = CalendarEdition.objects.order_by("-number").values_list("first_year", "last_year").first()
    return newest or REACH


def table_of(exceptions: dict[date, bool], years: frozenset[int], reach: tuple[int, int]) -> DayTable:
    """A day table from its parts. No query; a few milliseconds."""
    return DayTable(exceptions, years, first_year=reach[0], last_year=reach[1])


def _hours_rules(centre_code: str) -> Sequence[HoursRule]:
    rows = [*OpeningHours.objects.filter(centre__isnull=True), *OpeningHours.objects.filter(centre=centre_code)]
    return [
        HoursRule(
            centre=row.centre_id or "",
            day_kind=DayKind(row.day_kind),
            hours=Hours(row.opens, row.closes, approximate=Confidence(row.confidence) is Confidence.APPROXIMATE),
            period=Period(row.first, row.last),
        )
        for row in rows
    ]
