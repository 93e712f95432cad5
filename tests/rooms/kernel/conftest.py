from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import pytest

from doorstep.kernel import refusal
from doorstep.kernel.calendar import DayTable


@pytest.fixture(scope="session")
def real_days() -> DayTable:
    """The published calendar of 2017–2020 out of chinesecalendar; 2021 stands for a year without its notice."""
    first, last = date(2017, 1, 1), date(2020, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    exceptions = {
        day: chinese_calendar.is_workday(day) for day in days if chinese_calendar.is_workday(day) != (day.weekday() < 5)
    }
    return DayTable(exceptions, range(2017, 2021), first_year=2017, last_year=2021)


@pytest.fixture
def own_register(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Classes a test makes up must not stay in the register that other tests read."""
    monkeypatch.setattr(refusal, "_REGISTRY", dict(refusal._REGISTRY))
    yield
