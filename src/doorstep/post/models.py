"""发件箱. Rows that an act leaves behind for later."""

from django.db import models
from django.db.models import Q

from doorstep.rows import choices

from .logic import State

OPEN = [State.WAITING, State.RUNNING, State.DEAD]


class Job(models.Model):
    """任务. Something to do, not before a moment. `name` stands for a public function of a room above; the room that
    enqueues does not know which."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120, null=True)  # the same name and key never exist twice
    params = models.JSONField(default=dict)
    not_before = models.DateTimeField()
    state = models.CharField(max_length=10, choices=choices(State))
    attempts = models.PositiveSmallIntegerField(default=0)  # claims so far; together with the id, a claim's number
    worker = models.CharField(max_length=80, blank=True)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)  # code or kind of the last failure, never its text

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "key"], name="post_job_once_a_key"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | (Q(claimed_at__isnull=False) & ~Q(worker="")),
                name="post_job_running_has_a_worker",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.WAITING, State.RUNNING], ended_at__isnull=True)
                | Q(state__in=[State.DONE, State.DEAD, State.CANCELLED], ended_at__isnull=False),
                name="post_job_ended_when_it_ended",
            ),
        ]
        indexes = [
            # Finished jobs are millions, open ones hundreds: the index holds the open ones only.
            models.Index(fields=["state", "not_before"], name="post_job_open", condition=Q(state__in=OPEN))
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Message(models.Model):
    """通知. A notice to a resident, as a template and its parameters; it is rendered in their language when it is sent.
    The address is kept masked: whoever sends it looks the real one up under the resident's key."""

    class Channel(models.TextChoices):
        """The way it goes."""

        SMS = "sms"

    recipient = models.CharField(max_length=40)  # "resident:5"
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=30)  # masked
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    about = models.CharField(max_length=80)  # "case:17"
    key = models.CharField(max_length=120, unique=True)
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["about"], name="post_message_about")]

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient}"
