"""Random packs and families on which engines are compared: unknowns everywhere, figures exactly on the line.

Give a seeded `random.Random`; the same seed makes the same trial. Random data rarely lands on a threshold, so values
are drawn from the thresholds themselves, one fen or one day to each side of them.
"""

import random
from datetime import date, timedelta

from doorstep.rulebook.circles import find_circle
from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.language.types import BOOL, DATE, Kind, Type, Unit
from doorstep.rulebook.packs.assemble import assemble
from doorstep.rulebook.packs.model import Fact, Pack
from doorstep.rulebook.packs.reader import RawFile
from doorstep.rulebook.problems import PackRefused
from doorstep.rulebook.ruleset import Ruleset
from doorstep.rulebook.values import day_number

DAY = date(2018, 2, 13)
_TEXT = {"zh-hans": "试", "en": "trial"}
_FACTS = {
    "m1": ("family", "money"), "n1": ("family", "count"), "b1": ("family", "bool"), "k1": ("family", "code"),
    "pm": ("person", "money"), "pn": ("person", "count"), "pb": ("person", "bool"), "pk": ("person", "code"),
    "pd": ("person", "date"),
}  # fmt: skip


def random_family(ruleset: Ruleset, rng: random.Random, unknown: float = 0.2) -> Family:
    """A family of one to five members for a ruleset; each fact is unknown with the given probability."""
    facts = list(ruleset.facts.values())

    def draw(unit: Unit) -> dict[str, Value]:
        known = (f for f in facts if f.unit is unit and (rng.random() >= unknown or not f.nullable))
        return {f.name: _value(ruleset, f, rng) for f in known}

    members = tuple(draw(Unit.PERSON) for _ in range(rng.randint(1, 5)))
    return Family(draw(Unit.FAMILY), members, tuple(str(i) for i in range(len(members))))


def learn(ruleset: Ruleset, family: Family, rng: random.Random, share: float = 0.5) -> Family:
    """The same family after some of its unknown facts (about `share` of them) have become known."""
    facts = list(ruleset.facts.values())

    def more(known: dict[str, Value], unit: Unit) -> dict[str, Value]:
        missing = [f for f in facts if f.unit is unit and known.get(f.name) is None and rng.random() < share]
        return {**known, **{f.name: _value(ruleset, f, rng) for f in missing}}

    members = tuple(more(dict(m), Unit.PERSON) for m in family.members)
    return Family(more(dict(family.facts), Unit.FAMILY), members, family.ids)


def _value(ruleset: Ruleset, fact: Fact, rng: random.Random) -> int:
    if fact.type == BOOL:
        return rng.random() < 0.5
    if fact.type.kind is Kind.CODE:
        return rng.randint(fact.low, fact.high)
    if fact.type == DATE:
        return min(max(_birthday(ruleset, rng), fact.low), fact.high)
    lines = [v.value for p, v in ruleset.parameters.values() if p.type == fact.type]
    lines += [value for name, rows in ruleset.tables.items() if _of_type(ruleset, name, fact.type) for _, value in rows]
    edge = rng.choice([0, *lines]) * rng.choice([0, 1, 1, 1, 2, 3, 12]) + rng.choice([-1, 0, 0, 1])
    return min(max(edge, fact.low), fact.high)


def _of_type(ruleset: Ruleset, table: str, kind: Type) -> bool:
    parameter = ruleset.pack.parameters.get(table)
    return parameter is not None and parameter.type == kind


def _birthday(ruleset: Ruleset, rng: random.Random) -> int:
    """Born so that a birthday that matters is today, was yesterday or is tomorrow."""
    ages = [v.value for p, v in ruleset.parameters.values() if p.type.kind is Kind.COUNT] or [18]
    today = day_number(ruleset.day)
    return today - rng.choice([*ages, 30]) * 10_000 + rng.choice([-1, 0, 1, 2000])


