"""Text in the three languages of the interface: 简体中文 and English as written, 繁體中文 made from the first."""

from collections.abc import Mapping
from functools import cache, lru_cache

import opencc
from django.utils import translation

# Where conversion by character goes wrong for our words; longest first.
OVERRIDES = {
    "瞭解": "了解",
    "裡": "裏",
    "賬": "帳",
    "佈": "布",
    "覈": "核",
    "爲": "為",
    "羣": "群",
    "衆": "眾",
    "纔": "才",
    "僞": "偽",
    "啓": "啟",
    "準予": "准予",
    "準生": "准生",
    "制證": "製證",
    "制卡": "製卡",
    "網籤": "網簽",
    "再籤": "再簽",
    "回復": "回覆",
    "“": "「",
    "”": "」",
}


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@lru_cache(maxsize=20_000)
def traditional(text: str) -> str:
    """繁體中文 of a text in 简体中文. For words of the interface and of packs: names of people stay as written."""
    converted: str = _converter().convert(text)
    for wrong, right in OVERRIDES.items():
        converted = converted.replace(wrong, right)
    return converted


def pick(texts: Mapping[str, str], language: str | None = None) -> str:
    """The text of `texts` (keys zh-hans and en) in `language`, or in the language of the request."""
    language = language or translation.get_language() or "zh-hans"
    if language == "en":
        return texts.get("en") or texts["zh-hans"]
    return traditional(texts["zh-hans"]) if language == "zh-hant" else texts["zh-hans"]


def said(texts: object) -> str:
    """A text of a pack in the reader's language: a mapping with zh-hans and en, or an object with `zh` and `en`."""
    if isinstance(texts, Mapping):
        return pick(texts)
    if texts is None or isinstance(texts, str):
        return texts or ""
    chinese = str(getattr(texts, "zh_hans", None) or getattr(texts, "zh", ""))
    return pick({"zh-hans": chinese, "en": str(getattr(texts, "en", "") or chinese)})


def text_of_row(row: object, name: str) -> str:
    """The text that stands in a row under `name`, in English under `name_en` where there is one, in the language of the
    request; empty where the row has none."""
    chinese = getattr(row, name, "")
    return pick({"zh-hans": chinese, "en": getattr(row, f"{name}_en", "") or chinese})
