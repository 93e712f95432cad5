"""What stands in whose place in a city: as its words say, never two rivals at once, and as the counter says where it can."""

import random
from collections import Counter as Tally
from datetime import date
from itertools import combinations
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from lawful import either_way, forgetful, lawful, told_both_ways
from rooms.rulebook.city.conftest import Bench, at_the_counter, of_city
from rooms.rulebook.conftest import tries

from doorstep.rulebook.engines import oracle
from doorstep.rulebook.engines.cells import CODE
from doorstep.rulebook.engines.counter import Counter
from doorstep.rulebook.engines.family import Family, encode_family
from doorstep.rulebook.engines.kernel import Kernel
from doorstep.rulebook.engines.listing import Reader
from doorstep.rulebook.engines.options import Option, total
from doorstep.rulebook.packs.model import PERIODS
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.trials import DAY, random_family, random_pack

SEEDS = st.integers(0, 2**32)
SPRING = date(2018, 2, 13)


class Stands(NamedTuple):
    """A claim of one subject, as the oracle found it."""

    claim: str
    member: int | None
    code: str
    members: frozenset[int]
    met: bool
    yearly: int
    received: bool


def standing(ruleset, family):
    """Every claim of a family of which everything is known, in the order of the pack."""
    found = oracle.judge(ruleset, family)
    alone = {o.member for o in found if o.claim.endswith("__alone") and o.applies}
    everybody = frozenset(range(len(family.members)))
    rows = []
    for o in (o for o in found if o.applies is not False):
        members = frozenset((o.member,)) if o.member is not None else everybody
        members = members - alone if o.claim.endswith("__rest") else members
        code = o.claim.split("__")[0]
        yearly = (o.amount or 0) * PERIODS[ruleset.programmes[code].formula.period]
        rows.append(Stands(o.claim, o.member, code, members, bool(o.verdict), yearly, bool(o.received)))
    return rows


def plainly(ruleset, family):
    """What the city says of each claim, by the words at the head of `exclusion`, for one family after the other."""
    for x, out in excluded(ruleset, family):
        yield x.claim, "not_entitled" if not x.met else "received" if x.received else "excluded" if out else "entitled"


def excluded(ruleset, family):
    """Each claim of a family of which everything is known, and whether it is met and others exclude it."""
    rows = standing(ruleset, family)
    of = {code: typed.relations for code, typed in ruleset.programmes.items()}

    def against(x, y):
        return (y.code in of[x.code].excludes or x.code in of[y.code].excludes) and x.members & y.members

    def beats(y, x):
        ahead = rows.index(y) < rows.index(x)
        return y.yearly > x.yearly or (y.yearly == x.yearly and ahead)

    def unbacked(x):
        backers = [y for y in rows if y.code in of[x.code].requires and y.members & x.members]
        needs = any(code in of for code in of[x.code].requires)
        return needs and not any(not out(y) if y.met else y.received for y in backers)

    def behind(x):
        return [y for y in rows if y.met and against(x, y) and x.code in of[y.code].ranks_before]

    def blocked(x):
        return unbacked(x) or any(not blocked(y) for y in behind(x))

    def out(x):
        ranked = {x.code, *of[x.code].ranks_before} | {y.code for y in behind(x)}
        rivals = [y for y in rows if y.met and against(x, y) and y.code not in ranked]
        beaten = [y for y in rivals if (beats(y, x) if blocked(x) == blocked(y) else blocked(x))]
        return bool(unbacked(x) or any(not out(y) for y in behind(x)) or beaten)

    return [(x, x.met and out(x)) for x in rows]


def waits_with_a_rival(ruleset, x, rows):
    """Whether a claim and one that is met, and that it excludes or is excluded by, are given beside the same programme."""
    of = {code: typed.relations for code, typed in ruleset.programmes.items()}
    return any(
        y.met
        and y.members & x.members
        and (y.code in of[x.code].excludes or x.code in of[y.code].excludes)
        and set(of[x.code].requires) & set(of[y.code].requires) & set(of)
        for y in rows
    )


