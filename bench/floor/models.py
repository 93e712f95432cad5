"""A case, its materials, answers and tasks, a hashed line of audit with whom it mentions, lines of outbox."""

from django.db import models


class Case(models.Model):
    """One case, with about as many words as the product's."""

    number = models.CharField(max_length=40, unique=True)
    applicant = models.BigIntegerField(db_index=True)
    item_code = models.CharField(max_length=20)
    item_name = models.CharField(max_length=120)
    stage = models.CharField(max_length=14)
    centre = models.CharField(max_length=20)
    body = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    urgent_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["centre", "stage", "urgent_on", "id"], name="floor_case_of_centre")]


class Material(models.Model):
    """One paper of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials")
    material = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=12)


class Answer(models.Model):
    """One answer of the item's form."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(max_length=60)
    value = models.TextField()


class Task(models.Model):
    """One department's part of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    spec = models.CharField(max_length=60)
    body = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    due_on = models.DateField(null=True)


class Audit(models.Model):
    """Who did what, hashed with the line before."""

    chain = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    body = models.TextField()
    prev = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="floor_audit_one_place")]


class Mention(models.Model):
    """Whom a line of audit speaks of."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE)
    about = models.CharField(max_length=80, db_index=True)


class Outbox(models.Model):
    """What is to be sent later."""

    name = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    not_before = models.DateTimeField()
