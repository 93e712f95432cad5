"""Fill an empty database with a city.

    python bench/full_city --cases 1000000 --families 200000 [--seed 20180213] [--processes 2]

DATABASE_URL says where (PostgreSQL for a full city; SQLite takes some thousands well). The same seed makes the same
families and the same cases; what is random by law (nonces, keys of persons) is random here too. The ledger is whole:
`doorstep ledger verify` walks it.
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Read what is wanted, and fill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--families", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=20180213)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--patterns", type=int, default=480, help="cases that are lived through the services")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")
    import django

    django.setup()
    from full_city.filling import fill

    started = time.perf_counter()
    fill(
        cases=given.cases, families=given.families, seed=given.seed, processes=given.processes, patterns=given.patterns
    )
    print(f"filled in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
