"""The demonstration city: places, staff, families and two weeks of cases, made by a seed; kept at the next start."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from doorstep.catalogue import public as catalogue
from doorstep.ledger import public as ledger
from doorstep.places import public as places
from doorstep.staff import public as staff

from .demo_cases import make_cases, planned_cases
from .demo_cast import CAST, RESIDENT_ACCOUNTS
from .demo_people import BY, Told, add_cast, add_families, planned
from .demo_staff import PASSWORD, add_demo_resident, add_demo_staff
from .frame import console, morning_of

SEED_DAY = date(2018, 2, 13)  # the city is made as of this day, wherever the demonstration stands
SEED = 20180213
FAMILIES = 2700
CASES = 480
MADE = "demo.city-made"
CHAIN = "demo:city"


def make_city(*, day: date, seed: int = SEED, count: int = FAMILIES, cases: int = CASES) -> None:
    """Make what is not there yet, and say in one sentence where data lie after `day`.

    A second call changes nothing and is quick; one that was interrupted is finished by the next. Each step looks for
    what it would make, and is there whole or not at all; the last one leaves a mark in the ledger.
    """
    at = morning_of(SEED_DAY) - timedelta(days=15)
    if not city_is_made():
        with _progress(2 + count + cases) as told:
            refused = _make(at=at, seed=seed, count=count, cases=cases, told=told)
        if refused:
            words = "; ".join(sorted(set(refused)))
            console.print(f"{len(refused)} cases of the demonstration were refused and left out: {words}", markup=False)
    if sentence := future_sentence(day=day):
        console.print(sentence, markup=False)


def city_is_made() -> bool:
    """Whether a start went through to the end. One query."""
    return any(event.what == MADE for event in ledger.story(CHAIN))


def demo_people(*, day: date) -> list[dict[str, object]]:
    """Who can sign in on a day, for the table that the start prints."""
    return [
        {"user name": post.username, "password": PASSWORD, "name": post.account_name, "post": post.title}
        for post in staff.posts_held(on=day)
    ]


def future_sentence(*, day: date) -> str:
    """One sentence where the data reach beyond the day on which the demonstration stands; else empty."""
    latest = ledger.latest_act()
    if latest is None or latest < morning_of(day) + timedelta(days=1):
        return ""
    return (
        f"The city's data reach to {latest.astimezone(morning_of(day).tzinfo):%Y-%m-%d}, the demonstration stands on {day}: "
        "what happened after that day is shown all the same (`make fresh` begins anew)."
    )


def _make(*, at: datetime, seed: int, count: int, cases: int, told: Told) -> list[str]:
    if not places.districts():
        places.load_places(policy_dir=settings.POLICY, by=BY, at=at)
    catalogue.load_catalogue(policy_dir=settings.POLICY, by=BY, at=at)
    told(1)
    add_demo_staff(at=at)
    cast = add_cast(at=at)
    for username, key in RESIDENT_ACCOUNTS:
        add_demo_resident(username=username, name=CAST[key].name, resident_id=cast[key], at=at)
    told(1)
    plan = planned(seed=seed, count=count, on=at.date())
    add_families(plan, at=at, told=told)
    until = morning_of(SEED_DAY)
    refused = make_cases(planned_cases(plan, seed=seed, count=cases, until=until), until=until, told=told)
    with transaction.atomic():
        details = {"seed": seed, "families": count, "cases": cases}
        ledger.record(ledger.Entry(what=MADE, about=CHAIN, by=BY, at=until, details=details))
    return refused


@contextmanager
def _progress(total: int) -> Iterator[Told]:
    columns = (TextColumn("Making the city"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("city", total=total)
        yield lambda steps: bar.advance(task, steps)
