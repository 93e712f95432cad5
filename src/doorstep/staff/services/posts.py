"""Writing staff: accounts, posts, the duty roster. One event each, on the chain of the account or the centre."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q

from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Actor, Entry, record
from doorstep.places import public as places
from doorstep.staff.logic import (
    Jurisdiction,
    NameTaken,
    Permission,
    PostNotInForce,
    Role,
    Scope,
    UnknownAccount,
    check_compatible,
    check_jurisdiction,
    role_of,
)
from doorstep.staff.models import Account, DutyShift, Post
from doorstep.staff.selectors import check_may, check_within, jurisdiction_of


class DutyTaken(Refusal):
    """The person, the window or the lead of this shift is taken (`centre`, `day`, `shift`)."""

    code = "staff.duty-taken"


def add_account(
    *, username: str, display_name: str, password: str | None, by: Actor, at: datetime, resident: str = ""
) -> int:
    """A new account; its id. Without a password nobody can sign in to it. Raises NotAllowed, NameTaken."""
    check_may(by, Permission.STAFF_ADMINISTER)
    with transaction.atomic():
        try:
            with transaction.atomic():
                account = Account.objects.create(
                    username=username, display_name=display_name, password=make_password(password), resident=resident
                )
        except IntegrityError:
            raise NameTaken from None
        subject = f"account:{account.pk}"
        personal = {subject: {"username": username, "display_name": display_name}}
        record(Entry(what="account.added", about=subject, by=by, at=at, personal=personal))
    return account.pk


def set_active(*, account_id: int, active: bool, reason: str, by: Actor, at: datetime) -> None:
    """Let an account sign in, or no longer. Posts stay as they are. Raises NotAllowed, UnknownAccount."""
    check_may(by, Permission.STAFF_ADMINISTER)
    with transaction.atomic():
        changed = Account.objects.filter(id=account_id).exclude(is_active=active).update(is_active=active)
        if changed != 1:
            if Account.objects.filter(id=account_id).exists():
                return
            raise UnknownAccount(account=account_id)
        what = "account.opened" if active else "account.closed"
        record(Entry(what=what, about=f"account:{account_id}", by=by, at=at, reason=reason))


def set_password(*, account_id: int, password: str, by: Actor, at: datetime) -> None:
    """A new password, set by the administrator. Raises NotAllowed, UnknownAccount."""
    check_may(by, Permission.STAFF_ADMINISTER)
    with transaction.atomic():
        if Account.objects.filter(id=account_id).update(password=make_password(password)) != 1:
            raise UnknownAccount(account=account_id)
        record(Entry(what="account.password-set", about=f"account:{account_id}", by=by, at=at))


def give_post(
    *,
    account_id: int,
    role: str,
    first: date,
    by: Actor,
    at: datetime,
    last: date | None = None,
    title: str = "",
    title_en: str = "",
    centre_code: str = "",
    neighbourhood_code: str = "",
    street_code: str = "",
    district_code: str = "",
    body_code: str = "",
    window_id: int | None = None,
    both: bool = False,
) -> int:
    """Give an account a post from `first` to `last` (both included); the post's id.

    One place is enough: a centre or neighbourhood brings its street and district, a body its department. `both` allows
    posts that exclude each other and stays on record. Raises NotAllowed, UnknownRole, NeedsJurisdiction,
    IncompatiblePosts, UnknownAccount, UnknownPlace.
    """
    check_may(by, Permission.STAFF_ADMINISTER)
    kind = role_of(role)
    area = _area(
        kind,
        centre=centre_code,
        neighbourhood=neighbourhood_code,
        street=street_code,
        district=district_code,
        body=body_code,
    )
    check_jurisdiction(kind, area)
    with transaction.atomic():
        # The account's row is locked first, so that two posts given at once see each other.
        if not Account.objects.select_for_update().filter(id=account_id).exists():
            raise UnknownAccount(account=account_id)
        check_compatible(kind, area, _held(account_id, first=first, last=last), both=both)
        post = Post.objects.create(
            account_id=account_id,
            role=role,
            scope=area.scope,
            title=title or kind.name,
            title_en=title_en or ("" if title else kind.name_en),
            centre_id=area.centre_code or None,
            neighbourhood_id=area.neighbourhood_code or None,
            street_id=area.street_code or None,
            district_id=area.district_code or None,
            body_id=area.body_code or None,
            department_id=area.department or None,
            window_id=window_id,
            both=both,
            first=first,
            last=last,
        )
        after = {"post": post.pk, "role": role, "first": first, "last": last, "both": both, "place": _place(area)}
        record(Entry(what="post.given", about=f"account:{account_id}", by=by, at=at, after=after))
    return post.pk


def end_post(*, post_id: int, last: date, reason: str, by: Actor, at: datetime) -> None:
    """Let a post end with the day `last`. Raises NotAllowed, PostNotInForce (it has ended, or begins later)."""
    check_may(by, Permission.STAFF_ADMINISTER)
    with transaction.atomic():
        held = Post.objects.filter(id=post_id, first__lte=last).filter(Q(last__isnull=True) | Q(last__gt=last))
        row = held.select_for_update().values_list("account_id", "last").first()
        if row is None or held.update(last=last) != 1:
            raise PostNotInForce(post=post_id, on=last)
        account_id, before = row
        record(
            Entry(
                what="post.ended",
                about=f"account:{account_id}",
                by=by,
                at=at,
                before={"post": post_id, "last": before},
                after={"post": post_id, "last": last},
                reason=reason,
            )
        )


def plan_duty(
    *,
    centre_code: str,
    day: date,
    shift: str,
    duty: str,
    post_id: int,
    by: Actor,
    at: datetime,
    window_id: int | None = None,
) -> int:
    """Put a post on a centre's roster; the line's id. `shift` and `duty` are values of DutyShift's choices.

    Raises NotAllowed, PostNotInForce, DutyTaken.
    """
    check_may(by, Permission.DUTY_PLAN)
    check_within(by, centre=centre_code, street=places.centre(centre_code).street_code)
    with transaction.atomic():
        if not Post.objects.on(day).filter(id=post_id).exists():
            raise PostNotInForce(post=post_id, on=day)
        try:
            with transaction.atomic():
                line = DutyShift.objects.create(
                    centre_id=centre_code,
                    day=day,
                    shift=DutyShift.Shift(shift),
                    duty=DutyShift.Duty(duty),
                    post_id=post_id,
                    window_id=window_id,
                )
        except IntegrityError:
            raise DutyTaken(centre=centre_code, day=day, shift=shift) from None
        after = {"day": day, "shift": shift, "duty": duty, "post": post_id, "window": window_id}
        record(Entry(what="duty.planned", about=f"centre:{centre_code}", by=by, at=at, after=after))
    return line.pk


def _held(account_id: int, *, first: date, last: date | None) -> list[tuple[str, Jurisdiction]]:
    posts = Post.objects.filter(Q(last__isnull=True) | Q(last__gte=first), account=account_id)
    if last is not None:
        posts = posts.filter(first__lte=last)
    return [(post.role, jurisdiction_of(post)) for post in posts]


def _area(role: Role, *, centre: str, neighbourhood: str, street: str, district: str, body: str) -> Jurisdiction:
    """The jurisdiction of the narrowest place given, filled up with what it lies in. At most one query."""
    department = ""
    if role.scope is Scope.CENTRE and centre:
        found = places.centre(centre)
        street, district = found.street_code, found.district_code
    elif role.scope is Scope.NEIGHBOURHOOD and neighbourhood:
        street = places.neighbourhood(neighbourhood).street_code
        district = street[:6]
    elif role.scope is Scope.BODY and body:
        office = places.body(body)
        street, district, department = office.street_code, office.district_code, office.department
    elif role.scope is Scope.STREET and street:
        district = places.district_of(street).code
    elif role.scope is Scope.DISTRICT and district:
        places.district(district)
    else:
        return Jurisdiction(role.scope)
    return Jurisdiction(
        role.scope,
        centre_code=centre if role.scope is Scope.CENTRE else "",
        neighbourhood_code=neighbourhood if role.scope is Scope.NEIGHBOURHOOD else "",
        street_code=street if role.scope is not Scope.DISTRICT else "",
        district_code=district,
        body_code=body if role.scope is Scope.BODY else "",
        department=department,
    )


def _place(area: Jurisdiction) -> str:
    return area.centre_code or area.neighbourhood_code or area.body_code or area.street_code or area.district_code
