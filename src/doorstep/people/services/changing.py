"""Changes of a record: name, telephone, death, the four addresses."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from doorstep.kernel.masking import mask_phone
from doorstep.ledger.public import Actor, Entry, record
from doorstep.people import keys
from doorstep.people.logic.names import searched_name
from doorstep.people.logic.words import AddressOverlaps, NewAddress, UnknownResident, check_name, check_phone
from doorstep.people.models import Address, NameToken, Resident
from doorstep.staff.public import Permission, check_may

from .registering import address_row, check_places, token_rows


def rename(*, resident_id: int, name: str, reason: str, by: Actor, at: datetime) -> None:
    """Change or correct a name; the search finds the new one only. Raises NotAllowed, UnknownResident, BadName."""
    check_may(by, Permission.PERSON_CHANGE)
    shown = check_name(name)
    searched = searched_name(shown)
    with transaction.atomic():
        before = _present(resident_id)
        Resident.objects.filter(id=resident_id).update(
            name=shown, name_plain=searched.plain, pinyin=searched.pinyin, initials=searched.initials
        )
        NameToken.objects.filter(resident=resident_id).delete()
        NameToken.objects.bulk_create(token_rows(resident_id, searched))
        values = {"before": before.name, "after": shown}
        _remember("resident.renamed", resident_id, values, by=by, at=at, reason=reason)


def change_phone(*, resident_id: int, phone: str, by: Actor, at: datetime) -> None:
    """Change a telephone number; empty takes it out. Raises NotAllowed, UnknownResident, BadPhone."""
    check_may(by, Permission.PERSON_CHANGE)
    digits = check_phone(phone)
    with transaction.atomic():
        before = _present(resident_id)
        Resident.objects.filter(id=resident_id).update(
            phone_sealed=keys.seal("phone", digits),
            phone_index=keys.blind("phone", digits),
            phone_masked=mask_phone(digits) if digits else "",
        )
        values = {"before": keys.unseal("phone", before.phone_sealed), "after": digits}
        _remember("resident.phone-changed", resident_id, values, by=by, at=at)


def report_death(*, resident_id: int, died_on: date, reason: str, by: Actor, at: datetime) -> None:
    """Write down that a person died, or correct the day. Payments and cases are looked at by their own rooms.

    Raises NotAllowed, UnknownResident.
    """
    check_may(by, Permission.PERSON_CHANGE)
    with transaction.atomic():
        before = _present(resident_id)
        Resident.objects.filter(id=resident_id).update(died_on=died_on)
        values = {"before": before.died_on, "after": died_on}
        _remember("resident.died", resident_id, values, by=by, at=at, reason=reason)


def change_address(*, resident_id: int, address: NewAddress, by: Actor, at: datetime) -> None:
    """Put a new address in force from its first day; the open one of its kind ends the day before.

    Raises NotAllowed, UnknownResident, UnknownPlace, AddressOverlaps (a later or closed address of the kind already has these days).
    """
    check_may(by, Permission.PERSON_CHANGE)
    wanted = address.period
    check_places([address])
    with transaction.atomic():
        _present(resident_id)
        same = Address.objects.filter(resident=resident_id, kind=address.kind)
        before = same.filter(last__isnull=True, first__lt=address.first).first()
        if before is not None:
            same.filter(id=before.pk, last__isnull=True).update(last=address.first - timedelta(days=1))
        taken = same.exclude(last__lt=wanted.first)
        if wanted.last is not None:
            taken = taken.filter(first__lte=wanted.last)
        if taken.exists():
            raise AddressOverlaps(kind=address.kind, on=max(wanted.first, taken.order_by("first")[0].first))
        try:
            with transaction.atomic():
                address_row(resident_id, address).save(force_insert=True)
        except IntegrityError:  # another window wrote the same kind meanwhile
            raise AddressOverlaps(kind=address.kind, on=wanted.first) from None
        values = {
            "kind": address.kind,
            "before": before.street_id if before else None,
            "after": address.street_code,
            "text": address.text,
            "first": address.first,
        }
        _remember("resident.address-changed", resident_id, values, by=by, at=at)


def _present(resident_id: int) -> Resident:
    # Locked where the database can: two windows changing one record wait for each other.
    found = Resident.objects.select_for_update().filter(id=resident_id, erased_at__isnull=True).first()
    if found is None:
        raise UnknownResident(resident=resident_id)
    return found


def _remember(
    what: str, resident_id: int, values: Mapping[str, object], *, by: Actor, at: datetime, reason: str = ""
) -> None:
    subject = f"resident:{resident_id}"
    record(Entry(what=what, about=subject, by=by, at=at, reason=reason, personal={subject: values}))
