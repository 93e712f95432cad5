"""Reading the files of the policy folder: values checked row by row, errors with file and line."""

import csv
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from doorstep.places.logic import BadPlacesData, Confidence

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One line of a CSV file that remembers where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        value = self.cells.get(name)
        if value is None:
            raise BadPlacesData(file=self.file, line=self.line, why=f"column {name} is missing")
        return value.strip()

    def day(self, name: str) -> date | None:
        """A date, or None where the cell is empty."""
        text = self[name]
        return self.read(name, date.fromisoformat) if text else None

    def first_day(self, name: str) -> date:
        """A date that must be there."""
        return self.read(name, date.fromisoformat)

    def read(self, name: str, convert: Callable[[str], T]) -> T:
        """The cell as something else. Raises BadPlacesData with the line."""
        try:
            return convert(self[name])
        except ValueError:
            raise BadPlacesData(file=self.file, line=self.line, why=f"{name} is {self[name]!r}") from None

    def known(self, name: str, codes: Mapping[str, object]) -> str:
        """A code that another file has named. Raises BadPlacesData with the line."""
        if self[name] not in codes:
            raise BadPlacesData(file=self.file, line=self.line, why=f"{name} {self[name]!r} is not known")
        return self[name]

    def confidence(self) -> Confidence:
        """The column `confidence`."""
        return self.read("confidence", Confidence)


def table(path: Path) -> Iterator[Row]:
    """The lines of a CSV file. Raises BadPlacesData when there is no such file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            for cells in reader:
                yield Row(path.name, reader.line_num, cells)
    except FileNotFoundError:
        raise BadPlacesData(file=path.name, line=0, why="the file is missing") from None


def toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises BadPlacesData when it is missing or broken."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadPlacesData(file=path.name, line=0, why="the file is missing") from None
    except tomllib.TOMLDecodeError as error:
        raise BadPlacesData(file=path.name, line=0, why=str(error)) from None


def digest_of(*paths: Path) -> str:
    """Fingerprint of files, in the given order."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()
