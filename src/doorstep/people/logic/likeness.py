"""How alike two records are. A number that proposes, never one that decides. Pure."""

from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

#: Parts of a hundred. Equal names alone say little; a birth date and a name together say much.
NAME, BIRTH_DATE, PHONE, SEX = 50, 30, 15, 5
WORTH_A_LOOK = 75


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a record."""

    resident_id: int
    plain: str
    pinyin: str
    birth_date: date | None
    sex: str
    phone_index: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """One record that may be the same person: 0 to 100, and what agrees."""

    resident_id: int
    score: int
    agrees: tuple[str, ...]


def likeness(one: Traits, other: Traits) -> Likeness:
    """How alike two records are. Names written otherwise but read alike count as nearly alike."""
    written = int(fuzz.ratio(one.plain, other.plain))
    read = int(fuzz.ratio(one.pinyin, other.pinyin)) * 9 // 10
    agrees = {
        "name": max(written, read) >= 80,
        "birth_date": one.birth_date is not None and one.birth_date == other.birth_date,
        "phone": bool(one.phone_index) and one.phone_index == other.phone_index,
        "sex": bool(one.sex) and one.sex == other.sex,
    }
    weights = {"birth_date": BIRTH_DATE, "phone": PHONE, "sex": SEX}
    score = NAME * max(written, read) // 100 + sum(weight for trait, weight in weights.items() if agrees[trait])
    return Likeness(other.resident_id, score, tuple(trait for trait, does in agrees.items() if does))
