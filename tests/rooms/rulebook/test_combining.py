"""The best lawful combination is the best of all lawful ones, by trying every subset."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from lawful import conflict, lawful

from doorstep.rulebook.engines.combining import combine
from doorstep.rulebook.engines.options import Option, total

CODES = "abcdef"


@st.composite
def claims(draw):
    """Up to seven claims of six programmes with random exclusions, orders, caps and unknown amounts."""
    rules = {
        code: (
            draw(st.frozensets(st.sampled_from(CODES), max_size=2)),
            draw(st.frozensets(st.sampled_from(CODES), max_size=1)),
            draw(st.frozensets(st.sampled_from(CODES), max_size=2)),
        )
        for code in CODES
    }
    options = []
    for number in range(draw(st.integers(0, 7))):
        code = draw(st.sampled_from(CODES))
        members = draw(st.frozensets(st.sampled_from("xyz"), min_size=1, max_size=3))
        value = draw(st.none() | st.integers(0, 6))
        # An order that runs in a circle is not an order: only earlier letters rank before later ones.
        before = frozenset(b for b in rules[code][1] if b > code)
        cap = draw(st.sampled_from([None, None, "cap"]))
        # so does what is given only beside another
        beside = frozenset(b for b in rules[code][2] if b > code)
        options.append(Option(f"{code}{number}", code, members, value, rules[code][0] - {code}, before, cap, beside))
    return options


def subsets(options):
    for size in range(len(options) + 1):
        yield from combinations(options, size)


class TestCombine:
    @settings(max_examples=150, deadline=None)
    @given(claims(), st.integers(0, 10))
    def test_equals_brute_force(self, options, limit):
        limits = {"cap": limit}
        best = combine(options, limits)
        rightful = [s for s in subsets(options) if lawful(s, options)]

        assert lawful(best.taken, options)
        assert best.total == total(best.taken, limits) == max(total(s, limits) for s in rightful)
        richest = [s for s in rightful if total(s, limits) == best.total]
        assert len(best.taken) == max(len(s) for s in richest)

    @settings(max_examples=100, deadline=None)
    @given(claims(), st.integers(0, 10))
    def test_proves_for_each_claim_left_out_what_taking_it_would_cost(self, options, limit):
        limits = {"cap": limit}
        best = combine(options, limits)

        assert {x.key for x in best.taken} | {x.option.key for x in best.left_out} == {x.key for x in options}
        for left in best.left_out:
            with_it = [total(s, limits) for s in subsets(options) if left.option in s and lawful(s, options)]
            assert left.total_instead == max(with_it, default=None)
            assert (
                left.conflicts
                or left.rests_on
                or left.outranked_by
                or left.total_instead is not None
                or left.option.requires
            )

    def test_pays_the_richer_of_two_that_exclude_each_other_and_says_what_the_other_would_bring(self):
        family = Option("dibao", "dibao", frozenset("ms"), 5280)
        person = Option("severe:s", "severe", frozenset("s"), 15132, frozenset({"dibao"}))
        elder = Option("elder:m", "elder", frozenset("m"), 900)

        best = combine([family, person, elder], {})

        assert [x.key for x in best.taken] == ["severe:s", "elder:m"] and best.total == 16032
        assert (best.left_out[0].conflicts, best.left_out[0].total_instead) == (("severe:s",), 6180)

    def test_keeps_the_order_of_the_law_even_where_the_later_pays_more(self):
        first = Option("a", "a", frozenset("m"), 10, frozenset({"b"}), frozenset({"b"}))
        later = Option("b", "b", frozenset("m"), 99)

        best = combine([first, later], {})

        assert [x.key for x in best.taken] == ["a"]
        assert best.left_out[0].total_instead is None and best.left_out[0].outranked_by == ("a",)

    def test_gives_what_is_given_only_beside_another_beside_it_alone(self):
        """What rests on 低保 falls with it: here the severe allowance alone brings less than 低保 and what it opens."""
        dibao = Option("dibao", "dibao", frozenset("ms"), 5280)
        severe = Option("severe:s", "severe", frozenset("s"), 7000, frozenset({"dibao"}))
        oil = Option("oil:m", "oil", frozenset("m"), 2000, requires=frozenset({"dibao", "severe"}))

        best = combine([dibao, severe, oil], {})
        poor = combine([dibao._replace(value=4000), severe, oil], {})

        assert [x.key for x in best.taken] == ["dibao", "oil:m"] and best.left_out[0].total_instead == 7000
        assert [x.key for x in poor.taken] == ["severe:s"] and poor.total == 7000
        assert {x.option.key: x.because for x in poor.left_out} == {"dibao": ("severe:s",), "oil:m": ("dibao",)}

    def test_says_where_a_choice_that_loses_would_bring_what_nobody_knows_the_amount_of(self):
        """The destitute person's care has no known amount: it does not lose against the rich allowance as if it were 0."""
        destitute = Option("destitute:m", "destitute", frozenset("m"), 1000, frozenset({"severe"}))
        care = Option("care:m", "care", frozenset("m"), None, requires=frozenset({"destitute"}))
        severe = Option("severe:m", "severe", frozenset("m"), 1000)
        living = Option("living:m", "living", frozenset("m"), 300, requires=frozenset({"severe"}))

        best = combine([destitute, care, severe, living], {})
        poorer = combine([destitute, severe, living], {})

        assert [x.key for x in best.taken] == ["severe:m", "living:m"]
        first, second = best.left_out
        assert (first.option.key, first.total_instead, first.unknown_instead) == ("destitute:m", 1000, ("care:m",))
        assert (second.option.key, second.unknown_instead) == ("care:m", ("care:m",))
        assert poorer.left_out[0].unknown_instead == ()

    def test_lets_different_members_have_what_excludes_each_other(self):
        a = Option("a:x", "a", frozenset("x"), 1, frozenset({"b"}))
        b = Option("b:y", "b", frozenset("y"), 1)

        assert not conflict(a, b) and combine([a, b], {}).total == 2

    def test_counts_capped_claims_up_to_the_limit_and_says_by_how_much_they_were_cut(self):
        options = [Option(k, k, frozenset("x"), 700, cap="cap") for k in "ab"]

        best = combine(options, {"cap": 1000})

        assert best.total == 1000 and best.capped == (("cap", 400),)
