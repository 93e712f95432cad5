"""Which days are worked, and when the doors are open: two calendars, never mixed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from doorstep.kernel.calendar import DayTable
from doorstep.ledger.public import newest_digest
from doorstep.places.logic import REACH, DayKind, Hours, hours_on
from doorstep.places.models import CalendarDay, CalendarEdition, PublishedYear

from .kept import kept

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHAIN = "calendar"  # every published notice has an event there


def opening_of(centre_code: str, day: date) -> Hours | None:
    """From when to when a centre is open on a day; None when it is closed. Two queries.

    A make-up working day has the hours of a working day, a holiday those of a rest day.
    """
    kind = DayKind.WORKING if calendar().is_working_day(day) else DayKind.REST
    hours = kept().hours
    rules = [*hours.get("", ()), *hours.get(centre_code, ())]
    return hours_on(rules, centre=centre_code, day=day, day_kind=kind)


def open_now(centre_code: str, moment: datetime) -> bool:
    """Whether the doors of a centre are open at a moment (any zone; read in the city's). Two queries."""
    local = moment.astimezone(SHANGHAI)
    hours = opening_of(centre_code, local.date())
    return hours is not None and hours.contains(local.time())


def calendar_version() -> int:
    """The number of the newest edition of the working-day calendar; it only grows. 0: none is published. One query."""
    return CalendarEdition.objects.order_by("-number").values_list("number", flat=True).first() or 0


def calendar() -> DayTable:
    """The working-day calendar of today's edition. One query while the edition is known to this process, else four."""
    digest = newest_digest(CHAIN)
    table = _tables.get(digest)
    if table is None:
        table = table_of(exceptional_days(), published_years(), calendar_reach())
        _tables.clear()
        _tables[digest] = table
    return table


# By digest and not by number: a number may come again after a rolled-back edition.
_tables: dict[bytes, DayTable] = {}


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
