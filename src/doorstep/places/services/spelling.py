"""Place names in English: pinyin as one word, the kind of place in words."""

from collections.abc import Iterable

from doorstep.places.logic import PLACE_READINGS, Spelling, split_suffix


def english(name: str, spellings: Iterable[Spelling]) -> str:
    """北新泾街道 → Beixinjing Sub-district. Standard spelling, not an official translation."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 — half a second to import, and only loading needs it

    stem, rest = split_suffix(name, spellings)
    readings = [
        PLACE_READINGS.get(character) or reading
        for character, reading in zip(stem, lazy_pinyin(list(stem), style=Style.NORMAL), strict=True)
    ]
    # Jing'ansi, Lüxiang: an apostrophe where two syllables would run together, and ü as it is spelled.
    apart = [f"'{reading}" if place and reading[0] in "aeo" else reading for place, reading in enumerate(readings)]
    return "".join(apart).replace("lv", "lü").replace("nv", "nü").capitalize() + rest
