"""Uploads of a desk. A scan is kept the moment it is chosen: the form then holds its number only, and whatever happens to
the form (a lost line, a reload, another language, the end of the session) loses no paper.

A form field `NAME` names uploads of the post, once for each; a browser without script sends the files themselves with
the form, in `NAME-new`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID, uuid4

from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doorstep.cases.public import MOST_FILES
from doorstep.files import public as files
from doorstep.kernel.refusal import Refusal
from doorstep.staff.public import Acting, Permission
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.once import Answer, once
from doorstep.wire.problems import problem_of
from doorstep.wire.refusals import speech
from doorstep.wire.sizes import ONE_FILE_MB, takes_files
from doorstep.wire.typed import typed_text

NEW = "-new"
KEY = re.compile(r"[0-9a-f]{32}")
SHOWN_IN_PLACE = frozenset({files.Kind.PDF, files.Kind.JPEG, files.Kind.PNG})
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.tif,.tiff,.heic"  # what a chooser offers first; the content decides

Posted = MultiValueDict[str, str]


@dataclass(frozen=True, slots=True)
class Attached:
    """The files of one field as they are drawn. `wrong`: why one that was sent could not be kept."""

    name: str
    rows: tuple[files.FileRow, ...] = ()
    wrong: str = ""
    accepted: str = ACCEPTED


@takes_files(ONE_FILE_MB)
@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_RECEIVE)
def uploads(request: Request) -> HttpResponse:
    """Keep a file for a form of the same post: the same `key` with the same file again is the same upload. Asked by number
    (`id`), the names of those that are still there."""
    by = _acting(request)
    if request.method == "GET":
        rows = files.files_on(files.shelf_of(by.post), ids_of(request.GET, "id"))
        told = [{"id": str(row.uuid), "name": row.name, "size": row.size} for row in rows.values()]
        return JsonResponse({"files": told})
    given = request.FILES.get("file")
    name, data = (given.name or "", given.read(files.MAX_BYTES + 1)) if given else ("", b"")
    key = typed_text(request.POST, "key")

    def act() -> Answer:
        row = _kept(name, data, request)
        return Answer(201, {"id": str(row.uuid), "size": row.size})  # answers are kept, and a name tells of a person

    try:
        return once(
            key=f"desk:{key if KEY.fullmatch(key) else uuid4().hex}",
            what="desk upload",
            content=[name, hashlib.sha256(data).hexdigest()],
            by=by,
            at=request.moment,
            act=act,
        )
    except Refusal as refusal:
        return problem_of(refusal)


@require_GET
@needs(Permission.CASE_RECEIVE)
def open_upload(request: Request, uuid: UUID) -> HttpResponse:
    """Look at an upload of this post that is not handed in yet; the reading is remembered."""
    by = _acting(request)
    if files.file(uuid).about != files.shelf_of(by.post):
        raise files.UnknownFile(file=str(uuid))
    return given_out(files.read(uuid=uuid, by=by, at=request.moment))


def given_out(content: files.Content) -> HttpResponse:
    """A file as a browser gets it: shown in place where a browser can do so safely, else taken along."""
    answer = HttpResponse(content.data, content_type=str(content.kind))
    how = "inline" if content.kind in SHOWN_IN_PLACE else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(content.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def kept_with_form(request: Request) -> tuple[QueryDict, dict[str, str]]:
    """The form as it was posted, the files that came with it kept and named in it; by field, why one was not kept."""
    posted, wrong = request.POST.copy(), {}
    for field in [one for one in request.FILES if one.endswith(NEW)]:
        name = field.removesuffix(NEW)
        for given in request.FILES.getlist(field)[:MOST_FILES]:
            try:
                row = _kept(given.name or "", given.read(files.MAX_BYTES + 1), request)
                posted.appendlist(name, str(row.uuid))
            except Refusal as refusal:
                wrong[name] = _("%(name)s: %(why)s") % {"name": given.name, "why": speech(refusal).whole}
    return posted, wrong


def ids_of(posted: Posted, name: str) -> tuple[UUID, ...]:
    """The uploads that a field names; what is no number of ours is left out, and no more than a material takes."""
    found = []
    for text in posted.getlist(name)[: 5 * MOST_FILES]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def attached(asked: Mapping[str, Sequence[UUID]], *, by: Acting, wrong: Mapping[str, str]) -> dict[str, Attached]:
    """What is drawn of each field: its uploads that are still on the shelf of the post. One query, none without files."""
    rows = files.files_on(files.shelf_of(by.post), {key for keys in asked.values() for key in keys})
    gone = _("A file that was attached here is no longer kept. Attach it again.")
    return {
        name: Attached(
            name,
            tuple(rows[key] for key in keys if key in rows),
            wrong.get(name, "" if all(key in rows for key in keys) else gone),
        )
        for name, keys in asked.items()
    }


def _kept(name: str, data: bytes, request: Request) -> files.FileRow:
    by = _acting(request)
    upload = files.Upload(name, data)
    return files.store(upload=upload, about=files.shelf_of(by.post), by=by, at=request.moment)


def _acting(request: Request) -> Acting:
    assert request.acting is not None  # the doors let nobody else in
    return request.acting
