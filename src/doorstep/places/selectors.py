"""Where things stand, when doors are open, which days are worked, and which body is competent on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from doorstep.kernel.calendar import DayTable
from doorstep.kernel.period import Period

from .logic import REACH, Confidence, DayKind, Hours, HoursRule, Level, NoBody, UnknownPlace, hours_on
from .models import (
    Body,
    CalendarDay,
    CalendarEdition,
    Centre,
    CentreName,
    Department,
    District,
    Neighbourhood,
    OpeningHours,
    PublishedYear,
    Street,
    StreetName,
    Window,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A district as other rooms see it."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street under its name of one day."""

    code: str
    district_code: str
    name: str
    name_en: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class CentreRow:
    """A centre with the codes of the street and district it stands in."""

    code: str
    name: str
    name_en: str
    is_main: bool
    street_code: str
    district_code: str
    address: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class NeighbourhoodRow:
    """A neighbourhood committee of a street."""

    code: str
    name: str
    name_en: str
    street_code: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A numbered window of a centre."""

    id: int
    centre_code: str
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body of a department. Place codes are empty where the level has none."""

    code: str
    name: str
    name_en: str
    department: str
    level: Level
    district_code: str
    street_code: str
    period: Period


def districts() -> list[DistrictRow]:
    """All districts in order of code. One query."""
    return [DistrictRow(*row) for row in District.objects.order_by("code").values_list("code", "name", "name_en")]


def district(code: str) -> DistrictRow:
    """One district. Raises UnknownPlace. One query."""
    row = District.objects.filter(code=code).values_list("code", "name", "name_en").first()
    if row is None:
        raise UnknownPlace(kind="district", place=code)
    return DistrictRow(*row)


def streets(*, on: date, district_code: str = "") -> list[StreetRow]:
    """The streets of the city or of one district under their names of the day, in order of code. One query.

    A street without a name on that day did not exist then and is left out.
    """
    names = StreetName.objects.on(on)
    if district_code:
        names = names.filter(street__district=district_code)
    return _street_rows(names.order_by("street_id"))


def street(code: str, *, on: date) -> StreetRow:
    """One street under its name of the day; before its first known name, under that one. Raises UnknownPlace.

    One or two queries.
    """
    found = _street_rows(StreetName.objects.on(on).filter(street=code)) or _street_rows(
        StreetName.objects.filter(street=code).order_by("first")[:1]
    )
    if not found:
        raise UnknownPlace(kind="street", place=code)
    return found[0]


def street_names(codes: Iterable[str], *, on: date) -> dict[str, StreetRow]:
    """Many streets by code, for lists. One query."""
    return {row.code: row for row in _street_rows(StreetName.objects.on(on).filter(street__in=set(codes)))}


def district_of(street_code: str) -> DistrictRow:
    """The district of a street. Raises UnknownPlace. One query."""
    row = (
        Street.objects.filter(code=street_code)
        .values_list("district_id", "district__name", "district__name_en")
        .first()
    )
    if row is None:
        raise UnknownPlace(kind="street", place=street_code)
    return DistrictRow(*row)


def centre(code: str, *, on: date | None = None) -> CentreRow:
    """One centre, under its name of the day if one is given, else under its latest. Raises UnknownPlace.

    One query, two with a day.
    """
    found = _centre_rows(Centre.objects.filter(code=code), on)
    if not found:
        raise UnknownPlace(kind="centre", place=code)
    return found[0]


def main_centre_of(street_code: str, *, on: date | None = None) -> CentreRow:
    """The centre that accepts for a street; its name as in `centre`. Raises UnknownPlace. One query, two with a day."""
    found = _centre_rows(Centre.objects.filter(street=street_code, is_main=True), on)
    if not found:
        raise UnknownPlace(kind="main-centre", place=street_code)
    return found[0]


def centre_options(district_code: str = "", *, on: date | None = None) -> list[CentreRow]:
    """The centres of one district, or of the city, in order of code: main centres and branches; names as in `centre`.

    One query, two with a day.
    """
    found = Centre.objects.all()
    if district_code:
        found = found.filter(street__district=district_code)
    return _centre_rows(found.order_by("code"), on)


def windows(centre_code: str) -> list[WindowRow]:
    """The windows of a centre by number. One query."""
    rows = Window.objects.filter(centre=centre_code).order_by("number")
    return [WindowRow(*row) for row in rows.values_list("id", "centre_id", "number", "label")]


def neighbourhoods(street_code: str) -> list[NeighbourhoodRow]:
    """The neighbourhood committees of a street that are known here, in order of code. One query."""
    rows = Neighbourhood.objects.filter(street=street_code).order_by("code")
    return [NeighbourhoodRow(*row) for row in rows.values_list("code", "name", "name_en", "street_id")]


