"""Lists that a person comes back to."""

from django.db import models


class SavedFilter(models.Model):
    """已存筛选. A named way to narrow the list of cases, of one person at one place of work; `shared`: everybody who works
    there may use it, its owner alone may change it. What it asks for names no person."""

    owner = models.CharField(max_length=40)  # the account's key
    place = models.CharField(max_length=40)  # "body:MZ-310105", "centre:310105011-1": where it was made
    name = models.CharField(max_length=40)
    formerly = models.CharField(max_length=40, blank=True)  # what it was called before: those who use it are told
    asked = models.JSONField()
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "owner", "name"], name="cases_savedfilter_one_name"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class FirstFilter(models.Model):
    """默认筛选. The saved filter with which a post begins its day."""

    post = models.CharField(max_length=40, unique=True)
    saved = models.ForeignKey(SavedFilter, on_delete=models.CASCADE, related_name="first_of")

    def __str__(self) -> str:
        return f"{self.post} begins with {self.saved_id}"
