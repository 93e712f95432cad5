"""Which public function the name of a job stands for. A service names a job and never imports it; this list does.

Every function is called as `function(by=…, at=…, **params)` inside the transaction that also finishes the job, and must
bear being called when there is nothing left to do: the world may have moved on since the job was left behind.
"""

from collections.abc import Callable, Mapping
from datetime import time

from .nightly import anchor_ledger

Function = Callable[..., object]

JOBS: Mapping[str, Function] = {
    "anchor_ledger": anchor_ledger,
}

NIGHTLY: Mapping[str, time] = {
    "anchor_ledger": time(2, 0),
}
"""Jobs that come by themselves, once a day, at this hour of Shanghai."""
