"""The page of one case: what is needed now, the clock, the acts that this person may do, the parts, the story."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from doorstep.cases import public as cases
from doorstep.cases.public import Act
from doorstep.files import public as files
from doorstep.kernel.refusal import Refusal
from doorstep.people import public as people
from doorstep.staff.public import Permission, may
from doorstep.web.act_words import ACTS
from doorstep.web.papers.listing import papers_of
from doorstep.web.uploads import kept_with_form
from doorstep.web.words import Words
from doorstep.wire.doors import answers_form_of, needs
from doorstep.wire.http import Request
from doorstep.wire.refusals import Speech, speech
from doorstep.wire.sizes import SEVERAL_FILES_MB, takes_files

from .acting import ABOUT_A_TASK, DOINGS, Hand
from .forms import ActForm
from .listing import Asked, beside, kept
from .page_words import special_reasons
from .papers import FileForm
from .standing import Standing
from .story import lines_of
from .tabs import seated, tabs_of

#: What a case waits for comes before what is also possible.
FIRST = (
    Act.ACCEPT, Act.CLOSE_SPECIAL, Act.ANSWER_TASK, Act.FINISH_ON_SPOT, Act.DECIDE, Act.DECIDE_ON_SPOT, Act.SUPPLY,
    Act.CORRECT, Act.DELIVER, Act.KEEP_PROMISE, Act.SPOT_CHECK, Act.SEND_TASK, Act.LOSE_TASK, Act.ASK_SUPPLEMENT,
    Act.RETURN, Act.NOT_ACCEPT, Act.ASK_CORRECTION, Act.OPEN_SPECIAL, Act.EXTEND, Act.REASSIGN, Act.TERMINATE,
    Act.WITHDRAW,
)  # fmt: skip

#: What stands open on the page: the case waits for it. The rest is one press away.
NEEDED = frozenset(FIRST[: FIRST.index(Act.SPOT_CHECK) + 1])

#: Acts that do not grow stale when another part of the case was answered meanwhile.
APART = ABOUT_A_TASK | {Act.KEEP_PROMISE}


@dataclass(frozen=True)
class Offer:
    """One act that this person may do now, with its form."""

    act: Act
    task: cases.TaskRow | None
    word: Words
    form: ActForm
    is_open: bool
    possible: bool = True


@dataclass(frozen=True)
class Typed:
    """A form that came back: of which act and part, and what is to be said about it."""

    act: Act
    task_id: int
    form: ActForm
    problem: Speech | None = None


@require_GET
@needs(Permission.CASE_SEE)
def case(request: Request, number: str) -> HttpResponse:
    """One case, masked."""
    return show(request, standing_of(request, number))


@takes_files(SEVERAL_FILES_MB)
@answers_form_of("casework_desk:case", "number")
@needs(Permission.CASE_SEE)
def act(request: Request, number: str, act: str, task_id: int = 0) -> HttpResponse:
    """Do an act. What does not go through comes back with everything that was typed, beside the case as it now stands."""
    doing = DOINGS.get(act)  # type: ignore[call-overload]
    if doing is None:
        raise Http404
    standing, wanted = standing_of(request, number), Act(act)
    prefix = _prefix(wanted, task_id)
    if "look" in request.POST:
        asked = doing.form(None, standing=standing, prefix=prefix, initial=_plain(request.POST, prefix))
        return show(request, standing, typed=Typed(wanted, task_id, asked))
    posted, unkept = kept_with_form(request)
    form = doing.form(posted, standing=standing, prefix=prefix, unkept=unkept)
    if _is_stale(standing, wanted, request.POST.get(f"{prefix}-seen", "")):
        problem = _moved(standing, wanted)
        return show(request, standing, typed=Typed(wanted, task_id, form, problem), status=problem.status)
    if unkept or not form.is_valid():
        return show(request, standing, typed=Typed(wanted, task_id, form), status=422)
    try:
        doing.call(form, Hand(standing.id, task_id, standing.by, standing.at))
    except Refusal as refusal:
        problem = speech(refusal)
        now = standing_of(request, number)
        return show(request, now, typed=Typed(wanted, task_id, form, problem), status=problem.status)
    messages.success(request, gettext("Done: %(act)s.") % {"act": ACTS[wanted]})
    try:
        cases.case_by_number(number, by=standing.by)
    except cases.UnknownCase:  # the act gave the case away, to another centre or body
        return redirect(kept(request, reverse("casework_desk:inbox")))
    return redirect(kept(request, reverse("casework_desk:case", args=[number])))


@answers_form_of("casework_desk:case", "number")
@needs(Permission.PERSON_UNMASK)
def unmask(request: Request, number: str) -> HttpResponse:
    """Show one full number of the applicant once, against a reason that stands in the story from then on."""
    standing = standing_of(request, number)
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    try:
        value = people.unmask(resident_id=standing.card.id, field=field, reason=reason, by=standing.by, at=standing.at)
    except Refusal as refusal:
        told = speech(refusal)
        return show(
            request, standing, unmasking={"field": field, "reason": reason, "problem": told}, status=told.status
        )
    seen = standing_of(request, number)  # anew: its story tells of this look too
    seen.unmasked[field] = value
    answer = show(request, seen)
    answer["Cache-Control"] = "no-store"
    return answer


def standing_of(request: Request, number: str) -> Standing:
    """The case as this person sees it now. Raises UnknownCase."""
    page = cases.page_by_number(number, by=seated(request), at=request.moment)
    return Standing(page, seated(request), request.moment)


def show(
    request: Request,
    standing: Standing,
    *,
    typed: Typed | None = None,
    file_form: FileForm | None = None,
    unmasking: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, and the event that says whom it showed; a second one where it shows their other cases."""
    page = standing.page
    others, who = _others(standing), [page.applicant.id]
    seen = {"case": who, "other-cases": who} if others else {"case": who}
    people.record_all_shown(shown=seen, by=standing.by, at=standing.at)
    offers = offers_of(standing, typed)
    return render(
        request,
        "casework_desk/case.html",
        {
            "tabs": tabs_of(request, ""),
            "standing": standing,
            "page": page,
            "case": page.case,
            "offers": offers,
            "attaches": any(one.form.brings() for one in offers),
            "first": next((one for one in offers if one.possible), None),
            "typed": typed,
            "problem": typed.problem if typed else None,
            "form": typed.form if typed and typed.form.is_bound else None,
            "lines": lines_of(standing),
            "papers": papers_of(page),
            "number": page.case.number,
            **_files_of(standing),
            "file_form": file_form or FileForm(standing),
            "unmasking": unmasking or {},
            "may_unmask": may(standing.by, Permission.PERSON_UNMASK),
            "today": standing.at.date(),
            "others": others,
            **_list_of(request, standing),
        },
        status=status,
    )


