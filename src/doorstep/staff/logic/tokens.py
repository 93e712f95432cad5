"""What a token is: its fingerprint, its bounds. Pure."""

import hashlib

LONGEST_DAYS = 366
USUAL_RATE = 600  # requests a minute


def digest_of_token(secret: str) -> str:
    """What is kept of a token. A plain hash is enough: 256 drawn bits cannot be guessed from it."""
    return hashlib.sha256(secret.encode()).hexdigest()
