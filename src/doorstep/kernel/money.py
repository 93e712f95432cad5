"""Money as whole fen. 100 fen are one yuan; no floating point enters or leaves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from doorstep.kernel.refusal import Refusal

_YUAN = re.compile(r"(-?)([0-9]+)(?:\.([0-9]{1,2}))?")


class NotMoney(Refusal):
    """Not an amount. `why`: type, text, negative, denominator, step, weights."""

    code: ClassVar[str] = "kernel.not-money"


def half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest whole number, a half upwards: the rounding of cash tables.

    Refuses (NotMoney) negative numerators, denominators below 1 and anything but whole numbers.
    """
    _whole(numerator, denominator)
    if numerator < 0:
        raise NotMoney(why="negative")
    if denominator < 1:
        raise NotMoney(why="denominator")
    return (2 * numerator + denominator) // (2 * denominator)


def round_up(n: int, step: int) -> int:
    """The smallest multiple of `step` that is not below `n` (same unit for both). Refuses (NotMoney) steps below 1."""
    _whole(n, step)
    if step < 1:
        raise NotMoney(why="step")
    return -(-n // step) * step


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in fen; may be negative (a recovery, a correction). Refuses (NotMoney) anything but an int."""

    fen: int

    def __post_init__(self) -> None:
        _whole(self.fen)

    @classmethod
    def from_yuan(cls, yuan: str | int) -> Self:
        """Yuan as a whole number or as ASCII text with at most two decimals ("970", "970.5", "-970.50").

        Separators, currency signs, blanks and full-width digits are refused (NotMoney): forms normalise first.
        """
        if isinstance(yuan, str):
            match = _YUAN.fullmatch(yuan)
            if match is None:
                raise NotMoney(why="text")
            sign, whole, cents = match.groups()
            fen = int(whole) * 100 + int((cents or "").ljust(2, "0"))
            return cls(fen=-fen if sign else fen)
        _whole(yuan)
        return cls(fen=yuan * 100)

    def share(self, numerator: int, denominator: int) -> Self:
        """This amount times `numerator / denominator`, half-up to the fen; negative amounts mirror positive ones."""
        _whole(numerator)
        if numerator < 0:
            raise NotMoney(why="negative")
        part = half_up(abs(self.fen) * numerator, denominator)
        return type(self)(fen=part if self.fen >= 0 else -part)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Parts in proportion to `weights` that add up to this amount exactly.

        Every part is first cut down to the whole fen; the fen left over go one each to the last parts that have a
        weight, so that no part is a whole fen from its exact share and the same input always gives the same parts:
        100 fen in three are 33, 33, 34. Refuses (NotMoney) an empty list, negative weights and weights that are all 0.
        """
        _whole(*weights)
        total = sum(weights)
        if total < 1 or min(weights) < 0:
            raise NotMoney(why="weights")
        sign = 1 if self.fen >= 0 else -1
        parts = [abs(self.fen) * weight // total for weight in weights]
        left = abs(self.fen) - sum(parts)
        weighty = [index for index, weight in enumerate(weights) if weight]
        for index in weighty[len(weighty) - left :]:
            parts[index] += 1
        return [type(self)(fen=sign * part) for part in parts]

    @property
    def yuan_text(self) -> str:
        """Yuan with thousands separators and two decimals, "1,234.50"."""
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}{yuan:,}.{fen:02}"

    def __str__(self) -> str:
        return self.yuan_text.replace(",", "")

    def __bool__(self) -> bool:
        return self.fen != 0

    def __add__(self, other: object) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        return type(self)(fen=self.fen + other.fen)

    def __radd__(self, other: object) -> Self:
        # `sum()` begins with the number 0; no other bare number is money.
        if type(other) is int and other == 0:
            return self
        return NotImplemented

    def __sub__(self, other: object) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        return type(self)(fen=self.fen - other.fen)

    def __mul__(self, times: object) -> Self:
        if type(times) is not int:
            return NotImplemented
        return type(self)(fen=self.fen * times)

    __rmul__ = __mul__

    def __neg__(self) -> Self:
        return type(self)(fen=-self.fen)


def _whole(*numbers: object) -> None:
    if any(type(number) is not int for number in numbers):
        raise NotMoney(why="type")
