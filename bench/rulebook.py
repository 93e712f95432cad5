"""The rulebook against the machine's own floors, in one run on the same data.

    python bench/rulebook.py [--persons 1000000 10000000] [--full] [--work DIR] [--on 2020-01-15]

Floor A: DuckDB scans and sums the columns that the rules read. Floor B: scan, one group-by and a join, no rules. Then our
engines with all programmes in force on the day (none has more than the one that is the default): the kernel from Parquet,
the kernel on a city in memory (a what-if scenario), the list of unclaimed entitlements, DuckDB's SQL. `--full` adds 25
million people. Every line runs in a process of its own, so that its peak memory is its own; the kernel is compiled once
before, on a line of its own. Where others share the machine, look at the seconds of processors. `counter.py` has the counter.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

POLICY = Path(__file__).resolve().parents[1] / "policy" / "shanghai"
DAY = date(2020, 1, 15)
RUNS = 3


def city_plan():
    """The rules of the day, laid out for a city."""
    from doorstep.rulebook.engines.exclusion import with_exclusions
    from doorstep.rulebook.io import load_pack
    from doorstep.rulebook.plan import make_plan
    from doorstep.rulebook.resolve import resolve

    return with_exclusions(make_plan(resolve(load_pack(POLICY), DAY)))


def quiet(done, whole):
    """No progress bar in a measurement."""


def make(folder, persons, cache):
    """Seconds to draw the city; a city that is there already stays."""
    from doorstep.rulebook.city.making import make_city
    from doorstep.rulebook.city.store import read_margins

    begun, cpu = time.perf_counter(), time.process_time()
    make_city(city_plan(), read_margins(POLICY), persons=persons, seed=1, out_dir=folder, progress=quiet, folder=cache)
    return [(time.perf_counter() - begun, time.process_time() - cpu)]


def scan(plan, table, names):
    """SQL that touches every value of the columns."""
    facts = plan.ruleset.facts
    sums = [f"count(*) FILTER (WHERE {x})" if facts[x].type.kind == "bool" else f"sum({x})" for x in names]
    return f"SELECT {', '.join(sums)} FROM {table}"


def floor(folder, which):
    """Seconds of floor A or B."""
    import duckdb

    plan = city_plan().plan
    people, families = (f"read_parquet('{folder}/{name}/*.parquet')" for name in ("persons", "families"))
    con = duckdb.connect(config={"threads": 2})
    queries = [scan(plan, people, plan.person_facts), scan(plan, families, plan.family_facts)]
    if which == "b":
        grouped = f"SELECT family_id, sum(wage) AS w, sum(pension) AS p, min(birth_date) AS b FROM {people} GROUP BY family_id"
        queries.append(
            f"SELECT district, sum(w), sum(p), min(b) FROM {families} JOIN ({grouped}) USING (family_id) GROUP BY 1"
        )
    return timed(lambda: [con.execute(q).fetchall() for q in queries])


def timed(work):
    """Seconds, and seconds of both processors, of each of some runs."""
    found = []
    for _ in range(RUNS):
        begun, cpu = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - begun, time.process_time() - cpu))
    return found


def run(folder, engine, cache, *, listed):
    """Seconds of the screen of a city."""
    from doorstep.rulebook.city.running import Parts, runner_for
    from doorstep.rulebook.city.screening import screen

    city = city_plan()
    runner = runner_for(engine, city, folder, cache)
    with tempfile.TemporaryDirectory() as work:
        out = Path(work) / "list.parquet" if listed else None
        parts = Parts(Path(work), {}) if listed else None
        whole = lambda: screen(city, runner, folder=folder, progress=quiet, parts=parts, out=out)  # noqa: E731
        return timed(whole)


def compiled(folder, cache):
    """Seconds to compile the kernels of the day, or to fetch the machine code from the disk."""
    from doorstep.rulebook.city.store import read_chunk, read_city
    from doorstep.rulebook.engines.kernel import Kernel

    city = city_plan()
    kernel, chunk = Kernel(city, len(read_city(folder).districts), cache), read_chunk(folder, 0, city.plan)
    begun, cpu = time.perf_counter(), time.process_time()
    kernel.judge(chunk)
    kernel.rows(chunk, np.arange(0), 0)
    return [(time.perf_counter() - begun, time.process_time() - cpu)]


def in_memory(folder, cache):
    """One what-if scenario over the whole city when it is already in memory."""
    from doorstep.rulebook.city.store import read_chunk, read_city
    from doorstep.rulebook.engines.kernel import Kernel
    from doorstep.rulebook.engines.parameters import Figures

    city, file = city_plan(), read_city(folder)
    chunks = [read_chunk(folder, i, city.plan) for i in range(file.chunks)]
    kernel = Kernel(city, len(file.districts), cache)
    figures = Figures.of(city).moved(city, {"dibao_standard": "1170"})
    kernel.judge(chunks[0], figures)
    return timed(lambda: [kernel.judge(chunk, figures) for chunk in chunks])


STEPS = {
    "make": make,
    "compile, once": lambda folder, _, cache: compiled(folder, cache),
    "floor A": lambda folder, *_: floor(folder, "a"),
    "floor B": lambda folder, *_: floor(folder, "b"),
    "kernel": lambda folder, _, cache: run(folder, "kernel", cache, listed=False),
    "kernel, with the list": lambda folder, _, cache: run(folder, "kernel", cache, listed=True),
    "kernel, city in memory": lambda folder, _, cache: in_memory(folder, cache),
    "duckdb": lambda folder, _, cache: run(folder, "duckdb", cache, listed=False),
    "duckdb, with the list": lambda folder, _, cache: run(folder, "duckdb", cache, listed=True),
}


def apart(step, folder, persons, cache):
    """A step in a process of its own: its best run in seconds and in seconds of processors, its peak memory in GB."""
    given = {"step": step, "work": folder, "persons": persons, "cache": cache, "on": DAY, "runs": RUNS}
    words = [sys.executable, __file__, *(str(x) for name, value in given.items() for x in (f"--{name}", value))]
    answer = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    return *(min(x) for x in zip(*answer["seconds"], strict=True)), answer["peak"]


def main():
    """Read the arguments; run each step apart."""
    global DAY, RUNS
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--full", action="store_true", help="also 25 million people")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "doorstep-bench")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=RUNS, help="the best of so many counts")
    parser.add_argument("--steps", nargs="+", default=list(STEPS), choices=list(STEPS), metavar="STEP")
    parser.add_argument("--on", type=date.fromisoformat, default=DAY)
    given = parser.parse_args()
    DAY, RUNS = given.on, given.runs
    cache = given.cache or given.work / "kernels"
    if given.step:
        seconds = STEPS[given.step](given.work, given.persons[0], cache)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(json.dumps({"seconds": seconds, "peak": peak}))
        return
    print(f"{len(city_plan().codes)} programmes\n")
    for persons in [*given.persons, *([25_000_000] if given.full else [])]:
        folder = given.work / str(persons)
        print(
            f"| {persons:,} persons | s | × floor A | s of processors | × floor A | peak GB |\n|---|---|---|---|---|---|"
        )
        floor_a = (0.0, 0.0)
        for step in given.steps:
            seconds, cpu, peak = apart(step, folder, persons, cache)
            floor_a = (seconds, cpu) if step == "floor A" else floor_a
            wall, work = (f"{x / a:.2f}" if a else "–" for x, a in zip((seconds, cpu), floor_a, strict=True))
            print(f"| {step} | {seconds:.2f} | {wall} | {cpu:.2f} | {work} | {peak:.2f} |", flush=True)
        print()


if __name__ == "__main__":
    main()
