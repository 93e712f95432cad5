"""Reading the ledger: a thing's story, who saw whom, and the walk along every chain."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Max, Q, QuerySet

from doorstep.kernel.looking import is_looking, once_a_look
from doorstep.sql.public import fetched, question

from . import keys
from .logic import (
    AnchorLink,
    Broken,
    Fault,
    Head,
    Link,
    broken_anchor,
    utc_text,
    walk,
)
from .models import Anchor, AnchoredHead, Event, Mention, PersonKey

COUNTED = 100_000  # events that are counted, or read for one figure, at most
STRETCH = 2000  # events that one look along the ledger passes at most
WRITING = 462  # the upper 16 bits of the advisory locks by which PostgreSQL tells who is still writing


@dataclass(frozen=True)
class Told:
    """One event as a story tells it. `personal` has the values by subject, or None where the person was erased."""

    seq: int
    what: str
    at: datetime
    recorded_at: datetime
    account: str
    post: str
    origin: str
    reason: str
    before: dict[str, object] | None
    after: dict[str, object] | None
    details: dict[str, object] | None
    mentions: tuple[str, ...]
    personal: dict[str, dict[str, object] | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What a walk along the whole ledger found; `broken` is the first broken link, if any."""

    events: int
    chains: int
    anchors: int
    broken: Broken | None


@dataclass(frozen=True, slots=True)
class Passed:
    """An event as somebody passes it who goes along the whole ledger: which act on which thing, nothing of its content."""

    id: int
    chain: str
    seq: int
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the ledger up to and with the place `upto`; `more`: it goes on behind it."""

    rows: tuple[Passed, ...]
    upto: int
    more: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What an event says of its thing, without words about persons."""

    after: dict[str, object] | None
    details: dict[str, object] | None


def story(about: str) -> list[Told]:
    """Everything that happened to one thing, oldest first, personal values readable. Two queries.

    Whoever shows it to a person records that reading.
    """
    return _opened(_events(chain=about))


def story_and(about: str, *, of: str, what: str) -> tuple[list[Told], list[Told]]:
    """The same, and with it the acts of one kind on another thing, oldest first, without personal values. As many
    queries."""
    events = _events_and(chain=about, other=of, what=what)
    beside = [_told(event, json.loads(event.body), {}) for event in events if event.chain != about]
    return _opened([event for event in events if event.chain == about]), beside


def _opened(events: Sequence[Event]) -> list[Told]:
    bodies = [json.loads(event.body) for event in events]
    subjects = sorted({subject for body in bodies for subject in body["sealed"]})
    wrapped = {key.subject: bytes(key.wrapped) for key in keys_of(subjects=subjects)} if subjects else {}
    return [_told(event, body, wrapped) for event, body in zip(events, bodies, strict=True)]


@question
def _events(*, chain: str) -> QuerySet[Event]:
    return Event.objects.filter(chain=chain).order_by("seq")


@question
def _events_and(*, chain: str, other: str, what: str) -> QuerySet[Event]:
    return Event.objects.filter(Q(chain=chain) | Q(chain=other, what=what)).order_by("chain", "seq")


@question
def keys_of(*, subjects: list[str]) -> QuerySet[PersonKey]:
    """The keys of some persons, erased ones among them. One query."""
    return PersonKey.objects.filter(subject__in=subjects)


def readings_of(subject: str, *, limit: int = 100) -> list[Told]:
    """Who saw or changed what of a person, newest recording first, without personal values. One query."""
    events = Event.objects.filter(
        id__in=Mention.objects.filter(subject=subject).values("event"),
    ).order_by("-recorded_at", "-id")[:limit]
    return [_told(event, json.loads(event.body), {}) for event in events]


