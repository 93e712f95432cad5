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
    attesters = _labels(each("facts.toml", "attester"))
    bodies = _labels(each("bodies.toml", "body"))
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
    result: dict[str, Part] = {}
    for item in items:
        earlier = result.setdefault(name(item), item)
        if earlier is not item:
            what = f"{name(item)} is declared twice, first in {earlier.at.file}:{earlier.at.line}"
            problems.append(Problem(item.at.file, item.at.line, "twice", what, "another name"))
    return result


def _labels(tables: list[Table]) -> dict[str, Text]:
    result = {}
    for table in tables:
        result[table.text("code")] = table.texts("label")
        table.done()
    return result


def _programmes(tables: list[Table]) -> tuple[list[Programme], list[Case]]:
    listed, cases = [], []
    for table in tables:
        if _base(table) in SHARED:
            continue
        if _base(table).endswith(".cases.toml"):
            cases += programmes.cases(table, _base(table).removesuffix(".cases.toml"))
        else:
            listed.append(programmes.programme(table))
    return listed, cases


def _laws(files: list[RawFile], problems: list[Problem]) -> dict[str, Law]:
    found = [parts.law(t) for f in files for t in Table.of(f, problems).tables("law")]
    return {law.id: law for law in found}


def _add_receipts(pack: Pack) -> None:
    """What someone already receives is a fact like others: `receives_dibao`, of a person unless a family is paid."""
    for programme in pack.programmes.values():
        name = receipt(programme.code)
        text = programme.names[0].text if programme.names else parts.no_text()
        label = {"zh-hans": f"是否已享受{text['zh-hans']}", "en": f"already receives: {text['en']}"}
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
        if not p.territory.isdigit() or len(p.territory) not in (6, 9):
            write = "the area code of six or nine digits"
            problems.append(Problem(at.file, at.line, "territory", f"{p.territory!r} is no area code", write))
        elif str(path) != f"{folder}/{p.code}.toml":
            what = f"{p.code} of {p.level} {p.territory} stands in {path}"
            problems.append(Problem(at.file, at.line, "territory", what, f"{folder}/{p.code}.toml"))
    for case in pack.cases:
        if case.programme not in pack.programmes:
            what = f"worked cases of {case.programme}, which is no programme"
            problems.append(
                Problem(case.at.file, case.at.line, "unknown-name", what, "the programme's code as file name")
            )
