"""Programmes that stand in each other's place and rest on each other in a circle: whether one stands would hang on itself."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from doorstep.rulebook.packs.model import Relations
from doorstep.rulebook.problems import Problem
from doorstep.rulebook.ruleset import Ruleset

_WORDS = {"requires": "rests on", "ranks_before": "comes after", "excludes": "may yield to"}
_Question = tuple[str, bool]
"""Of a programme: whether it stands; or (False) whether it may exclude others by what it brings."""


class Step(NamedTuple):
    """What is said of one programme hangs on another, by a relation."""

    code: str
    relation: str
    other: str


def find_circle(of: Mapping[str, Relations]) -> list[Step]:
    """A circle among the programmes of a day, by code; none: empty. `engines.exclusion` has the words that it follows."""
    open_: list[_Question] = []
    steps: list[Step] = []
    done: set[_Question] = set()

    def seek(question: _Question) -> list[Step]:
        if question in open_:
            return [s for s in steps[open_.index(question) :] if s.code != s.other]
        if question in done:
            return []
        open_.append(question)
        for relation, other in _hangs_on(of, question):
            steps.append(Step(question[0], relation, other[0]))
            if circle := seek(other):
                return circle
            steps.pop()
        done.add(open_.pop())
        return []

    return next((circle for code in of if (circle := seek((code, True)))), [])


def _hangs_on(of: Mapping[str, Relations], question: _Question) -> Iterator[tuple[str, _Question]]:
    code, stands = question
    yield from (("requires", (other, True)) for other in of[code].requires if other in of)
    for other, relations in of.items():
        against = other in of[code].excludes or code in relations.excludes
        if not against or other in of[code].ranks_before:
            continue
        if code in relations.ranks_before:
            yield "ranks_before", (other, stands)
        elif stands:
            yield "excludes", (code, False)
            yield "excludes", (other, False)


def circles(ruleset: Ruleset) -> Iterator[Problem]:
    """The first circle of a day, unless it is of `requires` alone."""
    circle = find_circle({code: typed.relations for code, typed in ruleset.programmes.items()})
    for relation in ("excludes", "ranks_before"):
        for step in (s for s in circle if s.relation == relation):
            says = ", ".join(f"{s.code} {_WORDS[s.relation]} {s.other}" for s in circle)
            what = f"{relation}: whether {step.code} stands hangs on itself: {says}"
            write = f"programmes on which {step.other} does not rest"
            if relation == "excludes":
                write = f'ranks_before = ["{step.other}"] in {step.code}, or one relation fewer'
            file, line = _place(ruleset, step)
            yield Problem(file, line, "cycle", what, write, " ".join(sorted({s.code for s in circle})))
            return


def _place(ruleset: Ruleset, step: Step) -> tuple[str, int]:
    """Where the relation is written: either of two that exclude each other may say so."""
    return next(
        (part.at.file, part.at.line)
        for one, other in ((step.code, step.other), (step.other, step.code))
        for part in ruleset.programmes[one].programme.relations[step.relation]
        if ruleset.day in part.span and other in part.codes
    )
