"""Types of the rule language: what a value is, and which values may meet."""

from dataclasses import dataclass
from enum import StrEnum

RATIO_SCALE = 10_000
"""A ratio is an integer in ten-thousandths: "0.90" is 9000. No floats anywhere."""

INT64_MAX = 2**63 - 1
MEMBERS_MAX = 60
"""No family in the register has more members; intervals of sums rest on it and `encode` refuses more."""


class Kind(StrEnum):
    """What a value is."""

    MONEY = "money"
    COUNT = "count"
    RATIO = "ratio"
    BOOL = "bool"
    DATE = "date"
    CODE = "code"


class Unit(StrEnum):
    """Whom a value is about. ASSESSMENT is the group judged together: a person alone, or the rest of the family."""

    PERSON = "person"
    FAMILY = "family"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Type:
    """A kind; for numbers also how many factors of RATIO_SCALE the integer carries; for codes the declared values."""

    kind: Kind
    scale: int = 0
    codes: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.MONEY, Kind.COUNT, Kind.RATIO)

    def __str__(self) -> str:
        return f"code({', '.join(self.codes)})" if self.kind is Kind.CODE else str(self.kind)


MONEY = Type(Kind.MONEY)
COUNT = Type(Kind.COUNT)
RATIO = Type(Kind.RATIO, 1)
BOOL = Type(Kind.BOOL)
DATE = Type(Kind.DATE)


def number(*, money: bool, scale: int) -> Type:
    """The number type with this dimension and scale: money, or a count (scale 0) or ratio (scale above 0)."""
    if money:
        return Type(Kind.MONEY, scale)
    return Type(Kind.RATIO, scale) if scale else COUNT


class LanguageError(Exception):
    """A formula says something that the language refuses.

    `code` is stable, `what` says what is wrong, `write` what to write instead; `column` counts from 1 (0: unknown).
    """

    def __init__(self, code: str, what: str, write: str, column: int = 0) -> None:
        super().__init__(f"{code}: {what} — {write}")
        self.code = code
        self.what = what
        self.write = write
        self.column = column
