"""The description of the API: OpenAPI 3.1 as the operations give it, with every problem they may answer."""

from collections.abc import Mapping
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from .shapes.words import Problem

_TITLES = {
    400: "The request cannot be read",
    401: "No token, or one that opens nothing",
    403: "The scopes or the jurisdiction do not reach so far",
    404: "Unknown, or not in the jurisdiction",
    409: "Refused: `code` says why and `detail` what to do; or the key was used for another command",
    410: "The file was erased",
    412: "It has changed since it was read",
    413: "Too large",
    415: "None of the accepted kinds of file",
    422: "Parts of the request are not as they must be; all are told",
    428: "If-Match is missing",
    429: "Too often; Retry-After says when",
}
_ETAG = {"description": "Changes with every act", "schema": {"type": "string"}, "example": '"17-1"'}


def complete(schema: OpenAPISchema, doors: Mapping[str, str]) -> OpenAPISchema:
    """The same description with problems, headers, scopes and examples where OpenAPI wants them. `doors`: who may call
    an operation ("open", or the scope that a token needs) by its name."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"].update(problem.pop("$defs", {}) | {"Problem": problem})
    schema["components"]["securitySchemes"] = {
        "Token": {"type": "http", "scheme": "bearer", "description": "doorstep token issue …"}
    }
    for path in schema["paths"].values():
        for operation in path.values():
            door = doors[operation["operationId"]]
            operation["security"] = [] if door == "open" else [{"Token": [door]}]
            _complete(operation)
    return schema


def _complete(operation: dict[str, Any]) -> None:
    headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
    for one in operation["parameters"]:
        _parameter(one)
    for status in _problems(operation, headers):
        operation["responses"][status] = _problem(status)
    if headers & {"If-Match", "If-None-Match"} or operation["operationId"] == "submit_case":
        for status in (200, 201):
            if status in operation["responses"]:
                operation["responses"][status]["headers"] = {"ETag": _ETAG}


def _parameter(one: dict[str, Any]) -> None:
    examples = one.pop("examples", None) or one["schema"].get("examples")
    if examples:
        one["example"] = examples[0]
    if one["name"] == "If-Match":  # its absence has a status of its own, so the type lets it be absent
        one["required"] = True
        one["schema"] = next(kind for kind in one["schema"]["anyOf"] if kind.get("type") == "string")


def _problems(operation: dict[str, Any], headers: set[str]) -> list[int]:
    found = {429} | ({401, 403} if operation.get("security") else {403})
    if operation["parameters"] or "requestBody" in operation:
        found |= {404, 422}
    if "requestBody" in operation:
        found |= {400, 413}
        found |= {415} if "multipart/form-data" in operation["requestBody"]["content"] else set()
    if "Idempotency-Key" in headers:
        found.add(409)
    if "If-Match" in headers:
        found |= {412, 428}
    if operation["operationId"] == "read_case_file":
        found.add(410)
    return sorted(found)


def _problem(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[str, Any] = {"description": _TITLES[status], "content": content}
    if status == 429:
        told["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer", "minimum": 1}}}
    return told
