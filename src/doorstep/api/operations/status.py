"""How a case stands, for who has its number and code; and what the own token may."""

from collections.abc import Iterator
from contextlib import contextmanager

from ninja import Body, Router, Status

from doorstep.api.asking import OPEN, ApiRequest, needs
from doorstep.api.shapes.status import RatingIn, RatingOut, StatusOut, StatusQuery
from doorstep.api.shapes.tokens import TokenOut
from doorstep.api.shapes.words import Says
from doorstep.cases import public as cases
from doorstep.staff.public import Permission
from doorstep.wire.http import Request
from doorstep.wire.manners import TooOften
from doorstep.wire.throttle import count_wrong_guess, guessed_too_often

router = Router(tags=["status"])
GUESSES, FORGOTTEN = 20, 15 * 60  # as on the page for residents, and counted together with it


@router.post("/status", response=StatusOut, auth=OPEN)
def public_status(request: Request, asked: Body[StatusQuery]) -> StatusOut:
    """How a case stands, by the number and query code of its receipt, without a token. Nothing about a person."""
    with _guessing(request):
        row = cases.public_status(asked.number, asked.code)
    return StatusOut.read(row, item_name=Says.of(row, "item_name"), centre_name=Says.of(row, "centre_name"))


@router.post("/ratings", response={201: RatingOut}, auth=OPEN)
def rate_case(request: Request, asked: Body[RatingIn]) -> Status:
    """好差评: rate a delivered case, by the number and query code of its receipt, without a token. A case is rated once,
    so it needs no idempotency key: a second rating is refused."""
    with _guessing(request):
        cases.rate(
            number=asked.number,
            code=asked.code,
            level=asked.level,
            tags=asked.tags,
            text=asked.text,
            anonymous=asked.anonymous,
            at=request.moment,
        )
    return Status(201, RatingOut(rated=True))


@contextmanager
def _guessing(request: Request) -> Iterator[None]:
    """Number and code may be tried a few times from one address, on the page and here together. Raises TooOften."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if guessed_too_often("status", address, most=GUESSES):
        raise TooOften(most=GUESSES, seconds=FORGOTTEN)
    try:
        yield
    except cases.WrongCode:
        count_wrong_guess("status", address, seconds=FORGOTTEN)
        raise


@router.get("/token", response=TokenOut, auth=needs(Permission.CATALOGUE_SEE))
def read_token(request: ApiRequest) -> TokenOut:
    """What the token may that asks."""
    holder, post = request.auth, request.auth.acting
    return TokenOut(
        prefix=holder.prefix,
        post=post.title,
        post_title=Says(zh_hans=post.title, en=post.title_en or post.title),
        scopes=[str(one) for one in holder.scopes],
        expires_on=holder.expires_on,
        per_minute=holder.per_minute,
    )
