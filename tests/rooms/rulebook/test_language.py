"""What the language accepts, what it refuses, and what it says then."""
# ruff: noqa: E501 — a case is a line

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.compiler import TableShape, compile_formula
from doorstep.rulebook.language.intervals import Ranges, span
from doorstep.rulebook.language.types import BOOL, COUNT, DATE, INT64_MAX, MONEY, RATIO, Kind, LanguageError, Type, Unit
from doorstep.rulebook.language.vocabulary import FULL_WIDTH, REFUSED_FORMS, REFUSED_SIGNS

KIND = Type(Kind.CODE, codes=("none", "a", "b"))
FACTS = {
    "wage": (MONEY, Unit.PERSON), "pension": (MONEY, Unit.PERSON), "disabled": (BOOL, Unit.PERSON), "age": (COUNT, Unit.PERSON),
    "born": (DATE, Unit.PERSON), "kind": (KIND, Unit.PERSON), "rent": (MONEY, Unit.FAMILY), "homes": (COUNT, Unit.FAMILY),
    "together": (MONEY, Unit.ASSESSMENT),
}  # fmt: skip
RANGE = {
    "wage": (0, 100),
    "pension": (0, 100),
    "age": (0, 130),
    "rent": (0, 1000),
    "homes": (0, 9),
    "standard": (970, 970),
    "share": (9000, 9000),
}

WORDS = "wage age disabled kind rent share today members and or not in is if else lambda any_member( sum_members( choose( half_up( max( ( ) ) , + - * < <= == != 0 16 'a' ' ** := yield".split()  # noqa: SIM905


class Names:
    """The smallest scope: a few facts, two parameters, a table."""

    def value(self, name):
        if name in FACTS:
            return n.Fact(name, *FACTS[name])
        return {"standard": n.Param("standard", MONEY), "share": n.Param("share", RATIO)}.get(name)

    def table(self, name):
        return TableShape("allowance", COUNT, MONEY) if name == "allowance" else None

    def similar(self, name):
        return "wage"


def compiled(text, unit=Unit.PERSON):
    return compile_formula(text, Names(), unit)


def refused(text, unit=Unit.PERSON):
    with pytest.raises(LanguageError) as error:
        compiled(text, unit)
    assert error.value.what and error.value.write
    return error.value


