"""People: search first, masked, and one event that says whom an answer showed."""

from ninja import Body, Router

from doorstep.api.asking import ApiRequest, needs
from doorstep.api.shapes.people import PeopleFound, PeopleQuery, Person
from doorstep.people import public as people
from doorstep.staff.public import Permission

router = Router(tags=["people"])


@router.post("/search", response=PeopleFound, auth=needs(Permission.PERSON_FIND))
def search_people(request: ApiRequest, asked: Body[PeopleQuery]) -> PeopleFound:
    """Whom a query may mean, nearest to the token's post first. Reads only, so it needs no idempotency key; the ledger
    remembers whom it showed, and that somebody asked where nobody was found."""
    rows = people.find_residents(asked.query, by=request.acting, on=request.moment.date(), limit=asked.limit)
    kind = rows[0].matched_by if rows else "nobody"
    shown = [row.id for row in rows]
    people.record_shown(query_kind=kind, resident_ids=shown, by=request.acting, at=request.moment)
    return PeopleFound(matched_by=kind if rows else "", people=[Person.of(row) for row in rows])
