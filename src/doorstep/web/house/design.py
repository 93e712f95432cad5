"""The living page of the design: each piece of the screens with its states, made by the code that the desks use."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from doorstep.kernel.calendar import DayTable
from doorstep.kernel.clock import ClockReading, Pause, StartsAt, Term, Unit, read_clock
from doorstep.kernel.money import Money
from doorstep.web.words import CLOCKS, STAGES, TASKS
from doorstep.wire.doors import open_to_all
from doorstep.wire.http import Request

STARTED = date(2018, 2, 13)
TERM = Term(10, Unit.WORKING_DAYS, StartsAt.ACCEPTANCE, pauses_allowed=frozenset({"assessment"}))
#: The days on which the sample stands: in time, due soon, overdue.
DAYS = (date(2018, 2, 14), date(2018, 3, 1), date(2018, 3, 8))


@dataclass(frozen=True)
class SamplePerson:
    """Somebody who does not exist, as a piece expects a person."""

    name: str
    birth_year: int
    identity_masked: str
    street_name: str


@dataclass(frozen=True)
class Shown:
    """One state of a piece with the words under it."""

    says: str | Promise
    reading: ClockReading


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


def _festival() -> dict[date, bool]:
    """Seven days of rest and the two weekend days worked for them."""
    rest = {date(2018, 2, 15) + timedelta(days=n): False for n in range(7)}
    return rest | {date(2018, 2, 11): True, date(2018, 2, 24): True}


@require_GET
@open_to_all
def design(request: Request) -> HttpResponse:
    """The living page of the design."""
    shown = {
        "clocks": clocks(),
        "closes": time(16, 30),
        "people": [
            SamplePerson("龑堃喆", 1938, "310199********9025", "北新泾街道"),
            SamplePerson("阿依古丽·买买提", 1990, "310199********9032", "大宁路街道"),
            SamplePerson("欧阳一", 1952, "H0*****12", "虹桥街道"),
        ],
        "lists": {"stage": STAGES, "clock": CLOCKS, "task": TASKS},
        "amounts": [Money(fen=0), Money(fen=97_000), Money(fen=123_456_789)],
        "done": 320,
        "of": 500,
    }
    return render(request, "house/design.html", shown)
