"""What is measured of one city: beside the floor, by size, for a restricted user, page by page."""

import itertools
import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection

from doorstep.cases.models import Case, CaseMaterial, Task
from doorstep.people.models import Address
from doorstep.wire.moment import offset_to
from over_http import pages, work
from over_http.asking import Call, Figures, answered, ask, call
from over_http.servers import Running, served

AT = datetime(2018, 2, 13, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LOG = Path(os.environ["DOORSTEP_VAR"]) / "gunicorn.log"
RUN = f"{time.time_ns():x}"
ROUNDS = 3
RESTRICTED, LISTED = "means", 20  # the department's desk, and the rows of a list
PAGE_LIMIT, WEIGHT_LIMIT = 100.0, 200.0  # milliseconds of the server, kilobytes compressed


class City:
    """The product on one database, and what is asked of it."""

    def __init__(self, size: int, seconds: float) -> None:
        """Tokens, applicants and cases are looked up before anything is measured."""
        self.size, self.seconds, self.serial = size, seconds, 1
        self.tokens = work.machines(at=AT)
        own = Address.objects.filter(
            street="310105011", kind="hukou", last__isnull=True, resident__identity_kind="id_card"
        )
        # Whoever broke a promise gets no further one.
        broke = CaseMaterial.objects.filter(state="broken").values("case__applicant")
        residents = list(own.exclude(resident__in=broke).values_list("resident_id", flat=True).distinct())
        random.Random(size).shuffle(residents)
        self.applicants = zip(itertools.cycle(residents), itertools.count(time.time_ns() // 10**9 * 10_000))
        self.numbers = list(
            Case.objects.filter(receiving_centre=pages.CENTRE).order_by("?").values_list("number", flat=True)[:2000]
        )
        parts = Task.objects.filter(body=pages.BODY).order_by("?").values_list("case__number", flat=True)
        self.of_department = list(parts[:2000])
        connection.close()

    @property
    def served(self):  # type: ignore[no-untyped-def]
        """The product as it is in production."""
        return served("over_http.timed", log=LOG, DOORSTEP_CLOCK_OFFSET=str(offset_to(AT)))

    def warm(self, at: Running) -> None:
        """Both workers have read catalogue, places and templates before anything counts, and each list is full: what the
        clerks of a small city lack is handed in, and the acceptances leave the departments their parts."""
        self._ask(at, self._acceptances(64), seconds=60, again=False, warm=0)
        if missing := LISTED - self._waiting(at, work.CLERK):
            self._ask(at, self._receipts(missing), seconds=60, again=False, warm=0)
        for desk in (work.CLERK, RESTRICTED):
            if (found := self._waiting(at, desk)) != LISTED:
                sys.exit(f"{found} cases wait for {desk} among {self.size:,}, and {LISTED} are measured")

    def _waiting(self, at: Running, desk: str) -> int:
        return len(answered(at, self._mine(desk, 0))["cases"])

    def accept(self, at: Running) -> Figures:
        """Complete applications, each of another resident, taken by eight clerks."""
        return self._ask(at, self._acceptances(2000), again=False)

    def whole(self, at: Running, *, looked_at: bool = False) -> Figures:
        """Whole cases, with every paper: an answer is not handed over while one is still promised."""
        bodies = [self.application(promised=False) for _ in range(800)]
        turns = [work.whole_case(self.tokens, place, one, RUN, looked_at=looked_at) for place, one in enumerate(bodies)]
        return self._ask(at, turns, again=False, seconds=max(8, 2 * self.seconds))

    def looked(self, at: Running) -> Figures:
        """The same, opened by the first department before it answers."""
        return self.whole(at, looked_at=True)

    def read(self, at: Running) -> Figures:
        """Case after case, by eight clerks."""
        return self._reading(at, self.numbers, work.CLERK)

    def worklist(self, at: Running) -> Figures:
        """Twenty cases that wait for the clerk's centre."""
        return self._listing(at, work.CLERK)

    def read_restricted(self, at: Running) -> Figures:
        """Case after case of a department, which sees only those in which it has a part."""
        return self._reading(at, self.of_department, RESTRICTED)

    def worklist_restricted(self, at: Running) -> Figures:
        """Twenty cases that wait for the department."""
        return self._listing(at, RESTRICTED)

    def _reading(self, at: Running, numbers: list[str], desk: str) -> Figures:
        return self._ask(at, [[self._get(f"/{number}", desk, place)] for place, number in enumerate(numbers)])

    def _listing(self, at: Running, desk: str) -> Figures:
        return self._ask(at, [[self._mine(desk, place)] for place in range(work.EACH)])

    def _mine(self, desk: str, place: int) -> Call:
        return self._get("?mine=true", desk, place)

    def _get(self, path: str, desk: str, place: int) -> Call:
        return call("GET", f"/api/v1/cases{path}", token=self.tokens.at(desk, place))

    def _acceptances(self, count: int) -> list[list[Call]]:
        """Each with a paper that may follow, so that the outbox is written."""
        clerks = [self.tokens.at(work.CLERK, place) for place in range(count)]
        return [[work.accept(clerk, self.application(promised=True), RUN)] for clerk in clerks]

    def _receipts(self, count: int) -> list[list[Call]]:
        """Taken and not accepted: they wait for the clerks."""
        given = [{**self.application(promised=False), "accept": False} for _ in range(count)]
        return [[work.accept(self.tokens.at(work.CLERK, place), one, RUN)] for place, one in enumerate(given)]

    def application(self, *, promised: bool) -> dict[str, object]:
        resident, serial = next(self.applicants)
        return work.application(resident, on=AT.date(), serial=serial, promised=promised)

    def _ask(
        self, at: Running, turns: list[list[Call]], *, again: bool = True, seconds: float = 0, warm: float = 1
    ) -> Figures:
        self.serial += 1_000_000
        return ask(at, turns, seconds=seconds or self.seconds, first=self.serial, again=again, warm=warm)


def best(rounds: list[Figures]) -> Figures:
    """The round with the most turns."""
    return max(rounds, key=lambda one: one.per_second)


def row(
    what: str,
    found: Figures,
    *,
    ratio: float | None = None,
    of_cores: float | None = None,
    bar: str = "",
    kept: bool = True,
) -> dict[str, object]:
    """One line of the table."""
    return {
        "what": what, "found": f"{found.per_second:.1f}/s", "p50": f"{found.p50:.1f}", "p95": f"{found.p95:.1f}",
        "cores": f"{found.cores:.1f}", "of_cores": f"{of_cores:.2f}" if of_cores is not None else "",
        "ratio": f"{ratio:.2f}" if ratio is not None else "", "bar": bar, "kept": kept,
    }  # fmt: skip


def beside_the_floor(city: City, floor_url: str) -> list[dict[str, object]]:
    """Floor and product in turns."""
    env = {"DJANGO_SETTINGS_MODULE": "floor.settings", "DATABASE_URL": floor_url}
    body = city.application(promised=True)
    turns = {
        "accept": [[call("POST", "/cases", body=body)]],
        "read": [[call("GET", f"/cases/n{number}")] for number in range(20, 2020, 20)],
        "worklist": [[call("GET", "/cases?centre=310105011-1")]],
    }
    floor: dict[str, list[Figures]] = {name: [] for name in turns}
    ours: dict[str, list[Figures]] = {name: [] for name in (*turns, "whole", "looked")}
    with served("floor.wsgi", log=LOG, **env) as plain, city.served as product:
        city.warm(product)
        for _ in range(ROUNDS):
            for name, asked in turns.items():
                floor[name].append(ask(plain, asked, seconds=city.seconds))
                ours[name].append(getattr(city, name)(product))
            ours["whole"].append(city.whole(product))
            ours["looked"].append(city.looked(product))
    base = {name: best(rounds) for name, rounds in floor.items()}
    rows = [row(f"floor: {name}", figures) for name, figures in base.items()]
    bars = {
        "accept": ("accept", 0.45), "whole": ("accept", 0.15), "looked": ("accept", 0.0), "read": ("read", 0.3),
        "worklist": ("worklist", 0.3),
    }  # fmt: skip
    words = {
        "accept": "acceptance of a complete case", "whole": "whole case (accept, 2 parts, decide, deliver)",
        "looked": "whole case, opened once between", "read": "case page", "worklist": "worklist of 20",
    }  # fmt: skip
    for name, (of, bar) in bars.items():
        found = best(ours[name])
        ratio = found.per_second / base[of].per_second
        rows.append(
            row(
                f"{words[name]}, {city.size:,} cases",
                found,
                ratio=ratio,
                of_cores=base[of].cores / found.cores,
                bar=f"≥ {bar} of the floor" if bar else "",
                kept=ratio >= bar,
            )
        )
    return rows


def by_size(city: City) -> list[dict[str, object]]:
    """Reading in a city of this size, and for a restricted user, in turns. Judged against another size in the report."""
    asked = ("read", "worklist", "read_restricted", "worklist_restricted")
    with city.served as at:
        city.warm(at)
        rounds = [[getattr(city, name)(at) for name in asked] for _ in range(2)]
    read, listed, part, parts = (best(list(found)) for found in zip(*rounds, strict=True))
    slower = [one.p50 / usual.p50 for one, usual in ((part, read), (parts, listed))]
    bar = {"bar": "< 1.15 × p50"}
    return [
        row(f"size: case page, {city.size} cases", read),
        row(f"size: worklist, {city.size} cases", listed),
        row(f"restricted: case page, {city.size} cases", part, ratio=slower[0], kept=slower[0] < 1.15, **bar),
        row(f"restricted: worklist, {city.size} cases", parts, ratio=slower[1], kept=slower[1] < 1.15, **bar),
    ]  # fmt: skip


def walked(city: City) -> list[dict[str, object]]:
    """Every page of the desks, one after the other."""
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "-v0", "--noinput"], check=True)
    rows = []
    wanted = list(pages.pages(on=AT.date()))
    with city.served as at:
        for page in wanted:
            seen = pages.seen(at.port, page, on=AT.date())
            kept = seen.milliseconds < PAGE_LIMIT and seen.kilobytes < WEIGHT_LIMIT
            rows.append(
                {
                    "what": f"page: {page.name}, {city.size:,} cases", "found": f"{seen.kilobytes:.0f} KB",
                    "p50": f"{seen.milliseconds:.1f}", "p95": f"{seen.slowest:.1f}", "ratio": "",
                    "bar": "< 100 ms, < 200 KB", "kept": kept,
                }
            )  # fmt: skip
    return rows


def measured(size: int, floor: str, seconds: float, *, every_page: bool) -> list[dict[str, object]]:
    """Everything of one size; beside the floor where its database is given."""
    city = City(size, seconds)
    rows = []
    if floor:
        print("── beside the floor", flush=True)
        rows += beside_the_floor(city, floor)
    print(f"── reading among {size:,} cases", flush=True)
    rows += by_size(city)
    if every_page:
        print(f"── every page among {size:,} cases", flush=True)
        rows += walked(city)
    return rows
