"""Keeping, giving out and erasing files."""

from .storing import Upload, erase, hold, move, read, store, sweep

__all__ = ["Upload", "erase", "hold", "move", "read", "store", "sweep"]