class TestCompileFormula:
    @pytest.mark.parametrize("code", sorted(REFUSED_FORMS))
    def test_refuses_every_form_of_the_table_by_its_own_code(self, code):
        unit = Unit.FAMILY if "member(" in REFUSED_FORMS[code][2] else Unit.PERSON

        assert refused(REFUSED_FORMS[code][2], unit).code == code

    @pytest.mark.parametrize("sign", sorted(FULL_WIDTH))
    def test_says_which_sign_to_type_for_a_full_width_one(self, sign):
        error = refused(f"wage {sign} pension")

        assert error.code == "full-width" and error.column == 6 and FULL_WIDTH[sign] in error.write

    @pytest.mark.parametrize("sign", sorted(REFUSED_SIGNS))
    def test_refuses_signs_of_python_that_mean_something_else(self, sign):
        assert refused(f"wage {sign} pension").write == REFUSED_SIGNS[sign][1]

    def test_reads_full_width_letters_from_the_text_and_not_from_what_python_makes_of_them(self):
        assert refused("ｗage > 0").write == "type w instead"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("1 < age < 3 > 2", "mixed-chain"), ("wage is pension", "form"), ("age == 01", "syntax"), ("age == 1_0", "number"),
            ("age == 0x1", "number"), ("-wage", "form"), ("kind == 'c'", "unknown-code"), ("kind < 'a'", "code-place"),
            ("kind in 'a'", "form"), ("wage * pension", "type"), ("wage + age", "type"), ("wage + 1", "money-literal"),
            ("min(wage, 5)", "money-literal"), ("not wage", "not-bool"), ("choose(wage, 1, 2)", "not-bool"),
            ("nobody > 0", "unknown-name"), ("max", "unknown-name"), ("allowance", "unknown-name"), ("lookup(wage, age)", "unknown-name"),
            ("lookup(allowance, wage)", "type"), ("sum(wage)", "unknown-function"), ("max(wage)", "arity"), ("half_up(wage)", "type"),
            ("half_up(wage, wage)", "type"), ("round_up(wage, 5)", "type"), ("age_on(age, today)", "type"), ("members > 1", "unit"),
            ("sum_members(wage)", "unit"), ("(" * 30 + "age" + ")" * 30, "depth"), ("age" + " + age" * 300, "length"),
            ("kind in ()", "form"), ("age < (1, 2)", "form"), ("wage if disabled else 0", "if-else"), ("f'{age}' == 'a'", "sign"),
            ("(age\n) < (1", "syntax"), ("True", "capital"), ("kind == '单'", "foreign-sign"),
        ],
    )  # fmt: skip
    def test_refuses_with_a_stable_code(self, text, code):
        assert refused(text).code == code

    @pytest.mark.parametrize(
        ("text", "code"),
        [("wage > 0", "unit"), ("together > 0", "unit"), ("any_member(any_member(disabled))", "nested-aggregate")],
    )
    def test_asks_a_family_formula_to_say_for_whom(self, text, code):
        error = refused(text, Unit.FAMILY)

        assert error.code == code and error.write

    def test_lets_people_judged_together_use_no_smallest_and_largest(self):
        assert refused("min_members(wage, rent) > 0", Unit.ASSESSMENT).code == "unit"

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("wage * age", MONEY), ("half_up(wage * share)", MONEY), ("wage * share", Type(Kind.MONEY, 1)), ("age * share", RATIO),
            ("choose(disabled, wage, 0)", MONEY), ("max(0, wage)", MONEY), ("max(0, 0, wage)", MONEY), ("round_up(wage * share, standard)", MONEY),
            ("lookup(allowance, age)", MONEY), ("age_on(born, today)", COUNT), ("half_up(age, 2)", COUNT), ("age >= -3", BOOL),
            ("kind not in ('a', 'b')", BOOL), ("0 < age <= 16", BOOL), ("wage > rent", BOOL), ("age > share", BOOL),
        ],
    )  # fmt: skip
    def test_gives_every_formula_its_type(self, text, kind):
        assert compiled(text).type == kind

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(st.sampled_from([*WORDS]), min_size=1, max_size=9),
        st.sampled_from(["", " "]),
        st.sampled_from(list(Unit)),
    )
    def test_never_fails_in_any_other_way_than_by_saying_what_to_write(self, words, between, unit):
        try:
            assert compiled(between.join(words), unit).type.kind in Kind
        except LanguageError as error:
            assert error.what and error.write

    def test_brings_a_sum_and_a_share_to_one_scale_before_it_compares(self):
        node = compiled("wage >= rent * share")

        assert node.left == n.Arith("*", compiled("wage"), n.Const(10_000, COUNT), node.right.type)

    def test_expands_chains_and_membership(self):
        chain, member = compiled("0 < age <= 16"), compiled("kind in ('a', 'b')")

        assert chain.op == "and" and [x.op for x in chain.args] == ["<", "<="]
        assert member.op == "or" and [x.right.value for x in member.args] == [1, 2]


class TestSpan:
    RANGES = Ranges(lambda node: RANGE[node.name], lambda *_: (0, 50))

    def of(self, text, unit=Unit.PERSON):
        return span(compiled(text, unit), self.RANGES)

    def test_bounds_arithmetic_from_the_ranges_of_the_facts(self):
        assert self.of("wage - pension") == (-100, 100)
        assert self.of("sum_members(wage)", Unit.FAMILY) == (0, 6000)
        assert self.of("half_up(wage * share)") == (0, 90)

    def test_decides_comparisons_that_no_family_can_change(self):
        assert self.of("wage < standard") == (1, 1) and self.of("wage > standard") == (0, 0)
        assert self.of("wage < pension") == (0, 1)

    def test_refuses_what_could_pass_two_to_the_sixty_third(self):
        with pytest.raises(LanguageError) as error:
            self.of(f"wage * {INT64_MAX // 100 + 1}")

        assert error.value.code == "overflow"

    @pytest.mark.parametrize(
        ("text", "code"), [("half_up(wage - pension, 2)", "negative"), ("half_up(wage, homes)", "divisor")]
    )
    def test_refuses_divisions_that_engines_would_round_differently(self, text, code):
        with pytest.raises(LanguageError) as error:
            self.of(text)

        assert error.value.code == code
