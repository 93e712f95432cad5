"""A table, the one way it is shown: columns described once, for the screen and for the file.

A column sorts only where the list behind it has an index for that order; pages go by key in both directions, and nobody
counts. What a row may lead to, and whether it can be chosen, belongs to the row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from .words import Words

#: What of an address says where in a list one is; everything else says which list it is.
PLACES = ("after", "before")


@dataclass(frozen=True)
class Column:
    """One column. `show` makes what stands in the cell, `plain` what stands in the file (left out: the same);
    `sorts` are the names of its orders, the first press first. A figure stands at the right. `label`: on a narrow screen,
    where rows become cards, the head stands before the value."""

    head: Words
    show: Callable[[Any], object]
    plain: Callable[[Any], object] | None = None
    sorts: tuple[str, ...] = ()
    figure: bool = False
    label: bool = False
    css: str = ""
    on_screen: bool = True

    def told(self, row: Any) -> object:
        """The value for a file."""
        return (self.plain or self.show)(row)


@dataclass(frozen=True)
class Line:
    """A row: what its columns read; the class that marks it; the value and the name of its box, where it can be
    chosen."""

    of: Any
    mark: str = ""
    pick: str = ""
    name: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a column: its word, and where a press on it leads."""

    column: Column
    address: str = ""
    sorted: str = ""  # ascending, descending, or empty


@dataclass(frozen=True)
class Cell:
    """One cell with its column."""

    column: Column
    value: object


@dataclass(frozen=True)
class Table:
    """A page of a list. `asked` is what the address says of the list, without where in it one is; `here` is the address of
    the list itself, which what is shown in answer to a form does not have."""

    caption: Words
    columns: Sequence[Column]
    lines: Sequence[Line]
    asked: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    next_key: str = ""
    previous_key: str = ""
    is_first: bool = True
    empty: Words = ""
    here: str = ""
    files: str = ""  # the address that gives the whole list as a file
    form: str = ""  # the id of the form to which the boxes belong

    @property
    def shown(self) -> list[Column]:
        """The columns of the screen."""
        return [column for column in self.columns if column.on_screen]

    @property
    def picks(self) -> bool:
        """Whether rows can be chosen."""
        return bool(self.form) and any(line.pick for line in self.lines)

    @property
    def heads(self) -> Iterator[Head]:
        """The heads with the next order of each."""
        for column in self.shown:
            if not column.sorts:
                yield Head(column)
                continue
            here = column.sorts.index(self.sort) if self.sort in column.sorts else -1
            address = self._address(sort=column.sorts[(here + 1) % len(column.sorts)])
            yield Head(column, address, ("ascending", "descending")[here] if here >= 0 else "")

    @property
    def rows(self) -> Iterator[tuple[Line, list[Cell]]]:
        """The rows with their cells."""
        for line in self.lines:
            yield line, [Cell(column, column.show(line.of)) for column in self.shown]

    @property
    def first(self) -> str:
        """The address of the first page; empty on it."""
        return "" if self.is_first else self._address()

    @property
    def next(self) -> str:
        """The address of the next page, or empty."""
        return self._address(after=self.next_key) if self.next_key else ""

    @property
    def previous(self) -> str:
        """The address of the page before, or empty."""
        return self._address(before=self.previous_key) if self.previous_key else ""

    @property
    def as_csv(self) -> str:
        """The address of the whole list as CSV."""
        return self.files + self._query(kind="csv")

    @property
    def as_xlsx(self) -> str:
        """The address of the whole list as a spreadsheet."""
        return self.files + self._query(kind="xlsx")

    def _address(self, **more: str) -> str:
        return self.here + self._query(**more)

    def _query(self, **more: str) -> str:
        return "?" + urlencode({**self.asked, **more})
