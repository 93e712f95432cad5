"""Short codes that people read aloud, copy by hand and type. They say nothing about a person."""

from collections.abc import Sequence

#: Digits and letters that nobody mistakes for another.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def code_of(numbers: Sequence[int]) -> str:
    """One letter for each random number. The numbers come from a source fit for secrets."""
    return "".join(CODE_LETTERS[number % len(CODE_LETTERS)] for number in numbers)


def written_code(typed: str) -> str:
    """A code as it was meant: no spaces or dashes, capitals."""
    return "".join(typed.split()).replace("-", "").upper()
