"""Carrying out what the outbox holds. Any number of workers may run; a job's effects happen once."""

import logging
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import perf_counter

from django.db import transaction

from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Robot
from doorstep.post import public as post

from .registry import JOBS, NIGHTLY, Function

log = logging.getLogger("doorstep.jobs")
HOUSEKEEPER = Robot("jobs")


@dataclass(frozen=True, slots=True)
class Ran:
    """What one round did: jobs finished, failed for now, dead after every attempt, taken from dead workers."""

    done: int = 0
    failed: int = 0
    died: int = 0
    reaped: int = 0

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return self == Ran()


def run_due(
    *, moment: datetime, limit: int = 100, jobs: Mapping[str, Function] = JOBS, nightly: Mapping[str, time] = NIGHTLY
) -> Ran:
    """One round at `moment`: post what comes by itself, take jobs from dead workers, carry out up to `limit` due jobs.

    Each job runs in one transaction with its own finishing. Jobs whose name is not in `jobs` stay where they are.
    Never raises for a job that fails: it waits again, or becomes a dead letter.
    """
    post_nightly(moment=moment, nightly=nightly)
    reaped = post.reap(moment=moment, by=HOUSEKEEPER)
    ends: list[post.State | None] = []
    started = perf_counter()
    while len(ends) < limit:
        # One at a time and each at its own moment: a claim that waited behind others would look like a dead worker's.
        current = moment + timedelta(seconds=perf_counter() - started)
        claimed = post.claim(moment=current, worker=worker_name(), names=jobs.keys())
        if not claimed:
            break
        ends.append(run(claimed[0], jobs[claimed[0].name], moment=current))
    return Ran(
        done=ends.count(post.State.DONE),
        failed=ends.count(post.State.WAITING),
        died=ends.count(post.State.DEAD),
        reaped=reaped,
    )


def run(claimed: post.JobRow, function: Function, *, moment: datetime) -> post.State | None:
    """Carry out one claimed job: the state it came to, None where the claim was lost and everything undone."""
    by = Robot(f"job:{claimed.name}")
    try:
        with transaction.atomic():
            function(by=by, at=moment, **claimed.params)
            post.done(claimed, moment=moment)
    except post.ClaimLost:
        log.warning("job %s %s came too late and was undone", claimed.id, claimed.name)
        return None
    except Exception as error:  # whatever it was, the other jobs must not wait for it
        log.warning("job %s %s failed, attempt %s: %s", claimed.id, claimed.name, claimed.attempts, code_of(error))
        return post.failed(claimed, error=code_of(error), moment=moment, by=by)
    return post.State.DONE


def post_nightly(*, moment: datetime, nightly: Mapping[str, time] = NIGHTLY) -> None:
    """Leave today's jobs that come by themselves in the outbox, once. One query when they are there."""
    for name, clock in nightly.items():
        key = moment.date().isoformat()
        if not post.jobs_by_key(name, [key]):
            with transaction.atomic():
                due = datetime.combine(moment.date(), clock, tzinfo=moment.tzinfo)
                post.enqueue(name, key=key, not_before=due)


def code_of(error: Exception) -> str:
    """What may be kept of an error: the code of a refusal, else its kind. Texts of errors may speak of persons."""
    return error.code if isinstance(error, Refusal) else type(error).__name__


def worker_name() -> str:
    """This process, for people who look for it."""
    return f"{socket.gethostname()}:{os.getpid()}"
