"""Two weeks of cases of the demonstration: who comes when, for what, and the making of them in order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from doorstep.cases import public as cases
from doorstep.kernel.identity import IdentityKind
from doorstep.kernel.refusal import Refusal
from doorstep.people import public as people
from doorstep.people.public import AddressKind
from doorstep.places import public as places

from .demo_cast import BEIXINJING, CAST, DANING, HONGQIAO, KANGJIAN
from .demo_families import PlannedFamily
from .demo_life import Life, PlannedCase, Posts
from .demo_people import BY, Told
from .demo_stories import tell

FIRST_DAY = date(2018, 1, 30)
ARCHIVED_BEFORE = date(2018, 2, 2)  # what ended before lies in the archive
TRIES = 30  # matters, to find one for which somebody can tell the story
QUARTERS = (BEIXINJING, HONGQIAO, KANGJIAN, DANING)
NEIGHBOURS = {BEIXINJING: HONGQIAO, HONGQIAO: BEIXINJING}  # of one district: 全区通办

_H, _R = AddressKind.HUKOU, AddressKind.RESIDENCE


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may come to a window."""

    person: people.NewResident
    form: str
    age: int

    def street(self, kind: AddressKind) -> str:
        """Where the address of a kind is today; empty without one."""
        return next((row.street_code for row in self.person.addresses if row.kind is kind and row.last is None), "")


@dataclass(frozen=True, slots=True)
class Wish:
    """A matter that residents come for: the item, the address that makes a street competent, and whose matter it is."""

    item: str
    by: AddressKind
    share: int
    suits: Callable[[Visitor], bool] = lambda one: one.age >= 16


def _poor(one: Visitor) -> bool:
    return one.form in ("mother_and_child", "mother_and_disabled_adult", "alone", "alone_old") and one.age < 75


ON_THE_SPOT = (
    Wish("YB-002", _R, 20, lambda one: one.age >= 55),
    Wish("GA-006", _H, 12),
    Wish("GA-005", _R, 9, lambda one: bool(one.street(_H)) and one.street(_H) != one.street(_R)),
    Wish("RS-014", _R, 9, lambda one: 25 <= one.age < 60),
    Wish("RS-012", _R, 8, lambda one: one.age >= 18),
    Wish("RS-001", _R, 7, lambda one: 18 <= one.age < 58),
    Wish("GA-002", _R, 6, lambda one: one.form == "from_elsewhere" and one.age >= 18),
    Wish("YB-001", _R, 6, lambda one: bool(one.street(_H)) and one.age >= 18),
    Wish("YB-006", _R, 4, lambda one: one.age >= 60),
    Wish("MZ-007", _H, 4, _poor),
    Wish("WJW-001", _R, 3, lambda one: one.form == "newborn" and one.age >= 20),
    Wish("MZ-020", _R, 3, lambda one: one.form == "alone" and 22 <= one.age < 45),
)
AT_WORK = (
    Wish("MZ-012", _H, 12, lambda one: 65 <= one.age <= 66),
    Wish("GA-001", _R, 10, lambda one: one.form == "from_elsewhere" and one.age >= 18),
    Wish("MZ-006", _H, 8, _poor),
    Wish("MZ-001", _H, 7, _poor),
    Wish("MZ-005", _H, 7, lambda one: one.age >= 50 and bool(one.street(_H))),
    Wish("MZ-003", _H, 3, _poor),
    Wish("MZ-016", _R, 9, lambda one: one.age >= 70),
    Wish("RS-009", _H, 6, lambda one: 60 <= one.age < 64),
    Wish("MZ-017", _H, 5, lambda one: one.age >= 75),
    Wish("MZ-015", _H, 4, lambda one: one.form == "mother_and_disabled_adult" and one.age < 60),
    Wish("ZJ-001", _H, 5, lambda one: one.form in ("three_generations", "mother_and_child") and one.age >= 30),
)
_RECORD = Wish("GA-007", _H, 4, lambda one: 18 <= one.age < 60)
_OWN_STREET_ONLY = frozenset({"GA-001"})  # these cannot be handed in in another street
_NAMED = {wish.item: wish for wish in (*ON_THE_SPOT, *AT_WORK)}

#: Shares of the stories, and the matters in which they happen.
STORY_SHARES: dict[str, tuple[int, Sequence[Wish]]] = {
    "on_the_spot": (40, ON_THE_SPOT),
    "at_work": (21, AT_WORK),
    "forwarded": (
        7,
        [one for one in (*AT_WORK, _NAMED["GA-006"], _NAMED["MZ-007"]) if one.item not in _OWN_STREET_ONLY],
    ),
    "supplement": (5, [_NAMED[item] for item in ("MZ-006", "MZ-005", "GA-001", "MZ-016", "RS-009")]),
    "just_received": (4, AT_WORK),
    "asked": (5, (*ON_THE_SPOT, *AT_WORK)),
    "correction": (2, [_NAMED[item] for item in ("MZ-005", "GA-001", "MZ-006")]),
    "special": (3, [_NAMED[item] for item in ("ZJ-001", "MZ-001", "MZ-003")]),
    "outside": (2, [_NAMED[item] for item in ("ZJ-001",)]),
    "promised": (3, [_NAMED[item] for item in ("MZ-001", "MZ-005", "MZ-006")]),
    "returned": (3, [_NAMED[item] for item in ("MZ-005", "MZ-006", "MZ-001")]),
    "withdrawn": (2, AT_WORK),
    "not_accepted": (2, AT_WORK),
    "nothing_came": (2, [_NAMED[item] for item in ("MZ-006", "MZ-016", "RS-009")]),
    "ready": (2, [_NAMED[item] for item in ("MZ-006", "MZ-016", "MZ-017")]),
    "slow": (2, (_RECORD,)),
    "referred": (4, (_NAMED["MZ-012"], _NAMED["GA-006"], _NAMED["MZ-005"])),
}
_TWO_STREETS = frozenset({"forwarded", "returned"})
_EARLY = frozenset(
    {"slow", "ready", "nothing_came", "special", "outside", "returned", "promised"}
)  # need days to be told