def random_pack(rng: random.Random) -> Pack:
    """A small pack of random typed formulas: persons, families, people judged together, definitions over definitions."""
    writer = _Writer(rng)
    facts = [
        {"name": name, "unit": unit, "type": kind, "label": _TEXT, "attested_by": ["self"], "cost": 1,
         **({"range": ["0", "0.09"]} if kind == "money" else {"range": [0, 5]} if kind == "count" else {}),
         **({"codes": ["none", "a", "b"], "words": [_TEXT] * 3} if kind == "code" else {})}
        for name, (unit, kind) in _FACTS.items()
    ]  # fmt: skip
    version = {"from": date(2000, 1, 1), "source": "trial", "confidence": "invented"}
    parameters = [
        {"name": "q1", "type": "money", "label": _TEXT, "versions": [{**version, "value": "0.03"}]},
        {"name": "q2", "type": "count", "label": _TEXT, "versions": [{**version, "value": 2}]},
        {"name": "q3", "type": "ratio", "label": _TEXT, "versions": [{**version, "value": "0.50"}]},
        {"name": "q4", "type": "money", "key": "count", "label": _TEXT,
         "versions": [{**version, "rows": [[-100000, "0"], [1, "0.02"], [3, "0.05"]]}]},
    ]  # fmt: skip
    definitions = [
        {"name": "judged_alone", "unit": "person", "label": _TEXT, "formula": writer.formula("person", "bool")}
    ]
    for number in range(rng.randint(2, 5)):
        unit, kind = rng.choice(["person", "family", "assessment"]), rng.choice(["money", "count", "bool"])
        name = f"d{number}"
        text = writer.formula(unit, kind)
        definitions.append({"name": name, "unit": unit, "label": _TEXT, "formula": text, "type": kind})
        writer.names.append((name, unit, kind))
    files = [
        RawFile("facts.toml", {"attester": [{"code": "self", "label": _TEXT}], "fact": facts}, {}),
        RawFile("parameters.toml", {"parameter": parameters}, {}),
        RawFile("definitions.toml", {"definition": definitions}, {}),
        RawFile("bodies.toml", {"body": [{"code": "street", "label": _TEXT}]}, {}),
    ]
    units = {f"p{unit[0]}": unit for unit in ("person", "family", "assessment")}
    while True:
        relations = _relations(list(units), rng)
        drawn = [_programme(code, unit, writer, relations[code]) for code, unit in units.items()]
        pack, problems = assemble("trial", [*files, *drawn], [], "trial")
        if problems:
            raise PackRefused(problems)
        if not _runs_in_a_circle(pack):
            return pack


def _runs_in_a_circle(pack: Pack) -> bool:
    """On the day, or on one beside it, where relations begin and end."""
    days = [DAY + timedelta(days=offset) for offset in (-1, 0, 1)]
    return any(find_circle({code: p.relations_on(day) for code, p in pack.programmes.items()}) for day in days)


def _relations(codes: list[str], rng: random.Random) -> dict[str, dict[str, object]]:
    """How programmes stand to each other: an earlier one may exclude a later, rank before it, or be needed beside it."""
    listed: dict[str, dict[str, list[str]]] = {code: {} for code in codes}
    for i, first in enumerate(codes):
        for later in codes[i + 1 :]:
            drawn = rng.random()
            if drawn < 0.4:
                listed[first].setdefault("excludes", []).append(later)
            if drawn < 0.15:
                listed[first].setdefault("ranks_before", []).append(later)
            if drawn > 0.6:
                listed[later].setdefault("requires", []).append(first)
    return {code: {key: _dated(others, rng) for key, others in keys.items()} for code, keys in listed.items()}


def _dated(codes: list[str], rng: random.Random) -> list[object]:
    """These on every day; or up to the day, from it on, or no longer on it."""
    spans: list[dict[str, object]] = [{"to": DAY}, {"from": DAY}, {"to": DAY - timedelta(days=1)}]
    return [*codes] if rng.random() < 0.7 else [{"programmes": codes, **rng.choice(spans)}]


def _programme(code: str, unit: str, writer: "_Writer", relations: dict[str, object]) -> RawFile:
    conditions = [
        {
            "id": f"c{i}",
            "test": writer.formula(unit, "bool"),
            "family": _TEXT,
            "clerk": _TEXT,
            "clause": [{"unverified": _TEXT}],
        }
        for i in range(2)
    ]
    data: dict[str, object] = {
        "code": code, "level": "city", "territory": "310000", "unit": unit, "from": date(2000, 1, 1), "source": "trial",
        "confidence": "invented", "names": [_TEXT], "decided_by": [{"body": "street"}], "condition": conditions,
        "amount": [{"period": "month", "formula": f"max({writer.formula(unit, 'money')}, 0)"}], **relations,
    }  # fmt: skip
    return RawFile(f"city/{code}.toml", data, {})


