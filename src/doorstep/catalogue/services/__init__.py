"""Writing the catalogue: checking a policy folder and loading it."""

from .loading import Loaded, load_catalogue
from .reading import PackFolder, check_packs

__all__ = ["Loaded", "PackFolder", "check_packs", "load_catalogue"]
