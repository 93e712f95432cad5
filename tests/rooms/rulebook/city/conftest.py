import random
from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest
from lawful import conflict
from synthetic import PERSONS, SEED, quiet

from doorstep.rulebook.city import store
from doorstep.rulebook.city.drawing import SIGNALS, Drawn
from doorstep.rulebook.city.making import make_city
from doorstep.rulebook.engines.cells import CODE, outcomes
from doorstep.rulebook.engines.chunk import from_families
from doorstep.rulebook.engines.duck import Duck
from doorstep.rulebook.engines.exclusion import with_exclusions
from doorstep.rulebook.engines.kernel import Kernel
from doorstep.rulebook.engines.listing import Reader
from doorstep.rulebook.engines.python import PythonEngine
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.plan import make_plan
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.trials import random_family


class Bench:
    """A rule set, some families, and every engine's rows for them."""

    def __init__(self, ruleset, families, folder=None):
        self.ruleset, self.families, self.folder = ruleset, families, folder
        self.city = with_exclusions(make_plan(ruleset))
        self.chunk = from_families(self.city.plan, families)

    def oracle(self):
        from doorstep.rulebook.engines import oracle

        return [oracle.judge(self.ruleset, family) for family in self.families]

    def python(self):
        engine = PythonEngine(self.city.plan)
        return [engine.judge(family)[0] for family in self.families]

    def kernel_text(self):
        """The text of the kernel, run as plain Python."""
        return self.rows(Kernel(self.city, 1, None).explain(self.chunk))

    def kernel(self, cache):
        return self.rows(Kernel(self.city, 1, cache).explain(self.chunk))

    def write(self, folder):
        """The families as a city of one chunk."""
        none = np.zeros(self.chunk.families, np.bool_)
        store.write_chunk(folder, 0, self.city.plan, Drawn(self.chunk, none.astype(np.uint8), none, none))
        made = store.CityFile(store.LAYOUT, self.chunk.persons, 0, "2018-02-13", ("310105",), (self.chunk.families,),
                              (self.chunk.persons,), {}, SIGNALS)  # fmt: skip
        store.keep_city(folder, made)
        return folder

    def duck(self, folder, rare=None):
        duck = Duck(self.city, 1, rare=rare)
        duck.open(*store.chunk_paths(self.write(folder), 0))
        return duck

    def rows(self, cells):
        return [outcomes(self.city.plan, cells, self.chunk.offsets, i) for i in range(len(self.families))]


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture(scope="session")
def plan(shanghai):
    return with_exclusions(make_plan(resolve(shanghai, date(2018, 2, 13))))


@pytest.fixture(scope="session")
def make(plan, policy_dir, cache):
    def made(out, persons=PERSONS, seed=SEED, progress=quiet, chunk=50_000):
        margins = store.read_margins(policy_dir)
        make_city(plan, margins, persons=persons, seed=seed, out_dir=out, progress=progress, folder=cache, chunk=chunk)
        return out

    return made


@pytest.fixture(scope="session")
def bench():
    def make(ruleset, seed, count, unknown=(0, 0.1, 0.4)):
        rng = random.Random(seed)
        return Bench(ruleset, [random_family(ruleset, rng, unknown=rng.choice(unknown)) for _ in range(count)])

    return make


def of_city(trial, cells):
    """What the city says of each claim, for every subject of a trial: claim, family, position of a member → word."""
    reader, words = Reader(trial.city, cells), {number: word for word, number in CODE.items()}
    said = {}
    for claim in trial.city.plan.claims:
        answers = [words.get(int(x)) for x in reader.said(claim).answer]
        for number, (first, last) in enumerate(pairwise(trial.chunk.offsets)):
            one = claim.unit is Unit.FAMILY
            of_family = {None: answers[number]} if one else dict(enumerate(answers[first:last]))
            said |= {(claim.key, number, member): word for member, word in of_family.items()}
    return said


def at_the_counter(desk, trial):
    """The same from the counter, for the families of which no two claims that are met exclude each other."""
    for number, family in enumerate(trial.families):
        found = desk.assess(family)
        options = [*found.combination.taken, *(x.option for x in found.combination.left_out)]
        if any(conflict(a, b) for a, b in combinations(options, 2)):
            continue
        for a in found.answers:
            yield (a.claim, number, None if a.member is None else family.ids.index(a.member)), a.answer
