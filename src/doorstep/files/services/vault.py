"""The folder of blobs: sealed contents under the digest of their ciphertext."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings


def put(sealed: bytes) -> str:
    """Write a sealed content so that it is there whole or not at all, even if the machine stops; its digest."""
    digest = hashlib.sha256(sealed).hexdigest()
    target = _path(digest)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")  # readable by nobody else
    with os.fdopen(handle, "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    Path(temporary).replace(target)
    return digest


def get(digest: str) -> bytes | None:
    """The sealed content, None where it is gone or is not what its name says."""
    try:
        sealed = _path(digest).read_bytes()
    except FileNotFoundError:
        return None
    return sealed if hashlib.sha256(sealed).hexdigest() == digest else None


def drop(digest: str) -> None:
    """Take a blob away; it may be gone already."""
    _path(digest).unlink(missing_ok=True)


def written_before(moment: datetime) -> Iterator[str]:
    """Digests of the blobs that were written before `moment` (of the real clock, as file systems keep it)."""
    for path in sorted(Path(settings.MEDIA_ROOT).glob("??/??/*")):
        if path.is_file() and path.stat().st_mtime < moment.timestamp():
            yield path.name


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest
