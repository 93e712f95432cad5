from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.period import BadPeriod, Period, TwoInForce, all_in_force, find_gaps, find_overlap, in_force

START = date(2018, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(40)]


@st.composite
def periods(draw, open_ended=True):
    first = draw(st.integers(0, 39))
    length = draw(st.integers(0, 10) | st.none() if open_ended else st.integers(0, 10))
    last = None if length is None else START + timedelta(days=min(first + length, 39))
    return Period(START + timedelta(days=first), last)


def days_of(period):
    return {day for day in DAYS if period.contains(day)}


class TestPeriod:
    def test_includes_both_ends_as_documents_say(self):
        until_april = Period(date(2010, 1, 1), date(2019, 4, 30))

        assert until_april.contains(date(2019, 4, 30)) and until_april.contains(date(2010, 1, 1))
        assert not until_april.contains(date(2019, 5, 1)) and not until_april.contains(date(2009, 12, 31))
        assert until_april == Period.between(date(2010, 1, 1), date(2019, 5, 1))
        assert until_april.until_exclusive == date(2019, 5, 1)

    def test_without_a_last_day_holds_until_further_notice(self):
        assert Period(START).contains(date(2999, 1, 1))
        assert Period.between(START, None) == Period(START) and Period(START).until_exclusive is None

    @pytest.mark.parametrize(
        ("make", "why"),
        [
            (lambda: Period(date(2018, 2, 2), date(2018, 2, 1)), "order"),
            (lambda: Period.between(date(2018, 2, 2), date(2018, 2, 2)), "order"),
            (lambda: Period(datetime(2018, 2, 2, tzinfo=UTC)), "type"),
        ],
    )
    def test_refuses_what_is_no_stretch_of_days(self, make, why):
        with pytest.raises(BadPeriod) as refusal:
            make()

        assert refusal.value.params["why"] == why

    @given(periods(), periods())
    def test_overlaps_where_a_day_is_shared(self, one, other):
        shared = days_of(one) & days_of(other)
        both = one.intersection(other)

        assert one.overlaps(other) == other.overlaps(one) == bool(shared)
        assert (days_of(both) if both else set()) == shared


class TestFindOverlap:
    @given(st.lists(periods(), max_size=6))
    def test_finds_two_that_share_a_day_if_there_are_any(self, many):
        clash = any(one.overlaps(other) for i, one in enumerate(many) for other in many[:i])
        found = find_overlap(many)

        assert (found is not None) == clash
        if found:
            assert found[0].overlaps(found[1]) and found[0].first <= found[1].first


class TestFindGaps:
    @given(st.lists(periods(), max_size=6))
    def test_names_exactly_the_days_nobody_claims(self, many):
        claimed = set().union(*(days_of(p) for p in many))
        inner = {day for day in DAYS if claimed and min(claimed) < day < max(claimed)}

        gaps = find_gaps(many)

        assert {day for gap in gaps for day in days_of(gap)} == inner - claimed
        assert find_overlap(gaps) is None and gaps == sorted(gaps, key=lambda p: p.first)


class TestInForce:
    STANDARD = ((Period(date(2017, 4, 1), date(2018, 3, 31)), 970), (Period(date(2018, 4, 1)), 1070))

    @pytest.mark.parametrize(
        ("on", "yuan"),
        [(date(2018, 2, 13), 970), (date(2018, 3, 31), 970), (date(2018, 4, 1), 1070), (date(2017, 3, 31), None)],
    )
    def test_picks_the_version_of_the_day(self, on, yuan):
        found = in_force(self.STANDARD, on, lambda row: row[0])

        assert (found[1] if found else None) == yuan

    def test_refuses_to_choose_between_two(self):
        twice = [*self.STANDARD, (Period(date(2018, 1, 1), date(2018, 2, 13)), 999)]

        with pytest.raises(TwoInForce) as refusal:
            in_force(twice, date(2018, 2, 13), lambda row: row[0])

        assert refusal.value.params == {"on": date(2018, 2, 13)}
        assert [row[1] for row in all_in_force(twice, date(2018, 2, 13), lambda row: row[0])] == [970, 999]
