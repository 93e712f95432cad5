"""Find the service item behind a resident's own words: plain words, pinyin, initials, English; a slip or two forgiven."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import log
from typing import Any

from rapidfuzz.distance import OSA

from doorstep.catalogue.logic.dated import on_day
from doorstep.catalogue.logic.types import ItemVersion
from doorstep.kernel.text import bigrams, normalise

# What people say around the thing they want. Taken out before matching, unless nothing would be left.
FILLER = re.compile(
    r"请问|麻烦|我想要?|我要|想要|帮我|帮忙|可以|能不能|是不是|怎么|如何|哪里|在哪|什么|需要|应该|"
    r"申请|办理|申领|一下|一个|一张|去|办|领|开|给|我|的|了|吗|呢|呀|啊|要|想"
)
NOISE = re.compile(r"[^\w\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+")

# Words of the house that the dictionary of sounds does not know, and characters that sound as they are meant.
MISREAD = {"长护": "常护", "长照": "常照"}

WEIGHT_SHORT, WEIGHT_SYNONYM, WEIGHT_NAME = 1.0, 0.98, 0.9
"""Words of the house count a little more than those of the residents, the long official name a little less."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that fits, how well (0 to 100 and a little more) and the words by which it was found."""

    code: str
    score: float
    by: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    code: str
    shown: str
    plain: str
    pairs: frozenset[str]
    sounds: str
    initials: str
    weight: float


class SearchIndex:
    """An index of the items of one day. Build it once, ask it often; it holds no database and no clock."""

    def __init__(self, items: Iterable[ItemVersion], *, on: date) -> None:
        self._phrases: list[_Phrase] = []
        self._english: list[tuple[str, str, frozenset[str]]] = []
        self._codes: list[str] = []
        for item in items:
            name = on_day(item.names, on)
            if name is None or not item.span.contains(on):
                continue
            self._codes.append(item.code)
            self._add(item.code, name.value.zh_hans, WEIGHT_NAME)
            for weight, words in ((WEIGHT_SHORT, item.short), (WEIGHT_SYNONYM, item.synonyms)):
                for word in words:
                    self._add(item.code, word, weight)
            self._english.append((item.code, name.value.en, frozenset(LATIN.findall(name.value.en.casefold()))))
        self._rarity = self._weigh()

    def find(self, query: str, *, limit: int = 10) -> list[Hit]:
        """The items that fit the words best, best first. Empty for words that fit nothing."""
        plain = _plain(query)
        if not plain:
            return []
        if LATIN.fullmatch(plain):
            scored = self._by_latin(plain, query)
        else:
            core = FILLER.sub("", plain)
            scored = self._by_words(core if len(core) > 1 else plain, plain)
        best: dict[str, Hit] = {}
        for hit in scored:
            if hit.code not in best or hit.score > best[hit.code].score:
                best[hit.code] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.code))[:limit]

    def _add(self, code: str, shown: str, weight: float) -> None:
        plain = _plain(shown)
        sounds = spoken(plain)
        phrase = _Phrase(
            code=code,
            shown=shown,
            plain=plain,
            pairs=frozenset(bigrams(plain)),
            sounds="".join(sounds),
            initials="".join(sound[:1] for sound in sounds),
            weight=weight,
        )
        self._phrases.append(phrase)

    def _weigh(self) -> dict[str, float]:
        """How telling each pair of characters is: the fewer items have it, the more."""
        having: dict[str, set[str]] = {}
        for phrase in self._phrases:
            for pair in phrase.pairs:
                having.setdefault(pair, set()).add(phrase.code)
        return {pair: log(1 + len(self._codes) / len(codes)) for pair, codes in having.items()}

    def _by_words(self, core: str, whole: str) -> Iterable[Hit]:
        pairs = frozenset(bigrams(core))
        sounds = "".join(spoken(core))
        wanted = sum(self._rarity.get(pair, 1.0) for pair in pairs)
        covered: dict[str, set[str]] = {}
        for phrase in self._phrases:
            covered.setdefault(phrase.code, set()).update(pairs & phrase.pairs)
        for phrase in self._phrases:
            score = self._likeness(phrase, core, whole, pairs, sounds)
            if score:
                # what the item's other words cover breaks ties between phrases that fit equally well
                share = sum(self._rarity.get(pair, 1.0) for pair in covered[phrase.code]) / (wanted or 1.0)
                yield Hit(phrase.code, round(score * phrase.weight + 8 * share, 2), phrase.shown)

    def _likeness(self, phrase: _Phrase, core: str, whole: str, pairs: frozenset[str], sounds: str) -> float:
        if phrase.plain in (core, whole):
            return 100.0
        score = 0.0
        if len(core) > 1 and core in phrase.plain:
            score = 70.0 + 25.0 * len(core) / len(phrase.plain)
        elif len(phrase.plain) > 1 and phrase.plain in whole:
            score = 65.0 + 30.0 * len(phrase.plain) / max(len(core), len(phrase.plain))
        elif sounds == phrase.sounds:
            score = 80.0  # another character, the same sound: 地保 for 低保
        common = pairs & phrase.pairs
        if common:
            shared = sum(self._rarity[pair] for pair in common)
            either = sum(self._rarity.get(pair, 1.0) for pair in pairs | phrase.pairs)
            score = max(score, 30.0 + 50.0 * shared / either)
        return score or self._slip(phrase, core)

    def _slip(self, phrase: _Phrase, core: str) -> float:
        """Longer words with one character wrong, missing or swapped."""
        if min(len(core), len(phrase.plain)) < 3 or OSA.distance(core, phrase.plain, score_cutoff=1) > 1:
            return 0.0
        return 60.0

    def _by_latin(self, plain: str, query: str) -> Iterable[Hit]:
        for phrase in self._phrases:
            score = _latin_likeness(plain, phrase)
            if score:
                yield Hit(phrase.code, round(score * phrase.weight, 2), phrase.shown)
        words = LATIN.findall(query.casefold())
        for code in self._codes:
            if plain == code.replace("-", "").casefold():
                yield Hit(code, 110.0, code)
        for code, shown, own in self._english:
            found = [word for word in words if len(word) > 2 and any(one.startswith(word) for one in own)]
            if found:
                yield Hit(code, round(40.0 + 45.0 * len(found) / len(words) + 10.0 * len(found) / len(own), 2), shown)


