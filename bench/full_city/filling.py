"""The filling of an empty database, step by step, with a bar for each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from doorstep.cases.models import Case, DayCount
from doorstep.catalogue import public as catalogue
from doorstep.cli.demo_city import SEED_DAY
from doorstep.cli.demo_people import BY, add_cast, planned
from doorstep.cli.demo_staff import add_demo_staff
from doorstep.cli.frame import morning_of
from doorstep.places import public as places

from . import cases as making
from . import patterns as living
from . import people
from .tables import count_from, known_again, tables, without_indexes

PATTERN_FAMILIES = 3000
SMALL = 5_000  # families up to which indexes are no trouble
KEYS = "ledger_personkey"

Told = Callable[[int], None]


def fill(
    *, cases: int, families: int, seed: int, processes: int, patterns: int, pattern_families: int = PATTERN_FAMILIES
) -> list[living.Pattern]:
    """The whole city; the patterns of which its cases are made. Refuses a database in which somebody has worked."""
    connection.settings_dict["OPTIONS"].pop("pool", None)  # a pool does not outlive a fork
    call_command("migrate", verbosity=0, interactive=False)
    if Case.objects.exists():
        raise SystemExit("This database has cases already: a city is made in an empty one.")
    if connection.vendor != "postgresql":
        processes = 1
    at = morning_of(SEED_DAY) - timedelta(days=15)
    with Progress(
        TextColumn("{task.description:<36}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as progress:  # fmt: skip
        with step(progress, "places, items, posts", 1):
            _ground(at)
        with step(progress, "lives through the services", 1):
            found = living.lived(planned(seed=seed, count=pattern_families, on=at.date()), seed=seed, count=patterns)
        with step(progress, "families drawn", 1):
            plan = people.planned(seed=seed, count=families, on=at.date())
        with without_indexes(people.FILLED if families > SMALL else ()) as register:
            with step(progress, "families registered", len(plan)) as told:
                people.register(plan, at=at, processes=processes, told=told)
            del plan
            with step(progress, "cases laid out", 1):
                known_again("people_resident", "people_address")
                order = making.laid_out(found, seed=seed, wanted=cases, at=at)
            with without_indexes(_grown(order)) as again:
                _cases(order, progress, cases, processes)
        with step(progress, "indexes and constraints", max(len(register) + len(again), 1)) as told:
            # A constraint that points to another table needs that one's own.
            _each(sorted([*register, *again], key=lambda one: "FOREIGN KEY" in one), told)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found


def _ground(at: datetime) -> None:
    places.load_places(policy_dir=settings.POLICY, by=BY, at=at)
    catalogue.load_catalogue(policy_dir=settings.POLICY, by=BY, at=at)
    add_demo_staff(at=at)
    add_cast(at=at)


def _cases(order: making.Order, progress: Progress, cases: int, processes: int) -> None:
    known = {table.name: table for table in tables()}
    making.write_keys(order, known[KEYS])
    with step(progress, "cases written", cases) as told:
        making.make(order, processes=processes, told=told)
    for table in known.values():
        if table.counted:
            count_from(table, making.after(order, table) + (len(order.new_keys) if table.name == KEYS else 0))
    DayCount.objects.bulk_create(
        [DayCount(street=street, day=day, last=last) for (street, day), last in order.counts.items()], batch_size=1000
    )


def _grown(order: making.Order) -> list[str]:
    """The tables that the cases fill, where they are many: their indexes are made afterwards."""
    return [name for name in order.before if order.before[name][-1] and len(order.chosen) > 4 * SMALL]


def _each(statements: list[str], told: Told) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(statement)
            told(1)


@contextmanager
def step(progress: Progress, name: str, total: int) -> Iterator[Told]:
    """One bar. A step of one part is done when the block ends."""
    task = progress.add_task(name, total=total)
    yield lambda steps: progress.advance(task, steps)
    progress.update(task, completed=total)
