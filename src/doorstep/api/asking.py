"""What operations share: the request behind a token's door, headers, versions."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from django.utils.http import parse_etags
from ninja import Header, Path, Query
from pydantic import BaseModel, Field

from doorstep.cases import public as cases
from doorstep.staff.public import Acting, Permission, TokenHolder
from doorstep.wire.http import Request
from doorstep.wire.manners import ChangedMeanwhile, VersionMissing
from doorstep.wire.once import Answer, once
from doorstep.wire.tokens import OpenDoor, TokenDoor

from .shapes.words import NUMBER, Whole

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
Word = Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.", examples=[20])]
Cursor = Annotated[
    str, Query(max_length=300, description="`next` of the page before; empty: from the beginning.", examples=[""])
]
CaseNumber = Annotated[str, Field(min_length=1, max_length=40, pattern=NUMBER, examples=["20180213-310105011-000001"])]
Numbered = Annotated[CaseNumber, Path(description="The number on the receipt.")]
TaskId = Annotated[Whole, Path(description="The part's `id`.", examples=[5])]
#: What an act does to the case that it was sent to; None: the case stays where it stands.
Act = Callable[[int, Acting, datetime], cases.Stage | None]


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
    body: BaseModel,
    act: Act,
) -> HttpResponse:
    """A write to a case that its reader has seen in this version. Raises VersionMissing, ChangedMeanwhile, UnknownCase,
    NotAllowed; the refusals of the act are its answer."""
    if not if_match:
        raise VersionMissing
    found: list[cases.HeldVersion] = []

    def check() -> None:
        held = cases.held_version(number, by=request.acting)
        tags = parse_etags(if_match)
        if "*" not in tags and etag_of(held.case_id, held.version) not in tags:
            raise ChangedMeanwhile
        found.append(held)

    def done() -> Answer:
        held = found[0]
        stage = act(held.case_id, request.acting, request.moment) or held.stage
        etag = etag_of(held.case_id, cases.version_of(held.case_id))
        return Answer(200, {"number": number, "stage": str(stage)}, {"ETag": etag})

    content = [number, body.model_dump(mode="json")]
    with cases.one_command():
        return once(
            key=key,
            what=what,
            content=content,
            by=request.acting,
            at=request.moment,
            check=check,
            act=done,
            undone=True,
        )
