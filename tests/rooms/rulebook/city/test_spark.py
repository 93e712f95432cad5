"""A real cluster on loopback: a master and two workers as processes of their own, ended by their ids whatever happens."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from synthetic import quiet, table

from doorstep.rulebook.city import spark as on_spark
from doorstep.rulebook.city.running import Here, KernelEngine, Parts
from doorstep.rulebook.city.screening import screen
from doorstep.rulebook.city.whatif import scenarios, what_if
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.trials import DAY, random_pack

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("spark")]  # one cluster for the whole run
WAIT = 90  # seconds, on a machine that does other things too


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true, what):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            if true():
                return
        except (OSError, ValueError):  # not there yet, or a page that is not yet JSON
            pass
        time.sleep(0.1)
    raise TimeoutError(what)


def descendants(pid):
    """Process ids below a process; Spark's own children are asked to go with it."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [p for child in map(int, listed.stdout.split()) for p in (child, *descendants(child))]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    import pyspark

    home, work = Path(pyspark.__file__).parent, tmp_path_factory.mktemp("spark")
    port, web = free_port(), free_port()
    env = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
        "SPARK_DAEMON_MEMORY": "256m", "SPARK_WORKER_DIR": str(work), "SPARK_LOCAL_DIRS": str(work), "SPARK_NO_DAEMONIZE": "1",
    }  # fmt: skip

    def start(stack, name, *words):
        log = stack.enter_context((work / f"{name}.log").open("w"))
        process = subprocess.Popen(
            [str(home / "bin/spark-class"), *words], env=env, stdout=log, stderr=subprocess.STDOUT
        )
        stack.callback(stop, process)
        return process

    def stop(process):
        for pid in [*descendants(process.pid), process.pid]:
            try:
                os.kill(pid, 15)
            except ProcessLookupError:
                continue
        process.wait(timeout=30)

    def alive():
        with urllib.request.urlopen(f"http://127.0.0.1:{web}/json/", timeout=2) as answer:
            return json.load(answer)["aliveworkers"] == 2

    before = {name: os.environ.get(name) for name in ("SPARK_LOCAL_IP", "PYSPARK_PYTHON")}
    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    with ExitStack() as stack:
        start(stack, "master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port),
              "--webui-port", str(web))  # fmt: skip
        until(lambda: socket.create_connection(("127.0.0.1", port), 1).close() is None, "the master")
        for number in (1, 2):
            start(stack, f"worker{number}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1",
                  "--memory", "1g", "--webui-port", "0", f"spark://127.0.0.1:{port}")  # fmt: skip
        until(alive, "two workers")
        session = on_spark.session(
            f"spark://127.0.0.1:{port}",
            **{"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.executor.memory": "768m",
               "spark.driver.memory": "768m",
                # compiling each query to bytecode costs more than it brings on a small city
                "spark.sql.codegen.wholeStage": "false",
                "spark.sql.codegen.factoryMode": "NO_CODEGEN",
                "spark.sql.adaptive.enabled": "false", "spark.sql.warehouse.dir": str(work / "warehouse"),
               "spark.driver.extraJavaOptions": f"-Dderby.system.home={work}"},
        )  # fmt: skip
        gateway = session.sparkContext._gateway
        try:
            yield session
        finally:
            session.stop()
            driver = getattr(gateway, "proc", None)
            if driver is not None:
                driver.stdin.close()
                stop(driver)
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="module")
def folder(make, tmp_path_factory):
    return make(tmp_path_factory.mktemp("city"), 20_000, chunk=5_000)


def same(a, b):
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in ("count", "heads", "amount"))


def on_which_process(meeting, engine, number):
    """Waits until another chunk is at work too: one after the other they would never meet."""
    (meeting / str(number)).touch()
    until(lambda: len(list(meeting.iterdir())) > 1, "another chunk at work")
    return [number, engine.name, os.getpid()]


def breaks(engine, number):
    raise ValueError(f"chunk {number} is of no use")


class TestOnSpark:
    def test_screens_a_city_chunk_by_chunk_like_one_machine_does(  # noqa: PLR0917 — fixtures
        self, cluster, plan, folder, cache, tmp_path, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)  # paths as they are typed; workers stand elsewhere
        city = Path(os.path.relpath(folder))
        # with its list, so that workers find everything compiled
        here, ours = screen(
            plan, Here(KernelEngine(plan, folder, cache)), folder=folder, progress=quiet,
            parts=Parts(Path("here"), {"a": 1}), out=Path("ours.parquet"),
        )  # fmt: skip
        there, rows = screen(
            plan, on_spark.OnSpark(cluster, plan, city, cache), folder=city, progress=quiet,
            parts=Parts(Path("parts"), {"a": 1}), out=Path("list.parquet"),
        )  # fmt: skip

        assert same(here, there)
        assert rows == ours > 50 and table(tmp_path / "list.parquet") == table(tmp_path / "ours.parquet")

    def test_spreads_the_chunks_over_both_workers_at_once(self, cluster, plan, folder, cache, tmp_path):
        from pyspark import cloudpickle

        cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers do not know the tests
        task = partial(on_which_process, tmp_path)
        done = list(on_spark.OnSpark(cluster, plan, folder, cache).run(task))

        assert sorted(row[0] for row in done) == [0, 1, 2, 3]
        assert {row[1] for row in done} == {"kernel"} and os.getpid() not in {row[2] for row in done}
        assert len({row[2] for row in done}) > 1

    def test_says_in_one_line_why_a_worker_could_not_go_on(self, cluster, plan, folder, cache):
        from pyspark import cloudpickle

        cloudpickle.register_pickle_by_value(sys.modules[__name__])
        with pytest.raises(on_spark.ClusterFailed) as failed:
            list(on_spark.OnSpark(cluster, plan, folder, cache).run(breaks))

        assert failed.value.params["cause"].startswith("ValueError: chunk ")

    def test_answers_what_if_like_one_machine_does(self, cluster, plan, folder, cache):
        ask = partial(
            what_if, plan, folder=folder, changes=scenarios(["dibao_standard=1170"]), step=100, progress=quiet
        )

        here, there = ask(Here(KernelEngine(plan, folder, cache))), ask(on_spark.OnSpark(cluster, plan, folder, cache))

        assert same(here.base, there.base) and here.cliffs == there.cliffs
        assert here.effects[0].won == there.effects[0].won and here.effects[0].moves == there.effects[0].moves


class TestSqlTotals:
    def test_counts_by_sql_what_the_kernel_counts(self, cluster, plan, folder, cache):
        here, _ = screen(plan, Here(KernelEngine(plan, folder, cache)), folder=folder, progress=quiet)

        assert same(here, on_spark.sql_totals(cluster, plan, folder))


class TestSqlCells:
    def test_explains_by_sql_as_the_oracle_does_on_a_random_pack(self, cluster, bench, tmp_path):
        import random

        trial = bench(resolve(random_pack(random.Random(5)), DAY), 5, 120)
        cells = on_spark.sql_cells(cluster, trial.city, trial.write(tmp_path))

        assert trial.rows(cells) == trial.oracle()
