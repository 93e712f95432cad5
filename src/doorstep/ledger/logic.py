"""What the chain says: canonical text, digests, and the walk that finds the first broken link. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Protocol

from doorstep.kernel.money import Money

GENESIS = bytes(32)


class Actor(Protocol):
    """Who acts: stable keys, never names, for a ledger that outlives the person's account."""

    @property
    def account(self) -> str: ...  # "account:12"
    @property
    def post(self) -> str: ...  # "post:7"
    @property
    def origin(self) -> str: ...  # "window:310105011-03", "api:token-4", "cli"


@dataclass(frozen=True)
class Robot:
    """The product itself as an actor: a job or a command, named by `task`."""

    task: str

    @property
    def account(self) -> str:
        return f"robot:{self.task}"

    @property
    def post(self) -> str:
        return ""

    @property
    def origin(self) -> str:
        return "robot"


class Fault(StrEnum):
    """What can be wrong with a link."""

    CHANGED = "changed"  # the text does not give the stored digest
    REMOVED = "removed"  # a number is missing inside a chain
    REORDERED = "reordered"  # the link does not follow its predecessor
    RELABELLED = "relabelled"  # a column differs from the text it was copied from
    CUT_OFF = "cut_off"  # an anchored event is gone from the end of a chain
    LOST = "lost"  # an anchored chain is gone
    ANCHOR = "anchor"  # an anchor does not follow its predecessor, or its heads do not give its digest


@dataclass(frozen=True)
class Broken:
    """The first broken link of a walk: which chain, which number, what is wrong."""

    chain: str
    seq: int
    fault: Fault


@dataclass(frozen=True)
class Link:
    """One stored event as the walk reads it; `columns` are the values copied out of `body` for searching."""

    chain: str
    seq: int
    body: str
    prev: bytes
    digest: bytes
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Head:
    """The end of a chain as an anchor remembers it."""

    chain: str
    seq: int
    digest: bytes


@dataclass(frozen=True)
class AnchorLink:
    """One dated anchor with the heads it covers."""

    number: int
    taken_at: str
    prev: bytes
    digest: bytes
    heads: tuple[Head, ...]


def plain(value: object) -> object:
    """`value` as JSON knows it; money as fen. Raises TypeError for what has no canonical text (floats among it)."""
    match value:
        case None | bool() | int() | str():
            return value
        case Money():
            return {"fen": value.fen}
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case set() | frozenset():
            return sorted(str(plain(part)) for part in value)
    raise TypeError(f"the ledger has no canonical text for {type(value).__name__}; pass text, integers, money or dates")


def canonical(body: Mapping[str, object]) -> str:
    """The one text of a body: sorted keys, no spaces, nothing escaped. This text is stored and hashed."""
    return json.dumps(plain(body), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(*, prev: bytes, chain: str, seq: int, body: str) -> bytes:
    """SHA-256 over the predecessor, the place in the chain and the stored text."""
    return hashlib.sha256(prev + f"{chain}\n{seq}\n".encode() + body.encode()).digest()


def anchor_digest(*, prev: bytes, taken_at: str, heads: Iterable[Head]) -> bytes:
    """SHA-256 over the anchor before and every head, in order of chain."""
    whole = hashlib.sha256(prev + f"{taken_at}\n".encode())
    for head in sorted(heads, key=lambda h: h.chain):
        whole.update(f"{head.chain}\n{head.seq}\n".encode() + head.digest)
    return whole.digest()


def walk(links: Iterable[Link]) -> Iterator[tuple[Link, Broken | None]]:
    """Each link with what is wrong with it. `links` come by chain, then number."""
    chain, seq, prev = "", 0, GENESIS
    for link in links:
        if link.chain != chain:
            chain, seq, prev = link.chain, 0, GENESIS
        yield link, _fault(link, expected_seq=seq + 1, expected_prev=prev)
        seq, prev = link.seq, link.digest


def _fault(link: Link, *, expected_seq: int, expected_prev: bytes) -> Broken | None:
    fault: Fault | None = None
    if link.seq != expected_seq:
        fault = Fault.REMOVED
    elif link.prev != expected_prev:
        fault = Fault.REORDERED
    elif link.digest != digest(prev=link.prev, chain=link.chain, seq=link.seq, body=link.body):
        fault = Fault.CHANGED
    elif any(value != _read(link.body).get(name) for name, value in link.columns.items()):
        fault = Fault.RELABELLED
    return Broken(link.chain, expected_seq, fault) if fault else None


def _read(body: str) -> dict[str, object]:
    read = json.loads(body)
    return read if isinstance(read, dict) else {}


def broken_anchor(anchors: Iterable[AnchorLink]) -> Broken | None:
    """The first anchor that does not follow its predecessor or whose heads do not give its digest."""
    prev = GENESIS
    for count, anchor in enumerate(anchors, start=1):
        told = anchor_digest(prev=anchor.prev, taken_at=anchor.taken_at, heads=anchor.heads)
        if anchor.number != count or anchor.prev != prev or anchor.digest != told:
            return Broken(f"anchor:{count}", count, Fault.ANCHOR)
        prev = anchor.digest
    return None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to be remembered. Personal values go into `personal`, by subject ("resident:5"), and nowhere else."""

    what: str  # "case.accepted"
    about: str  # the chain: "case:17"
    by: Actor
    at: datetime  # business time
    mentions: tuple[str, ...] = ()  # whom else it speaks of or shows
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    reason: str = ""
    details: Mapping[str, object] | None = None
    personal: Mapping[str, Mapping[str, object]] | None = None
    begins: bool = False  # the first event of a thing made in this transaction: nobody else can know its chain yet


def body_of(entry: Entry, *, recorded_at: datetime, sealed: Mapping[str, str]) -> dict[str, object]:
    """The body that is stored and hashed: everything of the entry, the personal values sealed; times in UTC."""
    return {
        "what": entry.what,
        "at": utc_text(entry.at),
        "recorded_at": utc_text(recorded_at),
        "account": entry.by.account,
        "post": entry.by.post,
        "origin": entry.by.origin,
        "mentions": sorted(set(entry.mentions)),
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "details": entry.details,
        "sealed": dict(sealed),
    }


def utc_text(moment: datetime) -> str:
    """ISO text in UTC, so that a column read back compares equal to the body whatever its zone."""
    return moment.astimezone(UTC).isoformat()
