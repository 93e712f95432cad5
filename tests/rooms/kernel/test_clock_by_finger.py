"""The case clock against somebody who counts on the calendar with a finger."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.calendar import DayTable
from doorstep.kernel.clock import ClockState, DayKind, Pause, StartsAt, Term, Unit, read_clock

ONE = timedelta(days=1)
REASONS = ("supplement", "economic_check", "public_notice")
TERM = Term(1, Unit.WORKING_DAYS, StartsAt.ACCEPTANCE, pauses_allowed=frozenset(REASONS))
FIRST, LAST = date(2018, 1, 1), date(2019, 12, 31)
YEARS = [FIRST + n * ONE for n in range((LAST - FIRST).days + 1)]
SOON = st.integers(0, 90).map(lambda n: FIRST + n * ONE)


@st.composite
def pauses(draw):
    opened = draw(SOON)
    resumed = draw(st.none() | st.integers(0, 40).map(lambda n: opened + n * ONE))
    return Pause(opened, resumed, draw(st.sampled_from(REASONS)))


@st.composite
def stories(draw):
    exceptions = draw(st.dictionaries(st.sampled_from(YEARS[:200]), st.booleans(), max_size=40))
    return {
        "term": replace(
            TERM,
            limit=draw(st.integers(0, 60)),
            unit=draw(st.sampled_from(Unit)),
            warn_at_percent=draw(st.integers(1, 100)),
            warn_days_before=draw(st.integers(0, 5)),
        ),
        "started_on": draw(SOON),
        "pauses": draw(st.lists(pauses(), max_size=4)),
        "today": draw(st.integers(0, 150).map(lambda n: FIRST + n * ONE)),
    }, exceptions


def count_by_finger(term, started_on, stops, exceptions):
    """Every counted day after the start, in order; a day is looked at once, so it can be excluded once only."""
    counted = []
    for day in YEARS:
        if day <= started_on:
            continue
        if any(stop.opened < day and (stop.resumed is None or day <= stop.resumed) for stop in stops):
            continue
        if term.unit is Unit.CALENDAR_DAYS or exceptions.get(day, day.isoweekday() not in (6, 7)):
            counted.append(day)
    return counted


def read_story(story, exceptions, **changed):
    calendar = DayTable(exceptions, {2018}, first_year=2018, last_year=2019)
    return read_clock(**(story | changed), calendar=calendar)


class TestTheCaseClock:
    @settings(max_examples=600, deadline=None)
    @given(stories())
    def test_agrees_with_counting_by_finger(self, drawn):
        story, exceptions = drawn
        term, start, today = story["term"], story["started_on"], story["today"]
        counted = count_by_finger(term, start, story["pauses"], exceptions)

        def nth(days, n):
            return start if n == 0 else days[n - 1] if n <= len(days) else None

        reading = read_story(story, exceptions)

        assert reading.due_on == nth(counted, term.limit)
        assert reading.days_used == len([day for day in counted if day <= today])
        assert reading.days_left == term.limit - reading.days_used
        if term.limit:
            reaching = next(n for n in range(1, term.limit + 1) if n * 100 >= term.warn_at_percent * term.limit)
            assert reading.first_counted_day == nth(counted, 1)
            assert reading.warn_on == nth(counted, reaching)
            assert reading.last_warning_on == nth(counted, max(0, term.limit - term.warn_days_before))
        resumed = [p if p.resumed else replace(p, resumed=max(today, p.opened)) for p in story["pauses"]]
        if reading.due_on is None:
            back = count_by_finger(term, start, resumed, exceptions)
            assert reading.due_if_resumed_today == nth(back, term.limit)
        else:
            assert reading.due_if_resumed_today is None

    @settings(max_examples=500, deadline=None)
    @given(stories())
    def test_draws_every_day_once_and_of_the_right_kind(self, drawn):
        story, exceptions = drawn
        counted = set(count_by_finger(story["term"], story["started_on"], story["pauses"], exceptions))

        reading = read_story(story, exceptions)

        drawn_days = [(s.first + n * ONE, s) for s in reading.segments for n in range((s.last - s.first).days + 1)]
        end = max(reading.due_on or story["started_on"], story["today"])
        assert [day for day, _ in drawn_days] == [day for day in YEARS if story["started_on"] < day <= end]
        for day, segment in drawn_days:
            assert (segment.kind is DayKind.COUNTED) == (day in counted)
            reasons = {p.reason for p in story["pauses"] if p.covers(day)}
            assert segment.reason in reasons if segment.kind is DayKind.PAUSED else not reasons

    @settings(max_examples=500, deadline=None)
    @given(stories(), pauses(), st.integers(1, 10))
    def test_is_never_hurried_by_a_longer_limit_or_one_more_pause(self, drawn, another, more):
        story, exceptions = drawn
        never = date.max

        due = read_story(story, exceptions).due_on or never
        longer = read_story(story, exceptions, term=story["term"].extended_by(more)).due_on or never
        paused = read_story(story, exceptions, pauses=[*story["pauses"], another]).due_on or never
        twice = read_story(story, exceptions, pauses=[*story["pauses"], another, another]).due_on or never

        assert longer > due or due == never
        assert paused >= due and twice == paused

    @settings(max_examples=500, deadline=None)
    @given(stories(), SOON)
    def test_ends_late_only_after_the_due_day(self, drawn, ended):
        story, exceptions = drawn
        ended = max(ended, story["started_on"])
        closed = [p if p.resumed else replace(p, resumed=max(ended, p.opened)) for p in story["pauses"]]
        counted = count_by_finger(story["term"], story["started_on"], closed, exceptions)
        allowed = ([story["started_on"], *counted])[story["term"].limit]

        reading = read_story(story, exceptions, ended_on=ended, today=max(ended, story["today"]))

        assert reading.state is (ClockState.ENDED_LATE if ended > allowed else ClockState.ENDED_IN_TIME)
