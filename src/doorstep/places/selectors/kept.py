"""Places as a process keeps them: some thousands of rows that change when places are loaded, read by every act and every
page. Each question asks the ledger whether places were loaded since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from doorstep.kernel.period import Period
from doorstep.ledger.public import newest_digest
from doorstep.places.logic import Confidence, DayKind, Hours, HoursRule, Level, NoBody, UnknownPlace
from doorstep.places.models import Body, Centre, CentreName, Department, OpeningHours, StreetName

CHAIN = "places"  # every loading that changed something has an event there
Row = TypeVar("Row")


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


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street under its name of one day."""

    code: str
    district_code: str
    name: str
    name_en: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Called:
    """What a centre was called for some time."""

    name: str
    name_en: str
    period: Period


@dataclass(frozen=True)
class Kept:
    """Every street, centre and body of one loading, and when the doors are open. Asks the database nothing; whoever has
    several questions in one act keeps hold of it."""

    centres: Mapping[str, CentreRow]  # by code
    mains: Mapping[str, CentreRow]  # by street
    names: Mapping[str, tuple[Called, ...]]  # by centre
    bodies: Mapping[str, BodyRow]  # by code
    seats: Mapping[tuple[str, Level, str], tuple[BodyRow, ...]]  # by department, level and place, the oldest first
    streets: Mapping[str, tuple[tuple[Period, StreetRow], ...]]  # by code, the codes in order, each name with its time
    departments: Mapping[str, tuple[str, str]]  # Chinese and English name by code, the codes in order
    hours: Mapping[str, tuple[HoursRule, ...]]  # by centre; of every centre under ""

    def street(self, code: str, *, on: date) -> StreetRow | None:
        """One street under its name of the day; None where it had none."""
        return next((row for period, row in self.streets.get(code, ()) if period.contains(on)), None)

    def centre(self, code: str, *, on: date | None = None) -> CentreRow:
        """One centre, under its name of the day if one is given, else under its latest. Raises UnknownPlace."""
        return self.called(_of(self.centres, code, "centre"), on)

    def main_centre_of(self, street_code: str, *, on: date | None = None) -> CentreRow:
        """The centre that accepts for a street; its name as in `centre`. Raises UnknownPlace."""
        return self.called(_of(self.mains, street_code, "main-centre"), on)

    def body(self, code: str) -> BodyRow:
        """One body, in force or not. Raises UnknownPlace."""
        return _of(self.bodies, code, "body")

    def body_for(
        self, department: str, level: Level, *, on: date, district_code: str = "", street_code: str = ""
    ) -> BodyRow:
        """The body of a department at a level and place on a day. Raises NoBody."""
        place = {Level.CITY: "", Level.DISTRICT: district_code or street_code[:6], Level.STREET: street_code}[level]
        in_force = [row for row in self.seats.get((department, level, place), ()) if row.period.contains(on)]
        if not in_force:
            raise NoBody(department=department, level=level, place=place, on=on)
        return in_force[-1]

    def bodies_for(
        self, wanted: Iterable[tuple[str, Level]], *, on: date, street_code: str
    ) -> dict[tuple[str, Level], BodyRow]:
        """The bodies of several (department, level) for one street on a day. Raises NoBody for the first missing."""
        return {
            (department, level): self.body_for(department, level, on=on, street_code=street_code)
            for department, level in wanted
        }

    def called(self, row: CentreRow, on: date | None) -> CentreRow:
        """A centre under its name of a day."""
        named = next((one for one in self.names.get(row.code, ()) if on and one.period.contains(on)), None)
        return replace(row, name=named.name, name_en=named.name_en) if named else row


def kept() -> Kept:
    """Places as of the newest loading. One query while this process knows them, else some more."""
    digest = newest_digest(CHAIN)
    known = _known.get(digest)
    if known is None:
        known = _read()
        # Two at most: a test or a rolled-back loading may go back to the one before.
        while len(_known) > 1:
            _known.pop(next(iter(_known)))
        _known[digest] = known
    return known


_known: dict[bytes, Kept] = {}


def _read() -> Kept:
    centres = {row.code: row for row in _centres()}
    names: dict[str, tuple[Called, ...]] = {}
    rows = CentreName.objects.order_by("first").values_list("centre_id", "name", "name_en", "first", "last")
    for code, name, name_en, first, last in rows:
        names[code] = (*names.get(code, ()), Called(name, name_en, Period(first, last)))
    bodies = {row.code: row for row in _bodies()}
    seats: dict[tuple[str, Level, str], tuple[BodyRow, ...]] = {}
    for body in bodies.values():
        seat = (body.department, body.level, body.street_code or body.district_code)
        seats[seat] = (*seats.get(seat, ()), body)
    return Kept(
        centres=centres,
        mains={row.street_code: row for row in centres.values() if row.is_main},
        names=names,
        bodies=bodies,
        seats=seats,
        streets=_streets(),
        departments={
            code: (zh, en)
            for code, zh, en in Department.objects.order_by("code").values_list("code", "name", "name_en")
        },
        hours=_hours(),
    )


def _streets() -> Mapping[str, tuple[tuple[Period, StreetRow], ...]]:
    found: dict[str, tuple[tuple[Period, StreetRow], ...]] = {}
    columns = ("street_id", "street__district_id", "name", "name_en", "confidence", "first", "last")
    for code, district, name, name_en, confidence, first, last in StreetName.objects.order_by(
        "street_id", "first"
    ).values_list(*columns):
        row = StreetRow(code, district, name, name_en, Confidence(confidence))
        found[code] = (*found.get(code, ()), (Period(first, last), row))
    return found


def _hours() -> Mapping[str, tuple[HoursRule, ...]]:
    found: dict[str, tuple[HoursRule, ...]] = {}
    columns = ("centre_id", "day_kind", "opens", "closes", "confidence", "first", "last")
    for centre, day_kind, opens, closes, confidence, first, last in OpeningHours.objects.order_by("id").values_list(
        *columns
    ):
        rule = HoursRule(
            centre=centre or "",
            day_kind=DayKind(day_kind),
            hours=Hours(opens, closes, approximate=Confidence(confidence) is Confidence.APPROXIMATE),
            period=Period(first, last),
        )
        found[rule.centre] = (*found.get(rule.centre, ()), rule)
    return found


def _centres() -> Iterable[CentreRow]:
    columns = ("code", "name", "name_en", "is_main", "street_id", "street__district_id", "address", "confidence")
    for code, name, name_en, is_main, street, district, address, confidence in Centre.objects.order_by(
        "code"
    ).values_list(*columns):
        yield CentreRow(code, name, name_en, is_main, street, district, address, Confidence(confidence))


def _bodies() -> Iterable[BodyRow]:
    columns = ("code", "name", "name_en", "department_id", "level", "district_id", "street_id", "first", "last")
    for code, name, name_en, dep, level, district, street, first, last in Body.objects.order_by(
        "first", "code"
    ).values_list(*columns):
        yield BodyRow(code, name, name_en, dep, Level(level), district or "", street or "", Period(first, last))


def _of(rows: Mapping[str, Row], code: str, kind: str) -> Row:
    if code not in rows:
        raise UnknownPlace(kind=kind, place=code)
    return rows[code]
