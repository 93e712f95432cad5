"""Until when a window may still take its own hand-in back."""

from datetime import datetime

from doorstep.cases.logic.stages import UNDECIDED_AT_THE_WINDOW, Act, Seat
from doorstep.cases.logic.undoing import TAKE_BACK_WITHIN, own_and_fresh, touched_by_others
from doorstep.cases.models import Case
from doorstep.ledger.public import Actor, story

from .rows import CasePage
from .sides import may_act


def take_back_until(page: CasePage, *, by: Actor, at: datetime) -> datetime | None:
    """The moment up to which this clerk may take the hand-in back as things stand; None: not, or not any more. One
    query, two more for the clerk who has just received it."""
    received_by = Case.objects.filter(id=page.case.id).values_list("received_by", flat=True).first() or ""
    received_at = page.case.received_at
    fits = page.case.stage in UNDECIDED_AT_THE_WINDOW and may_act(by, Act.TAKE_BACK, page.seats & {Seat.RECEIVING})
    if not fits or own_and_fresh(received_by=received_by, received_at=received_at, by=by.account, at=at):
        return None
    hands = [event.account for event in story(f"case:{page.case.id}")]
    states = [task.state for task in page.tasks]
    touched = touched_by_others(by=by.account, hands=hands, tasks=states)
    return None if touched else received_at + TAKE_BACK_WITHIN
