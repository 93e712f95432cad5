"""The description of the API: OpenAPI 3.1 as the operations give it, with every problem they may answer."""

from collections.abc import Mapping
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from .examples import example_of, example_of_problem
from .shapes.words import Problem

_TITLES = {
    400: "The request cannot be read",
    401: "No token, or one that opens nothing",
    403: "The scopes or the jurisdiction do not reach so far",
    404: "Unknown, or not in the jurisdiction",
    409: "Refused: `code` says why and `detail` what to do; or the key was used for another command",
    410: "The file was erased",
    411: "The body came without its length",
    412: "It has changed since it was read",
    413: "Too large",
    415: "Not of a kind that is taken here: a body that is no JSON in UTF-8, a file that is no paper",
    422: "Parts of the request are not as they must be; all are told",
    428: "If-Match is missing",
    429: "Too often; Retry-After says when",
}
_DONE = {200: "Done, or read", 201: "Made", 304: "Unchanged since it was read"}
_TEXT = {"type": "string"}
_HEADERS = {
    "ETag": {"description": "Changes with every act", "schema": _TEXT, "example": '"17-1"'},
    "RateLimit-Policy": {
        "description": "How often in how many seconds",
        "schema": _TEXT,
        "example": '"minute";q=600;w=60',
    },
    "RateLimit": {
        "description": "How often still, and for how many seconds",
        "schema": _TEXT,
        "example": '"minute";r=599;t=42',
    },
    "Retry-After": {"description": "Seconds", "schema": {"type": "integer", "minimum": 1}, "example": 17},
    "Idempotent-Replayed": {
        "description": "The command was done before; this is what it was answered then",
        "schema": {"type": "string", "enum": ["true"]},
        "example": "true",
    },
    "Location": {
        "description": "Where the new thing is read",
        "schema": _TEXT,
        "example": "/api/v1/cases/20180213-310105011-000001",
    },
}
_RATE = ("RateLimit-Policy", "RateLimit")
_ABOUT = {
    "catalogue": "事项: what there is, on which day, for whom, with which papers.",
    "people": "Residents, masked.",
    "cases": "办件: from the application to the answer. Each act needs the version that was read.",
    "files": "Papers, uploaded first and named by an act afterwards.",
    "tasks": "部门任务: the parts that wait for the token's body.",
    "outside tasks": "The parts that departments do in systems of their own.",
    "events": "What happened, for systems that keep step.",
    "consultations": "Questions that made no case.",
    "status": "For who has a receipt, or a token to ask about.",
}


def complete(schema: OpenAPISchema, doors: Mapping[str, str]) -> OpenAPISchema:
    """The same description with problems, headers, scopes and examples where OpenAPI wants them. `doors`: who may call
    an operation ("open", or the scope that a token needs) by its name."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"].update(problem.pop("$defs", {}) | {"Problem": problem})
    schema["components"]["securitySchemes"] = {
        "Token": {"type": "http", "scheme": "bearer", "description": "doorstep token issue …"}
    }
    schema["components"]["headers"] = _HEADERS
    schema["tags"] = [{"name": name, "description": says} for name, says in _ABOUT.items()]
    schema["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    schema["externalDocs"] = {"url": "/api/v1/problems", "description": "Every problem and what to do about it"}
    schema["servers"] = [{"url": "/", "description": "The house that gives this description"}]
    operations = [one for path in schema["paths"].values() for one in path.values()]
    for operation in operations:
        door = doors[operation["operationId"]]
        operation["security"] = [] if door == "open" else [{"Token": [door]}]
        _complete(operation, schema["components"]["schemas"])
    _link(operations)
    return schema


def _complete(operation: dict[str, Any], known: Mapping[str, Any]) -> None:
    headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
    for one in operation["parameters"]:
        _parameter(one)
    versioned = bool(headers & {"If-Match", "If-None-Match"}) or operation["operationId"] == "submit_case"
    told = [
        *(["ETag"] if versioned else []),
        *(["Idempotent-Replayed"] if "Idempotency-Key" in headers else []),
        *_RATE,
    ]
    for status, response in operation["responses"].items():
        names = [*told, "Location"] if operation["operationId"] == "submit_case" else told
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        response["description"] = _DONE.get(int(status), response["description"])
    for status in _problems(operation, headers):
        operation["responses"][status] = _problem(status)
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    for body in (*bodies, *(one for status, one in operation["responses"].items() if int(status) < 300)):
        for kind, content in body.get("content", {}).items():
            if kind == "application/json":
                content["example"] = example_of(content["schema"], known)


def _link(operations: list[dict[str, Any]]) -> None:
    """How one goes on from a new case: what names it, and the version in which it may be acted on."""
    links = {}
    for one in operations:
        names = {parameter["name"] for parameter in one["parameters"]}
        if not {"number"} <= names or names & {"task_id", "file_id"}:
            continue
        given = {"path.number": "$response.body#/number"}
        if "If-Match" in names:
            given["header.If-Match"] = "$response.header.ETag"
        links[one["operationId"]] = {"operationId": one["operationId"], "parameters": given}
    made = next(one for one in operations if one["operationId"] == "submit_case")
    made["responses"][201]["links"] = links


def _parameter(one: dict[str, Any]) -> None:
    examples = one.pop("examples", None) or one["schema"].get("examples")
    if examples:
        one["example"] = examples[0]
    if one["name"] == "If-Match":  # its absence has a status of its own, so the type lets it be absent
        one["required"] = True
        one["schema"] = next(kind for kind in one["schema"]["anyOf"] if kind.get("type") == "string")


def _problems(operation: dict[str, Any], headers: set[str]) -> list[int]:
    found = {422, 429} | ({401, 403} if operation.get("security") else {403})
    if operation["parameters"] or "requestBody" in operation:
        found.add(404)
    if "requestBody" in operation:
        found |= {400, 411, 413, 415}
    if "Idempotency-Key" in headers:
        found.add(409)
    if "If-Match" in headers:
        found |= {412, 428}
    if operation["operationId"] == "read_case_file":
        found.add(410)
    return sorted(found)


def _problem(status: int) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example_of_problem(status)}
    names = [*_RATE, *(["Retry-After"] if status == 429 else [])] if status != 401 else []
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return {"description": _TITLES[status], "headers": headers, "content": {"application/problem+json": content}}
