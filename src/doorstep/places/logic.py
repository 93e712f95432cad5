"""What places decide without a computer: which hours hold, what may stand in a calendar notice. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import pairwise

from doorstep.kernel.period import Period
from doorstep.kernel.refusal import Refusal


class Confidence(StrEnum):
    """How sure we are of a datum; everything but `verified` and `sure` is shown as 未核实."""

    VERIFIED = "verified"
    SURE = "sure"
    APPROXIMATE = "approximate"
    INVENTED = "invented"  # made up for the demo


class Level(StrEnum):
    """The level of government at which a body stands."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"


class DayKind(StrEnum):
    """Which of the two opening rules a day follows."""

    WORKING = "working"
    REST = "rest"


class UnknownPlace(Refusal):
    """No district, street, centre, neighbourhood or window has this code (`kind`, `place`)."""

    code = "places.unknown-place"


class NoBody(Refusal):
    """No body of the department stands at this level and place on the day (`department`, `level`, `place`, `on`)."""

    code = "places.no-body"


class BadNotice(Refusal):
    """A calendar notice cannot be taken (`day`, `why`: twice, no-source, outside the years of the calendar)."""

    code = "places.bad-notice"


class BadPlacesData(Refusal):
    """A file of the policy folder cannot be loaded (`file`, `line`, `why`)."""

    code = "places.bad-data"


REACH = (2004, 2035)  # first and last year of a day table before any edition says otherwise


@dataclass(frozen=True, slots=True)
class DayNotice:
    """One line of a holiday notice. `working` None takes an exception back: the weekday rule holds again."""

    day: date
    working: bool | None
    name_zh: str = ""
    name_en: str = ""
    source: str = ""  # of this day, where it differs from the notice's


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when a centre is open on a day; local time of the city."""

    opens: time
    closes: time
    approximate: bool = False

    def contains(self, moment: time) -> bool:
        """Whether the doors are open at `moment`; the minute of closing is closed."""
        return self.opens <= moment < self.closes


@dataclass(frozen=True, slots=True)
class HoursRule:
    """A dated opening rule; `centre` empty is the city's rule."""

    centre: str
    day_kind: DayKind
    hours: Hours
    period: Period


def hours_on(rules: Iterable[HoursRule], *, centre: str, day: date, day_kind: DayKind) -> Hours | None:
    """The hours of a centre on a day: its own rule before the city's, the later before the earlier. None: closed."""
    fitting = [
        rule
        for rule in rules
        if rule.day_kind is day_kind and rule.centre in ("", centre) and rule.period.contains(day)
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda rule: (rule.centre != "", rule.period.first)).hours


def check_notice(days: Iterable[DayNotice], *, source: str, reach: tuple[int, int]) -> list[DayNotice]:
    """The notice's days in order. Refuses (BadNotice) a day said twice, a day out of reach, no source."""
    if not source.strip():
        raise BadNotice(why="no-source", day="")
    ordered = sorted(days, key=lambda notice: notice.day)
    for before, after in pairwise(ordered):
        if before.day == after.day:
            raise BadNotice(why="twice", day=after.day)
    for notice in ordered:
        if not reach[0] <= notice.day.year <= reach[1]:
            raise BadNotice(why="outside", day=notice.day)
    return ordered


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a Chinese suffix of a place name is said in English."""

    suffix: str
    english: str


#: Longest first. What stands before the suffix is spelled in pinyin as one word.
STREET_SPELLINGS = (
    Spelling("新村街道", " Xincun Sub-district"),
    Spelling("路街道", " Road Sub-district"),
    Spelling("镇街道", " Zhen Sub-district"),
    Spelling("街道", " Sub-district"),
    Spelling("镇", " Town"),
    Spelling("乡", " Township"),
)
COMMITTEE_SPELLINGS = (
    Spelling("居民委员会", " Neighbourhood Committee"),
    Spelling("村民委员会", " Village Committee"),
    Spelling("居委会", " Neighbourhood Committee"),
    Spelling("村委会", " Village Committee"),
)

#: Characters that place names of the city read otherwise than most words do.
PLACE_READINGS = {
    "莘": "xin",
    "行": "hang",
    "曹": "cao",
    "重": "chong",
    "长": "chang",
    "大": "da",
    "厂": "chang",
    "广": "guang",
}


def split_suffix(name: str, spellings: Iterable[Spelling]) -> tuple[str, str]:
    """(what is to be spelled in pinyin, the English for the rest)."""
    for spelling in spellings:
        if name.endswith(spelling.suffix) and len(name) > len(spelling.suffix):
            return name.removesuffix(spelling.suffix), spelling.english
    return name, ""


def body_code(department: str, place: str, *, first: date, follows: bool) -> str:
    """The code of a body. One that follows another under the same department code carries its first month."""
    return f"{department}-{place}" + (f"-{first:%Y%m}" if follows else "")
