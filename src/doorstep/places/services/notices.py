"""The working-day calendar is changed by notices of the State Council, entered here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Actor, Entry, record
from doorstep.places.logic import DayNotice, check_notice
from doorstep.places.models import CalendarDay, CalendarEdition, PublishedYear
from doorstep.places.selectors.days import (
    CHAIN,
    calendar_reach,
    calendar_version,
    exceptional_days,
    published_years,
    table_of,
)
from doorstep.post import public as post


class CalendarChangedMeanwhile(Refusal):
    """Another notice was published between reading and writing (`edition`); read again."""

    code = "places.calendar-changed-meanwhile"


@dataclass(frozen=True)
class _Change:
    """What a notice changes against the present edition."""

    days: list[DayNotice]
    years: list[int]
    before: dict[date, bool]
    digest: str
    reach: tuple[int, int]


def publish_days(
    *,
    days: Sequence[DayNotice],
    source: str,
    by: Actor,
    at: datetime,
    years: Collection[int] = (),
    reach: tuple[int, int] | None = None,
    file_digest: str = "",
) -> int:
    """Put a notice into the calendar; the number of the edition that holds from now on.

    `years` are the years that the notice completes: their days stop being computed. `reach` (first and last year)
    stays as it is unless given. A notice that changes nothing writes nothing and returns the present edition. The job
    that reads running deadlines anew is left behind. The caller has checked `calendar.publish`.
    Raises BadNotice, CalendarChangedMeanwhile.
    """
    wanted = reach or calendar_reach()
    ordered = check_notice(days, source=source, reach=wanted)
    with transaction.atomic():
        number = calendar_version()
        change = _change(ordered, years, wanted)
        if number and not change.days and not change.years and wanted == calendar_reach():
            return calendar_version()  # another may have published the same meanwhile
        edition = _open_edition(number + 1, change, source=source, at=at, file_digest=file_digest)
        _write(edition, change, source=source)
        record(
            Entry(
                what="calendar.published",
                about=CHAIN,
                by=by,
                at=at,
                before={str(notice.day): change.before.get(notice.day) for notice in change.days},
                after={str(notice.day): notice.working for notice in change.days},
                reason=source,
                details={"edition": edition.number, "years": change.years},
            )
        )
        post.enqueue("recompute_open_deadlines", not_before=at, key=f"calendar:{edition.number}")
    return edition.number


def _change(ordered: Sequence[DayNotice], years: Collection[int], reach: tuple[int, int]) -> _Change:
    before, known_years = exceptional_days(), published_years()
    changed = [notice for notice in ordered if before.get(notice.day) != notice.working]
    taken_back = {notice.day for notice in changed if notice.working is None}
    after = before | {notice.day: notice.working for notice in changed if notice.working is not None}
    kept = {day: working for day, working in after.items() if day not in taken_back}
    new_years = sorted(set(years) - known_years)
    table = table_of(kept, known_years | set(new_years), reach)
    return _Change(changed, new_years, before, table.digest, reach)


def _open_edition(number: int, change: _Change, *, source: str, at: datetime, file_digest: str) -> CalendarEdition:
    try:
        with transaction.atomic():
            return CalendarEdition.objects.create(
                number=number,
                published_at=at,
                source=source,
                changed_days=len(change.days),
                first_year=change.reach[0],
                last_year=change.reach[1],
                digest=change.digest,
                file_digest=file_digest,
            )
    except IntegrityError:
        raise CalendarChangedMeanwhile(edition=number) from None


def _write(edition: CalendarEdition, change: _Change, *, source: str) -> None:
    CalendarDay.objects.filter(day__in=[notice.day for notice in change.days if notice.working is None]).delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=notice.day,
                working=notice.working,
                name_zh=notice.name_zh,
                name_en=notice.name_en,
                source=notice.source or source,
                edition=edition,
            )
            for notice in change.days
            if notice.working is not None
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["working", "name_zh", "name_en", "source", "edition"],
        batch_size=100,
    )
    PublishedYear.objects.bulk_create(
        [PublishedYear(year=year, source=source, edition=edition) for year in change.years]
    )
