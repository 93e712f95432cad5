"""文书. What was given out in writing."""

from django.db import models
from django.db.models import Q


class Paper(models.Model):
    """文书. One edition of one official letter. Whose seal it bears is kept as it was called on the day."""

    number = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=80)  # "case:17"
    part = models.CharField(max_length=40, blank=True)  # "notice:3"
    check_code = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    issuer = models.CharField(max_length=40)  # centre or body by its code
    issuer_name = models.CharField(max_length=120)
    issuer_name_en = models.CharField(max_length=200)
    dated_on = models.DateField()  # the day that stands beside the seal
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60)  # account
    prints = models.PositiveIntegerField(default=1)
    printed_at = models.DateTimeField()  # the last time
    printed_by = models.CharField(max_length=60)
    replaced_at = models.DateTimeField(null=True)  # out of force since: the next edition is, or its matter was undone

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about", "kind", "part"],
                condition=Q(replaced_at__isnull=True),
                name="papers_paper_one_in_force",
            ),
            models.CheckConstraint(condition=Q(prints__gte=1), name="papers_paper_printed"),
        ]
        indexes = [models.Index(fields=["about", "id"], name="papers_paper_about")]

    def __str__(self) -> str:
        return self.number
