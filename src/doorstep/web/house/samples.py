"""What the page of the design shows: people who do not exist, a clock in each of its states, a story, a table."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from doorstep.files.public import MAX_MEGABYTES, FileRow, Kind, TooLarge
from doorstep.kernel.calendar import DayTable
from doorstep.kernel.clock import ClockReading, Pause, StartsAt, Term, Unit, read_clock
from doorstep.kernel.money import Money
from doorstep.web.table import Column, Line, Table
from doorstep.web.templatetags.house import state, yuan
from doorstep.web.uploads import Attached
from doorstep.web.words import Words
from doorstep.wire.moment import SHANGHAI
from doorstep.wire.refusals import speech

STARTED = date(2018, 2, 13)
TERM = Term(10, Unit.WORKING_DAYS, StartsAt.ACCEPTANCE, pauses_allowed=frozenset({"assessment"}))
#: The days on which the sample stands: in time, due soon, overdue.
DAYS = (date(2018, 2, 14), date(2018, 3, 1), date(2018, 3, 8))

GROUNDS = ("paper", "paper-2", "accent-soft", "amber-soft", "red-soft", "green-soft")
INKS = ("ink", "ink-2", "accent", "amber", "red", "green")
#: Name of the token and its size at the usual size of text.
SIZES = (("s1", 12), ("s2", 14), ("s3", 16), ("s4", 20), ("s5", 24), ("s6", 32))
TOO_SHORT = _("A reason has at least 4 characters.")
WRITE_MORE = _("Write for what the number is needed.")


@dataclass(frozen=True)
class SamplePerson:
    """Somebody who does not exist, as a piece expects a person."""

    name: str
    birth_year: int
    identity_masked: str
    street_name: str
    phone_masked: str = ""


@dataclass(frozen=True)
class Shown:
    """One state of a piece with the words under it."""

    says: str | Promise
    reading: ClockReading


@dataclass(frozen=True)
class Told:
    """A line of a story."""

    at: datetime
    actor: str
    post: str
    what: Words
    stage: str = ""
    says: tuple[str, ...] = ()
    is_reading: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the sample table."""

    name: str
    stage: str
    amount: Money


def people() -> list[SamplePerson]:
    """A rare character, a long name with its dot, one beyond the basic plane."""
    return [
        SamplePerson("龑堃喆", 1938, "310199********9025", "北新泾街道"),
        SamplePerson("阿依古丽·买买提", 1990, "310199********9032", "大宁路街道"),
        SamplePerson("欧阳𠮷", 1952, "H0*****12", "虹桥街道"),
    ]


def card() -> SamplePerson:
    """Somebody with a number and a telephone that may be unmasked."""
    return SamplePerson("龑堃喆", 1938, "310199********9025", "北新泾街道", "154****0005")


def clocks() -> list[Shown]:
    """A clock in each of its states, over the Spring Festival of 2018."""
    days = DayTable(_festival(), {2018}, first_year=2018, last_year=2018)

    def read(on: date, pauses: tuple[Pause, ...] = (), ended: date | None = None) -> ClockReading:
        return read_clock(term=TERM, started_on=STARTED, pauses=pauses, ended_on=ended, today=on, calendar=days)

    paused = Pause(date(2018, 2, 24), None, "assessment")
    resumed = Pause(date(2018, 2, 24), date(2018, 3, 1), "assessment")
    return [
        Shown(_("running over the festival"), read(DAYS[0])),
        Shown(_("due soon"), read(DAYS[1])),
        Shown(_("overdue"), read(DAYS[2])),
        Shown(_("paused"), read(DAYS[1], (paused,))),
        Shown(_("resumed: the paused days are not counted"), read(DAYS[1], (resumed,))),
        Shown(_("ended in time"), read(DAYS[2], ended=DAYS[1])),
        Shown(_("ended late"), read(DAYS[2], ended=DAYS[2])),
    ]


def story() -> list[Told]:
    """Received, read by somebody, accepted: newest first."""
    clerk, post = "林晓岚", str(_("Window clerk, Beixinjing centre"))
    return [
        Told(_at(13, 11, 5), "", "", _("the clock began"), "in_progress"),
        Told(
            _at(13, 10, 40),
            clerk,
            post,
            _("looked at the whole telephone number"),
            says=("核对回访电话",),
            is_reading=True,
        ),
        Told(_at(13, 9, 10), clerk, post, _("received the case"), "received"),
    ]


def errors() -> list[tuple[str, Words]]:
    """Two lines that need another look."""
    return [
        ("sample-2", _("This day lies in the future. Write the day of the receipt.")),
        ("sample-3", _("Choose one.")),
    ]


def attached() -> Attached:
    """A material with a file that is kept; another was not."""
    told = speech(TooLarge(limit_mb=MAX_MEGABYTES))
    kept = FileRow(UUID(int=1), "户口簿-1.pdf", Kind.PDF, 312_000, "", "", _at(13, 9, 12), "", None)
    return Attached("sample-7", rows=(kept,), wrong=told.whole)


def table(sort: str) -> Table:
    """Three rows that can be ticked, one late, one due soon; sorted by amount in both directions, pages on both sides."""
    rows = [
        Row("龑堃喆", "in_progress", Money(fen=97_000)),
        Row("阿依古丽·买买提", "supplement", Money(fen=0)),
        Row("欧阳𠮷", "decided", Money(fen=123_456_789)),
    ]
    if sort in ("amount", "-amount"):
        rows.sort(key=lambda row: row.amount.fen, reverse=sort.startswith("-"))
    marks = {"in_progress": "overdue", "supplement": "soon"}
    return Table(
        caption=_("A table"),
        columns=[
            Column(_("Name"), lambda row: _name(row.name)),
            Column(_("Stage"), lambda row: state(row.stage)),
            Column(
                _("Amount (yuan)"), lambda row: yuan(row.amount), sorts=("amount", "-amount"), figure=True, label=True
            ),
        ],
        lines=[Line(row, mark=marks.get(row.stage, ""), pick=str(n), name=str(n)) for n, row in enumerate(rows, 1)],
        sort=sort,
        next_key="3",
        previous_key="1",
        is_first=False,
        form="sample-picks",
    )


def no_rows() -> Table:
    """A table in which nothing stands."""
    return Table(caption=_("An empty list"), columns=[], lines=[])


def _name(name: str) -> str:
    return format_html('<span class="name" lang="zh" translate="no">{}</span>', name)


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2018, 2, day, hour, minute, tzinfo=SHANGHAI)


def _festival() -> dict[date, bool]:
    """Seven days of rest and the two weekend days worked for them."""
    rest = {date(2018, 2, 15) + timedelta(days=n): False for n in range(7)}
    return rest | {date(2018, 2, 11): True, date(2018, 2, 24): True}
