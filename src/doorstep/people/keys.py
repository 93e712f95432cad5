"""Sealing of numbers, and blind indexes by which they are found. Both keys are derived from the master key."""

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


def seal(field: str, value: str) -> str:
    """`value` encrypted and bound to its field; base64 text. Empty stays empty."""
    if not value:
        return ""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_key(settings.MASTER_KEY, "values")).encrypt(nonce, value.encode(), field.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(field: str, sealed: str) -> str:
    """The value again. Raises InvalidTag where the key or the field are not those of the sealing."""
    if not sealed:
        return ""
    raw = base64.b64decode(sealed)
    return AESGCM(_key(settings.MASTER_KEY, "values")).decrypt(raw[:NONCE], raw[NONCE:], field.encode()).decode()


def blind(field: str, value: str) -> str:
    """The index of a value: equal values, equal index; nobody without the key can try numbers out. Empty stays empty."""
    if not value:
        return ""
    return hmac.new(_key(settings.MASTER_KEY, "blind index"), f"{field}\n{value}".encode(), sha256).hexdigest()


@lru_cache(maxsize=4)
def _key(master: bytes, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"doorstep people {use}".encode()).derive(master)
