"""Windows of a centre."""

from datetime import datetime

from django.db import transaction

from doorstep.ledger.public import Actor, Entry, record
from doorstep.places.models import Centre, Window
from doorstep.places.selectors import centre, windows


def set_windows(*, centre_code: str, labels: dict[int, str], by: Actor, at: datetime) -> int:
    """Give a centre the windows of `labels` (number → label); how many are new or renamed. Windows that are not named
    stay: cases of the past were received there. The caller has checked `staff.administer`. Raises UnknownPlace."""
    centre(centre_code)
    with transaction.atomic():
        Centre.objects.select_for_update(no_key=True).get(code=centre_code)  # two who set windows see each other
        known = {row.number: row.label for row in windows(centre_code)}
        changed = {number: label for number, label in labels.items() if known.get(number) != label}
        if not changed:
            return 0
        Window.objects.bulk_create(
            [Window(centre_id=centre_code, number=number, label=label) for number, label in changed.items()],
            update_conflicts=True,
            unique_fields=["centre", "number"],
            update_fields=["label"],
        )
        before = {str(number): known.get(number) for number in changed}
        after: dict[str, object] = {str(number): label for number, label in changed.items()}
        what, about = "centre.windows-set", f"centre:{centre_code}"
        record(Entry(what=what, about=about, by=by, at=at, before=before, after=after))
    return len(changed)
