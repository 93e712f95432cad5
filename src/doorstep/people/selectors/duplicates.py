"""Records that may be one person: proposed by likeness among the few that share a birth date, telephone or name."""

from dataclasses import dataclass

from django.db.models import Q

from doorstep.people.logic.likeness import WORTH_A_LOOK, Likeness, Traits, likeness
from doorstep.people.logic.words import UnknownResident
from doorstep.people.models import DuplicateProposal, Resident

MOST_COMPARED = 500


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A pair of records that somebody should look at."""

    id: int
    one_id: int
    other_id: int
    score: int
    agrees: tuple[str, ...]


def possible_duplicates(resident_id: int) -> list[Likeness]:
    """Records alike enough to be looked at, likest first. Never merged, never shown as one. Two queries.

    Compared are at most `MOST_COMPARED` records that share the birth date, the telephone or the name.
    Raises UnknownResident.
    """
    present = Resident.objects.filter(erased_at__isnull=True)
    one = present.filter(id=resident_id).first()
    if one is None:
        raise UnknownResident(resident=resident_id)
    shared = Q(name_plain=one.name_plain)
    if one.birth_date:
        shared |= Q(birth_date=one.birth_date)
    if one.phone_index:
        shared |= Q(phone_index=one.phone_index)
    others = present.filter(shared).exclude(id=resident_id).order_by("id")[:MOST_COMPARED]
    mine = _traits(one)
    found = [likeness(mine, _traits(other)) for other in others]
    return sorted(
        (like for like in found if like.score >= WORTH_A_LOOK), key=lambda like: (-like.score, like.resident_id)
    )


def open_proposals(*, limit: int = 50) -> list[ProposalRow]:
    """Pairs that nobody has judged yet, likest first. One query."""
    rows = DuplicateProposal.objects.filter(judged_at__isnull=True).order_by("-score", "id")[:limit]
    return [ProposalRow(row.pk, row.one_id, row.other_id, row.score, tuple(row.agrees.split(" "))) for row in rows]


def _traits(resident: Resident) -> Traits:
    return Traits(
        resident_id=resident.pk,
        plain=resident.name_plain,
        pinyin=resident.pinyin,
        birth_date=resident.birth_date,
        sex=resident.sex,
        phone_index=resident.phone_index,
    )
