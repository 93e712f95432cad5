"""One page of one case: everything that this post may see of it, and what it may do now."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from doorstep.cases.logic.refusals import UnknownCase
from doorstep.cases.logic.stages import ONLY_INSTANT, Act, Seat, Stage, acts_from
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import GAPS, TASK_PENDING, Kind, MaterialState, NoticeKind, SpotCheck, TaskState
from doorstep.cases.models import Case, Defect, Notice, Pause, Task
from doorstep.ledger.public import Actor, Told, story_and
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff import public as staff

from .asked import answers_of, case_with_a_number, case_with_its_end, materials_of, notices_of, parts_of, pauses_of_case
from .clock import reading
from .lists import case_rows, columns
from .pinned import item_of
from .rows import (
    CaseNow,
    CasePage,
    DecisionRow,
    DefectRow,
    DeliveryRow,
    MaterialRow,
    NoticeRow,
    PauseRow,
    StoryLine,
    TaskRow,
    WaitedFor,
)
from .sides import may_act, seats_of


@dataclass(frozen=True, slots=True)
class _Read:
    """The rows of one case that every page needs, and where its reader sits."""

    case: Case
    tasks: list[Task]
    seats: frozenset[Seat]
    materials: list[MaterialRow]
    notices: list[tuple[Notice, list[Defect]]]
    pauses: list[Pause]


def case_now(case_id: int, *, by: Actor, at: datetime) -> CaseNow:
    """A case as it stands, and what this post may do now: nothing of its story, its clock and the applicant's life. Ten
    queries at most. Raises NotAllowed, UnknownCase. Whoever shows it records the reading (people.record_shown)."""
    return _now(_read(case_with_its_end(case=case_id), case_id, by=by), by=by, at=at)


def case_page(case_id: int, *, by: Actor, at: datetime) -> CasePage:
    """A case as this post sees it at a moment. Eleven queries, whatever its length; three more where the applicant was
    told something in writing, or an agent acts. Raises NotAllowed, UnknownCase.

    Whoever shows it records the reading (people.record_shown).
    """
    return _page(_read(case_with_its_end(case=case_id), case_id, by=by), by=by, at=at)


def page_by_number(number: str, *, by: Actor, at: datetime) -> CasePage:
    """The same of the case with a number. As many queries. Raises NotAllowed, UnknownCase."""
    wanted = number.strip()
    return _page(_read(case_with_a_number(number=wanted), wanted, by=by), by=by, at=at)


def _page(read: _Read, *, by: Actor, at: datetime) -> CasePage:
    case, today, ground = read.case, day_of(at), places.kept()
    now = _now(read, by=by, at=at)
    story, unmasked = _told(case)
    authorities = people.authorities_for(case.applicant_id, on=case.received_on) if case.agent_authority_id else []
    return CasePage(
        **{field.name: getattr(now, field.name) for field in fields(now) if field.name != "item"},
        item=now.item or item_of(case),
        applicant=people.card_of(case.applicant, on=today),
        agent=next((row for row in authorities if row.id == case.agent_authority_id), None),
        clock=reading(case, pauses=read.pauses, today=today, calendar=places.calendar()),
        story=_story_for(story, read.tasks, by, read.seats),
        unmasked=unmasked,
        seats=read.seats,
        receiving=ground.centre(case.receiving_centre_id),
        accepting=ground.centre(case.accepting_centre_id),
        papers_at=case.papers_at_id,
        deciding=ground.body(case.deciding_body_id),
        query_code=case.query_code if Seat.RECEIVING in read.seats else "",
        route_reason=case.route_reason,
        local_hukou=case.local_hukou,
        applied_on=case.applied_on,
        silently=case.silently,
        due_computed=case.due_computed,
        deliver_until=case.deliver_until,
        spot_check=case.spot_check,
        rated=case.rated,
    )


def _read(found: list[Case], named: int | str, *, by: Actor) -> _Read:
    """The case that was found, if this post sees it. Three queries, five where there is a notice. Raises NotAllowed,
    UnknownCase."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    case = next(iter(found), None)
    tasks = parts_of(case=case.pk) if case else []
    bodies = [(task.body_id, task.body.street_id or "") for task in tasks]
    seats = seats_of(by, case, task_bodies=bodies) if case else frozenset()
    if case is None or not seats:
        raise UnknownCase(case=named)
    notices = notices_of(case=case.pk)
    pauses = pauses_of_case(case=case.pk) if notices else []  # the applicant is told of every pause
    return _Read(case, tasks, seats, _materials(case.pk), notices, pauses)