def _latin_likeness(plain: str, phrase: _Phrase) -> float:
    """How well Latin letters fit a phrase: its sounds first, its initials next, a slip last."""
    sounds, initials = phrase.sounds, phrase.initials
    fits = [0.0]
    if plain == initials:
        fits.append(90.0)
    elif len(plain) > 2 and plain in initials:
        fits.append(50.0 + 20.0 * len(plain) / len(initials))
    if plain == sounds:
        fits.append(100.0)
    elif len(plain) > 2 and sounds.startswith(plain):
        fits.append(70.0 + 20.0 * len(plain) / len(sounds))
    elif len(plain) > 3 and plain in sounds:
        fits.append(55.0 + 20.0 * len(plain) / len(sounds))
    elif len(plain) > 3 and plain[0] == sounds[:1] and OSA.distance(plain, sounds, score_cutoff=1) <= 1:
        fits.append(65.0)
    return max(fits)


@lru_cache(maxsize=20_000)
def spoken(text: str) -> tuple[str, ...]:
    """The syllables of a text without tones, Latin letters as they stand: 低保 → ('di', 'bao')."""
    for word, same_sound in MISREAD.items():
        text = text.replace(word, same_sound)
    return tuple(_pinyin()(text))


@cache
def _pinyin() -> Any:
    # pypinyin reads half a megabyte of words when imported: only who searches pays for it
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin


@cache
def _to_simplified() -> Any:
    from opencc import OpenCC  # noqa: PLC0415

    return OpenCC("t2s")


def _plain(text: str) -> str:
    """One form for all spellings: simplified characters, small letters, no blanks, no punctuation."""
    return NOISE.sub("", normalise(_to_simplified().convert(text)))
