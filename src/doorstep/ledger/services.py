"""Writing the ledger: remember, erase, anchor."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from doorstep.kernel.refusal import Refusal
from doorstep.sql.public import fetched, insertion, put

from . import keys
from .logic import GENESIS, Actor, Entry, Head, anchor_digest, body_of, canonical, digest, utc_text
from .models import Anchor, AnchoredHead, Event, Mention, PersonKey
from .selectors import WRITING, chain_heads, heads_grown_since_the_last_anchor, keys_of

AT_ONCE = 500  # rows in one statement
LOCK_CLASS = 7101  # the ledger's half of PostgreSQL's two-part advisory locks


class OutsideTransaction(Refusal):
    """Something tried to remember an act outside the act's own transaction."""

    code = "ledger.outside-transaction"


class PersonErased(Refusal):
    """A personal value was to be written of a person whose key is destroyed."""

    code = "ledger.person-erased"


def record(entry: Entry) -> int:
    """Remember one act at the end of its chain; the number it got there. Raises as `record_many`."""
    return record_many([entry])[0]


def record_many(entries: Sequence[Entry]) -> list[int]:
    """Remember several acts of one transaction, in order; the number each got in its chain.

    Chains are locked in the order of their lock numbers, so two transactions never wait for each other in a ring.
    Raises OutsideTransaction (nothing may happen that the act's own rollback would not undo) and PersonErased.
    Four queries for entries without personal values, whatever the number of chains; one less where every chain begins; two
    for a single entry on PostgreSQL.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(what=entries[0].what if entries else "")
    if len(entries) == 1 and connection.vendor == "postgresql":
        return [_append(entries[0])]
    chains, begun = sorted({entry.about for entry in entries}), {entry.about for entry in entries if entry.begins}
    _lock(chains)
    heads = chain_heads([chain for chain in chains if chain not in begun])
    wrapped = _keys_for({subject for entry in entries for subject in entry.personal or {}})
    # The recorded time is the ledger's own fact: no caller may choose it.
    recorded_at = timezone.now()  # noqa: TID251
    rows = []
    for entry in entries:
        seq, prev = heads.get(entry.about, (0, GENESIS))
        row = event_row(entry, seq=seq + 1, prev=prev, recorded_at=recorded_at, wrapped=wrapped)
        heads[entry.about] = (row.seq, bytes(row.digest))
        rows.append(row)
    _store(rows, [_mentioned(entry) for entry in entries])
    return [row.seq for row in rows]


def _append(entry: Entry) -> int:
    """One entry at the end of its chain, with the lock that tells of the end: two statements. Two more where another act
    held the chain, since the end that was seen before the wait is not the end after it."""
    chain, (seq, prev) = entry.about, _hold_one(entry.about)
    wrapped = _keys_for(set(entry.personal or {}))
    recorded_at = timezone.now()  # noqa: TID251 # as above
    while True:
        row = event_row(entry, seq=seq + 1, prev=prev, recorded_at=recorded_at, wrapped=wrapped)
        if _store_one(row, _mentioned(entry)):
            return row.seq
        seq, prev = chain_heads([chain])[chain]


def _mentioned(entry: Entry) -> list[str]:
    return sorted({*entry.mentions, *(entry.personal or {})})


def erase_person(*, subject: str, by: Actor, at: datetime, reason: str) -> None:
    """Destroy the key of `subject`: what the ledger holds of the person can never be read again, and every chain
    stays whole. Raises PersonErased if it happened before."""
    with transaction.atomic():
        PersonKey.objects.get_or_create(subject=subject, defaults={"wrapped": keys.new_wrapped_key(subject)})
        changed = PersonKey.objects.filter(subject=subject, erased_at__isnull=True).update(wrapped=b"", erased_at=at)
        if changed != 1:
            raise PersonErased(subject=subject)
        record(Entry(what="person.erased", about=subject, by=by, at=at, reason=reason))


def take_anchor(*, at: datetime) -> tuple[int, bytes, int]:
    """Remember how far every chain reached: (number of the anchor, its digest, chains that grew).

    Keep number and digest outside this database: whoever can cut the database can cut its newest anchors too.
    Reads every chain's end once: meant for the night.
    """
    with transaction.atomic():
        _lock(["anchor"])
        last = Anchor.objects.order_by("-number").first()
        prev, number = (bytes(last.digest), last.number + 1) if last else (GENESIS, 1)
        heads = [Head(*row) for row in heads_grown_since_the_last_anchor()]
        told = anchor_digest(prev=prev, taken_at=utc_text(at), heads=heads)
        anchor = Anchor.objects.create(number=number, taken_at=at, prev=prev, digest=told)
        AnchoredHead.objects.bulk_create(
            [AnchoredHead(anchor=anchor, chain=h.chain, seq=h.seq, digest=h.digest) for h in heads], batch_size=1000
        )
    return number, told, len(heads)


#: Held once a transaction, however many acts it records: from which number on it may write (`selectors.follow` waits
#: for it).
_WRITING = """
WITH writing AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(%s::bigint << 48 | set_config('doorstep.writing', COALESCE(
        NULLIF(current_setting('doorstep.writing', true), ''),
        CASE WHEN is_called THEN last_value ELSE 0 END::text
    ), true)::bigint) FROM ledger_event_id_seq
)
SELECT EXISTS (SELECT * FROM writing),"""
#: That, then each chain. One statement.
_HOLD = f"""{_WRITING} pg_advisory_xact_lock(%s, number)
FROM (SELECT DISTINCT hashtext(chain) AS number FROM unnest(%s::text[]) AS chain ORDER BY number) AS numbers
"""
#: That, then one chain, and its end as it was when the statement began.
_HOLD_ONE = f"""{_WRITING} pg_advisory_xact_lock(%s, hashtext(chain)), seq, digest
FROM (VALUES (%s)) AS wanted (chain) LEFT JOIN LATERAL (
    SELECT seq, digest FROM ledger_event e WHERE e.chain = wanted.chain ORDER BY seq DESC LIMIT 1
) AS newest ON true
"""


def _lock(chains: Sequence[str]) -> None:
    """Hold each chain to the end of the transaction. SQLite's one writer needs no lock."""
    if connection.vendor != "postgresql":
        return
    fetched(_HOLD, [WRITING, LOCK_CLASS, list(chains)])


