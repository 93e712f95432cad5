"""Keys of persons: made at the first personal value, wrapped with the master key, destroyed by erasure."""

import base64
import json
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .logic import canonical

NONCE = 12


def new_wrapped_key(subject: str) -> bytes:
    """A fresh 256-bit key for `subject`, wrapped."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(settings.MASTER_KEY).encrypt(nonce, AESGCM.generate_key(256), subject.encode())


def seal(*, wrapped: bytes, subject: str, chain: str, values: Mapping[str, object]) -> str:
    """`values` under the person's key, bound to the chain they stand in. Base64 text."""
    nonce = os.urandom(NONCE)
    sealed = _cipher(wrapped, subject).encrypt(nonce, canonical(values).encode(), f"{subject}\n{chain}".encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(*, wrapped: bytes, subject: str, chain: str, sealed: str) -> dict[str, object]:
    """The values again. Raises InvalidTag where key, person or chain are not the ones of the sealing."""
    raw = base64.b64decode(sealed)
    text = _cipher(wrapped, subject).decrypt(raw[:NONCE], raw[NONCE:], f"{subject}\n{chain}".encode())
    values: dict[str, object] = json.loads(text)
    return values


def _cipher(wrapped: bytes, subject: str) -> AESGCM:
    return AESGCM(AESGCM(settings.MASTER_KEY).decrypt(wrapped[:NONCE], wrapped[NONCE:], subject.encode()))
