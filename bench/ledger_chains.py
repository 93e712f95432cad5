"""Does appending serialise the city? Eight processes append on PostgreSQL, one chain per case against one chain for all.

Usage: python bench/ledger_chains.py   (starts a PostgreSQL of its own and ends it)

The same act in both modes: one business row, one ledger event, the transaction held open for 0 or 5 ms after the event,
as an act does that goes on working. Reported: acts a second, p50 and p95 in milliseconds, and the ratio in one run.
"""

import multiprocessing
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from run_tests import postgresql

PROCESSES, SECONDS = 8, 5.0
NOON = datetime(2018, 2, 13, 4, tzinfo=UTC)


def work(number: int, mode: str, hold: float, queue: multiprocessing.Queue) -> None:
    """Append for some seconds; report how long each act took."""
    import django

    django.setup()
    from django.db import transaction

    from doorstep.ledger import public as ledger

    robot, took, count = ledger.Robot("bench"), [], 0
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        chain = "city" if mode == "one chain" else f"case:{number}-{count % 5000}"
        started = time.perf_counter()
        with transaction.atomic():
            ledger.record(ledger.Entry(what="bench.act", about=chain, by=robot, at=NOON, after={"count": count}))
            if hold:
                time.sleep(hold)
        took.append(time.perf_counter() - started)
        count += 1
    queue.put(took)


def measure(mode: str, hold: float) -> float:
    """Acts a second of all processes together."""
    queue: multiprocessing.Queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(n, mode, hold, queue)) for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    took = sorted(second for _ in workers for second in queue.get())
    for worker in workers:
        worker.join()
    rate = len(took) / SECONDS
    p50, p95 = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.95))
    print(
        f"{mode:16s} held {hold * 1000:.0f} ms: {rate:7.0f} acts/s   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms", flush=True
    )
    return rate


def main() -> None:
    """Migrate a fresh database, run the four measurements, walk the chains."""
    multiprocessing.set_start_method("spawn")
    with postgresql() as url:
        os.environ |= {
            "DATABASE_URL": url,
            "DOORSTEP_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "doorstep.config.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from doorstep.ledger import public as ledger

        call_command("migrate", verbosity=0)
        connection.close()
        for hold in (0.0, 0.005):
            one, many = measure("one chain", hold), measure("chain per case", hold)
            print(f"ratio {many / one:.1f} : 1\n")
        verdict = ledger.verify()
        connection.close()
        print(f"walked {verdict.events:,} events in {verdict.chains:,} chains: {verdict.broken or 'whole'}")
        sys.exit(verdict.broken is not None)


if __name__ == "__main__":
    main()
