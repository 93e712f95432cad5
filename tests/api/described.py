"""What Schemathesis checks besides its own: that nothing is called invalid which the description allows."""

import schemathesis

INVALID = {"wire.invalid", "wire.not-understood", "wire.unknown-parameter", "wire.repeated-parameter"}


@schemathesis.check
def allows_what_it_describes(ctx, response, case):
    """A request as the description allows it may be refused, but never as one that is not as described."""
    if case.meta is not None and case.meta.generation.mode.is_positive and response.status_code in (400, 422):
        told = response.json()
        assert told["code"] not in INVALID, told
