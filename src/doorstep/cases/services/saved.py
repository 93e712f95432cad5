"""Saving, renaming and giving up a filter of the list of cases. One event each, on the chain of the account's filters."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from doorstep.cases.logic.refusals import FilterNameTaken, UnknownFilter
from doorstep.cases.models import FirstFilter, SavedFilter
from doorstep.cases.selectors.saved import place_of, usable_q
from doorstep.ledger.public import Entry, record
from doorstep.staff import public as staff

LONGEST_NAME = 40


def save_filter(
    *, name: str, asked: Mapping[str, str], by: staff.Acting, at: datetime, shared: bool = False, first: bool = False
) -> int:
    """Keep a filter under a name; its number. A name that the person has here already is replaced: that is how a filter
    is changed. `first`: the post's list begins with it from now on. Raises NotAllowed, FilterNameTaken (it is empty)."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise FilterNameTaken(name="", why="empty")
    with transaction.atomic():
        saved, is_new = SavedFilter.objects.update_or_create(
            place=place_of(by),
            owner=by.account,
            name=name,
            defaults={"asked": dict(asked), "shared": shared, "saved_at": at, "saved_by": by.account},
        )
        if first:
            FirstFilter.objects.update_or_create(post=by.post, defaults={"saved": saved})
        what = "filter.saved" if is_new else "filter.changed"
        _remember(what, by, at, filter=saved.pk, asked=dict(asked), shared=shared, first=first)
    return saved.pk


def rename_filter(*, filter_id: int, name: str, by: staff.Acting, at: datetime) -> None:
    """Give an own filter another name; who uses it is told the old one. Raises UnknownFilter, FilterNameTaken."""
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise FilterNameTaken(name="", why="empty")
    with transaction.atomic():
        saved = _own(filter_id, by)
        if saved.name == name:
            return
        try:
            with transaction.atomic():
                SavedFilter.objects.filter(id=filter_id).update(name=name, formerly=saved.name)
        except IntegrityError:
            raise FilterNameTaken(name=name, why="taken") from None
        _remember("filter.renamed", by, at, filter=filter_id)


def remove_filter(*, filter_id: int, by: staff.Acting, at: datetime) -> None:
    """Give an own filter up; posts that began with it begin with everything again. Raises UnknownFilter."""
    with transaction.atomic():
        _own(filter_id, by).delete()
        _remember("filter.removed", by, at, filter=filter_id)


def begin_with(*, filter_id: int | None, by: staff.Acting, at: datetime) -> None:
    """Let the post's list begin with a filter, or with everything (None). Raises UnknownFilter."""
    with transaction.atomic():
        if filter_id is None:
            FirstFilter.objects.filter(post=by.post).delete()
        elif SavedFilter.objects.select_for_update().filter(usable_q(by), id=filter_id).first():
            FirstFilter.objects.update_or_create(post=by.post, defaults={"saved_id": filter_id})
        else:
            raise UnknownFilter(filter=filter_id)
        _remember("filter.first", by, at, filter=filter_id)


def _own(filter_id: int, by: staff.Acting) -> SavedFilter:
    # Locked: what somebody begins with, renames or gives up at this moment is not given up by another meanwhile.
    own = SavedFilter.objects.select_for_update().filter(id=filter_id, owner=by.account, place=place_of(by)).first()
    if own is None:
        raise UnknownFilter(filter=filter_id)
    return own


def _remember(what: str, by: staff.Acting, at: datetime, **details: object) -> None:
    record(Entry(what=what, about=f"filters:{by.account}", by=by, at=at, details=details))
