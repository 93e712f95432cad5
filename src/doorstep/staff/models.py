"""人员. Who signs in, and under which post they act."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from doorstep.rows import DatedQuerySet, choices, in_order

from .logic import ROLES, Scope


class Account(AbstractBaseUser):
    """账号. A person who signs in. What they may do comes from their posts and from nothing else: no groups, no
    superuser. `resident` is the key ("resident:5") of a resident's own account; residents live in a room above."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    resident = models.CharField(max_length=40, blank=True)
    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident"], condition=~Q(resident=""), name="staff_account_one_resident")
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name shown on screens; allauth asks for it by this name."""
        return self.display_name


class Post(models.Model):
    """岗位. A role held by an account in one jurisdiction, day to day. Ended, never deleted: the ledger names it."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=choices(ROLES))
    scope = models.CharField(max_length=14, choices=choices(Scope))
    title = models.CharField(max_length=60, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, null=True)
    neighbourhood = models.ForeignKey("places.Neighbourhood", on_delete=models.PROTECT, null=True)
    street = models.ForeignKey("places.Street", on_delete=models.PROTECT, null=True)
    district = models.ForeignKey("places.District", on_delete=models.PROTECT, null=True)
    body = models.ForeignKey("places.Body", on_delete=models.PROTECT, null=True)
    department = models.ForeignKey("places.Department", on_delete=models.PROTECT, null=True)
    window = models.ForeignKey("places.Window", on_delete=models.PROTECT, null=True)
    both = models.BooleanField(default=False)  # held beside an incompatible post by explicit permission
    first = models.DateField()
    last = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("staff_post_in_order"),
            models.CheckConstraint(
                name="staff_post_has_its_jurisdiction",
                condition=(
                    Q(scope=Scope.CENTRE, centre__isnull=False, street__isnull=False, district__isnull=False)
                    | Q(scope=Scope.NEIGHBOURHOOD, neighbourhood__isnull=False, street__isnull=False)
                    | Q(scope=Scope.STREET, street__isnull=False, district__isnull=False)
                    | Q(scope=Scope.DISTRICT, district__isnull=False, street__isnull=True)
                    | Q(scope=Scope.BODY, body__isnull=False, department__isnull=False)
                    | Q(scope__in=[Scope.CITY, Scope.SELF], district__isnull=True, street__isnull=True)
                ),
            ),
        ]
        indexes = [models.Index(fields=["account", "first"], name="staff_post_of_account")]

    def __str__(self) -> str:
        return f"{self.role} of {self.account_id}"


class ApiToken(models.Model):
    """接口令牌. A machine acts under a post, with some of the post's permissions. Of the token only its beginning and a
    hash are kept. Revoked, never deleted: the ledger names it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80, blank=True)  # which machine holds it
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=800)  # permissions, separated by commas
    per_minute = models.PositiveIntegerField()
    expires_on = models.DateField()  # the last day
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=40)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="staff_token_revoked_by_someone",
            ),
            models.CheckConstraint(condition=~Q(scopes=""), name="staff_token_may_something"),
        ]

    def __str__(self) -> str:
        return self.prefix


class DutyShift(models.Model):
    """值班. Who serves at a centre on a day: centres are open on all 365 days, and holidays have a leader on duty."""

    class Shift(models.TextChoices):
        """Which part of the day."""

        MORNING = "morning"
        AFTERNOON = "afternoon"
        EVENING = "evening"
        WHOLE_DAY = "whole_day"

    class Duty(models.TextChoices):
        """What the person does in the shift."""

        WINDOW = "window"
        BACKUP = "backup"
        LEADER = "leader"  # 带班领导

    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT)
    day = models.DateField()
    shift = models.CharField(max_length=10, choices=Shift.choices)
    duty = models.CharField(max_length=10, choices=Duty.choices)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    window = models.ForeignKey("places.Window", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "day", "shift"], name="staff_duty_one_place_a_shift"),
            models.UniqueConstraint(
                fields=["window", "day", "shift"], condition=Q(duty="window"), name="staff_duty_one_clerk_a_window"
            ),
            models.UniqueConstraint(
                fields=["centre", "day", "shift"], condition=Q(duty="leader"), name="staff_duty_one_leader_a_shift"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.day} {self.shift}"
