"""Posting in the caller's transaction; claiming, finishing, failing and reaping by conditional updates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from doorstep.kernel.masking import mask_phone
from doorstep.ledger.public import Actor, Entry, record
from doorstep.sql.public import put

from .logic import MAX_ATTEMPTS, CannotMoveJob, ClaimLost, OutsideTransaction, State, before, check_params, wait_after
from .models import Job, Message
from .selectors import JobRow, due_jobs, job, lost_jobs

DELIVER = "deliver_message"  # the job that sends a message: one parameter, message_id
WORKER_DIED = "worker-died"
#: What becomes of a job whose name and key are there: one that was cancelled waits again, any other stays as it is.
_AGAIN = """
ON CONFLICT (name, key) DO UPDATE SET state = excluded.state, not_before = excluded.not_before,
params = excluded.params, attempts = 0, ended_at = NULL, worker = '', error = '' WHERE post_job.state = 'cancelled'
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job to be left behind."""

    name: str
    not_before: datetime
    key: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


def enqueue(name: str, *, not_before: datetime, key: str | None = None, **params: object) -> bool:
    """Leave a job behind in the caller's transaction; no event of its own, it is part of the caller's act. One query.

    With a `key`, a second job of the same name and key is not created (False), unless the first was cancelled: then it
    waits again with the new moment and parameters.
    Raises OutsideTransaction; TypeError for parameters that are not plain (no personal values either: keys only).
    """
    return enqueue_all([Wanted(name, not_before, key, params)]) == 1


def enqueue_all(wanted: Sequence[Wanted]) -> int:
    """Leave several jobs behind, no two of one name and key; how many there are now that were not before. One query.
    Raises as `enqueue`."""
    if wanted and not connection.in_atomic_block:
        raise OutsideTransaction(name=wanted[0].name)
    rows = [
        Job(name=one.name, key=one.key, params=check_params(one.params), not_before=one.not_before, state=State.WAITING)
        for one in wanted
    ]
    return put(rows, conflict=_AGAIN)


def cancel(name: str, *, key: str, at: datetime) -> bool:
    """Take a job back that is not due any more (its clock was paused, its case withdrawn), in the caller's
    transaction. False where it is running, done or unknown: the job's own function must bear being late."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(name=name)
    waiting = Job.objects.filter(name=name, key=key, state__in=before(State.CANCELLED))
    return waiting.update(state=State.CANCELLED, ended_at=at) == 1


def notify(
    *,
    recipient: str,
    phone: str,
    template: str,
    about: str,
    key: str,
    not_before: datetime,
    **params: object,
) -> bool:
    """Leave a notice for a resident ("resident:5") in the caller's transaction, and the job that sends it.

    `phone` is masked before it is kept. `template` and `params` are rendered when it is sent; no personal values in
    them. The same `key` is never sent twice: False. Raises OutsideTransaction, TypeError.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(name=template)
    row = Message(
        recipient=recipient,
        channel=Message.Channel.SMS,
        address=mask_phone(phone),
        template=template,
        params=check_params(params),
        about=about,
        key=key,
        not_before=not_before,
    )
    try:
        with transaction.atomic():
            Message.objects.bulk_create([row])
    except IntegrityError:
        return False
    message_id = Message.objects.values_list("id", flat=True).get(key=key)
    return enqueue(DELIVER, not_before=not_before, key=key, message_id=message_id)


def mark_sent(*, message_id: int, at: datetime) -> bool:
    """Note that a message left. False where it had left before."""
    return Message.objects.filter(id=message_id, sent_at__isnull=True).update(sent_at=at) == 1


def claim(*, moment: datetime, worker: str, names: Collection[str], limit: int = 1) -> list[JobRow]:
    """Take up to `limit` due jobs for a worker; nobody else gets them. Only `names`: what nobody here can do waits."""
    taken: list[JobRow] = []
    while len(taken) < limit:
        candidates = due_jobs(moment, names=names, limit=limit - len(taken))
        for candidate in candidates:
            mine = Job.objects.filter(id=candidate.id, state__in=before(State.RUNNING), attempts=candidate.attempts)
            marked = f"{worker[:60]} {token_hex(4)}"
            if mine.update(state=State.RUNNING, attempts=F("attempts") + 1, worker=marked, claimed_at=moment) == 1:
                row = job(candidate.id)
                assert row is not None  # nothing deletes jobs
                taken.append(row)
        if len(candidates) == 0:
            break
    return taken


def done(claimed: JobRow, *, moment: datetime) -> None:
    """Finish a claimed job. Call it in the transaction of the job's effects: raises ClaimLost when the claim was
    taken away meanwhile, and with it everything is undone. Raises OutsideTransaction."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(name=claimed.name)
    if _claimed(claimed).update(state=State.DONE, ended_at=moment, error="") != 1:
        raise ClaimLost(job=claimed.id)


def failed(claimed: JobRow, *, error: str, moment: datetime, by: Actor) -> State | None:
    """Note that a claimed job failed (`error`: a code, no prose): waiting again, later each time, or a dead letter
    after `MAX_ATTEMPTS`, with one event. The new state, or None where the claim was lost."""
    if claimed.attempts < MAX_ATTEMPTS:
        later = moment + wait_after(claimed.attempts)
        changed = _claimed(claimed).update(
            state=State.WAITING, not_before=later, worker="", claimed_at=None, error=error[:200]
        )
        return State.WAITING if changed == 1 else None
    with transaction.atomic():
        if _claimed(claimed).update(state=State.DEAD, ended_at=moment, error=error[:200]) != 1:
            return None
        facts = {"name": claimed.name, "key": claimed.key, "attempts": claimed.attempts, "error": error}
        record(Entry(what="job.died", about=f"job:{claimed.id}", by=by, at=moment, details=facts))
    return State.DEAD


def reap(*, moment: datetime, by: Actor) -> int:
    """Take jobs from workers that died: they wait again, or are dead letters. How many."""
    return sum(failed(lost, error=WORKER_DIED, moment=moment, by=by) is not None for lost in lost_jobs(moment))


def revive(*, job_id: int, by: Actor, at: datetime, reason: str) -> None:
    """Let a dead letter be tried again from its first attempt. One event. Raises CannotMoveJob."""
    _bury_or_wake(
        job_id, to=State.WAITING, by=by, at=at, reason=reason, attempts=0, ended_at=None, not_before=at, worker=""
    )


def dismiss(*, job_id: int, by: Actor, at: datetime, reason: str) -> None:
    """Give a dead letter up: somebody has done by hand what it was for. One event. Raises CannotMoveJob."""
    _bury_or_wake(job_id, to=State.CANCELLED, by=by, at=at, reason=reason, ended_at=at)


def _bury_or_wake(job_id: int, *, to: State, by: Actor, at: datetime, reason: str, **columns: object) -> None:
    with transaction.atomic():
        # Only from among the dead: a running job belongs to its worker.
        if Job.objects.filter(id=job_id, state=State.DEAD).update(state=to, **columns) != 1:
            raise CannotMoveJob(job=job_id, to=to)
        record(Entry(what=f"job.{to}", about=f"job:{job_id}", by=by, at=at, reason=reason))


def _claimed(claimed: JobRow) -> QuerySet:
    """The row of this very claim: its worker's mark is new at every claim."""
    return Job.objects.filter(id=claimed.id, state=State.RUNNING, attempts=claimed.attempts, worker=claimed.worker)
