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
)
from .selectors import FileRow, file, files_about
from .services import Upload, erase, erase_unclaimed, hold, move, read, store, sweep

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
    "erase",
    "erase_unclaimed",
    "file",
    "files_about",
    "hold",
    "move",
    "read",
    "store",
    "sweep",
]
