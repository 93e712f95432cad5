"""Text made comparable for search. What is shown to people stays as they wrote it."""

import unicodedata

#: Dots that keyboards put between the parts of a name; the standard one is U+00B7.
NAME_DOTS = "·•‧∙⋅・･"

_FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Full-width ASCII characters and the ideographic space as their ordinary forms; nothing else is touched."""
    return text.translate(_FULL_TO_HALF)


def normalise(text: str) -> str:
    """The form in which two spellings of the same words are equal: NFKC, case folded, no blanks, no name dots.

    Applying it twice changes nothing.
    """
    while (simpler := _simplified(text)) != text:
        text = simpler
    return text


def bigrams(text: str) -> tuple[str, ...]:
    """The different pairs of neighbouring characters of the normalised text, in order of first appearance.

    A single character stands for itself, so that one-character surnames can be looked up; empty text gives nothing.
    """
    plain = normalise(text)
    if len(plain) == 1:
        return (plain,)
    return tuple(dict.fromkeys(plain[i : i + 2] for i in range(len(plain) - 1)))


def _simplified(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # Category Cf holds the zero-width joiners and marks that come along when people paste.
    return "".join(c for c in folded if not c.isspace() and c not in NAME_DOTS and unicodedata.category(c) != "Cf")
