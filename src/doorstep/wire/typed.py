"""What somebody typed, made fit to be looked at: no characters that a database cannot hold, no more than a column takes."""

import re
from collections.abc import Mapping
from datetime import date

from doorstep.kernel.text import half_width

LONGEST = 200
#: A day as people write it: digits alone, or year, month and day apart by dashes, slashes, dots or their own characters.
DAY = re.compile(r"(\d{4})(?:(\d{2})(\d{2})|\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?)", re.ASCII)


def typed_text(posted: Mapping[str, str], name: str, *, most: int = LONGEST) -> str:
    """The text of a field without blanks around it, without NUL, cut after `most` characters; empty where it is missing."""
    return posted.get(name, "").replace("\x00", "").strip()[:most]


def typed_day(text: str) -> date | None:
    """The day that somebody typed: 2018-02-13, 2018-2-13, 20180213, 2018/2/13, 2018年2月13日; None: it is no day.

    The year comes first and has four digits; nothing is guessed.
    """
    found = DAY.fullmatch(half_width(text).strip())
    if found is None:
        return None
    year, *parts = (int(part) for part in found.groups() if part)
    try:
        return date(year, *parts)
    except ValueError:
        return None
