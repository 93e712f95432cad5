"""What a Refusal says to a person: text and remedy in every language, and the status of HTTP. One place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from doorstep.kernel.refusal import Refusal

from .languages import pick

TEXTS = Path(__file__).with_name("refusals.toml")


@dataclass(frozen=True)
class Speech:
    """A refusal turned into speech: what happened, what to do, and its status."""

    code: str
    says: str
    remedy: str
    status: int


@cache
def texts() -> Mapping[str, Mapping[str, object]]:
    """Every refusal's texts by code, as in refusals.toml."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def speech(refusal: Refusal, language: str | None = None) -> Speech:
    """The sentence and the remedy of a refusal in `language` (default: the request's)."""
    entry = texts()[refusal.code]
    params = {name: _words(value, entry, language) for name, value in refusal.params.items()}
    told = {
        part: pick({lang: str(entry[f"{prefix}{lang}"]) for lang in ("zh-hans", "en")}, language).format_map(params)
        for part, prefix in (("says", ""), ("remedy", "remedy_"))
    }
    return Speech(refusal.code, told["says"], told["remedy"], int(str(entry.get("status", 409))))


def _words(value: object, entry: Mapping[str, object], language: str | None) -> object:
    """A parameter in words: closed values have theirs in the entry's `values` table; lists and tables part by part."""
    if isinstance(value, (list, tuple)):
        return "、".join(str(_words(part, entry, language)) for part in value)
    if isinstance(value, Mapping):
        return "；".join(f"{name}（{_words(part, entry, language)}）" for name, part in value.items())
    values = entry.get("values")
    if isinstance(values, dict) and str(value) in values:
        return pick(values[str(value)], language)
    return value
