"""What other rooms may use of the ledger."""

from .logic import Actor, Broken, Entry, Fault, Robot
from .selectors import Told, Verdict, latest_act, length_of, readings_of, size, story, verify
from .services import OutsideTransaction, PersonErased, erase_person, record, record_many, take_anchor

__all__ = [
    "Actor",
    "Broken",
    "Entry",
    "Fault",
    "OutsideTransaction",
    "PersonErased",
    "Robot",
    "Told",
    "Verdict",
    "erase_person",
    "latest_act",
    "length_of",
    "readings_of",
    "record",
    "record_many",
    "size",
    "story",
    "take_anchor",
    "verify",
]
