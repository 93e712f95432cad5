"""The two servers that are measured, each as gunicorn serves it: two workers with four threads, one database server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
WORKERS, THREADS = 2, 4
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Running:
    """A server that runs on this machine beside its database."""

    port: int
    process: int
    database: str

    def processors(self) -> float:
        """Milliseconds of processors that its workers and the sessions of its database have used so far. Unlike the clock,
        they hardly know what else the machine does."""
        used = 0.0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                named = (folder / "cmdline").read_text().replace("\0", " ")
                columns = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:  # it has ended
                continue
            if columns[1] == str(self.process) or (named.startswith("postgres: ") and f" {self.database} " in named):
                used += (int(columns[11]) + int(columns[12])) / TICKS * 1000
        return used


@contextmanager
def served(application: str, *, workers: int = WORKERS, log: Path, **env: str) -> Iterator[Running]:
    """gunicorn with an application until the block ends."""
    port = free_port()
    options = [
        "--workers",
        str(workers),
        "--threads",
        str(THREADS),
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
    ]
    paths = os.pathsep.join([str(BENCH.parent / "src"), str(BENCH)])
    with log.open("a") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, *options, "--keep-alive", "30"],
            env={**os.environ, "PYTHONPATH": paths, **env},
            stderr=told,
            stdout=told,
        )
    try:
        _wait_for(port, server, log)
        yield Running(port, server.pid, {**os.environ, **env}["DATABASE_URL"].rsplit("/", 1)[1])
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    end = time.perf_counter() + 30
    while time.perf_counter() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"gunicorn did not start: {log.read_text()[-2000:]}")
