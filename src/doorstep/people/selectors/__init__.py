"""Questions about people: finding them, and what is on their card."""

from .cards import (
    AddressRow,
    AuthorityRow,
    ConsentRow,
    FamilyRow,
    MemberRow,
    PersonCard,
    address_on,
    addresses_on,
    authorities_for,
    authority_on,
    card_of,
    consent_to,
    families_of,
    family_of,
    names_of,
    person_card,
)
from .duplicates import ProposalRow, open_proposals, possible_duplicates
from .finding import FoundResident, check_may_see, find_residents, resident_by_identity

__all__ = [
    "AddressRow",
    "AuthorityRow",
    "ConsentRow",
    "FamilyRow",
    "FoundResident",
    "MemberRow",
    "PersonCard",
    "ProposalRow",
    "address_on",
    "addresses_on",
    "authorities_for",
    "authority_on",
    "card_of",
    "check_may_see",
    "consent_to",
    "families_of",
    "family_of",
    "find_residents",
    "names_of",
    "open_proposals",
    "person_card",
    "possible_duplicates",
    "resident_by_identity",
]
