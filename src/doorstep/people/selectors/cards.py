"""What is on a person's card: addresses, family; who may act for them, and to what they consented. Numbers masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from doorstep.kernel.identity import IdentityKind
from doorstep.kernel.period import Period
from doorstep.ledger.public import Actor
from doorstep.people.logic.words import AddressKind, AgentKind, Relation, UnknownResident
from doorstep.people.models import Address, AgentAuthority, Consent, FamilyMember, Resident
from doorstep.sql.public import question

from .finding import check_may_see


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A dated address without its door."""

    kind: AddressKind
    street_code: str
    neighbourhood_code: str
    has_text: bool
    period: Period


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a family."""

    resident_id: int
    name: str
    relation: Relation
    birth_date: date | None
    identity_masked: str
    died_on: date | None


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family on one day, the head first."""

    id: int
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Who may act for whom."""

    id: int
    principal_id: int
    agent_id: int
    agent_name: str
    kind: AgentKind
    scope: str
    organisation: str
    document: str
    period: Period


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent; withdrawn when `withdrawn_at` is there."""

    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as a desk shows them on one day: numbers masked, doors hidden."""

    id: int
    name: str
    identity_kind: IdentityKind
    identity_masked: str
    birth_date: date | None
    sex: str
    ethnicity: str
    phone_masked: str
    language: str
    died_on: date | None
    addresses: tuple[AddressRow, ...]
    family: FamilyRow | None


def person_card(resident_id: int, *, on: date, by: Actor | None = None) -> PersonCard:
    """The card of a person on a day. Raises UnknownResident, erased records among them. Three queries.

    With `by`, the post that will see it: raises NotAllowed where `check_may_see` does; whoever shows it records that
    with `record_shown`. Without, it is read by the house itself.
    """
    if by is not None:
        check_may_see(resident_id, by=by, on=on)
    resident = Resident.objects.filter(id=resident_id, erased_at__isnull=True).first()
    if resident is None:
        raise UnknownResident(resident=resident_id)
    return card_of(resident, on=on)


def card_of(resident: Resident, *, on: date) -> PersonCard:
    """The same of a person whose row was read together with something else. Raises UnknownResident. Two queries."""
    if resident.erased_at is not None:
        raise UnknownResident(resident=resident.pk)
    return PersonCard(
        id=resident.pk,
        name=resident.name,
        identity_kind=IdentityKind(resident.identity_kind),
        identity_masked=resident.identity_masked,
        birth_date=resident.birth_date,
        sex=resident.sex,
        ethnicity=resident.ethnicity,
        phone_masked=resident.phone_masked,
        language=resident.language,
        died_on=resident.died_on,
        addresses=tuple(addresses_on(resident.pk, on=on)),
        family=family_of(resident.pk, on=on),
    )


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names by resident, for lists of other rooms; an erased resident's is empty. One query."""
    return dict(_names(ids=sorted(set(ids))))


@question
def _names(*, ids: list[int]) -> QuerySet[Resident, tuple[int, str]]:
    return Resident.objects.filter(id__in=ids).values_list("id", "name")


def addresses_on(resident_id: int, *, on: date) -> list[AddressRow]:
    """The addresses of a person on a day, at most one of each kind. One query."""
    order = list(AddressKind)
    rows = [
        AddressRow(
            kind=AddressKind(kind),
            street_code=street,
            neighbourhood_code=neighbourhood or "",
            has_text=bool(sealed),
            period=Period(first, last),
        )
        for kind, street, neighbourhood, sealed, first, last in _addresses(resident=resident_id, day=on)
    ]
    return sorted(rows, key=lambda row: order.index(row.kind))


@question
def _addresses(*, resident: int, day: date) -> QuerySet[Address, tuple[Any, ...]]:
    return (
        Address.objects.on(day)
        .filter(resident=resident)
        .values_list("kind", "street_id", "neighbourhood_id", "text_sealed", "first", "last")
    )


def address_on(resident_id: int, kind: AddressKind, *, on: date) -> str | None:
    """The street's code of one address on a day, None when it is not known: a question to ask. One query."""
    found = Address.objects.on(on).filter(resident=resident_id, kind=kind)
    return found.values_list("street_id", flat=True).first()


def family_of(resident_id: int, *, on: date) -> FamilyRow | None:
    """The family that a person lives in on a day. One query."""
    own = FamilyMember.objects.on(on).filter(resident=resident_id).order_by("id").values("family")[:1]
    found = _families(FamilyMember.objects.on(on).filter(family=own))
    return found[0] if found else None


def families_of(family_ids: Iterable[int], *, on: date) -> list[FamilyRow]:
    """Families by number on a day, each with the head first. One query."""
    return _families(FamilyMember.objects.on(on).filter(family__in=list(family_ids)))


def _families(found: QuerySet[FamilyMember]) -> list[FamilyRow]:
    members: dict[int, list[MemberRow]] = {}
    for row in found.select_related("resident").order_by("id"):
        who = row.resident
        member = MemberRow(who.pk, who.name, Relation(row.relation), who.birth_date, who.identity_masked, who.died_on)
        members.setdefault(row.family_id, []).append(member)
    return [
        FamilyRow(family, tuple(sorted(rows, key=lambda row: row.relation is not Relation.HEAD)))
        for family, rows in sorted(members.items())
    ]


def authorities_for(principal_id: int, *, on: date) -> list[AuthorityRow]:
    """Who may act for a person on a day. One query."""
    return _authorities(AgentAuthority.objects.on(on).filter(principal=principal_id))


def authority_on(principal_id: int, agent_id: int, *, on: date) -> AuthorityRow | None:
    """The authority of one person for another on a day, the newest if there are several. One query."""
    found = _authorities(AgentAuthority.objects.on(on).filter(principal=principal_id, agent=agent_id))
    return found[-1] if found else None


def consent_to(resident_id: int, purpose: str) -> ConsentRow | None:
    """The consent to a purpose that is not withdrawn. One query."""
    found = Consent.objects.filter(resident=resident_id, purpose=purpose, withdrawn_at__isnull=True)
    row = found.values_list("purpose", "given_at", "withdrawn_at").first()
    return ConsentRow(*row) if row else None


def _authorities(found: Iterable[AgentAuthority]) -> list[AuthorityRow]:
    return [
        AuthorityRow(
            id=row.pk,
            principal_id=row.principal_id,
            agent_id=row.agent_id,
            agent_name=row.agent.name,
            kind=AgentKind(row.kind),
            scope=row.scope,
            organisation=row.organisation,
            document=row.document,
            period=Period(row.first, row.last),
        )
        for row in found.select_related("agent").order_by("first", "id")  # type: ignore[attr-defined]
    ]
