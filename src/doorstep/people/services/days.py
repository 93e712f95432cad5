"""The city's day of a moment."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_day(at: datetime) -> date:
    """The day that the city's calendars show at `at`, whatever zone it is written in."""
    return at.astimezone(SHANGHAI).date()
