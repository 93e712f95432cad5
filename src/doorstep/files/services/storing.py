"""Storing, reading, erasing: one transaction and one ledger event each."""

import hashlib
import uuid as uuids
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction

from doorstep.files import keys
from doorstep.files.logic import (
    ALL_KINDS,
    MAX_BYTES,
    SHELF,
    Content,
    FileDamaged,
    FileErased,
    Kind,
    UnknownFile,
    check_content,
    safe_name,
)
from doorstep.files.models import StoredFile
from doorstep.files.selectors import FileRow, blob_of, blobs_in_use, file
from doorstep.ledger.public import Actor, Entry, record, record_many

from . import vault


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody hands in: the name they gave it and its bytes, whole or as a stream."""

    name: str
    content: bytes | BinaryIO

    def data(self) -> bytes:
        """The content, read no further than is needed to see that it is too large."""
        return self.content if isinstance(self.content, bytes) else self.content.read(MAX_BYTES + 1)


def store(*, upload: Upload, about: str, by: Actor, at: datetime, allowed: Collection[Kind] = ALL_KINDS) -> FileRow:
    """Keep a file that belongs to `about` ("case:17"), encrypted. The caller has checked that `by` may add to it.

    Raises EmptyFile, TooLarge (10 MB), WrongKind (by content, not by name), BadName. One event `file.stored` in the
    file's own chain; its name may tell of a person and stays out of it.
    """
    data = upload.data()
    kind = check_content(data, accepted=allowed)
    name = safe_name(upload.name, kind)
    number = uuids.uuid4()
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        # The blob comes first: a row without its content would be a lost paper, a blob without a row is swept away.
        blob = vault.put(keys.seal(data, file=str(number)))
        StoredFile.objects.create(
            uuid=number,
            name=name,
            media_type=kind,
            size=len(data),
            sha256=sha256,
            blob=blob,
            about=about,
            uploaded_at=at,
            uploaded_by=by.account,
        )
        facts = {"kind": str(kind), "size": len(data), "sha256": sha256}
        record(Entry(what="file.stored", about=f"file:{number}", by=by, at=at, mentions=(about,), after=facts))
    return FileRow(number, name, kind, len(data), sha256, about, at, by.account, None)


def move(*, uuids: Collection[UUID], source: str, about: str, by: Actor, at: datetime) -> None:
    """Files that were kept for `source` ("upload:post:7") belong to `about` ("case:17") from now on; all or none. One
    event `file.moved` in each file's chain. Raises UnknownFile where one of them is not there any more."""
    if not uuids:
        return
    with transaction.atomic():
        mine = StoredFile.objects.filter(uuid__in=uuids, about=source, erased_at__isnull=True)
        if mine.update(about=about) != len(set(uuids)):
            raise UnknownFile(file=", ".join(sorted(str(one) for one in set(uuids))))
        record_many(
            [
                Entry(
                    what="file.moved",
                    about=f"file:{one}",
                    by=by,
                    at=at,
                    mentions=(about,),
                    before={"about": source},
                    after={"about": about},
                )
                for one in sorted(set(uuids))
            ]
        )


def read(*, uuid: UUID, by: Actor, at: datetime) -> Content:
    """Give out a file; the reading is remembered. The caller has checked that `by` may see what it is about.

    Raises UnknownFile, FileErased, FileDamaged (gone from disk, or not what was stored).
    """
    row = _live(uuid)
    sealed = vault.get(blob_of(uuid))
    try:
        data = keys.unseal(sealed, file=str(uuid)) if sealed else b""
    except InvalidTag:
        data = b""
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise FileDamaged(file=str(uuid))
    with transaction.atomic():  # opened late: no lock is held while the disk is read
        record(Entry(what="file.read", about=f"file:{uuid}", by=by, at=at, mentions=(row.about,)))
    return Content(row.name, row.kind, data)


def erase(*, uuid: UUID, by: Actor, at: datetime, reason: str) -> None:
    """Destroy a file's content and name; that it was there stays known. Raises UnknownFile, FileErased."""
    with transaction.atomic():
        row, blob = _live(uuid), blob_of(uuid)
        changed = StoredFile.objects.filter(uuid=uuid, erased_at__isnull=True).update(
            erased_at=at, erased_by=by.account, name=""
        )
        if changed != 1:
            raise FileErased(file=str(uuid))
        record(Entry(what="file.erased", about=f"file:{uuid}", by=by, at=at, mentions=(row.about,), reason=reason))
        transaction.on_commit(partial(vault.drop, blob))


def erase_unclaimed(*, uploaded_before: datetime, by: Actor, at: datetime) -> int:
    """Destroy the uploads that nothing has named since they came: what a person handed in for nothing is not kept. How
    many. One event for each, as for any other erasure."""
    with transaction.atomic():  # locked: what is being named at this moment is looked at again, and left alone
        left = StoredFile.objects.select_for_update().filter(
            about__startswith=SHELF, uploaded_at__lt=uploaded_before, erased_at__isnull=True
        )
        numbers = list(left.order_by("uuid").values_list("uuid", flat=True))
        for number in numbers:
            erase(uuid=number, by=by, at=at, reason="unclaimed")
    return len(numbers)


def sweep(*, written_before: datetime, by: Actor, at: datetime) -> int:
    """Take away the blobs that no living file owns: uploads that were rolled back, erasures cut short. How many.

    `written_before` is real time, well past every upload that may still be going on (a day). One event if any.
    """
    candidates = list(vault.written_before(written_before))
    orphans: list[str] = []
    for start in range(0, len(candidates), 500):
        some = candidates[start : start + 500]
        orphans += sorted(set(some) - blobs_in_use(some))
    if not orphans:
        return 0
    with transaction.atomic():
        record(Entry(what="files.swept", about="files", by=by, at=at, details={"blobs": orphans}))
        for blob in orphans:
            transaction.on_commit(partial(vault.drop, blob))
    return len(orphans)


def _live(uuid: UUID) -> FileRow:
    row = file(uuid)
    if row.erased_at is not None:
        raise FileErased(file=str(uuid))
    return row
