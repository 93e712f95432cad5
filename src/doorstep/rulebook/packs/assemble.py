"""All files of a policy folder → one Pack. Names must be unique across levels and territories."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import TypeVar

from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.language.vocabulary import BUILT_IN, FUNCTIONS
from doorstep.rulebook.packs import parts, programmes
from doorstep.rulebook.packs.model import At, Case, Definition, Fact, Law, Pack, Parameter, Programme, Text
from doorstep.rulebook.packs.reader import RawFile, Table
from doorstep.rulebook.problems import Problem

Part = TypeVar("Part", Fact, Parameter, Definition, Programme)
SHARED = {"facts.toml", "parameters.toml", "definitions.toml", "caps.toml", "bodies.toml"}


def assemble(name: str, files: list[RawFile], laws: list[RawFile], digest: str) -> tuple[Pack, list[Problem]]:
    """The pack and the mistakes of its shape; formulas are compiled later, day by day."""
    problems: list[Problem] = []
    tables = [Table.of(f, problems) for f in sorted(files, key=lambda f: f.path)]

    def each(file_name: str, key: str) -> list[Table]:
        return [t for table in tables if _base(table) == file_name for t in table.tables(key)]

    facts = _unique([parts.fact(t) for t in each("facts.toml", "fact")], lambda f: f.name, problems)
    parameters = _unique([parts.parameter(t) for t in each("parameters.toml", "parameter")], lambda p: p.name, problems)
    definitions = _unique(
        [parts.definition(t) for t in each("definitions.toml", "definition")], lambda d: d.name, problems
    )
    attesters = _labels(each("facts.toml", "attester"), problems)
    bodies = _labels(each("bodies.toml", "body"), problems)
    caps = tuple(parts.cap(t) for t in each("caps.toml", "cap"))
    listed, cases = _programmes(tables)
    for table in tables:
        if _base(table) in SHARED:
            table.done()
    pack = Pack(
        name=name,
        digest=digest,
        facts=facts,
        parameters=parameters,
        definitions=definitions,
        programmes=_unique(listed, lambda p: p.code, problems),
        caps=caps,
        cases=tuple(cases),
        laws=_laws(laws, problems),
        attesters=attesters,
        bodies=bodies,
    )
    _add_receipts(pack)
    _check_names(pack, problems)
    _check_places(pack, problems)
    return pack, problems


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Fingerprint of a folder: every decision stores it, so that it can be explained from the same texts years later."""
    whole = hashlib.sha256()
    for path, content in sorted(files):
        whole.update(path.encode() + b"\0" + hashlib.sha256(content).digest())
    return whole.hexdigest()


def receipt(code: str) -> str:
    """The name of the fact that someone already receives a programme."""
    return f"receives_{code}"


def _base(table: Table) -> str:
    return PurePosixPath(table.file.path).name


def _unique(items: list[Part], name: Callable[[Part], str], problems: list[Problem]) -> dict[str, Part]:
    problems += _twice([(name(item), item.at) for item in items])
    result: dict[str, Part] = {}
    for item in items:
        result.setdefault(name(item), item)
    return result


def _labels(tables: list[Table], problems: list[Problem]) -> dict[str, Text]:
    named = [(table.text("code"), table.texts("label"), table.at()) for table in tables]
    for table in tables:
        table.done()
    problems += _twice([(code, at) for code, _, at in named])
    return {code: label for code, label, _ in named}


def _twice(named: list[tuple[str, At]]) -> list[Problem]:
    first: dict[str, At] = {}
    found = []
    for name, at in named:
        earlier = first.setdefault(name, at)
        if earlier is not at and name:
            what = f"{name} is declared twice, first in {earlier.file}:{earlier.line}"
            found.append(Problem(at.file, at.line, "twice", what, "another name"))
    return found


def _programmes(tables: list[Table]) -> tuple[list[Programme], list[Case]]:
    listed, cases = [], []
    for table in tables:
        if _base(table) in SHARED:
            continue
        if _base(table).endswith(".cases.toml"):
            cases += programmes.cases(table, _base(table).removesuffix(".cases.toml"))
        else:
            listed.append(programmes.programme(table))
    return sorted(listed, key=lambda p: PurePosixPath(p.at.file).stem != p.code), cases  # a copy is the second of two


def _laws(files: list[RawFile], problems: list[Problem]) -> dict[str, Law]:
    named = [(parts.law(t), t.at("id")) for f in files for t in Table.of(f, problems).tables("law")]
    problems += _twice([(law.id, at) for law, at in named])
    return {law.id: law for law, _ in named}


def _add_receipts(pack: Pack) -> None:
    """What someone already receives is a fact like others: `receives_dibao`, of a person unless a family is paid."""
    for programme in pack.programmes.values():
        name = receipt(programme.code)
        code = f"{{{programme.code}}}"  # read as the name of the day
        label = {"zh-hans": f"是否已享受{code}", "en": f"already receives: {code}"}
        unit = Unit.FAMILY if programme.unit is Unit.FAMILY else Unit.PERSON
        pack.facts[name] = Fact(
            name, unit, parts.SIMPLE["bool"], 0, 1, label, ("register",), 1, "personal", 31, True, programme.at
        )  # fmt: skip


def _check_names(pack: Pack, problems: list[Problem]) -> None:
    """A name means one thing: fact, parameter, definition, programme or word of the language."""
    groups: list[Iterable[tuple[str, At]]] = [
        [(x.name, x.at) for x in pack.facts.values()],
        [(x.name, x.at) for x in pack.parameters.values()],
        [(x.name, x.at) for x in pack.definitions.values()],
        [(x.code, x.at) for x in pack.programmes.values()],  # a code leads the names of a programme's columns
    ]
    taken = {*BUILT_IN, *FUNCTIONS, "and", "or", "not", "in", "if", "else", "none"}
    for group in groups:
        names = list(group)
        for name, at in names:
            if name in taken or name.startswith("meets_"):
                problems.append(
                    Problem(at.file, at.line, "twice", f"{name} already means something else", "another name")
                )
        taken |= {name for name, _ in names}


def _check_places(pack: Pack, problems: list[Problem]) -> None:
    """A programme stands in the folder of its level and territory, in a file of its own name; cases beside it."""
    for p in pack.programmes.values():
        path = PurePosixPath(p.at.file)
        at = p.refs["territory"]
        folder = "city" if p.level == "city" else f"{p.level}/{p.territory}"
        if not p.territory or not p.code:
            continue  # has been reported
        if not p.territory.isdigit() or len(p.territory) not in (6, 9):
            write = "the area code of six or nine digits"
            problems.append(Problem(at.file, at.line, "territory", f"{p.territory!r} is no area code", write))
        elif str(path.parent) == folder and path.stem != p.code:
            what = f"the file is called {path.name}, its code is {p.code}"
            write = f'code = "{path.stem}", or the file name {folder}/{p.code}.toml'
            problems.append(Problem(at.file, p.refs["code"].line, "name", what, write))
        elif str(path) != f"{folder}/{p.code}.toml":
            what = f"{p.code} of {p.level} {p.territory} stands in {path}"
            problems.append(Problem(at.file, at.line, "territory", what, f"{folder}/{p.code}.toml"))
    files = {p.at.file for p in pack.programmes.values()}
    for file, code in {case.at.file: case.programme for case in pack.cases}.items():
        beside = str(PurePosixPath(file).with_name(f"{code}.toml"))
        if code not in pack.programmes and beside not in files:
            what = f"worked cases of {code}, and no such programme beside them"
            problems.append(Problem(file, 1, "unknown-name", what, f"{beside}, or the programme's code as file name"))
