"""Codes that stand outside formulas: each names something that is declared."""

from collections.abc import Iterator

from doorstep.rulebook.echoes import near
from doorstep.rulebook.naming import names_in_texts
from doorstep.rulebook.packs.model import At, Pack
from doorstep.rulebook.problems import Problem


def _at(at: At, code: str, what: str, write: str, cause: str = "") -> Problem:
    return Problem(at.file, at.line, code, what, write, cause)


def references(pack: Pack, items: set[str]) -> Iterator[Problem]:
    """Codes that nobody declared: of programmes, bodies, attesters, service items, parameters of caps."""
    yield from _items(pack, items)
    for p in pack.programmes.values():
        for key, related in p.relations.items():
            for at, code in ((part.at, code) for part in related for code in part.codes):
                if code not in pack.programmes or code == p.code:
                    write = near(code, set(pack.programmes) - {p.code}, "a programme's code")
                    yield _at(at, "unknown-name", f"{key}: {code} is no other programme", write, code)
        for body in p.bodies:
            if body.code not in pack.bodies:
                write = near(body.code, pack.bodies, "one of " + ", ".join(pack.bodies))
                yield _at(body.at, "unknown-name", f"{body.code} is no body of bodies.toml", write)
    for fact in pack.facts.values():
        for attester in fact.attested_by:
            if attester not in pack.attesters:
                write = near(attester, pack.attesters, "one of " + ", ".join(pack.attesters))
                yield _at(fact.at, "unknown-name", f"{attester} is no attester of facts.toml", write)
    for at, code in names_in_texts(pack):
        if code not in pack.programmes:
            write = near(code, pack.programmes, "a programme's code, for its name on the day") + ", in { }"
            yield _at(at, "unknown-name", f"{{{code}}} names no programme", write)
    yield from _caps(pack)


def _items(pack: Pack, codes: set[str]) -> Iterator[Problem]:
    """Service items that programmes name, where the folder has items."""
    for p in pack.programmes.values():
        if codes and p.item and p.item not in codes:
            yield _at(
                p.refs["item"],
                "unknown-name",
                f"{p.item} is no service item of items/",
                near(p.item, codes, "its code"),
            )


def _caps(pack: Pack) -> Iterator[Problem]:
    seen: set[str] = set()
    for cap in pack.caps:
        limit = pack.parameters.get(cap.limit)
        if limit is None or limit.key is not None or str(limit.type) != "money":
            sums = {p.name for p in pack.parameters.values() if p.key is None and str(p.type) == "money"}
            what = f"{cap.limit} is no parameter of type money"
            yield _at(cap.at, "unknown-name", what, near(cap.limit, sums, "a parameter's name"))
        for code in cap.programmes:
            if code not in pack.programmes:
                write = near(code, pack.programmes, "a programme's code")
                yield _at(cap.at, "unknown-name", f"{code} is no programme", write)
            elif code in seen:
                yield _at(cap.at, "twice", f"{code} stands under two caps", "one cap for each programme")
            elif cap.per == "person" and pack.programmes[code].unit != "person":
                yield _at(cap.at, "unit", f"{code} is not a person's programme", 'per = "family"')
            seen.add(code)
