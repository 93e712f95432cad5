"""What a clerk reads: in the words of people, complete in each language; and what it says would change it, would."""

import random
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.rulebook.engines.changing import ALL, ANY, HOLD, NEVER, UNKNOWN, Changes
from doorstep.rulebook.engines.counter import Counter
from doorstep.rulebook.engines.family import encode_family
from doorstep.rulebook.engines.oracle import Walk
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.naming import as_named
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.telling import Teller
from doorstep.rulebook.trials import learn, random_family
from doorstep.rulebook.wording import WORDS, current

DAYS = [date(2018, 2, 13), date(2019, 5, 1), date(2020, 1, 10), date(2025, 6, 1)]
HAN = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile("[A-Za-z]{2,}")
LOAN_WORDS = {"低保", "敬老卡"}
"""Words that the English texts keep: there is no English for them."""


@pytest.fixture(scope="module")
def counters(shanghai):
    return [Counter.on(shanghai, day) for day in DAYS]


class Forced(Walk):
    """The formulas as they would be, had what is needed come true."""

    def __init__(self, ruleset, family, forced):
        super().__init__(ruleset, family)
        self.forced = forced

    def value(self, node, subject):
        return self.forced[node] if node in self.forced else super().value(node, subject)


def granted(need):
    """What has to be forced, one way of each choice: node → value."""
    if need.how == ANY:
        return granted(need.parts[0])
    if need.how == ALL:
        return {node: value for part in need.parts for node, value in granted(part).items()}
    if need.how in (HOLD, UNKNOWN):
        return {need.node: need.wanted}
    return {need.node: need.value + 1 if need.how == "other_than" else need.value}


def impossible(need):
    return need.how == NEVER or any(map(impossible, need.parts))


class TestChanges:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 2**32))
    def test_would_make_the_condition_hold(self, counters, seed):
        rng = random.Random(seed)
        ruleset = rng.choice(counters).ruleset
        family = random_family(ruleset, rng, unknown=0.1)
        changes = Changes(ruleset, family)
        for code, typed in ruleset.programmes.items():
            for condition in typed.conditions:
                unit = typed.programme.unit
                variant, member = {"family": ("", None), "person": ("", "0"), "assessment": ("rest", None)}[unit]
                need = changes.of(condition, variant, member)
                subject = changes.subject(variant, member)
                holds = changes.walk.value(condition.node, subject)

                assert (need is None) == (holds is True), (code, condition.condition.id)
                if need is not None and not impossible(need):
                    after = Forced(ruleset, family, granted(need)).value(condition.node, subject)
                    assert after is True, (code, condition.condition.id, need)

    def test_goes_through_not_and_or_and_definitions_to_the_figure(self, counters):
        ruleset = counters[1].ruleset
        raw = {"facts": {}, "receives": [], "members": [{"birth_date": "2005-06-01", "sex": "male"}]}
        changes = Changes(ruleset, encode_family(ruleset, raw))

        need = changes.need(n.Not(_named(ruleset, "of_working_age")), changes.subject("", "0"), False)

        assert (need.how, need.value, need.now) == ("at_least", 16, 13)


def _named(ruleset, name):
    definition = ruleset.definitions[name]
    return n.Ref(name, definition.node.type, definition.unit)


