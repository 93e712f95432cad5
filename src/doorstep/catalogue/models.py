"""事项. The city's service items in their dated versions, as loaded from the policy folder.

A row keeps the pack's own data as canonical text: what a case was pinned to in 2018 can be read again in 2030.
"""

from django.db import models
from django.db.models import F, Q


class CatalogueItem(models.Model):
    """事项版本. One version of a service item. Its content never changes; only its last day is set when the next
    version takes over. `digest` is over the content without that last day."""

    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # that day included; none: until further notice
    digest = models.CharField(max_length=64)
    body = models.TextField()  # logic/stored.py: canonical JSON, days marked as days
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="catalogue_item_one_text_a_version"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="catalogue_item_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class CatalogueRegister(models.Model):
    """事项登记册. What packs refer to, one row each: the legal documents, the e-licences, the duty of a window. Every
    entry inside bears its own days, so a register grows and is replaced as a whole."""

    name = models.CharField(max_length=20, primary_key=True)
    digest = models.CharField(max_length=64)
    body = models.TextField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CatalogueEdition(models.Model):
    """事项目录版次. One act that changed the catalogue; its digest is what a process compares with what it has in
    memory."""

    number = models.PositiveIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)  # of every version, its days and every register after this act
    loaded_at = models.DateTimeField()
    items_added = models.PositiveIntegerField()
    items_ended = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"catalogue {self.number}"
