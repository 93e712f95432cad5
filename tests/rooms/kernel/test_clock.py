from dataclasses import replace
from datetime import date, timedelta

import pytest

from doorstep.kernel.calendar import DayTable, OutsideCalendar
from doorstep.kernel.clock import (
    BadTerm,
    ClockState,
    DayKind,
    Pause,
    PauseNotAllowed,
    Segment,
    StartsAt,
    Term,
    Unit,
    read_clock,
    recompute,
    silent_acceptance_on,
    start_day,
)

ONE = timedelta(days=1)
REASONS = ("supplement", "economic_check", "public_notice")
TUESDAY = date(2018, 2, 13)  # two days before the Spring Festival holidays of 15–21 February


def working(limit: int, **more) -> Term:
    return Term(limit, Unit.WORKING_DAYS, StartsAt.ACCEPTANCE, pauses_allowed=frozenset(REASONS), **more)


def feb(day: int) -> date:
    return date(2018, 2, day)


def mar(day: int) -> date:
    return date(2018, 3, day)


@pytest.fixture
def read(real_days):
    def read(term, started_on=TUESDAY, pauses=(), *, today=TUESDAY, **more):
        return read_clock(term=term, started_on=started_on, pauses=pauses, today=today, calendar=real_days, **more)

    return read


class TestDueDay:
    @pytest.mark.parametrize(
        ("accepted", "limit", "due"),
        [
            (feb(13), 5, feb(26)),
            (feb(13), 10, mar(5)),
            (feb(13), 20, mar(19)),
            (feb(13), 30, date(2018, 4, 2)),
            (feb(17), 1, feb(22)),
            (feb(17), 5, feb(27)),
            (feb(26), 10, mar(12)),
        ],
    )
    def test_skips_the_spring_festival_and_counts_make_up_days(self, read, accepted, limit, due):
        assert read(working(limit), accepted).due_on == due

    def test_counts_from_the_day_after_acceptance_not_receipt(self, read):
        assert read(working(5), feb(17)).first_counted_day == feb(22)
        assert read(working(5), feb(22)).first_counted_day == feb(23)
        term = working(5)
        assert start_day(term, applied_on=feb(16), received_on=feb(17), accepted_on=feb(22)) == feb(22)
        assert start_day(term, applied_on=feb(16), received_on=feb(17), accepted_on=None) is None
        by_receipt = replace(term, starts_at=StartsAt.RECEIPT)
        assert start_day(by_receipt, applied_on=feb(16), received_on=feb(17), accepted_on=None) == feb(17)

    def test_of_the_living_guarantee_is_thirty_calendar_days_from_application(self, read):
        dibao = Term(30, Unit.CALENDAR_DAYS, StartsAt.APPLICATION, "城市居民最低生活保障条例第八条")

        reading = read(dibao, start_day(dibao, applied_on=feb(13), received_on=feb(13), accepted_on=feb(26)))

        assert reading.due_on == mar(15) and reading.first_counted_day == feb(14)
        with pytest.raises(PauseNotAllowed) as refusal:
            read(dibao, pauses=[Pause(feb(20), feb(25), "supplement")])
        assert refusal.value.params == {"reason": "supplement", "allowed": []}

    def test_is_the_same_day_for_what_is_done_on_the_spot_even_at_the_weekend(self, read):
        saturday = read(working(0), feb(17), today=feb(17))

        assert (saturday.due_on, saturday.state, saturday.warn_on) == (feb(17), ClockState.RUNNING, None)
        assert read(working(0), feb(17), today=feb(18)).state is ClockState.OVERDUE

    def test_moves_out_by_a_lawful_extension(self, read):
        licence = working(20, clause="第四十二条")

        assert read(licence.extended_by(10)).due_on == date(2018, 4, 2)
        assert licence.extended_by(10).clause == "第四十二条"

    def test_is_moved_by_a_pause_from_the_day_after_opening_to_the_day_of_resuming(self, read):
        paused = [Pause(feb(22), feb(26), "public_notice")]  # takes out Fri 23, Sat 24 (worked), Mon 26

        assert read(working(5), pauses=paused).due_on == mar(1)

    def test_is_not_moved_by_a_pause_opened_on_it(self, read):
        late = read(working(5), pauses=[Pause(feb(26), None, "supplement")], today=feb(28))

        assert (late.due_on, late.state) == (feb(26), ClockState.OVERDUE)
        on_the_day = read(working(5), pauses=[Pause(feb(26), None, "supplement")], today=feb(26))
        assert (on_the_day.due_on, on_the_day.state) == (feb(26), ClockState.DUE_SOON)

    def test_is_unknown_while_the_clock_stands_still(self, read):
        reading = read(working(5), pauses=[Pause(feb(22), None, "economic_check")], today=mar(1))

        assert (reading.state, reading.due_on, reading.due_if_resumed_today) == (ClockState.PAUSED, None, mar(6))
        assert (reading.days_used, reading.days_left) == (2, 3)  # the 14th and the 22nd


