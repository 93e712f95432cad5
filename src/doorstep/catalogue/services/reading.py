"""Reading and checking the item packs of a policy folder. Touches the disk, never the database."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doorstep.catalogue.logic.check import check_catalogue, check_item
from doorstep.catalogue.logic.parse import parse_item
from doorstep.catalogue.logic.reader import Lines, Problem
from doorstep.catalogue.logic.registers import Registers, parse_departments, parse_e_licences, parse_laws
from doorstep.catalogue.logic.routing import parse_window_duty
from doorstep.catalogue.logic.types import ItemVersion
from doorstep.kernel.toml_lines import toml_lines

ITEMS = "items"
REGISTERS = ("laws", "e_licences", "window_duty")  # files beside the items that are stored with them
DEPARTMENTS = "places/departments.toml"  # stored by the room of places; packs are checked against it
PARSERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "laws": parse_laws,
    "e_licences": parse_e_licences,
    "window_duty": parse_window_duty,
    "departments": parse_departments,
}


@dataclass(frozen=True)
class ReadPack:
    """One pack as it was read: its data for storing, its meaning for checking."""

    file: str
    data: dict[str, Any]
    lines: Lines
    item: ItemVersion


@dataclass
class PackFolder:
    """What was found in a policy folder: the packs, the registers' data, everything that is wrong."""

    packs: list[ReadPack] = field(default_factory=list)
    registers: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def items(self) -> list[ItemVersion]:
        """The items of all packs that could be read, by code and version."""
        return sorted((pack.item for pack in self.packs), key=lambda item: (item.code, item.version))


def check_packs(policy_dir: Path) -> PackFolder:
    """Read and check every pack of `policy_dir`/items against the folder's registers. Files are named relative to
    the folder; problems come in order of file and line. No database."""
    folder = PackFolder()
    registers = _registers(policy_dir, folder)
    paths = sorted((policy_dir / ITEMS).glob("*.toml"))
    if not paths:
        folder.problems.append(
            Problem(ITEMS, 1, "the folder", "there are no packs in it", "write one file an item: items/mz-001.toml")
        )
    for path in paths:
        _read_pack(path, f"{ITEMS}/{path.name}", folder)
    if registers is not None:
        for pack in folder.packs:
            folder.problems += check_item(pack.item, lines=pack.lines, file=pack.file, registers=registers)
    folder.problems += check_catalogue([(pack.item, pack.file, pack.lines) for pack in folder.packs])
    folder.problems.sort(key=lambda problem: (problem.file, problem.line, problem.path))
    return folder


def _read_pack(path: Path, file: str, folder: PackFolder) -> None:
    read = _toml(path, file, folder)
    if read is None:
        return
    data, lines = read
    item, problems = parse_item(data, lines, file=file)
    folder.problems += problems
    if item is not None:
        folder.packs.append(ReadPack(file, data, lines, item))


def _registers(policy_dir: Path, folder: PackFolder) -> Registers | None:
    """The registers, or None where one of them is missing or broken (then the problems say so)."""
    for name in REGISTERS:
        read = _toml(policy_dir / f"{name}.toml", f"{name}.toml", folder)
        if read is not None:
            folder.registers[name] = read[0]
    departments = _toml(policy_dir / DEPARTMENTS, DEPARTMENTS, folder)
    parsed: dict[str, Any] = {}
    for name, parse in PARSERS.items():
        data = folder.registers.get(name) if name in REGISTERS else departments and departments[0]
        if data is not None:
            file = f"{name}.toml" if name in REGISTERS else DEPARTMENTS
            _understood(file, data, parse, parsed, folder)
    if parsed.keys() != PARSERS.keys():
        return None
    return Registers(laws=parsed["laws"], departments=parsed["departments"], e_licences=parsed["e_licences"])


def _understood(
    file: str,
    data: Mapping[str, Any],
    parse: Callable[[Mapping[str, Any]], Any],
    parsed: dict[str, Any],
    folder: PackFolder,
) -> None:
    """Parse one register; a broken one becomes a problem, because everything else depends on it."""
    name = Path(file).stem
    try:
        parsed[name] = parse(data)
    except KeyError as error:
        folder.problems.append(Problem(file, 1, name, f"the key {error} is missing", "give every entry this key"))
    except (TypeError, ValueError) as error:
        folder.problems.append(Problem(file, 1, name, str(error), "correct the register"))


def _toml(path: Path, file: str, folder: PackFolder) -> tuple[dict[str, Any], Lines] | None:
    try:
        text = path.read_bytes().decode()
        return tomllib.loads(text), toml_lines(text)
    except FileNotFoundError:
        problem = Problem(file, 1, "the file", "it is missing", "put it into the policy folder")
    except UnicodeDecodeError:
        problem = Problem(file, 1, "the file", "it is not UTF-8", "save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else path.read_bytes().count(b"\n") + 1
        problem = Problem(file, line, "the file", str(error), "write valid TOML")
    folder.problems.append(problem)
    return None
