"""What is waiting, what is due, what died."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from .logic import LEASE, State
from .models import Job, Message


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it stands. `attempts` counts claims; `error` is the code or kind of the last failure."""

    id: int
    name: str
    key: str | None
    params: dict[str, object]
    not_before: datetime
    state: State
    attempts: int
    worker: str
    claimed_at: datetime | None
    ended_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """The state of the outbox at a moment: numbers of jobs, and since when the oldest due one has been waiting."""

    waiting: int
    due: int
    running: int
    dead: int
    oldest_due: datetime | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A notice. `address` is masked; `sent_at` None while it is in the outbox."""

    id: int
    recipient: str
    channel: str
    address: str
    template: str
    params: dict[str, object]
    about: str
    not_before: datetime
    sent_at: datetime | None


def due_jobs(moment: datetime, *, names: Collection[str] | None = None, limit: int = 100) -> list[JobRow]:
    """Jobs that may be claimed at `moment`, the longest waiting first; of certain names if given. One query."""
    found = Job.objects.filter(state=State.WAITING, not_before__lte=moment)
    if names is not None:
        found = found.filter(name__in=names)
    return _job_rows(found.order_by("not_before", "id")[:limit])


def lost_jobs(moment: datetime) -> list[JobRow]:
    """Running jobs whose worker must be dead: claimed longer than `LEASE` before `moment`. One query."""
    return _job_rows(Job.objects.filter(state=State.RUNNING, claimed_at__lt=moment - LEASE).order_by("id"))


def dead_letters(limit: int = 100) -> list[JobRow]:
    """Jobs that failed every attempt, the newest first. One query."""
    return _job_rows(Job.objects.filter(state=State.DEAD).order_by("-ended_at", "-id")[:limit])


def jobs_by_key(name: str, keys: Collection[str]) -> list[JobRow]:
    """The jobs of a name with certain keys, whatever became of them. One query."""
    return _job_rows(Job.objects.filter(name=name, key__in=keys).order_by("id"))


def job(job_id: int) -> JobRow | None:
    """One job, if there is one. One query."""
    return next(iter(_job_rows(Job.objects.filter(id=job_id))), None)


def outbox(moment: datetime) -> Outbox:
    """How the outbox stands. Two queries."""
    open_states = [State.WAITING, State.RUNNING, State.DEAD]
    counted = Job.objects.filter(state__in=open_states).values_list("state").annotate(Count("id"))
    counts = dict(counted.order_by("state"))
    due = Job.objects.filter(state=State.WAITING, not_before__lte=moment).aggregate(
        n=Count("id"), oldest=Min("not_before")
    )
    return Outbox(
        waiting=counts.get(State.WAITING, 0),
        due=due["n"],
        running=counts.get(State.RUNNING, 0),
        dead=counts.get(State.DEAD, 0),
        oldest_due=due["oldest"],
    )


def message(message_id: int) -> MessageRow | None:
    """One message, if there is one. One query."""
    return next(iter(_message_rows(Message.objects.filter(id=message_id))), None)


def messages_about(about: str) -> list[MessageRow]:
    """The notices of one thing, oldest first. One query."""
    return _message_rows(Message.objects.filter(about=about).order_by("id"))


def _job_rows(found: Iterable[Job]) -> list[JobRow]:
    return [
        JobRow(
            one.id,
            one.name,
            one.key,
            one.params,
            one.not_before,
            State(one.state),
            one.attempts,
            one.worker,
            one.claimed_at,
            one.ended_at,
            one.error,
        )
        for one in found
    ]


def _message_rows(found: Iterable[Message]) -> list[MessageRow]:
    return [
        MessageRow(
            one.id,
            one.recipient,
            one.channel,
            one.address,
            one.template,
            one.params,
            one.about,
            one.not_before,
            one.sent_at,
        )
        for one in found
    ]
