"""A pack's data as one canonical text and back, and what counts as its content. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from doorstep.catalogue.logic.parse import parse_item
from doorstep.catalogue.logic.types import ItemVersion

DAY = "$day"  # JSON knows no days; TOML does


def canonical(data: Mapping[str, Any]) -> str:
    """The one text of parsed TOML: sorted keys, no spaces. Raises TypeError for what no pack holds (times of day)."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_day)


def read_canonical(text: str) -> dict[str, Any]:
    """The data again."""
    data: dict[str, Any] = json.loads(text, object_hook=_undone)
    return data


def digest_of(text: str) -> str:
    """SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(data: Mapping[str, Any]) -> str:
    """Canonical text of a pack without its last day: ending a version is no change of what it says."""
    effective = {key: value for key, value in data["effective"].items() if key != "to"}
    return canonical({**data, "effective": effective})


def item_from(body: str, *, last: date | None, name: str) -> ItemVersion:
    """The version that a stored content describes when it ends on `last`. Raises ValueError where a later parser
    cannot read an older text (`name` says which)."""
    item, problems = parse_item(read_canonical(body), {}, file=name)
    if item is None:
        raise ValueError(f"{name} was stored but cannot be read: {problems[0]}")
    return item if last is None else item.ended_on(last)


def _day(value: object) -> dict[str, str]:
    if type(value) is date:
        return {DAY: value.isoformat()}
    raise TypeError(f"no pack holds a {type(value).__name__}")


def _undone(table: dict[str, Any]) -> Any:
    return date.fromisoformat(table[DAY]) if table.keys() == {DAY} else table