def combined(ruleset, family):
    """The best total of all lawful choices of what a family is entitled to, by trying every one."""
    rows = standing(ruleset, family)
    options = []
    for number, x in enumerate(rows):
        r = ruleset.programmes[x.code].relations
        kept = any(y.code in r.requires and y.received and not y.met and y.members & x.members for y in rows)
        needs = frozenset() if kept else frozenset(code for code in r.requires if code in ruleset.programmes)
        if x.met:
            options.append(Option(str(number), x.code, x.members, x.yearly, frozenset(r.excludes),
                                  frozenset(r.ranks_before), None, needs))  # fmt: skip
    choices = (s for size in range(len(options) + 1) for s in combinations(options, size))
    return max(total(s, {}) for s in choices if lawful(s, options))


class TestWithExclusions:
    @tries(60)
    @given(SEEDS)
    def test_counts_as_excluded_what_its_words_say_on_random_packs(self, bench, seed):
        trial = bench(resolve(random_pack(random.Random(seed)), DAY), seed, 12, unknown=(0,))
        said = Tally(x for family in trial.families for x in plainly(trial.ruleset, family))
        counted = Kernel(trial.city, 1, None).judge(trial.chunk).totals.count

        for number, claim in enumerate(trial.city.plan.claims):
            for word in ("entitled", "not_entitled", "received", "excluded"):
                assert counted[number, 0, CODE[word]] == said[claim.key, word], (claim.key, word)

    @tries(60)
    @given(SEEDS)
    def test_never_lets_two_claims_stand_that_exclude_each_other_on_random_packs(self, seed):
        rng = random.Random(seed)
        ruleset = resolve(random_pack(rng), DAY)
        of = {code: typed.relations.excludes for code, typed in ruleset.programmes.items()}
        trial = Bench(ruleset, [random_family(ruleset, rng, unknown=0) for _ in range(8)])
        said = of_city(trial, Kernel(trial.city, 1, None).explain(trial.chunk))

        for number, family in enumerate(trial.families):
            stand = [x for x in standing(ruleset, family) if said[x.claim, number, x.member] == "entitled"]
            assert not [
                (a, b) for a, b in combinations(stand, 2)
                if (a.code in of[b.code] or b.code in of[a.code]) and a.members & b.members
            ]  # fmt: skip

    def test_gives_nothing_away_to_a_claim_that_itself_stands_behind_another(self, shanghai):
        """支出型 relief would bring more than the son's allowance, but 低保 of the father comes before it."""
        ruleset = resolve(shanghai, SPRING)
        told = {"wage": "0", "pension": "0", "other_income": "0", "family_support": "0", "savings": "0", "seriously_ill": False,
                "without_support": False, "income_year": "10000", "medical_spending_year": "20000"}  # fmt: skip
        people = [
            {**told, "birth_date": "1960-01-01", "disability": "none", "employed": True, "asks_alone": False},
            {**told, "birth_date": "1990-01-01", "disability": "grade_1", "employed": False, "asks_alone": True},
        ]
        facts = {"local_hukou": True, "homes": 1, "owns_vehicle": False}
        family = encode_family(ruleset, {"facts": facts, "receives": [], "members": people})
        trial = Bench(ruleset, [family])
        said = of_city(trial, Kernel(trial.city, 1, None).explain(trial.chunk))

        found = Counter(ruleset).assess(family)
        words = {(a.claim, a.member): a.answer for a in found.answers}
        assert words["severe_unemployed", "1"] == words["dibao__rest", None] == "entitled"
        assert words["spending_living", None] == "excluded" and found.of("spending_living").amount > 126_100
        for (claim, member), word in words.items():
            assert said[claim, 0, None if member is None else int(member)] == word, claim

    @tries(60)
    @given(SEEDS)
    def test_says_of_unknown_receipts_what_is_true_however_they_turn_out_on_random_packs(self, seed):
        rng = random.Random(seed)
        ruleset = resolve(random_pack(rng), DAY)
        families = [random_family(ruleset, rng, unknown=0) for _ in range(8)]
        small = [Family(f.facts, f.members[:2], f.ids[:2]) for f in families]
        trial = Bench(ruleset, [forgetful(ruleset, f, rng) for f in small])
        kernel = Kernel(trial.city, 1, None)
        said = of_city(trial, kernel.explain(trial.chunk))
        words = {True: "excluded", False: "entitled", None: "unknown"}

        for number, family in enumerate(trial.families):
            ways = [excluded(trial.ruleset, told) for told in told_both_ways(trial.ruleset, family)]
            rows = standing(trial.ruleset, family)
            for x, *turns in zip(rows, *ways, strict=True):
                if x.met and not x.received:
                    word, true = said[x.claim, number, x.member], words[either_way([out for _, out in turns])]
                    # Rivals that wait for one receipt are judged each by itself: less may be said than is true, but only
                    # of one that is excluded whether the receipt comes or not.
                    less = (word, true) == ("unknown", "excluded") and waits_with_a_rival(ruleset, x, rows)
                    assert word == true or less, x
        counted = Tally(CODE[word] for word in said.values() if word)
        assert all(kernel.judge(trial.chunk).totals.count[:, 0, i].sum() == counted[i] for i in CODE.values())

    @tries(60)
    @given(SEEDS)
    def test_says_what_the_counter_says_where_nothing_stands_against_another_on_random_packs(self, bench, seed):
        trial = bench(resolve(random_pack(random.Random(seed)), DAY), seed, 12)
        said = of_city(trial, Kernel(trial.city, 1, None).explain(trial.chunk))

        for where, word in at_the_counter(Counter(trial.ruleset), trial):
            assert said[where] == word, where

    @tries(60)
    @given(SEEDS)
    def test_leaves_the_best_lawful_choice_to_the_counter_on_random_packs(self, bench, seed):
        trial = bench(resolve(random_pack(random.Random(seed)), DAY), seed, 6, unknown=(0,))
        desk = Counter(trial.ruleset)
        for family in (f for f in trial.families if len(f.members) <= 3):
            assert desk.assess(family).combination.total == combined(trial.ruleset, family)

    def test_leaves_out_what_the_counter_leaves_out_of_two_claims(self, bench, shanghai, tmp_path):
        """Pairs only, and what falls with a claim is not weighed: compared where both keep the same of the two."""
        ruleset = resolve(shanghai, SPRING)
        poor = [_poor(family) for family in bench(ruleset, 5, 400, unknown=(0,)).families]
        trial = Bench(ruleset, poor)
        counter, reader = Counter(ruleset), Reader(trial.city, trial.duck(tmp_path).explain(mode="rows"))
        found = {c.key: reader.said(c).answer for c in trial.city.plan.claims}

        compared = 0
        for number, family in enumerate(trial.families):
            met = [a for a in counter.assess(family).answers if a.verdict]
            place = {m: int(trial.chunk.offsets[number]) + i for i, m in enumerate(family.ids)}
            said = [(a, CODE[a.answer] == found[a.claim][place.get(a.member, number)]) for a in met]
            two = [(a, same) for a, same in said if a.programme.code in ("dibao", "severe_unemployed")]
            if sorted(a.programme.code for a, _ in two) == ["dibao", "severe_unemployed"] and all(x for _, x in two):
                rest = [(a, same) for a, same in said if a.programme.code in ("dibao_class_aid", "grain_oil")]
                assert all(same for _, same in rest), number
                compared += len(rest)
        assert compared >= 12


def _poor(family):
    """The same people without assets, aid or more than a little income, some of them severely disabled and without work."""
    facts = {**family.facts, "local_hukou": True, "homes": 0, "owns_vehicle": False}
    nothing = dict.fromkeys(("wage", "other_income", "family_support", "savings"), 0)
    people = [
        {
            **m,
            **nothing,
            **{fact: False for fact in m if fact.startswith("receives_")},
            "asks_alone": False,
            "employed": False,
            "without_support": False,
            "income_year": 100_000_000,
            "pension": m["pension"] % 130_000,
        }
        for m in family.members
    ]
    return Family(facts, tuple(people), family.ids)
