"""附件. Uploads become the case's, each at its material; read by whoever sees the case; given back by an undo."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.cases.logic.refusals import MaterialsWrong, UnknownCase
from doorstep.cases.logic.types import MOST_FILES, MaterialGiven
from doorstep.cases.models import Case, CaseMaterial, MaterialFile
from doorstep.cases.selectors.sides import visible_q
from doorstep.files import public as files
from doorstep.ledger.public import Actor, Entry, record
from doorstep.people import public as people
from doorstep.staff import public as staff

Given = Mapping[str, Collection[UUID]]


def files_given(materials: Iterable[MaterialGiven]) -> dict[str, tuple[UUID, ...]]:
    """The files of what is handed in, by material; only of those that have any."""
    return {one.material: one.files for one in materials if one.files}


def digests_of(given: Given) -> dict[UUID, str]:
    """The digests of the files. Raises UnknownFile. One query, none without files."""
    return files.digests_of({key for keys in given.values() for key in keys})


def attach(case: Case, rows: Iterable[CaseMaterial], given: Given, *, by: Actor, at: datetime) -> dict[str, list[str]]:
    """Uploads of the post that acts belong to the case from now on, each at its material; what the ledger keeps of them:
    material → digests. Raises UnknownFile where an upload is not this post's or is gone, MaterialsWrong where a material
    would have too many. One given twice is one. Without files no query, else four and an event for each file."""
    given = {name: tuple(dict.fromkeys(keys)) for name, keys in given.items() if keys}
    if not given:
        return {}
    of = {row.material: row for row in rows if row.material in given}
    if too_many := [name for name, keys in given.items() if len(keys) > MOST_FILES]:
        raise MaterialsWrong(materials=dict.fromkeys(sorted(too_many), "too-many-files"))
    digests = digests_of(given)
    files.move(uuids=set(digests), source=files.shelf_of(by.post), about=_about(case), by=by, at=at)
    MaterialFile.objects.bulk_create(
        [MaterialFile(material=of[name], file_id=key) for name, keys in given.items() for key in keys]
    )
    return {name: [digests[key] for key in keys] for name, keys in given.items()}


def give_back(case: Case, *, by: Actor, at: datetime) -> None:
    """The files of a hand-in that is taken back lie on the shelf of the post again, to be handed in anew; which material
    each was of stays on record. One query, three more and an event for each file where there are any."""
    mine = MaterialFile.objects.filter(
        material__case=case, file__about=_about(case), file__erased_at__isnull=True
    ).values_list("file_id", flat=True)
    files.move(uuids=set(mine), source=_about(case), about=files.shelf_of(by.post), by=by, at=at)


def add_file(*, number: str, upload: files.Upload, by: Actor, at: datetime, material: str = "") -> None:
    """A file comes to a case by itself, whatever its stage: of one material, or of the case as a whole. One event
    `case.file-added`. Raises NotAllowed, UnknownCase, MaterialsWrong (the case has no such material), and what the room
    of files refuses. The caller has read the case: who sees it may add to it."""
    with transaction.atomic():
        case = _seen(number, by)
        row = case.materials.filter(material=material).first() if material else None
        if material and row is None:
            raise MaterialsWrong(materials={material: "unknown"})
        stored = files.store(upload=upload, about=_about(case), by=by, at=at)
        if row is not None:
            MaterialFile.objects.create(material=row, file_id=stored.uuid)
        told = {"files": {material: [stored.sha256]}, **({"material": material} if material else {})}
        record(Entry(what="case.file-added", about=_about(case), by=by, at=at, details=told))


def open_file(*, number: str, uuid: UUID, by: Actor, at: datetime) -> files.Content:
    """Give a file of a case to whoever sees the case; the reading is remembered with the file and, as any other look at a
    person, with the applicant. Raises NotAllowed, UnknownCase, UnknownFile (it is of another case), FileErased,
    FileDamaged."""
    case = _seen(number, by)
    if files.file(uuid).about != _about(case):
        raise files.UnknownFile(file=str(uuid))
    content = files.read(uuid=uuid, by=by, at=at)
    people.record_shown(query_kind="file", resident_ids=[case.applicant_id], by=by, at=at)
    return content


def carry_over(rows: Iterable[CaseMaterial], links: Iterable[tuple[str, UUID]]) -> None:
    """Files stay at the materials that the new list knows as the old one did; the others stay with the case. One query,
    none without files."""
    of = {row.material: row for row in rows}
    MaterialFile.objects.bulk_create(
        [MaterialFile(material=of[name], file_id=key) for name, key in links if name in of]
    )


def links_of(case: Case) -> list[tuple[str, UUID]]:
    """Which file is of which material. One query."""
    found = MaterialFile.objects.filter(material__case=case).order_by("id")
    return list(found.values_list("material__material", "file_id"))


def _seen(number: str, by: Actor) -> Case:
    staff.check_may(by, staff.Permission.CASE_SEE)
    case = Case.objects.filter(visible_q(by), number=number.strip()).first()
    if case is None:
        raise UnknownCase(case=number.strip())
    return case


def _about(case: Case) -> str:
    return f"case:{case.pk}"
