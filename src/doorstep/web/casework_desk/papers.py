"""Scans and photographs on a case: added, listed, opened; each opening is remembered."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from doorstep.files import public as files
from doorstep.kernel.refusal import Refusal
from doorstep.staff.public import Permission
from doorstep.wire.doors import needs
from doorstep.wire.http import Request
from doorstep.wire.refusals import speech

from .listing import kept
from .tabs import seated

SHOWN_IN_PLACE = frozenset({files.Kind.PDF, files.Kind.JPEG, files.Kind.PNG})


class FileForm(forms.Form):
    """One scan or photograph."""

    paper = forms.FileField(
        label=_("Scan or photograph"),
        help_text=_("PDF, JPEG, PNG, TIFF or HEIC, at most 10 MB. Kept encrypted; every opening is recorded."),
        max_length=255,
        allow_empty_file=True,  # the room of files says what is wrong with it
        error_messages={
            "required": _("Choose a file first."),
            "invalid": _("Choose a file."),
            "max_length": _("The name of the file is too long."),
        },
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="file", use_required_attribute=False)


@require_POST
@needs(Permission.CASE_SEE)
def add(request: Request, number: str) -> HttpResponse:
    """Add a file to a case. A wrong kind or size is said beside the field."""
    from .page import show, standing_of  # noqa: PLC0415  # the page shows this form, and this view shows the page

    standing = standing_of(request, number)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, standing, file_form=form, status=422)
    given = form.cleaned_data["paper"]
    upload = files.Upload(name=given.name, content=given.file)
    try:
        files.store(upload=upload, about=standing.about, by=seated(request), at=request.moment)
    except Refusal as refusal:
        told = speech(refusal)
        form.add_error("paper", f"{told.says}{told.remedy}")
        return show(request, standing, file_form=form, status=told.status)
    messages.success(request, gettext("The file is kept with the case."))
    return redirect(kept(request, reverse("casework_desk:case", args=[number])))


@require_GET
@needs(Permission.CASE_SEE)
def open_file(request: Request, number: str, uuid: UUID) -> HttpResponse:
    """Give a file of this case out; the reading is an event."""
    from .page import standing_of  # noqa: PLC0415

    standing = standing_of(request, number)
    if files.file(uuid).about != standing.about:
        raise Http404
    content = files.read(uuid=uuid, by=seated(request), at=request.moment)
    answer = HttpResponse(content.data, content_type=str(content.kind))
    how = "inline" if content.kind in SHOWN_IN_PLACE else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(content.name)}"
    answer["Cache-Control"] = "no-store"
    return answer
