"""Engines over the chunks of a city, and results kept chunk by chunk so that a broken run goes on where it stopped."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

import numpy as np

from doorstep.kernel.refusal import Refusal
from doorstep.rulebook.city import store
from doorstep.rulebook.city.earning import WAGE, earns_more_sql, more_pay
from doorstep.rulebook.engines.answers import UNKNOWN_AMOUNT
from doorstep.rulebook.engines.cells import CODE, Judged, Longs, Totals
from doorstep.rulebook.engines.chunk import Chunk
from doorstep.rulebook.engines.duck import Duck
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel import Kernel, kernel_available
from doorstep.rulebook.engines.listing import COLUMNS, unclaimed_rows
from doorstep.rulebook.engines.parameters import Figures

ENGINES = ("kernel", "duckdb", "spark", "spark-sql")
SLICE = 12_000
"""Families explained at a time by SQL: bounds the memory that explanations take."""
WORKERS = 2
"""Chunks that DuckDB judges at once, each on one thread: it reads a file of one row group no faster with two."""


class NoSuchEngine(Refusal):
    """The `engine` cannot be used: `why` is unknown, or missing (what it needs is not installed)."""

    code = "rulebook.no-such-engine"


class Engine(Protocol):
    """Judges the chunks of one city by one rule set. One chunk is open at a time."""

    name: str
    file: store.CityFile

    def chunks(self, numbers: Sequence[int]) -> Iterator[int]:
        """Open one after the other."""

    def judge(self, figures: Figures | None = None) -> Judged:
        """The open chunk."""

    def more_pay(self, step: int) -> AbstractContextManager[Longs]:
        """Within, everybody in the open chunk who is in work earns `step` fen a month more; how many of each family."""

    def listed(self, judged: Judged) -> dict[str, Longs]:
        """The open chunk's unclaimed entitlements, see `listing.COLUMNS`."""


Task = Callable[[Engine, int], Any]
"""What is done with an open chunk; gives something that JSON can hold. Module-level functions, so that Spark can send them."""


class Runner(Protocol):
    """Does a task with every chunk of a city, here or on a cluster."""

    name: str
    file: store.CityFile

    def run(self, task: Task, parts: "Parts | None" = None) -> Iterator[Any]:
        """The results, in the order of the chunks here, in any order from a cluster; those in `parts` are not made again."""


class Here:
    """Runs tasks in this process, with as many chunks at once as there are engines."""

    def __init__(self, *engines: Engine) -> None:
        self.engines, self.name, self.file = engines, engines[0].name, engines[0].file

    def run(self, task: Task, parts: "Parts | None" = None) -> Iterator[Any]:
        """See Runner."""
        done = [i for i in range(self.file.chunks) if parts is not None and parts.have(i)]
        for number in done:
            assert parts is not None
            yield parts.read(number)
        left = [i for i in range(self.file.chunks) if i not in done]
        yield from self._one_by_one(task, left, parts) if len(self.engines) == 1 else self._at_once(task, left, parts)

    def _one_by_one(self, task: Task, numbers: Sequence[int], parts: "Parts | None") -> Iterator[Any]:
        for number in self.engines[0].chunks(numbers):
            yield kept(task(self.engines[0], number), number, parts)

    def _at_once(self, task: Task, numbers: Sequence[int], parts: "Parts | None") -> Iterator[Any]:
        free: SimpleQueue[Engine] = SimpleQueue()
        for engine in self.engines:
            free.put(engine)

        def work(number: int) -> Any:
            engine = free.get()
            try:
                return next(kept(task(engine, i), i, parts) for i in engine.chunks([number]))
            finally:
                free.put(engine)

        pool = ThreadPoolExecutor(len(self.engines))
        try:
            yield from pool.map(work, numbers)
        finally:
            pool.shutdown(cancel_futures=True)


def kept(data: Any, number: int, parts: "Parts | None") -> Any:
    """The result of a chunk, written down where the run can be gone on with."""
    if parts is not None:
        parts.keep(number, data)
    return data


