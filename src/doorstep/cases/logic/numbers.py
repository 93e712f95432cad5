"""Case numbers and query codes. Neither says anything about the person."""

import hashlib
from collections.abc import Sequence
from datetime import date

from doorstep.kernel.codes import code_of

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