def neighbourhood(code: str) -> NeighbourhoodRow:
    """One neighbourhood committee. Raises UnknownPlace. One query."""
    row = Neighbourhood.objects.filter(code=code).values_list("code", "name", "name_en", "street_id").first()
    if row is None:
        raise UnknownPlace(kind="neighbourhood", place=code)
    return NeighbourhoodRow(*row)


def check_streets(codes: Iterable[str]) -> None:
    """Every code is a street's. Raises UnknownPlace with the first that is not. One query for 500 codes."""
    wanted = sorted(set(codes))
    known: set[str] = set()
    for start in range(0, len(wanted), 500):
        known |= set(Street.objects.filter(code__in=wanted[start : start + 500]).values_list("code", flat=True))
    for code in wanted:
        if code not in known:
            raise UnknownPlace(kind="street", place=code)


def check_neighbourhoods(pairs: Iterable[tuple[str, str]]) -> None:
    """Every (neighbourhood, street) stands so in the city. Raises UnknownPlace. One query for 500 pairs."""
    wanted = sorted(set(pairs))
    known: set[tuple[str, str]] = set()
    for start in range(0, len(wanted), 500):
        part = [code for code, _ in wanted[start : start + 500]]
        known |= set(Neighbourhood.objects.filter(code__in=part).values_list("code", "street_id"))
    for pair in wanted:
        if pair not in known:
            raise UnknownPlace(kind="neighbourhood", place=pair[0])


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
    newest = CalendarEdition.objects.order_by("-number").first()
    if newest is None:
        return table_of({}, frozenset(), REACH)
    table = _tables.get(newest.digest)
    if table is None:
        table = table_of(exceptional_days(), published_years(), (newest.first_year, newest.last_year))
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


def body(code: str) -> BodyRow:
    """One body, in force or not. Raises UnknownPlace. One query."""
    found = _body_rows(Body.objects.filter(code=code))
    if not found:
        raise UnknownPlace(kind="body", place=code)
    return found[0]


def body_for(department: str, level: Level, *, on: date, district_code: str = "", street_code: str = "") -> BodyRow:
    """The body of a department at a level and place on a day.

    For the district level `district_code` is enough, or `street_code` alone; for the city neither. Raises NoBody.
    One query.
    """
    wanted = Body.objects.on(on).filter(department=department, level=level)
    if level is Level.DISTRICT:
        wanted = wanted.filter(district=district_code or street_code[:6])
    elif level is Level.STREET:
        wanted = wanted.filter(street=street_code)
    found = _body_rows(wanted.order_by("-first")[:1])
    if not found:
        place = {Level.CITY: "", Level.DISTRICT: district_code or street_code[:6], Level.STREET: street_code}[level]
        raise NoBody(department=department, level=level, place=place, on=on)
    return found[0]


def bodies(*, on: date, department: str = "", district_code: str = "") -> list[BodyRow]:
    """The bodies in force on a day, by code; of one department or district when given. One query."""
    wanted = Body.objects.on(on)
    if department:
        wanted = wanted.filter(department=department)
    if district_code:
        wanted = wanted.filter(district=district_code)
    return _body_rows(wanted.order_by("code"))


def departments() -> dict[str, tuple[str, str]]:
    """Chinese and English name of every department by code. One query."""
    return {
        code: (zh, en) for code, zh, en in Department.objects.order_by("code").values_list("code", "name", "name_en")
    }


def _street_rows(names: QuerySet[StreetName]) -> list[StreetRow]:
    columns = ("street_id", "street__district_id", "name", "name_en", "confidence")
    return [
        StreetRow(code, district_code, name, name_en, Confidence(confidence))
        for code, district_code, name, name_en, confidence in names.values_list(*columns)
    ]


def _centre_rows(centres: QuerySet[Centre], on: date | None) -> list[CentreRow]:
    found = list(centres.select_related("street"))
    names: dict[str, tuple[str, str]] = {}
    if on is not None:
        dated = CentreName.objects.on(on).filter(centre__in=centres.order_by())
        names = {code: (name, name_en) for code, name, name_en in dated.values_list("centre_id", "name", "name_en")}
    rows = []
    for row in found:
        name, name_en = names.get(row.code, (row.name, row.name_en))
        rows.append(
            CentreRow(
                code=row.code,
                name=name,
                name_en=name_en,
                is_main=row.is_main,
                street_code=row.street_id,
                district_code=row.street.district_id,
                address=row.address,
                confidence=Confidence(row.confidence),
            )
        )
    return rows


def _body_rows(found: QuerySet[Body]) -> list[BodyRow]:
    columns = ("code", "name", "name_en", "department_id", "level", "district_id", "street_id", "first", "last")
    return [
        BodyRow(code, name, name_en, dep, Level(level), district_code or "", street_code or "", Period(first, last))
        for code, name, name_en, dep, level, district_code, street_code, first, last in found.values_list(*columns)
    ]


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
