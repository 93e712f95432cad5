"""The saved filters that a post may use."""

from dataclasses import dataclass

from django.db.models import Q

from doorstep.cases.models import FirstFilter, SavedFilter
from doorstep.staff import public as staff


@dataclass(frozen=True, slots=True)
class FilterRow:
    """A saved filter as its users see it. `first`: this post begins with it; `formerly`: what it was called before."""

    id: int
    name: str
    formerly: str
    asked: dict[str, str]
    shared: bool
    mine: bool
    first: bool


def place_of(by: staff.Acting) -> str:
    """Where a post works, for what its colleagues share. No query."""
    if by.body_code:
        return f"body:{by.body_code}"
    if by.centre_code:
        return f"centre:{by.centre_code}"
    return f"street:{by.street_code}"


def usable_q(by: staff.Acting) -> Q:
    """The own filters of this place of work and those that colleagues share there."""
    return Q(place=place_of(by)) & (Q(owner=by.account) | Q(shared=True))


def filters_of(by: staff.Acting) -> tuple[FilterRow, ...]:
    """The saved filters that this post may use, the own ones first, as they were saved. Two queries."""
    first = FirstFilter.objects.filter(post=by.post).values_list("saved_id", flat=True).first()
    rows = SavedFilter.objects.filter(usable_q(by)).order_by("id")
    found = [
        FilterRow(row.pk, row.name, row.formerly, row.asked, row.shared, row.owner == by.account, row.pk == first)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: not row.mine))
