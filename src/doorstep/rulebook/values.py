"""Text outside, integers inside: yuan ↔ fen, ISO dates ↔ yyyymmdd, ratios ↔ ten-thousandths, codes ↔ positions."""

import re
from datetime import date

from doorstep.kernel.money import Money, NotMoney
from doorstep.rulebook.language.types import RATIO_SCALE, Kind, Type

_RATIO = re.compile(r"([0-9]+)(?:\.([0-9]{1,4}))?")


class BadValue(ValueError):
    """A value that its type does not admit; `write` says how such a value is written."""

    def __init__(self, write: str) -> None:
        super().__init__(write)
        self.write = write


def day_number(day: date) -> int:
    """2018-02-13 → 20180213: order and completed years are those of the calendar."""
    return day.year * 10_000 + day.month * 100 + day.day


def encode(kind: Type, value: object) -> int:
    """The integer of a value as packs, cases and commands write it. Raises BadValue."""
    match kind.kind:
        case Kind.MONEY:
            return _money(value)
        case Kind.RATIO:
            return _ratio(value)
        case Kind.COUNT:
            if type(value) is int:
                return value
            raise BadValue("a whole number without quotes, such as 3")
        case Kind.BOOL:
            if type(value) is bool:
                return int(value)
            raise BadValue("true or false without quotes")
        case Kind.DATE:
            return _date(value)
        case Kind.CODE:
            if isinstance(value, str) and value in kind.codes:
                return kind.codes.index(value)
            raise BadValue("one of " + ", ".join(kind.codes))


def decode(kind: Type, value: int | None, *, up: bool = False) -> str | int | bool | None:  # noqa: PLR0911 — one case per kind
    """The value as it is written outside; None stays None (unknown).

    Scaled money is cut to the fen; `up` takes the next whole fen instead, for what has to be reached.
    """
    if value is None:
        return None
    match kind.kind:
        case Kind.MONEY:
            whole = RATIO_SCALE**kind.scale
            return Money(-(-value // whole) if up else value // whole).yuan_text.replace(",", "")
        case Kind.RATIO:
            scaled = value // RATIO_SCALE ** (kind.scale - 1)
            return f"{scaled // RATIO_SCALE}.{scaled % RATIO_SCALE:04}".rstrip("0").rstrip(".")
        case Kind.BOOL:
            return bool(value)
        case Kind.DATE:
            return f"{value // 10_000:04}-{value // 100 % 100:02}-{value % 100:02}"
        case Kind.CODE:
            return kind.codes[value]
        case Kind.COUNT:
            return value


def _money(value: object) -> int:
    if isinstance(value, str):
        try:
            return Money.from_yuan(value).fen
        except NotMoney:
            pass
    raise BadValue('yuan as text with at most two decimals, such as "970" or "0.50"')


def _ratio(value: object) -> int:
    match = _RATIO.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise BadValue('a ratio as text, 0 or more, with at most four decimals, such as "0.90"')
    return int(match[1]) * RATIO_SCALE + int((match[2] or "").ljust(4, "0"))


def _date(value: object) -> int:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if type(value) is date:
        return day_number(value)
    raise BadValue("a date, such as 1958-03-01")
