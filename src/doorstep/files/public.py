"""What other rooms may use of files."""

from .logic import (
    ALL_KINDS,
    MAX_BYTES,
    MAX_MEGABYTES,
    SHELF,
    BadName,
    Content,
    EmptyFile,
    FileDamaged,
    FileErased,
    Kind,
    TooLarge,
    UnknownFile,
    WrongKind,
    shelf_of,
)
from .selectors import FileRow, digests_of, file, files_about, files_on
from .services import Upload, erase, erase_unclaimed, move, read, store, sweep

__all__ = [
    "ALL_KINDS",
    "MAX_BYTES",
    "MAX_MEGABYTES",
    "SHELF",
    "BadName",
    "Content",
    "EmptyFile",
    "FileDamaged",
    "FileErased",
    "FileRow",
    "Kind",
    "TooLarge",
    "UnknownFile",
    "Upload",
    "WrongKind",
    "digests_of",
    "erase",
    "erase_unclaimed",
    "file",
    "files_about",
    "files_on",
    "move",
    "read",
    "shelf_of",
    "store",
    "sweep",
]
