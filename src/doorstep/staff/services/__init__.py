"""Writing staff: accounts, posts, the duty roster, tokens of machines."""

from .posts import DutyTaken, add_account, end_post, give_post, plan_duty, set_active, set_password
from .tokens import IssuedToken, issue_token, revoke_token

__all__ = [
    "DutyTaken",
    "IssuedToken",
    "add_account",
    "end_post",
    "give_post",
    "issue_token",
    "plan_duty",
    "revoke_token",
    "set_active",
    "set_password",
]
