"""Which body of a department is competent on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from doorstep.kernel.period import Period
from doorstep.places.logic import Level, NoBody, UnknownPlace
from doorstep.places.models import (
    Body,
    Department,
)


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


def body(code: str) -> BodyRow:
    """One body, in force or not. Raises UnknownPlace. One query."""
    found = _body_rows(Body.objects.filter(code=code))
    if not found:
        raise UnknownPlace(kind="body", place=code)
    return found[0]


def bodies_by_code(codes: Iterable[str]) -> dict[str, BodyRow]:
    """Many bodies, in force or not, for lists. One query."""
    return {row.code: row for row in _body_rows(Body.objects.filter(code__in=set(codes)))}


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


def bodies_for(wanted: Iterable[tuple[str, Level]], *, on: date, street_code: str) -> dict[tuple[str, Level], BodyRow]:
    """The bodies of several (department, level) for one street on a day. Raises NoBody for the first that is missing.
    One query; none when nothing is wanted."""
    pairs, district_code = list(dict.fromkeys(wanted)), street_code[:6]
    if not pairs:
        return {}
    place: dict[Level, dict[str, str | None]] = {
        Level.CITY: {"district": None, "street": None},
        Level.DISTRICT: {"district": district_code, "street": None},
        Level.STREET: {"street": street_code},
    }
    any_of = Q()
    for department, level in pairs:
        any_of |= Q(department=department, level=level, **place[level])
    found = {
        (row.department, row.level): row for row in _body_rows(Body.objects.on(on).filter(any_of).order_by("first"))
    }
    for department, level in pairs:
        if (department, level) not in found:
            raise NoBody(department=department, level=level, place=street_code, on=on)
    return found


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


def _body_rows(found: QuerySet[Body]) -> list[BodyRow]:
    columns = ("code", "name", "name_en", "department_id", "level", "district_id", "street_id", "first", "last")
    return [
        BodyRow(code, name, name_en, dep, Level(level), district_code or "", street_code or "", Period(first, last))
        for code, name, name_en, dep, level, district_code, street_code, first, last in found.values_list(*columns)
    ]
