"""What a Refusal says to a person: text and remedy in every language, and the status of HTTP. One place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from doorstep.kernel.refusal import Refusal

from .languages import pick

TEXTS = Path(__file__).with_name("refusals.toml")
LANGUAGES = ("zh-hans", "zh-hant", "en")
NOTHING = {"zh-hans": "", "en": ""}


@dataclass(frozen=True)
class Speech:
    """A refusal turned into speech: what happened, what to do, and its status."""

    code: str
    says: str
    remedy: str
    status: int

    @property
    def whole(self) -> str:
        """Both in one line; after Latin text with a blank between them."""
        return self.says + (" " if self.says[-1:].isascii() else "") + self.remedy


@cache
def texts() -> Mapping[str, Mapping[str, object]]:
    """Every refusal's texts by code, as in refusals.toml."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def speech(refusal: Refusal, language: str | None = None) -> Speech:
    """The sentence and the remedy of a refusal in `language` (default: the request's)."""
    entry = texts()[refusal.code]
    params = {name: _words(value, entry, language) for name, value in refusal.params.items()}
    says, remedy = (pick(_written(entry, prefix), language).format_map(params) for prefix in ("", "remedy_"))
    return Speech(refusal.code, says, remedy, status_of(refusal.code))


def told_in_all_languages(code: str) -> dict[str, tuple[str, str]]:
    """The sentence and the remedy of a code by language, with the names of its parameters in braces. Raises KeyError."""
    says, remedy = (_written(texts()[code], prefix) for prefix in ("", "remedy_"))
    return {language: (pick(says, language), pick(remedy, language)) for language in LANGUAGES}


def status_of(code: str) -> int:
    """The status of HTTP that a refusal with this code is told with. Raises KeyError."""
    return int(str(texts()[code].get("status", 409)))


def _written(entry: Mapping[str, object], prefix: str) -> dict[str, str]:
    return {language: str(entry[f"{prefix}{language}"]) for language in ("zh-hans", "en")}


def _words(value: object, entry: Mapping[str, object], language: str | None) -> object:
    """A parameter in words: closed values have theirs in the entry's `values` table, and so has nothing (`none`); lists and
    tables part by part."""
    english = (language or get_language()) == "en"
    values = entry.get("values")
    known = values if isinstance(values, dict) else {}
    if isinstance(value, (list, tuple)):
        parts = [str(_words(part, entry, language)) for part in value]
        return (", " if english else "、").join(parts) if parts else pick(known.get("none", NOTHING), language)
    if isinstance(value, Mapping):
        between, shape = ("; ", "{} ({})") if english else ("；", "{}（{}）")
        return between.join(shape.format(name, _words(part, entry, language)) for name, part in value.items())
    return pick(known[str(value)], language) if str(value) in known else value
