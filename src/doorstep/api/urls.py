"""Addresses of the API, version 1."""

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from doorstep.wire.doors import open_to_all
from doorstep.wire.problems import type_of
from doorstep.wire.refusals import status_of, texts, told_in_all_languages

from .house import api

PREFIX = "/api/v1/"


@require_GET
@open_to_all
def description(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1. It says what there is, and nothing about anybody."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX), json_dumps_params={"ensure_ascii": False})


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
