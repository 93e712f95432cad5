"""Engines over the chunks of a city, and results kept chunk by chunk so that a broken run goes on where it stopped."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from doorstep.kernel.refusal import Refusal
from doorstep.rulebook.city import store
from doorstep.rulebook.engines.cells import Cells, Judged, Longs, Totals
from doorstep.rulebook.engines.chunk import Chunk, take
from doorstep.rulebook.engines.duck import Duck
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel import Kernel, kernel_available
from doorstep.rulebook.engines.parameters import Figures

ENGINES = ("kernel", "duckdb", "spark")
SLICE = 20_000
"""Families explained at a time: bounds the memory that explanations take."""


class NoSuchEngine(Refusal):
    """The engine (`engine`) is not known, or what it needs (`extra`) is not installed."""

    code = "rulebook.no-such-engine"


class Engine(Protocol):
    """Judges the chunks of one city by one rule set."""

    name: str

    def chunks(self) -> Iterator[int]:
        """Go through the chunks; the one named last is open."""

    def judge(self, figures: Figures | None = None) -> Judged:
        """The open chunk."""

    def explain(self, judged: Judged) -> Iterator[tuple[Longs, Longs, Cells]]:
        """Cells of the families with something unclaimed, in slices: their positions, the offsets of members, cells."""


class KernelEngine:
    """The fused kernel over Parquet chunks; the next chunk is read while one is judged."""

    name = "kernel"

    def __init__(self, city: CityPlan, folder: Path, cache: Path) -> None:
        self.city, self.folder, self.file = city, folder, store.read_city(folder)
        self.kernel = Kernel(city, len(self.file.districts), cache)
        self.chunk: Chunk | None = None

    def chunks(self) -> Iterator[int]:
        """See Engine."""
        for number, chunk in store.chunks(self.folder, self.file, self.city.plan):
            self.chunk = chunk
            yield number

    def judge(self, figures: Figures | None = None) -> Judged:
        """See Engine."""
        assert self.chunk is not None
        return self.kernel.judge(self.chunk, figures)

    def explain(self, judged: Judged) -> Iterator[tuple[Longs, Longs, Cells]]:
        """See Engine."""
        assert self.chunk is not None
        found = _with_unclaimed(judged)
        for start in range(0, len(found), SLICE):
            rows = found[start : start + SLICE]
            part = take(self.city.plan, self.chunk, rows)
            yield rows, part.offsets, self.kernel.explain(part)


class DuckEngine:
    """The SQL of the plan on DuckDB, a chunk at a time; needs neither numba nor pyarrow to judge."""

    name = "duckdb"

    def __init__(self, city: CityPlan, folder: Path) -> None:
        self.city, self.folder, self.file = city, folder, store.read_city(folder)
        self.duck = Duck(city, len(self.file.districts))

    def chunks(self) -> Iterator[int]:
        """See Engine."""
        for number in range(self.file.chunks):
            self.duck.open(*store.chunk_paths(self.folder, number))
            yield number

    def judge(self, figures: Figures | None = None) -> Judged:
        """See Engine."""
        return self.duck.judge(figures)

    def explain(self, judged: Judged) -> Iterator[tuple[Longs, Longs, Cells]]:
        """See Engine."""
        found = _with_unclaimed(judged)
        ids = self.duck.family_ids()
        for start in range(0, len(found), SLICE):
            rows = found[start : start + SLICE]
            with self.duck.only(ids[rows]):
                yield rows, self.duck.offsets(), self.duck.explain()


def _with_unclaimed(judged: Judged) -> Longs:
    return np.flatnonzero(np.bitwise_or.reduce(judged.unclaimed, axis=0)).astype(np.int64)


def engine_for(name: str | None, city: CityPlan, folder: Path, cache: Path) -> Engine:
    """The engine of this name; without a name the kernel if numba is installed, else DuckDB. Refuses NoSuchEngine."""
    ready = kernel_available()
    match name or ("kernel" if ready else "duckdb"):
        case "kernel" if ready:
            return KernelEngine(city, folder, cache)
        case "kernel":
            raise NoSuchEngine(engine="kernel", extra="city")
        case "duckdb":
            return DuckEngine(city, folder)
        case other:
            raise NoSuchEngine(engine=other)


class Parts:
    """Results by chunk in a folder of their own, under a key of all that they depend on."""

    def __init__(self, folder: Path, key: dict[str, object]) -> None:
        digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:16]
        self.folder = folder / f"parts-{digest}"

    def path(self, number: int, suffix: str = "json") -> Path:
        """The file of a chunk."""
        return self.folder / f"{number:05}.{suffix}"

    def have(self, number: int) -> bool:
        """Whether the chunk has been done in an earlier run."""
        return self.path(number).exists()

    def keep(self, number: int, data: object) -> None:
        """Keep the chunk's result; written last, so it says that all else of the chunk is there."""
        store.keep_json(self.path(number), data)

    def read(self, number: int) -> Any:
        """The chunk's result."""
        return store.read_json(self.path(number))

    def forget(self) -> None:
        """The run is whole: the parts are not needed any more."""
        shutil.rmtree(self.folder, ignore_errors=True)


def totals_as_lists(totals: Totals) -> list[Any]:
    """For a part."""
    return [totals.count.tolist(), totals.heads.tolist(), totals.amount.tolist()]


def totals_from_lists(data: list[Any]) -> Totals:
    """Back from a part."""
    return Totals(*(np.array(x, np.int64) for x in data))
