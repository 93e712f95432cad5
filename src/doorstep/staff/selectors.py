"""Who acts, what they may do, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from doorstep.kernel.period import Period
from doorstep.ledger.public import Actor, Robot
from doorstep.sql.public import question

from .logic import (
    Acting,
    Jurisdiction,
    NotAllowed,
    OnlyForStaff,
    Permission,
    PostNotInForce,
    Role,
    Scope,
    covers,
    digest_of_token,
    role_of,
)
from .models import Account, ApiToken, DutyShift, Post

Fields = str | tuple[str, ...]
_PERMISSIONS = {str(one): one for one in Permission}


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as lists show it."""

    id: int
    account_id: int
    account_name: str
    username: str
    role: Role
    title: str
    title_en: str
    jurisdiction: Jurisdiction
    window_id: int | None
    period: Period


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """A machine behind a token: whom it acts for, and how often it may ask."""

    id: int
    prefix: str
    acting: Acting
    scopes: tuple[Permission, ...]
    per_minute: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as lists show it."""

    id: int
    prefix: str
    name: str
    post_id: int
    post_title: str
    account_name: str
    scopes: tuple[str, ...]
    per_minute: int
    expires_on: date
    revoked: bool


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line of a duty roster."""

    shift: str
    duty: str
    account_name: str
    post_id: int
    window_number: int | None


def acting(*, post_id: int, origin: str, on: date) -> Acting:
    """The person acting under a post on a day. Raises PostNotInForce. One query."""
    held = Post.objects.on(on).filter(account__is_active=True, id=post_id).select_related("account").first()
    if held is None:
        raise PostNotInForce(post=post_id, on=on)
    return _acting(held, origin)


def acting_for_session(*, account_id: int, post_id: int | None, origin: str, on: date) -> Acting | None:
    """The post that a signed-in person has chosen, else the first of the day; None without a post. One query."""
    held = list(
        Post.objects.on(on).filter(account=account_id, account__is_active=True).select_related("account").order_by("id")
    )
    chosen = next((post for post in held if post.pk == post_id), held[0] if held else None)
    return _acting(chosen, origin) if chosen else None


def acting_for_token(secret: str, *, on: date) -> TokenHolder | None:
    """Who stands behind a token on a day; None: unknown, revoked, expired, or its post is not held. One query."""
    # At most one row has the digest: whether it still opens anything is quicker read from it than asked for.
    found = next(iter(_tokens_of(digest=digest_of_token(secret))), None)
    if found is None or found.revoked_at is not None or found.expires_on < on:
        return None
    if not (found.post.account.is_active and Period(found.post.first, found.post.last).contains(on)):
        return None
    # A permission that was renamed since opens nothing.
    scopes = tuple(_PERMISSIONS[scope] for scope in found.scopes.split(",") if scope in _PERMISSIONS)
    by = replace(_acting(found.post, f"api:token-{found.pk}"), only=frozenset(scopes))
    return TokenHolder(found.pk, found.prefix, by, scopes, found.per_minute, found.expires_on)


@question
def _tokens_of(*, digest: str) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(digest=digest).select_related("post__account")


def tokens() -> list[TokenRow]:
    """Every token that was ever issued, newest first, without anything that opens a door. One query."""
    return [
        TokenRow(
            id=row.pk,
            prefix=row.prefix,
            name=row.name,
            post_id=row.post_id,
            post_title=row.post.title,
            account_name=row.post.account.display_name,
            scopes=tuple(row.scopes.split(",")),
            per_minute=row.per_minute,
            expires_on=row.expires_on,
            revoked=row.revoked_at is not None,
        )
        for row in ApiToken.objects.select_related("post__account").order_by("-id")
    ]


def posts_of(account_id: int, *, on: date) -> list[PostRow]:
    """The posts that an account holds on a day, oldest first. One query."""
    return _rows(Post.objects.on(on).filter(account=account_id))


def posts_held(
    *, on: date, role: str = "", centre_code: str = "", body_code: str = "", street_code: str = ""
) -> list[PostRow]:
    """The posts of a day, narrowed by what is given. One query."""
    given = {"role": role, "centre": centre_code, "body": body_code, "street": street_code}
    return _rows(Post.objects.on(on).filter(**{name: value for name, value in given.items() if value}))


@dataclass(frozen=True, slots=True)
class Names:
    """Who stands behind the keys of accounts and posts in the ledger, ended posts included."""

    accounts: Mapping[str, str]
    posts: Mapping[str, tuple[str, str]]

    def who(self, account: str) -> str:
        """The display name of "account:5"; a robot is its own name."""
        return self.accounts.get(account, "") if _number(account) is not None else account

    def title(self, post: str) -> str:
        """The title of "post:7" in Chinese; empty where there is none."""
        return self.posts.get(post, ("", ""))[0]

    def title_en(self, post: str) -> str:
        """The same in English; empty where nobody wrote it."""
        return self.posts.get(post, ("", ""))[1]


def names_behind(acted: Iterable[tuple[str, str]]) -> Names:
    """Names for stories told from the ledger, by the (account, post) of each event. One query, one more where somebody
    acted without a post."""
    pairs = list(acted)
    ids = {number for _account, post in pairs if (number := _number(post)) is not None}
    rows = Post.objects.filter(id__in=ids).values_list("id", "title", "title_en", "account_id", "account__display_name")
    posts, accounts = {}, {}
    for post, title, title_en, account, name in rows if ids else ():
        posts[f"post:{post}"], accounts[f"account:{account}"] = (title, title_en), name
    missing = {number for account, _ in pairs if account not in accounts and (number := _number(account)) is not None}
    if missing:
        found = Account.objects.filter(id__in=missing).values_list("id", "display_name")
        accounts |= {f"account:{number}": name for number, name in found}
    return Names(accounts, posts)


