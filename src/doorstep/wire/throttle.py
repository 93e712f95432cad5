"""How often one address may try. Counted in Django's cache: by process in the demonstration, together where a shared
cache is configured. On real time: guessing does not wait for the demonstration's clock."""

import hashlib

from django.core.cache import cache


def too_many(what: str, address: str, *, most: int, seconds: int) -> bool:
    """Count one try of `what` from `address`; whether it is more than `most` within `seconds` of the first."""
    key = f"tries:{what}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two calls: a new count begins
        cache.add(key, 1, timeout=seconds)
        return False
