"""Seeing personal values leaves a trace; erasing leaves none of the values."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from doorstep.ledger.public import Actor, Entry, erase_person, record, record_many
from doorstep.people import keys
from doorstep.people.logic.words import NothingToUnmask, UnknownResident, check_reason
from doorstep.people.models import Address, AgentAuthority, DuplicateProposal, FamilyMember, NameToken, Resident
from doorstep.staff.public import Permission, check_may

from .days import local_day

FIELDS = {"identity": "identity_sealed", "phone": "phone_sealed"}


def unmask(*, resident_id: int, field: str, reason: str, by: Actor, at: datetime) -> str:
    """The full value of `identity`, `phone` or `address:<kind>` (the address of the day), against a reason.

    The reading is on the person's chain before the value leaves. Raises NotAllowed, ReasonTooShort, UnknownResident,
    NothingToUnmask.
    """
    check_may(by, Permission.PERSON_UNMASK)
    why = check_reason(reason)
    with transaction.atomic():
        resident = Resident.objects.filter(id=resident_id, erased_at__isnull=True).first()
        if resident is None:
            raise UnknownResident(resident=resident_id)
        value = _value(resident, field, at)
        if not value:
            raise NothingToUnmask(field=field)
        subject = f"resident:{resident_id}"
        details = {"field": field}
        record(
            Entry(what="person.unmasked", about=subject, by=by, at=at, reason=why, mentions=(subject,), details=details)
        )
    return value


def record_shown(*, query_kind: str, resident_ids: Sequence[int], by: Actor, at: datetime) -> None:
    """Remember that one screen showed these residents: one event, on the chain of the post's reading of the day.

    `query_kind` says how they came there ("identity", "phone", "name", "card", "family" …), never the query itself.
    Showing nobody is remembered too: trying numbers out leaves a trace.
    """
    record_all_shown(shown={query_kind: resident_ids}, by=by, at=at)


def record_all_shown(*, shown: Mapping[str, Sequence[int]], by: Actor, at: datetime) -> None:
    """The same of a screen to which residents came in several ways: one event a way, written together."""
    entries = [
        Entry(
            what="person.shown",
            about=f"reading:{by.post or by.account}:{local_day(at)}",
            by=by,
            at=at,
            mentions=tuple(f"resident:{resident_id}" for resident_id in resident_ids),
            details={"query": query_kind, "shown": len(resident_ids)},
        )
        for query_kind, resident_ids in shown.items()
    ]
    with transaction.atomic():
        record_many(entries)


def erase(*, resident_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Erase a person: values, doors, search pieces and the ledger's key are gone, family and authorities end; an empty
    record stays, because cases point at it. Whether the law lets it happen is decided before. Raises NotAllowed,
    ReasonTooShort, UnknownResident.
    """
    check_may(by, Permission.PERSON_ERASE)
    why = check_reason(reason)
    with transaction.atomic():
        changed = Resident.objects.filter(id=resident_id, erased_at__isnull=True).update(
            name="",
            name_plain="",
            pinyin="",
            initials="",
            identity_sealed="",
            identity_index="",
            identity_masked="",
            birth_date=None,
            sex="",
            ethnicity="",
            phone_sealed="",
            phone_index="",
            phone_masked="",
            died_on=None,
            erased_at=at,
        )
        if changed != 1:
            raise UnknownResident(resident=resident_id)
        NameToken.objects.filter(resident=resident_id).delete()
        Address.objects.filter(resident=resident_id).delete()
        DuplicateProposal.objects.filter(one=resident_id).delete()
        DuplicateProposal.objects.filter(other=resident_id).delete()
        today = local_day(at)
        FamilyMember.objects.filter(resident=resident_id, last__isnull=True, first__lte=today).update(last=today)
        agents = AgentAuthority.objects.filter(Q(principal=resident_id) | Q(agent=resident_id), first__lte=today)
        agents.filter(Q(last__isnull=True) | Q(last__gt=today)).update(last=today)
        erase_person(subject=f"resident:{resident_id}", by=by, at=at, reason=why)


def _value(resident: Resident, field: str, at: datetime) -> str:
    if field in FIELDS:
        return keys.unseal(field, getattr(resident, FIELDS[field]))
    what, _, kind = field.partition(":")
    if what != "address":
        raise NothingToUnmask(field=field)
    sealed = (
        Address.objects.on(local_day(at)).filter(resident=resident, kind=kind).values_list("text_sealed", flat=True)
    )
    return keys.unseal("address", sealed.first() or "")
