# ruff: noqa: S608 — names of tables and columns come from the plan, never from outside
"""The second opinion, and the fallback without numba: the SQL of a plan on DuckDB, a chunk at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.rulebook.engines.cells import Cells, Judged, Longs, Totals, explained, words
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.engines.sql import DUCKDB, Script, cells_script, tally_script, totals_query


class Duck:
    """Judges chunks by SQL. `memory` as DuckDB writes it."""

    def __init__(self, city: CityPlan, districts: int, *, threads: int = 2, memory: str = "700MB") -> None:
        import duckdb  # noqa: PLC0415 — half a second that the counter does not spend

        self.city, self.districts = city, districts
        self.connection = duckdb.connect(config={"threads": threads, "memory_limit": memory})
        self.connection.execute("SET preserve_insertion_order = false")
        self.figures = Figures.of(city)

    def open(self, families: Path, persons: Path) -> None:
        """Judge these two Parquet files next."""
        for table, path in (("families", families), ("persons", persons)):
            quoted = str(path).replace("'", "''")
            self.connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {table}_all AS SELECT * FROM read_parquet('{quoted}')"
            )
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM {table}_all")

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
        script = tally_script(self.city, DUCKDB, figures or self.figures, self._have())
        self._run(script)
        totals = Totals.empty(len(self.city.plan.claims), self.districts)
        for claim, district, answer, count, heads, fen in self._rows(totals_query(self.city, script)):
            totals.count[claim, district, answer] = count
            totals.heads[claim, district, answer] = heads
            totals.amount[claim, district, answer] = fen
        names = ", ".join([*script.family_columns, "worth"])
        data = self.connection.execute(f"SELECT {names} FROM {script.families} ORDER BY family_id").fetchnumpy()
        size = words(len(self.city.codes))
        masks = [np.stack([np.asarray(data[f"{x}{w}"]) for w in range(size)]).astype(np.int64) for x in "uh"]
        return Judged(totals, masks[0], masks[1], np.asarray(data["worth"]).astype(np.int64))

    def explain(self, figures: Figures | None = None) -> Cells:
        """As the kernel's, of the opened chunk."""
        script = cells_script(self.city, DUCKDB, figures or self.figures, self._have())
        self._run(script)
        people, families = explained(self.city.plan, tuple(self.city.excluded.values()))
        persons = self._cells(script.people, script.people_columns, "family_id, member")
        return Cells(people, families, *persons, *self._cells(script.families, script.family_columns, "family_id"))

    def _cells(self, table: str, columns: tuple[str, ...], order: str) -> tuple[Any, Any]:
        names = ", ".join(columns) or "1 AS none"
        data = self.connection.execute(f"SELECT {names} FROM {table} ORDER BY {order}").fetchnumpy()
        kept = [data[name] for name in columns]
        rows = len(next(iter(data.values())))
        values = [np.ma.filled(x, 0).astype(np.int64) for x in kept]
        known = [~np.ma.getmaskarray(x) for x in kept]
        empty = np.zeros((0, rows), np.int64)
        return (np.stack(values) if kept else empty), (np.stack(known) if kept else empty).astype(np.uint8)

    def _run(self, script: Script) -> None:
        for step in script.steps:
            kind = "VIEW" if step.view else "TABLE"
            self.connection.execute(f"CREATE OR REPLACE TEMP {kind} {step.table} AS {step.select}")

    def _have(self) -> dict[str, set[str]]:
        return {t: {row[0] for row in self._rows(f"DESCRIBE {t}")} for t in ("families", "persons")}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows
