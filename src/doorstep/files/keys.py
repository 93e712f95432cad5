"""Sealing of contents under a key derived from the master key."""

import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORM = b"\x01"  # of the sealed bytes: form, nonce, ciphertext
NONCE = 12


def seal(data: bytes, *, file: str) -> bytes:
    """`data` encrypted and bound to the file's uuid; another seal of the same data looks different."""
    nonce = os.urandom(NONCE)
    return FORM + nonce + AESGCM(_key(settings.MASTER_KEY)).encrypt(nonce, data, FORM + file.encode())


def unseal(sealed: bytes, *, file: str) -> bytes:
    """The data again. Raises InvalidTag where key, file or a single bit are not those of the sealing."""
    form, nonce, body = sealed[:1], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    return AESGCM(_key(settings.MASTER_KEY)).decrypt(nonce, body, form + file.encode())


@lru_cache(maxsize=4)
def _key(master: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"doorstep files content").derive(master)
