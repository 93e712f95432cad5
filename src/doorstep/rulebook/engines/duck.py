# ruff: noqa: S608 — names of tables and columns come from the plan, never from outside
"""The second opinion, and the fallback without numba: the SQL of a plan on DuckDB, a chunk at a time."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.rulebook.engines.cells import Cells, Judged, Longs
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_steps import wanted_columns
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.engines.settling import ENOUGH, RARE, without
from doorstep.rulebook.engines.sql import ANSWER_BITS, Step, cells_script, packed_script
from doorstep.rulebook.engines.sql_formulas import DUCKDB
from doorstep.rulebook.engines.tallying import tallied

Have = dict[str, set[str]]
"""The columns of the files of families and of persons."""
_IDLE = "projection_placement"
"""A step of newer DuckDBs that takes a tenth of the time of queries as wide as ours and saves nothing of it."""


class Duck:
    """Judges chunks by SQL. `memory` as DuckDB writes it; `rare` as for `Kernel`."""

    def __init__(
        self,
        city: CityPlan,
        districts: int,
        *,
        threads: int = 1,
        memory: str = "450MB",
        rare: frozenset[str] | None = None,
    ) -> None:
        import duckdb  # noqa: PLC0415 — half a second that the counter does not spend

        self.city, self.districts = city, districts
        spill = str(Path(tempfile.gettempdir()) / f"doorstep-duckdb-{os.getpid()}-{id(self)}")
        self.connection = duckdb.connect(config={"threads": threads, "memory_limit": memory, "temp_directory": spill})
        self.connection.execute("SET preserve_insertion_order = false")
        if self._rows(f"SELECT name FROM duckdb_optimizers() WHERE name = '{_IDLE}'"):
            self.connection.execute(f"SET disabled_optimizers = '{_IDLE}'")
        self.figures = Figures.of(city)
        self.rare = rare
        self._whole = _Part(city)
        self._lean: tuple[_Part, ...] = ()
        self._parted = False  # whether `well_known` holds families of the open chunk

    def open(self, families: Path, persons: Path) -> bool:
        """Judge these two Parquet files next; whether they can be read."""
        import duckdb  # noqa: PLC0415 — see above

        for table, path in (("families", families), ("persons", persons)):
            quoted = str(path).replace("'", "''")
            try:
                self.connection.execute(
                    f"CREATE OR REPLACE TEMP VIEW {table}_all AS SELECT * FROM read_parquet('{quoted}')"
                )
            except (duckdb.IOException, duckdb.InvalidInputException):
                return False
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM {table}_all")
        self._parted = False
        return True

    @contextmanager
    def only(self, ids: Longs) -> Iterator[None]:
        """Within, the opened chunk consists of these families."""
        self.connection.execute("CREATE OR REPLACE TEMP TABLE chosen AS SELECT unnest(?) AS family_id", [ids.tolist()])
        whole = ("families", "persons")
        try:
            for table in whole:
                source = f"SELECT * FROM {table}_all SEMI JOIN chosen USING (family_id)"
                self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {source}")
            yield
        finally:
            for table in whole:
                self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM {table}_all")

    @contextmanager
    def raised(self, fact: str, where: str, step: int) -> Iterator[Longs]:
        """Within, a fact of the people of the opened chunk is `step` higher `where`; of how many in each family."""
        if fact not in self._have()["persons"]:
            yield np.zeros(len(self.family_ids()), np.int64)
            return
        counted = (
            f"SELECT count(CASE WHEN {where} THEN 1 END) AS raised FROM persons GROUP BY family_id ORDER BY family_id"
        )
        raised = self.connection.execute(counted).fetchnumpy()["raised"]
        higher = f"SELECT * REPLACE (CASE WHEN {where} THEN {fact} + {step} ELSE {fact} END AS {fact}) FROM persons_all"
        try:
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW persons AS {higher}")
            yield np.asarray(raised).astype(np.int64)
        finally:
            self.connection.execute("CREATE OR REPLACE TEMP VIEW persons AS SELECT * FROM persons_all")

    def family_ids(self) -> Longs:
        """The families of the opened chunk, in order."""
        data = self.connection.execute("SELECT family_id FROM families ORDER BY family_id").fetchnumpy()
        return np.asarray(data["family_id"]).astype(np.int64)

    def offsets(self) -> Longs:
        """Where the members of each family begin, and where the last ends."""
        data = self.connection.execute("SELECT members FROM families ORDER BY family_id").fetchnumpy()
        return np.concatenate(([0], np.cumsum(np.asarray(data["members"]).astype(np.int64)))).astype(np.int64)

    def judge(self, figures: Figures | None = None) -> Judged:
        """As the kernel's, of the opened chunk."""
        have = self._have()
        rows = [part.rows(self.connection, figures or self.figures, have) for part in self._parts(have)]
        return tallied(self.city, self.districts, _together(rows))

    def _parts(self, have: Have) -> tuple["_Part", ...]:
        """Those of whom a rare fact is known, and the many others, who are judged by what is left of the plan."""
        if self.rare is None:
            self.rare = self._found_rare(have)
        if not self.rare:
            return (self._whole,)
        if not self._lean:
            self._lean = (
                _Part(without(self.city, self.rare), " ANTI JOIN well_known USING (family_id)"),
                _Part(self.city, " SEMI JOIN well_known USING (family_id)"),
            )
        if not self._parted:
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE well_known AS {self._known(have, self.rare)}")
            self._parted = True
        return self._lean

    def _known(self, have: Have, rare: frozenset[str]) -> str:
        """The families of whom one of these facts is known, or of a member."""
        some = [
            f"SELECT family_id FROM {table}_all WHERE {' OR '.join(f'{x} IS NOT NULL' for x in names)}"
            for table, columns in have.items()
            if (names := sorted(rare & columns))
        ]
        return " UNION ".join(some) or "SELECT family_id FROM families LIMIT 0"

    def _found_rare(self, have: Have) -> frozenset[str] | None:
        """The facts that are rarely known; None: the chunk is too small to tell."""
        plan, rare = self.city.plan, set()
        for table, facts in (("families", plan.family_facts), ("persons", plan.person_facts)):
            counts = "".join(f", {f'count({x})' if x in have[table] else 0}" for x in facts)
            rows, *known = self._rows(f"SELECT count(*){counts} FROM {table}")[0]
            if table == "families" and rows < ENOUGH:
                return None
            rare |= {x for x, some in zip(facts, known, strict=True) if some < RARE * rows}
        return frozenset(rare)

    def explain(self, figures: Figures | None = None, mode: str = "cells") -> Cells:
        """As the kernel's, of the opened chunk; or the columns that another mode reads."""
        script = cells_script(self.city, DUCKDB, figures or self.figures, self._have(), mode)
        self._run(script.steps)
        people, families = wanted_columns(self.city, mode)
        persons = self._cells(script.people, script.people_columns, "family_id, member")
        found = Cells(people, families, *persons, *self._cells(script.families, script.family_columns, "family_id"))
        for step in script.steps:  # what the next query needs the memory for
            self.connection.execute(f"DROP {'VIEW' if step.view else 'TABLE'} {step.table}")
        return found

    def _cells(self, table: str, columns: tuple[str, ...], order: str) -> tuple[Any, Any]:
        names = ", ".join(dict.fromkeys(columns)) or "1 AS none"
        data = self.connection.execute(f"SELECT {names} FROM {table} ORDER BY {order}").fetchnumpy()
        kept = [data[name] for name in columns]
        rows = len(next(iter(data.values())))
        values = [np.ma.filled(x, 0).astype(np.int64) for x in kept]
        known = [~np.ma.getmaskarray(x) for x in kept]
        empty = np.zeros((0, rows), np.int64)
        return (np.stack(values) if kept else empty), (np.stack(known) if kept else empty).astype(np.uint8)

    def _run(self, steps: Iterable[Step]) -> None:
        for step in steps:
            kind = "VIEW" if step.view else "TABLE"
            self.connection.execute(f"CREATE OR REPLACE TEMP {kind} {step.table} AS {step.select}")

    def _have(self) -> Have:
        return {t: {row[0] for row in self._rows(f"DESCRIBE {t}")} for t in ("families", "persons")}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows


