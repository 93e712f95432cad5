"""Where the people of the demonstration stand: four addresses that differ, telephones that are shared. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Protocol

from doorstep.people.public import AddressKind, NewAddress, NewResident

from .demo_papers import Numbers

_TODAY = date(2018, 1, 29)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A street of the demonstration with its neighbourhoods (code, name) and its share of the families."""

    street: str
    name: str
    neighbourhoods: tuple[tuple[str, str], ...]
    share: int

    @property
    def district(self) -> str:
        """The first six digits."""
        return self.street[:6]


@dataclass(frozen=True, slots=True)
class Door:
    """One door: street, neighbourhood, and what is written on the letter box."""

    street: str
    neighbourhood: str
    text: str


@dataclass(frozen=True, slots=True)
class City:
    """The quarters of the demonstration, and the codes of other streets, where some work, own a flat or are registered."""

    quarters: tuple[Quarter, ...]
    elsewhere: tuple[str, ...]


class Standing(Protocol):
    """What decides where somebody stands."""

    @property
    def age(self) -> int:
        """Full years, about."""

    @property
    def from_elsewhere(self) -> bool:
        """Whether the household register is not in the city."""


def placed(
    rng: Random, numbers: Numbers, city: City, people: Sequence[tuple[NewResident, Standing]]
) -> list[NewResident]:
    """The members of one family with addresses and telephones, the head first.

    Seven in ten families are registered where they live; the others live apart from their register (人户分离): in
    another quarter of the district, in another district, a few outside the quarters altogether.
    """
    home = _door(rng, rng.choices(city.quarters, weights=[quarter.share for quarter in city.quarters])[0])
    scattered = rng.random() < 0.025
    register = _other_door(rng, city, home) if scattered or rng.random() > 0.7 else home
    lives = _far_door(rng, city) if register is home and rng.random() < 0.05 else home
    plan = _Plan(city, lives, register, _TODAY - timedelta(days=rng.randrange(200, 9000)), scattered)
    return [
        replace(person, phone=_phone(rng, numbers, who, lives), addresses=_addresses(rng, plan, person, who, head=head))
        for head, (person, who) in zip((True, *(False,) * len(people)), people, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a family stands. `scattered`: its head has the four addresses in four different streets."""

    city: City
    lives: Door
    register: Door
    since: date
    scattered: bool


def _addresses(rng: Random, plan: _Plan, person: NewResident, who: Standing, *, head: bool) -> tuple[NewAddress, ...]:
    born = person.birth_date or date(1980, 1, 1)
    moved_in = max(plan.since, born)
    rows = []
    if rng.random() < 0.12 and moved_in > born + timedelta(days=400):  # lived elsewhere before
        start = max(born, moved_in - timedelta(days=rng.randrange(300, 4000)))
        before = _other_door(rng, plan.city, plan.lives)
        rows.append(_row(AddressKind.RESIDENCE, before, start, moved_in - timedelta(days=1)))
    rows.append(_row(AddressKind.RESIDENCE, plan.lives, moved_in))
    own = plan.register
    if not who.from_elsewhere:
        if not head and rng.random() < 0.13:  # married in, the register stayed with the parents
            own = _other_door(rng, plan.city, plan.register)
        rows.append(_row(AddressKind.HUKOU, own, max(born, moved_in - timedelta(days=rng.randrange(4000)))))
    used = [plan.lives, own]
    if who.age >= 18 and (insured := _insured(rng, plan, who, used, head=head)):
        rows.append(_row(AddressKind.INSURED, insured, max(born, date(2011, 7, 1))))
        used.append(insured)
    chance = 1.0 if plan.scattered else 0.1 if who.from_elsewhere else 0.62
    if head and who.age >= 28 and rng.random() < chance:
        apart = plan.scattered or rng.random() > 0.7
        owns = _other_door(rng, plan.city, *used) if apart else plan.lives
        rows.append(_row(AddressKind.PROPERTY, owns, max(moved_in, date(1995, 1, 1))))
    return tuple(rows)


def _insured(rng: Random, plan: _Plan, who: Standing, used: Sequence[Door], *, head: bool) -> Door | None:
    """Pensioners are insured where they are registered, others where they work, if they do."""
    if head and plan.scattered:
        return _other_door(rng, plan.city, *used)
    if who.age >= 60 and not who.from_elsewhere:
        return plan.register
    return _other_door(rng, plan.city, plan.lives) if rng.random() < 0.62 else None


def _row(kind: AddressKind, door: Door, first: date, last: date | None = None) -> NewAddress:
    return NewAddress(kind, door.street, first, door.text, door.neighbourhood, last)


def _door(rng: Random, quarter: Quarter) -> Door:
    code, name = rng.choice(quarter.neighbourhoods)
    house, floor, flat = rng.randint(1, 96), rng.randint(1, 6), rng.randint(1, 4)
    return Door(quarter.street, code, f"{name} {house}号 {floor}0{flat}室")


def _far_door(rng: Random, city: City, *not_in: str) -> Door:
    house, flat = rng.randint(1, 60), rng.randint(101, 604)
    street = rng.choice([street for street in city.elsewhere if street not in not_in])
    return Door(street, "", f"演示里弄 {house}号 {flat}室")


def _other_door(rng: Random, city: City, *doors: Door) -> Door:
    """A door in another street than these: often in a quarter, so that the windows there meet these people."""
    used = {door.street for door in doors}
    others = [quarter for quarter in city.quarters if quarter.street not in used]
    if others and rng.random() < 0.6:
        return _door(rng, rng.choice(others))
    return _far_door(rng, city, *used)


def _phone(rng: Random, numbers: Numbers, who: Standing, lives: Door) -> str:
    """Children have none; some of the old neither, and some give the number of the committee downstairs."""
    if who.age < 14:
        return ""
    draw = rng.random()
    if who.age >= 75:
        if draw < 0.16:
            return ""
        if draw < 0.26 and lives.neighbourhood:
            return f"0219{lives.street[-3:]}00{lives.neighbourhood[-2:]}"
        if draw < 0.6:
            return numbers.landline()
    return "" if draw > 0.96 else numbers.mobile()
