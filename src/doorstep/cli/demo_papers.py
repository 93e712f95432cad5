"""Numbers of the demonstration: papers and telephones that belong to nobody. Pure.

Cards lie under the area code that was never assigned (310199); other papers say by their shape that they are made up;
telephones lie in ranges that no operator has.
"""

from datetime import date
from random import Random

from doorstep.kernel.identity import SYNTHETIC_AREA, IdentityKind, Sex, check_digit

#: Sequence numbers from here on belong to the named residents (demo_cast), whatever the seed.
FIRST_OF_CAST = 900


class Numbers:
    """Gives out numbers, each once, in the order of asking."""

    def __init__(self, rng: Random) -> None:
        """`rng` decides which numbers; the same one gives the same numbers."""
        self._rng = rng
        self._taken: set[tuple[date, int]] = set()
        self._given: set[str] = set()
        self._papers = 0

    def card(self, *, born: date, sex: Sex, old: bool = False) -> str:
        """The number of an identity card; `old`: the 15 digits of before 1999."""
        while True:
            sequence = self._rng.randrange(1 if sex is Sex.MALE else 2, FIRST_OF_CAST, 2)
            if (born, sequence) not in self._taken:
                break
        self._taken.add((born, sequence))
        if old:
            return f"{SYNTHETIC_AREA}{born:%y%m%d}{sequence:03}"
        return card_number(born=born, sequence=sequence)

    def other(self, kind: IdentityKind) -> str:
        """A passport, a permit, a birth certificate or the street's reference for somebody without papers."""
        self._papers += 1
        shapes = {
            IdentityKind.PASSPORT: f"DEMO{self._papers:05}",
            IdentityKind.HK_MACAO_PERMIT: f"H{self._papers:08}",
            IdentityKind.TAIWAN_PERMIT: f"{self._papers:08}",
            IdentityKind.BIRTH_CERTIFICATE: f"Z{self._papers:09}",
            IdentityKind.NONE: f"街道登记〔2018〕{self._papers:04}",
        }
        return shapes[kind]

    def mobile(self) -> str:
        """A mobile number of a range that no operator has."""
        return self._once("154", 8)

    def landline(self) -> str:
        """A telephone at home: no number of the city begins with 9."""
        return self._once("02199", 6)

    def _once(self, range_: str, digits: int) -> str:
        while (number := f"{range_}{self._rng.randrange(10**digits):0{digits}}") in self._given:
            pass
        self._given.add(number)
        return number


def card_number(*, born: date, sequence: int) -> str:
    """The 18 characters of a card under the unassigned area, with the right check digit. Odd sequences are men's."""
    first = f"{SYNTHETIC_AREA}{born:%Y%m%d}{sequence:03}"
    return first + check_digit(first)
