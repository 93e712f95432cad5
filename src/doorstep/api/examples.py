"""An example for every body: put together from the examples of its values, so that it can never differ from them."""

from collections.abc import Mapping
from typing import Any

from doorstep.cases import public as cases
from doorstep.files import public as files
from doorstep.kernel.refusal import Refusal
from doorstep.staff.public import NotAllowed
from doorstep.wire import manners
from doorstep.wire.problems import type_of
from doorstep.wire.refusals import speech

Schema = Mapping[str, Any]
#: A typical no of each status.
_TYPICAL: dict[int, Refusal] = {
    400: manners.NotUnderstood(),
    401: manners.NoToken(),
    403: NotAllowed(permission="case.decide", where=""),
    404: cases.UnknownCase(case="20180213-310105011-000001"),
    409: cases.AlreadyMoved(case="20180213-310105011-000001", act="decide", stage="decided"),
    410: files.FileErased(file="1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"),
    411: manners.LengthMissing(),
    412: manners.ChangedMeanwhile(),
    413: manners.ContentTooLarge(limit_mb=1),
    415: manners.WrongMediaType(takes="application/json"),
    422: manners.Invalid(),
    428: manners.VersionMissing(),
    429: manners.TooOften(most=600, seconds=17),
}


def example_of(schema: Schema, known: Mapping[str, Schema]) -> Any:
    """A value that a schema allows, made of the examples of its parts. `known`: the schemas that references name."""
    if "$ref" in schema:
        return example_of(known[schema["$ref"].rsplit("/", 1)[1]], known)
    for word in ("examples", "example", "default"):
        if word in schema:
            return schema[word][0] if word == "examples" else schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    for word in ("allOf", "anyOf", "oneOf"):
        if word in schema:
            return example_of(schema[word][0], known)
    if schema.get("type") == "array":
        return [example_of(schema["items"], known)]
    return {name: example_of(part, known) for name, part in schema.get("properties", {}).items()}


def example_of_problem(status: int) -> dict[str, Any]:
    """Problem details that an operation may answer with this status, in English."""
    refusal = _TYPICAL[status]
    told = speech(refusal, "en")
    body: dict[str, Any] = {
        "type": type_of(told.code),
        "title": told.says,
        "status": status,
        "detail": told.remedy,
        "code": told.code,
    }
    if refusal.params:
        body["params"] = dict(refusal.params)
    if status == 422:
        body["errors"] = [{"where": "body/outcome", "what": "Field required"}]
    return body
