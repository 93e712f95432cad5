"""Files of the city: generated kernels, chunks in Parquet, the description of a city, results that may be resumed."""

import json
import os
from pathlib import Path


def keep_text(folder: Path, name: str, text: str) -> Path:
    """The path of a file with this text; written whole or not at all, so that two processes may do it at once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        part = folder / f".{name}.{os.getpid()}"
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return path


def cache_folder() -> Path:
    """Where compiled kernels are kept: DOORSTEP_CACHE, or the user's cache."""
    return Path(os.environ.get("DOORSTEP_CACHE") or Path.home() / ".cache" / "doorstep") / "kernels"


def keep_json(path: Path, data: object) -> None:
    """Write JSON whole or not at all."""
    keep_text(path.parent, path.name, json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_json(path: Path) -> object:
    """Read JSON; raises FileNotFoundError."""
    return json.loads(path.read_text(encoding="utf-8"))
