"""What the house does for itself at night."""

from datetime import datetime, timedelta

from doorstep.files import public as files
from doorstep.ledger import public as ledger


def anchor_ledger(*, by: ledger.Actor, at: datetime) -> None:
    """Remember how far every chain of the ledger reached; `doorstep ledger verify` compares."""
    ledger.take_anchor(at=at)


def erase_uploads(*, by: ledger.Actor, at: datetime) -> None:
    """Destroy the uploads that no submission has named for a day: longer than any hand-in is prepared."""
    files.erase_unclaimed(uploaded_before=at - timedelta(days=1), by=by, at=at)