class TestReadClock:
    @pytest.mark.parametrize(
        ("today", "state", "used", "left"),
        [
            (feb(12), ClockState.NOT_STARTED, 0, 10),
            (feb(13), ClockState.PAUSED, 0, 10),
            (feb(14), ClockState.RUNNING, 0, 10),
            (feb(28), ClockState.RUNNING, 6, 4),
            (mar(1), ClockState.DUE_SOON, 7, 3),  # 70 %
            (mar(5), ClockState.DUE_SOON, 9, 1),
            (mar(6), ClockState.DUE_SOON, 10, 0),
            (mar(7), ClockState.OVERDUE, 11, -1),
        ],
    )
    def test_turns_yellow_at_seventy_percent_and_red_after_the_due_day(self, read, today, state, used, left):
        # Accepted on the 13th with the 14th lost to a pause: ten days end on 6 March.
        reading = read(working(10), pauses=[Pause(feb(13), feb(14), "supplement")], today=today)

        assert (reading.due_on, reading.warn_on, reading.last_warning_on) == (mar(6), mar(1), mar(2))
        assert (reading.state, reading.days_used, reading.days_left) == (state, used, left)

    @pytest.mark.parametrize(
        ("ended", "today", "state"),
        [
            (feb(26), mar(20), ClockState.ENDED_IN_TIME),
            (feb(27), mar(20), ClockState.ENDED_LATE),
            (feb(27), feb(27), ClockState.ENDED_LATE),
            (feb(27), feb(23), ClockState.RUNNING),  # the end has not happened yet
            (feb(13), mar(20), ClockState.ENDED_IN_TIME),
        ],
    )
    def test_judges_an_ended_case_by_its_last_day(self, read, ended, today, state):
        term = working(5, warn_at_percent=100, warn_days_before=0)

        assert read(term, ended_on=ended, today=today).state is state

    def test_lets_the_end_of_a_case_close_its_open_pause(self, read):
        reading = read(working(5), pauses=[Pause(feb(22), None, "supplement")], ended_on=feb(28), today=mar(20))

        assert (reading.state, reading.due_on, reading.days_used) == (ClockState.ENDED_IN_TIME, mar(5), 2)

    def test_goes_on_with_the_work_on_the_day_of_resuming(self, read):
        notice = [Pause(feb(14), feb(23), "public_notice")]
        states = {day: read(working(10), pauses=notice, today=feb(day)).state for day in (13, 14, 22, 23)}

        assert states == {
            13: ClockState.RUNNING,
            14: ClockState.PAUSED,
            22: ClockState.PAUSED,
            23: ClockState.RUNNING,
        }

    def test_has_nothing_to_say_before_the_start(self, read):
        reading = read(working(5), None)

        assert reading.state is ClockState.NOT_STARTED
        assert (reading.due_on, reading.first_counted_day, reading.segments) == (None, None, ())
        assert (reading.days_used, reading.days_left) == (0, 5)

    def test_draws_the_line_of_days(self, read):
        reading = read(working(5), feb(13), [Pause(feb(23), feb(24), "supplement")], today=feb(23))

        assert reading.due_on == feb(27)
        assert reading.segments == (
            Segment(feb(14), feb(14), DayKind.COUNTED),
            Segment(feb(15), feb(21), DayKind.REST),
            Segment(feb(22), feb(23), DayKind.COUNTED),
            Segment(feb(24), feb(24), DayKind.PAUSED, "supplement"),
            Segment(feb(25), feb(25), DayKind.REST),
            Segment(feb(26), feb(27), DayKind.COUNTED),
        )
        assert read(working(5), draw=False) == replace(read(working(5)), segments=())

    def test_draws_no_endless_line_for_a_forgotten_case(self, read):
        line = read(working(5), today=date(2020, 12, 31)).segments

        assert line[-1].last == TUESDAY + 400 * ONE

    def test_says_when_the_due_day_rests_on_a_year_without_its_notice(self, read):
        assert read(working(20), date(2020, 12, 28)).computed
        assert not read(working(20), date(2020, 11, 2)).computed
        assert not read(working(0), date(2021, 3, 1)).computed
        assert not read(replace(working(20), unit=Unit.CALENDAR_DAYS), date(2020, 12, 28)).computed
        assert read(working(1), date(2020, 12, 31)).computed

    def test_does_not_need_the_notice_of_a_year_in_which_it_counts_no_day(self):
        only_2019 = DayTable({}, {2019}, first_year=2018, last_year=2019)
        last_of_2018 = date(2018, 12, 31)

        reading = read_clock(
            term=working(5), started_on=last_of_2018, pauses=(), today=last_of_2018, calendar=only_2019
        )

        assert not reading.computed

    @pytest.mark.parametrize(
        ("make", "why"),
        [
            (lambda _: Term(-1, Unit.WORKING_DAYS, StartsAt.RECEIPT), "limit"),
            (lambda _: working(5, warn_at_percent=0), "warning"),
            (lambda _: working(5, warn_days_before=-1), "warning"),
            (lambda _: working(5).extended_by(0), "limit"),
            (lambda _: Pause(feb(13), feb(12), "supplement"), "pause_order"),
            (lambda read: read(working(5), ended_on=feb(12)), "ended_before_start"),
        ],
    )
    def test_refuses_clocks_that_cannot_be(self, read, make, why):
        with pytest.raises(BadTerm) as refusal:
            make(read)

        assert refusal.value.params["why"] == why

    def test_refuses_pauses_that_the_rule_does_not_list(self, read):
        with pytest.raises(PauseNotAllowed) as refusal:
            read(replace(working(5), pauses_allowed=frozenset({"hearing"})), pauses=[Pause(feb(14), None, "holiday")])

        assert refusal.value.params == {"reason": "holiday", "allowed": ["hearing"]}

    def test_refuses_to_count_beyond_the_calendar(self, read):
        with pytest.raises(OutsideCalendar):
            read(working(30), date(2021, 12, 20))