def size() -> tuple[int, datetime | None]:
    """Number of events, and when the newest anchor was taken. Two queries, three in a small ledger.

    Counting a large ledger reads all of it: there the number is the database's own estimate, to the thousand.
    """
    newest = Anchor.objects.aggregate(at=Max("taken_at"))["at"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'ledger_event'::regclass")
            estimate = int(cursor.fetchone()[0])
        if estimate >= COUNTED:
            return round(estimate, -3), newest
    return Event.objects.count(), newest


def length_of(chain: str) -> int:
    """How many events a chain has: it grows with every act on its thing, so it tells one state from the next. One
    query."""
    return chain_heads([chain]).get(chain, (0, b""))[0]


def lengths_of(chains: Sequence[str]) -> dict[str, int]:
    """The same for the chains of a list. One query."""
    return {chain: seq for chain, (seq, _digest) in chain_heads(chains).items()}


def follow(*, after: int | None, chains: str) -> Stretch:
    """The events after a place in the ledger whose chain begins with `chains` ("case:"), in the order in which they were
    written, of the next `STRETCH` places. None: nothing, only the place where the ledger stands.

    Nothing appears later before a place that was passed: on PostgreSQL an act that is still writing holds the reader
    back. Two queries, on PostgreSQL three.
    """
    settled = _settled()
    if after is None or after >= settled:
        return Stretch((), settled if after is None else after, more=False)
    upto = min(settled, after + STRETCH)
    rows = Event.objects.filter(id__gt=after, id__lte=upto, chain__startswith=chains).order_by("id")
    passed = tuple(Passed(*row) for row in rows.values_list("id", "chain", "seq", "what", "at"))
    return Stretch(passed, upto, more=upto < settled)


def facts_of(ids: Collection[int]) -> dict[int, Facts]:
    """What some events say, by their id. One query."""
    bodies = Event.objects.filter(id__in=ids).values_list("id", "body") if ids else ()
    read = ((number, json.loads(body)) for number, body in bodies)
    return {number: Facts(body["after"], body["details"]) for number, body in read}


def _settled() -> int:
    """The last place in the ledger before which nothing can appear any more.

    Numbers are drawn in order and committed out of order. Whoever writes holds a lock that names the newest number
    drawn before its own (`services._lock`). The order of the two questions matters: what was drawn before the first
    and is not visible at the third (the reading itself) still held its lock at the second.
    """
    newest = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    if connection.vendor != "postgresql":
        return newest  # one writer at a time
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN((classid::bigint & 65535) << 32 | objid::bigint) FROM pg_locks "
            "WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = %s AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [WRITING],
        )
        held = cursor.fetchone()[0]
    return newest if held is None else min(newest, int(held))


def newest_digest(chain: str) -> bytes:
    """What the newest event of a chain is hashed to: it differs after every act, also from one that was rolled back, so
    that memory of a thing can be compared with the thing. Empty for a chain without events.

    One query; in one look one for all chains that this process compares with its memory.
    """
    _compared.add(chain)
    compared = frozenset(_compared) if is_looking() else frozenset({chain})
    return _newest_digests(compared).get(chain, b"")


_compared: set[str] = set()


@once_a_look
def _newest_digests(chains: frozenset[str]) -> dict[str, bytes]:
    return {chain: digest for chain, (_seq, digest) in chain_heads(sorted(chains)).items()}


def latest_act() -> datetime | None:
    """The latest business time among the newest `COUNTED` events; None: the ledger is empty. Reads each of them: for the
    demonstration, which may stand on an earlier day than its data."""
    latest: datetime | None = Event.objects.order_by("-id")[:COUNTED].aggregate(at=Max("at"))["at"]
    return latest


def verify(*, newest_anchor: tuple[int, bytes] | None = None, progress: Callable[[int], None] | None = None) -> Verdict:
    """Walk every chain and every anchor; name the first broken link.

    `newest_anchor` is the (number, digest) kept outside the database: with it, cut anchors are found too.
    `progress` is told the number of events walked, every thousand. Reads everything once, in constant memory.
    """
    events = chains = 0
    chain, broken = None, None
    for link, fault in walk(_links()):
        events += 1
        chains += link.chain != chain
        chain = link.chain
        broken = broken or fault
        if progress and events % 1000 == 0:
            progress(events)
    anchors = Anchor.objects.count()
    broken = broken or broken_anchor(_anchors()) or _missing_anchor(newest_anchor) or _broken_head()
    return Verdict(events, chains, anchors, broken)


