"""Addresses of the API, version 1."""

import json
from functools import cache
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import etag, require_GET

from doorstep.wire.doors import open_to_all
from doorstep.wire.problems import type_of
from doorstep.wire.refusals import status_of, texts, told_in_all_languages

from .house import api

PREFIX = "/api/v1/"


@cache
def _description() -> tuple[bytes, str]:
    """The description as it goes over the wire, and its ETag. It stays the same while the house stands, and takes a tenth of
    a second to make: too long for what anybody may ask as often as they like."""
    told = api.get_openapi_schema(path_prefix=PREFIX)
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()
    return text, f'"{sha256(text).hexdigest()[:16]}"'


@require_GET
@open_to_all
@etag(lambda _request: _description()[1])
def description(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1. It says what there is, and nothing about anybody."""
    headers = {"Cache-Control": "no-cache"}  # may be kept, and is asked for anew
    return HttpResponse(_description()[0], content_type="application/json", headers=headers)


@require_GET
@open_to_all
def problems(request: HttpRequest) -> JsonResponse:
    """Every problem that the house may answer with."""
    return _written([_told(code) for code in sorted(texts())])


@require_GET
@open_to_all
def problem(request: HttpRequest, code: str) -> JsonResponse:
    """What one kind of problem means and what to do about it: where the `type` of problem details leads."""
    if code not in texts():
        raise Http404
    return _written(_told(code))


def _told(code: str) -> dict[str, object]:
    told = told_in_all_languages(code)
    return {
        "type": type_of(code),
        "code": code,
        "status": status_of(code),
        "title": {language: says for language, (says, _) in told.items()},
        "detail": {language: remedy for language, (_, remedy) in told.items()},
    }


def _written(told: object) -> JsonResponse:
    # A person opens these addresses too, so the lines are broken.
    return JsonResponse(told, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2})


_patterns, _app, _namespace = api.urls
_asked = [one for one in _patterns if getattr(one, "name", "") != "api-root"]  # a page of ninja's own that says nothing
_described = [
    path("openapi.json", description, name="openapi-json"),
    path("problems", problems, name="problems"),
    path("problems/<str:code>", problem, name="problem"),
]
urlpatterns = ([*_described, *_asked], _app, _namespace)
