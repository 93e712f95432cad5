"""Making a synthetic city: chunk by chunk, resumable, deterministic by seed."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.city import store
from doorstep.rulebook.city.drawing import DIBAO, RECEIVED, SIGNALS, Drawn, draw_chunk
from doorstep.rulebook.city.margins import Margins
from doorstep.rulebook.engines.cells import Cells
from doorstep.rulebook.engines.chunk import Data, pack, unpack
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel import Kernel
from doorstep.rulebook.language.types import BOOL, RATIO_SCALE, Kind, Unit
from doorstep.rulebook.plan import REST, Claim
from doorstep.rulebook.ruleset import ALONE

CHUNK_PERSONS = 250_000
"""People of a chunk where nothing else is asked for."""
Bools = npt.NDArray[np.bool_]
Progress = Callable[[int, int], None]
"""Called with (chunks done, chunks in all)."""


def make_city(
    city: CityPlan, margins: Margins, *, persons: int, seed: int, out_dir: Path, progress: Progress, folder: Path,
    chunk: int | None = None,
) -> store.CityFile:  # fmt: skip
    """Draw `persons` people into `out_dir`; chunks that are there already stay. `folder`: the cache of kernels.

    `chunk`: at most so many people in a chunk; None: as the folder was begun, or CHUNK_PERSONS. Surrogate ids only, no ID
    numbers. Refuses NoCity where the extra `city` is missing, or where the folder was begun otherwise.
    """
    store.need_arrow(out_dir)
    plan, ruleset = city.plan, city.plan.ruleset
    kernel = Kernel(city, len(margins.districts), folder)
    wanted = {"persons": persons, "seed": seed, "day": ruleset.day.isoformat(), "pack": ruleset.pack.digest}
    count = max(1, -(-persons // _begin(out_dir, wanted, chunk)))
    edges = [persons * i // count for i in range(count + 1)]
    families = []
    for number in range(count):
        size_file = out_dir / "sizes" / f"{number:05}.json"
        if not (size_file.exists() and all(p.exists() for p in store.chunk_paths(out_dir, number))):
            # ids leave room for as many families as there are people, so that no chunk waits for another
            drawn = draw_chunk(
                plan,
                margins,
                seed=seed,
                number=number,
                persons=edges[number + 1] - edges[number],
                first_id=edges[number],
            )
            drawn = _with_receipts(city, kernel, margins, drawn, np.random.default_rng([seed, number, 1]))
            store.write_chunk(out_dir, number, plan, drawn)
            store.keep_json(size_file, drawn.chunk.families)
        families.append(int(store.read_json(size_file)))
        progress(number + 1, count)
    facts = ruleset.facts
    made = store.CityFile(
        layout=store.LAYOUT,
        persons=persons,
        seed=seed,
        day=ruleset.day.isoformat(),
        districts=tuple(code for code, _ in margins.districts),
        families=tuple(families),
        persons_in=tuple(b - a for a, b in pairwise(edges)),
        codes={name: f.type.codes for name, f in facts.items() if f.type.kind is Kind.CODE},
        signals=SIGNALS,
    )
    store.keep_city(out_dir, made)
    return made


def _begin(out_dir: Path, wanted: dict[str, object], chunk: int | None) -> int:
    """People of a chunk. A folder is resumed only with what it was begun with."""
    path = out_dir / "plan.json"
    try:
        begun: dict[str, Any] = store.read_json(path) if path.exists() else {**wanted, "chunk": chunk or CHUNK_PERSONS}
    except ValueError as error:
        raise store.NoCity(folder=str(out_dir), why="damaged") from error
    size = begun.get("chunk", 0)
    if begun != {**wanted, "chunk": size}:
        raise store.NoCity(folder=str(out_dir), why="begun")
    if chunk not in (None, size):
        raise store.NoCity(folder=str(out_dir), why="chunk")
    store.keep_json(path, begun)
    return int(size)


def _with_receipts(city: CityPlan, kernel: Kernel, margins: Margins, drawn: Drawn, rng: np.random.Generator) -> Drawn:
    """Most of those found entitled to a programme receive it; 低保 has been drawn already."""
    chunk = drawn.chunk
    cells = kernel.verdicts(chunk)
    family, person = dict(chunk.family_facts), dict(chunk.person_facts)
    sizes = np.diff(chunk.offsets)
    for code in city.codes:
        name = RECEIVED + code
        fact = city.plan.ruleset.facts[name]
        if name == DIBAO or (name not in family and name not in person):
            continue
        rows = chunk.persons if fact.unit is Unit.PERSON else chunk.families
        drawn_before, known = unpack(BOOL, (person if fact.unit is Unit.PERSON else family)[name], rows)
        got = (drawn_before != 0) & known
        for claim in (c for c in city.plan.claims if c.code == code):
            met = _met(city, cells, claim)
            met &= rng.integers(0, RATIO_SCALE, len(met)) < margins.take_up
            if claim.unit is Unit.FAMILY and fact.unit is Unit.PERSON:
                met = np.repeat(met, sizes)
                if claim.variant == REST:
                    met &= ~_true(cells, ALONE)
            got |= met
        _put(family if fact.unit is Unit.FAMILY else person, name, got)
    moved = type(chunk)(chunk.ids, chunk.offsets, chunk.district, family, person)
    return Drawn(moved, drawn.signals, drawn.applicant, drawn.recipient)


def _put(columns: dict[str, Data], name: str, got: Bools) -> None:
    columns[name] = pack(BOOL, got)


def _met(city: CityPlan, cells: Cells, claim: Claim) -> Bools:
    excluded = city.excluded.get(claim.key)
    met = _true(cells, claim.verdict)
    return met if excluded is None else met & ~_true(cells, excluded)


def _true(cells: Cells, name: str) -> Bools:
    if name in cells.people:
        row = cells.people.index(name)
        found: Bools = (cells.people_values[row] != 0) & (cells.people_known[row] != 0)
        return found
    row = cells.families.index(name)
    of_families: Bools = (cells.family_values[row] != 0) & (cells.family_known[row] != 0)
    return of_families
