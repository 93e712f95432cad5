"""The demonstration city: places, staff, families and two weeks of cases, made by a seed; kept at the next start."""

from datetime import date, timedelta

from django.conf import settings

from doorstep.ledger import public as ledger
from doorstep.places import public as places
from doorstep.staff import public as staff

from .demo_staff import PASSWORD, add_demo_staff
from .frame import morning_of

SEED_DAY = date(2018, 2, 13)  # the city is made as of this day, wherever the demonstration stands


def make_city(*, day: date) -> None:
    """Make what is not there yet. A second call changes nothing and is quick."""
    at = morning_of(SEED_DAY) - timedelta(days=15)
    if not places.districts():
        places.load_places(policy_dir=settings.POLICY, by=ledger.Robot("demo"), at=at)
    add_demo_staff(at=at)


def demo_people(*, day: date) -> list[dict[str, object]]:
    """Who can sign in on a day, for the table that the start prints."""
    return [
        {"user name": post.username, "password": PASSWORD, "name": post.account_name, "post": post.title}
        for post in staff.posts_held(on=day)
    ]
