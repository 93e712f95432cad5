"""Search first: by number, by telephone, by name. Nobody browses people."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from doorstep.kernel.identity import BadIdentity, IdentityKind, check_identity
from doorstep.kernel.text import half_width
from doorstep.ledger.public import Actor
from doorstep.people import keys
from doorstep.people.logic.names import query_tokens, simplified
from doorstep.people.logic.words import AddressKind, BadPhone, check_phone
from doorstep.people.models import Address, NameToken, Resident
from doorstep.staff.public import Acting, NotAllowed, Permission, Scope, check_may

SHORTEST_NUMBER = 5
_HOME = (AddressKind.RESIDENCE, AddressKind.HUKOU)


@dataclass(frozen=True, slots=True)
class FoundResident:
    """One line of a search: enough to recognise a person, too little to know them. `near` is 2 in the searcher's own
    street, 1 in the own district, else 0."""

    id: int
    name: str
    identity_kind: IdentityKind
    identity_masked: str
    birth_year: int | None
    sex: str
    phone_masked: str
    street_code: str
    died: bool
    matched_by: str  # identity, phone or name
    near: int


def find_residents(query: str, *, by: Actor, on: date, limit: int = 20) -> list[FoundResident]:
    """Whom a query may mean, nearest first: an exact identity number, else an exact telephone number, else a name
    (characters 简 or 繁, pinyin, initials), which a year of birth narrows ("张伟 1957").

    A query that says too little finds nobody. A neighbourhood's post finds its own residents only. The screen that
    shows the rows records them with `record_shown`. Raises NotAllowed without `person.find`. Two to four queries.
    """
    check_may(by, Permission.PERSON_FIND)
    matched_by, found = _matching(query, on)
    if found is None:
        return []
    found = _of_jurisdiction(found.filter(erased_at__isnull=True), by, on)
    return _rows(_nearest_first(found, by, on, query)[:limit], on=on, matched_by=matched_by)


def check_may_see(resident_id: int, *, by: Actor, on: date) -> None:
    """A post may open the record of a person: it has `person.see`, and a neighbourhood's post only its own residents.

    Raises NotAllowed. At most one query.
    """
    check_may(by, Permission.PERSON_SEE)
    bounded = isinstance(by, Acting) and by.scope is Scope.NEIGHBOURHOOD
    if bounded and not _of_jurisdiction(Resident.objects.filter(id=resident_id), by, on).exists():
        raise NotAllowed(permission=Permission.PERSON_SEE, where="neighbourhood")


def resident_by_identity(kind: IdentityKind, number: str, *, on: date) -> int | None:
    """The record of exactly this number. Raises BadIdentity. One query."""
    return (
        Resident.objects.filter(identity_index=identity_index(kind, number, on=on)).values_list("id", flat=True).first()
    )


def identity_index(kind: IdentityKind, number: str, *, on: date) -> str:
    """The blind index of a number; a 15-digit card has that of the 18-digit card it became. Raises BadIdentity."""
    identity = check_identity(kind, number, on=on)
    if kind is IdentityKind.ID_CARD_15:
        identity = identity.to_18()
    return keys.blind("identity", identity.number)


def _matching(query: str, on: date) -> tuple[str, QuerySet | None]:
    number = "".join(half_width(query).split()).upper()
    if re.fullmatch(r"\+?[A-Z0-9()\-/〔〕\[\]]+", number) and sum(c.isdigit() for c in number) >= SHORTEST_NUMBER:
        by_identity = Resident.objects.filter(identity_index__in=_identity_indexes(number, on))
        if by_identity.exists():
            return "identity", by_identity
        try:
            return "phone", Resident.objects.filter(phone_index=keys.blind("phone", check_phone(number)))
        except BadPhone:
            return "identity", None
    words, year = _split_year(query)
    tokens = query_tokens(words)
    if not tokens:
        return "name", None
    found = Resident.objects.all()
    for token in tokens:
        found = found.filter(id__in=NameToken.objects.filter(token=token).values("resident"))
    if len(tokens) > 1:  # pairs may stand apart in a name; the query's characters must not
        found = found.filter(name_plain__contains=simplified(words))
    return "name", found.filter(birth_date__year=year) if year else found


def _identity_indexes(number: str, on: date) -> list[str]:
    indexes = [keys.blind("identity", number)]
    with suppress(BadIdentity):  # no old card: the number as it stands is all there is
        indexes.append(identity_index(IdentityKind.ID_CARD_15, number, on=on))
    return indexes


def _split_year(query: str) -> tuple[str, int | None]:
    year = re.search(r"(?<![0-9])(1[89]|20)[0-9]{2}(?![0-9])", half_width(query))
    return (half_width(query).replace(year.group(), ""), int(year.group())) if year else (query, None)


def _homes(on: date) -> QuerySet:
    return Address.objects.on(on).filter(resident=OuterRef("pk"), kind__in=_HOME)


def _of_jurisdiction(found: QuerySet, by: Actor, on: date) -> QuerySet:
    if isinstance(by, Acting) and by.scope is Scope.NEIGHBOURHOOD:
        return found.filter(Exists(_homes(on).filter(neighbourhood=by.neighbourhood_code)))
    return found


def _nearest_first(found: QuerySet, by: Actor, on: date, query: str) -> QuerySet:
    street = by.street_code if isinstance(by, Acting) else ""
    district = by.district_code if isinstance(by, Acting) else ""
    exact = ExpressionWrapper(Q(name_plain=simplified(query)), output_field=BooleanField())
    return found.annotate(
        exact=exact,
        in_street=Exists(_homes(on).filter(street=street)),
        in_district=Exists(_homes(on).filter(street__district=district)),
    ).order_by("-exact", "-in_street", "-in_district", "id")


def _rows(found: Iterable[Resident], *, on: date, matched_by: str) -> list[FoundResident]:
    residents = list(found)
    homes: dict[int, str] = {}
    addresses = Address.objects.on(on).filter(resident__in=[r.pk for r in residents], kind__in=_HOME)
    for resident_id, kind, street in addresses.values_list("resident_id", "kind", "street_id"):
        if kind == AddressKind.RESIDENCE or resident_id not in homes:
            homes[resident_id] = street
    return [
        FoundResident(
            id=resident.pk,
            name=resident.name,
            identity_kind=IdentityKind(resident.identity_kind),
            identity_masked=resident.identity_masked,
            birth_year=resident.birth_date.year if resident.birth_date else None,
            sex=resident.sex,
            phone_masked=resident.phone_masked,
            street_code=homes.get(resident.pk, ""),
            died=resident.died_on is not None,
            matched_by=matched_by,
            near=2 if resident.in_street else 1 if resident.in_district else 0,  # type: ignore[attr-defined]
        )
        for resident in residents
    ]