def _number(key: str) -> int | None:
    """The number in the key of an account or a post; None for a robot and for nothing."""
    kind, _, number = key.partition(":")
    return int(number) if kind in ("account", "post") and number.isdecimal() else None


def account_of_resident(resident: str) -> int | None:
    """The account of a resident's key ("resident:5"), if there is one. One query."""
    return Account.objects.filter(resident=resident).values_list("id", flat=True).first()


def duty_on(centre_code: str, day: date) -> list[DutyRow]:
    """Who serves at a centre on a day, leaders first, then by shift and window. One query."""
    rows = DutyShift.objects.filter(centre=centre_code, day=day).values_list(
        "shift", "duty", "post__account__display_name", "post_id", "window__number"
    )
    order = list(DutyShift.Shift.values)
    return sorted(
        (DutyRow(*row) for row in rows),
        key=lambda row: (row.duty != DutyShift.Duty.LEADER, order.index(row.shift), row.window_number or 0),
    )


def may(by: Actor, permission: Permission) -> bool:
    """Whether a post has a permission. A robot runs what an operator or a checked act ordered: it may everything but
    what needs a person's own reason (unmasking). A token may what is in its scopes and still its post's. No query."""
    if isinstance(by, Robot):
        return permission is not Permission.PERSON_UNMASK
    if not isinstance(by, Acting) or permission not in role_of(by.role).may:
        return False
    return by.only is None or permission in by.only


def check_may(by: Actor, permission: Permission) -> None:
    """Raises NotAllowed unless the post has the permission; OnlyForStaff to a resident. No query."""
    if not may(by, permission):
        refusal = OnlyForStaff if isinstance(by, Acting) and role_of(by.role).scope is Scope.SELF else NotAllowed
        raise refusal(permission=permission, where="")


def within(by: Actor, *, centre: str = "", street: str = "", district: str = "") -> bool:
    """Whether a place lies in the jurisdiction of a post; a robot's is the city. No query."""
    if isinstance(by, Robot):
        return True
    return isinstance(by, Acting) and covers(by.jurisdiction, centre=centre, street=street, district=district)


def check_within(by: Actor, *, centre: str = "", street: str = "", district: str = "") -> None:
    """Raises NotAllowed unless the place lies in the jurisdiction of the post. No query."""
    if not within(by, centre=centre, street=street, district=district):
        raise NotAllowed(permission="", where=centre or street or district)


def jurisdiction_q(
    by: Actor,
    *,
    centre_field: Fields = (),
    street_field: Fields = (),
    district_field: Fields = (),
    neighbourhood_field: Fields = (),
    department_field: Fields = (),
) -> Q:
    """The filter that leaves only rows of the post's jurisdiction.

    Each field is a path to a code (`"centre__code"`, or a text column), or several paths of which one must fit: a case
    belongs to the receiving and to the accepting centre. A street's code begins with its district's, so a district is
    found through `street_field` where `district_field` is not given. What the given fields cannot express is nobody's:
    the filter then lets nothing through. No query.
    """
    if isinstance(by, Robot):
        return Q()
    if not isinstance(by, Acting):
        return NOTHING
    place = by.jurisdiction
    district = _district(place.district_code, district_field, street_field)
    street = _any(street_field, place.street_code)
    filters = {
        Scope.CITY: Q(),
        Scope.DISTRICT: district,
        Scope.STREET: street,
        Scope.CENTRE: _any(centre_field, place.centre_code) if centre_field else street,
        Scope.NEIGHBOURHOOD: _any(neighbourhood_field, place.neighbourhood_code),
        Scope.BODY: _any(department_field, place.department)
        & (street if place.street_code else district if place.district_code else Q()),
    }
    return filters.get(place.scope, NOTHING)


NOTHING = Q(pk__in=[])


def _district(code: str, district_field: Fields, street_field: Fields) -> Q:
    if district_field:
        return _any(district_field, code)
    return _any(tuple(f"{field}__startswith" for field in _paths(street_field)), code)


def _any(fields: Fields, code: str) -> Q:
    paths = _paths(fields)
    if not paths or not code:
        return NOTHING
    wanted = Q()
    for path in paths:
        wanted |= Q(**{path: code})
    return wanted


def _paths(fields: Fields) -> tuple[str, ...]:
    return (fields,) if isinstance(fields, str) else fields


def jurisdiction_of(post: Post) -> Jurisdiction:
    """The area of a stored post. No query."""
    return Jurisdiction(
        scope=Scope(post.scope),
        centre_code=post.centre_id or "",
        neighbourhood_code=post.neighbourhood_id or "",
        street_code=post.street_id or "",
        district_code=post.district_id or "",
        body_code=post.body_id or "",
        department=post.department_id or "",
    )


def _acting(post: Post, origin: str) -> Acting:
    return Acting(
        account_id=post.account_id,
        account_name=post.account.display_name,
        post_id=post.pk,
        role=post.role,
        title=post.title,
        title_en=post.title_en,
        jurisdiction=jurisdiction_of(post),
        window_id=post.window_id,
        origin=origin,
        resident=post.account.resident,
    )


def _rows(posts: Iterable[Post]) -> list[PostRow]:
    return [
        PostRow(
            id=post.pk,
            account_id=post.account_id,
            account_name=post.account.display_name,
            username=post.account.username,
            role=role_of(post.role),
            title=post.title,
            title_en=post.title_en,
            jurisdiction=jurisdiction_of(post),
            window_id=post.window_id,
            period=Period(post.first, post.last),
        )
        for post in posts.select_related("account").order_by("id")  # type: ignore[attr-defined]
    ]