class TestSilentAcceptance:
    def test_dates_back_to_the_receipt(self, read, real_days):
        silence = silent_acceptance_on(TUESDAY, 5, real_days)

        assert (silence.notice_until, silence.deemed_on) == (feb(26), feb(27))
        assert silence.clock_starts_on == TUESDAY
        assert read(working(20), silence.clock_starts_on).due_on == mar(19)

    def test_needs_at_least_a_day(self, real_days):
        with pytest.raises(BadTerm):
            silent_acceptance_on(TUESDAY, 0, real_days)


class TestRecompute:
    def test_tells_what_a_holiday_published_later_moved(self):
        before = DayTable({}, set(), first_year=2018, last_year=2018)
        festival = {feb(day): False for day in (15, 16, 19, 20, 21)} | {feb(11): True, feb(24): True}
        after = DayTable(festival, {2018}, first_year=2018, last_year=2018)
        facts = {"term": working(5), "started_on": TUESDAY, "pauses": (), "today": feb(21)}

        old, new = read_clock(**facts, calendar=before), read_clock(**facts, calendar=after)
        change = recompute(old, new)

        assert (change.due_before, change.due_after, change.days_moved) == (feb(20), feb(26), 6)
        assert (change.state_before, change.state_after) == (ClockState.OVERDUE, ClockState.RUNNING)
        assert old.computed and not change.still_computed and old.calendar_digest != new.calendar_digest
        assert recompute(new, old).days_moved == -6

    def test_is_silent_when_no_date_moved(self, read):
        assert recompute(read(working(5), today=feb(13)), read(working(5), today=feb(27))) is None

    def test_compares_the_day_of_resuming_while_both_stand_still(self, real_days):
        plain = DayTable({}, set(), first_year=2018, last_year=2018)
        facts = {
            "term": working(5),
            "started_on": TUESDAY,
            "pauses": [Pause(TUESDAY, None, "supplement")],
            "today": feb(14),
        }

        change = recompute(read_clock(**facts, calendar=plain), read_clock(**facts, calendar=real_days))

        assert (change.due_before, change.due_after) == (feb(21), feb(27))
