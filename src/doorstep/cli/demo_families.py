"""The families of the demonstration, made by a seed: who lives together. Pure; the same seed, the same families."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from doorstep.kernel.identity import IdentityKind, Sex
from doorstep.people.public import NewResident, Relation

from .demo_addresses import City, placed
from .demo_names import Named, foreign_name, given_name, minorities, minority_name, surname
from .demo_papers import Numbers

TODAY = date(2018, 1, 29)  # the day on which everybody is registered
_FORMED = (date(2016, 1, 1), date(2017, 1, 1), date(2018, 1, 1))
_M, _F = Sex.MALE, Sex.FEMALE
_CARD = IdentityKind.ID_CARD


@dataclass(frozen=True, slots=True)
class Sketch:
    """One member before it has numbers and addresses."""

    relation: Relation
    sex: Sex
    age: int
    surname: str
    kind: IdentityKind = _CARD
    people: str = ""  # 民族 where it decides the name
    from_elsewhere: bool = False  # no household register in the city


@dataclass(frozen=True, slots=True)
class PlannedFamily:
    """A family to register: its form, its members with their relation to the head, the day since which they live so."""

    form: str
    members: tuple[tuple[NewResident, Relation], ...]
    formed_on: date


#: Shares of the forms in thousandths, plausible for old quarters of the inner city.
FORMS: dict[str, int] = {
    "alone_80": 62,
    "alone_old": 52,
    "couple_old": 190,
    "couple": 100,
    "parents_and_child": 228,
    "three_generations": 112,
    "mother_and_child": 42,
    "father_and_child": 10,
    "mother_and_disabled_adult": 22,
    "alone": 58,
    "from_elsewhere": 76,
    "newborn": 20,
    "grandparent_and_child": 10,
    "minority": 8,
    "foreign": 4,
    "hong_kong_or_taiwan": 4,
    "without_papers": 2,
}


def families(*, seed: int, count: int, city: City) -> Iterator[PlannedFamily]:
    """`count` families of the demonstration's quarters, one after the other. A larger city of the same seed begins with
    the same families."""
    rng = Random(seed)  # noqa: S311 — nothing secret: the same city every time
    numbers = Numbers(rng)
    alone: list[NewResident] = []
    names, shares = tuple(FORMS), tuple(FORMS.values())
    for place in range(count):
        # The first families show every form once, so that the smallest city has them all.
        form = names[place] if place < len(names) else rng.choices(names, weights=shares)[0]
        sketches = _SKETCHES[form](rng)
        people = [_person(rng, numbers, sketch) for sketch in sketches]
        if form == "alone" and alone and rng.random() < 0.2:
            people = [_namesake(numbers, alone.pop())]
        members = placed(rng, numbers, city, list(zip(people, sketches, strict=True)))
        if form == "alone":
            alone.append(members[0])
        relations = (sketch.relation for sketch in sketches)
        yield PlannedFamily(form, tuple(zip(members, relations, strict=True)), _formed_on(members))


def _formed_on(people: Sequence[NewResident]) -> date:
    """The first of the common days on which everybody was born; else the day on which the city is registered."""
    youngest = max(person.birth_date for person in people if person.birth_date)
    return next((day for day in _FORMED if day >= youngest), TODAY)


def _person(rng: Random, numbers: Numbers, sketch: Sketch) -> NewResident:
    born = _born(rng, sketch.age)
    if sketch.kind is IdentityKind.PASSPORT:
        named, sex = foreign_name(rng)
        return NewResident(named.name, sketch.kind, numbers.other(sketch.kind), born, sex, language="en")
    if sketch.people:
        named = minority_name(rng, people=sketch.people, sex=sketch.sex)
    else:
        named = Named(sketch.surname + given_name(rng, sex=sketch.sex, born=born))
    kind = IdentityKind.ID_CARD_15 if sketch.kind is _CARD and sketch.age > 78 and rng.random() < 0.01 else sketch.kind
    if kind in (_CARD, IdentityKind.ID_CARD_15):
        number = numbers.card(born=born, sex=sketch.sex, old=kind is IdentityKind.ID_CARD_15)
    else:
        number = numbers.other(kind)
    return NewResident(named.name, kind, number, born, sketch.sex, ethnicity=named.ethnicity)


def _namesake(numbers: Numbers, other: NewResident) -> NewResident:
    """Somebody with the name, the sex and the birthday of another: nobody may take the one for the other."""
    assert other.birth_date and other.sex  # whoever lives alone has a card
    number = numbers.card(born=other.birth_date, sex=other.sex)
    return replace(other, identity_kind=_CARD, identity_number=number, phone="", addresses=())


def _born(rng: Random, age: int) -> date:
    latest = date(TODAY.year - age, 1, 28) if age else TODAY - timedelta(days=3)
    return latest - timedelta(days=rng.randrange(364 if age else 26))


def _alone(low: int, high: int, women: float) -> Callable[[Random], list[Sketch]]:
    def sketch(rng: Random) -> list[Sketch]:
        sex = _F if rng.random() < women else _M
        return [Sketch(Relation.HEAD, sex, rng.randint(low, high), surname(rng))]

    return sketch


def _couple(low: int, high: int) -> Callable[[Random], list[Sketch]]:
    def sketch(rng: Random) -> list[Sketch]:
        age = rng.randint(low, high)
        first = _M if rng.random() < 0.68 else _F  # who stands first in the register
        other = _F if first is _M else _M
        return [
            Sketch(Relation.HEAD, first, age, surname(rng)),
            Sketch(Relation.SPOUSE, other, max(low - 2, age + rng.randint(-4, 3)), surname(rng)),
        ]

    return sketch


def _with_child(rng: Random) -> list[Sketch]:
    head, spouse = _couple(30, 55)(rng)
    father = head.surname if head.sex is _M else spouse.surname
    oldest = max(1, head.age - rng.randint(26, 33))
    children = [Sketch(Relation.CHILD, rng.choice((_M, _F)), oldest, father)]
    if head.age < 42 and rng.random() < 0.16:  # two children may be had since 2016
        children.append(Sketch(Relation.CHILD, rng.choice((_M, _F)), min(2, max(1, oldest - 3)), father))
    return [head, spouse, *children]


def _three_generations(rng: Random) -> list[Sketch]:
    grandparents = _couple(58, 78)(rng)
    if rng.random() < 0.35:
        grandparents = grandparents[:1]
    age = grandparents[0].age - rng.randint(24, 29)
    own = grandparents[0].surname
    son = rng.random() < 0.6
    child = Sketch(Relation.CHILD, _M if son else _F, age, own)
    in_law = Sketch(Relation.OTHER, _F if son else _M, max(24, age + rng.randint(-3, 3)), surname(rng))
    grandchild = Sketch(
        Relation.GRANDCHILD, rng.choice((_M, _F)), max(1, age - rng.randint(27, 31)), own if son else in_law.surname
    )
    return [*grandparents, child, in_law, grandchild]


def _one_parent(sex: Sex) -> Callable[[Random], list[Sketch]]:
    def sketch(rng: Random) -> list[Sketch]:
        head = Sketch(Relation.HEAD, sex, rng.randint(30, 52), surname(rng))
        name = head.surname if sex is _M or rng.random() < 0.35 else surname(rng)
        return [head, Sketch(Relation.CHILD, rng.choice((_M, _F)), max(1, head.age - rng.randint(25, 31)), name)]

    return sketch


def _disabled_adult(rng: Random) -> list[Sketch]:
    head = Sketch(Relation.HEAD, _F, rng.randint(54, 80), surname(rng))
    return [head, Sketch(Relation.CHILD, rng.choice((_M, _M, _F)), head.age - rng.randint(24, 32), surname(rng))]


def _from_elsewhere(rng: Random) -> list[Sketch]:
    low, high = rng.choice(((23, 33), (28, 45), (35, 55)))
    couple = _couple(low, high)(rng)
    if rng.random() < 0.3:
        couple = couple[:1]
    elif rng.random() < 0.55:
        child = max(1, couple[0].age - rng.randint(23, 29))
        couple.append(Sketch(Relation.CHILD, rng.choice((_M, _F)), child, couple[0].surname))
    return [replace(one, from_elsewhere=True) for one in couple]


def _newborn(rng: Random) -> list[Sketch]:
    parents = _couple(25, 38)(rng)
    kind = IdentityKind.BIRTH_CERTIFICATE
    return [*parents, Sketch(Relation.CHILD, rng.choice((_M, _F)), 0, parents[0].surname, kind=kind)]


def _grandparent_and_child(rng: Random) -> list[Sketch]:
    head = Sketch(Relation.HEAD, rng.choice((_F, _F, _M)), rng.randint(58, 76), surname(rng))
    return [head, Sketch(Relation.GRANDCHILD, rng.choice((_M, _F)), rng.randint(4, 16), head.surname)]


def _minority(rng: Random) -> list[Sketch]:
    people = rng.choice(minorities())
    outside = rng.random() < 0.5
    return [replace(one, people=people, from_elsewhere=outside) for one in _couple(26, 58)(rng)]


def _foreign(rng: Random) -> list[Sketch]:
    return [Sketch(Relation.HEAD, _F, rng.randint(26, 60), "", kind=IdentityKind.PASSPORT, from_elsewhere=True)]


def _hong_kong_or_taiwan(rng: Random) -> list[Sketch]:
    kind = rng.choice((IdentityKind.HK_MACAO_PERMIT, IdentityKind.TAIWAN_PERMIT))
    head, spouse = _couple(32, 62)(rng)
    return [replace(head, kind=kind, from_elsewhere=True), spouse]


def _without_papers(rng: Random) -> list[Sketch]:
    sex = rng.choice((_M, _F))
    return [Sketch(Relation.HEAD, sex, rng.randint(35, 70), surname(rng), kind=IdentityKind.NONE, from_elsewhere=True)]


_SKETCHES: dict[str, Callable[[Random], list[Sketch]]] = {
    "alone_80": _alone(80, 97, 0.72),
    "alone_old": _alone(62, 79, 0.62),
    "couple_old": _couple(60, 88),
    "couple": _couple(27, 59),
    "parents_and_child": _with_child,
    "three_generations": _three_generations,
    "mother_and_child": _one_parent(_F),
    "father_and_child": _one_parent(_M),
    "mother_and_disabled_adult": _disabled_adult,
    "alone": _alone(24, 59, 0.44),
    "from_elsewhere": _from_elsewhere,
    "newborn": _newborn,
    "grandparent_and_child": _grandparent_and_child,
    "minority": _minority,
    "foreign": _foreign,
    "hong_kong_or_taiwan": _hong_kong_or_taiwan,
    "without_papers": _without_papers,
}

__all__ = ["FORMS", "TODAY", "PlannedFamily", "families"]
