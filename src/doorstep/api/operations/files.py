"""Files: uploaded first, named by a submission afterwards."""

import hashlib
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import File, Path, Router
from ninja.files import UploadedFile

from doorstep.api.asking import ApiRequest, Key, Numbered, needs, write
from doorstep.api.reading import misheard
from doorstep.api.shapes.files import CaseFile, CaseFiles, FileOut
from doorstep.cases import public as cases
from doorstep.files import public as files
from doorstep.staff.public import Permission
from doorstep.wire.once import Answer

router = Router(tags=["files"])


_NOTHING_ELSE = {"requestBody": {"content": {"multipart/form-data": {"schema": {"additionalProperties": False}}}}}


@router.post("/files", response={201: FileOut}, auth=needs(Permission.CASE_RECEIVE), openapi_extra=_NOTHING_ELSE)
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
        row = files.store(
            upload=upload, about=files.shelf_of(request.acting.post), by=request.acting, at=request.moment
        )
        return Answer(201, FileOut.of(row).model_dump(mode="json"))

    content = [name, hashlib.sha256(data).hexdigest()]
    return write(request, key=key, what="upload", content=content, act=act)


@router.get("/cases/{number}/files", response=CaseFiles, auth=needs(Permission.CASE_SEE))
def list_case_files(request: ApiRequest, number: Numbered) -> CaseFiles:
    """The files of a case, each with the materials that it shows."""
    case_id = cases.case_by_number(number, by=request.acting)
    rows = [row for row in files.files_about(f"case:{case_id}") if row.erased_at is None]
    shown = cases.materials_of_files(case_id)
    return CaseFiles(files=[CaseFile.of_case(row, shown.get(row.uuid, ())) for row in rows])


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
    content = cases.open_file(number=number, uuid=file_id, by=request.acting, at=request.moment)
    answer = HttpResponse(content.data, content_type=str(content.kind))
    answer["Content-Disposition"] = "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
