"""What happens between acceptance and decision: notices, pauses, departments' tasks."""

from django.db import models
from django.db.models import F, Q

from doorstep.cases.logic.words import NoticeKind, TaskState

from .case import Case, choices


class Notice(models.Model):
    """告知书. What the applicant was told in writing: all defects at once, a special procedure, an extension."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=choices(NoticeKind))
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=40)
    says = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # by when the applicant supplies
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind__in=[NoticeKind.ONE_TIME, NoticeKind.CORRECTION], answered_at__isnull=True),
                name="cases_notice_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Defect(models.Model):
    """缺陷. One thing that is missing or wrong, with its basis and how to mend it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="defects")
    about = models.CharField(max_length=80)  # "material:id-card", "field:income"
    what = models.CharField(max_length=300)
    basis = models.CharField(max_length=200)
    how_to_mend = models.CharField(max_length=300)
    mended = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.about}"


class Pause(models.Model):
    """时钟暂停. The clock stood still: why, by which clause, and which notice told the applicant. `stops` is false where
    the item's rule knows no such pause: the procedure is on record, the clock runs on."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=30)
    clause = models.CharField(max_length=200, blank=True)
    stops = models.BooleanField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="pauses")
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=40)
    resumed_at = models.DateTimeField(null=True)
    resumed_on = models.DateField(null=True)
    resumed_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(resumed_at__isnull=True), name="cases_pause_one_open"),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, resumed_on__isnull=True) | Q(resumed_on__gte=F("opened_on")),
                name="cases_pause_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason} {self.opened_on}"


class Handover(models.Model):
    """交接批次. Tasks handed over to one department's outside system together: a sheet, or a file of many."""

    department = models.ForeignKey("places.Department", on_delete=models.PROTECT)
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, null=True)
    body = models.ForeignKey("places.Body", on_delete=models.PROTECT, null=True)
    way = models.CharField(max_length=8)  # sheet | csv | xlsx
    tasks_sent = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.department_id} {self.sent_at:%Y-%m-%d %H:%M}"


class Task(models.Model):
    """部门任务. One department's part of a case: inside at a desk of ours, or outside in a system of that department."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    spec = models.CharField(max_length=60)
    what = models.CharField(max_length=200)
    what_en = models.CharField(max_length=300)
    department = models.ForeignKey("places.Department", on_delete=models.PROTECT, related_name="tasks", db_index=False)
    body = models.ForeignKey("places.Body", on_delete=models.PROTECT, related_name="tasks", db_index=False)
    inside = models.BooleanField()
    after = models.CharField(max_length=300, blank=True)  # specs that must be done before, separated by commas
    state = models.CharField(max_length=10, choices=choices(TaskState))
    limit_days = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=14, blank=True)
    opened_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    urgent_on = models.DateField(null=True)  # the case's, while the part is pending: what lists of a body are sorted by
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, null=True, related_name="tasks", db_index=False)
    sent_at = models.DateTimeField(null=True)
    foreign_number = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=12, blank=True)  # agrees | objects | noted
    remark = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "spec"], condition=~Q(state=TaskState.CANCELLED), name="cases_task_one_each"
            ),
            models.CheckConstraint(
                name="cases_task_answered_has_result",
                condition=~Q(state=TaskState.ANSWERED) | (Q(answered_at__isnull=False) & ~Q(result="")),
            ),
        ]
        indexes = [
            models.Index(fields=["body", "state", "urgent_on", "case"], name="cases_task_waits_for_body"),
            # The day's work with systems outside is a handful among all tasks of all years.
            models.Index(fields=["sent_at"], condition=Q(inside=False), name="cases_task_outside_sent"),
            models.Index(fields=["answered_at"], condition=Q(inside=False), name="cases_task_outside_answered"),
            # Everything that a count of what waits asks of a part, so that the parts themselves are not looked up.
            models.Index(
                fields=["state", "due_on", "id", "case", "department"],
                condition=Q(inside=False),
                name="cases_task_outside_waiting",
            ),
            models.Index(fields=["department", "state", "sent_at"], name="cases_task_outside"),
            models.Index(fields=["handover"], condition=Q(handover__isnull=False), name="cases_task_handed_over"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.spec}"
