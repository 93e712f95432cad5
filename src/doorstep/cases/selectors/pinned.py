"""The item of a case as it stood on its day."""

from doorstep.cases.models import Case
from doorstep.catalogue import public as catalogue


def item_of(case: Case) -> catalogue.ItemOnDay:
    """The item version that a case is pinned to, as of its day. One query."""
    return catalogue.item_version(case.item_code, case.item_version).on(case.item_day)