def chain_heads(chains: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """The newest (number, digest) of each chain that has one. One query for 500 chains; a long chain costs no more than a
    short one."""
    found: dict[str, tuple[int, bytes]] = {}
    for start in range(0, len(chains), 500):
        part = list(chains[start : start + 500])
        marks = ", ".join(["(%s)"] * len(part))
        heads = fetched(
            f"SELECT e.chain, e.seq, e.digest FROM (VALUES {marks}) AS wanted JOIN ledger_event e ON e.id = "
            "(SELECT id FROM ledger_event WHERE chain = wanted.column1 ORDER BY seq DESC LIMIT 1)",
            part,
        )
        found |= {chain: (seq, bytes(told)) for chain, seq, told in heads}
    return found


def heads_grown_since_the_last_anchor() -> list[tuple[str, int, bytes]]:
    """(chain, seq, digest) of each chain that is longer than any anchor remembers. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.chain, e.seq, e.digest FROM ledger_event e "
            "JOIN (SELECT chain, MAX(seq) AS seq FROM ledger_event GROUP BY chain) h "
            "ON h.chain = e.chain AND h.seq = e.seq "
            "LEFT JOIN (SELECT chain, MAX(seq) AS seq FROM ledger_anchoredhead GROUP BY chain) a "
            "ON a.chain = h.chain WHERE a.seq IS NULL OR a.seq < h.seq"
        )
        return [(chain, seq, bytes(told)) for chain, seq, told in cursor.fetchall()]


def _links() -> Iterator[Link]:
    for event in Event.objects.order_by("chain", "seq").iterator(chunk_size=2000):
        columns = {
            "what": event.what,
            "at": utc_text(event.at),
            "recorded_at": utc_text(event.recorded_at),
            "account": event.account,
            "post": event.post,
        }
        yield Link(event.chain, event.seq, event.body, bytes(event.prev), bytes(event.digest), columns)


def _anchors() -> Iterator[AnchorLink]:
    for anchor in Anchor.objects.order_by("number"):
        heads = tuple(
            Head(chain, seq, bytes(told))
            for chain, seq, told in AnchoredHead.objects.filter(anchor=anchor).values_list("chain", "seq", "digest")
        )
        yield AnchorLink(anchor.number, utc_text(anchor.taken_at), bytes(anchor.prev), bytes(anchor.digest), heads)


def _missing_anchor(known: tuple[int, bytes] | None) -> Broken | None:
    if known is None or Anchor.objects.filter(number=known[0], digest=known[1]).exists():
        return None
    return Broken(f"anchor:{known[0]}", known[0], Fault.ANCHOR)


def _broken_head() -> Broken | None:
    """The first anchored end that is no longer where the anchor saw it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.chain, h.seq, e.digest FROM ledger_anchoredhead h "
            "LEFT JOIN ledger_event e ON e.chain = h.chain AND e.seq = h.seq "
            "WHERE e.id IS NULL OR e.digest <> h.digest ORDER BY h.chain, h.seq LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    chain, seq, told = row
    if told is not None:
        return Broken(chain, seq, Fault.CHANGED)
    reached = Event.objects.filter(chain=chain).aggregate(seq=Max("seq"))["seq"]
    return Broken(chain, (reached or 0) + 1, Fault.CUT_OFF if reached else Fault.LOST)


def _told(event: Event, body: dict[str, object], wrapped: dict[str, bytes]) -> Told:
    sealed: dict[str, str] = body["sealed"]  # type: ignore[assignment]
    personal: dict[str, dict[str, object] | None] = {}
    for subject, text in sealed.items():
        key = wrapped.get(subject)
        opened = keys.unseal(wrapped=key, subject=subject, chain=event.chain, sealed=text) if key else None
        personal[subject] = opened
    return Told(
        seq=event.seq,
        what=event.what,
        at=event.at,
        recorded_at=event.recorded_at,
        account=event.account,
        post=event.post,
        origin=str(body["origin"]),
        reason=str(body["reason"]),
        before=body["before"],  # type: ignore[arg-type]
        after=body["after"],  # type: ignore[arg-type]
        details=body["details"],  # type: ignore[arg-type]
        mentions=tuple(body["mentions"]),  # type: ignore[arg-type]
        personal=personal,
    )
