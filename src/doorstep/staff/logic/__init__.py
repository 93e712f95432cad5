"""What staff decides without a computer: roles, jurisdictions, who may not hold two posts. Pure."""

from .jurisdiction import Acting, Jurisdiction, check_compatible, check_jurisdiction, covers
from .refusals import (
    BadExpiry,
    IncompatiblePosts,
    NameTaken,
    NeedsJurisdiction,
    NotAllowed,
    OnlyForStaff,
    PostNotInForce,
    ScopesTooWide,
    UnknownAccount,
    UnknownRole,
    UnknownToken,
)
from .roles import INCOMPATIBLE, ROLES, Permission, Role, Scope, role_of
from .tokens import LONGEST_DAYS, USUAL_RATE, digest_of_token

__all__ = [
    "INCOMPATIBLE",
    "LONGEST_DAYS",
    "ROLES",
    "USUAL_RATE",
    "Acting",
    "BadExpiry",
    "IncompatiblePosts",
    "Jurisdiction",
    "NameTaken",
    "NeedsJurisdiction",
    "NotAllowed",
    "OnlyForStaff",
    "Permission",
    "PostNotInForce",
    "Role",
    "Scope",
    "ScopesTooWide",
    "UnknownAccount",
    "UnknownRole",
    "UnknownToken",
    "check_compatible",
    "check_jurisdiction",
    "covers",
    "digest_of_token",
    "role_of",
]
