"""One look: what changes a few times a year is asked once for a whole request, and is the same on all of its page.

Editions of calendar, catalogue and places are memory that each question first compares with the database. Within one
look the first comparison holds for the rest; outside of one every question compares anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
Answer = TypeVar("Answer")

_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("seen", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Until the block ends, whatever is marked `once_a_look` keeps its first answer. A look inside a look is its own."""
    before = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(before)


def is_looking() -> bool:
    """Whether a look goes on."""
    return _seen.get() is not None


def once_a_look(ask: Callable[P, Answer]) -> Callable[P, Answer]:
    """A question whose answer holds for one look. Its arguments must be hashable."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> Answer:
        seen = _seen.get()
        if seen is None:
            return ask(*args, **kwargs)
        key = (ask, args, tuple(sorted(kwargs.items())))
        if key not in seen:
            seen[key] = ask(*args, **kwargs)
        answer: Answer = seen[key]
        return answer

    return asked
