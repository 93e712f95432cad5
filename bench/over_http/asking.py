"""What is asked: turns for the client, and what came of them."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from .servers import Running

CLIENT = Path(__file__).with_name("client.py")
CONCURRENCY = 8

Call = dict[str, object]


@dataclass(frozen=True)
class Figures:
    """What one measurement found: turns a second, and how long a turn took."""

    per_second: float
    p50: float  # milliseconds
    p95: float
    turns: int
    calls: dict[str, list[float]]
    cores: float  # milliseconds of processors a turn, of the server and its database


def call(
    method: str,
    path: str,
    *,
    token: str = "",
    body: object = None,
    name: str = "",
    learns: bool = False,
    **headers: str,
) -> Call:
    """One call as the client reads it. Headers by name with underscores."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given |= {"X-Forwarded-Proto": "https"}  # the front end speaks TLS; the server behind it is told so
    if token:
        given |= {"Authorization": f"Bearer {token}"}
    if body is not None:
        given |= {"Content-Type": "application/json"}
    lines = "\n".join(f"{name}: {value}" for name, value in given.items())
    text = json.dumps(body, ensure_ascii=False) if body is not None else ""
    return {"method": method, "path": path, "headers": lines, "body": text, "name": name or path, "learns": learns}


def answered(at: Running, one: Call) -> dict[str, Any]:
    """What a single call without a body is answered. Whatever is refused ends the measurement."""
    headers = dict(line.split(": ", 1) for line in str(one["headers"]).splitlines())
    line = HTTPConnection("127.0.0.1", at.port, timeout=30)
    line.request(str(one["method"]), str(one["path"]), headers=headers)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    if answer.status != HTTPStatus.OK:
        sys.exit(f"refused: {one['path']}: {answer.status} {content[:300]!r}")
    told: dict[str, Any] = json.loads(content)
    return told


def ask(
    at: Running,
    turns: Sequence[Sequence[Call]],
    *,
    seconds: float,
    first: int = 1,
    again: bool = True,
    warm: float = 1.0,
) -> Figures:
    """Let the client ask for some seconds. Whatever is refused ends the measurement."""
    before = at.processors()
    plan = {
        "port": at.port, "threads": CONCURRENCY, "seconds": seconds, "warm": warm, "turns": turns, "again": again, "first": first,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(CLIENT)], input=json.dumps(plan), capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    if told["wrong"]:
        sys.exit("\n".join(["refused:", *told["wrong"]]))
    took = told["took"]
    if not took:
        sys.exit(f"nothing was answered in time: {turns[0][0]['name']} and {len(turns[0]) - 1} calls more")
    p50, p95 = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.95))
    cores = (at.processors() - before) / told["done"]
    return Figures(len(took) / seconds, p50, p95, len(took), told["calls"], cores)
