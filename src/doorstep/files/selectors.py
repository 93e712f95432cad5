"""Which files there are. Reading a content is an act of services, because it is remembered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .logic import Kind, UnknownFile
from .models import StoredFile


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file without its content. `name` is empty once `erased_at` is set. `size` in bytes."""

    uuid: UUID
    name: str
    kind: Kind
    size: int
    sha256: str
    about: str
    uploaded_at: datetime
    uploaded_by: str
    erased_at: datetime | None


def file(uuid: UUID) -> FileRow:
    """One file. Raises UnknownFile. One query."""
    found = _rows(StoredFile.objects.filter(uuid=uuid))
    if not found:
        raise UnknownFile(file=str(uuid))
    return found[0]


def files_about(*abouts: str) -> list[FileRow]:
    """The files of one or several things, oldest first, erased ones included. One query."""
    return _rows(StoredFile.objects.filter(about__in=abouts).order_by("uploaded_at", "uuid"))


def files_on(about: str, uuids: Collection[UUID]) -> dict[UUID, FileRow]:
    """Those of `uuids` that belong to `about` and are not erased. One query, none where there are no numbers."""
    if not uuids:
        return {}
    found = StoredFile.objects.filter(uuid__in=set(uuids), about=about, erased_at__isnull=True)
    return {row.uuid: row for row in _rows(found)}


def digests_of(uuids: Collection[UUID]) -> dict[UUID, str]:
    """The digest of each content, wherever it belongs. Raises UnknownFile. One query, none where there are no numbers."""
    if not uuids:
        return {}
    found = dict(StoredFile.objects.filter(uuid__in=set(uuids)).values_list("uuid", "sha256"))
    if missing := sorted(str(one) for one in set(uuids) - set(found)):
        raise UnknownFile(file=", ".join(missing))
    return found


def blob_of(uuid: UUID) -> str:
    """Where the content lies. Raises UnknownFile. One query."""
    blob = StoredFile.objects.filter(uuid=uuid).values_list("blob", flat=True).first()
    if blob is None:
        raise UnknownFile(file=str(uuid))
    return blob


def blobs_in_use(blobs: Iterable[str]) -> set[str]:
    """Those of `blobs` that belong to a file which is not erased. One query."""
    return set(StoredFile.objects.filter(blob__in=list(blobs), erased_at__isnull=True).values_list("blob", flat=True))


def _rows(found: Iterable[StoredFile]) -> list[FileRow]:
    columns = ("uuid", "name", "media_type", "size", "sha256", "about", "uploaded_at", "uploaded_by", "erased_at")
    return [
        FileRow(uuid, name, Kind(kind), *rest)
        for uuid, name, kind, *rest in found.values_list(*columns)  # type: ignore[attr-defined]
    ]
