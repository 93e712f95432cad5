"""Ends before a decision, and the way to the right item."""

from ninja import Router

from doorstep.api.acting import OnCase, act_on_case
from doorstep.api.shapes.given import ReasonIn, ReassignmentIn
from doorstep.cases import public as cases
from doorstep.staff.public import Permission

router = Router(tags=["cases"])


@act_on_case(router, "withdrawal", Permission.CASE_RECEIVE)
def withdraw_case(asked: ReasonIn, on: OnCase) -> cases.Stage:
    """撤回, at the applicant's wish, while nobody has decided."""
    cases.withdraw(**on, reason=asked.reason)
    return cases.Stage.WITHDRAWN


@act_on_case(router, "termination", Permission.CASE_ACCEPT)
def terminate_case(asked: ReasonIn, on: OnCase) -> cases.Stage:
    """退件: what a notice asked for did not come by its day."""
    cases.terminate(**on, reason=asked.reason)
    return cases.Stage.TERMINATED


@act_on_case(router, "reassignment", Permission.CASE_REASSIGN)
def reassign_case(asked: ReassignmentIn, on: OnCase) -> cases.Stage:
    """改派: the case goes to the right item, and keeps its number and the time at which it was received."""
    return cases.reassign(**on, item_code=asked.item, reason=asked.reason, local_hukou=asked.local_hukou)
