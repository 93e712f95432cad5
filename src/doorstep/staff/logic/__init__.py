"""What staff decides without a computer: roles, jurisdictions, who may not hold two posts. Pure."""

from .jurisdiction import Acting, Jurisdiction, check_compatible, check_jurisdiction, covers
from .refusals import (
    IncompatiblePosts,
    NameTaken,
    NeedsJurisdiction,
    NotAllowed,
    PostNotInForce,
    UnknownAccount,
    UnknownRole,
)
from .roles import INCOMPATIBLE, ROLES, Permission, Role, Scope, role_of

__all__ = [
    "INCOMPATIBLE",
    "ROLES",
    "Acting",
    "IncompatiblePosts",
    "Jurisdiction",
    "NameTaken",
    "NeedsJurisdiction",
    "NotAllowed",
    "Permission",
    "PostNotInForce",
    "Role",
    "Scope",
    "UnknownAccount",
    "UnknownRole",
    "check_compatible",
    "check_jurisdiction",
    "covers",
    "role_of",
]
