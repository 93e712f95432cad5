"""A city on Spark: the kernel as tasks over chunks, and the SQL of the plan over all chunks at once.

A chunk is the unit of work: its number goes out, its totals come back, and what it lists is written to the shared
folder. Workers need this package, the extra `city` and the city's folder under the same path. pyspark is imported only
when a session is asked for; it is no part of the installation.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.kernel.refusal import Refusal
from doorstep.rulebook.city import store
from doorstep.rulebook.city.running import DuckEngine, Engine, KernelEngine, NoSuchEngine, Parts, Task, kept
from doorstep.rulebook.engines.cells import Cells, Longs, Totals, explained
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel import kernel_available
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.engines.sql import Step, answers_script, cells_script, families_step, totals_query
from doorstep.rulebook.engines.sql_formulas import SPARK

LOCAL = "local[2]"
AT_ONCE = 64
"""Chunks handed to the cluster at once, or twice its cores where it has more: whoever is free finds one waiting."""


class ClusterFailed(Refusal):
    """The cluster was not reached, or did not finish: `cause` is the last that it said."""

    code = "rulebook.cluster-failed"


def session(master: str | None = None, **options: str) -> Any:
    """A Spark session on `master` (or SPARK_MASTER, or two threads of this machine). Refuses NoSuchEngine, ClusterFailed."""
    if find_spec("pyspark") is None:
        raise NoSuchEngine(engine="spark", why="missing")
    from pyspark.sql import SparkSession  # noqa: PLC0415 — 480 MB that only clusters need

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master or os.environ.get("SPARK_MASTER", LOCAL)).appName("doorstep")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.sql.ansi.enabled": "true"}
    for key, value in {**settings, **options}.items():
        builder = builder.config(key, value)
    with _failures_told():
        return builder.getOrCreate()


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turn what Spark raises into ClusterFailed: pages of Java, and somewhere in them the one line that says why."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped] # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        raise ClusterFailed(cause=_cause(str(error))) from error


def _cause(text: str) -> str:
    """What the worker's Python said last, else what Java names last as a cause or first as its error, else the first line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    python = [i for i, line in enumerate(lines) if line.startswith("File ") and ", line " in line]
    if python:
        after = (line for line in lines[python[-1] + 1 :] if re.match(r"[a-zA-Z_.]+(: |$)", line))
        return next(after, lines[python[-1]])
    java = [line for line in lines if line.startswith(("Caused by: ", ": "))]
    return (java[-1].removeprefix("Caused by").removeprefix(": ") if java else lines[0] if lines else "?").rstrip(".")


class OnSpark:
    """Runs tasks on the workers: with the kernel, or with DuckDB where numba is missing."""

    name = "spark"

    def __init__(self, spark: Any, city: CityPlan, folder: Path, cache: Path) -> None:
        self.spark, self.city, self.folder, self.cache = spark, city, folder.absolute(), cache.absolute()
        self.file = store.read_city(folder)

    def run(self, task: Task, parts: Parts | None = None) -> Iterator[Any]:
        """See Runner."""
        done = [i for i in range(self.file.chunks) if parts is not None and parts.have(i)]
        for number in done:
            assert parts is not None
            yield parts.read(number)
        left = [i for i in range(self.file.chunks) if i not in done]
        if not left:
            return
        # a job for each chunk: they run side by side, and what one brings is kept before the others are done
        context = self.spark.sparkContext
        work = partial(_work, task, self.city, self.folder, self.cache)

        def chunk(number: int) -> Any:
            [data] = context.parallelize([number], 1).mapPartitions(work).collect()
            return kept(data, number, parts)

        pool = ThreadPoolExecutor(min(len(left), max(AT_ONCE, 2 * context.defaultParallelism)))
        try:
            with _failures_told():
                for done_now in as_completed([pool.submit(chunk, number) for number in left]):
                    yield done_now.result()
        except BaseException:
            context.cancelAllJobs()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _work(task: Task, city: CityPlan, folder: Path, cache: Path, numbers: Iterator[int]) -> Iterator[Any]:
    engine: Engine = KernelEngine(city, folder, cache) if kernel_available() else DuckEngine(city, folder)
    for number in engine.chunks(list(numbers)):
        yield task(engine, number)


def sql_totals(spark: Any, city: CityPlan, folder: Path, figures: Figures | None = None) -> Totals:
    """The totals by SQL on Spark, all chunks at once."""
    file = store.read_city(folder)
    with _failures_told():
        return _sql_totals(spark, city, folder, figures or Figures.of(city), file)


def _sql_totals(spark: Any, city: CityPlan, folder: Path, figures: Figures, file: store.CityFile) -> Totals:
    _open(spark, folder)
    _views(spark, [*answers_script(city, SPARK, figures, _have(spark)), families_step(city)])
    totals = Totals.empty(len(city.plan.claims), len(file.districts))
    for row in spark.sql(totals_query(city)).collect():
        claim, district, answer, count, heads, fen = row
        totals.count[claim, district, answer] = count
        totals.heads[claim, district, answer] = heads
        totals.amount[claim, district, answer] = fen
    return totals


def sql_cells(spark: Any, city: CityPlan, folder: Path, figures: Figures | None = None) -> Cells:
    """Every cell of every explanation by SQL on Spark; for small cities: it all comes to the driver."""
    _open(spark, folder)
    script = cells_script(city, SPARK, figures or Figures.of(city), _have(spark))
    _views(spark, script.steps)
    people, families = explained(city.plan, tuple(city.excluded.values()))
    persons = _cells(spark, script.people, script.people_columns, "family_id, member")
    rest = _cells(spark, script.families, script.family_columns, "family_id")
    return Cells(people, families, *persons, *rest)


def _open(spark: Any, folder: Path) -> None:
    for table in ("families", "persons"):
        spark.read.parquet(str(folder.absolute() / table)).createOrReplaceTempView(table)


def _have(spark: Any) -> dict[str, set[str]]:
    return {table: set(spark.table(table).columns) for table in ("families", "persons")}


def _views(spark: Any, steps: Sequence[Step]) -> None:
    """Each step is computed and its plan cut off: people and families read each other, and a plan that kept all steps
    doubles at every join until the driver's memory is full."""
    for step in steps:
        frame = spark.sql(step.select)
        (frame if step.view else frame.localCheckpoint()).createOrReplaceTempView(step.table)


def _cells(spark: Any, table: str, columns: tuple[str, ...], order: str) -> tuple[Longs, Any]:
    rows = spark.sql(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}").collect()  # noqa: S608 — names of the plan
    values = np.array([[int(x or 0) for x in row] for row in rows], np.int64).reshape(len(rows), len(columns)).T
    known = np.array([[x is not None for x in row] for row in rows], np.uint8).reshape(len(rows), len(columns)).T
    return values, known
