"""Files of the city: generated kernels, chunks in Parquet, the description of a city, results that may be resumed."""

import errno
import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.kernel.refusal import Refusal
from doorstep.rulebook.city.drawing import Drawn
from doorstep.rulebook.city.margins import Margins
from doorstep.rulebook.engines.chunk import Chunk, Data, all_unknown, all_valid, pack
from doorstep.rulebook.language.types import Kind, Type
from doorstep.rulebook.plan import Plan

LAYOUT = 1
"""Number of the layout contract: persons contiguous by family, one pair of files per chunk."""


class NoCity(Refusal):
    """`why` the folder cannot be used: missing, layout, begun (with other settings), chunk (of another size), damaged, arrow (none)."""

    code = "rulebook.no-city"


@dataclass(frozen=True, slots=True)
class CityFile:
    """city.json: what a city is. `families[i]` and `persons[i]` are the sizes of chunk i."""

    layout: int
    persons: int
    seed: int
    day: str
    districts: tuple[str, ...]
    families: tuple[int, ...]
    persons_in: tuple[int, ...]
    codes: Mapping[str, tuple[str, ...]]
    signals: tuple[str, ...]

    @property
    def chunks(self) -> int:
        """How many pairs of files."""
        return len(self.families)


def keep_text(folder: Path, name: str, text: str) -> Path:
    """The path of a file with this text; written whole or not at all, so that two processes may do it at once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        part = folder / f".{name}.{os.getpid()}"
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return path


def cache_folder() -> Path:
    """Where compiled kernels are kept: DOORSTEP_CACHE, or the user's cache."""
    return Path(os.environ.get("DOORSTEP_CACHE") or Path.home() / ".cache" / "doorstep") / "kernels"


def keep_json(path: Path, data: object, *, indent: int | None = 1) -> None:
    """Write JSON whole or not at all. Without `indent` for machines alone, ten times as fast."""
    keep_text(path.parent, path.name, json.dumps(data, ensure_ascii=False, indent=indent, sort_keys=True) + "\n")


def read_json(path: Path) -> Any:
    """Read JSON; raises FileNotFoundError."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_margins(policy_dir: Path) -> Margins:
    """The margins of a policy folder."""
    return Margins.of(tomllib.loads((policy_dir / "city" / "margins.toml").read_text(encoding="utf-8")))


def read_city(folder: Path) -> CityFile:
    """The description of a city. Refuses NoCity."""
    try:
        data = read_json(folder / "city.json")
        if data.get("layout") != LAYOUT:
            raise NoCity(folder=str(folder), why="layout")
        lists = {k: tuple(v) for k, v in data.items() if isinstance(v, list)}
        return CityFile(**{**data, **lists, "codes": {k: tuple(v) for k, v in data["codes"].items()}})
    except (FileNotFoundError, NotADirectoryError):
        raise NoCity(folder=str(folder), why="missing") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoCity(folder=str(folder), why="damaged") from error


def keep_city(folder: Path, city: CityFile) -> None:
    """Write city.json: the last thing that `city make` does."""
    keep_json(folder / "city.json", asdict(city))


def chunk_paths(folder: Path, number: int) -> tuple[Path, Path]:
    """The files of families and of persons of a chunk."""
    return folder / "families" / f"{number:05}.parquet", folder / "persons" / f"{number:05}.parquet"


def need_arrow(folder: Path) -> None:
    """Refuses NoCity if the extra `city` is not installed."""
    if find_spec("pyarrow") is None:
        raise NoCity(folder=str(folder), why="arrow")


def write_chunk(folder: Path, number: int, plan: Plan, drawn: Drawn) -> None:
    """Write the two files of a chunk, persons first; families stand for the whole chunk."""
    import pyarrow as pa  # noqa: PLC0415 — an optional extra

    chunk, facts = drawn.chunk, plan.ruleset.facts
    sizes = np.diff(chunk.offsets)
    families = {
        "family_id": pa.array(chunk.ids),
        "district": pa.array(chunk.district),
        "members": pa.array(sizes.astype(np.int8)),
        "signals": pa.array(drawn.signals),
    }
    families |= {x: _arrow(facts[x].type, d, chunk.families) for x, d in sorted(chunk.family_facts.items())}
    place = np.arange(chunk.persons) - np.repeat(chunk.offsets[:-1], sizes)
    persons = {"family_id": pa.array(np.repeat(chunk.ids, sizes)), "member": pa.array(place.astype(np.int8))}
    persons |= {x: _arrow(facts[x].type, d, chunk.persons) for x, d in sorted(chunk.person_facts.items())}
    to_families, to_persons = chunk_paths(folder, number)
    _write(to_persons, persons)
    _write(to_families, families)


def read_chunk(folder: Path, number: int, plan: Plan) -> Chunk:
    """A chunk with the facts that the plan reads; a fact that the city does not have is unknown everywhere."""
    to_families, to_persons = chunk_paths(folder, number)
    families = _read(to_families, ("family_id", "district", "members", *plan.family_facts))
    persons = _read(to_persons, plan.person_facts, rows_of="member")
    sizes = np.asarray(families["members"]).astype(np.int64)
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    facts = plan.ruleset.facts
    rows = len(sizes)
    return Chunk(
        np.asarray(families["family_id"]),
        offsets,
        np.asarray(families["district"]),
        {x: _data(facts[x].type, families.get(x), rows) for x in plan.family_facts},
        {x: _data(facts[x].type, persons.get(x), int(offsets[-1])) for x in plan.person_facts},
    )


def family_columns(folder: Path, number: int) -> tuple[Any, Any, Any]:
    """Ids, districts (positions) and signals of the families of a chunk, in their order."""
    names = ("family_id", "district", "signals")
    if find_spec("pyarrow") is not None:  # ten times faster than opening a database
        columns = _read(chunk_paths(folder, number)[0], names)
        return tuple(np.asarray(columns[name]) for name in names)  # type: ignore[return-value]
    with _duck() as connection:
        query = f"SELECT {', '.join(names)} FROM read_parquet(?) ORDER BY family_id"  # noqa: S608 — fixed names
        found = connection.execute(query, [str(chunk_paths(folder, number)[0])]).fetchnumpy()
    return tuple(np.asarray(found[name]) for name in names)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of texts by their positions."""

    labels: Sequence[str]
    place: Any


