"""What a window may put right by itself: a hand-in of its own, before anybody relies on it.

A slip is mended on the spot (licence law art. 32 says so of application papers), and until somebody else has acted the
whole matter still lies on the clerk's table: nobody's rights rest on it, and the applicant hands the same in again. What
was decided is another thing. A decision binds from when it is told, so an instant item that was finished, its result in
the applicant's hand, is no longer the window's: the body that decided revokes or corrects it. And not to want the matter
any more is the applicant's will, never the window's: that is a withdrawal.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from doorstep.cases.logic.types import day_of
from doorstep.cases.logic.words import TaskState

#: As long as the applicant is still near and may be asked; the centres' practice, no rule names it.
TAKE_BACK_WITHIN = timedelta(minutes=10)
_UNTOUCHED = frozenset({TaskState.WAITING, TaskState.OPEN})


def own_and_fresh(*, received_by: str, received_at: datetime, by: str, at: datetime) -> str:
    """Why who asks, or the moment, is wrong: other-clerk, too-late; empty where neither is. The day of the application
    gives rights, so a hand-in is never taken back over midnight."""
    if received_by != by:
        return "other-clerk"
    return "" if at - received_at <= TAKE_BACK_WITHIN and day_of(at) == day_of(received_at) else "too-late"


def touched_by_others(*, by: str, hands: Iterable[str], tasks: Iterable[str]) -> bool:
    """Whether anybody else has acted: another account in the story, a part that was answered or left the house."""
    return any(one != by for one in hands) or any(TaskState(one) not in _UNTOUCHED for one in tasks)
