"""The life of a case as one table: services ask it, the diagram is drawn from it, tests walk it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands. A case has exactly one stage; an ended one has no open clock."""

    RECEIVED = "received"  # 收件: papers are here, nobody has accepted yet
    FORWARDED = "forwarded"  # 流转: with the competent centre, papers stay where they were received
    RETURNED = "returned"  # 退回补正: the competent centre told all defects, the receiving one asks the applicant
    SUPPLEMENT = "supplement"  # 补正 before acceptance
    IN_PROGRESS = "in_progress"  # 受理: departments work
    CORRECTION = "correction"  # 补正 after acceptance
    SPECIAL = "special"  # 特别程序
    EXAMINED = "examined"  # 待审批: every task is done
    DECIDED = "decided"  # 办结
    DELIVERED = "delivered"  # 送达
    RATED = "rated"  # 评价
    ARCHIVED = "archived"  # 归档
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    WITHDRAWN = "withdrawn"  # 撤回
    TERMINATED = "terminated"  # 退件: a promise was broken, or no supplement came


class Act(StrEnum):
    """What can be done with a case. Each act leaves one event in its story."""

    RECEIVE = "receive"
    RECEIVE_AND_ACCEPT = "receive_and_accept"
    RETURN = "return"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLY = "supply"
    ACCEPT = "accept"
    ACCEPT_SILENTLY = "accept_silently"
    NOT_ACCEPT = "not_accept"
    ANSWER_TASK = "answer_task"
    SEND_TASK = "send_task"
    LOSE_TASK = "lose_task"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    OPEN_SPECIAL = "open_special"
    CLOSE_SPECIAL = "close_special"
    EXTEND = "extend"
    REMIND_PROMISE = "remind_promise"
    KEEP_PROMISE = "keep_promise"
    BREAK_PROMISE = "break_promise"
    DECIDE = "decide"
    DECIDE_ON_SPOT = "decide_on_spot"
    FINISH_ON_SPOT = "finish_on_spot"
    DELIVER = "deliver"
    RATE = "rate"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    TAKE_BACK = "take_back"
    TERMINATE = "terminate"
    REASSIGN = "reassign"
    SPOT_CHECK = "spot_check"


class Seat(StrEnum):
    """Whose side of a case a post sits on. Receiving is not accepting, and neither is deciding."""

    RECEIVING = "receiving"
    ACCEPTING = "accepting"
    TASK = "task"  # the body of one of its tasks
    DECIDING = "deciding"
    APPLICANT = "applicant"  # by number and query code
    MACHINE = "machine"


S, A = Stage, Act

