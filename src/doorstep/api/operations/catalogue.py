"""The catalogue: what there is on a day, what fits a resident's words, what is told of one item."""

from typing import Annotated

from ninja import Path, Query, Router

from doorstep.api.asking import ApiRequest, Cursor, Limit, needs
from doorstep.api.shapes.catalogue import ItemGuide, ItemLine, ItemPage, ItemsFound
from doorstep.api.shapes.words import PLAIN, Code, Day
from doorstep.catalogue import public as catalogue
from doorstep.staff.public import Permission
from doorstep.wire.cursors import cursor_of, key_of

router = Router(tags=["catalogue"])
On = Annotated[Day | None, Query(description="The day; today where it is left out.")]


@router.get("/items", response=ItemPage, auth=needs(Permission.CATALOGUE_SEE))
def list_items(request: ApiRequest, on: On = None, limit: Limit = 20, cursor: Cursor = "") -> ItemPage:
    """The items in force on a day, in the order of their numbers."""
    day = on or request.moment.date()
    after = int(key_of("items", cursor) or 0)
    rows = [now for now in catalogue.items_on(day) if now.item.number > after]
    last = rows[limit - 1].item.number if len(rows) > limit else ""
    return ItemPage(on=day, items=[ItemLine.of(now) for now in rows[:limit]], next=cursor_of("items", str(last)))


@router.get("/search", response=ItemsFound, auth=needs(Permission.CATALOGUE_SEE))
def search_items(
    request: ApiRequest,
    q: Annotated[
        str,
        Query(min_length=1, max_length=100, pattern=PLAIN, description="A resident's words.", examples=["下岗登记"]),
    ],
    on: On = None,
    limit: Annotated[int, Query(ge=1, le=50, description="How many at most.", examples=[10])] = 10,
) -> ItemsFound:
    """Items by a resident's own words, by pinyin, initials, English or code; best first."""
    day = on or request.moment.date()
    return ItemsFound(on=day, items=[ItemLine.of(hit.item) for hit in catalogue.search_items(q, on=day, limit=limit)])


@router.get("/items/{code}", response=ItemGuide, auth=needs(Permission.CATALOGUE_SEE))
def guide_of_item(
    request: ApiRequest, code: Annotated[Code, Path(description="The item's code.", examples=["RS-001"])], on: On = None
) -> ItemGuide:
    """办事指南: conditions, materials, form, parts, limit and remedies of one item on a day."""
    return ItemGuide.of_guide(catalogue.guide(code, on or request.moment.date()))
