"""What begins with acceptance: the departments' parts, and the days by which promised materials come."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from doorstep.cases.logic.types import SHANGHAI, TaskPlan, ready
from doorstep.cases.logic.words import MaterialState, TaskState
from doorstep.cases.models import Case, CaseMaterial, Task
from doorstep.catalogue import public as catalogue
from doorstep.kernel.calendar import Calendar, Unit
from doorstep.places import public as places
from doorstep.post import public as post


def plan_tasks(
    case: Case,
    item: catalogue.ItemOnDay,
    *,
    on: date,
    calendar: Calendar,
    deciding: places.BodyRow,
    ground: places.Kept | None = None,
) -> list[Task]:
    """The parts of a case, unsaved: those without a predecessor open, the others waiting. The part that decides is not
    among them: it is the decision. No query with `ground`, else one when a part is there."""
    deciders = {spec.id for spec in item.tasks if spec.decides}
    specs = [spec for spec in item.tasks if not spec.decides]
    plans = [TaskPlan(spec.id, tuple(one for one in spec.after if one not in deciders)) for spec in specs]
    first = set(ready(plans, ()))
    where = {spec.id: (spec.department, places.Level(spec.level)) for spec in specs}
    known = {(deciding.department, deciding.level): deciding}
    if others := [pair for pair in where.values() if pair not in known]:
        street = case.deciding_street or deciding.street_code or case.accepting_centre.street_id
        known |= (ground or places.kept()).bodies_for(others, on=on, street_code=street)
    tasks = []
    for spec, plan in zip(specs, plans, strict=True):
        task = Task(
            case=case,
            spec=spec.id,
            what=spec.what.zh_hans,
            what_en=spec.what.en,
            department_id=spec.department,
            body_id=known[where[spec.id]].code,
            inside=spec.inside,
            after=",".join(plan.after),
            state=TaskState.WAITING,
            limit_days=spec.limit.days if spec.limit else None,
            limit_unit=spec.limit.unit if spec.limit else "",
        )
        if spec.id in first:
            open_task(task, on=on, calendar=calendar)
        tasks.append(task)
    return tasks


def open_task(task: Task, *, on: date, calendar: Calendar) -> None:
    """Let a part begin: it may be answered from now on, its own limit runs. No query; the caller stores it."""
    task.state = TaskState.OPEN
    task.opened_on = on
    if task.limit_days is not None:
        task.due_on = calendar.add_days(on, task.limit_days, Unit(task.limit_unit))


def newly_ready(tasks: Sequence[Task]) -> list[Task]:
    """The waiting parts whose predecessors are all done. No query."""
    done = [task.spec for task in tasks if task.state == TaskState.ANSWERED]
    plans = [TaskPlan(task.spec, tuple(filter(None, task.after.split(",")))) for task in tasks]
    may = set(ready(plans, done))
    return [task for task in tasks if task.spec in may and task.state == TaskState.WAITING]


def promises_start(case: Case, materials: Iterable[CaseMaterial]) -> None:
    """Have the machine remind of each promised material a day before, and look the day after. One query where there is
    any."""
    jobs = []
    for row in materials:
        if row.state == MaterialState.TOLERATED and row.promised_until:
            near, over = promise_keys(case, row)
            ask = {"case_id": case.pk, "material": row.material}
            before, after = (_morning(row.promised_until + timedelta(days=days)) for days in (-1, 1))
            jobs += [post.Wanted("remind_promise", before, near, ask), post.Wanted("end_promise", after, over, ask)]
    post.enqueue_all(jobs)


def promise_keys(case: Case, row: CaseMaterial) -> tuple[str, str]:
    """The keys of the jobs of a promised material: the one that reminds, the one that looks whether it came. No query."""
    tail = f"{case.pk}:{row.material}:{row.promised_until}"
    return f"promise-near:{tail}", f"promise-over:{tail}"


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 30), tzinfo=SHANGHAI)
