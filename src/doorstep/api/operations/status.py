"""How a case stands, for who has its number and code; and what the own token may."""

from ninja import Body, Router

from doorstep.api.asking import OPEN, ApiRequest, needs
from doorstep.api.shapes.cases import StatusOut, StatusQuery
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
    address = str(request.META.get("REMOTE_ADDR", ""))
    if guessed_too_often("status", address, most=GUESSES):
        raise TooOften(most=GUESSES, seconds=FORGOTTEN)
    try:
        row = cases.public_status(asked.number, asked.code)
    except cases.WrongCode:
        count_wrong_guess("status", address, seconds=FORGOTTEN)
        raise
    return StatusOut(
        number=row.number,
        stage=row.stage,
        item_name=Says(zh_hans=row.item_name, en=row.item_name_en),
        received_on=row.received_on,
        accepted_on=row.accepted_on,
        due_on=row.due_on,
        centre_name=Says(zh_hans=row.centre_name, en=row.centre_name_en),
        you_are_waited_for=row.you_are_waited_for,
        supply_until=row.supply_until,
        answer_ready=row.answer_ready,
    )


@router.get("/token", response=TokenOut, auth=needs(Permission.CATALOGUE_SEE))
def read_token(request: ApiRequest) -> TokenOut:
    """What the token may that asks."""
    holder = request.auth
    return TokenOut(
        prefix=holder.prefix,
        post=holder.acting.title,
        scopes=[str(one) for one in holder.scopes],
        expires_on=holder.expires_on,
        per_minute=holder.per_minute,
    )
