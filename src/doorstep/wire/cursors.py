"""Opaque cursors: where a list goes on, signed, so that nobody builds on what is inside."""

from django.core.signing import BadSignature, Signer

from .manners import BadCursor


def cursor_of(kind: str, key: str) -> str:
    """The cursor that goes on after `key` in lists of this kind; empty at the end."""
    return Signer(salt=f"cursor.{kind}").sign_object(key) if key else ""


def key_of(kind: str, cursor: str) -> str:
    """The key inside a cursor of this kind; empty: from the beginning. Raises BadCursor."""
    if not cursor:
        return ""
    try:
        return str(Signer(salt=f"cursor.{kind}").unsign_object(cursor))
    except (BadSignature, ValueError):
        raise BadCursor from None
