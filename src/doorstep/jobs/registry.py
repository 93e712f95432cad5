"""Which public function the name of a job stands for. A service names a job and never imports it; this list does.

Every function is called as `function(by=…, at=…, **params)` inside the transaction that also finishes the job, and must
bear being called when there is nothing left to do: the world may have moved on since the job was left behind.
"""

from collections.abc import Callable, Mapping
from datetime import time

from doorstep.cases import public as cases
from doorstep.wire.once import forget_answers

from .nightly import anchor_ledger, erase_uploads

Function = Callable[..., object]

JOBS: Mapping[str, Function] = {
    "accept_silently": cases.accept_silently,
    "anchor_ledger": anchor_ledger,
    "archive_finished": cases.archive_finished,
    "end_promise": cases.end_promise,
    "erase_uploads": erase_uploads,
    "forget_answers": forget_answers,  # what the HTTP API was answered a week ago
    "move_competence": cases.move_competence,  # the street decides assistance from 2019-05-01
    "open_call_back": cases.open_call_back,
    "recompute_open_deadlines": cases.recompute_open_deadlines,  # a holiday may have been published since they began
    "remind_promise": cases.remind_promise,
}

NIGHTLY: Mapping[str, time] = {
    "move_competence": time(0, 5),
    "archive_finished": time(0, 30),
    "forget_answers": time(0, 45),
    "erase_uploads": time(0, 50),
    "recompute_open_deadlines": time(1, 0),
    "anchor_ledger": time(2, 0),  # last: it covers what the night has written
}
"""Jobs that come by themselves, once a day, at this hour of Shanghai."""
