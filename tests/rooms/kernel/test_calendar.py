from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.calendar import DayTable, OutsideCalendar, Unit

FIRST, LAST = date(2018, 1, 1), date(2019, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@st.composite
def tables(draw):
    """A table of two years with whatever exceptions, and the same answers as a plain set of working days."""
    exceptions = draw(st.dictionaries(st.sampled_from(DAYS), st.booleans(), max_size=60))
    worked = {day for day in DAYS if exceptions.get(day, day.weekday() < 5)}
    return DayTable(exceptions, {2018}, first_year=2018, last_year=2019), worked


class TestDayTable:
    def test_knows_the_spring_festival_of_2018(self, real_days):
        festival = [date(2018, 2, day) for day in range(15, 22)]

        assert not any(real_days.is_working_day(day) for day in festival)
        assert real_days.is_working_day(date(2018, 2, 11)) and real_days.is_working_day(date(2018, 2, 24))
        assert not real_days.is_working_day(date(2018, 2, 10))
        assert real_days.next_working_day(date(2018, 2, 14)) == date(2018, 2, 22)
        assert real_days.next_working_day(date(2018, 2, 23)) == date(2018, 2, 24)

    def test_falls_back_to_weekdays_for_a_year_without_its_notice_and_says_so(self, real_days):
        national_day = date(2021, 10, 1)

        assert national_day.weekday() == 4 and real_days.is_working_day(national_day)
        assert real_days.is_computed(national_day)
        assert not real_days.is_computed(date(2020, 10, 1)) and not real_days.is_working_day(date(2020, 10, 1))

    @given(tables(), st.sampled_from(DAYS), st.integers(-30, 30))
    def test_steps_over_days_as_a_finger_on_the_calendar_would(self, table, day, n):
        calendar, worked = table
        at, step = day, timedelta(days=1 if n > 0 else -1)
        missing = abs(n)
        while missing and FIRST <= at + step <= LAST:
            at += step
            missing -= at in worked

        if missing:
            with pytest.raises(OutsideCalendar):
                calendar.add_days(day, n, Unit.WORKING_DAYS)
        else:
            assert calendar.add_days(day, n, Unit.WORKING_DAYS) == at
        assert calendar.add_days(day, n, Unit.CALENDAR_DAYS) == day + timedelta(days=n)

    @given(tables(), st.sampled_from(DAYS), st.sampled_from(DAYS))
    def test_counts_after_one_day_up_to_another(self, table, after, until):
        calendar, worked = table

        between = [day for day in DAYS if after < day <= until]

        assert calendar.count_days(after, until, Unit.WORKING_DAYS) == len(worked & set(between))
        assert calendar.count_days(after, until, Unit.CALENDAR_DAYS) == len(between)
        assert calendar.is_working_day(until) == (until in worked)

    def test_knows_the_very_first_days_of_its_years(self):
        calendar = DayTable({FIRST: True, date(2018, 1, 2): False}, {2018}, first_year=2018, last_year=2018)

        assert calendar.is_working_day(FIRST) and not calendar.is_working_day(date(2018, 1, 2))
        assert calendar.add_days(date(2018, 1, 3), -1, Unit.WORKING_DAYS) == FIRST

    @pytest.mark.parametrize("day", [date(2016, 12, 31), date(2022, 1, 1)])
    def test_refuses_days_it_does_not_cover(self, real_days, day):
        for ask in (
            real_days.is_working_day,
            real_days.is_computed,
            real_days.next_working_day,
            lambda d: real_days.count_days(min(d, date(2018, 1, 1)), max(d, date(2018, 1, 1)), Unit.WORKING_DAYS),
        ):
            with pytest.raises(OutsideCalendar) as refusal:
                ask(day)
            assert refusal.value.params == {"day": day, "first_year": 2017, "last_year": 2021}

    def test_refuses_exceptions_beyond_its_years(self):
        with pytest.raises(OutsideCalendar):
            DayTable({date(2020, 1, 1): False}, {2018}, first_year=2018, last_year=2019)

    def test_has_one_digest_for_one_set_of_answers(self):
        def digest(exceptions, published=frozenset({2018})):
            return DayTable(exceptions, published, first_year=2018, last_year=2019).digest

        holiday, sunday = date(2018, 5, 1), date(2018, 5, 6)

        assert digest({holiday: False}) == digest({holiday: False, sunday: False})
        assert len({digest({}), digest({holiday: False}), digest({sunday: True}), digest({}, {2018, 2019})}) == 4
