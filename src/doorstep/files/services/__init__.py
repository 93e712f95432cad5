"""Keeping, giving out and erasing files."""

from .storing import Upload, erase, erase_unclaimed, move, read, store, sweep

__all__ = ["Upload", "erase", "erase_unclaimed", "move", "read", "store", "sweep"]
