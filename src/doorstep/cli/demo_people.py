"""The residents of the demonstration, put into the register: families by hundreds, the named ones, who signs in."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby, islice

from django.db import transaction

from doorstep.kernel.identity import IdentityKind
from doorstep.ledger.public import Robot
from doorstep.people import public as people
from doorstep.places import public as places

from .demo_addresses import City, Quarter
from .demo_cast import AUTHORITIES, BEIXINJING, CAST, DANING, HONGQIAO, KANGJIAN
from .demo_families import PlannedFamily, families

BY = Robot("demo")
SHARES = {BEIXINJING: 36, HONGQIAO: 24, KANGJIAN: 22, DANING: 18}
AT_ONCE = 300  # families in one transaction
_CAST_SINCE = date(2018, 1, 1)

Told = Callable[[int], None]


def demo_city_map(*, on: date) -> City:
    """The four streets with their neighbourhoods, and the codes of all others."""
    known = places.streets(on=on)
    quarters = tuple(
        Quarter(
            street.code,
            street.name,
            tuple((one.code, one.name.removesuffix("居民委员会")) for one in places.neighbourhoods(street.code)),
            SHARES[street.code],
        )
        for street in known
        if street.code in SHARES
    )
    return City(quarters, tuple(street.code for street in known if street.code not in SHARES))


def planned(*, seed: int, count: int, on: date) -> list[PlannedFamily]:
    """The families of a seed."""
    return list(families(seed=seed, count=count, city=demo_city_map(on=on)))


def add_families(plan: Sequence[PlannedFamily], *, at: datetime, told: Told, source: str = "demo") -> None:
    """Register what is not registered yet, some hundreds at a time; `told` hears how many families more are done.

    A part is there whole or not at all, and is known by its first person who has a card; in the ledger it is
    `import:<source>-<number>`.
    """
    for number, part in enumerate(_parts(plan)):
        first = next(
            person for family in part for person, _ in family.members if person.identity_kind is IdentityKind.ID_CARD
        )
        if people.resident_by_identity(first.identity_kind, first.identity_number, on=at.date()) is None:
            _add(part, source=f"{source}-{number + 1}", at=at)
        told(len(part))


def add_cast(*, at: datetime) -> dict[str, int]:
    """Register the named residents if they are not there; the number of each one's record."""
    first = next(iter(CAST.values())).person
    if people.resident_by_identity(first.identity_kind, first.identity_number, on=at.date()) is None:
        with transaction.atomic():
            ids = people.register_many(people=[one.person for one in CAST.values()], by=BY, at=at, source="demo-cast")
            numbers = dict(zip(CAST, ids, strict=True))
            together: dict[str, list[people.NewMember]] = {}
            for key, member in CAST.items():
                together.setdefault(member.family, []).append(people.NewMember(numbers[key], member.relation))
            people.form_families(families=list(together.values()), first=_CAST_SINCE, by=BY, at=at, source="demo-cast")
            for paper in AUTHORITIES:
                people.authorise_agent(
                    principal_id=numbers[paper.principal],
                    agent_id=numbers[paper.agent],
                    kind=paper.kind,
                    document=paper.document,
                    first=paper.first,
                    last=paper.last,
                    by=BY,
                    at=at,
                )
    return {key: _id_of(member.person, on=at.date()) for key, member in CAST.items()}


def _id_of(person: people.NewResident, *, on: date) -> int:
    found = people.resident_by_identity(person.identity_kind, person.identity_number, on=on)
    if found is None:
        raise LookupError("a named resident of the demonstration is missing: `make fresh` begins anew")
    return found


def _add(part: Sequence[PlannedFamily], *, source: str, at: datetime) -> None:
    with transaction.atomic():
        newcomers = [person for family in part for person, _ in family.members]
        ids = iter(people.register_many(people=newcomers, by=BY, at=at, source=source))
        formed = [
            (family.formed_on, [people.NewMember(next(ids), relation) for _, relation in family.members])
            for family in part
        ]
        formed.sort(key=lambda one: one[0])
        for first, same_day in groupby(formed, key=lambda one: one[0]):
            members = [members for _, members in same_day]
            people.form_families(families=members, first=first, by=BY, at=at, source=source)


def _parts(plan: Sequence[PlannedFamily]) -> Iterator[list[PlannedFamily]]:
    rest = iter(plan)
    while part := list(islice(rest, AT_ONCE)):
        yield part
