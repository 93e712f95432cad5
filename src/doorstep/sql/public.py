"""What the rooms above may use."""

from .asking import question
from .writing import change, insertion, put

__all__ = ["change", "insertion", "put", "question"]
