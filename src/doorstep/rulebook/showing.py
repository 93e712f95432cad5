"""A programme as a person reads it on one day, and what changed between two days: the data; `printing` makes lines."""

from dataclasses import dataclass
from datetime import date

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import COUNT
from doorstep.rulebook.naming import as_named
from doorstep.rulebook.packs.model import LANGUAGES, Pack, Relations, Version
from doorstep.rulebook.problems import NoSuchProgramme
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.ruleset import Ruleset
from doorstep.rulebook.saying import Sayer
from doorstep.rulebook.uses import definitions_of, parameters_of
from doorstep.rulebook.wording import current, payment, place, shown, word

Json = dict[str, object]


def show(pack: Pack, code: str, day: date, territory: str | None = None) -> Json:
    """A programme on a day: names, body, conditions with clauses, amount, the parameters and definitions it rests on.

    Texts hold every written language. Refuses NoSuchProgramme; a programme not in force says so in `in_force`.
    """
    programme = pack.programmes.get(code)
    if programme is None:
        raise NoSuchProgramme(programme=code)
    ruleset = resolve(pack, day, territory or programme.area)
    body = current(programme.bodies, day)
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
        "name": _called(pack, code, day)["name"],
        "decided_by": pack.bodies.get(body.code) if body else None,
        **{
            key: [_called(pack, c, day) for c in programme.related(key, day) if day in pack.programmes[c].span]
            for key in Relations._fields
        },
    }
    if typed is None:
        return result
    nodes = [c.node for c in typed.conditions] + ([typed.amount] if typed.amount is not None else [])
    sayers = {lang: Sayer(ruleset, lang) for lang in LANGUAGES}
    result["conditions"] = [
        {
            "id": c.condition.id,
            "test": " ".join((c.condition.formula.text or "").split()),
            "means": {lang: sayer.say(c.node) for lang, sayer in sayers.items()},
            "family": c.condition.family_text,
            "clerk": c.condition.clerk_text,
            "clauses": [
                {lang: place(x, pack, lang) for lang in LANGUAGES} for x in c.condition.clauses if day in x.span
            ],
        }
        for c in typed.conditions
    ]
    result["amount"] = {
        "formula": typed.formula.text,
        "means": None if typed.amount is None else {lang: sayer.say(typed.amount) for lang, sayer in sayers.items()},
        "at_most": typed.formula.at_most,
        "period": typed.formula.period,
        "unknown": typed.formula.reason,
    }
    names = sorted(set().union(*(parameters_of(node, ruleset) for node in nodes)))
    result["parameters"] = [_parameter(ruleset.pack, x, day) for x in names]
    result["definitions"] = [_definition(ruleset, x) for x in definitions_of(nodes, ruleset)]
    return result


def _called(pack: Pack, code: str, day: date) -> Json:
    """Another programme by code and name of the day (its first name, where it is not in force)."""
    names = pack.programmes[code].names
    name = current(names, day) or names[0]
    return {"code": code, "name": name.text}


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


def _value(pack: Pack, name: str, version: Version, lang: str) -> str:
    parameter = pack.parameters[name]
    if parameter.key is None:
        return shown(parameter.type, version.value, lang)
    words = next((f.words for f in pack.facts.values() if f.type == parameter.key), ())
    keys = [words[k][lang] if words else shown(parameter.key, k, lang) for k, _ in version.rows]
    if not parameter.key.codes:
        keys = _bands(keys, [k for k, _ in version.rows] if parameter.key == COUNT else [], lang)
    colon, comma = ("：", "；") if lang.startswith("zh") else (": ", "; ")
    rows = zip(keys, version.rows, strict=True)
    return comma.join(f"{key}{colon}{shown(parameter.type, v, lang)}" for key, (_, v) in rows)


def _bands(keys: list[str], numbers: list[int], lang: str) -> list[str]:
    """From where to where each row holds: 0–2, 3 or more; of dates, from where."""
    above = word("and_above", lang)
    ends = [following - 1 for following in numbers[1:]]
    bands = [f"{key}–{last}" if last > first else key for key, first, last in zip(keys, numbers, ends, strict=False)]
    return bands + [f"{key}{above}" for key in keys[len(bands) :]]


def _definition(ruleset: Ruleset, name: str) -> Json:
    source = ruleset.definitions[name].source
    node = ruleset.definitions[name].node
    if source is None:
        ref = n.Ref(name, node.type, ruleset.definitions[name].unit)
        return {"name": name, "label": {lang: Sayer(ruleset, lang).say(ref) for lang in LANGUAGES}, "formula": None}
    formula = next(v for v in source.versions if ruleset.day in v.span)
    clauses = [
        {lang: place(c, ruleset.pack, lang) for lang in LANGUAGES} for c in source.clauses if ruleset.day in c.span
    ]
    means = {lang: Sayer(ruleset, lang).say(node) for lang in LANGUAGES}
    return {"name": name, "label": source.label, "formula": formula.text, "means": means, "clauses": clauses}


