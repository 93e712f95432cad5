"""Case numbers and query codes. Neither says anything about the person."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doorstep.kernel.codes import code_of, written_code
from doorstep.kernel.text import half_width

CODE_LENGTH = 8
MOST_A_DAY = 999_999
LANE, LANES = 20_000, 40  # numbers of a lane of a street's day, and how many lanes there are


def in_lane(lane: int, count: int) -> int:
    """The number that is the count-th of a lane; the first lane counts 1, 2, 3, the next from 20001 on."""
    if not (0 <= lane < LANES and 1 <= count <= LANE):
        raise ValueError(f"a lane gives {LANE} numbers, and there are {LANES}: not {count} in {lane}")
    return lane * LANE + count


def case_number(day: date, street: str, count: int) -> str:
    """`YYYYMMDD-<street>-<six digits>`: a case received in a street on a day."""
    if not 1 <= count <= MOST_A_DAY:
        raise ValueError(f"a street receives 1 to {MOST_A_DAY} cases a day, not {count}")
    return f"{day:%Y%m%d}-{street}-{count:06}"


def query_code(numbers: Sequence[int]) -> str:
    """Eight letters from as many random numbers. The numbers come from a source fit for secrets."""
    if len(numbers) != CODE_LENGTH:
        raise ValueError(f"{CODE_LENGTH} numbers are needed")
    return code_of(numbers)


def drawn(seed: str, number: str, one_in: int) -> bool:
    """Whether a case is drawn for a spot check. Seed and chance are recorded: anyone can draw again and must agree."""
    if one_in < 1:
        raise ValueError("one in how many?")
    return int.from_bytes(hashlib.sha256(f"{seed}:{number}".encode()).digest()[:8], "big") % one_in == 0


#: What stands between the digits of a number when somebody writes it down or reads it out.
_BETWEEN = re.compile(r"[\s._/–—-]+")
NUMBER_DIGITS = 23


@dataclass(frozen=True, slots=True)
class KeyRead:
    """What somebody typed, or a receipt's QR code said: the number as it is printed (empty: it is none, `digits` says how
    many there were) and the query code, empty where only the number was given."""

    number: str
    code: str
    digits: int


def read_key(text: str) -> KeyRead:
    """A case number, with or without its dashes, alone or followed by its query code; also the address in the receipt's
    QR code, which has both behind its #."""
    plain = _BETWEEN.sub(" ", half_width(text).rsplit("#", 1)[-1]).strip()
    digits, rest = "", plain
    while rest and len(digits) < NUMBER_DIGITS and (rest[0].isdecimal() or rest[0] == " "):
        digits, rest = digits + rest[0].strip(), rest[1:]
    code = written_code(rest)
    if len(digits) != NUMBER_DIGITS or len(code) not in (0, CODE_LENGTH):
        return KeyRead("", "", sum(one.isdecimal() for one in plain))
    return KeyRead(f"{digits[:8]}-{digits[8:17]}-{digits[17:]}", code, NUMBER_DIGITS)
