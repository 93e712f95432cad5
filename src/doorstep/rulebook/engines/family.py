"""A family as engines see it: encoded facts by name, None for unknown."""

from collections.abc import Mapping
from dataclasses import dataclass

from doorstep.rulebook.language.types import BOOL, MEMBERS_MAX, Unit
from doorstep.rulebook.packs.assemble import receipt
from doorstep.rulebook.packs.model import Fact
from doorstep.rulebook.problems import BadFamily, meant
from doorstep.rulebook.ruleset import Ruleset
from doorstep.rulebook.values import BadValue, day_number, decode, encode

Value = int | None
"""An encoded value; truth values are Python's bool, a kind of int."""


@dataclass(frozen=True, slots=True)
class Family:
    """Family facts, and for each member an id and the person facts. What is missing is unknown."""

    facts: Mapping[str, Value]
    members: tuple[Mapping[str, Value], ...]
    ids: tuple[str, ...]


def encode_family(ruleset: Ruleset, raw: object) -> Family:
    """A family from JSON or TOML: {"facts": {…}, "receives": […], "members": [{"id": …, fact: value, …}]}.

    Missing facts and null are unknown. `receives` lists the programmes already received; given, all others are not; a
    member may have a list of its own. Refuses (BadFamily) what is no fact, or outside a fact's type or range, a
    missing fact that is declared never to be, a programme that is none, a key of the family that nobody reads, a birth
    after the day, and a family without members or with too many.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("members", []), list):
        raise BadFamily(where="family", why="value", write='{"facts": {…}, "members": [{…}]}')
    if more := set(raw) - {"facts", "receives", "members"}:
        raise BadFamily(where=", ".join(sorted(map(str, more))), why="unknown-fact", write="facts, receives, members")
    given: list[object] = raw.get("members", [])
    if not 1 <= len(given) <= MEMBERS_MAX:
        raise BadFamily(where="family", why="members", write=f"1 … {MEMBERS_MAX}")
    receives = _programmes(ruleset, raw.get("receives"), "receives")
    facts = _facts(ruleset, raw.get("facts", {}), Unit.FAMILY, receives, "family")
    members, ids = [], []
    for number, member in enumerate(given):
        if not isinstance(member, dict):
            raise BadFamily(where=f"members.{number}", why="value", write='{"id": …, …}')
        own = dict(member)
        ids.append(str(own.pop("id", number)))
        list_ = _programmes(ruleset, own.pop("receives", receives), f"members.{number}.receives")
        members.append(_facts(ruleset, own, Unit.PERSON, list_, f"members.{number}"))
    if len(set(ids)) < len(ids):
        raise BadFamily(where="family", why="twice", write='"id"')
    return Family(facts, tuple(members), tuple(ids))


def _programmes(ruleset: Ruleset, given: object, where: str) -> list[str] | None:
    """Programmes already received; None: not known."""
    if given is None:
        return None
    if not isinstance(given, list):
        raise BadFamily(where=where, why="value", write='["dibao", …]')
    for code in given:
        if not isinstance(code, str) or code not in ruleset.pack.programmes:
            raise BadFamily(where=where, why="programme", write=meant(str(code), sorted(ruleset.pack.programmes)))
    return given


def _facts(ruleset: Ruleset, given: object, unit: Unit, receives: list[str] | None, where: str) -> dict[str, Value]:
    if not isinstance(given, dict):
        raise BadFamily(where=where, why="value", write="{…}")
    result: dict[str, int] = {}
    for name, value in given.items():
        fact = ruleset.facts.get(name)
        if fact is None or fact.unit is not unit:
            names = [f.name for f in ruleset.facts.values() if f.unit is unit]
            raise BadFamily(where=f"{where}.{name}", why="unknown-fact", write=meant(str(name), sorted(names)))
        if value is not None:
            result[name] = _value(fact, value, f"{where}.{name}")
            if name in ruleset.births and result[name] > day_number(ruleset.day):
                raise BadFamily(
                    where=f"{where}.{name}", why="unborn", write=f"{decode(fact.type, fact.low)} … {ruleset.day}"
                )
    missing = [f.name for f in ruleset.facts.values() if f.unit is unit and not f.nullable and f.name not in result]
    if missing:
        raise BadFamily(where=f"{where}.{missing[0]}", why="missing", write=missing[0])
    if receives is not None:
        for code in ruleset.pack.programmes:
            fact = ruleset.facts[receipt(code)]
            if fact.unit is unit:
                result.setdefault(fact.name, code in receives)
    return dict[str, Value](result)


def _value(fact: Fact, value: object, where: str) -> int:
    try:
        encoded = encode(fact.type, value)
    except BadValue as error:
        raise BadFamily(where=where, why="value", write=error.write) from error
    if not fact.low <= encoded <= fact.high:
        low, high = (decode(fact.type, x) for x in (fact.low, fact.high))
        raise BadFamily(where=where, why="range", write=f"{low} … {high}")
    return bool(encoded) if fact.type == BOOL else encoded