class _Part:
    """Some families of every chunk (`among`, see `packed_script`) and the plan that they are judged by."""

    def __init__(self, city: CityPlan, among: str = "") -> None:
        self.city, self.among = city, among
        self._written: tuple[object, Any, dict[str, tuple[int, ...]]] | None = None

    def rows(self, connection: Any, figures: Figures, have: Have) -> dict[str, Any]:
        """The answers and fen of their members, as `tallied` takes them, but for the fen of what none of them can meet."""
        query, packs = self._query(connection, figures, have)
        rows = {name: np.asarray(column) for name, column in connection.execute(query).fetchnumpy().items()}
        for name, claims in packs.items():
            halves = rows.pop(name).astype("<i8").view(np.uint8).reshape(-1, 8)
            for place, claim in enumerate(claims):
                byte, half = divmod(place * ANSWER_BITS, 8)
                rows[f"z{claim}"] = halves[:, byte] >> half & (1 << ANSWER_BITS) - 1
        return rows

    def _query(self, connection: Any, figures: Figures, have: Have) -> tuple[Any, dict[str, tuple[int, ...]]]:
        """The query for these figures and columns, written and read once for all chunks."""
        asked = (figures, have)
        if self._written is None or self._written[0] != asked:
            (*steps, last), packs = packed_script(self.city, DUCKDB, figures, have, self.among)
            shared = ", ".join(f"{x.table} AS {'' if x.view else 'MATERIALIZED'} ({x.select})" for x in steps)
            # one query, because a table costs twice what DuckDB pays to hold on to an intermediate result
            (query,) = connection.extract_statements(f"WITH {shared} {last.select}")
            self._written = asked, query, packs
        return self._written[1:]


def _together(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The rows of all parts; zeros where a part has no such column."""
    names = dict.fromkeys(name for part in parts for name in part)
    zeros = [np.zeros(len(part["family_id"]), np.int64) for part in parts]
    pieces = {x: [part.get(x, zero) for part, zero in zip(parts, zeros, strict=True)] for x in names}
    return {x: np.concatenate(arrays) for x, arrays in pieces.items()}
