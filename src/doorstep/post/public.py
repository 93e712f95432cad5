"""What other rooms may use of post."""

from .logic import LEASE, MAX_ATTEMPTS, CannotMoveJob, ClaimLost, OutsideTransaction, State
from .selectors import (
    JobRow,
    MessageRow,
    Outbox,
    dead_letters,
    due_jobs,
    job,
    jobs_by_key,
    message,
    messages_about,
    outbox,
)
from .services import DELIVER, cancel, claim, dismiss, done, enqueue, failed, mark_sent, notify, reap, revive

__all__ = [
    "DELIVER",
    "LEASE",
    "MAX_ATTEMPTS",
    "CannotMoveJob",
    "ClaimLost",
    "JobRow",
    "MessageRow",
    "Outbox",
    "OutsideTransaction",
    "State",
    "cancel",
    "claim",
    "dead_letters",
    "dismiss",
    "done",
    "due_jobs",
    "enqueue",
    "failed",
    "job",
    "jobs_by_key",
    "mark_sent",
    "message",
    "messages_about",
    "notify",
    "outbox",
    "reap",
    "revive",
]
