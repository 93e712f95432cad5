"""The city's fast engine: the generated kernel, compiled once per rule set, run by two threads over a chunk.

Needs the extra `city` (numba); it is imported when a kernel is made, never before. The text lies in a folder under the
digest of its content, and numba keeps the machine code beside it: the next process starts in a fraction of a second.
"""

import hashlib
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.rulebook.city.store import keep_text
from doorstep.rulebook.engines.cells import STATES, Cells, Judged, Longs, Totals, words
from doorstep.rulebook.engines.chunk import STORAGE, Chunk, Data, known_share, without_any
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_rows import rows_text
from doorstep.rulebook.engines.kernel_steps import table_layout, wanted_columns
from doorstep.rulebook.engines.kernel_text import MODES, TALLY_STATES, kernel_text, tally_text
from doorstep.rulebook.engines.listing import COLUMNS, in_order
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.engines.settling import ENOUGH, RARE, without
from doorstep.rulebook.language.types import Kind, Unit
from doorstep.rulebook.values import day_number

Run = Callable[..., None]
_FEW = 5_000
"""Below so many families a second thread costs more than it brings."""


def kernel_available() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


class Kernel:
    """Judges chunks. Without `folder` the text runs as plain Python: slow, for tests of the text itself.

    `rare`: the facts that a lean kernel takes to be unknown; families of whom one is known go through the whole kernel.
    None: found in the first chunk of some size. Each set is compiled once, so cities of one kind should agree on it.
    """

    def __init__(
        self, city: CityPlan, districts: int, folder: Path | None, threads: int = 2, rare: frozenset[str] | None = None
    ) -> None:
        self.city, self.plan, self.districts, self.threads = city, city.plan, districts, threads
        self.text = kernel_text(city)
        self.folder = folder
        self.today = day_number(city.plan.ruleset.day)
        self.figures = Figures.of(city)
        self.tables = tuple(table_layout(city))
        self.rare = rare
        self._ready: dict[str, Run] = {}
        self._modules: dict[str, dict[str, Any]] = {}
        self._columns: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def judge(self, chunk: Chunk, figures: Figures | None = None) -> Judged:
        """Totals of a chunk and the bits and yearly fen of each family."""
        size = words(len(self.city.codes))
        masks = [np.zeros((size, chunk.families), np.int64) for _ in range(2)]
        value = np.zeros(chunk.families, np.int64)
        parts: list[Longs] = []

        def out() -> tuple[Any, ...]:
            part = np.zeros((3, self.districts * len(self.plan.claims) * TALLY_STATES), np.int64)
            parts.append(part)
            return (chunk.district, *part, *masks, value)

        every = np.arange(chunk.families)
        rare = self._rare(chunk)
        lean = without_any(chunk, rare) if rare else np.zeros(chunk.families, np.bool_)
        for name, which in (("tally", every[~lean]), ("lean", every[lean])):
            if len(which):
                self._run(self._compiled(name), chunk, figures or self.figures, which, out)
        return Judged(self._totals(parts), masks[0], masks[1], value)

    def _rare(self, chunk: Chunk) -> frozenset[str]:
        if self.rare is None and chunk.families >= ENOUGH:
            self.rare = frozenset(name for name, share in known_share(chunk).items() if share < RARE)
        return self.rare or frozenset()

    def _totals(self, parts: list[Longs]) -> Totals:
        """From the kernel's rows by district."""
        shape = (3, self.districts, len(self.plan.claims), TALLY_STATES)
        rows = sum(parts, np.zeros((3, shape[1] * shape[2] * shape[3]), np.int64)).reshape(shape)
        count, heads, amount = (np.ascontiguousarray(x.swapaxes(0, 1)[..., :STATES]) for x in rows)
        of_persons = [i for i, claim in enumerate(self.plan.claims) if claim.unit is Unit.PERSON]
        heads[of_persons] = count[of_persons]
        return Totals(count, heads, amount)

    def explain(self, chunk: Chunk, figures: Figures | None = None) -> Cells:
        """Every cell of every explanation."""
        return self._cells_of("cells", chunk, figures or self.figures)

    def rows(self, chunk: Chunk, families: Longs, most: int) -> dict[str, Longs]:
        """The list of these families' unclaimed entitlements, at most so many; see `listing.COLUMNS`."""
        parts: list[tuple[Longs, Longs]] = []

        def out() -> tuple[Longs, Longs]:
            parts.append((np.empty((most + 1, len(COLUMNS)), np.int64), np.zeros(1, np.int64)))
            return parts[-1]

        self._run(self._compiled("rows"), chunk, self.figures, families, out)
        return in_order(np.concatenate([rows[: size[0]] for rows, size in parts]))

    def verdicts(self, chunk: Chunk) -> Cells:
        """Verdicts and exclusions only; and who is judged alone."""
        return self._cells_of("verdicts", chunk, self.figures)

    def _cells_of(self, mode: str, chunk: Chunk, figures: Figures) -> Cells:
        people, families = self._wanted(mode)
        cells = Cells(
            people,
            families,
            np.zeros((len(people), chunk.persons), np.int64),
            np.zeros((len(people), chunk.persons), np.uint8),
            np.zeros((len(families), chunk.families), np.int64),
            np.zeros((len(families), chunk.families), np.uint8),
        )
        out = (cells.family_values, cells.family_known, cells.people_values, cells.people_known)
        self._run(self._compiled(mode), chunk, figures, np.arange(chunk.families), lambda: out)
        return cells

    def _wanted(self, mode: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if mode not in self._columns:
            self._columns[mode] = wanted_columns(self.city, mode)
        return self._columns[mode]

    def _run(self, run: Run, chunk: Chunk, figures: Figures, which: Longs, out: Callable[[], tuple[Any, ...]]) -> None:
        """Judge the families at these positions."""
        columns = [chunk.family_facts[name] for name in self.plan.family_facts]
        columns += [chunk.person_facts[name] for name in self.plan.person_facts]
        facts = [x for data in columns for x in _pair(data)]
        threads = self.threads if len(which) >= _FEW else 1
        edges = [len(which) * i // threads for i in range(threads + 1)]
        vectors = figures.vectors(self.city, self.tables)
        tasks = [
            (*facts, chunk.offsets, *vectors, self.today, which, low, high, *out()) for low, high in pairwise(edges)
        ]
        if threads == 1:
            run(*tasks[0])
            return
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(run, *task) for task in tasks]:
                done.result()

    def _module(self, text: str) -> dict[str, Any]:
        if text in self._modules:
            return self._modules[text]
        names: dict[str, Any] = {}
        if self.folder is None:
            exec(compile(text, "<kernel>", "exec"), names)  # noqa: S102 — our own text, from checked nodes only
        else:
            name = f"rules_{hashlib.sha256(text.encode()).hexdigest()[:20]}"
            spec = spec_from_file_location(name, keep_text(self.folder, f"{name}.py", text))
            assert spec is not None and spec.loader is not None
            module = module_from_spec(spec)
            sys.modules[name] = module  # numba's cache looks it up there
            spec.loader.exec_module(module)
            names = vars(module)
        self._modules[text] = names
        return names

    def _compiled(self, name: str) -> Run:
        if name in self._ready:
            return self._ready[name]
        mode = "tally" if name == "lean" else name
        text = self._text(name)
        self._ready[name] = self._module(text)[mode]
        if self.folder is not None:
            import numba  # noqa: PLC0415 — heavy, and an optional extra

            types = tuple(self._types(numba.types, mode))
            self._ready[name] = numba.njit([types], cache=True, nogil=True, error_model="numpy")(self._ready[name])
        return self._ready[name]

    def _text(self, name: str) -> str:
        if name == "rows":
            return rows_text(self.city)
        return self.text if name in MODES else tally_text(without(self.city, self.rare or frozenset()))

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
        result += [read(types.int64)] * 4 + [types.int64, read(types.int64)] + [types.int64] * 2
        if name == "rows":
            return [*result, write(types.int64, 2), write(types.int64, 1)]
        if name == "tally":
            totals = [write(types.int64, 1)] * 3
            return [*result, read(types.uint8), *totals, *[write(types.int64, 2)] * 2, write(types.int64, 1)]
        return [*result, *[write(types.int64, 2), write(types.uint8, 2)] * 2]


def _pair(data: Data) -> tuple[Any, Any]:
    return data.values, data.valid
