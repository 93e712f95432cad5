"""What a resident sees with number and query code. No name, no number of a person, no reason."""

import hmac

from doorstep.cases.logic.numbers import CODE_LENGTH
from doorstep.cases.logic.refusals import WrongCode
from doorstep.cases.logic.stages import APPLICANT_WAITED_FOR, TABLE, Act, Stage
from doorstep.cases.models import Case
from doorstep.kernel.codes import written_code
from doorstep.ledger.public import story

from .rows import PublicStatus


def case_by_code(number: str, code: str) -> int:
    """The case that number and query code open. Raises WrongCode as `public_status`. One query."""
    return _opened(number, code).pk


def applicant_name(case_id: int) -> str:
    """What the applicant of a case is called, to be compared with what somebody typed and never to be shown; empty for
    an unknown case or an erased person. One query."""
    return Case.objects.filter(id=case_id).values_list("applicant__name", flat=True).first() or ""


def public_status(number: str, code: str) -> PublicStatus:
    """How a case stands. Raises WrongCode, the same for an unknown number and for a wrong code, after the same work;
    whoever calls limits how often one may try. Two queries, two more where the case was
    withdrawn."""
    case = _opened(number, code)
    stage = Stage(case.stage)
    until = None
    if stage in APPLICANT_WAITED_FOR:
        open_notice = case.notices.filter(answered_at__isnull=True, due_on__isnull=False).order_by("-id").first()
        until = open_notice.due_on if open_notice else None
    centre = case.receiving_centre
    return PublicStatus(
        number=case.number,
        stage=stage,
        item_name=case.item_name,
        item_name_en=case.item_name_en,
        received_on=case.received_on,
        accepted_on=case.accepted_on,
        due_on=case.due_on,
        centre_name=centre.name,
        centre_name_en=centre.name_en,
        you_are_waited_for=stage in APPLICANT_WAITED_FOR,
        supply_until=until,
        answer_ready=stage is Stage.DECIDED,
        taken_back=stage is Stage.WITHDRAWN and _taken_back(case),
        may_rate=stage is Stage.DELIVERED and not case.rated,
    )


def _taken_back(case: Case) -> bool:
    return any(event.what == TABLE[Act.TAKE_BACK].event for event in story(f"case:{case.pk}"))


def _opened(number: str, code: str) -> Case:
    case = Case.objects.filter(number=number.strip()).select_related("receiving_centre").first()
    kept = case.query_code if case else "-" * CODE_LENGTH
    if not hmac.compare_digest(kept.encode(), written_code(code).encode()) or case is None:
        raise WrongCode
    return case
