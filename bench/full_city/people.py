"""Two hundred thousand families: checked and made into rows by the functions of the register itself, some hundreds at a
time, and copied into tables that have no index yet."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from doorstep.cli.demo_addresses import City, Quarter
from doorstep.cli.demo_cases import QUARTERS
from doorstep.cli.demo_families import PlannedFamily, families
from doorstep.cli.demo_people import BY, demo_city_map
from doorstep.ledger import keys
from doorstep.ledger.logic import GENESIS, Entry
from doorstep.ledger.models import Event, Mention, PersonKey
from doorstep.ledger.services import event_row
from doorstep.people import public as people
from doorstep.people.logic.names import searched_name
from doorstep.people.logic.words import check_family, check_new
from doorstep.people.models import Family, FamilyMember, NameToken, Resident
from doorstep.people.services import families as forming
from doorstep.people.services import registering
from doorstep.people.services.days import local_day
from doorstep.places import public as places

from .tables import Table, cell, count_from, last_key, tables, write

AT_ONCE = 300
#: Where the desks of the demonstration stand, a centre has as many residents as three others.
SHARE, SHARE_OF_QUARTERS = 10, 110
#: Rows that others point to have their keys told beforehand; the rest is counted by the database.
POINTED_AT: tuple[type[Model], ...] = (Resident, Family, Event)
FILLED = (
    "people_resident", "people_nametoken", "people_address", "people_family", "people_familymember", "ledger_personkey",
    "ledger_event", "ledger_mention",
)  # fmt: skip

Told = Callable[[int], None]
#: A row as the register makes it, or its columns where there are too many to make each.
Row = Model | tuple[type[Model], dict[str, object]]


def whole_city(*, on: date) -> City:
    """Every street of the city is a quarter; those of the demonstration are the fullest."""
    known = {quarter.street: quarter for quarter in demo_city_map(on=on).quarters}
    quarters = []
    for street in places.streets(on=on):
        lived_in = known[street.code].neighbourhoods if street.code in known else (("", "演示里弄"),)
        share = SHARE_OF_QUARTERS if street.code in QUARTERS else SHARE
        quarters.append(Quarter(street.code, street.name, lived_in, share))
    return City(tuple(quarters), tuple(one.street for one in quarters if one.street not in QUARTERS))


def planned(*, seed: int, count: int, on: date) -> list[PlannedFamily]:
    """The families of a seed, in every street of the city."""
    return list(families(seed=seed, count=count, city=whole_city(on=on)))


@dataclass(frozen=True, slots=True)
class Part:
    """Some hundreds of families and the first of their keys, so that any part can be made anywhere."""

    families: Sequence[PlannedFamily]
    source: str
    at: datetime
    first: dict[type[Model], int]


def register(plan: list[PlannedFamily], *, at: datetime, processes: int, told: Told) -> None:
    """Put them into the register, in several processes where the database lets several write."""
    known = {table.name: table for table in tables()}
    first = {model: last_key(known[model._meta.db_table]) + 1 for model in POINTED_AT}
    parts = list(_parts(plan, at, first))
    if processes == 1:
        for part in parts:
            told(_register(part))
    else:
        connection.close()
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            for done in pool.imap_unordered(_register, parts):
                told(done)
    for model in POINTED_AT:
        count_from(known[model._meta.db_table], first[model])


def _parts(plan: list[PlannedFamily], at: datetime, first: dict[type[Model], int]) -> Iterator[Part]:
    """The plan in parts; `first` moves on with them."""
    for start in range(0, len(plan), AT_ONCE):
        part = plan[start : start + AT_ONCE]
        yield Part(part, f"city-{start // AT_ONCE}", at, dict(first))
        first[Resident] += sum(len(family.members) for family in part)
        first[Family] += len(part)
        first[Event] += 1 + len({family.formed_on for family in part})


def _register(part: Part) -> int:
    """One part, whole."""
    day = local_day(part.at)
    checked = [check_new(person, on=day) for family in part.families for person, _ in family.members]
    registering.check_places([address for tidy, _ in checked for address in tidy.addresses])
    rows: list[Row] = []
    ids = range(part.first[Resident], part.first[Resident] + len(checked))
    for number, (tidy, identity) in zip(ids, checked, strict=True):
        resident = registering.resident_row(tidy, identity, part.at)
        resident.pk = number
        rows.append(resident)
        rows += [(NameToken, {"resident_id": number, "token": one}) for one in searched_name(tidy.name).tokens]
        rows += [registering.address_row(number, address) for address in tidy.addresses]
    entries = [registering.imported(ids, by=BY, at=part.at, source=part.source)]
    for members in _formed(part, ids):
        rows += [*{row.family_id: row.family for row in members}.values(), *members]
        entries.append(forming.formed_entry(members, by=BY, at=part.at, source=part.source))
    _copy([*rows, *_told(entries, part.first[Event])])
    return len(part.families)


def _formed(part: Part, ids: Sequence[int]) -> Iterator[list[FamilyMember]]:
    """The members of the families, those that were formed on one day together."""
    rest, first = iter(ids), part.first[Family]
    together = [
        (family.formed_on, place, [people.NewMember(next(rest), relation) for _, relation in family.members])
        for place, family in enumerate(part.families)
    ]
    for day, same_day in groupby(sorted(together, key=lambda one: one[:2]), key=lambda one: one[0]):
        rows = []
        for _, place, members in same_day:
            check_family(tuple(members))
            rows += forming.member_rows(Family(pk=first + place, formed_on=day), members, day)
        yield rows


def _told(entries: Sequence[Entry], first: int) -> Iterator[Row]:
    """The events with their chains, whom they mention, and the keys of whose words they hold."""
    subjects = sorted({subject for entry in entries for subject in entry.personal or {}})
    wrapped = {subject: keys.new_wrapped_key(subject) for subject in subjects}
    yield from (PersonKey(subject=subject, wrapped=key) for subject, key in wrapped.items())
    ends: dict[str, tuple[int, bytes]] = {}
    now = timezone.now()
    for number, entry in enumerate(entries, first):
        seq, prev = ends.get(entry.about, (0, GENESIS))
        row = event_row(entry, seq=seq + 1, prev=prev, recorded_at=now, wrapped=wrapped)
        ends[entry.about] = (seq + 1, bytes(row.digest))
        row.pk = number
        yield row
        for subject in sorted({*entry.mentions, *(entry.personal or {})}):
            yield Mention, {"event_id": number, "subject": subject}


def _copy(rows: Sequence[Row]) -> None:
    filled = {table.name: _told_columns(table) for table in tables() if table.name in FILLED}
    lines: dict[str, list[str]] = {name: [] for name in filled}
    for row in rows:
        model, values = row if isinstance(row, tuple) else (type(row), row.__dict__)
        name = model._meta.db_table
        lines[name].append("\t".join([cell(values[column]) for column in filled[name].columns]))
    for name, told in lines.items():
        if told:
            write(filled[name], "\n".join(told) + "\n")


def _told_columns(table: Table) -> Table:
    """The columns that are written: without a key that the database counts."""
    if table.name in {model._meta.db_table for model in POINTED_AT}:
        return table
    return replace(table, columns=tuple(column for column in table.columns if column != table.key))
