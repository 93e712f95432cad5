"""Tokens of machines: given to a post, narrower than the post, shown once. One event each, on the account's chain."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from doorstep.ledger.public import Actor, Entry, record
from doorstep.staff.logic import (
    LONGEST_DAYS,
    USUAL_RATE,
    BadExpiry,
    Permission,
    PostNotInForce,
    ScopesTooWide,
    UnknownToken,
    digest_of_token,
    role_of,
)
from doorstep.staff.models import ApiToken, Post
from doorstep.staff.selectors import check_may

_CITY = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token as it is handed over: `secret` is told this once and kept nowhere."""

    id: int
    prefix: str
    secret: str


def issue_token(
    *,
    post_id: int,
    scopes: Iterable[Permission | str],
    expires_on: date,
    by: Actor,
    at: datetime,
    name: str = "",
    per_minute: int = USUAL_RATE,
) -> IssuedToken:
    """A token with which a machine acts under a post, with `scopes` of the post's permissions and no others, through the
    day `expires_on` (a year at most), `per_minute` requests a minute.

    Raises NotAllowed, PostNotInForce, ScopesTooWide (also for none, or for words that are no permission), BadExpiry.
    """
    check_may(by, Permission.STAFF_ADMINISTER)
    today, wanted = at.astimezone(_CITY).date(), sorted({str(scope) for scope in scopes})
    if not 0 <= (expires_on - today).days <= LONGEST_DAYS:
        raise BadExpiry(expires_on=expires_on, longest=LONGEST_DAYS)
    secret = f"dst_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        post = Post.objects.on(today).filter(id=post_id, account__is_active=True).first()
        if post is None:
            raise PostNotInForce(post=post_id, on=today)
        wide = [scope for scope in wanted if scope not in role_of(post.role).may]
        if wide or not wanted:
            raise ScopesTooWide(post=post_id, scopes=wide)
        token = ApiToken.objects.create(
            post=post,
            name=name,
            prefix=secret[:12],
            digest=digest_of_token(secret),
            scopes=",".join(wanted),
            per_minute=per_minute,
            expires_on=expires_on,
            issued_at=at,
            issued_by=by.account,
        )
        after = {"token": token.pk, "prefix": token.prefix, "post": post_id, "scopes": wanted, "expires_on": expires_on}
        record(Entry(what="token.issued", about=f"account:{post.account_id}", by=by, at=at, after=after))
    return IssuedToken(token.pk, token.prefix, secret)


def revoke_token(*, token_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Let a token open no door from now on. Raises NotAllowed, UnknownToken (it is not there, or was revoked)."""
    check_may(by, Permission.STAFF_ADMINISTER)
    with transaction.atomic():
        live = ApiToken.objects.filter(id=token_id, revoked_at__isnull=True)
        row = live.values_list("post__account_id", "prefix").first()
        if row is None or live.update(revoked_at=at, revoked_by=by.account) != 1:
            raise UnknownToken(token=token_id)
        before = {"token": token_id, "prefix": row[1]}
        record(Entry(what="token.revoked", about=f"account:{row[0]}", by=by, at=at, before=before, reason=reason))
