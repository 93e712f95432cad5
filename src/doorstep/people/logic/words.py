"""The words of the room: kinds, what a registration holds, what is refused. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from doorstep.kernel.identity import Identity, IdentityKind, Sex, check_identity
from doorstep.kernel.period import Period
from doorstep.kernel.refusal import Refusal
from doorstep.kernel.text import half_width, normalise

LONGEST_NAME = 60
SHORTEST_REASON = 4


class AddressKind(StrEnum):
    """The four addresses of one person (brief of the domain: never one field)."""

    HUKOU = "hukou"  # 户籍地
    RESIDENCE = "residence"  # 居住地
    INSURED = "insured"  # 参保地
    PROPERTY = "property"  # 房屋所在地


class Relation(StrEnum):
    """How a member of a family stands to its head."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER = "other"


class AgentKind(StrEnum):
    """On what ground somebody acts for somebody."""

    GUARDIAN = "guardian"  # 法定监护人
    ENTRUSTED = "entrusted"  # 委托
    COMMITTEE = "committee"  # 居委代办
    EMPLOYER = "employer"  # 单位经办


class Verdict(StrEnum):
    """What a person said of two records that may be one."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"


class UnknownResident(Refusal):
    """No resident has this number, or the record was erased (`resident`)."""

    code = "people.unknown-resident"


class AlreadyRegistered(Refusal):
    """The identity number stands at another record already: `resident` is its number."""

    code = "people.already-registered"


class BadName(Refusal):
    """A name without a letter or character, or too long (`longest`)."""

    code = "people.bad-name"


class BadPhone(Refusal):
    """Not a telephone number of 5 to 15 digits."""

    code = "people.bad-phone"


class BirthDateDiffers(Refusal):
    """The birth date given is not the one in the card's number."""

    code = "people.birth-date-differs"


class AddressOverlaps(Refusal):
    """Two addresses of one kind (`kind`) on one day (`on`)."""

    code = "people.address-overlaps"


class InAnotherFamily(Refusal):
    """The resident lives in another family on that day (`resident`, `family`)."""

    code = "people.in-another-family"


class BadFamily(Refusal):
    """A family needs exactly one head, and each person once (`why`: head, twice)."""

    code = "people.bad-family"


class UnknownFamily(Refusal):
    """No family has this number (`family`)."""

    code = "people.unknown-family"


class NotInFamily(Refusal):
    """The resident is not a member of the family (`resident`, `family`)."""

    code = "people.not-in-family"


class BadAuthority(Refusal):
    """Nobody acts for themselves, and an entrusted agent needs a paper and an end (`why`: self, document, end)."""

    code = "people.bad-authority"


class UnknownAuthority(Refusal):
    """No such authority is in force (`authority`)."""

    code = "people.unknown-authority"


class ConsentExists(Refusal):
    """The resident has consented to this already (`purpose`)."""

    code = "people.consent-exists"


class NoConsent(Refusal):
    """There is no consent to withdraw (`purpose`)."""

    code = "people.no-consent"


class ReasonTooShort(Refusal):
    """Unmasking asks for a reason of at least `shortest` characters."""

    code = "people.reason-too-short"


class NothingToUnmask(Refusal):
    """The record has no such value (`field`)."""

    code = "people.nothing-to-unmask"


class AlreadyJudged(Refusal):
    """Somebody has judged this pair of records (`proposal`)."""

    code = "people.already-judged"


@dataclass(frozen=True, slots=True)
class NewAddress:
    """One address of a registration. `text` is the door; it is stored encrypted."""

    kind: AddressKind
    street_code: str
    first: date
    text: str = ""
    neighbourhood_code: str = ""
    last: date | None = None

    @property
    def period(self) -> Period:
        """From the first to the last day, both included."""
        return Period(self.first, self.last)


@dataclass(frozen=True, slots=True)
class NewResident:
    """What a window writes down of a person. Without papers: kind NONE, and a number only if the street gave one."""

    name: str
    identity_kind: IdentityKind
    identity_number: str
    birth_date: date | None = None
    sex: Sex | None = None
    ethnicity: str = ""
    phone: str = ""
    language: str = "zh-hans"
    addresses: tuple[NewAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class NewMember:
    """One member of a family that is formed."""

    resident_id: int
    relation: Relation


def check_new(person: NewResident, *, on: date) -> tuple[NewResident, Identity | None]:
    """The registration in its one spelling, and the checked identity if there is a number.

    What the card's number tells (birth date, sex) goes before what was typed. Refuses BadIdentity, BadName, BadPhone,
    BirthDateDiffers, AddressOverlaps, BadPeriod.
    """
    identity = None
    if person.identity_kind is not IdentityKind.NONE or person.identity_number.strip():
        identity = check_identity(person.identity_kind, person.identity_number, on=on)
    if identity and identity.birth_date and person.birth_date not in (None, identity.birth_date):
        raise BirthDateDiffers
    check_addresses(person.addresses)
    tidy = NewResident(
        name=check_name(person.name),
        identity_kind=person.identity_kind,
        identity_number=identity.number if identity else "",
        birth_date=(identity.birth_date if identity else None) or person.birth_date,
        sex=(identity.sex if identity else None) or person.sex,
        ethnicity=person.ethnicity.strip(),
        phone=check_phone(person.phone),
        language=person.language,
        addresses=person.addresses,
    )
    return tidy, identity


def check_name(name: str) -> str:
    """The name as it is shown: one space between words, none around. Refuses BadName."""
    shown = " ".join(half_width(name).split())
    if not 0 < len(shown) <= LONGEST_NAME or not any(character.isalpha() for character in normalise(shown)):
        raise BadName(longest=LONGEST_NAME)
    return shown


def check_phone(text: str) -> str:
    """The digits of a telephone number, the country's own code left out; empty stays empty. Refuses BadPhone."""
    plain = re.sub(r"[\s()（）\-]", "", half_width(text))
    if not plain:
        return ""
    digits = plain.removeprefix("+86").removeprefix("+")
    if not re.fullmatch(r"[0-9]{5,15}", digits):
        raise BadPhone
    return digits


def check_addresses(addresses: tuple[NewAddress, ...]) -> None:
    """At most one address of a kind on a day. Refuses AddressOverlaps."""
    for place, address in enumerate(addresses):
        for other in addresses[place + 1 :]:
            if address.kind is other.kind and (shared := address.period.intersection(other.period)):
                raise AddressOverlaps(kind=address.kind, on=shared.first)


def check_family(members: tuple[NewMember, ...]) -> None:
    """Exactly one head, and each person once. Refuses BadFamily."""
    if sum(member.relation is Relation.HEAD for member in members) != 1:
        raise BadFamily(why="head")
    if len({member.resident_id for member in members}) != len(members):
        raise BadFamily(why="twice")


def check_authority(*, principal_id: int, agent_id: int, kind: AgentKind, document: str, last: date | None) -> None:
    """Nobody is their own agent; who is entrusted shows a paper with an end. Refuses BadAuthority."""
    if principal_id == agent_id:
        raise BadAuthority(why="self")
    if kind is AgentKind.ENTRUSTED and not document.strip():
        raise BadAuthority(why="document")
    if kind is AgentKind.ENTRUSTED and last is None:
        raise BadAuthority(why="end")


def check_reason(reason: str) -> str:
    """The reason without blanks around it. Refuses ReasonTooShort."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort(shortest=SHORTEST_REASON)
    return reason.strip()
