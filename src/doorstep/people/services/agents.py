"""Who may act for whom, and what a person agreed to."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from doorstep.kernel.period import Period
from doorstep.ledger.public import Actor, Entry, record
from doorstep.people.logic.words import (
    AgentKind,
    ConsentExists,
    NoConsent,
    UnknownAuthority,
    UnknownResident,
    check_authority,
)
from doorstep.people.models import AgentAuthority, Consent, Resident
from doorstep.staff.public import Permission, check_may


def authorise_agent(
    *,
    principal_id: int,
    agent_id: int,
    kind: AgentKind,
    first: date,
    by: Actor,
    at: datetime,
    last: date | None = None,
    scope: str = "",
    organisation: str = "",
    document: str = "",
) -> int:
    """Write down that one person may act for another; the authority's number.

    Both are known by their papers: a stranger is registered first. Raises NotAllowed, BadAuthority, UnknownResident,
    BadPeriod.
    """
    check_may(by, Permission.PERSON_CHANGE)
    check_authority(principal_id=principal_id, agent_id=agent_id, kind=kind, document=document, last=last)
    period = Period(first, last)
    with transaction.atomic():
        _check_present(principal_id, agent_id)
        authority = AgentAuthority.objects.create(
            principal_id=principal_id,
            agent_id=agent_id,
            kind=kind,
            scope=scope,
            organisation=organisation,
            document=document,
            first=period.first,
            last=period.last,
        )
        values = {"agent": agent_id, "kind": kind, "scope": scope, "first": first, "last": last, "document": document}
        _remember("agent.authorised", principal_id, values, mentions=(agent_id,), by=by, at=at)
    return authority.pk


def end_authority(*, authority_id: int, last: date, reason: str, by: Actor, at: datetime) -> None:
    """Let an authority end with the day `last`. Raises NotAllowed, UnknownAuthority (ended before, or unknown)."""
    check_may(by, Permission.PERSON_CHANGE)
    with transaction.atomic():
        held = AgentAuthority.objects.filter(Q(last__isnull=True) | Q(last__gt=last), id=authority_id, first__lte=last)
        people = held.values_list("principal_id", "agent_id").first()
        if people is None or held.update(last=last) != 1:
            raise UnknownAuthority(authority=authority_id)
        values = {"agent": people[1], "last": last}
        _remember("agent.ended", people[0], values, mentions=(people[1],), by=by, at=at, reason=reason)


def give_consent(*, resident_id: int, purpose: str, by: Actor, at: datetime) -> int:
    """Write down a consent; its number. Raises NotAllowed, UnknownResident, ConsentExists."""
    check_may(by, Permission.PERSON_CHANGE)
    with transaction.atomic():
        _check_present(resident_id)
        try:
            with transaction.atomic():
                consent = Consent.objects.create(resident_id=resident_id, purpose=purpose, given_at=at)
        except IntegrityError:
            raise ConsentExists(purpose=purpose) from None
        _remember("consent.given", resident_id, {"purpose": purpose}, by=by, at=at)
    return consent.pk


def withdraw_consent(*, resident_id: int, purpose: str, by: Actor, at: datetime) -> None:
    """Write down that a consent is withdrawn. Raises NotAllowed, NoConsent."""
    check_may(by, Permission.PERSON_CHANGE)
    with transaction.atomic():
        held = Consent.objects.filter(resident=resident_id, purpose=purpose, withdrawn_at__isnull=True)
        if held.update(withdrawn_at=at) != 1:
            raise NoConsent(purpose=purpose)
        _remember("consent.withdrawn", resident_id, {"purpose": purpose}, by=by, at=at)


def _check_present(*resident_ids: int) -> None:
    present = set(Resident.objects.filter(id__in=resident_ids, erased_at__isnull=True).values_list("id", flat=True))
    for missing in sorted(set(resident_ids) - present):
        raise UnknownResident(resident=missing)


def _remember(
    what: str,
    resident_id: int,
    values: dict[str, object],
    *,
    by: Actor,
    at: datetime,
    mentions: tuple[int, ...] = (),
    reason: str = "",
) -> None:
    subject = f"resident:{resident_id}"
    record(
        Entry(
            what=what,
            about=subject,
            by=by,
            at=at,
            reason=reason,
            mentions=tuple(f"resident:{other}" for other in mentions),
            personal={subject: values},
        )
    )
