"""Acts on people: each one transaction and one event; personal values stand in the ledger under the person's key."""

from .agents import authorise_agent, end_authority, give_consent, withdraw_consent
from .changing import change_address, change_phone, rename, report_death
from .duplicates import judge_duplicate, propose_duplicates
from .families import form_families, form_family, join_family, leave_family
from .registering import register_many, register_resident
from .seeing import erase, record_all_shown, record_shown, unmask

__all__ = [
    "authorise_agent",
    "change_address",
    "change_phone",
    "end_authority",
    "erase",
    "form_families",
    "form_family",
    "give_consent",
    "join_family",
    "judge_duplicate",
    "leave_family",
    "propose_duplicates",
    "record_all_shown",
    "record_shown",
    "register_many",
    "register_resident",
    "rename",
    "report_death",
    "unmask",
    "withdraw_consent",
]
