"""What the rooms above may use."""

from .asking import question
from .running import fetched, written
from .writing import change, insertion, put

__all__ = ["change", "fetched", "insertion", "put", "question", "written"]
