"""Reading the catalogue. One process keeps the parsed catalogue in memory; each question asks the database once
whether it is still the newest, by the digest of the edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from doorstep.kernel.period import Period
from doorstep.ledger.public import newest_digest
from doorstep.places import public as places

from .logic.dated import Clause, Dated
from .logic.refusals import NotOnDay, UnknownItem
from .logic.registers import Law, parse_e_licences, parse_laws
from .logic.routing import Place, Route, WindowDuty, parse_window_duty, route
from .logic.search import SearchIndex
from .logic.stored import digest_of, item_from, read_canonical
from .logic.types import ItemOnDay, ItemVersion, version_on
from .logic.words import clause_words
from .models import CatalogueEdition, CatalogueItem, CatalogueRegister

CHAIN = "catalogue"  # every loading has an event there
DAYS_INDEXED = 8  # days whose words a process keeps ready: the desks ask for today, a few cases for their own day


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A stored version without its text."""

    code: str
    version: int
    valid_from: date
    valid_to: date | None
    digest: str

    @property
    def period(self) -> Period:
        """The days on which it is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True)
class Catalogue:
    """Everything of one edition, parsed. Asks the database nothing; whoever has several questions in one act keeps
    hold of it, so that all answers come from the same edition."""

    digest: str
    versions: Mapping[str, tuple[ItemVersion, ...]] = field(repr=False)
    registers: Mapping[str, Mapping[str, Any]] = field(repr=False)
    _indexes: dict[date, SearchIndex] = field(default_factory=dict, repr=False, compare=False)

    def version(self, code: str, version: int) -> ItemVersion:
        """The version that a case is pinned to. Raises UnknownItem."""
        for item in self.versions.get(code, ()):
            if item.version == version:
                return item
        raise UnknownItem(item=f"{code} v{version}")

    def version_on(self, code: str, day: date) -> ItemVersion:
        """The version that is in force on `day`. Raises UnknownItem, NotOnDay."""
        if code not in self.versions:
            raise UnknownItem(item=code)
        item = version_on(self.versions[code], day)
        if item is None:
            raise NotOnDay(item=code, day=day)
        return item

    def on(self, day: date) -> list[ItemOnDay]:
        """Every item in force on `day` as it stands then, in order of its number."""
        held = (version_on(versions, day) for versions in self.versions.values())
        return [item.on(day) for item in sorted((one for one in held if one), key=lambda one: one.number)]

    def search(self, query: str, *, on: date, limit: int) -> list["FoundItem"]:
        """The items of a day that fit a resident's words, best first."""
        index = self._indexes.get(on)
        if index is None:
            if len(self._indexes) >= DAYS_INDEXED:
                self._indexes.clear()
            held = (version_on(versions, on) for versions in self.versions.values())
            index = self._indexes[on] = SearchIndex((item for item in held if item), on=on)
        return [
            FoundItem(self.version_on(hit.code, on).on(on), hit.score, hit.by) for hit in index.find(query, limit=limit)
        ]

    @cached_property
    def laws(self) -> Mapping[str, Law]:
        """The registered legal documents by id."""
        return parse_laws(self.registers["laws"]) if "laws" in self.registers else {}

    @cached_property
    def e_licences(self) -> Mapping[str, str]:
        """Name of each e-licence by its code."""
        return parse_e_licences(self.registers["e_licences"]) if "e_licences" in self.registers else {}

    @cached_property
    def duties(self) -> Sequence[Dated[WindowDuty]]:
        """What a window owes somebody it is not competent for, by date."""
        return parse_window_duty(self.registers["window_duty"]) if "window_duty" in self.registers else ()

    def words(self, clause: Clause | None, language: str = "zh-hans") -> str:
        """A clause in words, 未核实 where there is none."""
        if clause is None:
            return clause_words(None, "", language)
        rows = self.registers["laws"]["law"] if "laws" in self.registers else ()
        key = "english" if language == "en" else "title"
        title = next((str(row[key]) for row in rows if row["id"] == clause.law), clause.law)
        return clause_words(clause, title, language)


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item that fits the words of a search, how well (0 to about 110), and the words by which it was found."""

    item: ItemOnDay
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class Guide:
    """An item on a day with the names that its codes stand for. Empty lists and None inside `now` mean 未核实."""

    now: ItemOnDay
    catalogue: Catalogue
    departments: Mapping[str, tuple[str, str]]  # Chinese and English name on that day

    def department(self, code: str, language: str = "zh-hans") -> str:
        """The name that a department has on the day."""
        return self.departments[code][1 if language == "en" else 0]

    def clause(self, clause: Clause | None, language: str = "zh-hans") -> str:
        """A clause in words, 未核实 where there is none."""
        return self.catalogue.words(clause, language)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an application goes, with names: receiving centre, accepting centre and deciding body are three things.

    `accepting` is the centre that accepts, or, where `route.action` is "refer", the one to go to; None where nobody
    can say yet (`route.asks_for`) or the item is online only. `deciding` is None where the deciding place is not known.
    """

    route: Route
    receiving: places.CentreRow
    accepting: places.CentreRow | None
    deciding: places.BodyRow | None
    clause: str


def current() -> Catalogue:
    """The newest edition. One query while this process knows it, else four."""
    digest = newest_digest(CHAIN)
    known = _known.get(digest)
    if known is None:
        known = _read(stored_edition_digest())
        # Two at most: a test or a rolled-back loading may go back to the one before.
        while len(_known) > 1:
            _known.pop(next(iter(_known)))
        _known[digest] = known
    return known


_known: dict[bytes, Catalogue] = {}