class KernelEngine:
    """The fused kernel over Parquet chunks; the next chunk is read while one is judged."""

    name = "kernel"

    def __init__(self, city: CityPlan, folder: Path, cache: Path) -> None:
        self.city, self.folder, self.file = city, folder, store.read_city(folder)
        self.kernel = Kernel(city, len(self.file.districts), cache)
        self.chunk: Chunk | None = None

    def chunks(self, numbers: Sequence[int]) -> Iterator[int]:
        """See Engine."""
        for number, chunk in store.chunks(self.folder, numbers, self.city.plan):
            self.chunk = chunk
            yield number

    def judge(self, figures: Figures | None = None) -> Judged:
        """See Engine."""
        assert self.chunk is not None
        return self.kernel.judge(self.chunk, figures)

    def listed(self, judged: Judged) -> dict[str, Longs]:
        """See Engine."""
        assert self.chunk is not None
        most = int(judged.totals.count[:, :, : CODE[UNKNOWN_AMOUNT] + 1].sum())
        return self.kernel.rows(self.chunk, _with_unclaimed(judged), most)

    @contextmanager
    def more_pay(self, step: int) -> Iterator[Longs]:
        """See Engine."""
        plain = self.chunk
        assert plain is not None
        self.chunk, earners = more_pay(self.city, plain, step)
        try:
            yield earners
        finally:
            self.chunk = plain


class DuckEngine:
    """The SQL of the plan on DuckDB, a chunk at a time; needs neither numba nor pyarrow to judge."""

    name = "duckdb"

    def __init__(self, city: CityPlan, folder: Path) -> None:
        self.city, self.folder, self.file = city, folder, store.read_city(folder)
        self.duck = Duck(city, len(self.file.districts))

    def chunks(self, numbers: Sequence[int]) -> Iterator[int]:
        """See Engine."""
        for number in numbers:
            if not self.duck.open(*store.chunk_paths(self.folder, number)):
                raise store.NoCity(folder=str(self.folder), why="damaged")
            yield number

    def judge(self, figures: Figures | None = None) -> Judged:
        """See Engine."""
        return self.duck.judge(figures)

    def listed(self, judged: Judged) -> dict[str, Longs]:
        """See Engine."""
        found, pieces = _with_unclaimed(judged), []
        ids = self.duck.family_ids()
        for start in range(0, len(found), SLICE):
            families = found[start : start + SLICE]
            with self.duck.only(ids[families]):
                piece = unclaimed_rows(self.city, self.duck.explain(mode="rows"), self.duck.offsets())
            pieces.append({**piece, "family": families[piece["family"]]})
        return {x: np.concatenate([p[x] for p in pieces]) if pieces else np.zeros(0, np.int64) for x in COLUMNS}

    @contextmanager
    def more_pay(self, step: int) -> Iterator[Longs]:
        """See Engine."""
        with self.duck.raised(WAGE, earns_more_sql(self.city, step), step) as raised:
            yield raised


def _with_unclaimed(judged: Judged) -> Longs:
    return np.flatnonzero(np.bitwise_or.reduce(judged.unclaimed, axis=0)).astype(np.int64)


def runner_for(name: str | None, city: CityPlan, folder: Path, cache: Path) -> Here:
    """An engine of this machine; without a name the kernel if numba is installed, else DuckDB. Refuses NoSuchEngine."""
    ready = kernel_available()
    match name or ("kernel" if ready else "duckdb"):
        case "kernel" if ready:
            return Here(KernelEngine(city, folder, cache))
        case "kernel":
            raise NoSuchEngine(engine="kernel", why="missing")
        case "duckdb":
            return Here(*(DuckEngine(city, folder) for _ in range(WORKERS)))
        case other:
            raise NoSuchEngine(engine=other, why="unknown")


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
        store.keep_json(self.path(number), data, indent=None)

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
