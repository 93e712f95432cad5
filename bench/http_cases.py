"""Cases and desks over HTTP, beside a floor in the same run.

    python bench/http_cases.py                     # 100 thousand cases beside 1 thousand: some minutes
    python bench/http_cases.py --quick             # 2 thousand cases and short rounds: does it run, about how fast
    python bench/http_cases.py --sizes 1000 100000 1000000   # the full city too: a quarter of an hour more
    python bench/http_cases.py --write             # put the table into docs/benchmarks.md
    python bench/http_cases.py --server postgres://…/  # databases city_<cases> of this server, filled where missing

gunicorn with two workers of four threads on PostgreSQL, eight connections that ask without pause from a process of their
own. The product signs in by token, checks permission and place, counts requests, keeps the answer under its key, writes
the ledger; production settings. The floor (bench/floor) writes the same rows with plain Django in one transaction and
does nothing else. Both stand on the same database server with the same settings: fsync, synchronous_commit and
full_page_writes are off, so that the disk of the day is not what is measured. Rounds of floor and product take turns,
and the best of each counts. Exit code 1: a promise is missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from run_tests import postgresql

BENCH = Path(__file__).resolve().parent


SMALL, USUAL, QUICK = 1_000, 100_000, 2_000
FEWEST_FAMILIES = 3_000
SECRETS = {
    "DOORSTEP_MODE": "production", "DOORSTEP_SECRET_KEY": "bench" * 12, "DOORSTEP_MASTER_KEY": "d0" * 32,
    "DOORSTEP_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "doorstep.config.settings",
}  # fmt: skip


@dataclass
class Promise:
    """One line of the table: what was found, and what was promised of it."""

    what: str
    found: str
    p50: str = ""
    p95: str = ""
    ratio: str = ""
    cores: str = ""
    of_cores: str = ""
    bar: str = ""
    kept: bool = True


def main() -> None:
    """Fill what is missing, measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[SMALL, USUAL], help="cases in each city")
    parser.add_argument("--beside", type=int, default=USUAL, help="in which of them the floor is measured too")
    parser.add_argument("--seconds", type=int, default=5, help="of each round; three where --quick is given")
    parser.add_argument("--server", default="")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    usual = QUICK if given.quick else given.beside
    sizes, seconds = ([QUICK], 3) if given.quick else (sorted({*given.sizes, usual}), given.seconds)
    with nullcontext(given.server) if given.server else postgresql() as server, tempfile.TemporaryDirectory() as var:
        os.environ |= {**SECRETS, "DOORSTEP_VAR": var}
        base = server.rsplit("/", 1)[0]
        urls = {size: f"{base}/city_{size}" for size in sizes}
        for size, url in urls.items():
            _fill(base, url, size)
        _floor(base, min(usual, USUAL))
        rows = [
            row
            for size in sizes
            for row in _part(
                size, urls[size], f"{base}/floor", usual=size == usual, last=size == sizes[-1], seconds=seconds
            )
        ]
    from over_http.report import judged

    told = (
        ["--quick"] if given.quick else ["--sizes", *map(str, sizes), "--beside", str(usual), "--seconds", str(seconds)]
    )
    sys.exit(judged(rows, write=given.write, command=" ".join(["python", "bench/http_cases.py", *told])))


def _python(*command: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], env={**os.environ, **env}, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _fill(base: str, url: str, cases: int) -> None:
    """A city of this size, unless it is there."""
    import psycopg

    name = url.rsplit("/", 1)[1]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not there:
            connection.execute(f"CREATE DATABASE {name}")
    env = {"DATABASE_URL": url, "DOORSTEP_MODE": "demo"}  # the demonstration's passwords cost no seconds
    if there:
        _python("-m", "django", "migrate", "-v0", **env)
        return
    print(f"── a city of {cases:,} cases", flush=True)
    _python(str(BENCH / "full_city"), "--cases", str(cases), "--families", str(max(FEWEST_FAMILIES, cases // 5)), **env)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # what the server does by itself in the first minutes


def _floor(base: str, cases: int) -> None:
    """The floor's tables, with as many cases."""
    import psycopg

    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS floor")
        connection.execute("CREATE DATABASE floor")
    _python("-m", "django", "migrate", "--run-syncdb", "-v0", **_floor_env(f"{base}/floor"), PYTHONPATH=str(BENCH))
    days = "now() + (n %% 40) * interval '1 day'"
    with psycopg.connect(f"{base}/floor", autocommit=True) as connection:
        connection.execute(
            "INSERT INTO floor_case (number, applicant, item_code, item_name, stage, centre, body, received_at, due_on, "
            "urgent_on) SELECT 'n' || n, n, 'ZJ-001', '共有产权保障住房', CASE WHEN n %% 20 = 0 THEN 'in_progress' ELSE "
            f"'ended' END, '310105011-1', 'ZJ-310105', now(), {days}, {days} "
            "FROM generate_series(1, %s) n", [cases]
        )  # fmt: skip
        connection.execute(
            "INSERT INTO floor_material (case_id, material, name, state) "
            "SELECT id, 'm' || m, '身份证', 'handed_in' FROM floor_case, generate_series(1, 8) m"
        )
        connection.execute(
            "INSERT INTO floor_answer (case_id, field, value) "
            "SELECT id, 'f' || m, '3' FROM floor_case, generate_series(1, 8) m"
        )
        connection.execute(
            "INSERT INTO floor_task (case_id, spec, body, state, due_on) "
            "SELECT id, 't' || m, 'MZ-310105', 'open', due_on FROM floor_case, generate_series(1, 2) m"
        )
        connection.execute(
            "INSERT INTO floor_audit (chain, seq, body, prev, digest) "
            "SELECT 'case:' || id, 1, '{}', '\\x00'::bytea, '\\x00'::bytea FROM floor_case"
        )
        connection.execute("ANALYZE")


def _floor_env(url: str) -> dict[str, str]:
    return {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "floor.settings"}


def _part(size: int, url: str, floor: str, *, usual: bool, last: bool, seconds: int) -> Sequence[Promise]:
    """What is measured of one city, in a process of its own: Django knows one database a process."""
    import json

    told = _python(
        "-m", "over_http.city", str(size), floor if usual else "", str(seconds), "pages" if last else "",
        DATABASE_URL=url, PYTHONPATH=os.pathsep.join([str(BENCH), str(BENCH.parent / "src")]),
    )  # fmt: skip
    lines = told.splitlines()
    print("\n".join(lines[:-1]), flush=True)
    found = [Promise(**row) for row in json.loads(lines[-1])]
    for one in found:  # told at once: the next city may take long
        print(f"   {one.what}: {one.found}, p50 {one.p50}, p95 {one.p95} {one.ratio}", flush=True)
    return found


if __name__ == "__main__":
    main()
