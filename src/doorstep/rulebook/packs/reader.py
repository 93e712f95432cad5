"""A table of a TOML file, read key by key; every mistake becomes a Problem with its line and reading goes on."""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from doorstep.kernel.toml_lines import Path, line_of
from doorstep.rulebook.language.surface import is_name
from doorstep.rulebook.packs.model import LANGUAGES, At, Span, Text
from doorstep.rulebook.problems import Problem

T = TypeVar("T")
KINDS: dict[type, str] = {
    str: "text in quotes", list: "a list in [ ]", dict: "a table in { }", date: "a plain date without quotes",
    int: "a whole number", bool: "true or false",
}  # fmt: skip
_NAMED = re.compile(r"\{[^{}]*\}")
DAWN = date(1949, 10, 1)  # "always", for parts that name no first day of their own
DUSK = date(2100, 12, 31)  # what is later is a slip of the pen, or means "without end"


@dataclass(frozen=True, slots=True)
class RawFile:
    """A TOML file as `io` found it: relative path, values, and the line of every value."""

    path: str
    data: dict[str, object]
    lines: dict[Path, int]


@dataclass(slots=True)
class Table:
    """One table of a file. Ask for every key you know, then call `done`: what is left over is a mistake."""

    file: RawFile
    data: dict[str, object]
    path: Path
    problems: list[Problem]
    asked: set[str] = field(default_factory=set)
    lacking: dict[str, Problem] = field(default_factory=dict)  # key → what was said of its absence

    @classmethod
    def of(cls, file: RawFile, problems: list[Problem]) -> "Table":
        """The whole file as a table."""
        return cls(file, file.data, (), problems)

    def at(self, *keys: str | int) -> At:
        """Where the table, or one of its keys, stands."""
        return At(self.file.path, line_of(self.file.lines, (*self.path, *keys)))

    def problem(self, code: str, what: str, write: str, *keys: str | int) -> None:
        """Report a mistake at the table or at one of its keys."""
        at = self.at(*keys)
        self.problems.append(Problem(at.file, at.line, code, what, write))

    def get(self, key: str, kind: type[T], default: T, write: str, *, required: bool = False) -> T:
        """The value of a key, or the default; reports a wrong type and, if required, a missing key."""
        self.asked.add(key)
        value = self.data.get(key)
        if type(value) is kind:
            return value
        if value is not None:
            self.problem("wrong-type", f"{key} is not {KINDS.get(kind, kind.__name__)}", write, key)
        elif required:
            self.lack(key, "missing", f"{key} is missing", write)
        return default

    def lack(self, key: str, code: str, what: str, write: str) -> None:
        """Report that a key is missing; not if it has a wrong value, and taken back if it stands there misspelt."""
        value = self.data.get(key)
        if value in (None, [], {}) or (isinstance(value, str) and not value.strip()):
            self.problem(code, what, write)
            self.lacking[key] = self.problems[-1]

    def text(self, key: str, *, required: bool = True) -> str:
        """A one-language text."""
        value = self.get(key, str, "", f'{key} = "…"', required=required).strip()
        if required and not value and isinstance(self.data.get(key), str):
            self.problem("missing", f"{key} is empty", f'{key} = "…"', key)
        return value

    def name(self, key: str) -> str:
        """A name that formulas may use."""
        value = self.text(key)
        if value and (not is_name(value) or "__" in value):
            self.problem("name", f"{value} is not a name", "a to z, then a to z, 0 to 9 and single _", key)
        return value

    def choice(self, key: str, options: tuple[str, ...], default: str | None = None) -> str:
        """One of a few words."""
        if default is None and key not in self.data:
            self.asked.add(key)
            self.lack(
                key, "missing", f"{key} is missing", f'{key} = "{options[0]}", or one of {", ".join(options[1:])}'
            )
        value = self.text(key, required=default is None and key in self.data) or default or options[0]
        if value not in options:
            self.problem("wrong-value", f"{key} = {value!r}", "one of " + ", ".join(options), key)
            return options[0]
        return value

    def texts(self, key: str, *, required: bool = True) -> Text:
        """A text in every language that is written by hand."""
        self.asked.add(key)
        example = f"{key} = {{ " + ", ".join(f'{lang} = "…"' for lang in LANGUAGES) + " }"
        value = self.data.get(key)
        if value is None:
            if required:
                self.lack(key, "missing-translation", f"{key} is missing", example)
            return dict.fromkeys(LANGUAGES, "")
        if not isinstance(value, dict):
            self.problem("wrong-type", f"{key} is not a text in each language", example, key)
            return dict.fromkeys(LANGUAGES, "")
        inner = Table(self.file, value, (*self.path, key), self.problems)
        result = inner.languages(key)
        inner.done()
        return result

    def languages(self, what: str) -> Text:
        """The languages that this table itself holds: of a name, or of the text `what`."""
        said = {lang: self.text(lang, required=False) for lang in LANGUAGES}
        for lang, text in said.items():
            if not text:
                self.lack(lang, "missing-translation", f"{what} has no {lang}", f'{lang} = "…"')
            elif set("{}") & set(_NAMED.sub("", text)):
                self.problem("wrong-value", f"{what} has a bracket without the other", "{code}, or no bracket", lang)
        return said

    def names(self, key: str) -> tuple[str, ...]:
        """A list of words, each once; empty if the key is missing."""
        values: list[object] = self.get(key, list, [], f'{key} = ["…"]')
        if not all(isinstance(v, str) for v in values):
            self.problem("wrong-type", f"{key} holds something else than words", f'{key} = ["…"]', key)
        words = tuple(v for v in values if isinstance(v, str))
        double = next((w for i, w in enumerate(words) if w in words[:i]), None)
        if double is not None:
            self.problem("wrong-value", f"{key} holds {double} twice", "each word once", key)
        return words

    def span(self, *, within: Span | None = None, required: bool = False) -> Span:
        """`from` and `to`, both days included; `within` gives what is not said."""
        default = within.first if within else DAWN
        first = self.get("from", date, default, "from = 2018-04-01", required=required)
        last: date | None = self.get("to", date, date.max, "to = 2019-04-30")
        for key, write in (
            ("from", "the first day in force"),
            ("to", "the last day in force; leave it out if it has none"),
        ):
            day = self.data.get(key)
            if type(day) is date and not DAWN <= day <= DUSK:
                self.problem("dates", f"{day} is not a day between {DAWN} and {DUSK}", write, key)
                return within or Span(DAWN)
        if last == date.max:
            last = within.last if within else None
        if last is not None and last < first:
            if "to" not in self.data:
                what = f"it begins on {first}, and what it belongs to ends on {last}"
                self.problem("dates", what, "a day that both have, or leave it out", "from")
            elif "from" not in self.data:
                what = f"it ends on {last}, and what it belongs to begins on {first}"
                self.problem("dates", what, "a day that both have, or leave it out", "to")
            else:
                self.problem("dates", "to lies before from", "to = the last day in force, included", "to")
            return within or Span(first)
        return Span(first, last)

    def tables(self, key: str, write: str = "") -> "Iterator[Table]":
        """The tables of `[[key]]`; `write` is an example, where they are written in another way."""
        self.asked.add(key)
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.problem("wrong-type", f"{key} is not a list of tables", write or f"[[{key}]]", key)
            return
        for number, data in enumerate(value):
            yield Table(self.file, data, (*self.path, key, number), self.problems)

    def done(self) -> None:
        """Report keys nobody asked for: a misspelt key is silently ignored by others, not here."""
        strange = [key for key in self.data if key not in self.asked]
        for key in strange:
            meant = self._meant(key)
            if meant is None and len(strange) == len(self.lacking) == 1:
                meant = next(iter(self.lacking))
            several = "one of " * (len(self.asked) > 1) + ", ".join(sorted(self.asked))
            self.problem("unknown-key", f"{key} means nothing here", meant or several, key)
            if meant in self.lacking:
                self.problems.remove(self.lacking.pop(meant))

    def _meant(self, key: str) -> str | None:
        """The key that looks like this one: one that is missing here, or else one that stands here too."""
        free = sorted(self.asked - set(self.data))
        close = difflib.get_close_matches(key.lower(), free, n=1, cutoff=0.6)
        close += [k for k in free if len(key) > 1 and k.startswith(key.lower())]
        return next(iter(close + difflib.get_close_matches(key.lower(), sorted(self.asked), n=1, cutoff=0.8)), None)


def in_sequence(
    items: list[T], span_of: Callable[[T], Span], end: Callable[[T, Span], T]
) -> tuple[tuple[T, ...], list[T]]:
    """Versions in order of their first day, each ended by the next; second: those that overlap the one before."""
    ordered = sorted(items, key=lambda item: span_of(item).first)
    overlapping: list[T] = []
    result: list[T] = []
    for i, item in enumerate(ordered):
        span = span_of(item)
        following = span_of(ordered[i + 1]).first if i + 1 < len(ordered) else None
        if following is not None:
            if following == span.first or (span.last is not None and span.last >= following):
                overlapping.append(ordered[i + 1])
            elif span.last is None:
                span = Span(span.first, following - timedelta(days=1))
        result.append(end(item, span))
    return tuple(result), overlapping
