"""What other rooms may use of the ledger."""

from .logic import Actor, Broken, Entry, Fault, Robot
from .selectors import (
    Facts,
    Passed,
    Stretch,
    Told,
    Verdict,
    facts_of,
    follow,
    latest_act,
    length_of,
    newest_digest,
    readings_of,
    size,
    story,
    verify,
)
from .services import OutsideTransaction, PersonErased, erase_person, record, record_many, take_anchor

__all__ = [
    "Actor",
    "Broken",
    "Entry",
    "Facts",
    "Fault",
    "OutsideTransaction",
    "Passed",
    "PersonErased",
    "Robot",
    "Stretch",
    "Told",
    "Verdict",
    "erase_person",
    "facts_of",
    "follow",
    "latest_act",
    "length_of",
    "newest_digest",
    "readings_of",
    "record",
    "record_many",
    "size",
    "story",
    "take_anchor",
    "verify",
]
