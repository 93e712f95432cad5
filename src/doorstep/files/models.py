"""附件. What was handed in as a file; the content lies encrypted on disk."""

import uuid

from django.db import models
from django.db.models import Q

from doorstep.rows import choices

from .logic import Kind


class StoredFile(models.Model):
    """附件. One upload. Erased, the row stays and says when; name and content are gone."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=130, blank=True)
    media_type = models.CharField(max_length=20, choices=choices(Kind))
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)  # of the content
    blob = models.CharField(max_length=64, unique=True)  # digest of the ciphertext: where it lies on disk
    about = models.CharField(max_length=80)  # "case:17"
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=60)  # account
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_by="")
                | (Q(erased_at__isnull=False, name="") & ~Q(erased_by="")),
                name="files_file_erased_by_someone",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_file_not_empty"),
        ]
        indexes = [models.Index(fields=["about", "uploaded_at"], name="files_file_about")]

    def __str__(self) -> str:
        return str(self.uuid)
