"""Which body of a department is competent on a day."""

from collections.abc import Iterable
from datetime import date

from doorstep.places.logic import Level

from .kept import BodyRow, kept


def body(code: str) -> BodyRow:
    """One body, in force or not. Raises UnknownPlace. One query."""
    return kept().body(code)


def bodies_by_code(codes: Iterable[str]) -> dict[str, BodyRow]:
    """Many bodies, in force or not, for lists. One query."""
    known = kept().bodies
    return {code: known[code] for code in set(codes) if code in known}


def body_for(department: str, level: Level, *, on: date, district_code: str = "", street_code: str = "") -> BodyRow:
    """The body of a department at a level and place on a day.

    For the district level `district_code` is enough, or `street_code` alone; for the city neither. Raises NoBody.
    One query.
    """
    return kept().body_for(department, level, on=on, district_code=district_code, street_code=street_code)


def bodies_for(wanted: Iterable[tuple[str, Level]], *, on: date, street_code: str) -> dict[tuple[str, Level], BodyRow]:
    """The bodies of several (department, level) for one street on a day. Raises NoBody for the first that is missing.
    One query; none when nothing is wanted."""
    pairs = list(dict.fromkeys(wanted))
    return kept().bodies_for(pairs, on=on, street_code=street_code) if pairs else {}


def bodies(*, on: date, department: str = "", district_code: str = "") -> list[BodyRow]:
    """The bodies in force on a day, by code; of one department or district when given. One query."""
    return sorted(
        (
            row
            for row in kept().bodies.values()
            if row.period.contains(on)
            and department in ("", row.department)
            and district_code in ("", row.district_code)
        ),
        key=lambda row: row.code,
    )


def departments() -> dict[str, tuple[str, str]]:
    """Chinese and English name of every department by code. One query."""
    return dict(kept().departments)