#: Before acceptance, after it, and when it is over.
WAITING = frozenset({S.RECEIVED, S.FORWARDED, S.RETURNED, S.SUPPLEMENT})
WORKING = frozenset({S.IN_PROGRESS, S.CORRECTION, S.SPECIAL, S.EXAMINED})
OPEN = WAITING | WORKING
FINISHED = frozenset({S.DECIDED, S.DELIVERED, S.RATED, S.ARCHIVED})
CLOSED = frozenset(Stage) - OPEN
#: Where a case stands after what a window does at one stroke: received, accepted, all defects told; nothing decided.
UNDECIDED_AT_THE_WINDOW = frozenset({S.RECEIVED, S.FORWARDED, S.SUPPLEMENT, S.IN_PROGRESS, S.EXAMINED})
#: The stages in which the applicant is waited for, and nobody else.
APPLICANT_WAITED_FOR = frozenset({S.RETURNED, S.SUPPLEMENT, S.CORRECTION})


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    `needs` is the permission ("case.accept"); empty: none, the seat is enough. Several stages in `to`: it depends on
    whether tasks are still open (see `landing`); empty: the stage stays. `clock` says what the act does to it.
    """

    before: frozenset[Stage]
    to: tuple[Stage, ...]
    needs: str
    seats: frozenset[Seat]
    event: str
    clock: str = ""  # starts | may_pause | resumes | ends | restarts
    paper: str = ""  # 中文 name of what the applicant gets


def _row(  # noqa: PLR0917  # the table reads as a table
    before: Iterable[Stage], to: tuple[Stage, ...], needs: str, seats: str, event: str, clock: str = "", paper: str = ""
) -> Transition:
    return Transition(
        before=frozenset(before),
        to=to,
        needs=needs,
        seats=frozenset(Seat(seat) for seat in seats.split()),
        event=f"case.{event}",
        clock=clock,
        paper=paper,
    )


_AT_WORK = (S.IN_PROGRESS, S.EXAMINED)

TABLE: dict[Act, Transition] = {
    A.RECEIVE: _row((), (S.RECEIVED, S.FORWARDED), "case.receive", "receiving", "received", paper="收件凭证"),
    A.RECEIVE_AND_ACCEPT: _row(
        (), _AT_WORK, "case.accept", "accepting", "received-and-accepted", clock="starts", paper="受理通知书"
    ),
    A.RETURN: _row(
        (S.FORWARDED,), (S.RETURNED,), "case.accept", "accepting", "returned", "may_pause", "一次性补正告知书"
    ),
    A.ASK_SUPPLEMENT: _row(
        (S.RECEIVED,), (S.SUPPLEMENT,), "case.accept", "accepting", "supplement-asked", "may_pause", "一次性补正告知书"
    ),
    A.SUPPLY: _row(
        (S.SUPPLEMENT, S.RETURNED),
        (S.RECEIVED, S.FORWARDED),
        "case.receive",
        "receiving",
        "supplied",
        "resumes",
        "收件凭证",
    ),
    A.ACCEPT: _row((S.RECEIVED, S.FORWARDED), _AT_WORK, "case.accept", "accepting", "accepted", "starts", "受理通知书"),
    A.ACCEPT_SILENTLY: _row(
        (S.RECEIVED, S.FORWARDED), _AT_WORK, "", "machine", "accepted-silently", "starts", "受理通知书"
    ),
    A.NOT_ACCEPT: _row(
        (S.RECEIVED, S.FORWARDED),
        (S.NOT_ACCEPTED,),
        "case.accept",
        "accepting",
        "not-accepted",
        "ends",
        "不予受理通知书",
    ),
    A.SEND_TASK: _row(WORKING - {S.EXAMINED}, (), "case.reconcile", "task accepting", "task-sent", paper="协办单"),
    A.LOSE_TASK: _row(WORKING - {S.EXAMINED}, (), "case.reconcile", "task accepting", "task-lost"),
    A.ANSWER_TASK: _row(
        WORKING - {S.EXAMINED},
        (S.IN_PROGRESS, S.EXAMINED, S.CORRECTION, S.SPECIAL),
        "case.handle_task",
        "task accepting",
        "task-answered",
    ),
    A.ASK_CORRECTION: _row(
        _AT_WORK,
        (S.CORRECTION,),
        "case.accept",
        "accepting task deciding",
        "correction-asked",
        "may_pause",
        "一次性补正告知书",
    ),
    A.CORRECT: _row((S.CORRECTION,), _AT_WORK, "case.receive", "receiving", "corrected", "resumes", "收件凭证"),
    A.OPEN_SPECIAL: _row(
        _AT_WORK,
        (S.SPECIAL,),
        "case.handle_task",
        "accepting task deciding",
        "special-opened",
        "may_pause",
        "特别程序告知书",
    ),
    A.CLOSE_SPECIAL: _row(
        (S.SPECIAL,), _AT_WORK, "case.handle_task", "accepting task deciding", "special-closed", "resumes"
    ),
    A.EXTEND: _row(_AT_WORK, (), "case.decide", "deciding", "extended", "restarts", "延期告知书"),
    A.REMIND_PROMISE: _row(WORKING | {S.DECIDED}, (), "", "machine", "promise-reminded"),
    A.KEEP_PROMISE: _row(
        WORKING | {S.DECIDED}, (), "case.receive", "receiving accepting", "promise-kept", paper="收件凭证"
    ),
    A.BREAK_PROMISE: _row(
        WORKING | {S.DECIDED},
        (S.TERMINATED,),
        "case.accept",
        "accepting machine",
        "promise-broken",
        "ends",
        "退件通知书",
    ),
    A.DECIDE: _row((S.EXAMINED,), (S.DECIDED,), "case.decide", "deciding", "decided", "ends", "决定书"),
    A.DECIDE_ON_SPOT: _row((S.EXAMINED,), (S.DECIDED,), "case.accept", "accepting", "decided", "ends", "决定书"),
    A.FINISH_ON_SPOT: _row(
        (S.EXAMINED,), (S.DELIVERED,), "case.accept", "accepting", "finished-on-the-spot", "ends", "办理结果"
    ),
    A.DELIVER: _row((S.DECIDED,), (S.DELIVERED,), "case.deliver", "receiving accepting", "delivered", paper="送达回证"),
    A.RATE: _row((S.DELIVERED,), (S.RATED,), "", "applicant", "rated"),
    A.ARCHIVE: _row(
        (S.DELIVERED, S.RATED, S.NOT_ACCEPTED, S.WITHDRAWN, S.TERMINATED), (S.ARCHIVED,), "", "machine", "archived"
    ),
    A.WITHDRAW: _row(OPEN, (S.WITHDRAWN,), "case.receive", "receiving accepting", "withdrawn", "ends", "撤回凭证"),
    A.TAKE_BACK: _row(UNDECIDED_AT_THE_WINDOW, (S.WITHDRAWN,), "case.receive", "receiving", "taken-back", "ends"),
    A.TERMINATE: _row(
        APPLICANT_WAITED_FOR, (S.TERMINATED,), "case.accept", "accepting deciding", "terminated", "ends", "退件通知书"
    ),
    A.REASSIGN: _row(
        (S.RECEIVED, S.FORWARDED, S.SUPPLEMENT, S.RETURNED, *_AT_WORK),
        (S.RECEIVED, S.FORWARDED),
        "case.reassign",
        "receiving accepting",
        "reassigned",
        "restarts",
        "改派告知单",
    ),
    A.SPOT_CHECK: _row(FINISHED, (), "case.spot_check", "receiving accepting", "spot-checked"),
}

#: Acts that only a case of a kind knows, and those that a kind does not know.
ONLY_INSTANT = frozenset({A.DECIDE_ON_SPOT, A.FINISH_ON_SPOT, A.SPOT_CHECK})


def landing(act: Act, stage: Stage, *, tasks_open: bool, forwarded: bool) -> Stage:
    """The stage to which an act brings a case that stands at `stage`.

    `tasks_open`: a task that must be done before the decision is not; `forwarded`: another centre accepts it than the
    one that received it. Raises LookupError where the table has no such step.
    """
    row = TABLE[act]
    if stage not in row.before and row.before:
        raise LookupError(f"{act} does not start at {stage}")
    if not row.to:
        return stage
    if len(row.to) == 1:
        return row.to[0]
    if act is A.ANSWER_TASK and stage is not S.IN_PROGRESS:
        return stage  # a pause or an open correction is not ended by a department's answer
    if act is A.SUPPLY:
        return S.FORWARDED if stage is S.RETURNED else S.RECEIVED
    if S.FORWARDED in row.to:
        return S.FORWARDED if forwarded else S.RECEIVED
    return S.IN_PROGRESS if tasks_open else S.EXAMINED


def acts_from(stage: Stage) -> tuple[Act, ...]:
    """The acts that the table knows at a stage, in the order of the table."""
    return tuple(act for act, row in TABLE.items() if stage in row.before)


def landings(act: Act, stage: Stage) -> frozenset[Stage]:
    """Every stage to which an act may bring a case from `stage`."""
    return frozenset(
        landing(act, stage, tasks_open=tasks, forwarded=forwarded)
        for tasks in (True, False)
        for forwarded in (True, False)
    )
