# ruff: noqa: S608 — names of tables and columns come from the plan, never from outside
"""The second opinion, and the fallback without numba: the SQL of a plan on DuckDB, a chunk at a time."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.rulebook.engines.cells import Cells, Judged, Longs
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_steps import wanted_columns
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.engines.sql import ANSWER_BITS, Step, cells_script, packed_script
from doorstep.rulebook.engines.sql_formulas import DUCKDB
from doorstep.rulebook.engines.tallying import tallied


class Duck:
    """Judges chunks by SQL. `memory` as DuckDB writes it."""

    def __init__(self, city: CityPlan, districts: int, *, threads: int = 1, memory: str = "450MB") -> None:
        import duckdb  # noqa: PLC0415 — half a second that the counter does not spend

        self.city, self.districts = city, districts
        spill = str(Path(tempfile.gettempdir()) / f"doorstep-duckdb-{os.getpid()}-{id(self)}")
        self.connection = duckdb.connect(config={"threads": threads, "memory_limit": memory, "temp_directory": spill})
        self.connection.execute("SET preserve_insertion_order = false")
        self.figures = Figures.of(city)
        self._written: tuple[object, Any, dict[str, tuple[int, ...]]] | None = None

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
        query, packs = self._query(figures or self.figures, self._have())
        found = self.connection.execute(query).fetchnumpy()
        rows = {name: np.asarray(column) for name, column in found.items()}
        for name, claims in packs.items():
            halves = rows.pop(name).astype("<i8").view(np.uint8).reshape(-1, 8)
            for place, claim in enumerate(claims):
                byte, half = divmod(place * ANSWER_BITS, 8)
                rows[f"z{claim}"] = halves[:, byte] >> half & (1 << ANSWER_BITS) - 1
        return tallied(self.city, self.districts, rows)

    def _query(self, figures: Figures, have: dict[str, set[str]]) -> tuple[Any, dict[str, tuple[int, ...]]]:
        """The query for these figures and columns, written and read once for all chunks."""
        asked = (figures, have)
        if self._written is None or self._written[0] != asked:
            (*steps, last), packs = packed_script(self.city, DUCKDB, figures, have)
            shared = ", ".join(f"{x.table} AS {'' if x.view else 'MATERIALIZED'} ({x.select})" for x in steps)
            # one query, because a table costs twice what DuckDB pays to hold on to an intermediate result
            (query,) = self.connection.extract_statements(f"WITH {shared} {last.select}")
            self._written = asked, query, packs
        return self._written[1:]

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

    def _have(self) -> dict[str, set[str]]:
        return {t: {row[0] for row in self._rows(f"DESCRIBE {t}")} for t in ("families", "persons")}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows
