"""Loading the policy folder's places and calendar. Again and again: what changed is updated, nothing is deleted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from doorstep.ledger.public import Actor, Entry, record
from doorstep.places.logic import (
    COMMITTEE_SPELLINGS,
    STREET_SPELLINGS,
    BadPlacesData,
    Confidence,
    DayKind,
    DayNotice,
    Level,
    body_code,
)
from doorstep.places.models import (
    Body,
    CalendarEdition,
    Centre,
    CentreName,
    Department,
    District,
    Neighbourhood,
    OpeningHours,
    Street,
    StreetName,
)

from .notices import publish_days
from .reading import digest_of, table, toml
from .spelling import english

CITY = "310000"
CENTRE = "社区事务受理服务中心"


def load_places(*, policy_dir: Path, by: Actor, at: datetime) -> dict[str, int]:
    """Load districts, streets, centres, neighbourhoods, hours, bodies and the calendar from the policy folder.

    Returns how many rows of each kind are new or changed; loading the same folder again changes nothing and records
    nothing. A calendar that an administrator changed is left alone while its files are the same. One event for the
    places, one for a new edition of the calendar. Raises BadPlacesData with file and line.
    """
    folder = policy_dir / "places"
    with transaction.atomic():
        named = _load_streets(folder)
        changed = {
            **named.changed,
            **_load_centres(folder, named),
            "neighbourhoods": _load_neighbourhoods(folder, named),
            "hours": _load_hours(folder),
            **_load_bodies(folder, named),
        }
        if any(changed.values()):
            record(Entry(what="places.loaded", about="places", by=by, at=at, details=changed))
        changed["calendar"] = _load_calendar(policy_dir / "calendar", by=by, at=at)
    return changed


class _Named:
    """Districts and streets while the other files are read: code → Chinese name, English name."""

    def __init__(self) -> None:
        self.districts: dict[str, tuple[str, str]] = {}
        self.streets: dict[str, tuple[str, str]] = {}
        self.changed: dict[str, int] = {}


def _load_streets(folder: Path) -> _Named:
    named = _Named()
    for entry in toml(folder / "districts.toml")["district"]:
        named.districts[entry["code"]] = (entry["zh-hans"], entry["en"])
    districts = [District(code=code, name=zh, name_en=en) for code, (zh, en) in named.districts.items()]
    streets, names = {}, []
    for row in table(folder / "streets.csv"):
        code, name = row["code"], row["name"]
        streets[code] = Street(code=code, district_id=row.known("district", named.districts))
        name_en = english(name, STREET_SPELLINGS)
        named.streets[code] = (name, name_en)  # rows of one code come in order of time: the latest name stays
        names.append(
            StreetName(
                street_id=code,
                name=name,
                name_en=name_en,
                first=row.first_day("valid_from"),
                last=row.day("valid_to"),
                confidence=row.confidence(),
            )
        )
    named.changed = {
        "districts": _sync(District, districts, key=("code",)),
        "streets": _sync(Street, streets.values(), key=("code",)),
        "street_names": _sync(StreetName, names, key=("street_id", "first")),
    }
    return named


def _load_centres(folder: Path, named: _Named) -> dict[str, int]:
    centres, names = {}, []
    for row in table(folder / "centres.csv"):
        street = row.known("street", named.streets)
        first, last = row.first_day("valid_from"), row.day("valid_to")
        is_main = row["kind"] == "main"
        stem = english(row["name"].removesuffix(CENTRE), STREET_SPELLINGS)
        name_en = f"{stem} Community Affairs Service Centre" + ("" if is_main else ", branch")
        names.append(CentreName(centre_id=row["code"], name=row["name"], name_en=name_en, first=first, last=last))
        centres[row["code"]] = Centre(  # rows of one code come in order of time: the latest name stays
            code=row["code"],
            street_id=street,
            name=row["name"],
            name_en=name_en,
            is_main=is_main,
            address=row["address"],
            confidence=row.confidence(),
        )
    return {
        "centres": _sync(Centre, centres.values(), key=("code",)),
        "centre_names": _sync(CentreName, names, key=("centre_id", "first")),
    }


def _load_neighbourhoods(folder: Path, named: _Named) -> int:
    rows = [
        Neighbourhood(
            code=row["code"],
            street_id=row.known("street", named.streets),
            name=row["name"],
            name_en=english(row["name"], COMMITTEE_SPELLINGS),
            confidence=Confidence.INVENTED if row["invented"] == "yes" else Confidence.SURE,
        )
        for row in table(folder / "neighbourhoods.csv")
    ]
    return _sync(Neighbourhood, rows, key=("code",))


def _load_hours(folder: Path) -> int:
    rows = [
        OpeningHours(
            centre_id=entry.get("centre"),
            day_kind=DayKind(entry["days"]),
            opens=entry["open"]["opens"],
            closes=entry["open"]["closes"],
            first=entry["from"],
            last=entry.get("to"),
            source=entry.get("source", ""),
            confidence=Confidence(entry["confidence"]),
        )
        for entry in toml(folder / "opening.toml")["hours"]
    ]
    return _sync(OpeningHours, rows, key=("centre_id", "day_kind", "first"))


def _load_bodies(folder: Path, named: _Named) -> dict[str, int]:
    departments: dict[str, Department] = {}
    bodies: list[Body] = []
    entries = toml(folder / "departments.toml")["department"]
    for entry in sorted(entries, key=lambda e: (e["code"], e["valid"]["from"])):
        follows = entry["code"] in departments
        departments[entry["code"]] = Department(code=entry["code"], name=entry["zh-hans"], name_en=entry["en"])
        for level in entry["levels"]:
            bodies += _bodies_at(Level(level), entry, named, follows=follows)
    return {
        "departments": _sync(Department, departments.values(), key=("code",)),
        "bodies": _sync(Body, bodies, key=("code",)),
    }


def _bodies_at(level: Level, entry: Mapping[str, Any], named: _Named, *, follows: bool) -> Iterable[Body]:
    first, last = entry["valid"]["from"], entry["valid"].get("to")
    places: dict[str, tuple[str, str]] = {
        Level.CITY: {CITY: ("", "")},
        Level.DISTRICT: named.districts,
        Level.STREET: named.streets,
    }[level]
    for place, (zh, en) in places.items():
        name, name_en = _body_name(level, entry, zh, en)
        yield Body(
            code=body_code(entry["code"], place, first=first, follows=follows),
            department_id=entry["code"],
            level=level,
            district_id=None if level is Level.CITY else place[:6],
            street_id=place if level is Level.STREET else None,
            name=name,
            name_en=name_en,
            first=first,
            last=last,
            # What the department is called in each street is not in any list that was read.
            confidence=Confidence.APPROXIMATE if level is Level.STREET else Confidence(entry["confidence"]),
        )


def _body_name(level: Level, entry: Mapping[str, Any], zh: str, en: str) -> tuple[str, str]:
    if level is Level.CITY:
        return entry["zh-hans"], entry["en"]
    if level is Level.DISTRICT:
        return entry["district"]["zh-hans"].format(district=zh), entry["district"]["en"].format(district=en)
    if entry["levels"] == ["street"]:  # the street's own government
        return zh + (
            "办事处" if zh.endswith("街道") else "人民政府"
        ), f"{en} {'Office' if zh.endswith('街道') else 'Government'}"
    line = entry["zh-hans"].removeprefix("上海市")
    return f"{zh}（{line}条线）", f"{en}, desk of the {entry['en'].removeprefix('Shanghai ')}"


def _load_calendar(folder: Path, *, by: Actor, at: datetime) -> int:
    """Days changed by a new edition; 0 while the files are those of the edition loaded last."""
    days_file, years_file = folder / "working-days.csv", folder / "calendar.toml"
    told = toml(years_file)
    notices = [
        DayNotice(
            row.first_day("date"),
            row["working"] == "1",
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            source=row["source"],
        )
        for row in table(days_file)
    ]
    file_digest = digest_of(days_file, years_file)
    loaded = CalendarEdition.objects.exclude(file_digest="").order_by("-number").first()
    if loaded is not None and loaded.file_digest == file_digest:
        return 0
    number = publish_days(
        days=notices,
        source=told["source"],
        years=_years(told["published"], years_file),
        reach=(told["first_year"], told["last_year"]),
        file_digest=file_digest,
        by=by,
        at=at,
    )
    return CalendarEdition.objects.get(number=number).changed_days


def _years(published: Any, file: Path) -> Sequence[int]:
    if isinstance(published, Mapping):
        return range(published["from"], published["to"] + 1)
    if isinstance(published, list):
        return published
    raise BadPlacesData(file=file.name, line=0, why="published is neither a list of years nor { from, to }")


def _sync(model: type[models.Model], rows: Iterable[Any], *, key: Sequence[str]) -> int:
    """Create what is new and update what differs; how many rows that were. Two or three queries and their batches."""
    columns = [f.attname for f in model._meta.concrete_fields if f.attname != "id" and f.attname not in key]
    present = {_key(row, key): row for row in model._default_manager.all()}
    new, different = [], []
    for row in rows:
        known = present.get(_key(row, key))
        if known is None:
            new.append(row)
        elif any(getattr(known, name) != getattr(row, name) for name in columns):
            for name in columns:
                setattr(known, name, getattr(row, name))
            different.append(known)
    model._default_manager.bulk_create(new, batch_size=100)
    if different:
        model._default_manager.bulk_update(
            different, [f.name for f in model._meta.concrete_fields if f.attname in columns], batch_size=50
        )
    return len(new) + len(different)


def _key(row: Any, key: Sequence[str]) -> tuple[str | date, ...]:
    return tuple(getattr(row, name) for name in key)