class TestTeller:
    @pytest.mark.parametrize("number", range(len(DAYS)))
    def test_uses_the_words_of_people_in_each_language(self, counters, number):
        counter, rng = counters[number], random.Random(number)
        for share in (0.0, 0.3):
            family = random_family(counter.ruleset, rng, unknown=share)
            assessment = counter.assess(family)

            chinese = Teller(counter.ruleset, family, assessment, "zh-hans").lines()
            english = Teller(counter.ruleset, family, assessment, "en").lines()

            assert len(chinese) == len(english) > 100
            codes = {c for line in chinese[2:] for c in LATIN.findall(re.sub(r"[A-Z]+-[0-9]+", "", line))}
            assert codes == set()
            assert {w for line in english for w in HAN.findall(line)} <= LOAN_WORDS
            assert not [line for line in english if re.search("[a-z]_[a-z]", line)]

    def test_puts_what_is_entitled_first_and_each_programme_once(self, counters):
        counter = counters[0]
        family = learn(counter.ruleset, random_family(counter.ruleset, random.Random(5)), random.Random(5), 1.0)
        assessment = counter.assess(family)

        lines = Teller(counter.ruleset, family, assessment, "en").lines()

        places = [i for i, line in enumerate(lines) if line.startswith("## ") and ": not entitled" in line]
        granted_ = [i for i, line in enumerate(lines) if line.startswith("## ") and ": entitled" in line]
        assert granted_ and max(granted_) < min(places)

    def test_says_of_what_is_received_and_no_longer_met_that_it_is_to_be_reviewed(self, counters):
        counter = counters[0]
        raw = {
            "facts": {"local_hukou": True},
            "members": [
                {"id": "a", "disability": "grade_1", "needs_daily_care": False, "receives": ["disabled_care"]},
                {"id": "b", "disability": "grade_1", "needs_daily_care": False, "receives": []},
            ],
        }
        family = encode_family(counter.ruleset, raw)

        lines = Teller(counter.ruleset, family, counter.assess(family), "zh-hans").lines()

        reviewed = [line for line in lines if "须复核" in line]
        assert [line[:2] for line in reviewed] == ["- ", "##"] and all("护理补贴（a）：不符合" in x for x in reviewed)

    def test_says_of_a_recognition_that_it_pays_nothing_itself(self, counters):
        counter = counters[1]
        family = encode_family(counter.ruleset, {"facts": {"local_hukou": True, "homes": 1, "owns_vehicle": False}, "members": [
            {"id": "a", "birth_date": "1970-01-01", "employed": True, "wage": "2000", "pension": "0", "other_income": "0",
             "savings": "0", "asks_alone": False}]})  # fmt: skip

        lines = Teller(counter.ruleset, family, counter.assess(family), "en").lines()

        assert "- low-income family in difficulty: a recognition that pays nothing itself" in lines


class TestPackTexts:
    @pytest.mark.parametrize("day", [date(2018, 2, 13), date(2019, 5, 1), date(2025, 1, 1)])
    def test_are_complete_and_in_their_own_language(self, shanghai, day):
        shanghai = as_named(shanghai, day)
        texts = list(WORDS.values())
        texts += [x.label for g in (shanghai.facts, shanghai.parameters, shanghai.definitions) for x in g.values()]
        texts += [w for f in shanghai.facts.values() for w in f.words]
        texts += [*shanghai.attesters.values(), *shanghai.bodies.values()]
        for p in shanghai.programmes.values():
            texts += [x.text for x in p.names] + [a.reason for a in p.amounts if a.reason]
            texts += [t for c in p.conditions for t in (c.family_text, c.clerk_text)]
            texts += [c.note for x in p.conditions for c in x.clauses if c.note]
        texts += [c.note for d in shanghai.definitions.values() for c in d.clauses if c.note]

        assert len(texts) > 500
        for text in texts:
            assert HAN.search(text["zh-hans"]) and not LATIN.search(text["zh-hans"]), text
            assert text["en"].strip() and set(HAN.findall(text["en"])) <= LOAN_WORDS, text

    @pytest.mark.parametrize(
        ("day", "not_yet_or_no_longer"),
        [
            (date(2018, 2, 13), "边缘|刚性|(?<!因病)支出型贫困家庭|卫生健康|退役军人"), (date(2019, 5, 1), "边缘|刚性|因病支出型"),
            (date(2024, 12, 31), "边缘|刚性|因病支出型"), (date(2025, 1, 1), "低收入|支出型"),
        ],
    )  # fmt: skip
    def test_call_everything_what_it_is_called_on_the_day(self, shanghai, day, not_yet_or_no_longer):
        ruleset = resolve(shanghai, day)
        texts = [p.label for p in ruleset.pack.parameters.values()]
        texts += [f.label for f in ruleset.facts.values() if not f.name.startswith("receives_festival")]  # of one year
        texts += [d.source.label for d in ruleset.definitions.values() if d.source]
        texts += [*shanghai.attesters.values()]
        for typed in ruleset.programmes.values():
            texts += [text for c in typed.conditions for text in (c.condition.family_text, c.condition.clerk_text)]
            texts += [typed.formula.reason or {"zh-hans": ""}, current(typed.programme.names, day).text]
            texts += [shanghai.bodies[current(typed.programme.bodies, day).code]]

        said = [t["zh-hans"] for t in texts]
        assert not [t for t in said if "{" in t or re.search(not_yet_or_no_longer, t)]

    def test_of_programmes_are_told_apart_by_their_names_on_every_day(self, shanghai):
        for day in DAYS:
            for lang in ("zh-hans", "en"):
                names = [x.text[lang] for p in shanghai.programmes.values() for x in p.names if day in x.span]
                assert len(set(names)) == len(names)
