"""批量办理. One order for many cases: each acted on in a transaction of its own, with an event of its own, or refused
with its own reason. What a person has not seen in its present state is not acted on."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from doorstep.cases.logic.refusals import NoPartOpen, NotInBulk, SeenOlder, UnknownBulk, UnknownCase
from doorstep.cases.logic.stages import TABLE, Act
from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import BulkAct, BulkLine, Case, Task
from doorstep.cases.selectors.sides import visible_q
from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Entry, length_of, record
from doorstep.staff import public as staff

from .accepting import accept
from .delivering import deliver
from .outside import hand_over
from .tasks import answer_task

#: What may be done to many at once. A decision and a refusal are not among them: each rests on one person's file and
#: has its own reason and clause. An answer that objects needs its own reason too.
IN_BULK: tuple[Act, ...] = (Act.ACCEPT, Act.ANSWER_TASK, Act.SEND_TASK, Act.DELIVER)
SAID: Mapping[Act, Mapping[str, frozenset[str]]] = {
    Act.ANSWER_TASK: {"result": frozenset({"agrees", "noted"})},
    Act.DELIVER: {"way": frozenset({"by_post", "e_licence"})},
}
_STATES = {
    Act.ANSWER_TASK: (TaskState.OPEN, TaskState.SENT),
    Act.SEND_TASK: (TaskState.OPEN, TaskState.LOST),
}
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """One case as it was ticked: the state that the list showed ("received.1"), and what is said for it alone."""

    case_id: int
    seen: str
    own: str = ""


def begin_bulk(
    *, key: str, act: Act, told: Mapping[str, str], chosen: Sequence[Chosen], by: staff.Acting, at: datetime
) -> int:
    """Write an order for many cases down; its number. Nothing is done yet (`go_on`). The same key brings the same order
    again. Raises NotAllowed, NotInBulk (`why`: act, words, own, nothing, too-many, other-order)."""
    _check_order(act, told, chosen, by)
    order = [act, sorted(told.items()), [[one.case_id, one.seen, one.own] for one in chosen]]
    digest = hashlib.sha256(json.dumps(order).encode()).hexdigest()
    with transaction.atomic():
        bulk, is_new = BulkAct.objects.get_or_create(
            post=by.post,
            key=key,
            defaults={
                "digest": digest,
                "act": act,
                "told": dict(told),
                "begun_at": at,
                "begun_by": by.account,
            },
        )
        if bulk.digest != digest:
            raise NotInBulk(act=act, why="other-order")
        if is_new:
            BulkLine.objects.bulk_create(_lines(bulk, act, chosen, by))
            details = {"act": act, "cases": len(chosen)}
            record(Entry(what="bulk.begun", about=f"bulk:{bulk.pk}", by=by, at=at, details=details))
    return bulk.pk


def go_on(*, bulk_id: int, by: staff.Acting, at: datetime, most: int = 20) -> int:
    """Act on the next cases of an order, one transaction each; how many still wait. Called again it goes on where it
    stood, and does nothing twice. Raises UnknownBulk for whoever did not give the order."""
    bulk = BulkAct.objects.filter(id=bulk_id, post=by.post).first()
    if bulk is None:
        raise UnknownBulk(bulk=bulk_id)
    waiting = BulkLine.objects.filter(bulk=bulk, state="waiting")
    for line in waiting.select_related("task").order_by("id")[:most]:
        _do(bulk, line, by=replace(by, origin=f"{by.origin}/bulk:{bulk_id}"), at=at)
    return waiting.count()


def _check_order(act: Act, told: Mapping[str, str], chosen: Sequence[Chosen], by: staff.Acting) -> None:
    if act not in IN_BULK:
        raise NotInBulk(act=act, why="act")
    staff.check_may(by, staff.Permission(TABLE[act].needs))
    if any(told.get(name) not in allowed for name, allowed in SAID.get(act, {}).items()):
        raise NotInBulk(act=act, why="words")
    if act is Act.DELIVER and not all(one.own.strip() for one in chosen):
        raise NotInBulk(act=act, why="own")
    if not chosen:
        raise NotInBulk(act=act, why="nothing")
    if len(chosen) > MOST_AT_ONCE:
        raise NotInBulk(act=act, why="too-many")


def _lines(bulk: BulkAct, act: Act, chosen: Sequence[Chosen], by: staff.Acting) -> list[BulkLine]:
    """A line for each case; for an act about parts, one for each part that waits. Two queries."""
    known = set(Case.objects.filter(visible_q(by), id__in=[one.case_id for one in chosen]).values_list("id", flat=True))
    parts: dict[int, list[int]] = {}
    if act in _STATES:
        tasks = Task.objects.filter(case__in=known, state__in=_STATES[act])
        if by.scope is staff.Scope.BODY:
            tasks = tasks.filter(body=by.body_code)
        if act is Act.SEND_TASK:
            tasks = tasks.filter(inside=False)
        for case_id, task_id in tasks.order_by("id").values_list("case_id", "id"):
            parts.setdefault(case_id, []).append(task_id)
    unique = {one.case_id: one for one in chosen if one.case_id in known}
    return [
        BulkLine(bulk=bulk, case_id=one.case_id, task_id=task, seen=one.seen, own=one.own.strip())
        for one in unique.values()
        for task in parts.get(one.case_id, [None])
    ]


def _do(bulk: BulkAct, line: BulkLine, *, by: staff.Acting, at: datetime) -> None:
    """Act on one line, or write down why not."""
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).filter(visible_q(by), id=line.case_id).first()
            if case is None:
                raise UnknownCase(case=line.case_id)
            if BulkLine.objects.filter(id=line.pk, state="waiting").update(state="done") != 1:
                return  # another hand took it
            # Read again: a line before this one may have moved the same case by this very order.
            seen = BulkLine.objects.filter(id=line.pk).values_list("seen", flat=True)[0]
            if seen != _state_of(case):
                raise SeenOlder(case=case.number)
            _CALLS[Act(bulk.act)](bulk, line, by, at)
            case.refresh_from_db(fields=["stage"])
            BulkLine.objects.filter(bulk=bulk, case=case, state="waiting").update(seen=_state_of(case))
    except Refusal as refusal:
        params = json.loads(json.dumps(refusal.params, default=str))
        BulkLine.objects.filter(id=line.pk, state="waiting").update(state="refused", code=refusal.code, params=params)


def _state_of(case: Case) -> str:
    return f"{case.stage}.{length_of(f'case:{case.pk}')}"


def _accept(_bulk: BulkAct, line: BulkLine, by: staff.Acting, at: datetime) -> object:
    return accept(case_id=line.case_id, by=by, at=at)


def _answer(bulk: BulkAct, line: BulkLine, by: staff.Acting, at: datetime) -> object:
    told = bulk.told
    return answer_task(task_id=_task(line).pk, result=told["result"], remark=told.get("remark", ""), by=by, at=at)


def _send(_bulk: BulkAct, line: BulkLine, by: staff.Acting, at: datetime) -> object:
    task = _task(line)
    return hand_over(department=task.department_id, way="sheet", task_ids=[task.pk], by=by, at=at)


def _deliver(bulk: BulkAct, line: BulkLine, by: staff.Acting, at: datetime) -> None:
    deliver(case_id=line.case_id, way=bulk.told["way"], tracking=line.own, by=by, at=at)


def _task(line: BulkLine) -> Task:
    if line.task is None:
        raise NoPartOpen
    return line.task


_CALLS: dict[Act, Callable[[BulkAct, BulkLine, staff.Acting, datetime], object]] = {
    Act.ACCEPT: _accept,
    Act.ANSWER_TASK: _answer,
    Act.SEND_TASK: _send,
    Act.DELIVER: _deliver,
}
