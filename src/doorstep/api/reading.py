"""How the body of a request is read: JSON in UTF-8 with one meaning, or not at all."""

import json
from typing import Any, cast

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny

from doorstep.wire.manners import WrongMediaType

JSON = "application/json"


class OneMeaning(Parser):
    """JSON as RFC 8259 and I-JSON have it: said to be JSON, in UTF-8, no name twice, no NaN."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body of a request. Raises WrongMediaType; ValueError and RecursionError, which the frame answers with 400."""
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if request.content_type != JSON or charset not in ("utf-8", "utf8"):
            raise WrongMediaType(takes=JSON)
        text = request.body.decode("utf-8")
        return cast(DictStrAny, json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number))


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number in JSON")
