"""协办. A department answers its part; the last answer makes the case ready for the decision."""

from datetime import datetime

from doorstep.cases.logic.refusals import NotYourSide, UnknownCase, UnknownTask
from doorstep.cases.logic.stages import Act, Seat, Stage
from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import Task
from doorstep.cases.selectors.asked import case_of_part
from doorstep.ledger.public import Actor, Robot
from doorstep.places import public as places
from doorstep.sql.public import change
from doorstep.staff import public as staff

from .accepting import require
from .opening import newly_ready, open_task
from .steps import Held, hold, move, remember
from .versions import one_act

RESULTS = ("agrees", "objects", "noted")
_ANSWERED = ("state", "result", "remark", "answered_at", "answered_by", "foreign_number", "opened_on", "due_on")


def answer_task(
    *,
    task_id: int,
    result: str,
    remark: str,
    by: Actor,
    at: datetime,
    of_case: int | None = None,
    foreign_number: str = "",
) -> Stage:
    """Answer one department's part: it agrees, objects (with its reason), or notes; where the case stands then.

    Parts that waited for it begin now; after the last one the case waits for the decision, unless a correction or a
    special procedure is still open. Only the part's own body answers. `of_case`: the case that the caller means; a part
    of another one is unknown there. `foreign_number`: the part's number in the department's own system. Raises
    NotAllowed, UnknownCase, NotYourSide, AlreadyMoved, UnknownTask, ReasonMissing.
    """
    with one_act():
        held, task = hold_task(task_id, Act.ANSWER_TASK, by=by, at=at, of_case=of_case)
        if task.state not in (TaskState.OPEN, TaskState.SENT) or result not in RESULTS:
            raise UnknownTask(task=task.spec, state=task.state)
        if result == "objects":
            require(held.act, remark=remark)
        return book_answer(held, task, result=result, remark=remark, foreign_number=foreign_number)


def hold_task(task_id: int, act: Act, *, by: Actor, at: datetime, of_case: int | None = None) -> tuple[Held, Task]:
    """The case of a task, held, and the task. Three queries, two where the caller knows the case (`of_case`; a part of
    another one is unknown). Raises NotAllowed, UnknownTask (also for a part of a case that the post does not see),
    NotYourSide, AlreadyMoved."""
    case_id = of_case or next(iter(case_of_part(part=task_id)), None)
    if case_id is None:
        raise UnknownTask(task=task_id, state="")
    try:
        held = hold(case_id, act, by=by, at=at)
    except UnknownCase:  # numbers of parts are counted up: whether one exists elsewhere is not told either
        raise UnknownTask(task=task_id, state="") from None
    task = next((one for one in held.tasks if one.pk == task_id), None)
    if task is None:
        raise UnknownTask(task=task_id, state="" if of_case else TaskState.CANCELLED)
    check_own_part(held, task)
    return held, task


def check_own_part(held: Held, task: Task) -> None:
    """A body answers its own part and no other's. The centre that accepts may book what came back on paper for parts
    outside. Raises NotYourSide. No query."""
    by = held.by
    if isinstance(by, Robot) or not isinstance(by, staff.Acting):
        return
    own = by.body_code == task.body_id if by.scope is staff.Scope.BODY else task.body.street_id == by.street_code
    if own or (Seat.ACCEPTING in held.seats and not task.inside):
        return
    raise NotYourSide(act=held.act, seats=[Seat.TASK])


def book_answer(held: Held, task: Task, *, result: str, remark: str, foreign_number: str = "") -> Stage:
    """Write an answer down and let begin what waited for it. Raises AlreadyMoved through `move`."""
    before, on, at = Stage(held.case.stage), day_of(held.at), held.at
    task.state, task.result, task.remark = TaskState.ANSWERED, result, remark
    task.answered_at, task.answered_by = at, held.by.account
    task.foreign_number = foreign_number or task.foreign_number
    begun = newly_ready(held.tasks)
    if begun:
        calendar = places.calendar()
        for one in begun:
            open_task(one, on=on, calendar=calendar)
    for one in (task, *begun):
        change(Task, where={"id": one.pk}, to={name: getattr(one, name) for name in _ANSWERED})
    stage = move(held)
    details = {
        "task": task.spec,
        "result": result,
        "body": task.body_id,
        "foreign_number": task.foreign_number,
        "begun": [one.spec for one in begun],
    }
    remember(held, before=before, details=details, personal={"remark": remark} if remark else None)
    return stage


def cancel_open_tasks(held: Held) -> None:
    """Parts of a case that ends or starts anew are not answered any more. One query."""
    pending = [TaskState.WAITING, TaskState.OPEN, TaskState.SENT, TaskState.LOST]
    held.case.tasks.filter(state__in=pending).update(state=TaskState.CANCELLED)
