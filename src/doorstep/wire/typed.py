"""What somebody typed, made fit to be looked at: no characters that a database cannot hold, no more than a column takes."""

from collections.abc import Mapping

LONGEST = 200


def typed_text(posted: Mapping[str, str], name: str, *, most: int = LONGEST) -> str:
    """The text of a field without blanks around it, without NUL, cut after `most` characters; empty where it is missing."""
    return posted.get(name, "").replace("\x00", "").strip()[:most]
