"""What may be handed in as a file: kinds told by their first bytes, names that do no harm. Pure."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from doorstep.kernel.refusal import Refusal

MAX_MEGABYTES = 10
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
MAX_NAME = 120  # characters; leaves room for a suffix on every file system
SHELF = "upload:"  # what uploads are about until something names them; the rest of the word is whose they are
HEAD = 32  # bytes that tell what a file is


class Kind(StrEnum):
    """The media types that are accepted."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    HEIC = "image/heic"


ALL_KINDS = frozenset(Kind)
SUFFIXES = {Kind.PDF: ".pdf", Kind.JPEG: ".jpg", Kind.PNG: ".png", Kind.TIFF: ".tif", Kind.HEIC: ".heic"}
_STARTS = (
    (b"%PDF-", Kind.PDF),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def shelf_of(post: str) -> str:
    """Where the uploads of a post lie until something names them."""
    return f"{SHELF}{post}"


class WrongKind(Refusal):
    """The content is none of the kinds that are accepted here (`accepted`)."""

    code: ClassVar[str] = "files.wrong-kind"


class TooLarge(Refusal):
    """The content has more than `limit_mb` megabytes."""

    code: ClassVar[str] = "files.too-large"


class EmptyFile(Refusal):
    """There is nothing in the file."""

    code: ClassVar[str] = "files.empty"


class BadName(Refusal):
    """The name of the file may not be kept. `why`: empty, length, character, path, hidden."""

    code: ClassVar[str] = "files.bad-name"


class UnknownFile(Refusal):
    """No file has this number (`file`)."""

    code: ClassVar[str] = "files.unknown-file"


class FileErased(Refusal):
    """The file (`file`) was erased."""

    code: ClassVar[str] = "files.erased"


class FileDamaged(Refusal):
    """What lies on disk is not what was stored (`file`)."""

    code: ClassVar[str] = "files.damaged"


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is given out."""

    name: str
    kind: Kind
    data: bytes


def kind_of(head: bytes) -> Kind | None:
    """What a file is, by its first bytes (`HEAD` are enough); None: nothing that is accepted."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return None


def check_content(data: bytes, *, accepted: Collection[Kind]) -> Kind:
    """The kind of a content that may be kept. Raises EmptyFile, TooLarge, WrongKind."""
    if not data:
        raise EmptyFile()
    if len(data) > MAX_BYTES:
        raise TooLarge(limit_mb=MAX_MEGABYTES)
    kind = kind_of(data[:HEAD])
    if kind is None or kind not in accepted:
        raise WrongKind(accepted=", ".join(sorted(SUFFIXES[one][1:].upper() for one in accepted)))
    return kind


def safe_name(name: str, kind: Kind) -> str:
    """The name under which a file is kept, with the suffix of what it is: phones call HEIC pictures .jpg, and a
    picture called .exe must not leave us under that name. Raises BadName."""
    plain = unicodedata.normalize("NFC", name).strip()
    if not plain:
        raise BadName(why="empty")
    if len(plain) > MAX_NAME:
        raise BadName(why="length")
    # Control and format characters (Cc, Cf) cut names short or turn them around on screen; Cs cannot be written.
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in plain):
        raise BadName(why="character")
    if any(character in plain for character in '/\\:*?"<>|') or plain in {".", ".."}:
        raise BadName(why="path")
    if plain.startswith("."):
        raise BadName(why="hidden")
    return _SUFFIX.sub("", plain) + SUFFIXES[kind]
