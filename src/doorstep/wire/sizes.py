"""How large a form may be. It is told before anybody reads the form: neither memory nor disk fills with what is refused."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from doorstep.files.public import MAX_MEGABYTES
from doorstep.kernel.refusal import Refusal

from .doors import View

USUAL_MB = 2  # without files; of text the frame itself reads no more than 2.5
ONE_FILE_MB = MAX_MEGABYTES + 1  # the frame of a form around the file
SEVERAL_FILES_MB = 5 * MAX_MEGABYTES + 1  # where no script runs, the files of a whole form come together


class FormTooLarge(Refusal):
    """What was posted is larger than `limit_mb` megabytes."""

    code = "wire.form-too-large"


def takes_files(most_mb: int) -> Callable[[View], View]:
    """The form of this route carries files: `most_mb` megabytes altogether."""

    def mark(view: View) -> View:
        view.most_mb = most_mb  # type: ignore[attr-defined]
        return view

    return mark


def larger_than(limit_mb: int, request: HttpRequest) -> bool:
    """Whether a request says that it is larger. One that says nothing of its length is read as empty."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > limit_mb * 1024 * 1024


def too_large(request: HttpRequest, view: Any) -> FormTooLarge | None:
    """Why a form is not read by the view that it is meant for."""
    limit = getattr(view, "most_mb", USUAL_MB)
    return FormTooLarge(limit_mb=limit) if larger_than(limit, request) else None
