"""Checking a form against the fields of its item: every wrong field is told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from doorstep.kernel.money import Money, NotMoney

_OLDEST = date(1890, 1, 1)
_LONGEST = 2000
_YES, _NO = ("yes", "true", "1", "是"), ("no", "false", "0", "否")


class Wrong(StrEnum):
    """Why an answer cannot be taken."""

    MISSING = "missing"
    NOT_A_DATE = "not_a_date"
    LONG_PAST = "long_past"
    FUTURE = "future"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    NOT_MONEY = "not_money"
    NOT_A_CHOICE = "not_a_choice"
    NOT_YES_OR_NO = "not_yes_or_no"
    TOO_LONG = "too_long"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. `type`: text, date, number, choice, money, bool. `may_lie_ahead`: a date may be in the future."""

    id: str
    type: str
    required: bool
    choices: frozenset[str] = frozenset()
    may_lie_ahead: bool = False


def check_answers(
    fields: Sequence[Field], answers: Mapping[str, str], *, on: date
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """(the answers in one spelling, what is wrong by field). Money in fen, dates as ISO text, yes or no as such."""
    taken: dict[str, str] = {}
    wrong: dict[str, list[str]] = {}
    known = {field.id for field in fields}
    for name in sorted(set(answers) - known):
        wrong[name] = [Wrong.NOT_ASKED]
    for field in fields:
        text = answers.get(field.id, "").strip()
        if not text:
            if field.required:
                wrong[field.id] = [Wrong.MISSING]
            continue
        value = _read(field, text, on)
        if isinstance(value, Wrong):
            wrong[field.id] = [value]
        else:
            taken[field.id] = value
    return taken, wrong


def _read(field: Field, text: str, on: date) -> "str | Wrong":  # noqa: PLR0911
    match field.type:
        case "date":
            return _date(text, on, ahead=field.may_lie_ahead)
        case "number":
            return _number(text)
        case "money":
            return _money(text)
        case "choice":
            return text if text in field.choices else Wrong.NOT_A_CHOICE
        case "bool":
            if text.lower() in _YES:
                return "yes"
            return "no" if text.lower() in _NO else Wrong.NOT_YES_OR_NO
    return text if len(text) <= _LONGEST else Wrong.TOO_LONG


def _date(text: str, on: date, *, ahead: bool) -> "str | Wrong":
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Wrong.NOT_A_DATE
    if day < _OLDEST:
        return Wrong.LONG_PAST
    if day > on and not ahead:
        return Wrong.FUTURE
    return day.isoformat()


def _number(text: str) -> "str | Wrong":
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Wrong.NOT_A_NUMBER
    if not number.is_finite():
        return Wrong.NOT_A_NUMBER
    return Wrong.NEGATIVE if number < 0 else format(number.normalize(), "f")


def _money(text: str) -> "str | Wrong":
    number = _number(text)
    if number is Wrong.NEGATIVE:
        return number
    try:
        return str(Money.from_yuan(text).fen)
    except NotMoney:
        return Wrong.NOT_MONEY
