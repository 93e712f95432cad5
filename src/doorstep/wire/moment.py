"""The one place that reads the clock for the business of the house: Asia/Shanghai, moved by the demo's offset.

Sign-in, one-time codes and lock-outs stay on real time and do not come here.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment() -> datetime:
    """The business time now: the real time plus the demo's offset; it ticks."""
    return timezone.now().astimezone(SHANGHAI) + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)


def real_minute() -> tuple[int, int]:
    """The real minute since 1970, and how many seconds of it are left (1 to 60). For counting requests."""
    minute, gone = divmod(int(timezone.now().timestamp()), 60)
    return minute, 60 - gone


def offset_to(start: datetime) -> int:
    """Seconds between the real time and `start`: the offset of a demo that stands there now."""
    return round((start - timezone.now()).total_seconds())
