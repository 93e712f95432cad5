"""`check`: everything that can be wrong with a policy folder, found before any family is judged."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from doorstep.rulebook.bounds import Bounds
from doorstep.rulebook.circles import circles
from doorstep.rulebook.echoes import misdeclared, misnamed, near, undeclared, unjudged, without_echoes
from doorstep.rulebook.io import item_codes, read_pack
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.intervals import Interval, must_be_known
from doorstep.rulebook.language.types import LanguageError
from doorstep.rulebook.packs.model import At, Clause, Condition, Pack, Programme, Span
from doorstep.rulebook.problems import Problem
from doorstep.rulebook.reachability import contradictions
from doorstep.rulebook.references import references
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.ruleset import Ruleset, TypedCondition, TypedProgramme

LEAVES_NO_HOLE = {"missing-source", "missing-translation", "overlap"}
"""Mistakes of shape that nothing else rests on."""


def check(policy_dir: Path) -> list[Problem]:
    """All mistakes of a policy folder, in the order of files and lines; empty if it can be used.

    Where something is not what it should be, only that is told: the rest would be its echoes, by the dozen.
    """
    pack, problems = read_pack(policy_dir)
    found = set(problems)
    if {p.code for p in problems} <= LEAVES_NO_HOLE:
        found.update(undeclared(pack) or list(misnamed(pack)) or unjudged(pack))
    if not {p.code for p in found} <= LEAVES_NO_HOLE:
        return without_echoes(found)
    found.update(references(pack, item_codes(policy_dir)))
    for programme in pack.programmes.values():
        for condition in programme.conditions:
            found.update(_clauses(pack, programme, condition))
    for definition in pack.definitions.values():
        for clause in definition.clauses:
            for version in definition.versions:
                if version.span.cut(clause.span) is not None:
                    found.update(_clause(pack, clause, version.span))
    city: Ruleset | None = None
    broken: set[str] = set()
    read: set[At] = set()
    for day, territory in days_to_check(pack):
        unresolved: list[Problem] = []
        ruleset = resolve(pack, day, territory, unresolved)
        found.update(unresolved)
        read.update(_read(ruleset))
        found.update(_resting(ruleset))
        found.update(circles(ruleset))
        same_day = city if city is not None and city.day == day else None
        broken = broken if same_day is not None else set()
        found.update(_formulas(ruleset, same_day, broken))
        city = ruleset if territory == pack.area else city
    return without_echoes(misdeclared(pack, found, read))


def days_to_check(pack: Pack) -> Iterator[tuple[date, str]]:
    """Every day on which something begins to be different, in every area that has programmes of its own."""
    first = min((p.span.first for p in pack.programmes.values()), default=None)
    if first is None:
        return
    local = [p for p in pack.programmes.values() if p.level != "city"]
    for day in sorted(d for d in edges(pack) if d >= first):
        yield day, pack.area
        yield from ((day, area) for area in sorted({p.area for p in local if day in p.span} - {pack.area}))


def edges(pack: Pack) -> set[date]:
    """The first days of everything dated in the pack, and the days after the last ones."""
    spans = [v.span for p in pack.parameters.values() for v in p.versions]
    spans += [v.span for d in pack.definitions.values() for v in d.versions]
    for p in pack.programmes.values():
        spans += [p.span, *(c.formula.span for c in p.conditions), *(a.span for a in p.amounts)]
        spans += [x.span for x in (*p.names, *p.bodies)]
        spans += [x.span for related in p.relations.values() for x in related]
    return {day for span in spans for day in span.edges()}


def _at(at: At, code: str, what: str, write: str, cause: str = "") -> Problem:
    return Problem(at.file, at.line, code, what, write, cause)


def _resting(ruleset: Ruleset) -> Iterator[Problem]:
    """Programmes that could be given to nobody: each only beside the other, or beside what is not in force on the day."""
    rests = {code: typed.relations.requires for code, typed in ruleset.programmes.items()}
    for code, typed in ruleset.programmes.items():
        seen, todo = set[str](), list(rests[code])
        while todo:
            other = todo.pop()
            if other in rests and other not in seen:
                seen.add(other)
                todo += rests[other]
        at = next((part.at for part in typed.programme.relations["requires"] if ruleset.day in part.span), None)
        known = all(other in ruleset.pack.programmes for other in rests[code])  # else that is told
        if at is not None and rests[code] and known and not seen:
            what = f"requires: none of {', '.join(rests[code])} is in force on {ruleset.day}"
            yield _at(at, "not-in-force", what, "dates within theirs, or another programme")
        if at is not None and code in seen and code not in rests[code]:
            what = f"requires: {code} rests on itself through {', '.join(sorted(seen - {code}))}"
            yield _at(at, "cycle", what, "programmes that do not rest on this one")


def _clauses(pack: Pack, programme: Programme, condition: Condition) -> Iterator[Problem]:
    decides = programme.span.cut(condition.formula.span)
    if decides is None:
        yield _at(
            condition.at, "dates", "the condition is never in force with its programme", "dates within the programme's"
        )
        return
    for clause in condition.clauses:
        yield from _clause(pack, clause, decides)
    starts = {day for c in condition.clauses for day in c.span.edges()} | {decides.first}
    for day in sorted(d for d in starts if d in decides and condition.clauses):
        if not any(day in c.span for c in condition.clauses):
            yield _at(
                condition.at, "clause-not-in-force", f"no clause on {day}", "a clause for every day, or unverified"
            )
            return


def _clause(pack: Pack, clause: Clause, decides: Span) -> Iterator[Problem]:
    span = clause.span.cut(decides)
    if span is None:
        yield _at(clause.at, "dates", "the clause carries no day of its condition", "dates within the condition's")
    elif clause.law is not None:
        law = pack.laws.get(clause.law)
        if law is None:
            write = near(clause.law, pack.laws, "an id of laws.toml") + ", or unverified = { … }"
            yield _at(clause.at, "unknown-law", f"{clause.law} is not registered", write)
            return
        if not law.span.covers(span):
            force = f"{law.title} is in force from {law.span.first} to {law.span.last or 'today'}"
            what = f"{force}; it decides from {span.first} to {span.last or 'today'}"
            yield _at(clause.at, "clause-not-in-force", what, "from and to within the document's days", law.id)
        number = clause.article - law.first_article
        paragraphs = law.paragraphs[number] if 0 <= number < len(law.paragraphs) else None
        if not law.first_article <= clause.article <= law.articles:
            yield _at(clause.at, "clause", f"{law.title} has no article {clause.article}", f"1 to {law.articles}")
        elif paragraphs is not None and (clause.paragraph or 1) > paragraphs:
            what = f"article {clause.article} has {paragraphs} paragraph(s)"
            yield _at(clause.at, "clause", what, f"paragraph 1 to {paragraphs}")
        elif (clause.item or 0) > law.items.get(clause.article, 0):
            yield _at(clause.at, "clause", f"article {clause.article} has no item {clause.item}", "the item's number")


def _read(ruleset: Ruleset) -> Iterator[At]:
    """Where the formulas of a day stand that could be read."""
    for definition in ruleset.definitions.values():
        if definition.source is not None:
            yield from (v.at for v in definition.source.versions if ruleset.day in v.span)
    for typed in ruleset.programmes.values():
        yield from (c.condition.formula.at for c in typed.conditions)
        yield typed.formula.at


def _formulas(ruleset: Ruleset, city: Ruleset | None, broken: set[str]) -> Iterator[Problem]:
    """Of one day: intervals, unknowns where they are forbidden, conditions that decide nothing.

    `city`: the same day of the whole city; what reads there as it does here has been looked at already.
    `broken`: definitions of the day that are wrong, or rest on one that is: what is said of them would be an echo.
    """
    bounds = Bounds(ruleset)
    done = city.definitions if city is not None else {}
    for name, definition in ruleset.definitions.items():
        if definition == done.get(name):
            continue
        if definition.source is not None:
            at = next(v.at for v in definition.source.versions if ruleset.day in v.span)
            problems = (
                [] if _rests_on(definition.node, broken) else _definition(bounds, definition.node, at, ruleset.day)
            )
        elif definition.programme in ruleset.programmes:
            problems = list(_programme(bounds, ruleset.programmes[definition.programme], ruleset.day, broken))
        else:
            continue
        if problems or _rests_on(definition.node, broken):
            broken.add(name)
        yield from problems


def _rests_on(node: n.Node, broken: set[str]) -> bool:
    return any(isinstance(part, n.Ref) and part.name in broken for part in n.walk(node))


def _definition(bounds: Bounds, node: n.Node, at: At, day: date) -> list[Problem]:
    return _one(bounds, node, at)[1] or list(_idle(bounds, node, at, day))


def _programme(bounds: Bounds, typed: TypedProgramme, day: date, broken: set[str]) -> Iterator[Problem]:
    fine: list[TypedCondition] = []
    for condition in typed.conditions:
        if _rests_on(condition.node, broken):
            continue
        at = condition.condition.formula.at
        interval, problems = _one(bounds, condition.node, at)
        yield from problems
        if problems:
            continue
        fine.append(condition)
        nodes = [
            (condition.condition.id, interval),
            *((leaf.text, bounds.on_the_day(leaf.node)) for leaf in condition.leaves),
        ]
        for name, (low, high) in nodes:
            if low == high:
                yield _unreachable(at, name, low, day)
                break
        else:
            yield from _idle(bounds, condition.node, at, day)
    if len(fine) == len(typed.conditions):
        for condition, part in contradictions(bounds, typed):
            what = f"{part} contradicts itself or the other conditions on {day}: nobody meets it"
            yield _at(condition.condition.formula.at, "unreachable", what, "conditions that somebody can meet at once")
    if typed.amount is not None and not _rests_on(typed.amount, broken):
        interval, problems = _one(bounds, typed.amount, typed.formula.at)
        yield from problems or _idle(bounds, typed.amount, typed.formula.at, day)
        if interval[0] < 0:
            yield _at(typed.formula.at, "negative", "the amount could be negative", "max(…, 0)")


def _unreachable(at: At, name: str, holds: int, day: date) -> Problem:
    says = "always holds" if holds else "can never hold"
    return _at(at, "unreachable", f"{name} {says} on {day}", "leave it out, or date it with from and to")


def _idle(bounds: Bounds, node: n.Node, at: At, day: date) -> Iterator[Problem]:
    """A comparison of a family's figure, however deep inside a formula, that is always or never true."""
    for part in n.walk(node):
        if isinstance(part, n.Compare) and any(isinstance(x, n.Fact | n.Ref) for x in n.walk(part)):
            low, high = bounds.on_the_day(part)
            if low == high:
                yield _unreachable(at, f"the comparison with {part.op}", low, day)
                return


def _one(bounds: Bounds, node: n.Node, at: At) -> tuple[Interval, list[Problem]]:
    problems = []
    interval = (0, 1)
    try:
        interval = bounds.on_the_day(node)
        bounds.at_the_widest(node)
    except LanguageError as error:
        problems.append(_at(at, error.code, error.what, error.write))
    for operand in (o for part in n.walk(node) for o in must_be_known(part)):
        if bounds.may_be_unknown(operand):
            what = "a divisor, a step and a default must be known, this may be unknown"
            problems.append(_at(at, "nullable", what, "a parameter, or a fact with nullable = false"))
    return interval, problems
