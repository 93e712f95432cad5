"""Where an application goes: catalogue and addresses of the day, turned into the three places of a case."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction

from doorstep.cases.logic.refusals import OnlineOnly, PlaceUnknown, ReferElsewhere
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import ConsultationKind
from doorstep.cases.models import Consultation
from doorstep.catalogue import public as catalogue
from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Actor, Entry, record
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff import public as staff


@dataclass(frozen=True, slots=True)
class Settled:
    """The three places of a case, and why."""

    receiving: places.CentreRow
    accepting: places.CentreRow
    deciding: places.BodyRow
    deciding_street: str
    scope: str
    reason: str
    ground: places.Kept

    @property
    def forwarded(self) -> bool:
        """Whether another centre accepts than the one that receives."""
        return self.accepting.code != self.receiving.code


def centre_of(by: Actor, centre_code: str = "") -> str:
    """The centre at which a post serves: the one named, its own, or its street's main centre. At most one query."""
    if centre_code or not isinstance(by, staff.Acting):
        return centre_code
    return by.centre_code or (places.main_centre_of(by.street_code).code if by.street_code else "")


def settle(
    item: catalogue.ItemVersion,
    *,
    applicant_id: int,
    centre_code: str,
    on: date,
    local_hukou: bool | None = None,
    newest: catalogue.Catalogue | None = None,
) -> "Settled | catalogue.Destination":
    """The places of a case, or the destination to which the applicant is kindly sent. Raises PlaceUnknown,
    UnknownResident.

    Two queries, three for who has no address. An address of the household register within the city answers whether the
    hukou is local.
    """
    addresses = {str(row.kind): row.street_code for row in people.addresses_on(applicant_id, on=on)}
    if not addresses and applicant_id not in people.names_of([applicant_id]):  # whoever has an address exists
        raise people.UnknownResident(resident=applicant_id)
    if local_hukou is None and "hukou" in addresses:
        local_hukou = True
    ground = places.kept()
    found = catalogue.route_for(
        item=item,
        on=on,
        receiving_centre=centre_code,
        applicant_addresses=addresses,
        local_hukou=local_hukou,
        catalogue=newest,
        ground=ground,
    )
    route = found.route
    if route.action == "refer":
        return found
    if route.action == "ask" or found.accepting is None or found.deciding is None:
        raise PlaceUnknown(item=item.code, asks_for=list(route.asks_for))
    street = route.deciding_place.street if route.deciding_place else ""
    return Settled(found.receiving, found.accepting, found.deciding, street, route.scope, route.reason, ground)


def refer(
    found: catalogue.Destination,
    *,
    item: catalogue.ItemVersion,
    applicant_id: int,
    key: str,
    by: Actor,
    at: datetime,
) -> Refusal:
    """Write the referral down and give back the refusal that says where to go. The row stays when the refusal is
    raised: whoever is asked first owns the question (首问负责)."""
    on, to, route = day_of(at), found.accepting, found.route
    subject = f"resident:{applicant_id}"
    try:
        with transaction.atomic():
            row = Consultation.objects.create(
                centre_id=found.receiving.code,
                kind=ConsultationKind.REFERRAL,
                item_code=item.code,
                resident_id=applicant_id,
                referred_to_id=to.code if to else None,
                reason=route.reason,
                idempotency_key=key or str(uuid4()),
                asked_at=at,
                asked_by=by.account,
            )
            record(
                Entry(
                    what="consultation.referred",
                    about=f"consultation:{row.pk}",
                    by=by,
                    at=at,
                    mentions=(subject,),
                    after={"item": item.code, "from": found.receiving.code, "to": to.code if to else ""},
                    reason=route.reason,
                )
            )
    except IntegrityError:
        row = Consultation.objects.get(idempotency_key=key)
    return refusal_of(found, item, on=on, consultation=row.pk)


def refusal_of(
    found: catalogue.Destination, item: catalogue.ItemVersion, *, on: date, consultation: int | None
) -> Refusal:
    """Where to go, in the words of a refusal: name, address, opening of the day. Three queries."""
    to, route, name = found.accepting, found.route, item.on(on).name
    told = {
        "item": item.code,
        "item_name": name.zh_hans,
        "item_name_en": name.en,
        "reason": route.reason,
        "consultation": consultation or 0,
    }
    if to is None:
        return OnlineOnly(**told)
    hours = places.opening_of(to.code, on)
    return ReferElsewhere(
        **told,
        centre=to.code,
        centre_name=to.name,
        centre_name_en=to.name_en,
        address=to.address,
        opens=hours.opens.strftime("%H:%M") if hours else "",
        closes=hours.closes.strftime("%H:%M") if hours else "",
        here_from=route.here_from.isoformat() if route.here_from else "",
        clause=found.clause,
    )
