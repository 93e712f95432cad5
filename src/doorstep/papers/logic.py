"""Numbers, digests and codes of papers. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from doorstep.kernel.refusal import Refusal

CHECK_LENGTH = 10  # 31^10 codes: trying them out is hopeless


class UnknownPaper(Refusal):
    """No paper has this check code, or this number within (`paper`)."""

    code: ClassVar[str] = "papers.unknown-paper"


class PrintedMeanwhile(Refusal):
    """Somebody else printed another edition of the same paper at this moment (`about`)."""

    code: ClassVar[str] = "papers.printed-meanwhile"


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper that is due. `series`: the word before its year, 受; `of`: the number of the thing it is about;
    `content`: what it says, as text, dates and lists of such; `mentions`: whom it speaks of ("resident:5")."""

    kind: str
    series: str
    about: str
    of: str
    issuer: str
    issuer_name: str
    issuer_name_en: str
    dated_on: date
    content: Mapping[str, object]
    part: str = ""
    mentions: tuple[str, ...] = field(default=())


def paper_number(draft: Draft, edition: int) -> str:
    """文号: 受〔2018〕20180213-310105011-000001号; the second paper of a kind about the same thing ends in -2."""
    return f"{draft.series}〔{draft.dated_on:%Y}〕{draft.of}{f'-{edition}' if edition > 1 else ''}号"


def content_digest(code: str, content: Mapping[str, object]) -> str:
    """Fingerprint of what a paper says: the same content under the same check code, the same fingerprint."""
    body = json.dumps([code, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(body.encode()).hexdigest()