@dataclass(frozen=True, slots=True)
class Difference:
    """`what`: appeared, ended or changed; `kind`: programme, parameter, definition, condition, amount, name, body, or how
    it stands to others.

    `name` is its code, `label` what people call it.
    """

    what: str
    kind: str
    name: str
    label: str
    before: str | None
    after: str | None


def diff(
    pack: Pack, first: date, second: date, territory: str | None = None, lang: str = "zh-hans"
) -> list[Difference]:
    """Everything that stands differently on two days: programmes, their parts, parameters and definitions."""
    named = as_named(pack, second)
    rulesets = [resolve(pack, day, territory) for day in (first, second)]
    before, after = (_flat(ruleset, lang, named, second) for ruleset in rulesets)
    says_before, says_after = (_means(ruleset, lang) for ruleset in rulesets)
    whole = {name for kind, name in {*before} ^ {*after} if kind == "programme"}  # of these the parts say no more
    result = []
    for kind, name in sorted({*before, *after}):
        old, new = before.get((kind, name)), after.get((kind, name))
        if old != new and (kind == "programme" or name.split(".")[0] not in whole):
            what = "appeared" if old is None else "ended" if new is None else "changed"
            old, new = says_before.get((kind, name), old), says_after.get((kind, name), new)
            result.append(Difference(what, kind, name, _label(named, name, second, lang), old, new))
    return result


def _means(ruleset: Ruleset, lang: str) -> dict[tuple[str, str], str]:
    """Amounts and definitions of the day in words, with their formulas."""
    sayer = Sayer(ruleset, lang)
    means = {}
    for name, definition in ruleset.definitions.items():
        if definition.source is not None:
            text = next(v.text or "" for v in definition.source.versions if ruleset.day in v.span)
            means["definition", name] = f"{sayer.say(definition.node)} `{' '.join(text.split())}`"
    for code, typed in ruleset.programmes.items():
        if typed.amount is not None:
            text = " ".join((typed.formula.text or "").split())
            paid = payment(typed.formula.period, sayer.say(typed.amount), lang, at_most=typed.formula.at_most)
            means["amount", code] = f"{paid} `{text}`"
    return means


def _label(pack: Pack, name: str, day: date, lang: str) -> str:
    if name in pack.parameters:
        return pack.parameters[name].label[lang]
    if name in pack.definitions:
        return pack.definitions[name].label[lang]
    return _title(pack, name.split(".", maxsplit=1)[0], day, lang)


def _title(pack: Pack, code: str, day: date, lang: str) -> str:
    called = _called(pack, code, day)["name"]
    return str(called[lang]) if isinstance(called, dict) else code


def _flat(ruleset: Ruleset, lang: str, named: Pack, called: date) -> dict[tuple[str, str], str]:
    """What stands on the day of the rules, by kind and name.

    Other programmes are said by their names on the day `called`, as the texts of `named` say them, so that a new name of
    one of them is no change of how they stand.
    """
    pack, day = ruleset.pack, ruleset.day
    comma = "、" if lang.startswith("zh") else ", "
    flat: dict[tuple[str, str], str] = {}
    for name, parameter in pack.parameters.items():
        version = parameter.on(day)
        if version is not None:
            sure = word(version.confidence, lang)
            flat["parameter", name] = f"{_value(pack, name, version, lang)}{_round(sure, lang)}"
    for name, definition in ruleset.definitions.items():
        if definition.source is not None:
            flat["definition", name] = next(v.text or "" for v in definition.source.versions if day in v.span)
    for code, typed in ruleset.programmes.items():
        programme = typed.programme
        flat["programme", code] = word("in_force", lang)
        name_, body = current(programme.names, day), current(programme.bodies, day)
        flat["name", code] = name_.text[lang] if name_ else ""
        flat["body", code] = pack.bodies[body.code][lang] if body else ""
        amount = next(a for a in named.programmes[code].amounts if a.span == typed.formula.span)
        amount_text = amount.text or (amount.reason or {}).get(lang, "")
        flat["amount", code] = payment(amount.period, amount_text, lang, at_most=amount.at_most)
        for relation, codes in typed.relations._asdict().items():
            if codes:
                flat[relation, code] = comma.join(_title(pack, other, called, lang) for other in codes)
        said = {c.id: c.clerk_text[lang] for c in named.programmes[code].conditions}
        for c in typed.conditions:
            clauses = ("；" if lang.startswith("zh") else "; ").join(
                place(x, pack, lang) for x in c.condition.clauses if day in x.span
            )
            text = f"{said[c.condition.id]}{_round(clauses, lang)}"
            flat["condition", f"{code}.{c.condition.id}"] = (
                f"{text} `{' '.join((c.condition.formula.text or '').split())}`"
            )
    return flat


def _round(text: str, lang: str) -> str:
    return f"（{text}）" if lang.startswith("zh") else f" ({text})"
