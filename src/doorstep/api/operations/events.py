"""What happened to the cases that a token sees: for systems that keep step with this one."""

from typing import Annotated, Literal

from ninja import Query, Router

from doorstep.api.asking import ApiRequest, Limit, needs
from doorstep.api.shapes.events import EventOut, EventPage
from doorstep.cases import public as cases
from doorstep.staff.public import Permission
from doorstep.wire.cursors import cursor_of, key_of

router = Router(tags=["events"])


@router.get("", response=EventPage, auth=needs(Permission.CASE_SEE))
def list_events(
    request: ApiRequest,
    *,
    after: Annotated[str, Query(max_length=300, description="`next` of the page before.", examples=[""])] = "",
    start: Annotated[
        Literal["first", "now"],
        Query(
            description="Without `after`: from the first event, or only what happens from now on.", examples=["first"]
        ),
    ] = "first",
    limit: Limit = 20,
) -> EventPage:
    """What happened to the cases that the token sees, in the order of the ledger, each act once and none left out: numbers
    and states, nothing about a person. A body whose part was taken back hears that too."""
    place = key_of("events", after) or ("" if start == "now" else "0")
    page = cases.changes(request.acting, after=int(place) if place else None, limit=limit)
    rows = [
        EventOut(case=one.case, version=one.version, what=one.what, at=one.at, stage=one.stage, part=one.part)
        for one in page.rows
    ]
    return EventPage(events=rows, next=cursor_of("events", str(page.upto)), more=page.more)
