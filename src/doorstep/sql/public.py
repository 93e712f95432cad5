"""What the rooms above may use."""

from .asking import first_keys, question
from .running import fetched, written
from .writing import change, insertion, put

__all__ = ["change", "fetched", "first_keys", "insertion", "put", "question", "written"]
