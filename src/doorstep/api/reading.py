"""How a request is read: what it says has one meaning and all of it is heard, or it is not taken at all."""

import json
from collections.abc import Callable, Collection
from datetime import date
from functools import wraps
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.types import DictStrAny

from doorstep.wire.manners import RepeatedParameter, UnknownParameter, WrongMediaType
from doorstep.wire.problems import problem_of

EXACT = 2**53  # beyond it a float does not say which whole number was meant
JSON, FORM = "application/json", "multipart/form-data"
Run = Callable[..., HttpResponseBase]


def hearing_everything(operation: Operation) -> Run:
    """How `operation` is run where a parameter that it does not take is a no: a mistyped filter would otherwise be a wish
    that nobody heard, and the answer more than was asked for."""
    run = operation.run
    takes = sorted(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )

    @wraps(run)
    def asked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.META.get("QUERY_STRING"):
            wrong = misheard(request.GET, takes=takes)
            if wrong is not None:
                return problem_of(wrong)
        return run(request, **path)

    return asked


def misheard(given: MultiValueDict[str, Any], *, takes: Collection[str]) -> UnknownParameter | RepeatedParameter | None:
    """Why what was given by name is not taken as it is: a name that is none of `takes`, or one that stands twice."""
    unknown = sorted(given.keys() - takes)
    if unknown:
        return UnknownParameter(unknown=[name[:40] for name in unknown[:10]], takes=list(takes))
    repeated = [name for name in sorted(given) if len(given.getlist(name)) > 1]
    return RepeatedParameter(repeated=repeated) if repeated else None


class OneMeaning(Parser):
    """JSON as RFC 8259 and I-JSON have it: said to be JSON, in UTF-8, no name twice, no NaN. Files in a form."""

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Parameters of an address, or files of a form. Raises WrongMediaType where files come as something else."""
        if data is not request.GET and request.content_type != FORM:
            raise WrongMediaType(takes=FORM)
        return super().parse_querydict(data, list_fields, request)

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body of a request. Raises WrongMediaType; ValueError and RecursionError, which the frame answers with 400."""
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if request.content_type != JSON or charset not in ("utf-8", "utf8"):
            raise WrongMediaType(takes=JSON)
        text = request.body.decode("utf-8")
        return cast(
            DictStrAny, json.loads(text, object_pairs_hook=_once_each, parse_float=_by_value, parse_constant=_no_number)
        )


class DaysFirst(NinjaJSONEncoder):
    """What JSON has no kind for, as the frame writes it; days and moments, of which lists are full, are not compared with
    every other kind first."""

    def default(self, o: object) -> Any:
        """A value as JSON knows it."""
        return DjangoJSONEncoder.default(self, o) if isinstance(o, date) else super().default(o)


class InUtf8(JSONRenderer):
    """Answers as they are written everywhere else in the house: Chinese as such, and no blanks."""

    encoder_class = DaysFirst
    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _by_value(text: str) -> int | float:
    """4.0 is the whole number 4: JSON and its schemas know one kind of number."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) <= EXACT else value


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number in JSON")
