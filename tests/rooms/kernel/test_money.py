from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.money import Money, NotMoney, half_up, round_up

FEN = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


class TestHalfUp:
    @given(st.integers(0, 10**15), st.integers(1, 10**9))
    def test_rounds_as_the_cash_office_does(self, a, b):
        exact = Fraction(a, b)
        floor = a // b

        assert half_up(a, b) == (floor + 1 if exact - floor >= Fraction(1, 2) else floor)

    @pytest.mark.parametrize(("a", "b", "why"), [(-1, 2, "negative"), (1, 0, "denominator"), (1, -2, "denominator")])
    def test_refuses_what_it_could_only_guess(self, a, b, why):
        with pytest.raises(NotMoney) as refusal:
            half_up(a, b)

        assert refusal.value.params == {"why": why}

    def test_refuses_floats(self):
        with pytest.raises(NotMoney):
            half_up(1.0, 2)


class TestRoundUp:
    @given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
    def test_gives_the_smallest_multiple_not_below(self, n, step):
        up = round_up(n, step)

        assert up % step == 0 and n <= up < n + step

    def test_refuses_steps_below_one(self):
        with pytest.raises(NotMoney):
            round_up(970, 0)


class TestFromYuan:
    @pytest.mark.parametrize(
        ("yuan", "fen"),
        [
            ("970.50", 97050),
            ("970.5", 97050),
            ("970", 97000),
            (970, 97000),
            ("0.07", 7),
            ("-0.07", -7),
            ("007.10", 710),
        ],
    )
    def test_reads_yuan_with_up_to_two_decimals(self, yuan, fen):
        assert Money.from_yuan(yuan) == Money(fen=fen)

    @pytest.mark.parametrize(
        "yuan",
        [
            "",
            " 1",
            "1\n",
            "1,000",
            "1.234",
            ".5",
            "1.",
            "+1",
            "--1",
            "1e3",
            "９７０",
            "¥1",
            "٣",
            "NaN",
            9.5,
            True,
            None,
            Decimal(1),
        ],
    )
    def test_refuses_everything_else_without_repeating_it(self, yuan):
        with pytest.raises(NotMoney) as refusal:
            Money.from_yuan(yuan)

        assert set(refusal.value.params) == {"why"}

    @given(FEN)
    def test_reads_back_what_was_written(self, fen):
        assert Money.from_yuan(str(Money(fen=fen))) == Money(fen=fen)


class TestMoney:
    @pytest.mark.parametrize(
        ("fen", "plain", "pretty"),
        [
            (123450, "1234.50", "1,234.50"),
            (7, "0.07", "0.07"),
            (-123456789, "-1234567.89", "-1,234,567.89"),
            (0, "0.00", "0.00"),
        ],
    )
    def test_is_written_in_yuan(self, fen, plain, pretty):
        money = Money(fen=fen)

        assert (str(money), money.yuan_text) == (plain, pretty)

    @given(st.lists(FEN), FEN, st.integers(-100, 100))
    def test_counts_like_whole_fen(self, amounts, other, times):
        moneys = [Money(fen=fen) for fen in amounts]
        total = sum(moneys, Money(fen=0))

        assert total.fen == sum(amounts)
        assert sum([Money(fen=1), *moneys]).fen == sum(amounts) + 1
        assert (total - Money(fen=other)).fen == sum(amounts) - other
        assert (Money(fen=other) * times).fen == (times * Money(fen=other)).fen == other * times
        assert (-Money(fen=other)).fen == -other
        assert (total < Money(fen=other)) == (sum(amounts) < other)
        assert bool(total) == (sum(amounts) != 0)

    @pytest.mark.parametrize("fen", [1.0, True, "1", None, Decimal(1)])
    def test_refuses_anything_but_an_int(self, fen):
        with pytest.raises(NotMoney):
            Money(fen=fen)

    @pytest.mark.parametrize(
        "mix",
        [
            lambda m: m + 1,
            lambda m: 1 + m,
            lambda m: m - 1,
            lambda m: m * 1.5,
            lambda m: m * True,
            lambda m: m * m,
            lambda m: m < 1,
            lambda m: 0.0 + m,
        ],
    )
    def test_does_not_mix_with_bare_numbers(self, mix):
        with pytest.raises(TypeError):
            mix(Money(fen=1))


class TestShare:
    @given(FEN, st.integers(0, 10**6), st.integers(1, 10**6))
    def test_rounds_halves_away_from_zero(self, fen, numerator, denominator):
        exact = Fraction(fen * numerator, denominator)
        twice = (
            exact * 2
        )  # compare without division: |part| is the whole number nearest to |exact|, the upper one at halves

        part = Money(fen=fen).share(numerator, denominator).fen

        assert abs(twice) - 1 < abs(part) * 2 <= abs(twice) + 1
        assert part == 0 or (part > 0) == (exact > 0)

    @given(st.integers(0, 10**9), st.integers(0, 100))
    def test_agrees_with_decimal_arithmetic_on_percentages(self, fen, percent):
        by_decimal = (Decimal(fen) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)

        assert Money(fen=fen).share(percent, 100).fen == int(by_decimal)

    @pytest.mark.parametrize(("numerator", "denominator"), [(-1, 2), (1, 0), (0.9, 1)])
    def test_refuses_shares_that_are_none(self, numerator, denominator):
        with pytest.raises(NotMoney):
            Money(fen=100).share(numerator, denominator)


class TestSplit:
    @given(FEN, WEIGHTS)
    def test_adds_up_and_strays_less_than_a_fen(self, fen, weights):
        parts = [part.fen for part in Money(fen=fen).split(weights)]

        assert sum(parts) == fen and len(parts) == len(weights)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(fen * weight, sum(weights))) < 1
            assert weight or part == 0

    @pytest.mark.parametrize(
        ("fen", "weights", "parts"),
        [
            (100, [1, 1, 1], [33, 33, 34]),
            (200, [1, 1, 1], [66, 67, 67]),
            (2, [1, 1, 1, 1], [0, 0, 1, 1]),
            (100, [1, 2, 0], [33, 67, 0]),
            (-100, [1, 1, 1], [-33, -33, -34]),
        ],
    )
    def test_gives_the_odd_fen_to_the_last_parts(self, fen, weights, parts):
        assert [part.fen for part in Money(fen=fen).split(weights)] == parts

    @pytest.mark.parametrize("weights", [[], [0, 0], [2, -1], [1.5, 1]])
    def test_refuses_weights_that_share_nothing_out(self, weights):
        with pytest.raises(NotMoney):
            Money(fen=100).split(weights)