#: Matters of the resident who has an account: (day, story, item).
OF_THE_RESIDENT = ((date(2018, 1, 31), "on_the_spot", "GA-005"), (date(2018, 2, 8), "just_received", "MZ-016"))


def planned_cases(plan: Sequence[PlannedFamily], *, seed: int, count: int, until: datetime) -> list[PlannedCase]:
    """About `count` cases in the order in which they are handed in: the same seed and families, the same cases."""
    rng = Random(f"{seed} cases")  # noqa: S311 — the same weeks every time
    visitors = [
        Visitor(person, family.form, until.year - person.birth_date.year)
        for family in plan
        for person, _ in family.members
        if person.identity_kind is IdentityKind.ID_CARD and person.birth_date
    ]
    weeks = _Weeks(rng, visitors, until=until)
    stories = tuple(STORY_SHARES)
    found = [
        PlannedCase(f"demo-{seed}-r{place}", _moment(rng, day, until), story, item, CAST["apart"].person, BEIXINJING)
        for place, (day, story, item) in enumerate(OF_THE_RESIDENT)
    ]
    for place in range(count):
        # The first ones tell every story up to the stage it is named after: the smallest city has all.
        first = place < len(stories)
        drawn = rng.choices(stories, weights=[share for share, _ in STORY_SHARES.values()])[0]
        one = weeks.visit(stories[place] if first else drawn, key=f"demo-{seed}-{place}", waits=first)
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (one.at, one.key))


def make_cases(plan: Iterable[PlannedCase], *, until: datetime, told: Told) -> list[str]:
    """Live every case through the public services, in the order of receipt. One that is there is left alone: each is one
    transaction, so it is there with its whole story or not at all.

    What was refused (a pack was changed since the stories were written) leaves nothing behind and is given back in words.
    """
    posts, refused = Posts(on=until.date()), []
    for one in plan:
        try:
            with transaction.atomic():
                tell(Life(one, resident_id=_known(one), posts=posts, until=until))
        except Refusal as refusal:
            refused.append(f"{one.story} ({one.item}): {refusal.code}")
        told(1)
    cases.archive_finished(before=ARCHIVED_BEFORE, by=BY, at=until)
    return refused


def _known(one: PlannedCase) -> int:
    person = one.person
    found = people.resident_by_identity(person.identity_kind, person.identity_number, on=one.at.date())
    if found is None:
        raise LookupError("a resident of the demonstration is missing: `make fresh` begins anew")
    return found


class _Weeks:
    """Draws the visits of the two weeks, one after the other."""

    def __init__(self, rng: Random, visitors: Sequence[Visitor], *, until: datetime) -> None:
        """`visitors` are all who may come; `until` is the last moment."""
        self._rng, self._until = rng, until
        self._days = [FIRST_DAY + timedelta(days=number) for number in range((until.date() - FIRST_DAY).days + 1)]
        self._busy = [10 if places.calendar().is_working_day(day) else 4 for day in self._days]
        self._who = {
            wish.item: [one for one in visitors if wish.suits(one)]
            for _, wishes in STORY_SHARES.values()
            for wish in wishes
        }
        self._taken: set[tuple[str, str]] = set()  # nobody comes twice for one matter

    def visit(self, story: str, *, key: str, waits: bool) -> PlannedCase | None:
        """A visit that begins a story; None where nobody of this city can tell it. One that `waits` is still to be seen
        on the last day: neither too late for its acts nor so early that it lies in the archive."""
        wishes = STORY_SHARES[story][1]
        day = self._day(story, waits=waits)
        if story == "at_work" and not places.calendar().is_working_day(day):
            story = "at_the_weekend"
        for _ in range(TRIES):
            wish = self._rng.choices(wishes, weights=[one.share for one in wishes])[0]
            for one in self._some(self._who[wish.item]):
                matter = (one.person.identity_number, wish.item)
                if matter not in self._taken and (street := _street(story, wish, one)):
                    self._taken.add(matter)
                    moment = _moment(self._rng, day, self._until)
                    return PlannedCase(key, moment, story, wish.item, one.person, street, waits)
        return None

    def _day(self, story: str, *, waits: bool) -> date:
        part = slice(None)
        if story == "just_received":
            part = slice(-3, None)
        elif waits:
            part = slice(3, 6)
        elif story in _EARLY:
            part = slice(6)
        return self._rng.choices(self._days[part], weights=self._busy[part])[0]

    def _some(self, who: Sequence[Visitor]) -> list[Visitor]:
        return self._rng.sample(who, min(len(who), 40))


def _street(story: str, wish: Wish, one: Visitor) -> str:
    """The street at whose centre this visitor tells this story; empty where they cannot."""
    own = one.street(wish.by)
    if story == "referred":  # lives in one district, registered in another
        here = one.street(_R)
        return here if wish.by is _H and here in QUARTERS and own and own[:6] != here[:6] else ""
    if story in _TWO_STREETS:
        return NEIGHBOURS.get(own, "")
    return own if own in QUARTERS else ""


def _moment(rng: Random, day: date, until: datetime) -> datetime:
    """An opening hour: the whole day where offices work, the morning at weekends, the first half hour on the last day."""
    minutes = 470 if places.calendar().is_working_day(day) else 170
    if day == until.date():
        minutes = 28
    return datetime.combine(day, time(8, 31), tzinfo=until.tzinfo) + timedelta(minutes=rng.randrange(minutes))
