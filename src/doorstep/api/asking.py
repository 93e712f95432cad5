"""What operations share: the request behind a token's door, headers, versions."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from django.utils.http import parse_etags
from ninja import Header, Query, Schema
from pydantic import Field

from doorstep.cases import public as cases
from doorstep.staff.public import Acting, Permission, TokenHolder
from doorstep.wire.http import Request
from doorstep.wire.manners import ChangedMeanwhile, VersionMissing
from doorstep.wire.once import Answer, once
from doorstep.wire.tokens import OpenDoor, TokenDoor

KEY = "Idempotency-Key"
Key = Annotated[
    str,
    Header(
        alias=KEY,
        pattern=r"^[A-Za-z0-9_.:-]{8,80}$",
        description="Names this one command: sent again with the same content, it is answered the same and done once.",
        examples=["6f1d2c0a-apply-17"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        pattern=r"^[\x20-\x7e]*$",
        description="The ETag that came with the case when it was read.",
        examples=['"17-1"'],
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=200,
        pattern=r"^[\x20-\x7e]*$",
        description="The ETag that is known: unchanged, the answer is 304 and shows nobody.",
        examples=['"17-1"'],
    ),
]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.", examples=[20])]
Cursor = Annotated[
    str, Query(max_length=300, description="`next` of the page before; empty: from the beginning.", examples=[""])
]
NUMBER = r"^[0-9A-Za-z-]+$"
CaseNumber = Annotated[str, Field(max_length=40, pattern=NUMBER, examples=["20180213-310105011-000001"])]


class ApiRequest(Request):
    """A request that passed a token's door. For types only."""

    auth: TokenHolder
    acting: Acting


def needs(permission: Permission) -> TokenDoor:
    """The door of an operation: only a token with `permission` in its scopes."""
    return TokenDoor(permission)


OPEN = OpenDoor()


def etag_of(case_id: int, version: int) -> str:
    """The ETag of a case: it changes with every act."""
    return f'"{case_id}-{version}"'


def write(request: ApiRequest, *, key: str, what: str, content: object, act: Callable[[], Answer]) -> HttpResponse:
    """A write under its idempotency key."""
    return once(key=key, what=what, content=content, by=request.acting, at=request.moment, act=act)


def write_case(
    request: ApiRequest,
    *,
    number: str,
    key: str,
    if_match: str | None,
    what: str,
    body: Schema,
    act: Callable[[int, Acting, datetime], cases.Stage],
) -> HttpResponse:
    """A write to a case that its reader has seen in this version. Raises VersionMissing, ChangedMeanwhile, UnknownCase,
    NotAllowed; the refusals of the act are its answer."""
    if not if_match:
        raise VersionMissing
    held: list[int] = []

    def check() -> None:
        case_id, version = cases.held_version(number, by=request.acting)
        tags = parse_etags(if_match)
        if "*" not in tags and etag_of(case_id, version) not in tags:
            raise ChangedMeanwhile
        held.append(case_id)

    def done() -> Answer:
        stage = act(held[0], request.acting, request.moment)
        etag = etag_of(held[0], cases.version_of(held[0]))
        return Answer(200, {"number": number, "stage": str(stage)}, {"ETag": etag})

    content = [number, body.model_dump(mode="json")]
    return once(key=key, what=what, content=content, by=request.acting, at=request.moment, check=check, act=done)
