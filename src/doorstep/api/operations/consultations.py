"""Questions that were answered and made no case."""

from hashlib import sha256

from django.http import HttpResponse
from ninja import Body, Router

from doorstep.api.asking import ApiRequest, Key, needs, write
from doorstep.api.shapes.cases import Consulted
from doorstep.api.shapes.given import ConsultationIn
from doorstep.cases import public as cases
from doorstep.catalogue import public as catalogue
from doorstep.people import public as people
from doorstep.staff.public import Permission
from doorstep.wire.once import Answer

router = Router(tags=["consultations"])


@router.post("", response={201: Consulted}, auth=needs(Permission.CASE_CONSULT))
def consult(request: ApiRequest, key: Key, asked: Body[ConsultationIn]) -> HttpResponse:
    """咨询: a question about an item was answered at the centre of the token's post."""
    by, at = request.acting, request.moment

    def act() -> Answer:
        catalogue.item_on(asked.item, at.date())
        if asked.resident is not None and asked.resident not in people.names_of([asked.resident]):
            raise people.UnknownResident(resident=asked.resident)
        number = cases.consult(
            item_code=asked.item,
            note=asked.note,
            resident_id=asked.resident,
            centre_code=asked.centre,
            # With the content: when the key is forgotten one day, it may stand for another question.
            idempotency_key=f"api:{by.post}:{sha256(f'{key} {asked.model_dump_json()}'.encode()).hexdigest()[:32]}",
            by=by,
            at=at,
        )
        return Answer(201, Consulted(consultation=number).model_dump(mode="json"))

    return write(request, key=key, what="consult", content=asked.model_dump(mode="json"), act=act)
