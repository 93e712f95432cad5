"""All files of a policy folder → one Pack. Names must be unique across levels and territories."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import TypeVar

from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.language.vocabulary import BUILT_IN, FUNCTIONS
from doorstep.rulebook.packs import parameters as dated
from doorstep.rulebook.packs import parts, programmes
from doorstep.rulebook.packs.model import LEVELS, At, Case, Definition, Fact, Law, Pack, Parameter, Programme, Text
from doorstep.rulebook.packs.reader import RawFile, Table
from doorstep.rulebook.problems import Problem

Part = TypeVar("Part", Fact, Parameter, Definition, Programme)
SHARED = {"facts.toml", "parameters.toml", "definitions.toml", "caps.toml", "bodies.toml"}
HOLDS = {
    "attester": "facts.toml", "fact": "facts.toml", "parameter": "parameters.toml", "definition": "definitions.toml",
    "cap": "caps.toml", "body": "bodies.toml", "law": "laws.toml beside rulebook",
}  # fmt: skip
"""Which file holds which kind of tables."""
AREAS = {
    "city": "the city, such as 310000", "district": "a district of six digits, such as 310105",
    "street": "a street of nine digits, such as 310105003",
}  # fmt: skip


def assemble(name: str, files: list[RawFile], laws: list[RawFile], digest: str) -> tuple[Pack, list[Problem]]:
    """The pack and the mistakes of its shape; formulas are compiled later, day by day."""
    problems: list[Problem] = []
    tables = [Table.of(f, problems) for f in sorted(files, key=lambda f: f.path)]

    def each(file_name: str, key: str) -> list[Table]:
        return [t for table in tables if _base(table) == file_name for t in table.tables(key)]

    facts = _unique([parts.fact(t) for t in each("facts.toml", "fact")], lambda f: f.name, problems)
    parameters = _unique([dated.parameter(t) for t in each("parameters.toml", "parameter")], lambda p: p.name, problems)
    definitions = _unique(
        [parts.definition(t) for t in each("definitions.toml", "definition")], lambda d: d.name, problems
    )
    labelled: dict[str, At] = {}
    attesters = _labels("attester", each("facts.toml", "attester"), problems, labelled)
    bodies = _labels("body", each("bodies.toml", "body"), problems, labelled)
    caps = tuple(parts.cap(t) for t in each("caps.toml", "cap"))
    listed, cases = _programmes(tables)
    for table in tables:
        if _base(table) in SHARED:
            table.done()
    _check_receipts([*facts.values(), *parameters.values(), *definitions.values()], problems)
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
        labelled=labelled,
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


def _labels(kind: str, tables: list[Table], problems: list[Problem], places: dict[str, At]) -> dict[str, Text]:
    named = [(table.text("code"), table.texts("label"), table.at()) for table in tables]
    for table in tables:
        table.done()
    problems += _twice([(code, at) for code, _, at in named])
    places |= {f"{kind} {code}": at for code, _, at in named}
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
        elif "code" not in table.data and {"case", *HOLDS} & set(table.data):
            _misplaced(table)
        else:
            listed.append(programmes.programme(table))
    return sorted(listed, key=lambda p: PurePosixPath(p.at.file).stem != p.code), cases  # a copy is the second of two


def _misplaced(table: Table) -> None:
    """A file of another kind under a name that makes it a programme."""
    kind = next(key for key in table.data if key in {"case", *HOLDS})
    write = HOLDS.get(kind) or f"{_base(table).split('.')[0]}.cases.toml"
    what = f"the file holds [[{kind}]] and is called {_base(table)}"
    table.problem("name", what, f"the file name {write}", kind)


def _laws(files: list[RawFile], problems: list[Problem]) -> dict[str, Law]:
    laws = [parts.law(t) for f in files for t in Table.of(f, problems).tables("law")]
    problems += _twice([(law.id, law.at) for law in laws])
    return {law.id: law for law in laws}


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


def _check_receipts(parts: list[Fact | Parameter | Definition], problems: list[Problem]) -> None:
    """`receives_…` are facts that every programme brings with it."""
    for part in parts:
        if part.name.startswith(receipt("")):
            what = f"{part.name}: that someone receives a programme is declared by the programme itself"
            problems.append(Problem(part.at.file, part.at.line, "twice", what, "another name, or nothing"))


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
    strays: dict[tuple[str, str], list[Programme]] = {}
    cities = Counter(p.area[:2] for p in pack.programmes.values()).most_common(1)
    for p in pack.programmes.values():
        path, at, folder = PurePosixPath(p.at.file), p.refs["territory"], _folder(p)
        if not p.territory or not p.code:
            continue  # has been reported
        if not _is_area(p):
            write = f"the area code of {AREAS[p.level]}"
            problems.append(Problem(at.file, at.line, "territory", f"{p.territory!r} is no {p.level}", write))
        elif str(path.parent) == folder and path.stem != p.code:
            what = f"the file is called {path.name}, its code is {p.code}"
            write = f'code = "{path.stem}", or the file name {folder}/{p.code}.toml'
            problems.append(Problem(at.file, p.refs["code"].line, "name", what, write))
        elif str(path) != f"{folder}/{p.code}.toml":
            strays.setdefault((str(path.parent), folder), []).append(p)
        elif p.area[:2] != cities[0][0]:
            what = f"{p.code} is of {p.territory}, the other programmes of {cities[0][0]}0000"
            problems.append(Problem(at.file, at.line, "territory", what, "an area of the city"))
    for (_, folder), (p, *others) in strays.items():
        at, more = p.refs["territory"], f" (and {len(others)} more beside it)" * bool(others)
        what = f"{p.code} of {p.level} {p.territory} stands in {p.at.file}{more}"
        problems.append(Problem(at.file, at.line, "territory", what, f"{folder}/{p.code}.toml"))
    files = {p.at.file for p in pack.programmes.values()}
    for file, code in {case.at.file: case.programme for case in pack.cases}.items():
        beside = str(PurePosixPath(file).with_name(f"{code}.toml"))
        if code not in pack.programmes and beside not in files:
            what = f"worked cases of {code}, and no such programme beside them"
            problems.append(Problem(file, 1, "unknown-name", what, f"{beside}, or the programme's code as file name"))


def _folder(programme: Programme) -> str:
    return "city" if programme.level == "city" else f"{programme.level}/{programme.territory}"


def _is_area(programme: Programme) -> bool:
    """Whether the territory is an area code of the programme's level."""
    code, digits, above = programme.area, LEVELS[programme.level], {"city": 0, "district": 2, "street": 6}
    if not (programme.territory.isascii() and code.isdigit() and len(programme.territory) in (6, 9)):
        return False
    return not code[digits:].strip("0") and bool(code[above[programme.level] : digits].strip("0"))