def item_version(code: str, version: int) -> ItemVersion:
    """The version that a case is pinned to, in force or not. Raises UnknownItem. One query."""
    return current().version(code, version)


def item_on(code: str, day: date) -> ItemVersion:
    """The version of an item that is in force on `day`; `.on(day)` says what of it holds then. Raises UnknownItem,
    NotOnDay. One query."""
    return current().version_on(code, day)


def items_on(day: date) -> list[ItemOnDay]:
    """The whole catalogue of a day, in order of the items' numbers. One query."""
    return current().on(day)


def search_items(query: str, *, on: date, limit: int = 10) -> list[FoundItem]:
    """Items of a day by a resident's words, pinyin, initials, English or code; 简 and 繁 alike, words of two characters
    included. In memory, so the same on both databases. One query."""
    return current().search(query, on=on, limit=limit)


def guide(code: str, on: date) -> Guide:
    """办事指南: what is told and printed of an item on a day. Raises UnknownItem, NotOnDay. Two queries and one for
    each department."""
    catalogue = current()
    now = catalogue.version_on(code, on).on(on)
    owner = now.owner.value
    named = {owner.department, *owner.with_departments, now.decider.value.department}
    codes = sorted(named | {task.department for task in now.tasks})
    return Guide(now, catalogue, {one: _department_names(one, on) for one in codes})


def route_for(
    *,
    item: ItemVersion,
    on: date,
    receiving_centre: str,
    applicant_addresses: Mapping[str, str],
    local_hukou: bool | None = None,
    catalogue: Catalogue | None = None,
    ground: places.Kept | None = None,
) -> Destination:
    """Where an application goes that is handed in at `receiving_centre` (code, main or branch) on a day.

    `applicant_addresses`: street code under 'hukou', 'residence', 'insured', 'property', 'archive', as far as known;
    `local_hukou`: whether the hukou is of the city, where known; `catalogue`: the edition that the caller
    holds, else the newest; `ground`: likewise the centres and bodies. The deciding body exists on that day. Raises
    UnknownPlace, NotInForce, NoBody. Two queries at most.
    """
    catalogue, ground = catalogue or current(), ground or places.kept()
    receiving = ground.centre(receiving_centre)
    here = Place(receiving.street_code, receiving.district_code)
    addresses = {basis: place_of(street) for basis, street in applicant_addresses.items() if street}
    found = route(item, on=on, here=here, addresses=addresses, duties=catalogue.duties, local_hukou=local_hukou)
    accepting: places.CentreRow | None = None
    if found.competent == here and found.action == "accept":
        accepting = receiving  # a branch centre accepts at its own windows
    elif found.competent is not None:
        accepting = ground.main_centre_of(found.competent.street)
    known = found.deciding_place is not None or found.decider.level == places.Level.CITY
    street = found.deciding_place.street if found.deciding_place else ""
    deciding = deciding_body_on(item, on, street, ground=ground) if known else None
    return Destination(found, receiving, accepting, deciding, catalogue.words(found.clause))


def deciding_body_on(
    item: ItemVersion, day: date, street_code: str, *, ground: places.Kept | None = None
) -> places.BodyRow:
    """The body that decides the item on `day` for a case whose deciding place is `street_code`: of the street, its
    district, or the city, under the name it has that day. Raises NotInForce, NoBody. One query, none with `ground`."""
    decider = item.on(day).decider.value
    known = ground or places.kept()
    return known.body_for(decider.department, places.Level(decider.level), on=day, street_code=street_code)


def place_of(street_code: str) -> Place:
    """A street and its district; the code of the one begins with that of the other. No query."""
    return Place(street_code, street_code[:6])


def stored_versions() -> list[StoredVersion]:
    """Every stored version by code and number. One query."""
    rows = CatalogueItem.objects.order_by("code", "version")
    return [StoredVersion(*row) for row in rows.values_list("code", "version", "valid_from", "valid_to", "digest")]


def stored_registers() -> dict[str, str]:
    """Digest of each stored register. One query."""
    return dict(CatalogueRegister.objects.values_list("name", "digest"))


def stored_digest() -> str:
    """One digest of everything that is stored now: every version with its last day, every register. Two queries."""
    versions = [f"{row.code} {row.version} {row.valid_to} {row.digest}" for row in stored_versions()]
    registers = [f"{name} {digest}" for name, digest in sorted(stored_registers().items())]
    return digest_of("\n".join([*versions, *registers]))


def stored_edition_digest() -> str:
    """The digest of the newest edition; empty before the first. One query."""
    with connection.cursor() as cursor:  # asked by every act: half of the model's way to ask is building the question
        cursor.execute("SELECT digest FROM catalogue_catalogueedition ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else ""


def edition_number() -> int:
    """The number of the newest edition; 0 before the first. One query."""
    return CatalogueEdition.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _department_names(code: str, on: date) -> tuple[str, str]:
    """The city's body of the day, because departments were renamed; where the city has none, the department's name."""
    try:
        body = places.body_for(code, places.Level.CITY, on=on)
    except places.NoBody:
        return places.departments().get(code, (code, code))
    return body.name, body.name_en


def _read(digest: str) -> Catalogue:
    versions: dict[str, tuple[ItemVersion, ...]] = {}
    rows = CatalogueItem.objects.order_by("code", "version").values_list("code", "version", "valid_to", "body")
    for code, version, last, body in rows:
        versions[code] = (*versions.get(code, ()), item_from(body, last=last, name=f"{code} v{version}"))
    registers = {name: read_canonical(body) for name, body in CatalogueRegister.objects.values_list("name", "body")}
    return Catalogue(digest, versions, registers)
