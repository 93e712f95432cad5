"""The life of a job and when it is tried again. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from doorstep.kernel.refusal import Refusal


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # failed every attempt: a person decides
    CANCELLED = "cancelled"


NEXT: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.RUNNING, State.CANCELLED}),
    State.RUNNING: frozenset({State.DONE, State.WAITING, State.DEAD}),
    State.DEAD: frozenset({State.WAITING, State.CANCELLED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset({State.WAITING}),  # left behind anew, under the same key
}
"""Which state may follow which; every conditional update reads it."""

MAX_ATTEMPTS = 6
LEASE = timedelta(minutes=10)  # longer than any job may take
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


class OutsideTransaction(Refusal):
    """Something was to be posted outside the transaction of its act (`name`)."""

    code: ClassVar[str] = "post.outside-transaction"


class ClaimLost(Refusal):
    """The job (`job`) was taken from this worker meanwhile; whatever it did is undone."""

    code: ClassVar[str] = "post.claim-lost"


class CannotMoveJob(Refusal):
    """The job (`job`) cannot become `to` from where it stands."""

    code: ClassVar[str] = "post.cannot-move-job"


def before(state: State) -> list[State]:
    """The states from which `state` can be reached."""
    return [one for one, following in NEXT.items() if state in following]


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts (1 and more): 1, 2, 4, 8 … minutes, six hours at most."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def check_params(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters that come back from the database as they went in. Raises TypeError for others: a job's parameters
    are keys, numbers and texts; days and moments are passed as text."""
    for name, value in params.items():
        if not _plain(value):
            raise TypeError(f"job parameter {name} is a {type(value).__name__}; pass texts, integers and lists of them")
    return dict(params)


def _plain(value: object) -> bool:
    if isinstance(value, list):
        return all(_plain(one) for one in value)
    return value is None or type(value) in (str, int, bool)
