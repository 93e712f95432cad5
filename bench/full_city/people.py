"""Two hundred thousand families, registered by the services of the house, some hundreds in one transaction."""

import multiprocessing
from collections.abc import Callable
from datetime import date, datetime

from django.db import connection

from doorstep.cli.demo_addresses import City, Quarter
from doorstep.cli.demo_cases import QUARTERS
from doorstep.cli.demo_families import PlannedFamily, families
from doorstep.cli.demo_people import add_families, demo_city_map
from doorstep.places import public as places

AT_ONCE = 300
#: Where the desks of the demonstration stand, a centre has as many residents as three others.
SHARE, SHARE_OF_QUARTERS = 10, 110

Told = Callable[[int], None]


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


def register(plan: list[PlannedFamily], *, at: datetime, processes: int, told: Told) -> None:
    """Put them into the register, in several processes where the database lets several write."""
    parts = [plan[start : start + AT_ONCE] for start in range(0, len(plan), AT_ONCE)]
    if processes == 1:
        for place, part in enumerate(parts):
            told(_register((part, at, f"city-{place}")))
        return
    connection.close()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for done in pool.imap_unordered(_register, ((part, at, f"city-{place}") for place, part in enumerate(parts))):
            told(done)


def _register(given: tuple[list[PlannedFamily], datetime, str]) -> int:
    part, at, source = given
    add_families(part, at=at, told=lambda _: None, source=source)
    return len(part)