@dataclass(frozen=True, slots=True)
class Gaps:
    """A column without a value where `missing`."""

    values: Any
    missing: Any


def write_table(path: Path, columns: Mapping[str, Any]) -> None:
    """A result as Parquet, whole or not at all; by DuckDB, which is there without the extra `city` too."""
    data: dict[str, Any] = {}
    made = []
    for name, column in columns.items():
        match column:
            case Labels():
                texts = ", ".join("'" + x.replace("'", "''") + "'" for x in column.labels)
                data[name] = column.place.astype(np.int32)
                made.append(f"[{texts}][{name} + 1] AS {name}")
            case Gaps():
                data[name], data[f"no_{name}"] = column.values, column.missing
                made.append(f"CASE WHEN no_{name} THEN NULL ELSE {name} END AS {name}")
            case _:
                data[name] = column
                made.append(name)
    with _duck() as connection:
        connection.register("result", data)
        _copy(connection, f"SELECT {', '.join(made)} FROM result", path)  # noqa: S608 — names of ours


def join_tables(parts: list[Path], path: Path) -> int:
    """Several results of one form into one file; the number of rows."""
    files = ", ".join(_quoted(x) for x in parts)
    with _duck() as connection:
        _copy(connection, f"SELECT * FROM read_parquet([{files}])", path)  # noqa: S608 — paths, quoted
        return int(connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()[0][0])


def _copy(connection: Any, query: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    import duckdb  # noqa: PLC0415 — half a second that the counter does not spend

    try:
        connection.execute(f"COPY ({query}) TO {_quoted(part)} (FORMAT parquet, COMPRESSION zstd)")
        part.replace(path)
    except duckdb.IOException as error:  # a full disk, say: told as all else that writes tells it
        with suppress(OSError):
            part.unlink()
        number = next((x for x in errno.errorcode if os.strerror(x) in str(error)), errno.EIO)
        raise OSError(number, os.strerror(number), str(path)) from error


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@cache
def _database() -> Any:
    import duckdb  # noqa: PLC0415 — half a second that the counter does not spend

    return duckdb.connect(config={"threads": 1})


@contextmanager
def _duck() -> Iterator[Any]:
    connection = _database().cursor()
    try:
        yield connection
    finally:
        connection.close()


def chunks(folder: Path, numbers: Sequence[int], plan: Plan) -> Iterator[tuple[int, Chunk]]:
    """These chunks, the next one being read while one is judged."""
    with ThreadPoolExecutor(1) as reader:
        ahead = [reader.submit(read_chunk, folder, i, plan) for i in numbers[:1]]
        for place, number in enumerate(numbers):
            ahead += [reader.submit(read_chunk, folder, i, plan) for i in numbers[place + 1 : place + 2]]
            yield number, ahead.pop(0).result()


def _write(path: Path, columns: Mapping[str, Any]) -> None:
    import pyarrow as pa  # noqa: PLC0415 — an optional extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    table = pa.table(dict(columns))
    pq.write_table(table, part, compression="lz4", row_group_size=max(1, table.num_rows), write_statistics=False)
    part.replace(path)


def _read(path: Path, names: tuple[str, ...], rows_of: str | None = None) -> dict[str, Any]:
    import pyarrow.parquet as pq  # noqa: PLC0415 — an optional extra

    try:
        file = pq.ParquetFile(path, memory_map=True)
    except (OSError, ValueError) as error:
        raise NoCity(folder=str(path.parent.parent), why="damaged") from error
    have = set(file.schema_arrow.names)
    wanted = [x for x in names if x in have] or ([rows_of] if rows_of else [])
    table = file.read(columns=wanted, use_threads=True)
    return {name: table.column(name).combine_chunks() for name in wanted}


def _arrow(kind: Type, data: Data, rows: int) -> Any:
    import pyarrow as pa  # noqa: PLC0415 — an optional extra

    types = {Kind.COUNT: pa.int32(), Kind.DATE: pa.int32(), Kind.CODE: pa.int8(), Kind.BOOL: pa.bool_()}
    buffers = [pa.py_buffer(data.valid), pa.py_buffer(data.values)]
    return pa.Array.from_buffers(types.get(kind.kind, pa.int64()), rows, buffers)


def _data(kind: Type, column: Any, rows: int) -> Data:
    """An Arrow column where it lies; `column` None: not in the file."""
    if column is None:
        return all_unknown(kind, rows)
    if hasattr(column, "chunks"):
        column = column.chunk(0)
    valid, values = column.buffers()
    if column.offset:
        known = np.asarray(column.is_valid().to_numpy(zero_copy_only=False))
        return pack(
            kind, column.fill_null(False if kind.kind is Kind.BOOL else 0).to_numpy(zero_copy_only=False), known
        )
    stored = {Kind.COUNT: np.int32, Kind.DATE: np.int32, Kind.CODE: np.int8, Kind.BOOL: np.uint8}.get(
        kind.kind, np.int64
    )
    bits = all_valid(rows) if valid is None or not column.null_count else np.frombuffer(valid, np.uint8)
    return Data(np.frombuffer(values, stored), bits)
