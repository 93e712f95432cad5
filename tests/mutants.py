"""Planted faults in real programmes: one sign, one date, one parameter at a time, each in a small pack of what it needs."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from doorstep.rulebook.packs.model import Formula, Pack, Related, Span

NAMES = re.compile(r"[a-z][a-z0-9_]*")
SIGNS = {"<=": "<", ">=": ">", "<": "<=", ">": ">="}
SIGN = re.compile(r"<=|>=|<|>")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mutant:
    """A broken pack, whose cases must not all pass, and what is broken in it."""

    what: str
    programme: str
    pack: Pack


def needed(pack: Pack, code: str) -> set[str]:
    """Programmes, definitions, facts and parameters that a programme's answer may rest on: what it is given beside, and
    the rivals of both."""
    beside = (code, *pack.programmes[code].related("requires"))
    rivals = [p.code for p in pack.programmes.values() if {*beside} & {*p.related("excludes")}]
    todo = [*beside, *(x for c in beside for x in pack.programmes[c].related("excludes")), *rivals]
    found: set[str] = set()
    while todo:
        name = todo.pop().removeprefix("meets_")
        if name in found:
            continue
        found.add(name)
        texts = [v.text or "" for v in pack.definitions[name].versions] if name in pack.definitions else []
        if name in pack.programmes:
            p = pack.programmes[name]
            texts = [x.text or "" for x in (*(c.formula for c in p.conditions), *p.amounts)]
            if p.unit == "assessment":
                texts.append("judged_alone")
        todo += {n for text in texts for n in NAMES.findall(text)}
    return found


def reduced(pack: Pack, code: str) -> Pack:
    """A pack of one programme and what it needs, with its own worked cases."""
    names = needed(pack, code)
    return replace(
        pack,
        programmes={k: p for k, p in pack.programmes.items() if k in names},
        definitions={k: d for k, d in pack.definitions.items() if k in names},
        caps=(),
        cases=tuple(_fewer(c, names) for c in pack.cases if c.programme == code),
    )


def _fewer(case, names: set[str]):
    """The case without receipts of programmes that the small pack does not have."""

    def of(facts):
        got = facts.get("receives")
        return {**facts, "receives": [x for x in got if x in names]} if got is not None else facts

    family = of(case.family)
    return replace(case, family={**family, "members": [of(m) for m in family.get("members", [])]})


def definition_mutants(pack: Pack) -> list[Mutant]:
    """A wrong sign in a shared definition, once for each programme whose answer may rest on it."""
    found = []
    for code in pack.programmes:
        small = reduced(pack, code)
        for name, definition in small.definitions.items():
            for version in definition.versions:
                for m in SIGN.finditer(version.text):
                    text = version.text[: m.start()] + SIGNS[m.group()] + version.text[m.end() :]
                    versions = tuple(replace(v, text=text) if v is version else v for v in definition.versions)
                    definitions = {**small.definitions, name: replace(definition, versions=versions)}
                    found.append(Mutant(f"{name}: {text}", code, replace(small, definitions=definitions)))
    return found


def mutants(pack: Pack, code: str) -> list[Mutant]:
    """Every fault of the kinds that people make, in the programme's own conditions, amounts and figures."""
    small = reduced(pack, code)
    return [*_signs(small, code), *_dates(small, code), *_swaps(small, code)]


def left_out(pack: Pack, code: str) -> list[Mutant]:
    """What somebody forgot: a whole condition, that two programmes exclude each other, or beside what one is given."""
    small = reduced(pack, code)
    p = small.programmes[code]
    found = []
    for c in p.conditions if len(p.conditions) > 1 else ():
        fewer = replace(p, conditions=tuple(x for x in p.conditions if x is not c))
        found.append(Mutant(f"without {c.id}", code, replace(small, programmes={**small.programmes, code: fewer})))
    for other in p.related("excludes"):  # which of the two is taken shows in the cases of either
        cases = tuple(c for c in pack.cases if c.programme in (code, other))
        both = replace(pack, cases=cases)
        fewer = replace(p, relations={**p.relations, "excludes": _without(p.relations["excludes"], other)})
        found.append(Mutant(f"beside {other}", code, replace(both, programmes={**pack.programmes, code: fewer})))
    own = replace(pack, cases=tuple(c for c in pack.cases if c.programme == code))
    for part in p.relations["requires"]:
        others = tuple(x for x in p.relations["requires"] if x is not part)
        fewer = replace(p, relations={**p.relations, "requires": others})
        found.append(Mutant(f"requires {part.codes}", code, replace(own, programmes={**pack.programmes, code: fewer})))
    return found


def _without(related: tuple[Related, ...], code: str) -> tuple[Related, ...]:
    return tuple(replace(r, codes=tuple(x for x in r.codes if x != code)) for r in related)


def _with_formula(pack: Pack, code: str, old: Formula, new: Formula) -> Pack:
    p = pack.programmes[code]
    conditions = tuple(replace(c, formula=new) if c.formula is old else c for c in p.conditions)
    amounts = tuple(new if a is old else a for a in p.amounts)
    return replace(pack, programmes={**pack.programmes, code: replace(p, conditions=conditions, amounts=amounts)})


def _formulas(pack: Pack, code: str) -> list[Formula]:
    p = pack.programmes[code]
    return [f for f in (*(c.formula for c in p.conditions), *p.amounts) if f.text]


def _signs(pack: Pack, code: str) -> list[Mutant]:
    found = []
    for formula in _formulas(pack, code):
        for m in SIGN.finditer(formula.text):
            text = formula.text[: m.start()] + SIGNS[m.group()] + formula.text[m.end() :]
            broken = _with_formula(pack, code, formula, replace(formula, text=text))
            found.append(Mutant(f"{formula.text} → {text}", code, broken))
    return found


def _dates(pack: Pack, code: str) -> list[Mutant]:
    """The days on which a condition or an amount begins or ends within the programme, each one day off."""
    found = []
    within = pack.programmes[code].span
    for formula in _formulas(pack, code):
        spans = []
        if formula.span.first != within.first:
            spans.append(Span(formula.span.first + ONE_DAY, formula.span.last))
        if formula.span.last not in (None, within.last):
            spans.append(Span(formula.span.first, formula.span.last - ONE_DAY))
        found += [
            Mutant(f"{formula.text}: {s}", code, _with_formula(pack, code, formula, replace(formula, span=s)))
            for s in spans
        ]
    return found


def _swaps(pack: Pack, code: str) -> list[Mutant]:
    """Another parameter of the same type where one stands."""
    found = []
    for formula in _formulas(pack, code):
        for name in sorted(set(NAMES.findall(formula.text)) & set(pack.parameters)):
            this = pack.parameters[name]
            day = max(formula.span.first, *(c.on for c in pack.cases if c.on in formula.span)) if pack.cases else None
            others = [p for p in pack.parameters.values() if _alike(p, this, day)]
            for other in others[:1]:
                text = re.sub(rf"\b{name}\b", other.name, formula.text)
                broken = _with_formula(pack, code, formula, replace(formula, text=text))
                found.append(Mutant(f"{name} → {other.name}", code, broken))
    return found


def _alike(other, this, day) -> bool:
    if other.name == this.name or (other.type, other.key) != (this.type, this.key):
        return False
    mine, theirs = this.on(day), other.on(day)
    first = other.versions[0].span.first <= this.versions[0].span.first
    return first and mine is not None and theirs is not None and (mine.value, mine.rows) != (theirs.value, theirs.rows)
