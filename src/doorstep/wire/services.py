"""Keeping answers and counting requests: the few rows that the manners of HTTP write."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from doorstep.ledger.public import Actor

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
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wire_keptanswer (post, key, fingerprint, status, headers, body, kept_at) "
            "VALUES (%s, %s, %s, 0, '{}', '', %s) ON CONFLICT (post, key) DO NOTHING",
            [post, key, fingerprint, KeptAnswer._meta.get_field("kept_at").get_db_prep_value(at, connection)],
        )
        if cursor.rowcount == 1:
            return None
    row = KeptAnswer.objects.get(post=post, key=key)
    return Kept(row.fingerprint, row.status, row.headers, row.body)


def keep_answer(*, post: str, key: str, status: int, headers: dict[str, str], body: str) -> None:
    """Keep what was answered under a key that `claim_key` took in this transaction. One query."""
    KeptAnswer.objects.filter(post=post, key=key).update(status=status, headers=headers, body=body)


def count_request(who: str) -> tuple[int, int]:
    """One more request of `who`: (how many in this minute, seconds until the next minute). One statement, so that all
    processes agree."""
    minute, left = real_minute()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wire_askcount (who, minute, asked) VALUES (%s, %s, 1) ON CONFLICT (who) DO UPDATE SET "
            "asked = CASE WHEN wire_askcount.minute = excluded.minute THEN wire_askcount.asked + 1 ELSE 1 END, "
            "minute = excluded.minute RETURNING asked",
            [who, minute],
        )
        return int(cursor.fetchone()[0]), left


def forget_answers(*, by: Actor, at: datetime) -> None:
    """Forget answers that were kept long enough, and counts of earlier hours. A job of the night; no act on anything."""
    KeptAnswer.objects.filter(kept_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
    AskCount.objects.filter(minute__lt=real_minute()[0] - 60).delete()


def text_of(value: object) -> str:
    """JSON as it goes over the wire."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