def _now(read: _Read, *, by: Actor, at: datetime) -> CaseNow:
    """Two queries, three where a defect was told."""
    case, today = read.case, day_of(at)
    return CaseNow(
        case=case_rows([columns(case)], today=today)[0],
        identity=case.applicant.identity_masked,
        answers=tuple(answers_of(case=case.pk)),
        materials=tuple(read.materials),
        notices=tuple(_notice(row, defects) for row, defects in read.notices),
        tasks=tuple(_task(row, by, read.seats) for row in read.tasks),
        pauses=tuple(
            PauseRow(p.reason, p.clause, p.stops, p.opened_on, p.resumed_on, p.notice_id) for p in read.pauses
        ),
        decision=_decision(case),
        delivery=_delivery(case),
        accepted_on=case.accepted_on,
        acts=_acts(read, by, today=today),
        waited_for=waited_for(case, read.tasks),
        item=item_of(case) if any(defects for _, defects in read.notices) else None,
    )


def _told(case: Case) -> tuple[tuple[StoryLine, ...], tuple[StoryLine, ...]]:
    """The story of a case, and who saw the applicant's full numbers, with the names of who acted; posts and accounts are
    keys in the ledger. Three queries, one more where somebody acted without a post."""
    subject = f"resident:{case.applicant_id}"
    events, seen = story_and(f"case:{case.pk}", of=subject, what="person.unmasked")
    names = staff.names_behind((event.account, event.post) for event in [*events, *seen])
    told, beside = (tuple(_line(event, names, subject) for event in some) for some in (events, seen))
    return told, beside


def waited_for(case: Case, tasks: Iterable[Task]) -> WaitedFor:  # noqa: PLR0911
    """Who must do the next thing. No query when the case comes with its centres and bodies."""
    match Stage(case.stage):
        case Stage.RECEIVED | Stage.FORWARDED:
            centre = case.accepting_centre
            return WaitedFor("accepting", (centre.name,), (centre.name_en,))
        case Stage.RETURNED | Stage.SUPPLEMENT | Stage.CORRECTION:
            return WaitedFor("applicant")
        case Stage.IN_PROGRESS | Stage.SPECIAL:
            bodies = {
                task.body_id: task.body
                for task in tasks
                if task.state in (TaskState.OPEN, TaskState.SENT, TaskState.LOST)
            } or {case.deciding_body_id: case.deciding_body}
            return WaitedFor("task", tuple(b.name for b in bodies.values()), tuple(b.name_en for b in bodies.values()))
        case Stage.EXAMINED if case.kind == Kind.INSTANT:
            return WaitedFor("accepting", (case.accepting_centre.name,), (case.accepting_centre.name_en,))
        case Stage.EXAMINED:
            return WaitedFor("deciding", (case.deciding_body.name,), (case.deciding_body.name_en,))
        case Stage.DECIDED:
            centre = case.receiving_centre
            return WaitedFor("handing_over", (centre.name,), (centre.name_en,))
    return WaitedFor("nobody")


def _acts(read: _Read, by: Actor, *, today: date) -> tuple[Act, ...]:
    """The acts that the table, the permission, the side and the case itself allow this post now."""
    case, tasks, seats, materials = read.case, read.tasks, read.seats, read.materials
    notices = [row for row, _ in read.notices]
    instant = case.kind == Kind.INSTANT
    hands = {case.received_by, case.accepted_by, *(task.answered_by for task in tasks)}
    told = [row for row in notices if row.kind in (NoticeKind.ONE_TIME, NoticeKind.CORRECTION)]
    mine = [task for task in tasks if _is_mine(task, by, seats)]
    outside = [task for task in tasks if not task.inside and _hands_over(task, by, seats)]
    fits = {
        Act.ACCEPT: not any(row.state in GAPS and not row.tolerable for row in materials),
        Act.ANSWER_TASK: any(task.state in (TaskState.OPEN, TaskState.SENT) for task in mine),
        Act.SEND_TASK: any(task.state in (TaskState.OPEN, TaskState.LOST) for task in outside),
        Act.LOSE_TASK: any(task.state == TaskState.SENT for task in outside),
        Act.KEEP_PROMISE: any(row.state == MaterialState.TOLERATED for row in materials),
        Act.TAKE_BACK: False,  # offered on the receipt alone, with its minutes: `take_back_until`
        Act.BREAK_PROMISE: False,  # the machine's alone
        Act.DECIDE: by.account not in hands and not instant,
        Act.EXTEND: case.item_type == "licence" and not case.extended_days,
        Act.TERMINATE: all(row.answered_at or not row.due_on or row.due_on < today for row in told),
        Act.DELIVER: case.outcome != "granted" or all(r.state != MaterialState.TOLERATED for r in materials),
        Act.SPOT_CHECK: case.spot_check == SpotCheck.DRAWN and by.account != case.decided_by,
        Act.RATE: False,  # the applicant's, by number and code
    }
    return tuple(
        act
        for act in acts_from(Stage(case.stage))
        if may_act(by, act, seats) and fits.get(act, True) and (instant or act not in ONLY_INSTANT)
    )


