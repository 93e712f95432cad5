"""Addresses of the API, version 1."""

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from doorstep.wire.doors import open_to_all

from .house import api

PREFIX = "/api/v1/"


@require_GET
@open_to_all
def description(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1. It says what there is, and nothing about anybody."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX), json_dumps_params={"ensure_ascii": False})


_patterns, _app, _namespace = api.urls
_asked = [one for one in _patterns if getattr(one, "name", "") != "api-root"]  # a page of ninja's own that says nothing
urlpatterns = ([path("openapi.json", description, name="openapi-json"), *_asked], _app, _namespace)
