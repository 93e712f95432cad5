"""How often one address may guess wrong. Counted in Django's cache: each server process by itself as the settings stand,
all together where a shared cache is configured. On real time: guessing does not wait for the demonstration's clock."""

import hashlib

from django.core.cache import cache


def guessed_too_often(what: str, address: str, *, most: int) -> bool:
    """Whether `most` wrong guesses of `what` from `address` are on count. Looking is not a guess."""
    return int(cache.get(_key(what, address), 0)) >= most


def count_wrong_guess(what: str, address: str, *, seconds: int) -> None:
    """One more wrong guess; the count is forgotten `seconds` after its first."""
    key = _key(what, address)
    cache.add(key, 0, timeout=seconds)
    try:
        cache.incr(key)
    except ValueError:  # forgotten between the two calls: a new count begins
        cache.add(key, 1, timeout=seconds)


def _key(what: str, address: str) -> str:
    return f"guesses:{what}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
