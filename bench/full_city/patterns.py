"""Patterns: some hundreds of cases lived through the public services, their rows read back, and the lives undone.

Inside one transaction that is rolled back, every counter stands at a number of its own far beyond use. So each key that
a row, a ledger text or the parameters of a job mention can be told from everything else, and whatever tables the house
has: rows that mention each other's keys belong to one case.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from doorstep.cases import public as cases
from doorstep.cli.demo_cases import make_cases, planned_cases
from doorstep.cli.demo_city import SEED_DAY
from doorstep.cli.demo_families import PlannedFamily
from doorstep.cli.demo_people import BY, add_families
from doorstep.cli.frame import morning_of
from doorstep.ledger import public as ledger

from .tables import Table, count_from, rows_of, tables

FAR, APART = 7_000_000_000, 10_000_000
KEY = re.compile(r"(?<!\d)7\d{9}(?!\d)")
EVENTS = "ledger_event"
OPEN = frozenset(
    {"received", "forwarded", "returned", "supplement", "in_progress", "correction", "special", "examined", "decided"}
)


@dataclass
class Pattern:
    """The rows of one case, by table, and the personal words of its events by place in the table of events."""

    rows: dict[str, list[tuple[str, ...]]]
    words: dict[int, dict[str, dict[str, object]]] = field(default_factory=dict)
    ended: str = ""  # open, ended, archived

    def cell(self, table: Table, column: str) -> str:
        """A cell of the first row of a table."""
        return self.rows[table.name][0][table.columns.index(column)]


def lived(families: list[PlannedFamily], *, seed: int, count: int) -> list[Pattern]:
    """Patterns of about `count` cases: open ones, ended ones, and every ended one once more as it lies in the archive."""
    until = morning_of(SEED_DAY)
    with transaction.atomic():
        for place, table in enumerate(one for one in tables() if one.counted):
            count_from(table, FAR + place * APART)
        add_families(families, at=until - timedelta(days=15), told=lambda _: None)
        plan = planned_cases(families, seed=seed, count=count, until=until)
        make_cases(plan, until=until, told=lambda _: None)
        found = _read()
        cases.archive_finished(before=date.max, by=BY, at=_evening(until))
        found += [one for one in _read() if one.ended == "archived"]
        transaction.set_rollback(True)
    return found


def _evening(moment: datetime) -> datetime:
    return moment + timedelta(hours=10)


def _read() -> list[Pattern]:
    """Everything that hangs together with one case of the transaction."""
    known = tables()
    rows = [(table, row) for table in known for row in rows_of(table, since=FAR) if _belongs(table, row)]
    mentioned = [_keys(table, row) for table, row in rows]
    groups = _Groups()
    for keys in mentioned:
        groups.join(keys)
    together: dict[int, list[tuple[Table, tuple[str, ...]]]] = defaultdict(list)
    for (table, row), keys in zip(rows, mentioned, strict=True):
        if keys:
            together[groups.of(min(keys))].append((table, row))
    found = []
    for parts in together.values():
        by_table: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for table, row in parts:
            by_table[table.name].append(row)
        if len(by_table["cases_case"]) == 1 and int(_applicant(by_table["cases_case"][0])) in _residents():
            found.append(_pattern(dict(by_table)))
    return found


def _applicant(row: tuple[str, ...]) -> str:
    """Of a row of cases. The named residents of the demonstration were there before: their keys cannot be told apart."""
    table = next(one for one in tables() if one.name == "cases_case")
    return row[table.columns.index("applicant_id")]


def _belongs(table: Table, row: tuple[str, ...]) -> bool:
    """Residents and what stands with them are loaded by their own services. An event belongs to a case when its chain
    is that of something of the case."""
    if table.name.startswith("people_") or table.name == "ledger_personkey":
        return False
    return table.name != EVENTS or bool(KEY.search(row[table.columns.index("chain")]))


def _keys(table: Table, row: tuple[str, ...]) -> set[int]:
    """The keys that a row mentions, but for those of residents: two cases of one resident are two."""
    return {key for text in row for key in map(int, KEY.findall(text)) if key not in _residents()}


def _residents() -> range:
    place = [one.name for one in tables() if one.counted].index("people_resident")
    return range(FAR + place * APART, FAR + (place + 1) * APART)


def _pattern(rows: dict[str, list[tuple[str, ...]]]) -> Pattern:
    made = Pattern(rows)
    table = next(one for one in tables() if one.name == "cases_case")
    stage = made.cell(table, "stage")
    made.ended = "open" if stage in OPEN else "archived" if stage == "archived" else "ended"
    events = next(one for one in tables() if one.name == EVENTS)
    chain, seq = events.columns.index("chain"), events.columns.index("seq")
    stories = {row[chain]: {one.seq: one.personal for one in ledger.story(row[chain])} for row in rows.get(EVENTS, [])}
    for place, row in enumerate(rows.get(EVENTS, [])):
        personal = stories[row[chain]][int(row[seq])]
        if personal:
            made.words[place] = {subject: json.loads(json.dumps(told)) for subject, told in personal.items() if told}
    return made


class _Groups:
    """Keys that were mentioned together, however far apart."""

    def __init__(self) -> None:
        self._over: dict[int, int] = {}

    def of(self, key: int) -> int:
        """The key that stands for the whole group."""
        while self._over.get(key, key) != key:
            self._over[key] = self._over.get(self._over[key], self._over[key])
            key = self._over[key]
        return key

    def join(self, keys: set[int]) -> None:
        """These belong together."""
        first = self.of(min(keys)) if keys else 0
        for key in keys:
            self._over[self.of(key)] = first
