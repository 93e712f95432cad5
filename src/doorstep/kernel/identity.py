"""Numbers by which persons and bodies are known: checked and read, never looked up."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

from doorstep.kernel.masking import mask_bank, mask_middle, mask_name, mask_phone
from doorstep.kernel.refusal import Refusal
from doorstep.kernel.text import half_width

__all__ = [
    "SHANGHAI_AREAS",
    "SYNTHETIC_AREA",
    "BadCreditCode",
    "BadIdentity",
    "Identity",
    "IdentityKind",
    "Sex",
    "check_digit",
    "check_identity",
    "check_uscc",
    "mask_bank",
    "mask_name",
    "mask_phone",
]

#: An area code that was never assigned: numbers under it belong to nobody and are used for demo and test data.
SYNTHETIC_AREA = "310199"

#: Area codes on Shanghai cards: today's districts, then those that live on in old cards (the code is the place of first
#: registration and never changes), then the synthetic one.
SHANGHAI_AREAS = frozenset(
    f"310{rest}"
    for rest in (
        *(101, 104, 105, 106, 107, 109, 110, 112, 113, 114, 115, 116, 117, 118, 120, 151),
        *(102, 103, 108, 111, 119, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230),
    )
) | {SYNTHETIC_AREA}

#: First two digits of GB/T 2260: the provinces. 81–83 open the residence permits and no identity card.
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
    for code in range(first, last + 1)
)
_HMT_AREAS = frozenset({"810000", "820000", "830000"})

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_OLDEST = 130  # years; beyond it a birth date is a slip of the pen
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ROMAN_TEN = str.maketrans({"\u2169": "X", "\u2179": "X"})


class BadIdentity(Refusal):
    """Not a number of the kind (`kind`). `why`: length, characters, area, birth_date, future, checksum, kind."""

    code: ClassVar[str] = "kernel.bad-identity"


class BadCreditCode(Refusal):
    """Not a unified social credit code. `why`: length, characters, checksum."""

    code: ClassVar[str] = "kernel.bad-credit-code"


class Sex(StrEnum):
    """As registered: the sequence digit of a card is odd for men (GB 11643)."""

    MALE = "male"
    FEMALE = "female"


class IdentityKind(StrEnum):
    """The papers a person may show at the window."""

    ID_CARD = "id_card"  # 居民身份证, 18 characters
    ID_CARD_15 = "id_card_15"  # 15-digit number of before 1999
    PASSPORT = "passport"
    HK_MACAO_PERMIT = "hk_macao_permit"  # 港澳居民来往内地通行证
    TAIWAN_PERMIT = "taiwan_permit"  # 台湾居民来往大陆通行证
    RESIDENCE_PERMIT_HMT = "residence_permit_hmt"  # 港澳台居民居住证
    BIRTH_CERTIFICATE = "birth_certificate"  # 出生医学证明, for newborns without a number
    NONE = "none"  # no papers: a reference issued by the street


@dataclass(frozen=True, slots=True)
class Identity:
    """A checked number in its one spelling, with what can be read from it. `repr` and `str` show it masked."""

    kind: IdentityKind
    number: str
    birth_date: date | None = None
    sex: Sex | None = None
    area_code: str | None = None

    @property
    def is_synthetic(self) -> bool:
        """Whether the number lies under the unassigned area code and so belongs to nobody."""
        return self.area_code == SYNTHETIC_AREA

    @property
    def is_area_doubtful(self) -> bool:
        """A Shanghai area code that no list of ours knows. A reason to look twice, never to refuse."""
        return self.area_code is not None and self.area_code[:2] == "31" and self.area_code not in SHANGHAI_AREAS

    @property
    def masked(self) -> str:
        """310105********0017 for cards, the first and last two characters for other papers."""
        if self.kind in _CARDS:
            return mask_middle(self.number, 6, 4)
        if self.kind is IdentityKind.ID_CARD_15:
            return mask_middle(self.number, 6, 3)
        return mask_middle(self.number, 2, 2)

    def to_18(self) -> "Identity":
        """The 18-character card of a 15-digit one (births 19xx, GB 11643-1999); a card of 18 is its own.

        Two records of one person are compared in this form. Refuses (BadIdentity, kind) other papers.
        """
        if self.kind is IdentityKind.ID_CARD:
            return self
        if self.kind is not IdentityKind.ID_CARD_15:
            raise BadIdentity(kind=self.kind, why="kind")
        first17 = self.number[:6] + "19" + self.number[6:]
        return replace(self, kind=IdentityKind.ID_CARD, number=first17 + check_digit(first17))

    def __repr__(self) -> str:
        return f"Identity({self.kind}, {self.masked})"

    __str__ = __repr__


def check_digit(first17: str) -> str:
    """The 18th character of a card from the 17 digits before it (GB 11643-1999). Refuses BadIdentity."""
    if len(first17) != 17:
        raise BadIdentity(kind=IdentityKind.ID_CARD, why="length")
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise BadIdentity(kind=IdentityKind.ID_CARD, why="characters")
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def check_identity(kind: IdentityKind, text: str, *, on: date) -> Identity:
    """Read what a person showed or typed, on the day `on`.

    Blanks and full-width forms are forgiven, letters become capitals. Refuses BadIdentity saying `why`. The area of a
    card is checked down to the province only: counties were renamed and dissolved, their codes live on in old numbers.
    """
    number = _tidy(text)
    if kind in _CARDS:
        return _card(kind, number, on)
    if kind is IdentityKind.ID_CARD_15:
        return _card_15(number, on)
    if kind is IdentityKind.NONE:
        return _reference(number, on)
    lengths, pattern = _PAPERS[kind]
    _demand(len(number) in lengths, kind, "length")
    _demand(re.fullmatch(pattern, number) is not None, kind, "characters")
    return Identity(kind, number)


def check_uscc(text: str) -> str:
    """The unified social credit code of a body (GB 32100-2015) in capitals. Refuses BadCreditCode saying `why`."""
    number = _tidy(text)
    if len(number) != 18:
        raise BadCreditCode(why="length")
    values = [_USCC_ALPHABET.find(character) for character in number]
    if -1 in values or not re.fullmatch(r"[0-9]{6}", number[2:8]):
        raise BadCreditCode(why="characters")
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    if (total + values[17]) % 31 != 0:
        raise BadCreditCode(why="checksum")
    return number


_CARDS = frozenset({IdentityKind.ID_CARD, IdentityKind.RESIDENCE_PERMIT_HMT})
_PAPERS: dict[IdentityKind, tuple[Collection[int], str]] = {
    # Passports of the world differ; all are short, plain and carry a digit.
    IdentityKind.PASSPORT: (range(5, 16), r"(?=.*[0-9])[A-Z0-9]+"),
    # H or M and eight digits; cards before 2013 add a two-digit counter.
    IdentityKind.HK_MACAO_PERMIT: ({9, 11}, r"[HM][0-9]+"),
    # Eight digits; booklets before 2015 add a two-digit counter.
    IdentityKind.TAIWAN_PERMIT: ({8, 10}, r"[0-9]+"),
    IdentityKind.BIRTH_CERTIFICATE: ({10}, r"[A-Z][0-9]{9}"),
}


def _tidy(text: str) -> str:
    return "".join(half_width(text).translate(_ROMAN_TEN).split()).upper()


def _demand(holds: bool, kind: IdentityKind, why: str) -> None:
    if not holds:
        raise BadIdentity(kind=kind, why=why)


def _card(kind: IdentityKind, number: str, on: date) -> Identity:
    _demand(len(number) == 18, kind, "length")
    _demand(re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None, kind, "characters")
    area = number[:6]
    # A good number under the other kind's areas is the other paper: say so instead of calling the number wrong.
    other = area in _HMT_AREAS if kind is IdentityKind.ID_CARD else area[:2] in _PROVINCES
    _demand(not other, kind, "kind")
    _demand(area[:2] in _PROVINCES if kind is IdentityKind.ID_CARD else area in _HMT_AREAS, kind, "area")
    born = _born(kind, number[6:14], on)
    _demand(check_digit(number[:17]) == number[17], kind, "checksum")
    return Identity(kind, number, born, _sex(number[16]), area)


def _card_15(number: str, on: date) -> Identity:
    kind = IdentityKind.ID_CARD_15
    _demand(len(number) == 15, kind, "length")
    _demand(re.fullmatch(r"[0-9]{15}", number) is not None, kind, "characters")
    _demand(number[:2] in _PROVINCES, kind, "area")
    return Identity(kind, number, _born(kind, "19" + number[6:12], on), _sex(number[14]), number[:6])


def _reference(number: str, on: date) -> Identity:
    kind = IdentityKind.NONE
    _demand(4 <= len(number) <= 40, kind, "length")
    plain = all(character.isalnum() or character in "-/()〔〕[]" for character in number)
    _demand(plain and any(character in "0123456789" for character in number), kind, "characters")
    try:
        _card(IdentityKind.ID_CARD, number, on)
    except BadIdentity:
        return Identity(kind, number)
    raise BadIdentity(kind=kind, why="kind")  # a card number must not hide among the references


def _born(kind: IdentityKind, digits: str, on: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadIdentity(kind=kind, why="birth_date") from None
    _demand(born <= on, kind, "future")
    _demand(on.year - born.year <= _OLDEST, kind, "birth_date")
    return born


def _sex(digit: str) -> Sex:
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE
