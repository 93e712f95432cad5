"""One fault, one message: what is only the consequence of another mistake is not told beside it."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.language.vocabulary import BUILT_IN, FUNCTIONS
from doorstep.rulebook.naming import names_in_texts
from doorstep.rulebook.packs.model import At, Clause, Formula, Pack
from doorstep.rulebook.problems import Problem
from doorstep.rulebook.ruleset import ALONE

SHOWN = 3
"""Places of one mistake that are named beside the first."""
EACH_ITS_OWN = {"missing", "missing-source", "missing-translation", "unknown-key", "wrong-type", "wrong-value"}
"""Mistakes that read alike and are not one: each is mended where it stands."""
OF_DECLARATIONS = {"type", "unit", "not-bool", "boolean-equality", "code-place"}
"""Mistakes of a formula that may be those of a declaration."""
_NAME = re.compile(r"(?<!['\"\w])[a-z][a-z0-9_]*(?!['\"\w])")
_WORDS = {*BUILT_IN, *FUNCTIONS, "and", "or", "not", "in", "if", "else", "none"}


def without_echoes(found: Iterable[Problem]) -> list[Problem]:
    """In the order of files and lines, each mistake once.

    A mistake may show on many days of one place: the first day is told. It may show in many places: they are named.
    """
    kept: dict[tuple[str, int, str], Problem] = {}
    for problem in sorted(found):
        kept.setdefault((problem.file, problem.line, problem.code), problem)
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for problem in kept.values():
        cause = problem.cause or re.sub(r" \(column \d+\)", "", problem.what)
        own = (problem.file, problem.line) if problem.code in EACH_ITS_OWN else ()
        alike.setdefault((problem.code, cause, *own), []).append(problem)
    return sorted(_together(problems) for problems in alike.values())


def _together(problems: list[Problem]) -> Problem:
    first, *others = problems
    if not others:
        return first
    places = ", ".join(f"{p.file}:{p.line}" for p in others[:SHOWN])
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    return replace(first, what=f"{first.what} (also {places}{more})")


def near(name: str, known: Collection[str], otherwise: str) -> str:
    """The known names that look like this one, or else what to write."""
    same = [k for k in sorted(known) if k.lower() == name.lower()]
    return " or ".join(same or difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)) or otherwise


def undeclared(pack: Pack) -> list[Problem]:
    """Whole kinds of which nothing is declared, though the pack rests on them: a file is missing."""
    facts = [f for f in pack.facts if not f.startswith("receives_")]
    clauses = _clauses(pack)
    unknown = {name for formula in _formulas(pack) for name in _names(formula)} - _known(pack)
    kinds = [
        ("facts.toml", "fact", bool(facts) or not unknown),
        ("facts.toml", "attester", bool(pack.attesters) or not facts),
        ("parameters.toml", "parameter", bool(pack.parameters) or not unknown),
        ("definitions.toml", "definition", bool(pack.definitions) or not unknown),
        ("bodies.toml", "body", bool(pack.bodies) or not pack.programmes),
        ("laws.toml", "law", bool(pack.laws) or all(c.law is None for c in clauses)),
    ]
    found = [
        Problem(file, 1, "missing", f"no {word} is declared, and the pack rests on some", f"{file} with [[{word}]]")
        for file, word, fine in kinds
        if not fine
    ]
    if not pack.programmes and any(names_in_texts(pack)):
        found.append(Problem("city", 1, "missing", "there is no programme, and texts name some", "city/<code>.toml"))
    return found


def misnamed(pack: Pack) -> Iterator[Problem]:
    """What several places name and nobody declares, where something declared and unused looks like it: told there."""
    used = Counter(name for formula in _formulas(pack) for name in _names(formula))
    used.update(cap.limit for cap in pack.caps)
    declared = _declared(pack)
    declared.pop(ALONE, None)
    yield from _slips(used, _known(pack), declared, "name", "formula(s) use")
    attested = Counter(a for fact in pack.facts.values() for a in fact.attested_by)
    bodies = Counter(code for p in pack.programmes.values() for code in {body.code for body in p.bodies})
    for word, named, users in (("attester", attested, "fact(s) name"), ("body", bodies, "programme(s) name")):
        places = {key.removeprefix(f"{word} "): at for key, at in pack.labelled.items() if key.startswith(f"{word} ")}
        yield from _slips(named, set(places), places, "code", users)
    cited = Counter(law for law, _ in {(c.law, c.at.file) for c in _clauses(pack) if c.law})
    yield from _slips(cited, set(pack.laws), {law.id: law.at for law in pack.laws.values()}, "id", "file(s) cite")


def _slips(
    used: Counter[str], known: Collection[str], declared: dict[str, At], key: str, users: str
) -> Iterator[Problem]:
    idle = {name: at for name, at in declared.items() if name not in used}
    for name, times in sorted(used.items()):
        close = difflib.get_close_matches(name, sorted(idle), n=1, cutoff=0.75)
        if name not in known and close and (times > 1 or name == ALONE):
            at = idle.pop(close[0])
            what = f"nobody uses {close[0]}; {name}, which {times} {users}, is not declared"
            yield Problem(at.file, at.line, "unknown-name", what, f'{key} = "{name}"')


def unjudged(pack: Pack) -> Iterator[Problem]:
    """That nobody says who is judged alone, on which every programme of people judged together rests."""
    together = [p for p in pack.programmes.values() if p.unit is Unit.ASSESSMENT]
    alone = pack.definitions.get(ALONE)
    if together and (alone is None or alone.unit is not Unit.PERSON):
        at = together[0].refs["unit"] if alone is None else alone.at
        what = f"nobody says who is judged alone ({ALONE})" if alone is None else f"{ALONE} is not of a person"
        yield Problem(at.file, at.line, "missing", what, f'[[definition]] name = "{ALONE}", unit = "person"')


def misdeclared(pack: Pack, found: Iterable[Problem], read: Collection[At]) -> set[Problem]:
    """The problems; where a name's type or unit lets none of the formulas stand that use it, that is told once, there.

    `read`: the places of formulas that could be read.
    """
    wrong = {(p.file, p.line): p for p in found if p.code in OF_DECLARATIONS}
    failing: dict[str, set[Problem]] = {}
    fine: set[str] = set()
    for formula in _formulas(pack):
        problem = wrong.get((formula.at.file, formula.at.line))
        if problem is not None:
            names = _names(formula)
            named = {name for name in names if problem.what.startswith(f"{name} ")}
            for name in named or names:
                failing.setdefault(name, set()).add(problem)
        elif formula.at in read:
            fine |= _names(formula)
    result = set(found)
    declared = {name: at for name, at in _declared(pack).items() if name in failing and name not in fine}
    for name, at in declared.items():
        told = failing[name]
        if len(told) > 1 and [other for other in declared if failing[other] >= told] == [name]:
            first, *others = sorted(told)
            what = (
                f"{name} fits no formula that uses it: {first.what} ({first.file}:{first.line} and {len(others)} more)"
            )
            write = f"another unit or type of {name}; or there: {first.write}"
            result = result - told | {Problem(at.file, at.line, first.code, what, write)}
    return result


def _declared(pack: Pack) -> dict[str, At]:
    at = {fact.name: fact.at for fact in pack.facts.values()}
    at |= {parameter.name: parameter.at for parameter in pack.parameters.values()}
    return at | {definition.name: definition.at for definition in pack.definitions.values()}


def _known(pack: Pack) -> set[str]:
    return {*_declared(pack), *_WORDS, *(f"meets_{code}" for code in pack.programmes)}


def _formulas(pack: Pack) -> list[Formula]:
    formulas = [v for d in pack.definitions.values() for v in d.versions]
    for p in pack.programmes.values():
        formulas += [*(c.formula for c in p.conditions), *p.amounts]
    return formulas


def _names(formula: Formula) -> set[str]:
    return set(_NAME.findall(formula.text or ""))


def _clauses(pack: Pack) -> list[Clause]:
    clauses = [c for p in pack.programmes.values() for condition in p.conditions for c in condition.clauses]
    return clauses + [c for d in pack.definitions.values() for c in d.clauses]
