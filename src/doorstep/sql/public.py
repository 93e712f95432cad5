"""What the rooms above may use."""

from .asking import question
from .writing import change, put

__all__ = ["change", "put", "question"]
