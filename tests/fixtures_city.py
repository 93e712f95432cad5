"""A small city for every test that needs one: three streets of two districts, all bodies, the whole calendar, the items
that the scenes use, posts and residents. Plain functions; the fixtures below call them."""

import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from doorstep.kernel.identity import IdentityKind, check_digit

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEIXINJING, XINJING, KANGJIAN = "310105011", "310105102", "310104013"  # two of one district, one of another
CENTRES = {street: f"{street}-1" for street in (BEIXINJING, XINJING, KANGJIAN)}
ITEMS = ("MZ-001", "MZ-006", "MZ-007", "MZ-012", "CL-001", "ZJ-001", "GA-001", "RS-001", "SWJ-001")
OPENING = datetime(2018, 1, 2, 9, 0, tzinfo=SHANGHAI)


def moment(text: str) -> datetime:
    """A moment of the city's clock: "2018-02-13 10:00", or a day, at nine."""
    return datetime.fromisoformat(text if len(text) > 10 else f"{text} 09:00").replace(tzinfo=SHANGHAI)


def small_policy(folder: Path) -> Path:
    """The city's own policy files with three streets and the items above, so that loading takes a moment."""
    shutil.copytree(settings.POLICY / "calendar", folder / "calendar")
    shutil.copytree(settings.POLICY / "places", folder / "places")
    for name in ("streets.csv", "centres.csv", "neighbourhoods.csv"):
        path = folder / "places" / name
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if any(code in line for code in CENTRES)]
        path.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    (folder / "items").mkdir()
    for name in ("laws.toml", "e_licences.toml", "window_duty.toml", *(f"items/{code}.toml" for code in ITEMS)):
        shutil.copy(settings.POLICY / name, folder / name)
    return folder


def edit_pack(folder: Path, code: str, *changes: tuple[str, str]) -> None:
    """Change a pack in a policy folder of a test; every text to be changed must be there."""
    path = folder / "items" / f"{code}.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{code} has no {old!r}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def identity_number(birth: date, sequence: int) -> str:
    """A number of the unassigned area 310199: it belongs to nobody."""
    first17 = f"310199{birth:%Y%m%d}{sequence:03}"
    return first17 + check_digit(first17)


@dataclass
class City:
    """The loaded city, with ways to put people into it."""

    policy: Path
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def post(self, role: str, *, name: str = "", first: date = date(2018, 1, 1), on: date | None = None, **where):
        """Somebody acting under a post: `centre_code`, `street_code`, `district_code` or `body_code` says where."""
        from doorstep.ledger.public import Robot
        from doorstep.staff import public as staff

        number = next(self._numbers)
        by = Robot("test")
        account = staff.add_account(
            username=f"{role}-{number}", display_name=name or f"{role} {number}", password=None, by=by, at=OPENING
        )
        post = staff.give_post(account_id=account, role=role, first=first, by=by, at=OPENING, **where)
        return staff.acting(post_id=post, origin="test", on=on or first)

    def clerk(self, street: str = BEIXINJING, **more):
        """A window clerk at the centre of a street."""
        return self.post("window_clerk", centre_code=CENTRES[street], **more)

    def body_post(
        self, role: str, department: str, *, street: str = "", district: str = "", on: date = date(2018, 2, 13)
    ):
        """A handler or approver of the body of a department in a street, a district, or the city."""
        from doorstep.places import public as places

        level = places.Level.STREET if street else places.Level.DISTRICT if district else places.Level.CITY
        body = places.body_for(department, level, on=on, district_code=district, street_code=street)
        return self.post(role, body_code=body.code, on=on)

    def resident(self, name: str = "赵一芳", *, hukou: str = BEIXINJING, residence: str = "", **more) -> int:
        """A resident with the addresses named; the number."""
        from doorstep.ledger.public import Robot
        from doorstep.people import public as people

        number, birth = next(self._numbers), date(1957, 3, 4)
        places_of = {"hukou": hukou, "residence": residence or hukou, **more}
        person = people.NewResident(
            name=name,
            identity_kind=IdentityKind.ID_CARD,
            identity_number=identity_number(birth, number),
            addresses=tuple(
                people.NewAddress(people.AddressKind(kind), street, date(2010, 1, 1))
                for kind, street in places_of.items()
                if street
            ),
        )
        return people.register_resident(person=person, by=Robot("test"), at=OPENING)

    def load_items(self) -> None:
        """Load the policy folder's items again, after a test changed one."""
        from doorstep.catalogue import public as catalogue
        from doorstep.ledger.public import Robot

        catalogue.load_catalogue(policy_dir=self.policy, by=Robot("test"), at=OPENING)


def load_city(policy: Path) -> City:
    """Load places, calendar and items into the database."""
    from doorstep.ledger.public import Robot
    from doorstep.places import public as places

    places.load_places(policy_dir=policy, by=Robot("test"), at=OPENING)
    city = City(policy)
    city.load_items()
    return city


@pytest.fixture(scope="session")
def small_city_policy(tmp_path_factory):
    """A policy folder of the small city. Read only: a test that changes a pack copies it."""
    return small_policy(tmp_path_factory.mktemp("small-city"))


@pytest.fixture
def small_city(db, small_city_policy):
    """The small city in the database of one test."""
    return load_city(small_city_policy)


@pytest.fixture
def small_city_of_its_own(db, small_city_policy, tmp_path):
    """The small city with a policy folder that the test may change (`edit_pack`, then `load_items`)."""
    folder = tmp_path / "policy"
    shutil.copytree(small_city_policy, folder)
    return load_city(folder)


@pytest.fixture
def small_city_at_once(transactional_db, small_city_policy):
    """The small city for tests with several connections."""
    return load_city(small_city_policy)
