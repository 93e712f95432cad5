"""Parts that departments do in systems of their own: handed over in batches, booked when the answer comes back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from doorstep.cases import public as cases
from doorstep.kernel.refusal import Refusal
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff.public import Permission
from doorstep.web.sheets import KINDS, sheet
from doorstep.web.words import Words
from doorstep.wire.doors import answers_form_of, needs
from doorstep.wire.http import Request
from doorstep.wire.languages import pick
from doorstep.wire.refusals import speech
from doorstep.wire.sizes import ONE_FILE_MB, takes_files

from .fields import Chooser, one_of
from .reconciling import LISTS, AskedOutside, answered_today, asked_of, choices_of, columns_of, listed_of, table_of
from .tabs import seated, tabs_of

MOST_BYTES = 5 * 1024 * 1024

WRONG_LINES: dict[str, Words] = {
    "number": _("The case number is not one of ours."),
    "task": _("The task is missing."),
    "result": _("The result is none of 同意, 不同意, 已阅."),
    "foreign-number": _("The foreign number is too long."),
    "remark": _("An objection needs its reason."),
    "twice": _("The same task stands in the file twice; the first line was booked."),
    "unknown": _("No such task waits here."),
    "not-sent": _("The task was not handed over, or was answered already."),
    "other-department": _("The task belongs to another department."),
    "moved": _("The case moved on; look at it."),
}


class ImportForm(forms.Form):
    """The result file of one department."""

    department = one_of(_("Department"), [], _("Choose the department."), radio=False)
    results = forms.FileField(
        label=_("Result file"),
        widget=Chooser(".csv,.xlsx"),
        help_text=_("CSV or xlsx, at most 5 MB, with the columns of the file that was handed over."),
        error_messages={
            "required": _("Choose the file that the department sent back."),
            "empty": _("The file is empty."),
            "invalid": _("Choose a file."),
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, departments: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, files, prefix="import", use_required_attribute=False)
        self.fields["department"].choices = [("", _("Please choose")), *departments]  # type: ignore[attr-defined]

    def clean_results(self) -> object:
        """Not larger than a day's answers can be."""
        given = self.cleaned_data["results"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return given


@require_GET
@needs(Permission.CASE_RECONCILE)
def page(request: Request) -> HttpResponse:
    """What waits to be handed over, and the reconciliation of a day."""
    return _show(request)


@require_POST
@needs(Permission.CASE_RECONCILE)
def hand_over(request: Request) -> HttpResponse:
    """A batch as a file with our numbers. What it holds counts as handed over from now on."""
    way = request.POST.get("way", "")
    if way not in KINDS:
        return _show(request, status=400)
    sent = cases.hand_over(
        department=request.POST.get("department", ""), way=way, by=seated(request), at=request.moment
    )
    answer = HttpResponse(sent.content, content_type=KINDS[way])
    answer["Content-Disposition"] = f'attachment; filename="{sent.name}"'
    return answer


@takes_files(ONE_FILE_MB)
@answers_form_of("casework_desk:outside")
@needs(Permission.CASE_RECONCILE)
def bring_back(request: Request) -> HttpResponse:
    """Book a result file: right lines are booked, each wrong one is listed."""
    form = ImportForm(request.POST, request.FILES, departments=_departments())
    if not form.is_valid():
        return _show(request, form=form, status=422)
    given = form.cleaned_data["results"]
    try:
        booked = cases.import_results(
            name=given.name,
            content=given.read(),
            department=form.cleaned_data["department"],
            by=seated(request),
            at=request.moment,
        )
    except Refusal as refusal:
        told = speech(refusal)
        form.add_error("results", told.says)
        return _show(request, form=form, problem=told, status=told.status)
    return _show(request, answered_today(asked_of(request)), booked=booked)


def _show(
    request: Request,
    asked: AskedOutside | None = None,
    *,
    form: ImportForm | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    asked, names = asked or asked_of(request), dict(_departments())
    told = cases.reconcile(seated(request), day=asked.of.day, department=asked.of.department)
    return render(
        request,
        "casework_desk/outside.html",
        {
            "tabs": tabs_of(request, "outside"),
            "asked": asked,
            "names": names,
            "waiting": [(code, names.get(code, code), count) for code, count in told.to_send],
            "form": form or ImportForm(departments=_departments()),
            "lists": choices_of(asked, told),
            "table": table_of(seated(request), asked, names),
            "why": WRONG_LINES,
            **more,
        },
        status=status,
    )


@require_GET
@needs(Permission.CASE_RECONCILE)
def export(request: Request) -> HttpResponseBase:
    """One list of the reconciliation as a file. One event of reading names everybody whose case is in it."""
    asked, by = asked_of(request), seated(request)
    rows = cases.whole_outside(by, asked.of, sort=asked.sort)
    shown = sorted({row.applicant_id for row in rows})
    people.record_shown(query_kind="outside-file", resident_ids=shown, by=by, at=request.moment)
    name = f"{gettext('Outside tasks')}-{LISTS[asked.of.which]}-{asked.of.day:%Y%m%d}"
    columns, lines = columns_of(asked.of.which), listed_of(rows, dict(_departments()))
    return sheet(columns, lines, kind=request.GET.get("kind", ""), name=name)


def _departments() -> list[tuple[str, str]]:
    return [(code, pick({"zh-hans": zh, "en": en})) for code, (zh, en) in sorted(places.departments().items())]
