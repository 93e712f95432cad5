"""Registering residents, one at the window or thousands from a file."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from doorstep.kernel.identity import Identity, IdentityKind
from doorstep.kernel.masking import mask_phone
from doorstep.ledger.public import Actor, Entry, record, record_many
from doorstep.people import keys
from doorstep.people.logic.names import SearchedName, searched_name
from doorstep.people.logic.words import AlreadyRegistered, NewAddress, NewResident, check_new
from doorstep.people.models import Address, NameToken, Resident
from doorstep.places import public as places
from doorstep.staff.public import Permission, check_may

from .days import local_day

CHUNK = 500


def register_resident(*, person: NewResident, by: Actor, at: datetime) -> int:
    """Register a person; the number of the new record.

    Raises NotAllowed, AlreadyRegistered (with the number of the record that has this identity), and what `check_new`
    refuses: BadIdentity, BadName, BadPhone, BirthDateDiffers, AddressOverlaps, UnknownPlace.
    """
    check_may(by, Permission.PERSON_CHANGE)
    tidy, identity = check_new(person, on=local_day(at))
    check_places(tidy.addresses)
    with transaction.atomic():
        resident = _create([resident_row(tidy, identity, at)])[0]
        _index_and_place([resident], [tidy])
        subject = f"resident:{resident.pk}"
        personal = {subject: _told(tidy)}
        record(Entry(what="resident.registered", about=subject, by=by, at=at, personal=personal))
    return resident.pk


def register_many(*, people: Sequence[NewResident], by: Actor, at: datetime, source: str) -> list[int]:
    """Register many persons at once, all or none; their numbers in the given order.

    For a register taken over or a demo city: one event for the whole, on the chain `import:<source>`, that mentions
    every record and holds no personal value. Raises as `register_resident`. About a second for two thousand.
    """
    check_may(by, Permission.PERSON_CHANGE)
    checked = [check_new(person, on=local_day(at)) for person in people]
    check_places([address for tidy, _ in checked for address in tidy.addresses])
    with transaction.atomic():
        residents = _create([resident_row(tidy, identity, at) for tidy, identity in checked])
        _index_and_place(residents, [tidy for tidy, _ in checked])
        record_many([imported([resident.pk for resident in residents], by=by, at=at, source=source)])
    return [resident.pk for resident in residents]


def imported(residents: Sequence[int], *, by: Actor, at: datetime, source: str) -> Entry:
    """What the ledger says of many who were registered at once."""
    return Entry(
        what="residents.imported",
        about=f"import:{source}",
        by=by,
        at=at,
        mentions=tuple(f"resident:{resident}" for resident in residents),
        details={"residents": len(residents), "source": source},
    )


def check_places(addresses: Sequence[NewAddress]) -> None:
    """Every street and neighbourhood is known, the neighbourhood in its street. Raises UnknownPlace. Two queries."""
    places.check_streets({address.street_code for address in addresses})
    places.check_neighbourhoods(
        {(address.neighbourhood_code, address.street_code) for address in addresses if address.neighbourhood_code}
    )


def address_row(resident_id: int, address: NewAddress) -> Address:
    """An address as it is stored, the door sealed."""
    return Address(
        resident_id=resident_id,
        kind=address.kind,
        street_id=address.street_code,
        neighbourhood_id=address.neighbourhood_code or None,
        text_sealed=keys.seal("address", address.text.strip()),
        first=address.first,
        last=address.last,
    )


def _create(rows: Sequence[Resident]) -> list[Resident]:
    try:
        with transaction.atomic():
            return Resident.objects.bulk_create(rows, batch_size=CHUNK)
    except IntegrityError:
        # One query more, and only here: the database has said that a number stands twice, now it says where.
        wanted = [row.identity_index for row in rows if row.identity_index]
        known = None
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            known = known or Resident.objects.filter(identity_index__in=part).values_list("id", flat=True).first()
        raise AlreadyRegistered(resident=known) from None


def resident_row(tidy: NewResident, identity: Identity | None, at: datetime) -> Resident:
    """A person as they are stored, the numbers sealed."""
    searched = searched_name(tidy.name)
    indexed = identity.to_18() if identity and identity.kind is IdentityKind.ID_CARD_15 else identity
    return Resident(
        name=tidy.name,
        name_plain=searched.plain,
        pinyin=searched.pinyin,
        initials=searched.initials,
        identity_kind=tidy.identity_kind,
        identity_sealed=keys.seal("identity", tidy.identity_number),
        identity_index=keys.blind("identity", indexed.number if indexed else ""),
        identity_masked=identity.masked if identity else "",
        birth_date=tidy.birth_date,
        sex=tidy.sex or "",
        ethnicity=tidy.ethnicity,
        phone_sealed=keys.seal("phone", tidy.phone),
        phone_index=keys.blind("phone", tidy.phone),
        phone_masked=mask_phone(tidy.phone) if tidy.phone else "",
        language=tidy.language,
        registered_at=at,
    )


def _index_and_place(residents: Sequence[Resident], people: Sequence[NewResident]) -> None:
    NameToken.objects.bulk_create(
        [row for resident in residents for row in token_rows(resident.pk, searched_name(resident.name))],
        batch_size=1000,
    )
    Address.objects.bulk_create(
        [
            address_row(resident.pk, address)
            for resident, person in zip(residents, people, strict=True)
            for address in person.addresses
        ],
        batch_size=CHUNK,
    )


def token_rows(resident_id: int, searched: SearchedName) -> list[NameToken]:
    """The index rows of a name."""
    return [NameToken(resident_id=resident_id, token=token) for token in sorted(searched.tokens)]


def _told(tidy: NewResident) -> dict[str, object]:
    return {
        "name": tidy.name,
        "identity_kind": tidy.identity_kind,
        "identity_number": tidy.identity_number,
        "birth_date": tidy.birth_date,
        "phone": tidy.phone,
        "addresses": [
            {"kind": address.kind, "street": address.street_code, "text": address.text, "first": address.first}
            for address in tidy.addresses
        ],
    }
