"""Files: uploaded first, named by a submission afterwards."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import File, Path, Router
from ninja.files import UploadedFile

from doorstep.api.asking import ApiRequest, Key, Numbered, needs, write
from doorstep.api.reading import misheard
from doorstep.api.shapes.files import CaseFiles, FileOut
from doorstep.cases import public as cases
from doorstep.files import public as files
from doorstep.staff.public import Acting, Permission
from doorstep.wire.once import Answer

router = Router(tags=["files"])


def shelf_of(by: Acting) -> str:
    """Where uploads of a post lie until a submission names them."""
    return f"{files.SHELF}{by.post}"


def belong(uploads: Collection[UUID], case_id: int, *, by: Acting, at: datetime) -> None:
    """Uploads of a post that an act named belong to the case from now on. Raises UnknownFile."""
    files.move(uuids=uploads, source=shelf_of(by), about=f"case:{case_id}", by=by, at=at)


@router.post("/files", response={201: FileOut}, auth=needs(Permission.CASE_RECEIVE))
def upload_file(
    request: ApiRequest,
    key: Key,
    file: Annotated[UploadedFile, File(description="PDF, JPEG, PNG, TIFF or HEIC of at most 10 MB, told by content.")],
) -> HttpResponse:
    """Keep a file, encrypted, for a submission of the same post. One that no submission names is erased after a day."""
    form: MultiValueDict[str, object] = MultiValueDict()
    form.update(request.FILES)
    form.update(request.POST)
    wrong = misheard(form, takes=["file"])
    if wrong is not None:
        raise wrong
    data, name = file.read(files.MAX_BYTES + 1), file.name or ""

    def act() -> Answer:
        upload = files.Upload(name, data)
        row = files.store(upload=upload, about=shelf_of(request.acting), by=request.acting, at=request.moment)
        return Answer(201, _told(row).model_dump(mode="json"))

    content = [name, hashlib.sha256(data).hexdigest()]
    return write(request, key=key, what="upload", content=content, act=act)


@router.get("/cases/{number}/files", response=CaseFiles, auth=needs(Permission.CASE_SEE))
def list_case_files(request: ApiRequest, number: Numbered) -> CaseFiles:
    """The files of a case."""
    case_id = cases.case_by_number(number, by=request.acting)
    rows = [row for row in files.files_about(f"case:{case_id}") if row.erased_at is None]
    return CaseFiles(files=[_told(row) for row in rows])


_CONTENT: dict[str, Any] = {
    "responses": {200: {"content": {str(kind): {"schema": {}} for kind in sorted(files.ALL_KINDS)}}}
}


@router.get("/cases/{number}/files/{file_id}", auth=needs(Permission.CASE_SEE), openapi_extra=_CONTENT)
def read_case_file(
    request: ApiRequest,
    number: Numbered,
    file_id: Annotated[UUID, Path(examples=["1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"])],
) -> HttpResponse:
    """The content of a file of a case; the reading is remembered."""
    case_id = cases.case_by_number(number, by=request.acting)
    if files.file(file_id).about != f"case:{case_id}":
        raise files.UnknownFile(file=str(file_id))
    content = files.read(uuid=file_id, by=request.acting, at=request.moment)
    answer = HttpResponse(content.data, content_type=str(content.kind))
    answer["Content-Disposition"] = "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _told(row: files.FileRow) -> FileOut:
    return FileOut(id=row.uuid, kind=row.kind, size=row.size, sha256=row.sha256)
