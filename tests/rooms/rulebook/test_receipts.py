"""Unknown is never false: what rests on a receipt that nobody knows is neither due nor excluded, and is asked about."""

import random
from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from lawful import either_way, forgetful, told_both_ways
from rooms.rulebook.conftest import tries
from rooms.rulebook.test_combining import claims

from doorstep.rulebook.engines.as_json import assessment_json
from doorstep.rulebook.engines.combining import combine
from doorstep.rulebook.engines.counter import Counter, option_key
from doorstep.rulebook.engines.family import Family, encode_family
from doorstep.rulebook.engines.receipts import wavering
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.telling import Teller
from doorstep.rulebook.trials import DAY, random_family, random_pack


def taken(assessment):
    """Of each claim that is met: whether the best combination holds it."""
    held = {x.key for x in assessment.combination.taken}
    return {option_key(a): option_key(a) in held for a in assessment.answers if a.verdict}


def said(assessment):
    """Of each claim that is met: whether it stands, None where the counter leaves it open."""
    held = taken(assessment)
    return {
        option_key(a): None if a.answer == "unknown" else held[option_key(a)] for a in assessment.answers if a.verdict
    }


def learn(family, questions, rng):
    """The family after these questions have been answered in some way."""
    facts, members = dict(family.facts), {i: dict(m) for i, m in zip(family.ids, family.members, strict=True)}
    for q in questions:
        (facts if q.member is None else members[q.member])[q.fact] = rng.random() < 0.5
    return Family(facts, tuple(members.values()), family.ids)


class TestOpen:
    @tries(150)
    @given(st.integers(0, 2**32))
    def test_says_of_unknown_receipts_what_is_true_however_they_turn_out(self, seed):
        rng = random.Random(seed)
        desk = Counter(resolve(random_pack(rng), DAY))
        for _ in range(4):
            whole = random_family(desk.ruleset, rng, unknown=0)
            family = forgetful(desk.ruleset, Family(whole.facts, whole.members[:2], whole.ids[:2]), rng)
            ways = [taken(desk.assess(f)) for f in told_both_ways(desk.ruleset, family)]
            found = desk.assess(family)

            received = {option_key(a) for a in found.answers if a.answer == "received"}
            for key, stands in said(found).items():
                if key not in received:
                    assert stands is either_way([way[key] for way in ways]), key

            asked = [q for a in found.answers if a.verdict and a.answer == "unknown" for q in a.questions]
            learnt = desk.assess(learn(family, asked, rng))
            assert all(a.questions for a in found.answers if a.answer == "unknown")
            assert all(q.fact.startswith("receives_") for q in asked)
            assert not [a for a in learnt.answers if a.answer == "unknown"]

    def test_asks_the_family_that_takes_the_severe_allowance_whether_it_is_on_the_tapering(self, shanghai):
        desk = Counter.on(shanghai, date(2019, 5, 1))

        def judged(**receipt):
            family = encode_family(desk.ruleset, son_and_mother({"receives_dibao": False, **receipt}))
            return family, desk.assess(family)

        family, found = judged()
        aid = found.of("dibao_class_aid", "mother")
        assert (aid.answer, aid.excluded_by, found.of("dibao").answer) == ("unknown", (), "excluded")
        assert [q.fact for q in aid.questions] == ["receives_dibao_taper"] * 2
        assert ("dibao_class_aid:mother", ("dibao_taper__rest",)) in found.combination.open
        assert judged(receives_dibao_taper=True)[1].of("dibao_class_aid", "mother").answer == "entitled_amount_unknown"
        assert judged(receives_dibao_taper=False)[1].of("dibao_class_aid", "mother").answer == "excluded"
        lines = Teller(desk.ruleset, family, found, "en").lines()
        assert "- still open: supplement for certain members of 低保 families (mother); first find out who receives, " \
            "or could receive, 低保 continued after finding work" in lines  # fmt: skip
        best = assessment_json(found, desk.ruleset, family)["best"]
        assert {"claim": "dibao_class_aid:mother", "hangs_on": ["dibao_taper__rest"]} in best["open"]


def son_and_mother(receipts):
    """A severely disabled son without work, whose allowance is more than the 低保 of both."""
    both = {"pension": "0", "family_support": "0", "savings": "0", "wage": "0", "asks_alone": False, **receipts,
            "seriously_ill": False, "without_support": False}  # fmt: skip
    son = {**both, "id": "son", "birth_date": "1990-01-01", "disability": "grade_1", "employed": False}
    mother = {**both, "id": "mother", "birth_date": "1955-01-01", "disability": "none", "employed": True}
    incomes = ({"other_income": "0"}, {"other_income": "1500", "uncounted_income": "0"})
    facts = {"local_hukou": True, "homes": 1, "owns_vehicle": False}
    return {"facts": facts, "members": [m | income for m, income in zip((son, mother), incomes, strict=True)]}


class TestWavering:
    @tries(200)
    @given(claims(), st.integers(0, 10), st.data())
    def test_leaves_open_exactly_what_some_turn_of_the_receipts_puts_in_and_another_out(self, options, limit, data):
        limits = {"cap": limit}
        on = st.frozensets(st.integers(0, 3), min_size=1, max_size=2)
        hinges = {i: data.draw(on) for i in combine(options, limits).resting}
        turns = [{i for i, told in enumerate(turn) if told} for turn in product((False, True), repeat=4)]
        free = [[x._replace(requires=frozenset()) if hinges.get(i, frozenset()) & told else x
                 for i, x in enumerate(options)] for told in turns]  # fmt: skip
        ways = [{x.key for x in combine(told, limits).taken} for told in free]

        found = {options[i].key for i in wavering(options, limits, hinges)}

        assert found == {x.key for x in options if either_way([x.key in way for way in ways]) is None}
