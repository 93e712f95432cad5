"""One fault, one message: what is only the consequence of another mistake is not told beside it."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from doorstep.rulebook.language.vocabulary import BUILT_IN, FUNCTIONS
from doorstep.rulebook.packs.model import At, Pack
from doorstep.rulebook.problems import Problem
from doorstep.rulebook.ruleset import ALONE

SHOWN = 3
"""Places of one mistake that are named beside the first."""
EACH_ITS_OWN = {"missing", "missing-source", "missing-translation", "unknown-key", "wrong-type", "wrong-value"}
"""Mistakes that read alike and are not one: each is mended where it stands."""
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
    return " or ".join(difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.6)) or otherwise


def undeclared(pack: Pack) -> list[Problem]:
    """Whole kinds of which nothing is declared, though the pack rests on them: a file is missing."""
    facts = [f for f in pack.facts if not f.startswith("receives_")]
    clauses = [c for p in pack.programmes.values() for condition in p.conditions for c in condition.clauses]
    unknown = sorted(set(_used(pack)) - _known(pack))
    kinds = [
        ("facts.toml", "fact", bool(facts) or not unknown),
        ("facts.toml", "attester", bool(pack.attesters) or not facts),
        ("parameters.toml", "parameter", bool(pack.parameters) or not unknown),
        ("definitions.toml", "definition", bool(pack.definitions) or not unknown),
        ("bodies.toml", "body", bool(pack.bodies) or not pack.programmes),
        ("laws.toml", "law", bool(pack.laws) or all(c.law is None for c in clauses)),
    ]
    return [
        Problem(file, 1, "missing", f"no {word} is declared, and the pack rests on some", f"{file} with [[{word}]]")
        for file, word, fine in kinds
        if not fine
    ]


def misnamed(pack: Pack) -> Iterator[Problem]:
    """Names that several formulas use and nobody declares, where one that is declared and unused looks like it."""
    used, known = _used(pack), _known(pack)
    idle = {name: at for name, at in _declared(pack).items() if name not in used and name != ALONE}
    for name, times in sorted(used.items()):
        close = difflib.get_close_matches(name, sorted(idle), n=1, cutoff=0.75)
        if name not in known and close and (times > 1 or name == ALONE):
            at = idle.pop(close[0])
            what = f"nobody uses {close[0]}; {name}, which {times} formula(s) use, is not declared"
            yield Problem(at.file, at.line, "unknown-name", what, f'name = "{name}"')


def _declared(pack: Pack) -> dict[str, At]:
    at = {fact.name: fact.at for fact in pack.facts.values()}
    at |= {parameter.name: parameter.at for parameter in pack.parameters.values()}
    return at | {definition.name: definition.at for definition in pack.definitions.values()}


def _known(pack: Pack) -> set[str]:
    return {*_declared(pack), *_WORDS, *(f"meets_{code}" for code in pack.programmes)}


def _used(pack: Pack) -> Counter[str]:
    """How many formulas use each name; limits of caps count as formulas."""
    formulas = [v for d in pack.definitions.values() for v in d.versions]
    for p in pack.programmes.values():
        formulas += [*(c.formula for c in p.conditions), *p.amounts]
    names = Counter(cap.limit for cap in pack.caps)
    for formula in formulas:
        names.update(set(_NAME.findall(formula.text or "")))
    return names