def _hold_one(chain: str) -> tuple[int, bytes]:
    """Hold a chain to the end of the transaction: where it ended before the wait, if there was one."""
    ((_writing, _held, seq, told),) = fetched(_HOLD_ONE, [WRITING, LOCK_CLASS, chain])
    return (0, GENESIS) if seq is None else (seq, bytes(told))


def _keys_for(subjects: set[str]) -> dict[str, bytes]:
    """The wrapped key of each subject, made where there is none. Raises PersonErased."""
    if not subjects:
        return {}
    found = {key.subject: key for key in keys_of(subjects=sorted(subjects))}
    missing = sorted(subjects - found.keys())
    if missing:
        PersonKey.objects.bulk_create(
            [PersonKey(subject=subject, wrapped=keys.new_wrapped_key(subject)) for subject in missing],
            ignore_conflicts=True,  # another act may have made it meanwhile; read back below
        )
        found |= {key.subject: key for key in keys_of(subjects=missing)}
    for subject, key in found.items():
        if key.erased_at is not None:
            raise PersonErased(subject=subject)
    return {subject: bytes(key.wrapped) for subject, key in found.items()}


def event_row(entry: Entry, *, seq: int, prev: bytes, recorded_at: datetime, wrapped: Mapping[str, bytes]) -> Event:
    """An event as it is stored, personal values sealed, hashed to the one before."""
    sealed = {
        subject: keys.seal(wrapped=wrapped[subject], subject=subject, chain=entry.about, values=values)
        for subject, values in (entry.personal or {}).items()
    }
    body = canonical(body_of(entry, recorded_at=recorded_at, sealed=sealed))
    return Event(
        chain=entry.about,
        seq=seq,
        what=entry.what,
        at=entry.at,
        recorded_at=recorded_at,
        account=entry.by.account,
        post=entry.by.post,
        body=body,
        prev=prev,
        digest=digest(prev=prev, chain=entry.about, seq=seq, body=body),
    )


def _store_one(row: Event, subjects: list[str]) -> bool:
    """The one event of an act, and whom it mentions; False: its place is taken. One statement."""
    text, values = insertion([row])
    ((stored,),) = fetched(
        f"WITH event AS ({text} ON CONFLICT (chain, seq) DO NOTHING RETURNING id), mention AS ("
        "INSERT INTO ledger_mention (event_id, subject) "
        "SELECT event.id, subject FROM event, unnest(%s::text[]) AS subject) SELECT EXISTS (SELECT * FROM event)",
        [*values, subjects],
    )
    return bool(stored)


def _store(rows: Sequence[Event], told: Sequence[Sequence[str]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        put(rows[start : start + AT_ONCE])
    found = [
        Mention(event=row, subject=subject) for row, subjects in zip(rows, told, strict=True) for subject in subjects
    ]
    for start in range(0, len(found), AT_ONCE):
        put(found[start : start + AT_ONCE])
