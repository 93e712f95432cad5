"""Districts, streets, centres, neighbourhoods, windows: where things stand and what they were called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doorstep.places.logic import UnknownPlace
from doorstep.places.models import District, Neighbourhood, Street, Window

from .kept import CentreRow, StreetRow, kept


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A district as other rooms see it."""

    code: str
    name: str
    name_en: str


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
    known = kept()
    found = (known.street(code, on=on) for code in known.streets)
    return [row for row in found if row is not None and district_code in ("", row.district_code)]


def street(code: str, *, on: date) -> StreetRow:
    """One street under its name of the day; before its first known name, under that one. Raises UnknownPlace. One
    query."""
    known = kept()
    if code not in known.streets:
        raise UnknownPlace(kind="street", place=code)
    return known.street(code, on=on) or known.streets[code][0][1]


def street_names(codes: Iterable[str], *, on: date) -> dict[str, StreetRow]:
    """Many streets by code, for lists. One query."""
    known = kept()
    found = {code: known.street(code, on=on) for code in set(codes)}
    return {code: row for code, row in found.items() if row is not None}


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
    """One centre, under its name of the day if one is given, else under its latest. Raises UnknownPlace. One query."""
    return kept().centre(code, on=on)


def centres_by_code(codes: Iterable[str]) -> dict[str, CentreRow]:
    """Many centres under their latest names, for lists. One query."""
    known = kept().centres
    return {code: known[code] for code in set(codes) if code in known}


def main_centre_of(street_code: str, *, on: date | None = None) -> CentreRow:
    """The centre that accepts for a street; its name as in `centre`. Raises UnknownPlace. One query."""
    return kept().main_centre_of(street_code, on=on)


def centre_options(district_code: str = "", *, on: date | None = None) -> list[CentreRow]:
    """The centres of one district, or of the city, in order of code: main centres and branches; names as in `centre`.
    One query."""
    known = kept()
    return [known.called(row, on) for row in known.centres.values() if district_code in ("", row.district_code)]


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
