"""A programme as a person reads it on one day, and what changed between two days: the data; `printing` makes lines."""

from dataclasses import dataclass
from datetime import date

from doorstep.rulebook.packs.model import LANGUAGES, Pack, Version
from doorstep.rulebook.problems import NoSuchProgramme
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.ruleset import Ruleset
from doorstep.rulebook.uses import definitions_of, parameters_of
from doorstep.rulebook.wording import current, place, shown

Json = dict[str, object]


def show(pack: Pack, code: str, day: date, territory: str | None = None) -> Json:
    """A programme on a day: names, body, conditions with clauses, amount, the parameters and definitions it rests on.

    Texts hold every written language. Refuses NoSuchProgramme; a programme not in force says so in `in_force`.
    """
    programme = pack.programmes.get(code)
    if programme is None:
        raise NoSuchProgramme(programme=code)
    ruleset = resolve(pack, day, territory or programme.area)
    name, body = current(programme.names, day), current(programme.bodies, day)
    typed = ruleset.programmes.get(code)
    result: Json = {
        "code": code,
        "on": day.isoformat(),
        "in_force": typed is not None,
        "from": programme.span.first.isoformat(),
        "to": programme.span.last.isoformat() if programme.span.last else None,
        "level": programme.level,
        "territory": programme.territory,
        "unit": str(programme.unit),
        "item": programme.item,
        "source": programme.source,
        "confidence": programme.confidence,
        "name": name.text if name else None,
        "decided_by": pack.bodies.get(body.code) if body else None,
        "excludes": list(programme.excludes),
        "ranks_before": list(programme.ranks_before),
        "unlocks": list(programme.unlocks),
    }
    if typed is None:
        return result
    nodes = [c.node for c in typed.conditions] + ([typed.amount] if typed.amount is not None else [])
    result["conditions"] = [
        {
            "id": c.condition.id,
            "test": " ".join((c.condition.formula.text or "").split()),
            "family": c.condition.family_text,
            "clerk": c.condition.clerk_text,
            "clauses": [
                {lang: place(x, pack, lang) for lang in LANGUAGES} for x in c.condition.clauses if day in x.span
            ],
        }
        for c in typed.conditions
    ]
    result["amount"] = {"formula": typed.formula.text, "period": typed.formula.period, "unknown": typed.formula.reason}
    names = sorted(set().union(*(parameters_of(node, ruleset) for node in nodes)))
    result["parameters"] = [_parameter(pack, n, day) for n in names]
    result["definitions"] = [_definition(ruleset, n) for n in definitions_of(nodes, ruleset)]
    return result


def _parameter(pack: Pack, name: str, day: date) -> Json:
    parameter = pack.parameters[name]
    version = parameter.on(day)
    assert version is not None  # resolved with it
    return {
        "name": name,
        "label": parameter.label,
        "value": {lang: _value(pack, name, version, lang) for lang in LANGUAGES},
        "from": version.span.first.isoformat(),
        "source": version.source,
        "confidence": version.confidence,
    }


def _value(pack: Pack, name: str, version: Version, lang: str = "zh-hans") -> str:
    parameter = pack.parameters[name]
    if parameter.key is None:
        return shown(parameter.type, version.value, lang)
    rows = (f"{shown(parameter.key, k, lang)}: {shown(parameter.type, v, lang)}" for k, v in version.rows)
    return "; ".join(rows)


def _definition(ruleset: Ruleset, name: str) -> Json:
    source = ruleset.definitions[name].source
    if source is None:
        code = ruleset.definitions[name].programme or name.removeprefix("meets_")
        return {"name": name, "label": {"zh-hans": f"符合{code}", "en": f"meets {code}"}, "formula": None}
    formula = next(v for v in source.versions if ruleset.day in v.span)
    return {"name": name, "label": source.label, "formula": formula.text}


@dataclass(frozen=True, slots=True)
class Difference:
    """`what`: appeared, ended or changed; `kind`: programme, parameter, definition, condition, amount, name, body."""

    what: str
    kind: str
    name: str
    before: str | None
    after: str | None


def diff(pack: Pack, first: date, second: date, territory: str | None = None) -> list[Difference]:
    """Everything that stands differently on two days: programmes, their parts, parameters and definitions."""
    before, after = (_flat(resolve(pack, day, territory)) for day in (first, second))
    result = []
    for kind, name in sorted({*before, *after}):
        old, new = before.get((kind, name)), after.get((kind, name))
        if old != new:
            what = "appeared" if old is None else "ended" if new is None else "changed"
            result.append(Difference(what, kind, name, old, new))
    return result


def _flat(ruleset: Ruleset) -> dict[tuple[str, str], str]:
    pack, day = ruleset.pack, ruleset.day
    flat: dict[tuple[str, str], str] = {}
    for name, parameter in pack.parameters.items():
        version = parameter.on(day)
        if version is not None:
            flat["parameter", name] = f"{_value(pack, name, version)} ({version.confidence})"
    for name, definition in ruleset.definitions.items():
        if definition.source is not None:
            flat["definition", name] = next(v.text or "" for v in definition.source.versions if day in v.span)
    for code, typed in ruleset.programmes.items():
        programme = typed.programme
        flat["programme", code] = "in force"
        name_, body = current(programme.names, day), current(programme.bodies, day)
        flat["name", code] = name_.text["zh-hans"] if name_ else ""
        flat["body", code] = pack.bodies[body.code]["zh-hans"] if body else ""
        flat["amount", code] = typed.formula.text or "unknown"
        for c in typed.conditions:
            clauses = ", ".join(place(x, pack, "zh-hans") for x in c.condition.clauses if day in x.span)
            flat["condition", f"{code}.{c.condition.id}"] = (
                f"{' '.join((c.condition.formula.text or '').split())} [{clauses}]"
            )
    return flat
