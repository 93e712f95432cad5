"""Clauses and limits in words, for papers and screens. Pure."""

from doorstep.catalogue.logic.dated import Clause
from doorstep.catalogue.logic.types import UNVERIFIED

_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))


def chinese_number(number: int) -> str:
    """第…条 as statutes count: 12 → 十二, 110 → 一百一十, 1009 → 一千零九. From 1 to 9999 (ValueError beyond)."""
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} is not a number of an article")
    text, gap = "", False
    for size, unit in _UNITS:
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        elif text and number:
            gap = True
    if number:
        text += ("零" if gap else "") + _DIGITS[number]
    return text.removeprefix("一") if text.startswith("一十") else text


def clause_words(clause: Clause | None, title: str, language: str) -> str:
    """《title》第十二条第三款第（二）项, or "title, art. 12(3), item 2" in English; 未核实 where there is no clause."""
    if language == "en":
        if clause is None:
            return "not verified"
        paragraph = f"({clause.paragraph})" if clause.paragraph else ""
        return f"{title}, art. {clause.article}{paragraph}" + (f", item {clause.item}" if clause.item else "")
    if clause is None:
        return UNVERIFIED
    words = f"《{title}》第{chinese_number(clause.article)}条"
    if clause.paragraph:
        words += f"第{chinese_number(clause.paragraph)}款"
    return words + (f"第（{chinese_number(clause.item)}）项" if clause.item else "")
