"""Pairs of records that may be one person: proposed, judged, never merged here."""

from datetime import datetime

from django.db import transaction

from doorstep.ledger.public import Actor, Entry, record
from doorstep.people.logic.words import AlreadyJudged, Verdict
from doorstep.people.models import DuplicateProposal
from doorstep.people.selectors import possible_duplicates
from doorstep.staff.public import Permission, check_may


def propose_duplicates(*, resident_id: int, by: Actor, at: datetime) -> int:
    """Write down the pairs that `possible_duplicates` finds and nobody has written down yet; how many are new.

    Raises NotAllowed, UnknownResident.
    """
    check_may(by, Permission.PERSON_CHANGE)
    with transaction.atomic():
        found = {tuple(sorted((resident_id, like.resident_id))): like for like in possible_duplicates(resident_id)}
        for one, other in DuplicateProposal.objects.filter(one__in=[pair[0] for pair in found]).values_list(
            "one_id", "other_id"
        ):
            found.pop((one, other), None)
        if not found:
            return 0
        DuplicateProposal.objects.bulk_create(
            [
                DuplicateProposal(
                    one_id=one, other_id=other, score=like.score, agrees=" ".join(like.agrees), proposed_at=at
                )
                for (one, other), like in found.items()
            ],
            ignore_conflicts=True,
        )
        others = tuple(f"resident:{like.resident_id}" for like in found.values())
        details = {"pairs": len(found)}
        about = f"resident:{resident_id}"
        record(Entry(what="duplicates.proposed", about=about, by=by, at=at, mentions=others, details=details))
    return len(found)


def judge_duplicate(*, proposal_id: int, same: bool, reason: str, by: Actor, at: datetime) -> None:
    """Say whether two records are one person. The records stay two; who works with them is told.

    Raises NotAllowed, AlreadyJudged.
    """
    check_may(by, Permission.PERSON_JUDGE_DUPLICATE)
    verdict = Verdict.SAME if same else Verdict.DIFFERENT
    with transaction.atomic():
        pair = DuplicateProposal.objects.filter(id=proposal_id, verdict=Verdict.OPEN)
        residents = pair.values_list("one_id", "other_id").first()
        if residents is None or pair.update(verdict=verdict, judged_at=at, judged_by=by.account) != 1:
            raise AlreadyJudged(proposal=proposal_id)
        record(
            Entry(
                what="duplicate.judged",
                about=f"resident:{residents[0]}",
                by=by,
                at=at,
                reason=reason,
                mentions=tuple(f"resident:{number}" for number in residents),
                after={"proposal": proposal_id, "verdict": verdict},
            )
        )
