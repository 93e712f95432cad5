"""Invented residents for tests: their numbers lie under the unassigned area and belong to nobody."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from doorstep.kernel.identity import IdentityKind, check_digit
from doorstep.ledger.public import Robot
from doorstep.people import public as people
from doorstep.people.public import AddressKind, NewAddress, NewResident

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2018, 2, 13, 9, 0, tzinfo=SHANGHAI)
ON = AT.date()
BY = Robot("test")
BEIXINJING, XINJING, KANGJIAN = "310105011", "310105102", "310104013"


def card(birth, sequence):
    """A number under the unassigned area: it belongs to nobody."""
    first17 = f"310199{birth:%Y%m%d}{sequence:03}"
    return first17 + check_digit(first17)


def person(name, *, number=1, birth=date(1957, 3, 4), street=BEIXINJING, **more):
    addresses = (NewAddress(AddressKind.RESIDENCE, street, date(2010, 1, 1), text="甲路2弄3号"),) if street else ()
    fields = {"identity_kind": IdentityKind.ID_CARD, "identity_number": card(birth, number), "addresses": addresses}
    return NewResident(name=name, **(fields | more))


def names(query, by=BY):
    return [row.name for row in people.find_residents(query, by=by, on=ON)]
