"""Keeping answers and counting requests: the few rows that the manners of HTTP write."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from doorstep.ledger.public import Actor
from doorstep.sql.public import change, fetched, put

from .models import AskCount, KeptAnswer
from .moment import real_minute

KEPT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given."""

    fingerprint: str
    status: int
    headers: dict[str, str]
    body: str


def claim_key(*, post: str, key: str, fingerprint: str, at: datetime) -> Kept | None:
    """Take a key for a command; None: it is ours. Else what was answered under it. One query, two when it was taken.

    Whoever comes second waits here until the first has committed, because one statement takes the key or leaves it.
    """
    ours = KeptAnswer(post=post, key=key, fingerprint=fingerprint, kept_at=at)
    row = None
    while row is None:  # an old answer may be forgotten between the two
        if put([ours], conflict="ON CONFLICT (post, key) DO NOTHING") == 1:
            return None
        row = KeptAnswer.objects.filter(post=post, key=key).first()
    return Kept(row.fingerprint, row.status, row.headers, row.body)


def keep_answer(*, post: str, key: str, status: int, headers: dict[str, str], body: str) -> None:
    """Keep what was answered under a key that `claim_key` took in this transaction. One query."""
    answer = {"status": status, "headers": headers, "body": body}
    change(KeptAnswer, where={"post": post, "key": key}, to=answer)


def count(who: str, *, minutes: int = 1) -> tuple[int, int]:
    """Count `who` once more: (how often now, seconds until the count is forgotten). It is forgotten `minutes` after its
    first, at the full minute. One statement, so that all processes agree."""
    now, left = real_minute()
    ((asked, until),) = fetched(
        "INSERT INTO wire_askcount AS was (who, minute, asked) VALUES (%s, %s, 1) ON CONFLICT (who) DO UPDATE SET "
        "asked = CASE WHEN was.minute > %s THEN was.asked + 1 ELSE 1 END, "
        "minute = CASE WHEN was.minute > %s THEN was.minute ELSE excluded.minute END RETURNING asked, minute",
        [who, now + minutes, now, now],
    )
    return int(asked), (int(until) - now - 1) * 60 + left


def counted(who: str) -> int:
    """How often `who` was counted and is not forgotten. Looking is not counted. One query."""
    now, _ = real_minute()
    return AskCount.objects.filter(who=who, minute__gt=now).values_list("asked", flat=True).first() or 0


def forget_answers(*, by: Actor, at: datetime) -> None:
    """Forget answers that were kept long enough, and counts that are over. A job of the night; no act on anything."""
    KeptAnswer.objects.filter(kept_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
    AskCount.objects.filter(minute__lte=real_minute()[0]).delete()


def text_of(value: object) -> str:
    """JSON as it goes over the wire."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
