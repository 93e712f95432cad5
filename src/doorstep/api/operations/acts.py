"""The way of a case to its answer: accept or not, decide, finish on the spot, deliver, check. Each act needs the version
that was read and a key of its own."""

from ninja import Router

from doorstep.api.acting import OnCase, act_on_case
from doorstep.api.shapes.given import AcceptIn, DecisionIn, DeliveryIn, NonAcceptanceIn, Nothing, SpotCheckIn
from doorstep.cases import public as cases
from doorstep.staff.public import Permission

router = Router(tags=["cases"])


@act_on_case(router, "acceptance", Permission.CASE_ACCEPT)
def accept_case(asked: AcceptIn, on: OnCase) -> cases.Stage:
    """受理: the application is complete and this centre's own; the clock starts."""
    return cases.accept(**on, tolerated=asked.tolerated)


@act_on_case(router, "non-acceptance", Permission.CASE_ACCEPT)
def not_accept_case(asked: NonAcceptanceIn, on: OnCase) -> cases.Stage:
    """不予受理: not a matter for this place, with reason, clause, remedy and where to go."""
    cases.not_accept(**on, **asked.model_dump())
    return cases.Stage.NOT_ACCEPTED


@act_on_case(router, "decision", Permission.CASE_DECIDE)
def decide_case(asked: DecisionIn, on: OnCase) -> cases.Stage:
    """审批: once, by the body that is competent on the day, never by who accepted or examined."""
    cases.decide(**on, **asked.model_dump())
    return cases.Stage.DECIDED


@act_on_case(router, "completion", Permission.CASE_ACCEPT)
def complete_case(asked: Nothing, on: OnCase) -> cases.Stage:
    """即办: the clerk who accepted grants and hands over in one act; some are drawn for a check."""
    cases.finish_on_spot(**on)
    return cases.Stage.DELIVERED


@act_on_case(router, "delivery", Permission.CASE_DELIVER)
def deliver_case(asked: DeliveryIn, on: OnCase) -> cases.Stage:
    """送达: the answer reaches the applicant."""
    cases.deliver(**on, way=asked.way, signed=asked.signed, tracking=asked.tracking, authority_id=asked.authority)
    return cases.Stage.DELIVERED


@act_on_case(router, "spot-check", Permission.CASE_SPOT_CHECK)
def check_case(asked: SpotCheckIn, on: OnCase) -> None:
    """抽查: another person looks at a drawn case that one clerk finished alone."""
    cases.spot_check(**on, passed=asked.passed, note=asked.note)
