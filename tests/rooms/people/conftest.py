"""What the tests of people share: three streets, and who registers."""

from datetime import date

import pytest
from residents import AT, BEIXINJING, BY, ON, person

from doorstep.people import public as people
from doorstep.people.models import Resident
from doorstep.places import public as places
from doorstep.staff import public as staff


@pytest.fixture
def city(db, corner_of_the_city):
    places.load_places(policy_dir=corner_of_the_city, by=BY, at=AT)


@pytest.fixture
def register(city):
    def make(name="赵一芳", **more):
        number = more.pop("number", Resident.objects.count() + 1)
        return people.register_resident(person=person(name, number=number, **more), by=BY, at=AT)

    return make


@pytest.fixture
def acting_as(city):
    def make(role, **where):
        account = staff.add_account(
            username=f"{role}{len(where)}{where}", display_name="甲", password=None, by=BY, at=AT
        )
        post = staff.give_post(account_id=account, role=role, first=date(2018, 1, 1), by=BY, at=AT, **where)
        return staff.acting(post_id=post, origin="test", on=ON)

    return make


@pytest.fixture
def clerk(acting_as):
    return acting_as("window_clerk", centre_code=f"{BEIXINJING}-1")
