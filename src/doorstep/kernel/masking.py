"""What may be shown of a name or number to those who need to recognise it but not to know it."""

import re

from doorstep.kernel.text import NAME_DOTS, half_width

_ANY_DOT = re.compile(f"[{NAME_DOTS}]")
_PLAIN = re.compile("[\u4e00-\u9fff]+")  # nearly every name, and nothing in it to be tidied first


def mask_middle(text: str, head: int, tail: int) -> str:
    """Keep `head` characters in front and `tail` at the end; text too short to hide anything is hidden whole."""
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[len(text) - tail :] if hidden > 0 else "*" * len(text)


def mask_name(name: str) -> str:
    """赵*芳, 周*, 欧**娜. Names in parts ("·" or Latin with blanks) keep their first part: 阿依古丽·***."""
    if _PLAIN.fullmatch(name):
        return _one_part(name)
    plain = half_width(name).strip()
    parts, joint = _ANY_DOT.split(plain), "·"
    if len(parts) == 1 and plain.isascii():
        parts, joint = plain.split(), " "
    parts = [part for part in parts if part.strip()]
    if len(parts) > 1:
        return joint.join([parts[0].strip(), *("*" * len(part.strip()) for part in parts[1:])])
    return _one_part("".join(plain.split()))


def _one_part(name: str) -> str:
    return name[0] + "*" if len(name) == 2 else mask_middle(name, 1, 1)


def mask_phone(phone: str) -> str:
    """138****5678; landlines keep the area code and the last four, 021-****5678; what is no phone is all hidden."""
    plain = re.sub(r"[\s()]", "", half_width(phone)).removeprefix("+86").removeprefix("-")
    if re.fullmatch(r"1[0-9]{10}", plain):
        return mask_middle(plain, 3, 4)
    # Area codes of the great cities have three digits (010, 02x), all others four.
    landline = re.fullmatch(r"(?:(010|02[0-9]|0[3-9][0-9]{2})-?)?([1-9][0-9]{6,7})", plain)
    if landline is None:
        return "*" * len(plain)
    area, number = landline.groups()
    return (f"{area}-" if area else "") + mask_middle(number, 0, 4)


def mask_bank(account: str) -> str:
    """****1234: four stars whatever the length, then the last four characters of accounts of eight and more."""
    plain = "".join(half_width(account).split())
    return "****" + (plain[-4:] if len(plain) >= 8 else "")
