"""The city's fast engine: the generated kernel, compiled once per rule set, run by two threads over a chunk.

Needs the extra `city` (numba); it is imported when a kernel is made, never before. The text lies in a folder under the
digest of its content, and numba keeps the machine code beside it: the next process starts in a fraction of a second.
"""

import hashlib
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.rulebook.city.store import keep_text
from doorstep.rulebook.engines.cells import Cells, Judged, Totals, words
from doorstep.rulebook.engines.chunk import STORAGE, Chunk, Data
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_steps import wanted_columns
from doorstep.rulebook.engines.kernel_text import kernel_text
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.language.types import Kind
from doorstep.rulebook.values import day_number

Run = Callable[..., None]
_FEW = 5_000
"""Below so many families a second thread costs more than it brings."""


def kernel_available() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


class Kernel:
    """Judges chunks. Without `folder` the text runs as plain Python: slow, for tests of the text itself."""

    def __init__(self, city: CityPlan, districts: int, folder: Path | None, threads: int = 2) -> None:
        self.city, self.plan, self.districts, self.threads = city, city.plan, districts, threads
        self.text = kernel_text(city)
        self.folder = folder
        self.today = day_number(city.plan.ruleset.day)
        self.figures = Figures.of(city)
        self._ready: dict[str, Run] = {}

    def judge(self, chunk: Chunk, figures: Figures | None = None) -> Judged:
        """Totals of a chunk and the bits and yearly fen of each family."""
        size = words(len(self.city.codes))
        masks = [np.zeros((size, chunk.families), np.int64) for _ in range(2)]
        value = np.zeros(chunk.families, np.int64)
        parts: list[Totals] = []

        def out() -> tuple[Any, ...]:
            part = Totals.empty(len(self.plan.claims), self.districts)
            parts.append(part)
            return (chunk.district, part.count, part.heads, part.amount, *masks, value)

        self._run(self._compiled("tally"), chunk, figures or self.figures, out)
        totals = Totals.empty(len(self.plan.claims), self.districts)
        for part in parts:
            totals.add(part)
        return Judged(totals, masks[0], masks[1], value)

    def explain(self, chunk: Chunk, figures: Figures | None = None) -> Cells:
        """Every cell of every explanation."""
        return self._cells_of("cells", chunk, figures or self.figures)

    def verdicts(self, chunk: Chunk) -> Cells:
        """Verdicts and exclusions only; and who is judged alone."""
        return self._cells_of("verdicts", chunk, self.figures)

    def _cells_of(self, mode: str, chunk: Chunk, figures: Figures) -> Cells:
        people, families = wanted_columns(self.city, mode)
        cells = Cells(
            people,
            families,
            np.zeros((len(people), chunk.persons), np.int64),
            np.zeros((len(people), chunk.persons), np.uint8),
            np.zeros((len(families), chunk.families), np.int64),
            np.zeros((len(families), chunk.families), np.uint8),
        )
        out = (cells.family_values, cells.family_known, cells.people_values, cells.people_known)
        self._run(self._compiled(mode), chunk, figures, lambda: out)
        return cells

    def _run(self, run: Run, chunk: Chunk, figures: Figures, out: Callable[[], tuple[Any, ...]]) -> None:
        columns = [chunk.family_facts[name] for name in self.plan.family_facts]
        columns += [chunk.person_facts[name] for name in self.plan.person_facts]
        facts = [x for data in columns for x in _pair(data)]
        threads = self.threads if chunk.families >= _FEW else 1
        edges = [chunk.families * i // threads for i in range(threads + 1)]
        tasks = [
            (*facts, chunk.offsets, *figures.vectors(self.city), self.today, low, high, *out())
            for low, high in pairwise(edges)
        ]
        if threads == 1:
            run(*tasks[0])
            return
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(run, *task) for task in tasks]:
                done.result()

    @cached_property
    def _module(self) -> dict[str, Any]:
        if self.folder is None:
            names: dict[str, Any] = {}
            exec(compile(self.text, "<kernel>", "exec"), names)  # noqa: S102 — our own text, from checked nodes only
            return names
        name = f"rules_{hashlib.sha256(self.text.encode()).hexdigest()[:20]}"
        path = keep_text(self.folder, f"{name}.py", self.text)
        spec = spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[name] = module  # numba's cache looks it up there
        spec.loader.exec_module(module)
        return vars(module)

    def _compiled(self, name: str) -> Run:
        if name in self._ready:
            return self._ready[name]
        function: Run = self._module[name]
        if self.folder is None:
            return function
        import numba  # noqa: PLC0415 — heavy, and an optional extra

        jit = numba.njit([tuple(self._types(numba.types, name))], cache=True, nogil=True, error_model="numpy")
        self._ready[name] = jit(function)
        return self._ready[name]

    def _types(self, types: Any, name: str) -> list[Any]:
        def read(item: Any, dimensions: int = 1) -> Any:
            return types.Array(item, dimensions, "C", readonly=True)

        def write(item: Any, dimensions: int) -> Any:
            return types.Array(item, dimensions, "C")

        result = []
        for fact in (*self.plan.family_facts, *self.plan.person_facts):
            kind = self.plan.ruleset.facts[fact].type.kind
            stored = types.uint8 if kind is Kind.BOOL else getattr(types, STORAGE[kind])
            result += [read(stored), read(types.uint8)]
        result += [read(types.int64)] * 4 + [types.int64] * 3
        if name == "tally":
            totals = [write(types.int64, 3)] * 3
            return [*result, read(types.uint8), *totals, *[write(types.int64, 2)] * 2, write(types.int64, 1)]
        return [*result, *[write(types.int64, 2), write(types.uint8, 2)] * 2]


def _pair(data: Data) -> tuple[Any, Any]:
    return data.values, data.valid
