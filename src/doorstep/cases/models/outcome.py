"""How a case ended, and what came of a visit that made no case."""

import uuid

from django.db import models
from django.db.models import Q

from doorstep.cases.logic.words import ConsultationKind, DeliveryWay, Outcome

from .case import Case, choices


class Decision(models.Model):
    """决定. Exactly one a case. A refusal has its reason, its clause and the remedy of the item."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="decision")
    body = models.ForeignKey("places.Body", on_delete=models.PROTECT, related_name="decisions", db_index=False)
    outcome = models.CharField(max_length=8, choices=choices(Outcome))
    reason = models.TextField(blank=True)
    clause = models.CharField(max_length=200, blank=True)
    remedy = models.TextField(blank=True)
    remedy_en = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cases_decision_refusal_is_reasoned",
                condition=~Q(outcome=Outcome.REFUSED) | (~Q(reason="") & ~Q(clause="") & ~Q(remedy="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class Delivery(models.Model):
    """送达. How and when the result reached the applicant."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="delivery")
    way = models.CharField(max_length=10, choices=choices(DeliveryWay))
    signed = models.BooleanField()  # a receipt was signed
    tracking = models.CharField(max_length=60, blank=True)  # number of the letter or of the e-licence
    authority = models.ForeignKey("people.AgentAuthority", on_delete=models.PROTECT, null=True)  # who came for it
    delivered_at = models.DateTimeField()
    delivered_by = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.case_id} {self.way}"


class Rating(models.Model):
    """评价. An anonymous one has neither case nor day nor a number that tells the order: only month, centre and item."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.SET_NULL, null=True, related_name="rating")
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT)
    item_code = models.CharField(max_length=20)
    month = models.DateField()  # the first of it
    level = models.PositiveSmallIntegerField()
    tags = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    called_back_at = models.DateTimeField(null=True)
    called_back_by = models.CharField(max_length=40, blank=True)
    finding = models.CharField(max_length=12, blank=True)  # true | untrue | unclear
    measure = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="cases_rating_level"),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.month} {self.level}"


class Consultation(models.Model):
    """咨询. Somebody asked, or was kindly sent to the place that is competent (首问负责): a visit that made no case."""

    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="consultations")
    kind = models.CharField(max_length=10, choices=choices(ConsultationKind))
    item_code = models.CharField(max_length=20, blank=True)
    resident = models.ForeignKey("people.Resident", on_delete=models.PROTECT, null=True)
    referred_to = models.ForeignKey("places.Centre", on_delete=models.PROTECT, null=True, related_name="referred_here")
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=80, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cases_consultation_referral_has_a_reason",
                condition=~Q(kind=ConsultationKind.REFERRAL) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.kind} {self.asked_at:%Y-%m-%d}"
