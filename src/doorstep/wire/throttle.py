"""How often one address may guess wrong, counted in the database so that all server processes agree.

On real time: guessing does not wait for the demonstration's clock. Addresses are kept as hashes.
"""

import hashlib

from django.db import connection

from .models import AskCount
from .moment import real_minute


def guessed_too_often(what: str, address: str, *, most: int) -> bool:
    """Whether `most` wrong guesses of `what` from `address` are on count. Looking is not a guess. One query."""
    now, _ = real_minute()
    return AskCount.objects.filter(who=_who(what, address), minute__gt=now, asked__gte=most).exists()


def count_wrong_guess(what: str, address: str, *, seconds: int) -> None:
    """One more wrong guess; the count is forgotten `seconds` (whole minutes) after its first. One statement.

    The row's minute is the one in which it is forgotten.
    """
    now, _ = real_minute()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wire_askcount (who, minute, asked) VALUES (%s, %s, 1) ON CONFLICT (who) DO UPDATE SET "
            "asked = CASE WHEN wire_askcount.minute > %s THEN wire_askcount.asked + 1 ELSE 1 END, "
            "minute = CASE WHEN wire_askcount.minute > %s THEN wire_askcount.minute ELSE excluded.minute END",
            [_who(what, address), now + max(1, seconds // 60), now, now],
        )


def _who(what: str, address: str) -> str:
    return f"{what}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
