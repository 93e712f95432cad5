"""补正. All defects are told once, in writing; what the applicant brings is taken at the window that has the papers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from doorstep.cases.logic.refusals import BadDueDay, DefectLeftOut, MaterialsWrong, NewDefect, NoDefect, NotComplete
from doorstep.cases.logic.stages import WORKING, Act, Stage
from doorstep.cases.logic.types import DefectGiven, day_of
from doorstep.cases.logic.words import GAPS, MaterialState, NoticeKind
from doorstep.cases.models import Case, CaseMaterial, Defect, Notice, Pause
from doorstep.cases.selectors.pinned import item_of
from doorstep.ledger.public import Actor
from doorstep.places import public as places

from .clocks import set_clock
from .filing import Given, attach
from .silence import await_silence
from .steps import Held, hold, move, remember
from .versions import one_act

SUPPLEMENT = "supplement"  # the reason by which an item's rule may stop the clock


def ask_supplement(*, case_id: int, defects: Sequence[DefectGiven], due_on: date, by: Actor, at: datetime) -> int:
    """一次性补正告知, before acceptance, by the centre that accepts; the notice's number.

    Told here, or sent back to the centre that received, which asks the applicant. Every material that is missing or
    wrong must be in it; a second notice may only repeat what was not mended. Raises NotAllowed, UnknownCase,
    NotYourSide, AlreadyMoved, NoDefect, DefectLeftOut, NewDefect, MaterialsWrong, BadDueDay.
    """
    with one_act():
        return _ask(hold(case_id, Act.ASK_SUPPLEMENT, by=by, at=at), NoticeKind.ONE_TIME, defects, due_on)


def return_to_receiving(*, case_id: int, defects: Sequence[DefectGiven], due_on: date, by: Actor, at: datetime) -> int:
    """退回补正. The same notice for a forwarded case: it goes back to the centre that has the papers and met the
    applicant. Raises as `ask_supplement`."""
    with one_act():
        return _ask(hold(case_id, Act.RETURN, by=by, at=at), NoticeKind.ONE_TIME, defects, due_on)


def ask_correction(*, case_id: int, defects: Sequence[DefectGiven], due_on: date, by: Actor, at: datetime) -> int:
    """补正 after acceptance; the clock stands still only where the item's own rule says so. Until it is answered the
    case cannot be decided. Raises as `ask_supplement`."""
    with one_act():
        return _ask(hold(case_id, Act.ASK_CORRECTION, by=by, at=at), NoticeKind.CORRECTION, defects, due_on)


def tell_defects(*, case_id: int, defects: Sequence[DefectGiven], due_on: date, by: Actor, at: datetime) -> Stage:
    """The notice that fits where the case stands: told here, sent back to the centre that received it, or a correction
    after acceptance; where the case stands then. For who knows the case and not the three names. Raises as
    `ask_supplement`."""
    told_as: dict[Stage | None, Act] = {Stage.RECEIVED: Act.ASK_SUPPLEMENT, Stage.FORWARDED: Act.RETURN}
    with one_act():
        act = told_as.get(_stage_of(case_id), Act.ASK_CORRECTION)
        held = hold(case_id, act, by=by, at=at)
        _ask(held, NoticeKind.CORRECTION if act is Act.ASK_CORRECTION else NoticeKind.ONE_TIME, defects, due_on)
        return Stage(held.case.stage)


def take_supplement(
    *,
    case_id: int,
    materials: Iterable[str],
    by: Actor,
    at: datetime,
    mended: Iterable[str] = (),
    note: str = "",
    files: Given | None = None,
) -> Stage:
    """What the applicant brings, before or after acceptance; `files`: material → uploads of this post. Raises as `supply`
    and `receive_correction`, and UnknownFile."""
    with one_act():
        act = Act.CORRECT if _stage_of(case_id) in WORKING else Act.SUPPLY
        return _take(case_id, act, materials, mended, note, by=by, at=at, files=files)


def _stage_of(case_id: int) -> Stage | None:
    found = Case.objects.filter(id=case_id).values_list("stage", flat=True).first()
    return Stage(found) if found else None


def supply(
    *, case_id: int, materials: Iterable[str], by: Actor, at: datetime, mended: Iterable[str] = (), note: str = ""
) -> Stage:
    """The applicant brings what a notice asked for; where the case stands then.

    `materials` are those that are here now; `mended` are other defects that are mended ("field:income"). Whether it is
    enough is judged by who accepts. A forwarded case goes back to the competent centre, its papers stay. Raises
    NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, MaterialsWrong.
    """
    return _take(case_id, Act.SUPPLY, materials, mended, note, by=by, at=at)


def receive_correction(
    *, case_id: int, materials: Iterable[str], by: Actor, at: datetime, mended: Iterable[str] = (), note: str = ""
) -> Stage:
    """The same after acceptance: the clock goes on, and only everything that was asked for ends the correction.
    Raises NotComplete beside what `supply` raises."""
    return _take(case_id, Act.CORRECT, materials, mended, note, by=by, at=at)


def _ask(held: Held, kind: NoticeKind, defects: Sequence[DefectGiven], due_on: date) -> int:
    case, on, before = held.case, day_of(held.at), Stage(held.case.stage)
    if not defects:
        raise NoDefect
    if due_on <= on:
        raise BadDueDay(day=due_on)
    _mark(held, {defect.about for defect in defects})
    if kind is NoticeKind.ONE_TIME:
        _check_told_once(held, defects)
    notice = Notice.objects.create(case=case, kind=kind, issued_at=held.at, issued_by=held.by.account, due_on=due_on)
    Defect.objects.bulk_create(
        [
            Defect(notice=notice, about=one.about, what=one.what, basis=one.basis, how_to_mend=one.how_to_mend)
            for one in defects
        ]
    )
    stopped = stop_clock(held, reason=SUPPLEMENT, notice=notice, waited_until=due_on)
    move(held, **stopped)
    subject_words = {"defects": [f"{one.about}: {one.what} ({one.basis}; {one.how_to_mend})" for one in defects]}
    details = {
        "notice": notice.pk,
        "teller": held.teller,
        "due_on": due_on,
        "about": [one.about for one in defects],
        "stops": _stops(held),
    }
    remember(held, before=before, details=details, personal=subject_words)
    return notice.pk


def _mark(held: Held, about: set[str]) -> None:
    """What a notice names is wrong from now on; what is missing or wrong must be named."""
    rows = list(held.case.materials.all())
    known = {f"material:{row.material}" for row in rows}
    unknown = {one for one in about if one.startswith("material:")} - known
    if unknown:
        raise MaterialsWrong(
            materials=dict.fromkeys(sorted(one.removeprefix("material:") for one in unknown), "unknown")
        )
    left_out = [row.material for row in rows if row.state in GAPS and f"material:{row.material}" not in about]
    if left_out:
        raise DefectLeftOut(materials=left_out)
    changed = [row for row in rows if f"material:{row.material}" in about and row.state not in GAPS]
    for row in changed:
        absent = row.state in (MaterialState.NOT_NEEDED, MaterialState.TOLERATED)
        row.state = MaterialState.MISSING if absent else MaterialState.WRONG
    CaseMaterial.objects.bulk_update(changed, ["state"])


def _check_told_once(held: Held, defects: Sequence[DefectGiven]) -> None:
    told = set(
        Defect.objects.filter(notice__case=held.case, notice__kind=NoticeKind.ONE_TIME).values_list("about", flat=True)
    )
    new = sorted({one.about for one in defects} - told)
    if told and new:
        raise NewDefect(about=new)


def stop_clock(
    held: Held, *, reason: str, notice: Notice, waited_until: date | None, clause: str = ""
) -> dict[str, Any]:
    """Put a pause on record and the dates that follow; it stops the clock only where the item's rule knows it. The
    fields to store with the step. Two queries."""
    case, on = held.case, day_of(held.at)
    Pause.objects.create(
        case=case,
        reason=reason,
        clause=clause,
        stops=reason in case.pauses_allowed.split(","),
        notice=notice,
        opened_at=held.at,
        opened_on=on,
        opened_by=held.by.account,
    )
    pauses = list(case.pauses.all())
    return set_clock(case, today=on, calendar=places.calendar(), pauses=pauses, waited_until=waited_until)


def start_clock(held: Held) -> dict[str, Any]:
    """End the open pause and read the clock again. Three queries."""
    case, on = held.case, day_of(held.at)
    case.pauses.filter(resumed_at__isnull=True).update(resumed_at=held.at, resumed_on=on, resumed_by=held.by.account)
    return set_clock(case, today=on, calendar=places.calendar(), pauses=list(case.pauses.all()))


def _stops(held: Held) -> bool:
    return held.case.pauses.filter(resumed_at__isnull=True, stops=True).exists()


def _take(
    case_id: int,
    act: Act,
    materials: Iterable[str],
    mended: Iterable[str],
    note: str,
    *,
    by: Actor,
    at: datetime,
    files: Given | None = None,
) -> Stage:
    with one_act():
        held = hold(case_id, act, by=by, at=at)
        case, on, before = held.case, day_of(at), Stage(held.case.stage)
        given = {name: keys for name, keys in (files or {}).items() if keys}
        rows = _bring(held, [*materials, *given])
        brought = [row.material for row in rows]
        attached = attach(case, rows, given, by=by, at=at)
        notice = case.notices.filter(answered_at__isnull=True, due_on__isnull=False).order_by("-id").first()
        about = {*(f"material:{name}" for name in brought), *mended}
        if notice is not None:
            notice.defects.filter(about__in=about).update(mended=True)
            if act is Act.CORRECT and (
                left := list(notice.defects.filter(mended=False).values_list("about", flat=True))
            ):
                raise NotComplete(materials=left)
            Notice.objects.filter(id=notice.pk).update(answered_at=at, answered_by=by.account)
        fields = start_clock(held)
        if act is Act.SUPPLY:
            fields["complete_since"] = on
        stage = move(held, **fields)
        if act is Act.SUPPLY and item_of(case).item.silent_acceptance is not None:
            await_silence(case)
        told = {"materials": brought, "due_on": case.due_on, **({"files": attached} if attached else {})}
        remember(held, before=before, details=told, personal={"note": note})
        return stage


def _bring(held: Held, names: list[str]) -> list[CaseMaterial]:
    rows = {row.material: row for row in held.case.materials.all()}
    unknown = sorted(set(names) - set(rows))
    if unknown:
        raise MaterialsWrong(materials=dict.fromkeys(unknown, "unknown"))
    changed = [rows[name] for name in dict.fromkeys(names)]
    for row in changed:
        row.state = MaterialState.SUPPLIED
    CaseMaterial.objects.bulk_update(changed, ["state"])
    return changed
