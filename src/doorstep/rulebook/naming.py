"""Names by date in texts: `{low_income}` in a text of the pack is what that programme is called on the day."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from doorstep.rulebook.packs.model import At, Condition, Definition, Fact, Formula, Pack, Parameter, Text
from doorstep.rulebook.wording import current

MARK = re.compile(r"\{([^{}]*)\}")

Labelled = TypeVar("Labelled", Fact, Parameter, Definition)


def as_named(pack: Pack, day: date) -> Pack:
    """The pack with every text as it reads on the day; a programme without a name on that day keeps its first."""
    said = {code: (current(p.names, day) or p.names[0]).text for code, p in pack.programmes.items()}

    def read(text: Text) -> Text:
        return {lang: _with_names(told, said, lang) for lang, told in text.items()}

    def labelled(parts: dict[str, Labelled]) -> dict[str, Labelled]:
        return {name: replace(p, label=read(p.label)) if _dated(p.label) else p for name, p in parts.items()}

    def condition(part: Condition) -> Condition:
        if not (_dated(part.family_text) or _dated(part.clerk_text)):
            return part
        return replace(part, family_text=read(part.family_text), clerk_text=read(part.clerk_text))

    def amount(part: Formula) -> Formula:
        return part if part.reason is None or not _dated(part.reason) else replace(part, reason=read(part.reason))

    programmes = {}
    for code, p in pack.programmes.items():
        conditions, amounts = tuple(map(condition, p.conditions)), tuple(map(amount, p.amounts))
        programmes[code] = replace(p, conditions=conditions, amounts=amounts)
    return replace(
        pack,
        facts=labelled(pack.facts),
        parameters=labelled(pack.parameters),
        definitions=labelled(pack.definitions),
        programmes=programmes,
    )


def names_in_texts(pack: Pack) -> Iterator[tuple[At, str]]:
    """The programmes that texts name by date, each with its place."""
    texts = [(x.at, x.label) for x in pack.facts.values()]
    texts += [(x.at, x.label) for x in pack.parameters.values()]
    texts += [(x.at, x.label) for x in pack.definitions.values()]
    for p in pack.programmes.values():
        texts += [(c.at, text) for c in p.conditions for text in (c.family_text, c.clerk_text)]
        texts += [(a.at, a.reason) for a in p.amounts if a.reason is not None]
    for at, text in texts:
        yield from ((at, code) for said in text.values() for code in MARK.findall(said))


def _dated(text: Text) -> bool:
    return any("{" in said for said in text.values())


def _with_names(told: str, names: dict[str, Text], lang: str) -> str:
    return MARK.sub(lambda mark: names[mark[1]][lang] if mark[1] in names else mark[0], told)
