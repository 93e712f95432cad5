"""How often one address may guess wrong, counted in the database so that all server processes agree.

On real time: guessing does not wait for the demonstration's clock. Addresses are kept as hashes.
"""

import hashlib

from .services import count, counted


def guessed_too_often(what: str, address: str, *, most: int) -> bool:
    """Whether `most` wrong guesses of `what` from `address` are on count. Looking is not a guess. One query."""
    return counted(_who(what, address)) >= most


def count_wrong_guess(what: str, address: str, *, seconds: int) -> None:
    """One more wrong guess; the count is forgotten `seconds` (whole minutes) after its first. One statement."""
    count(_who(what, address), minutes=max(1, seconds // 60))


def _who(what: str, address: str) -> str:
    return f"{what}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
