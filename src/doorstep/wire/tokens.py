"""The doors of the HTTP API: a token with a scope, or nobody's name at all but not too often."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.security import HttpBearer

from doorstep.staff.public import Permission, TokenHolder, acting_for_token, check_may

from .manners import NoToken, TooOften
from .services import count

OPEN_A_MINUTE = 60
Operation = TypeVar("Operation", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one may ask in a minute, how often still in this one, and how many seconds of it are left."""

    most: int
    remaining: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """As the draft of the HTTP working group on rate limits has them."""
        return {
            "RateLimit-Policy": f'"minute";q={self.most};w=60',
            "RateLimit": f'"minute";r={self.remaining};t={self.seconds}',
        }


class TokenDoor(HttpBearer):
    """Only a token with `permission` in its scopes may call this operation, and only so often a minute."""

    def __init__(self, permission: Permission) -> None:
        super().__init__()
        self.door = permission

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder:
        """Who holds the token; they act in `request.acting`. Two queries. Raises NoToken, TooOften, NotAllowed."""
        holder = acting_for_token(token.strip(), on=request.moment.date())  # type: ignore[attr-defined]
        if holder is None:
            raise NoToken
        _count(request, f"token:{holder.id}", most=holder.per_minute)
        check_may(holder.acting, self.door)
        request.acting = holder.acting  # type: ignore[attr-defined]
        return holder


class OpenDoor:
    """Anybody may call this operation, so often a minute from one address."""

    door = "open"

    def __call__(self, request: HttpRequest) -> bool:
        address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:32]
        _count(request, f"address:{address}", most=OPEN_A_MINUTE)
        return True


def _count(request: HttpRequest, who: str, *, most: int) -> None:
    asked, left = count(who)
    request.rate = Rate(most, max(0, most - asked), left)  # type: ignore[attr-defined]
    if asked > most:
        raise TooOften(most=most, seconds=left)