def _files_of(standing: Standing) -> dict[str, Any]:
    """Each material with its files, and the files that are of none. One query."""
    rows = {row.uuid: row for row in files.files_about(standing.about) if row.erased_at is None}
    materials = [(one, [rows[key] for key in one.files if key in rows]) for one in standing.materials]
    placed = {row.uuid for _, mine in materials for row in mine}
    return {
        "materials": materials,
        "files": [row for row in rows.values() if row.uuid not in placed],
        "has_files": bool(rows),
    }


def _others(standing: Standing) -> list[cases.CaseRow]:
    """What else is open of the applicant, as far as this post sees it. One query."""
    rows = cases.open_cases_of([standing.card.id], by=standing.by, today=standing.at.date())
    return [row for row in rows if row.id != standing.id]


def _list_of(request: Request, standing: Standing) -> dict[str, Any]:
    """The list through which this person works, and the address that keeps it: what waits for them, unless the address
    names another one."""
    asked = Asked.of({"view": "mine", **request.GET.dict()})
    query = request.GET.urlencode()
    return {
        "beside": beside(
            asked,
            at=request.GET.get("at", ""),
            number=standing.page.case.number,
            by=standing.by,
            today=standing.at.date(),
        ),
        "list_query": urlencode(asked.place),
        "list_word": next((tab.word for tab in tabs_of(request, asked.tab) if tab.here), gettext("Cases")),
        "keep": f"?{query}" if query else "",
    }


def offers_of(standing: Standing, typed: Typed | None) -> list[Offer]:
    """The forms of the acts that are possible now, the most needed first; what was typed stays, possible or not."""
    rows: list[Offer] = []
    for wanted in sorted((one for one in standing.page.acts if one in DOINGS), key=FIRST.index):
        if wanted is Act.OPEN_SPECIAL and not special_reasons(standing):
            continue
        for task in standing.tasks_for(wanted) if wanted in ABOUT_A_TASK else [None]:
            mine = _is_of(typed, wanted, task)
            form = (
                typed.form.seeing(standing)
                if typed and mine
                else DOINGS[wanted].form(None, standing=standing, prefix=_prefix(wanted, task.id if task else 0))
            )
            is_open = mine if typed else not rows and wanted in NEEDED
            rows.append(Offer(wanted, task, ACTS[wanted], form, is_open))
    if typed and not any(one.is_open for one in rows):
        task = next((task for task in standing.page.tasks if task.id == typed.task_id), None)
        rows.insert(0, Offer(typed.act, task, ACTS[typed.act], typed.form, is_open=True, possible=False))
    return rows


def _is_of(typed: Typed | None, act: Act, task: cases.TaskRow | None) -> bool:
    return typed is not None and typed.act is act and typed.task_id == (task.id if task else 0)


def _is_stale(standing: Standing, act: Act, seen: str) -> bool:
    if act not in standing.page.acts:
        return True
    stage, _, _events = seen.partition(".")
    return stage != standing.page.case.stage if act in APART else seen != standing.seen


def _moved(standing: Standing, act: Act) -> Speech:
    """What is said when the case is no longer as the page showed it."""
    if act not in standing.page.acts:
        return speech(cases.AlreadyMoved(case=standing.page.case.number, act=act, stage=standing.page.case.stage))
    return Speech(
        code=cases.AlreadyMoved.code,
        says=gettext("Somebody worked on this case while your page was open."),
        remedy=gettext(
            "The page shows the case as it stands now. What you typed is still here: look, and press again."
        ),
        status=409,
    )


def _prefix(act: Act, task_id: int) -> str:
    return f"{act}-{task_id}" if task_id else str(act)


def _plain(posted: Mapping[str, str], prefix: str) -> dict[str, str]:
    start = f"{prefix}-"
    return {name.removeprefix(start): value for name, value in posted.items() if name.startswith(start)}
