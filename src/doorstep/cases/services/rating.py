"""好差评. One case, one rating, by number and query code; an anonymous one leaves no trace of who gave it."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from doorstep.cases.logic.refusals import BadRating, NotDrawn, UnknownCase, WrongCode
from doorstep.cases.logic.stages import Act, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.models import Case, Rating
from doorstep.kernel.codes import written_code
from doorstep.ledger.public import Actor, Entry, Robot, record
from doorstep.post import public as post
from doorstep.staff import public as staff

from .accepting import require
from .steps import hold, move, remember

BAD = 2  # levels 1 and 2 are bad: somebody calls back
FINDINGS = ("true", "untrue", "unclear")


def rate(
    *,
    number: str,
    code: str,
    level: int,
    at: datetime,
    tags: Sequence[str] = (),
    text: str = "",
    anonymous: bool = False,
) -> None:
    """Rate a delivered case once, from 1 (very bad) to 5. A bad rating with a name opens a call-back.

    An anonymous rating is kept without case, day or order: of the case only that it was rated is known. Nobody signs
    in for this, so the story names the rating device. Raises WrongCode, BadRating, AlreadyMoved (rated before, or not
    delivered yet).
    """
    if not 1 <= level <= 5:
        raise BadRating(level=level)
    with transaction.atomic():
        row = Case.objects.filter(number=number.strip()).values_list("id", "query_code").first()
        if not hmac.compare_digest((row[1] if row else "-" * 8).encode(), written_code(code).encode()) or row is None:
            raise WrongCode
        held = hold(row[0], Act.RATE, by=Robot("rating"), at=at)
        move(held, rated=True)
        rating = Rating.objects.create(
            case=None if anonymous else held.case,
            centre_id=held.case.receiving_centre_id,
            item_code=held.case.item_code,
            month=day_of(at).replace(day=1),
            level=level,
            tags=",".join(tags)[:200],
            text=text,
        )
        remember(held, before=Stage.DELIVERED)
        if level <= BAD and not anonymous:
            post.enqueue("open_call_back", not_before=at, key=f"call-back:{rating.pk}", rating_id=str(rating.pk))


def open_call_back(*, rating_id: str, by: Actor, at: datetime) -> None:
    """Put on record that a bad rating waits for its call-back, which is due within a day. A job."""
    with transaction.atomic():
        rating = Rating.objects.filter(id=rating_id, case__isnull=False).select_related("case").first()
        if rating is None or rating.case is None:
            raise UnknownCase(case=rating_id)
        record(_call_back_entry("case.call-back-due", rating.case, by=by, at=at))


def answer_bad_rating(*, rating_id: str, finding: str, measure: str, by: Actor, at: datetime) -> None:
    """What a call-back found (true, untrue, unclear) and what is done about it; once. Raises NotAllowed, UnknownCase,
    NotDrawn (answered before, or a wrong finding), ReasonMissing."""
    staff.check_may(by, staff.Permission.CASE_SPOT_CHECK)
    with transaction.atomic():
        rating = Rating.objects.filter(id=rating_id).select_related("case", "centre").first()
        if rating is None or not staff.within(by, centre=rating.centre_id, street=rating.centre.street_id):
            raise UnknownCase(case=rating_id)
        require(Act.RATE, measure=measure)
        if finding not in FINDINGS:
            raise NotDrawn(case=finding)
        waiting = Rating.objects.filter(id=rating_id, called_back_at__isnull=True)
        if waiting.update(called_back_at=at, called_back_by=by.account, finding=finding, measure=measure) != 1:
            raise NotDrawn(case=rating_id)
        about = rating.case or None
        if about is not None:
            record(_call_back_entry("case.called-back", about, by=by, at=at, finding=finding))
        else:
            record(
                Entry(what="rating.answered", about=f"rating:{rating_id}", by=by, at=at, details={"finding": finding})
            )


def _call_back_entry(what: str, case: Case, *, by: Actor, at: datetime, **details: object) -> Entry:
    mentions = (f"resident:{case.applicant_id}",)
    return Entry(what=what, about=f"case:{case.pk}", by=by, at=at, mentions=mentions, details=details)
