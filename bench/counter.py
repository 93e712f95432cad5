"""One family at the counter, with all programmes, on a plain day and in the campaign before the Spring Festival.

    python bench/counter.py [--families 1000] [--unknown 0.10]

Two kinds of families: those of the synthetic city that have applied for something, which is who comes to a counter; and
families that stand on the thresholds, one fen or one day to each side, with up to the given share of their facts unknown:
harder than families are. Each is judged three times and its fastest time counts, so that neighbours on the machine do not;
then the median and the 95th percentile over the families. In one run: the generated engine alone, the whole answer (with
questions, confidence and the best lawful combination), the same with every finding and proof laid out, and the reference
engine that walks the tree, which gives the ratio.
"""

import argparse
import gc
import random
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np

from doorstep.rulebook.city.drawing import draw_chunk
from doorstep.rulebook.city.store import read_margins
from doorstep.rulebook.engines import oracle
from doorstep.rulebook.engines.chunk import Data, take, unpack
from doorstep.rulebook.engines.counter import Assessment, Counter
from doorstep.rulebook.engines.family import Family
from doorstep.rulebook.io import load_pack
from doorstep.rulebook.plan import make_plan
from doorstep.rulebook.ruleset import Ruleset
from doorstep.rulebook.trials import random_family

POLICY = Path(__file__).resolve().parents[1] / "policy" / "shanghai"
DAYS = (date(2018, 2, 13), date(2020, 1, 15))
BAR = 0.5  # milliseconds at the 95th percentile
RUNS = 3


def whole_answer(counter: Counter, family: Family) -> Assessment:
    """Every answer with its questions and how sure it is, and the best lawful combination."""
    found = counter.assess(family)
    for answer in found.answers:
        answer.confidence  # noqa: B018 — found when it is read
    return found


def laid_out(counter: Counter, family: Family) -> object:
    """Everything that a person could read of the answer."""
    found = whole_answer(counter, family)
    findings = [answer.findings for answer in found.answers]  # made when they are read
    return found, findings, [left.total_instead for left in found.combination.left_out]  # searched when it is read


def measured(work: Callable[[Family], object], families: list[Family]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    took = []
    for family in families:
        spans = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            answer = work(family)
            spans.append(time.perf_counter() - begun)
            del answer  # after the clock: nobody waits for an answer to be thrown away
        took.append(min(spans) * 1000)
    took.sort()
    return took[len(took) // 2], took[len(took) * 95 // 100]


def applicants(ruleset: Ruleset, count: int) -> list[Family]:
    """Families of the synthetic city whose incomes are known because they once applied."""
    plan = make_plan(ruleset)
    drawn = draw_chunk(plan, read_margins(POLICY), seed=1, number=0, persons=80 * count, first_id=0)
    chunk = take(plan, drawn.chunk, np.flatnonzero(drawn.applicant)[:count])

    def read(columns: Mapping[str, Data], rows: int) -> list[dict[str, int]]:
        facts = {name: unpack(ruleset.facts[name].type, data, rows) for name, data in columns.items()}
        return [{x: values[i].item() for x, (values, known) in facts.items() if known[i]} for i in range(rows)]

    families, people = read(chunk.family_facts, chunk.families), read(chunk.person_facts, chunk.persons)
    return [
        Family(facts, tuple(people[a:b]), tuple(map(str, range(b - a))))
        for facts, a, b in zip(families, chunk.offsets[:-1], chunk.offsets[1:], strict=True)
    ]


def main() -> None:
    """Judge families of both kinds on both days."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=1000)
    parser.add_argument("--unknown", type=float, default=0.10)
    given = parser.parse_args()
    pack = load_pack(POLICY)
    for day in DAYS:
        counter = Counter.on(pack, day)
        rng = random.Random(7)
        edges = [
            random_family(counter.ruleset, rng, unknown=rng.uniform(0, given.unknown)) for _ in range(given.families)
        ]
        for kind, draw in (("that applied", applicants(counter.ruleset, given.families)), ("on the thresholds", edges)):
            show(counter, draw, f"{day}: {len(counter.ruleset.programmes)} programmes of {len(pack.programmes)}", kind)


def show(counter: Counter, draw: list[Family], title: str, kind: str) -> None:
    """Print a line for each way of judging these families."""
    gc.collect()
    gc.freeze()  # what the bench itself holds is not the counter's to sweep
    people = sum(len(family.members) for family in draw) / len(draw)
    print(f"{title}, {len(draw)} families {kind}, of {people:.1f} people")
    walked = measured(lambda f: oracle.judge(counter.ruleset, f), draw[:100])
    ways: dict[str, Callable[[Family], object]] = {
        "judged": counter.engine.rows,
        "whole answer": lambda f: whole_answer(counter, f),
        "all laid out": lambda f: laid_out(counter, f),
    }
    for name, work in ways.items():
        p50, p95 = measured(work, draw)
        bar = "" if name == "judged" else f"   bar {BAR} ms: {'reached' if p95 < BAR else 'missed'}"
        print(f"  {name:14s} p50 {p50:6.3f} ms   p95 {p95:6.3f} ms   {walked[0] / p50:5.1f} × the reference{bar}")


if __name__ == "__main__":
    main()
