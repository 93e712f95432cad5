"""Names as they are searched: 简/繁 made one, surnames read right, pieces by which a name is found. Pure.

A query needs two characters, two syllables or two letters at least: nobody browses people by a surname.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Protocol

from doorstep.kernel.text import NAME_DOTS, bigrams, normalise

#: Surnames that are read otherwise than the character alone. The first reading is the surname's.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "覃": "qin",
    "盖": "ge", "缪": "miao", "翟": "zhai", "黑": "he", "折": "she", "乐": "yue", "洗": "xian", "员": "yun",
    "祭": "zhai", "召": "shao", "种": "chong", "繁": "po", "牟": "mu", "佴": "nai", "句": "gou", "秘": "bi", "卜": "bu",
    "郇": "xun", "乜": "nie", "阚": "kan", "适": "kuo",
}  # fmt: skip

#: Surnames of two characters; only they may be read as a pair.
COMPOUND_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "鲜于": ("xian", "yu"), "皇甫": ("huang", "fu"), "欧阳": ("ou", "yang"), "司马": ("si", "ma"), "上官": ("shang", "guan"),
    "诸葛": ("zhu", "ge"), "夏侯": ("xia", "hou"), "令狐": ("ling", "hu"), "宇文": ("yu", "wen"), "慕容": ("mu", "rong"),
    "司徒": ("si", "tu"), "东方": ("dong", "fang"), "公孙": ("gong", "sun"), "轩辕": ("xuan", "yuan"), "呼延": ("hu", "yan"),
    "端木": ("duan", "mu"), "独孤": ("du", "gu"), "南宫": ("nan", "gong"), "濮阳": ("pu", "yang"), "申屠": ("shen", "tu"),
    "太史": ("tai", "shi"), "闻人": ("wen", "ren"), "钟离": ("zhong", "li"), "宗政": ("zong", "zheng"), "赫连": ("he", "lian"),
}  # fmt: skip

#: Characters of given names with two living readings, and rare ones that the dictionary reads wrongly.
READINGS = {
    "乐": ("le", "yue"), "茜": ("qian", "xi"), "朝": ("zhao", "chao"), "行": ("xing", "hang"),
    "晟": ("sheng", "cheng"), "盛": ("sheng", "cheng"), "强": ("qiang", "jiang"), "重": ("zhong", "chong"),
    "长": ("chang", "zhang"), "曾": ("zeng", "ceng"), "𬱖": ("wei",), "仇": ("qiu", "chou"), "单": ("dan", "shan"),
    "莎": ("sha", "suo"), "娜": ("na", "nuo"), "干": ("gan", "qian"),
}  # fmt: skip

MOST_SYLLABLES = 8  # of one run; longer names are found by any part
MOST_READINGS = 4  # of one whole name
LONGEST_TOKEN = 40


@dataclass(frozen=True, slots=True)
class SearchedName:
    """A name as the index holds it."""

    plain: str  # 简体, no blanks or dots
    pinyin: str  # first reading, one word
    initials: str
    tokens: frozenset[str]


def searched_name(name: str) -> SearchedName:
    """What the index holds of a name: pairs of characters, runs of two and more syllables, initials, Latin words."""
    plain = simplified(name)
    if not any(is_han(character) for character in plain):
        return _latin(name, plain)
    readings = _readings(name, plain)
    tokens = set(bigrams(plain)) if len(plain) > 1 else set()
    for syllables in readings:
        tokens |= set(_runs(syllables))
    first = readings[0]
    initials = "".join(syllable[0] for syllable in first)
    return SearchedName(plain, "".join(first), initials, frozenset(t[:LONGEST_TOKEN] for t in tokens))


def query_tokens(query: str) -> tuple[str, ...]:
    """The pieces that a name must have, all of them. Empty: the query says too little."""
    plain = simplified(_without_tones(query))
    if any(is_han(character) for character in plain):
        return bigrams(plain) if len(plain) > 1 else ()
    word = re.sub(r"['’\-]", "", plain)
    # Passports and old keyboards write ü as yu or u:; the index has v.
    word = re.sub(r"(?<=[ln])yu(?=$|[^a-z]|[bcdfghjklmnpqrstwxyz])", "v", word.replace("u:", "v"))
    return (word[:LONGEST_TOKEN],) if len(word) > 1 and word.isalpha() else ()


def simplified(text: str) -> str:
    """Normalised text in simplified characters: the form in which 單 and 单 are one."""
    plain = normalise(_converter().convert(normalise(text)))
    return plain.replace("乾", "干")  # the converter keeps 乾 in some words and not in others


def is_han(character: str) -> bool:
    """Whether a character is an ideograph, rare planes included."""
    return unicodedata.name(character, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY", "IDEOGRAPHIC NUMBER ZERO"))


def _latin(name: str, plain: str) -> SearchedName:
    words = [simplified(word) for word in re.split(rf"[\s{NAME_DOTS}\-'’]+", name) if word.strip()]
    joined = "".join(words) or plain
    tokens = {*words, joined, "".join(reversed(words))}
    initials = "".join(word[0] for word in words if word)
    return SearchedName(plain, joined, initials, frozenset(t[:LONGEST_TOKEN] for t in tokens if len(t) > 1))


def _readings(name: str, plain: str) -> list[tuple[str, ...]]:
    """Every reading of a whole name that somebody may type, the likeliest first."""
    surname: tuple[tuple[str, ...], ...] = ()
    if not any(dot in name for dot in NAME_DOTS):  # names in parts have no Han surname
        if plain[:2] in COMPOUND_SURNAMES and len(plain) > 2:
            surname = tuple((syllable,) for syllable in COMPOUND_SURNAMES[plain[:2]])
        elif plain[0] in SURNAMES:
            ordinary = _pinyin(plain[0])
            surname = (tuple(dict.fromkeys((SURNAMES[plain[0]], *ordinary))),)
    rest = tuple(READINGS.get(character) or _pinyin(character) for character in plain[len(surname) :])
    options = [option for option in (*surname, *rest) if option]
    return [tuple(reading) for reading, _ in zip(product(*options), range(MOST_READINGS), strict=False)]


def _runs(syllables: tuple[str, ...]) -> Iterator[str]:
    count = len(syllables)
    for start in range(count):
        for end in range(start + 2, min(count, start + MOST_SYLLABLES) + 1):
            yield "".join(syllables[start:end])
            if start == 0:
                yield syllables[0] + "".join(syllable[0] for syllable in syllables[1:end])  # zhaoyf
    if count > 1:
        yield "".join(syllable[0] for syllable in syllables)
        yield "".join(syllables)


def _without_tones(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate({ord(c): "v" for c in "üǖǘǚǜÜ"})
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if unicodedata.category(c) != "Mn" or ord(c) > 0x3000)


class _Converter(Protocol):
    """What is used of opencc."""

    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter:
    from opencc import OpenCC  # noqa: PLC0415 — its tables are read at the first name

    converter: _Converter = OpenCC("t2s")
    return converter


@cache
def _pinyin(character: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 — half a second at the first name

    if not is_han(character):
        return (character,)
    read = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
    return (read[0],) if read else ()