class _Writer:
    """Writes random formulas of a wanted type about a unit."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names: list[tuple[str, str, str]] = [
            (n, u, k) for n, (u, k) in _FACTS.items() if k not in ("date", "code")
        ]

    def formula(self, unit: str, kind: str, depth: int = 3, inside: bool = False) -> str:
        if depth == 0:
            return self.atom(unit, kind, inside)
        return getattr(self, kind)(unit, depth - 1, inside)  # type: ignore[no-any-return]

    def atom(self, unit: str, kind: str, inside: bool) -> str:
        person = unit == "person" or inside
        usable = ["family", *(["person"] if person else []), *(["assessment"] if unit != "family" or inside else [])]
        names = [name for name, of, k in self.names if k == kind and of in usable]
        names += {"money": ["q1"], "count": ["q2", "1"], "bool": []}[kind]
        if kind == "bool":
            names.append("k1 in ('a', 'b')")
        return self.rng.choice(names)

    def money(self, unit: str, depth: int, inside: bool) -> str:
        def sub(kind: str) -> str:
            return self.formula(unit, kind, depth, inside)

        options = [
            lambda: f"({sub('money')} + {sub('money')})",
            lambda: f"({sub('money')} - {sub('money')})",
            lambda: f"choose({sub('bool')}, {sub('money')}, {sub('money')})",
            lambda: f"max({sub('money')}, {sub('money')})",
            lambda: f"min({sub('money')}, 0)",
            lambda: f"half_up(max({sub('money')}, 0) * q3)",
            lambda: f"half_up(max({sub('money')}, 0), q2)",
            lambda: f"round_up(max({sub('money')}, 0) * q3, q1)",
            lambda: f"lookup(q4, min(max({sub('count')}, 0), 9))",
        ]
        if unit != "person" and not inside:
            options.append(lambda: f"sum_members({self.formula(unit, 'money', depth, True)})")
            if unit == "family":
                kind = self.rng.choice(["min", "max"])
                options.append(lambda: f"{kind}_members({self.formula(unit, 'money', depth, True)}, q1)")
        return self.rng.choice(options)()

    def count(self, unit: str, depth: int, inside: bool) -> str:
        def sub(kind: str) -> str:
            return self.formula(unit, kind, depth, inside)

        options = [
            lambda: f"({sub('count')} + 1)",
            lambda: f"({sub('count')} - {sub('count')})",
            lambda: f"choose({sub('bool')}, {sub('count')}, {sub('count')})",
        ]
        if unit == "person" or inside:
            options.append(lambda: "age_on(pd, today)")
        else:
            options.append(lambda: f"count_members({self.formula(unit, 'bool', depth, True)})")
            options.append(lambda: "members")
        return self.rng.choice(options)()

    def bool(self, unit: str, depth: int, inside: bool) -> str:
        def sub(kind: str) -> str:
            return self.formula(unit, kind, depth, inside)

        compare = self.rng.choice(["<", "<=", ">", ">=", "==", "!="])
        options = [
            lambda: f"({sub('bool')} and {sub('bool')})",
            lambda: f"({sub('bool')} or {sub('bool')})",
            lambda: f"(not {sub('bool')})",
            lambda: f"({sub('money')} {compare} {sub('money')})",
            lambda: f"({sub('count')} {compare} {sub('count')})",
            lambda: f"(0 <= {sub('money')} < {sub('money')} * q3)",
            lambda: f"choose({sub('bool')}, {sub('bool')}, {sub('bool')})",
        ]
        if unit == "person" or inside:
            options.append(lambda: "(pk != 'none')")
        else:
            options.append(lambda: f"any_member({self.formula(unit, 'bool', depth, True)})")
            options.append(lambda: f"all_members({self.formula(unit, 'bool', depth, True)})")
        return self.rng.choice(options)()
