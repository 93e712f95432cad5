"""The client, a process of its own: some threads with open connections ask until the time is over.

    python client.py < plan.json > told.json

The plan: port, threads, seconds, warm (seconds that do not count), and `turns`. A turn is a list of calls made one after
the other by one thread: method, path, headers, body. Turns are taken in order, from the beginning again when they are
used up where `again` says so. In a path, header or body, `{number}`, `{etag}`, `{task:part}` and `{serial}` stand for
what was answered before in the same turn, and for a number that no other turn has.
"""

import http.client
import itertools
import json
import sys
import threading
import time

BAD = 400


class Asker(threading.Thread):
    """One connection that asks without pause."""

    def __init__(self, plan: dict, turns: "itertools.count | object", until: float, begin: float) -> None:
        super().__init__()
        self.plan, self.turns, self.until, self.begin = plan, turns, until, begin
        self.took: list[float] = []
        self.calls: dict[str, list[float]] = {}
        self.wrong: list[str] = []
        self.bytes = self.done = 0
        self.line = http.client.HTTPConnection("127.0.0.1", plan["port"], timeout=30)

    def run(self) -> None:
        """Turn after turn; what goes wrong here is told, too."""
        try:
            self._go_on()
        except Exception as error:
            self.wrong.append(repr(error))

    def _go_on(self) -> None:
        for serial, turn in self.turns:
            started = time.perf_counter()
            if started > self.until:
                return
            known = {"{serial}": str(serial)}
            fine = all(self._ask(call, known) for call in turn)
            self.done += 1
            done = time.perf_counter()
            # Whatever ends in time counts: what goes on at the end is made up for by what went on at the beginning.
            if fine and self.begin <= done <= self.until:
                self.took.append(done - started)

    def _ask(self, call: dict, known: dict[str, str]) -> bool:
        method, path, headers, body = (
            filled(call.get(part, ""), known) for part in ("method", "path", "headers", "body")
        )
        asked = dict(line.split(": ", 1) for line in headers.splitlines())
        started = time.perf_counter()
        self.line.request(method, path, body.encode() or None, asked)
        answer = self.line.getresponse()
        content = answer.read()
        self.bytes += len(content)
        if answer.status >= BAD:
            if len(self.wrong) < 5:
                self.wrong.append(f"{method} {path}: {answer.status} {content[:300].decode(errors='replace')}")
            return False
        if started >= self.begin:
            self.calls.setdefault(call.get("name", path), []).append(time.perf_counter() - started)
        if call.get("learns"):
            told = json.loads(content)
            known |= {
                "{number}": str(told.get("number", known.get("{number}"))),
                "{etag}": answer.headers.get("ETag", ""),
            }
            known |= {f"{{task:{one['part']}}}": str(one["id"]) for one in told.get("tasks", [])}
        return True


def filled(text: str, known: dict[str, str]) -> str:
    """The text with what is known put in."""
    if "{" in text:
        for name, value in known.items():
            text = text.replace(name, value)
    return text


class Turns:
    """Turns handed out to threads, each with a number of its own."""

    def __init__(self, turns: list, *, again: bool, first: int) -> None:
        self._source = iter(itertools.cycle(turns) if again else turns)
        self._serial, self._lock = itertools.count(first), threading.Lock()

    def __iter__(self) -> "Turns":
        return self

    def __next__(self) -> tuple[int, list]:
        with self._lock:
            return next(self._serial), next(self._source)


def main() -> None:
    """Read the plan, ask, tell."""
    plan = json.load(sys.stdin)
    turns = Turns(plan["turns"], again=plan.get("again", True), first=plan.get("first", 1))
    begin = time.perf_counter() + plan.get("warm", 1.0)
    until = begin + plan["seconds"]
    askers = [Asker(plan, turns, until, begin) for _ in range(plan["threads"])]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    calls: dict[str, list[float]] = {}
    for asker in askers:
        for name, took in asker.calls.items():
            calls.setdefault(name, []).extend(took)
    took = sorted(one for asker in askers for one in asker.took)
    wrong = [one for asker in askers for one in asker.wrong]
    done = sum(asker.done for asker in askers)
    json.dump(
        {"done": done, "took": took, "calls": {n: sorted(t) for n, t in calls.items()}, "wrong": wrong[:5]}, sys.stdout
    )


if __name__ == "__main__":
    main()
