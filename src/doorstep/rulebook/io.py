"""The only module of the rulebook that touches the disk."""

import json
import re
import tomllib
from codecs import BOM_UTF8
from pathlib import Path

from doorstep.kernel.toml_lines import toml_lines
from doorstep.rulebook.packs.assemble import assemble, digest_of
from doorstep.rulebook.packs.model import Pack
from doorstep.rulebook.packs.reader import RawFile
from doorstep.rulebook.problems import PackRefused, Problem

REMEDIES = {  # what the parser says → what to write
    "Cannot overwrite": "each key once in a table",
    "Invalid date": "a day of the calendar, such as 2018-02-28",
}


def read_pack(policy_dir: Path) -> tuple[Pack, list[Problem]]:
    """The pack of a policy folder (`laws.toml`, `rulebook/**.toml`) and the mistakes of its shape."""
    rulebook = policy_dir / "rulebook"
    contents = {p.relative_to(rulebook).as_posix(): p.read_bytes() for p in sorted(rulebook.rglob("*.toml"))}
    laws = {p.name: p.read_bytes() for p in sorted(policy_dir.glob("laws.toml"))}
    problems: list[Problem] = []
    files = [f for path, content in contents.items() if (f := _parsed(path, content, problems))]
    registers = [f for path, content in laws.items() if (f := _parsed(path, content, problems))]
    if not contents:
        write = "a folder with rulebook/facts.toml"
        problems.append(Problem(rulebook.name, 1, "missing", "there is no rulebook in this folder", write))
    # Worked cases and programmes both: the digest names the whole text from which a decision was made.
    digest = digest_of([*contents.items(), *laws.items()])
    pack, more = assemble(policy_dir.name, files, registers, digest)
    return pack, problems or more  # what is missing because a file could not be read is no mistake of the others


def load_pack(policy_dir: Path) -> Pack:
    """The pack, for judging families. Refuses (PackRefused) a folder whose shape is wrong; `check` says more."""
    pack, problems = read_pack(policy_dir)
    if problems:
        raise PackRefused(sorted(problems))
    return pack


def read_family(path: Path) -> object:
    """A family as JSON; whoever judges it checks what it holds."""
    return json.loads(path.read_text(encoding="utf-8"))


def _parsed(path: str, content: bytes, problems: list[Problem]) -> RawFile | None:
    if content.startswith(BOM_UTF8):
        problems.append(
            Problem(path, 1, "toml", "the file begins with a byte order mark", "save it as UTF-8 without BOM")
        )
        return None
    try:
        text = content.decode()
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        problems.append(Problem(path, 1, "toml", "the file is not UTF-8", "save it as UTF-8"))
        return None
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else content.count(b"\n") + 1
        write = next((w for says, w in REMEDIES.items() if says in str(error)), "valid TOML")
        problems.append(Problem(path, line, "toml", str(error), write))
        return None
    return RawFile(path, data, toml_lines(text))
