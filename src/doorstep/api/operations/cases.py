"""Cases: handed in, listed, read."""

from hashlib import sha256
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.http import parse_etags
from ninja import Body, Query, Router

from doorstep.api.asking import (
    ApiRequest,
    Cursor,
    IfNoneMatch,
    Key,
    Limit,
    Numbered,
    Word,
    etag_of,
    needs,
    write,
)
from doorstep.api.shapes.cases import CaseLine, CaseMade, CaseOut, CasePage
from doorstep.api.shapes.given import CaseIn
from doorstep.cases import public as cases
from doorstep.people import public as people
from doorstep.staff.public import Permission
from doorstep.wire.cursors import cursor_of, key_of
from doorstep.wire.once import Answer

router = Router(tags=["cases"])


@router.post("", response={201: CaseMade}, auth=needs(Permission.CASE_RECEIVE))
def submit_case(request: ApiRequest, key: Key, asked: Body[CaseIn]) -> HttpResponse:
    """Receive an application at the centre of the token's post, and accept it where `accept` asks and the centre may.

    Everything that is wrong is told at once. Where another place is competent the referral is on record, and the answer
    names the place.
    """
    by, at = request.acting, request.moment

    def act() -> Answer:
        made = cases.submit(
            item_code=asked.item,
            applicant_id=asked.applicant,
            answers=asked.answers,
            materials=[one.given() for one in asked.materials],
            idempotency_key=f"api:{by.post}:{sha256(key.encode()).hexdigest()[:32]}",
            by=by,
            at=at,
            agent_authority_id=asked.agent_authority,
            accept=asked.accept,
            applied_on=asked.applied_on,
            centre_code=asked.centre,
            local_hukou=asked.local_hukou,
        )
        body = CaseMade.of(made).model_dump(mode="json")
        # A new case has seen one act; one that this key had made before may have seen more.
        version = 1 if made.is_new else cases.version_of(made.id)
        headers = {"ETag": etag_of(made.id, version), "Location": f"/api/v1/cases/{made.number}"}
        return Answer(201, body, headers)

    return write(request, key=key, what="submit", content=asked.model_dump(mode="json"), act=act)


@router.get("", response=CasePage, auth=needs(Permission.CASE_SEE))
def list_cases(
    request: ApiRequest,
    *,
    mine: Annotated[bool, Query(description="Only what waits for the token's post.")] = False,
    open_only: Annotated[bool, Query(description="Leave out what is over.")] = True,
    stage: Annotated[cases.Stage | None, Query(description="Only this stage.", examples=["in_progress"])] = None,
    light: Annotated[Literal["", "overdue", "due_soon", "paused"], Query(description="Only by this light.")] = "",
    item: Word = "",
    centre: Word = "",
    department: Word = "",
    sort: Annotated[cases.Sort, Query(description="By the clock or by the day of receipt.", examples=["clock"])] = (
        cases.Sort.CLOCK
    ),
    limit: Limit = 20,
    cursor: Cursor = "",
) -> CasePage:
    """The cases that the token's post sees, most urgent first unless `sort` says otherwise; the ledger remembers whom the
    page showed."""
    filters = cases.InboxFilter(
        mine=mine,
        only_open=open_only,
        stages=frozenset({stage}) if stage else frozenset(),
        light=light,
        item_code=item,
        centre=centre,
        department=department,
    )
    kind = f"cases {sort}"  # where one order goes on says nothing about another
    page = cases.inbox(
        request.acting,
        today=request.moment.date(),
        filters=filters,
        sort=sort,
        after_key=key_of(kind, cursor),
        limit=limit,
    )
    shown = [row.applicant_id for row in page.rows]
    people.record_shown(query_kind="inbox", resident_ids=shown, by=request.acting, at=request.moment)
    return CasePage(cases=[CaseLine.of(row) for row in page.rows], next=cursor_of(kind, page.next_key))


@router.get("/{number}", response={200: CaseOut, 304: None}, auth=needs(Permission.CASE_SEE))
def read_case(
    request: ApiRequest,
    response: HttpResponse,
    number: Numbered,
    if_none_match: IfNoneMatch = None,
) -> object:
    """One case with its state, parts and decision. Its ETag is what a write to it needs as If-Match."""
    case_id = cases.case_by_number(number, by=request.acting)
    etag = etag_of(case_id, cases.version_of(case_id))
    if if_none_match and {etag, "*"} & {one.removeprefix("W/") for one in parse_etags(if_none_match)}:
        unchanged = HttpResponse(status=304)
        unchanged["ETag"] = etag
        return unchanged
    now = cases.case_now(case_id, by=request.acting, at=request.moment)
    people.record_shown(query_kind="case", resident_ids=[now.case.applicant_id], by=request.acting, at=request.moment)
    response["ETag"] = etag
    return CaseOut.of_now(now)
