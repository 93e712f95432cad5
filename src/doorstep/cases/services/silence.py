"""When nobody speaks: the job that looks whether silence has become acceptance."""

from datetime import datetime

from doorstep.cases.logic.types import SHANGHAI
from doorstep.cases.models import Case
from doorstep.kernel.clock import silent_acceptance_on
from doorstep.places import public as places
from doorstep.post import public as post

SILENCE_WORKING_DAYS = 5  # licence law art. 32: told within five days, or accepted


def await_silence(case: Case) -> None:
    """Have the machine look when silence has become acceptance. Two queries."""
    silence = silent_acceptance_on(case.complete_since, SILENCE_WORKING_DAYS, places.calendar())
    start = datetime(silence.deemed_on.year, silence.deemed_on.month, silence.deemed_on.day, tzinfo=SHANGHAI)
    post.enqueue("accept_silently", not_before=start, key=silence_key(case), case_id=case.pk)


def silence_key(case: Case) -> str:
    """The key of the job that looks. No query."""
    return f"silence:{case.pk}:{case.complete_since}"
