"""Scans and photographs on a case: added, listed, opened; each opening is remembered."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from doorstep.cases import public as cases
from doorstep.files import public as files
from doorstep.kernel.refusal import Refusal
from doorstep.staff.public import Permission
from doorstep.web.uploads import ACCEPTED, given_out
from doorstep.wire.doors import answers_form_of, needs
from doorstep.wire.http import Request
from doorstep.wire.refusals import speech
from doorstep.wire.sizes import ONE_FILE_MB, takes_files

from .fields import Chooser, one_of
from .listing import kept
from .page_words import name_of
from .standing import Standing
from .tabs import seated


class FileForm(forms.Form):
    """One scan or photograph, of one material or of the case as a whole."""

    paper = forms.FileField(
        label=_("Scan or photograph"),
        widget=Chooser(ACCEPTED),
        help_text=_("PDF, JPEG, PNG, TIFF or HEIC, at most 10 MB. Kept encrypted; every opening is recorded."),
        max_length=255,
        allow_empty_file=True,  # the room of files says what is wrong with it
        error_messages={
            "required": _("Choose a file first."),
            "invalid": _("Choose a file."),
            "max_length": _("The name of the file is too long."),
        },
    )

    def __init__(self, standing: Standing, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="file", use_required_attribute=False)
        materials = [(row.material, name_of(row)) for row in standing.materials]
        self.fields["material"] = one_of(_("What it shows"), materials, _("Choose one of the list."), radio=False)
        self.fields["material"].required = False
        self.fields["material"].choices = [("", _("the case as a whole")), *materials]  # type: ignore[attr-defined]


@takes_files(ONE_FILE_MB)
@answers_form_of("casework_desk:case", "number")
@needs(Permission.CASE_SEE)
def add(request: Request, number: str) -> HttpResponse:
    """Add a file to a case. A wrong kind or size is said beside the field."""
    from .page import show, standing_of  # noqa: PLC0415  # the page shows this form, and this view shows the page

    standing = standing_of(request, number)
    form = FileForm(standing, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, standing, file_form=form, status=422)
    given = form.cleaned_data["paper"]
    upload = files.Upload(name=given.name, content=given.file)
    try:
        cases.add_file(
            number=number,
            upload=upload,
            material=form.cleaned_data["material"],
            by=seated(request),
            at=request.moment,
        )
    except Refusal as refusal:
        told = speech(refusal)
        form.add_error("paper", told.whole)
        return show(request, standing, file_form=form, status=told.status)
    messages.success(request, gettext("The file is kept with the case."))
    return redirect(kept(request, reverse("casework_desk:case", args=[number])))


@require_GET
@needs(Permission.CASE_SEE)
def open_file(request: Request, number: str, uuid: UUID) -> HttpResponse:
    """Give a file of this case out; the reading is an event."""
    return given_out(cases.open_file(number=number, uuid=uuid, by=seated(request), at=request.moment))
