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
    "Cannot overwrite": "each key once in a table; each part of a list begins with two brackets, as in [[condition]]",
    "Invalid date": "a day of the calendar, such as 2018-02-28",
    "Unclosed inline table": "a comma between two keys and } at the end, all in one line",
    "Unclosed array": "] to close the list that begins above, and a comma between two of its parts",
    "Expected ']]'": "]] at the end of the line",
    "Invalid initial character for a key part": "no comma before }; a key of a to z, 0 to 9 and _",
    "Illegal character": "the line without this sign",
    "Unterminated string": '""" at the end of the text, or one " on each side',
    "Invalid value": "a value after =: text in quotes, a number, true, false, a date, [ ] or { }",
    "Invalid statement": 'key = "…", or a remark after #',
    "Expected '='": 'key = "…"',
    "Unescaped": r"\\ for a \ inside quotes",
}
SIGNS = {"“": '"', "”": '"', "‘": "'", "’": "'", "，": ",", "：": ":", "；": ",", "＝": "=", "｛": "{", "｝": "}",
         "［": "[", "］": "]", "【": "[", "】": "]", "＂": '"', "、": ",", "\u3000": "a plain space"}  # fmt: skip
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_COLON = re.compile(r"\s*[\w-]+\s*:")
_SHORT_DATE = re.compile(r"=\s*[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}\b|=\s*0000-")
_BOOL = re.compile(r"\b(True|False|TRUE|FALSE)\b")
_DATE = re.compile(r"\b[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}\b")


def read_pack(policy_dir: Path) -> tuple[Pack, list[Problem]]:
    """The pack of a policy folder (`laws.toml`, `rulebook/**.toml`) and the mistakes of its shape."""
    rulebook = policy_dir / "rulebook"
    problems: list[Problem] = []
    # Hidden files are an editor's or a system's, not the author's.
    paths = [p for p in sorted(rulebook.rglob("*.toml")) if not p.name.startswith(".")]
    contents = _contents(rulebook, paths, problems)
    laws = _contents(policy_dir, sorted(policy_dir.glob("laws.toml")), problems)
    files = [f for path, content in contents.items() if (f := _parsed(path, content, problems))]
    registers = [f for path, content in laws.items() if (f := _parsed(path, content, problems))]
    if not contents and not problems:
        write = "a folder with rulebook/facts.toml"
        problems.append(Problem(rulebook.name, 1, "missing", f"there is no rulebook in {policy_dir}", write))
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
    """A family as JSON; whoever judges it checks what it holds. Raises ValueError, also where a name is written twice."""
    return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(x for x in names if names.count(x) > 1)} is written twice")
    return found


def item_codes(policy_dir: Path) -> set[str]:
    """The codes of the service items that the folder has packs of; none if it has no such packs at all."""
    return {p.name.split(".", 1)[0] for p in policy_dir.glob("items/*.toml")}


def _contents(folder: Path, paths: list[Path], problems: list[Problem]) -> dict[str, bytes]:
    found = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = path.read_bytes()
        except IsADirectoryError:
            write = "a name that does not end in .toml, for a folder"
            problems.append(Problem(name, 1, "unreadable", "this is a folder, not a file", write))
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            problems.append(Problem(name, 1, "unreadable", what, "a file that you have the right to read"))
    return found


def _remedy(message: str, line: str) -> str:
    """What to write instead of a line at which the parser gave up."""
    bare = _QUOTED.sub('""', line)
    sign = next((s for s in bare.split("#")[0] if s in SIGNS), "")
    short = any(len(day[0]) != 10 or day[1] != "-" for day in _DATE.finditer(bare))
    seen = {
        f"{SIGNS.get(sign)} instead of {sign}": sign,
        "= instead of :": _COLON.match(bare),
        "a date as 2018-04-01": short or _SHORT_DATE.search(bare),
        'the closing " of the text': bare.count('"') % 2,
        "true or false, in small letters": _BOOL.search(bare),
        REMEDIES["Unclosed array"]: "Invalid value" in message and bare.startswith("["),
        **{write: says in message for says, write in REMEDIES.items()},
    }
    return next((write for write, fits in seen.items() if fits), "key = value, in a line of its own")


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
        if "\r" in text.replace("\r\n", ""):
            what = "lines end with a sign that TOML does not know (CR alone)"
            problems.append(Problem(path, 1, "toml", what, "save it with LF or CRLF at the end of each line"))
            return None
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else content.count(b"\n") + 1
        write = _remedy(str(error), [*text.splitlines(), ""][line - 1])
        problems.append(Problem(path, line, "toml", str(error), write))
        return None
    if not data:
        problems.append(Problem(path, 1, "toml", "the file is empty", "its contents, or take the file away"))
        return None
    return RawFile(path, data, toml_lines(text))
