"""咨询. A question that was answered at the desk; the list of what to bring is printed or not."""

from datetime import datetime

from django.db import IntegrityError, transaction

from doorstep.cases.logic.words import ConsultationKind
from doorstep.cases.models import Consultation
from doorstep.ledger.public import Actor, Entry, record
from doorstep.places import public as places
from doorstep.staff import public as staff

from .routing import centre_of


def consult(
    *,
    item_code: str,
    note: str,
    idempotency_key: str,
    by: Actor,
    at: datetime,
    resident_id: int | None = None,
    centre_code: str = "",
) -> int:
    """Write down that a question was answered; the consultation's number, the same for the same key. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_CONSULT)
    centre = places.centre(centre_of(by, centre_code))
    staff.check_within(by, centre=centre.code, street=centre.street_code)
    subject = (f"resident:{resident_id}",) if resident_id else ()
    try:
        with transaction.atomic():
            row = Consultation.objects.create(
                centre_id=centre.code,
                kind=ConsultationKind.QUESTION,
                item_code=item_code,
                resident_id=resident_id,
                note=note,
                idempotency_key=idempotency_key,
                asked_at=at,
                asked_by=by.account,
            )
            about = f"consultation:{row.pk}"
            after = {"item": item_code, "centre": centre.code}
            record(Entry(what="consultation.answered", about=about, by=by, at=at, mentions=subject, after=after))
            return row.pk
    except IntegrityError:
        return Consultation.objects.values_list("id", flat=True).get(idempotency_key=idempotency_key)
