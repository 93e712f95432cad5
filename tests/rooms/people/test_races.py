"""Two windows at once: real transactions, real connections, one winner and one clear answer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from at_once import at_every_place, at_once

from doorstep.kernel.identity import IdentityKind, check_digit
from doorstep.ledger.public import Robot, story, verify
from doorstep.people import public as people
from doorstep.people.models import Address, FamilyMember, Resident
from doorstep.people.public import AddressKind, NewAddress, NewMember, NewResident, Relation
from doorstep.places import public as places
from doorstep.places.models import CalendarEdition, Centre

AT = datetime(2018, 2, 13, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
BY = Robot("test")
WINDOWS = 4


@pytest.fixture
def city(transactional_db, corner_of_the_city):
    places.load_places(policy_dir=corner_of_the_city, by=BY, at=AT)


def at_windows(act):
    """What `act(n)` answers at each of several windows that start together."""
    return at_once(*[lambda number=number: act(number) for number in range(WINDOWS)])


def register(sequence):
    first17 = f"31019919570304{sequence:03}"
    number = first17 + check_digit(first17)
    person = NewResident(name="赵一芳", identity_kind=IdentityKind.ID_CARD, identity_number=number)
    return people.register_resident(person=person, by=BY, at=AT)


class TestSeveralWindowsAtOnce:
    def test_register_one_person_once_and_point_the_others_there(self, city):
        answers = at_windows(lambda _: register(1))

        assert answers.count("people.already-registered") == WINDOWS - 1
        assert Resident.objects.count() == 1 and verify().broken is None

    def test_let_a_person_live_in_one_family(self, city):
        heads = [register(n) for n in range(1, WINDOWS + 1)]
        child = register(99)

        def form(number):
            members = [NewMember(heads[number], Relation.HEAD), NewMember(child, Relation.CHILD)]
            people.form_family(members=members, first=AT.date(), by=BY, at=AT)
            return "formed"

        answers = at_windows(form)

        assert sorted(answers) == ["formed", *["people.in-another-family"] * (WINDOWS - 1)]
        assert FamilyMember.objects.filter(resident=child).count() == 1
        assert FamilyMember.objects.count() == 2

    def test_keep_one_address_of_a_kind(self, city):
        resident = register(1)
        streets = [row.code for row in places.streets(on=AT.date())]

        def move(number):
            address = NewAddress(AddressKind.HUKOU, streets[number % 2], date(2018, 2, 13))
            people.change_address(resident_id=resident, address=address, by=BY, at=AT)
            return "moved"

        answers = at_windows(move)

        assert sorted(answers) == ["moved", *["people.address-overlaps"] * (WINDOWS - 1)]
        assert Address.objects.filter(resident=resident).count() == 1

    def test_publish_editions_one_after_the_other_and_lose_no_day(self, city):
        before = places.calendar_version()
        days = [date(2027, 1, 4 + number) for number in range(WINDOWS)]

        def publish(number):
            notice = [places.DayNotice(days[number], False)]
            return places.publish_days(days=notice, source="通知", by=BY, at=AT)

        answers = at_windows(publish)

        won = [answer for answer in answers if isinstance(answer, int)]
        assert won and set(answers) - set(won) <= {"places.calendar-changed-meanwhile"}
        assert places.calendar_version() == before + len(won) == CalendarEdition.objects.count()
        table = places.calendar()
        off = [not table.is_working_day(day) for day in days]
        assert off == [isinstance(answer, int) for answer in answers]

    def test_publish_the_same_notice_and_are_told_the_edition_that_holds_whoever_comes_between(self, city):
        def publish(asked):
            notice = [places.DayNotice(date(2027, 1, 4) + timedelta(days=asked), False)]
            return [lambda: places.publish_days(days=notice, source="通知", by=BY, at=AT)] * 2

        for asked, first, other in at_every_place(publish):
            assert other == places.calendar_version(), asked
            assert first in (other, "places.calendar-changed-meanwhile"), asked

    def test_name_a_window_and_each_remembers_the_name_that_it_replaced(self, city):
        centre = Centre.objects.order_by("code")[0].code

        def name(asked):
            return [
                lambda label=label: places.set_windows(centre_code=centre, labels={50 + asked: label}, by=BY, at=AT)
                for label in ("甲", "乙")
            ]

        for asked, *changed in at_every_place(name):
            one, two = story(f"centre:{centre}")[-2:]
            assert changed == [1, 1] and two.before == one.after != two.after, asked