def _hands_over(task: Task, by: Actor, seats: frozenset[Seat]) -> bool:
    """As `outside_q` says of many: the part's own body, or the centre that accepts."""
    if isinstance(by, staff.Acting) and by.scope is staff.Scope.BODY:
        return task.body_id == by.body_code
    return Seat.ACCEPTING in seats


def _is_mine(task: Task, by: Actor, seats: frozenset[Seat]) -> bool:
    if not isinstance(by, staff.Acting):
        return False
    if task.state not in TASK_PENDING or not staff.may(by, staff.Permission.CASE_HANDLE_TASK):
        return False
    if by.scope is staff.Scope.BODY:
        return task.body_id == by.body_code
    return task.body.street_id == by.street_code or (Seat.ACCEPTING in seats and not task.inside)


def _may_read(task: Task, by: Actor, seats: frozenset[Seat]) -> bool:
    """Whether a post reads what was written about a part. Who only works on a part reads its own part."""
    if not isinstance(by, staff.Acting) or seats != {Seat.TASK}:
        return True
    return by.body_code == task.body_id or (by.scope is staff.Scope.STREET and by.street_code == task.body.street_id)


def _story_for(
    story: tuple[StoryLine, ...], tasks: Iterable[Task], by: Actor, seats: frozenset[Seat]
) -> tuple[StoryLine, ...]:
    """The story without the words that other departments wrote about their own parts."""
    closed = {task.spec for task in tasks if not _may_read(task, by, seats)}
    return tuple(
        replace(line, words={}) if line.words and (line.details or {}).get("task") in closed else line for line in story
    )


def _task(task: Task, by: Actor, seats: frozenset[Seat]) -> TaskRow:
    return TaskRow(
        id=task.pk,
        spec=task.spec,
        what=task.what,
        what_en=task.what_en,
        department=task.department_id,
        body=task.body_id,
        body_name=task.body.name,
        body_name_en=task.body.name_en,
        inside=task.inside,
        after=tuple(filter(None, task.after.split(","))),
        state=TaskState(task.state),
        opened_on=task.opened_on,
        due_on=task.due_on,
        sent_at=task.sent_at,
        foreign_number=task.foreign_number,
        result=task.result,
        remark=task.remark if _may_read(task, by, seats) else "",
        answered_at=task.answered_at,
        mine=_is_mine(task, by, seats),
    )


def _materials(case_id: int) -> list[MaterialRow]:
    """The materials with the files that the case has of each: one that was given back is the case's no longer. One
    query."""
    rows: dict[int, MaterialRow] = {}
    for key, name, name_zh, name_en, mandatory, tolerable, state, note, until, file, about, erased in materials_of(
        case=case_id
    ):
        row = rows.get(key) or MaterialRow(
            name, name_zh, name_en, mandatory, tolerable, MaterialState(state), note, until, ()
        )
        held = file is not None and about == f"case:{case_id}" and erased is None
        rows[key] = replace(row, files=(*row.files, file)) if held else row
    return list(rows.values())


def _notice(row: Notice, defects: Iterable[Defect]) -> NoticeRow:
    told = tuple(DefectRow(d.about, d.what, d.basis, d.how_to_mend, d.mended) for d in defects)
    return NoticeRow(row.pk, NoticeKind(row.kind), row.issued_at, row.says, row.due_on, row.answered_at, told)


def _decision(case: Case) -> DecisionRow | None:
    row = getattr(case, "decision", None)
    if row is None:
        return None
    return DecisionRow(row.outcome, row.reason, row.clause, row.remedy, row.remedy_en, row.body_id, row.decided_at)


def _delivery(case: Case) -> DeliveryRow | None:
    row = getattr(case, "delivery", None)
    return DeliveryRow(row.way, row.signed, row.tracking, row.delivered_at) if row else None


def _line(event: Told, names: staff.Names, subject: str) -> StoryLine:
    return StoryLine(
        seq=event.seq,
        what=event.what,
        at=event.at,
        recorded_at=event.recorded_at,
        actor=names.who(event.account),
        post=names.title(event.post),
        post_en=names.title_en(event.post),
        origin=event.origin,
        reason=event.reason,
        before=event.before,
        after=event.after,
        details=event.details,
        words=event.personal.get(subject, {}),
    )
