"""One order for many cases, and how each of them answered to it."""

from django.db import models
from django.db.models import Q

from .case import Case
from .work import Task


class BulkAct(models.Model):
    """批量办理. The same act with the same words on many cases, ordered once by one person under one post. Each case is
    acted on by itself: this row only says what was ordered, so that it can be gone on with and never happens twice."""

    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)  # of the order: the same key with another order is refused
    act = models.CharField(max_length=20)
    told = models.JSONField(default=dict)  # what was said once for all: the result of an answer, the way of delivery
    post = models.CharField(max_length=40)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "key"], name="cases_bulk_once_a_key")]

    def __str__(self) -> str:
        return f"{self.act} by {self.post}"


class BulkLine(models.Model):
    """批量办理明细. One case of a bulk act, or one part of it: the state in which the person saw it, and what came."""

    bulk = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="bulk_lines")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, related_name="bulk_lines")
    seen = models.CharField(max_length=40)  # stage and number of acts, "received.1"
    own = models.CharField(max_length=60, blank=True)  # what is said for this case alone: the number of a letter
    state = models.CharField(max_length=8, choices=[(s, s) for s in ("waiting", "done", "refused")], default="waiting")
    code = models.CharField(max_length=60, blank=True)  # of the refusal
    params = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "case", "task"], name="cases_bulkline_one_a_task"),
            models.UniqueConstraint(
                fields=["bulk", "case"], condition=Q(task__isnull=True), name="cases_bulkline_one_a_case"
            ),
            models.CheckConstraint(
                name="cases_bulkline_refused_has_its_code",
                condition=(Q(state="refused") & ~Q(code="")) | (~Q(state="refused") & Q(code="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.case_id} {self.state}"
