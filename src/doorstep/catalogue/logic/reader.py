"""Reading a parsed TOML table key by key: every fault becomes a Problem with its line, no key is passed over."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from doorstep.catalogue.logic.dated import CONFIDENCES, Clause
from doorstep.catalogue.logic.types import UNVERIFIED, Text
from doorstep.kernel.period import Period

Path = tuple[str | int, ...]
Lines = Mapping[Path, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a pack, where, and what to write instead."""

    file: str
    line: int
    path: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.reason} — {self.remedy}"


@dataclass(slots=True)
class Notebook:
    """Collects the problems of one file and knows its lines."""

    file: str
    lines: Lines
    problems: list[Problem] = field(default_factory=list)

    def note(self, path: Path, reason: str, remedy: str) -> None:
        """Write down a problem at `path`, or at the nearest thing around it whose line is known."""
        at = path
        while at and at not in self.lines:
            at = at[:-1]
        self.problems.append(Problem(self.file, self.lines.get(at, 1), dotted(path), reason, remedy))


def dotted(path: Path) -> str:
    """`material[2].name.en` for ("material", 2, "name", "en"): counted from 1, as an editor of packs counts."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"


class Reader:
    """One table of a pack. Ask for its keys, then call `done` to hear of those nobody asked for."""

    def __init__(self, data: Mapping[str, Any], notebook: Notebook, path: Path = ()) -> None:
        self.data = data
        self.notebook = notebook
        self.path = path
        self._asked: set[str] = set()

    def raw(self, key: str, *, required: bool = True) -> Any:
        """The value as it stands, or None; a missing required key is a problem."""
        self._asked.add(key)
        if key not in self.data and required:
            self.notebook.note(self.path, f"'{key}' is missing", f"write {key} = …")
        return self.data.get(key)

    def fault(self, key: str, reason: str, remedy: str) -> None:
        """Note a problem at one key of this table."""
        self.notebook.note((*self.path, key), reason, remedy)

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        """A text that is not empty."""
        value = self.raw(key, required=required)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fault(key, f"{value!r} is not a text", f'write {key} = "…"')
            return default
        return value

    def whole(self, key: str, *, required: bool = True, default: int = 0, least: int = 0) -> int:
        """A whole number not below `least`."""
        value = self.raw(key, required=required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.fault(key, f"{value!r} is not a whole number from {least} upwards", f"write {key} = {least} or more")
            return default
        return value

    def yes_no(self, key: str, *, default: bool | None = None) -> bool:
        """true or false."""
        value = self.raw(key, required=default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.fault(key, f"{value!r} is neither true nor false", f"write {key} = true or {key} = false")
            return bool(default)
        return value

    def one_of(self, key: str, allowed: Collection[str], *, default: str | None = None) -> str:
        """One word of a closed list."""
        value = self.raw(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or value not in allowed:
            near = difflib.get_close_matches(str(value), list(allowed), n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            self.fault(key, f"{value!r} is not one of the known words", f"{hint}Known: {', '.join(sorted(allowed))}")
            return default or ""
        return value

    def words(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        value = self.raw(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            self.fault(key, f"{value!r} is not a list of texts", f'write {key} = ["…", "…"]')
            return ()
        return tuple(value)

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A day, written 2018-02-13."""
        value = self.raw(key, required=required)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.fault(key, f"{value!r} is not a day", f"write {key} = 2018-02-13, without quotation marks")
            return None
        return value

    def table(self, key: str, *, required: bool = True) -> "Reader | None":
        """A table inside this one."""
        value = self.raw(key, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, f"{value!r} is not a table", f"write {key} = {{ … }}")
            return None
        return Reader(value, self.notebook, (*self.path, key))

    def tables(self, key: str, *, required: bool = True) -> list["Reader"]:
        """The tables `[[key]]`. Where the whole list is 未核实 the pack says so in words, and the list is empty."""
        value = self.raw(key, required=required)
        if value is None or value == UNVERIFIED:
            return []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.fault(key, f"{value!r} is not a list of tables", f'write [[{key}]] … or {key} = "{UNVERIFIED}"')
            return []
        return [Reader(row, self.notebook, (*self.path, key, number)) for number, row in enumerate(value)]

    def both_languages(self, key: str) -> Text:
        """A table with zh-hans and en, both filled."""
        inner = self.table(key)
        if inner is None:
            return Text("", "")
        return inner.languages()

    def languages(self) -> Text:
        """This table's own zh-hans and en; a missing translation is a problem."""
        found = Text(zh_hans=self.text("zh-hans"), en=self.text("en"))
        self.done()
        return found

    def confidence(self, key: str = "confidence") -> str:
        """How sure we are of this table's values."""
        return self.one_of(key, CONFIDENCES)

    def span(self, whole: Period | None) -> Period:
        """`from` and `to` of this table; what is left out is taken from the item's own days."""
        start = self.day("from", required=whole is None)
        end = self.day("to", required=False)
        if end is None and whole is not None:
            end = whole.last
        if start is None:
            start = whole.first if whole else date.min
        if end is not None and end < start:
            self.fault("to", f"{end} is before {start}", "let the last day not be before the first")
            end = start
        return Period(start, end)

    def clause(self, key: str = "clause", *, required: bool = True) -> Clause | None:
        """A clause of a registered document, or None for 未核实."""
        value = self.raw(key, required=required)
        if value is None or value == UNVERIFIED:
            return None
        if not isinstance(value, dict):
            self.fault(key, f"{value!r} is not a clause", f'write {{ law = "…", article = 1 }} or "{UNVERIFIED}"')
            return None
        inner = Reader(value, self.notebook, (*self.path, key))
        found = inner.own_clause()
        inner.done()
        return found

    def own_clause(self) -> Clause:
        """law, article, paragraph and item of this very table."""
        return Clause(
            law=self.text("law"),
            article=self.whole("article", least=1),
            paragraph=self.whole("paragraph", required=False, least=1) or None,
            item=self.whole("item", required=False, least=1) or None,
        )

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                near = difflib.get_close_matches(key, sorted(self._asked), n=1)
                self.fault(key, f"'{key}' is not known here", f"did you mean '{near[0]}'?" if near else "take it out")
