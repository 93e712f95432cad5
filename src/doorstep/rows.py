"""How rows are kept wherever rooms keep them alike: from a day to a day, with values of a closed list. No table of its own."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from `first` to `last`, both days included; no `last` means until further notice."""

    def on(self, day: date) -> "DatedQuerySet":
        """The rows in force on `day`."""
        return self.filter(Q(last__isnull=True) | Q(last__gte=day), first__lte=day)


def in_order(name: str) -> models.CheckConstraint:
    """A dated row ends on or after the day it begins."""
    return models.CheckConstraint(condition=Q(last__isnull=True) | Q(last__gte=F("first")), name=name)


def choices(values: Iterable[object]) -> list[tuple[str, str]]:
    """The values of a closed list as a column takes them; their words are those of the screens."""
    return [(str(value), str(value)) for value in values]
