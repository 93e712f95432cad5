"""Families: those who live together."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from doorstep.ledger.public import Actor, Entry, record
from doorstep.people.logic.words import (
    BadFamily,
    InAnotherFamily,
    NewMember,
    NotInFamily,
    Relation,
    UnknownFamily,
    UnknownResident,
    check_family,
)
from doorstep.people.models import Family, FamilyMember, Resident
from doorstep.staff.public import Permission, check_may


def form_family(*, members: Sequence[NewMember], first: date, by: Actor, at: datetime) -> int:
    """A new family that lives together from `first`; its number.

    Raises NotAllowed, BadFamily, UnknownResident, InAnotherFamily.
    """
    return form_families(families=[members], first=first, by=by, at=at)[0]


def form_families(
    *, families: Sequence[Sequence[NewMember]], first: date, by: Actor, at: datetime, source: str = ""
) -> list[int]:
    """Form many families at once, all or none; their numbers in the given order. One event, on the family's chain for
    one family, on `import:<source>` for several. Raises as `form_family`."""
    check_may(by, Permission.PERSON_CHANGE)
    for members in families:
        check_family(tuple(members))
    with transaction.atomic():
        _check_free([member.resident_id for members in families for member in members], on=first)
        formed = Family.objects.bulk_create([Family(formed_on=first) for _ in families], batch_size=500)
        rows = [
            row for family, members in zip(formed, families, strict=True) for row in member_rows(family, members, first)
        ]
        _insert(rows)
        record(formed_entry(rows, by=by, at=at, source=source))
    return [family.pk for family in formed]


def member_rows(family: Family, members: Sequence[NewMember], first: date) -> list[FamilyMember]:
    """The members of a family as they are stored."""
    return [
        FamilyMember(family=family, resident_id=one.resident_id, relation=one.relation, first=first) for one in members
    ]


def formed_entry(rows: Sequence[FamilyMember], *, by: Actor, at: datetime, source: str) -> Entry:
    """What the ledger says of families that were formed on one day: of one on its own chain, with who is what in it."""
    formed = {row.family_id for row in rows}
    personal: dict[str, dict[str, object]] = {}
    if len(formed) == 1:
        personal = {f"resident:{row.resident_id}": {"relation": row.relation} for row in rows}
    return Entry(
        what="family.formed",
        about=f"family:{rows[0].family_id}" if len(formed) == 1 else f"import:{source or 'families'}",
        by=by,
        at=at,
        mentions=tuple(f"resident:{row.resident_id}" for row in rows),
        details={"families": len(formed), "members": len(rows), "first": rows[0].first},
        personal=personal,
    )


def join_family(*, family_id: int, resident_id: int, relation: Relation, first: date, by: Actor, at: datetime) -> None:
    """A person lives with a family from `first`. Raises NotAllowed, BadFamily, UnknownResident, InAnotherFamily."""
    check_may(by, Permission.PERSON_CHANGE)
    if relation is Relation.HEAD:
        raise BadFamily(why="head")
    with transaction.atomic():
        if not Family.objects.filter(id=family_id).exists():
            raise UnknownFamily(family=family_id)
        _check_free([resident_id], on=first)
        _insert([FamilyMember(family_id=family_id, resident_id=resident_id, relation=relation, first=first)])
        _remember("family.joined", family_id, resident_id, {"relation": relation, "first": first}, by=by, at=at)


def leave_family(*, family_id: int, resident_id: int, last: date, reason: str, by: Actor, at: datetime) -> None:
    """A person lives with a family until `last`. Raises NotAllowed, NotInFamily."""
    check_may(by, Permission.PERSON_CHANGE)
    with transaction.atomic():
        held = FamilyMember.objects.filter(family=family_id, resident=resident_id, last__isnull=True, first__lte=last)
        if held.update(last=last) != 1:
            raise NotInFamily(resident=resident_id, family=family_id)
        _remember("family.left", family_id, resident_id, {"last": last}, by=by, at=at, reason=reason)


def _check_free(resident_ids: Sequence[int], *, on: date) -> None:
    """Every person exists and lives in no family on the day or after it."""
    if len(set(resident_ids)) != len(resident_ids):
        raise BadFamily(why="twice")
    for start in range(0, len(resident_ids), 500):
        part = resident_ids[start : start + 500]
        present = set(Resident.objects.filter(id__in=part, erased_at__isnull=True).values_list("id", flat=True))
        for missing in sorted(set(part) - present):
            raise UnknownResident(resident=missing)
        busy = FamilyMember.objects.filter(Q(last__isnull=True) | Q(last__gte=on), resident__in=part)
        if taken := busy.first():
            raise InAnotherFamily(resident=taken.resident_id, family=taken.family_id)


def _insert(rows: Sequence[FamilyMember]) -> None:
    try:
        with transaction.atomic():
            FamilyMember.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:  # another window was quicker
        raise InAnotherFamily(resident=rows[0].resident_id, family=rows[0].family_id) from None


def _remember(
    what: str, family_id: int, resident_id: int, values: dict[str, object], *, by: Actor, at: datetime, reason: str = ""
) -> None:
    personal = {f"resident:{resident_id}": values}
    record(Entry(what=what, about=f"family:{family_id}", by=by, at=at, reason=reason, personal=personal))
