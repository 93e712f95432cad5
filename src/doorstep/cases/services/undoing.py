"""取消收件. A window takes back what it handed in by mistake, while nobody else has acted."""

from datetime import datetime

from django.db import transaction

from doorstep.cases.logic.refusals import AlreadyMoved, NotTakenBack
from doorstep.cases.logic.stages import FINISHED, Act
from doorstep.cases.logic.undoing import own_and_fresh, touched_by_others
from doorstep.cases.logic.words import MaterialState
from doorstep.ledger.public import Actor, story
from doorstep.papers import public as papers
from doorstep.post import public as post

from .ending import end_case
from .filing import give_back
from .opening import promise_keys
from .silence import silence_key
from .steps import Held, hold

MISTAKE = "window-mistake"


def take_back(*, case_id: int, by: Actor, at: datetime) -> None:
    """Undo a hand-in: the case ends as the window's mistake, its clock and parts and jobs end with it, its papers are no
    longer in force, its files lie with the window's uploads again. The number is not used again; the same application
    may be handed in anew at once.

    The clerk who received, within TAKE_BACK_WITHIN, before anybody else acts. Raises NotAllowed, UnknownCase,
    NotYourSide, NotTakenBack, AlreadyMoved.
    """
    with transaction.atomic():
        held = _hold(case_id, by=by, at=at)
        case = held.case
        why = own_and_fresh(received_by=case.received_by, received_at=case.received_at, by=by.account, at=at)
        if not why and _touched(held):
            why = "others-acted"
        if why:
            raise NotTakenBack(case=case.number, why=why)
        _cancel_jobs(held)
        give_back(case, by=by, at=at)
        voided = papers.put_out_of_force(about=held.chain, at=at)
        end_case(held, details={"why": MISTAKE, "papers": voided})


def _hold(case_id: int, *, by: Actor, at: datetime) -> Held:
    try:
        return hold(case_id, Act.TAKE_BACK, by=by, at=at)
    except AlreadyMoved as moved:
        if moved.params["stage"] in FINISHED:
            raise NotTakenBack(case=moved.params["case"], why="decided") from None
        raise


def _touched(held: Held) -> bool:
    # The parts are locked and read anew: handing one over locks them, not the case.
    tasks = held.case.tasks.select_for_update(of=("self",)).exclude(state="cancelled")
    states = list(tasks.order_by("id").values_list("state", flat=True))
    hands = [event.account for event in story(held.chain)]
    return touched_by_others(by=held.by.account, hands=hands, tasks=states)


def _cancel_jobs(held: Held) -> None:
    case = held.case
    post.cancel("accept_silently", key=silence_key(case), at=held.at)
    for row in case.materials.filter(state=MaterialState.TOLERATED, promised_until__isnull=False):
        near, over = promise_keys(case, row)
        post.cancel("remind_promise", key=near, at=held.at)
        post.cancel("end_promise", key=over, at=held.at)
