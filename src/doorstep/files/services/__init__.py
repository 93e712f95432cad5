"""Keeping, giving out and erasing files."""

from .storing import Upload, erase, read, store, sweep

__all__ = ["Upload", "erase", "read", "store", "sweep"]
