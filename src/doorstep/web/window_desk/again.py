"""Once more: the form of a hand-in that was taken back, filled in as it was, to be mended and handed in anew."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from doorstep.cases import public as cases
from doorstep.kernel.money import Money
from doorstep.staff.public import Acting
from doorstep.web.uploads import Posted
from doorstep.wire.defects import told_apart


def form_again(page: cases.CasePage) -> str:
    """The address of the form of a case that was taken back, filled in with what the case holds."""
    where = reverse("window_desk:item", args=[page.applicant.id, page.case.item_code])
    return f"{where}?{urlencode({'again': page.case.number})}"


def typed_before(number: str, *, resident_id: int, item_code: str, by: Acting, at: datetime) -> Posted:
    """What was typed for a case, as its form would post it; nothing for a case that was not taken back from this form.
    Raises UnknownCase."""
    page = cases.page_by_number(number, by=by, at=at)
    if not page.taken_back or (page.applicant.id, page.case.item_code) != (resident_id, item_code):
        return MultiValueDict()
    posted = MultiValueDict({name: [value] for name, value in _posted(page)})
    for material, keys in cases.files_given_back(page.case.id, by=by).items():
        posted.setlist(f"u-{material}", [str(key) for key in keys])
    return posted


def _posted(page: cases.CasePage) -> Iterator[tuple[str, str]]:
    kinds = {field.id: field.type for field in page.item.fields}
    for name, value in page.answers:
        yield f"f-{name}", str(Money(int(value))) if kinds.get(name) == "money" else value
    for row in page.materials:
        state = cases.MaterialState.HANDED_IN if row.state == cases.MaterialState.SUPPLIED else row.state
        fault, note = told_apart(row.note)
        yield f"m-{row.material}", str(state)
        yield f"w-{row.material}", fault
        yield f"n-{row.material}", note
        if row.promised_until:
            yield f"p-{row.material}", row.promised_until.isoformat()
    if page.local_hukou is not None:
        yield "local_hukou", "yes" if page.local_hukou else "no"
    if page.agent is not None:
        yield "agent", str(page.agent.id)
    if due := next((row.due_on for row in page.notices if row.defects and row.due_on), None):
        yield "due", due.isoformat()
