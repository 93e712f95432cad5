"""A synthetic city: like the real one in its sums, lawful in what it knows, the same for the same seed."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from synthetic import PERSONS, quiet, table

from doorstep.rulebook.city import store
from doorstep.rulebook.city.calibration import calibrate
from doorstep.rulebook.city.earning import more_pay
from doorstep.rulebook.city.running import Here, KernelEngine, NoSuchEngine, Parts, runner_for
from doorstep.rulebook.city.screening import lines, screen
from doorstep.rulebook.city.whatif import cliff, scenarios, what_if
from doorstep.rulebook.engines.chunk import from_families, unpack
from doorstep.rulebook.engines.family import Family
from doorstep.rulebook.engines.kernel import Kernel
from doorstep.rulebook.engines.parameters import Figures, NoSuchParameter

pytestmark = pytest.mark.xdist_group("city")  # its cities are made once


@pytest.fixture(scope="module")
def city(make, tmp_path_factory):
    return make(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def here(plan, city, cache):
    return Here(KernelEngine(plan, city, cache))


def column(plan, chunk, name):
    kind = plan.plan.ruleset.facts[name].type
    if name in chunk.family_facts:
        return unpack(kind, chunk.family_facts[name], chunk.families)
    return unpack(kind, chunk.person_facts[name], chunk.persons)


class TestMakeCity:
    def test_has_exactly_the_people_asked_for_in_families_of_its_own_ids(self, plan, city):
        file = store.read_city(city)
        chunks = [store.read_chunk(city, i, plan.plan) for i in range(file.chunks)]

        assert file.chunks == 3 and sum(c.persons for c in chunks) == PERSONS == sum(file.persons_in)
        assert [c.families for c in chunks] == list(file.families)
        ids = np.concatenate([c.ids for c in chunks])
        assert len(np.unique(ids)) == len(ids) and ids.max() < 10**10  # surrogates, no ID numbers
        assert all(np.diff(c.offsets).min() >= 1 and np.diff(c.offsets).max() <= 60 for c in chunks)

    def test_knows_incomes_and_assets_of_applicants_only(self, plan, city):
        chunk = store.read_chunk(city, 0, plan.plan)
        _, homes = column(plan, chunk, "homes")
        family_of = np.repeat(np.arange(chunk.families), np.diff(chunk.offsets))
        for name in ("wage", "pension", "savings", "income_year"):
            _, known = column(plan, chunk, name)
            assert 0.01 < known.mean() < 0.1, name
        _, wage = column(plan, chunk, "wage")
        hukou, _ = column(plan, chunk, "local_hukou")
        assert not wage[~hukou[family_of]].any()
        assert homes.mean() < 0.1
        for name in ("birth_date", "local_hukou", "disability", "receives_dibao"):
            assert column(plan, chunk, name)[1].all(), name

    def test_plants_the_set_share_of_unknown_facts_each_by_itself(self, plan, city, policy_dir):
        chunk = store.read_chunk(city, 0, plan.plan)
        told = ("education", "wage", "pension", "savings", "unable_to_work")
        known = np.array([column(plan, chunk, name)[1] for name in told])
        got = np.repeat(
            np.logical_or.reduceat(column(plan, chunk, "receives_dibao")[0] > 0, chunk.offsets[:-1]),
            np.diff(chunk.offsets),
        )
        asked = known.any(axis=0) & ~got
        planted = store.read_margins(policy_dir).unknown / 10_000

        assert known[:, got].all()  # who receives has been checked
        assert all(abs((~row[asked]).mean() - planted) < planted / 2 for row in known)

    def test_plants_incomes_exactly_on_the_line_and_a_fen_beside_it(self, plan, city):
        line = plan.plan.ruleset.values["dibao_standard"]
        beside = {-1: 0, 0: 0, 1: 0}
        for number in range(3):
            chunk = store.read_chunk(city, number, plan.plan)
            own = sum(
                column(plan, chunk, name)[0] * column(plan, chunk, name)[1]
                for name in ("wage", "pension", "other_income")
            )
            total = np.add.reduceat(own, chunk.offsets[:-1]) - line * np.diff(chunk.offsets)
            for distance in beside:
                beside[distance] += int((total == distance).sum())

        assert all(beside.values())

    def test_draws_what_fits_together_by_age_place_and_work(self, plan, city):
        chunk = store.read_chunk(city, 0, plan.plan)
        family_of = np.repeat(np.arange(chunk.families), np.diff(chunk.offsets))

        def where(name):
            values, known = column(plan, chunk, name)
            return values * known

        age = (20180213 - where("birth_date")) // 10_000
        studies, works, registered = where("education"), where("employed"), where("unemployed_registered")
        women = (column(plan, chunk, "sex")[0] == 0).mean()
        assert 0.45 < women < 0.55
        assert (age[studies > 0] < 23).all() and studies.any()
        assert not (registered & works).any() and registered.any() and (age[registered > 0] >= 16).all()
        assert (where("unemployed_months")[registered > 0] >= 0).all() and not where("unemployed_months")[
            works > 0
        ].any()
        assert (age[where("care_level") > 0] >= 60).all() and (age[where("parental_care") > 0] < 18).all()
        assert not (where("unable_to_work") & works).any()
        base, sure = column(plan, chunk, "inpatient_base")
        assert where("nursing_cost")[sure & (base == 0)].max() == 0 < where("nursing_cost").max()
        local = where("local_hukou")[family_of] == 1
        for name in ("preferential", "returned_supporter", "only_child_lost"):
            assert local[where(name) > 0].all(), name
        insured, _ = column(plan, chunk, "insurance")
        assert 0.9 < (insured[local & (age > 20)] > 0).mean() < 0.99 and (insured[~local] > 0).mean() < 0.7

    def test_holds_of_strangers_no_more_than_what_has_been_recognised(self, plan, city):
        chunk = store.read_chunk(city, 0, plan.plan)
        told = [column(plan, chunk, name)[1] for name in ("education", "wage", "pension", "savings")]
        applied = np.logical_or.reduceat(np.logical_or.reduce(told), chunk.offsets[:-1])
        stranger = ~np.repeat(applied, np.diff(chunk.offsets))
        for name in ("only_child_lost", "preferential", "returned_supporter", "parental_care", "unemployed_registered"):
            values, known = column(plan, chunk, name)
            known = known.astype(bool) & stranger
            assert known.any() and (values[known] != 0).all(), name

    def test_gives_the_poor_little_living_space_and_some_exactly_the_limit(self, plan, city):
        limit = plan.plan.ruleset.values["rent_area_limit"]
        found = []
        for number in range(3):
            chunk = store.read_chunk(city, number, plan.plan)
            area, known = column(plan, chunk, "living_area")
            got = np.logical_or.reduceat(column(plan, chunk, "receives_dibao")[0] > 0, chunk.offsets[:-1])
            found.append((area // np.diff(chunk.offsets), known.astype(bool), got))
        each, known, got = (np.concatenate(x) for x in zip(*found, strict=True))

        assert np.median(each[known & got]) < 0.7 * np.median(each[known & ~got])
        beside = each[known] - limit
        assert all((abs(beside - step) < 10).any() for step in (-1_000, 0, 1_000))

    def test_is_the_same_for_the_same_seed_and_goes_on_where_it_stopped(self, make, city, tmp_path):
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path, progress=stop_after_one)
        with pytest.raises(store.NoCity):
            store.read_city(tmp_path)
        begun = store.chunk_paths(tmp_path, 0)[0].stat().st_mtime_ns

        with pytest.raises(store.NoCity) as refusal:
            make(tmp_path, chunk=60_000)
        make(tmp_path, chunk=None)

        assert refusal.value.params["why"] == "chunk"

        assert store.chunk_paths(tmp_path, 0)[0].stat().st_mtime_ns == begun
        for number in range(3):
            for ours, theirs in zip(store.chunk_paths(tmp_path, number), store.chunk_paths(city, number), strict=True):
                assert ours.read_bytes() == theirs.read_bytes()

    def test_refuses_to_go_on_with_another_seed(self, make, city):
        with pytest.raises(store.NoCity) as refusal:
            make(city, seed=5)

        assert refusal.value.params["why"] == "begun"


def stop_after_one(done, whole):
    raise KeyboardInterrupt


class TestCalibrate:
    def test_meets_the_published_figures_of_2018_and_the_back_test_within_five_per_cent(self, plan, here, policy_dir):
        checks = calibrate(plan, here, store.read_margins(policy_dir), progress=quiet)

        assert [(c.year, c.what, c.role) for c in checks] == [
            (2018, "recipients", "calibrated"), (2018, "paid", "calibrated"), (2017, "paid", "back-test"),
        ]  # fmt: skip
        assert all(c.holds for c in checks), checks
        assert checks[1].published == 277_000_000_000  # fen

    def test_would_notice_a_city_that_knows_nothing_of_the_step_from_970_to_1070(self, plan, here, policy_dir):
        """The supplements are set so that 2018 comes out; 2017 is the proof, and it fails where the step is left out."""
        margins = store.read_margins(policy_dir)
        (fitted, proof), late = margins.years, ((107_000, 12),)
        assert (fitted.role, proof.role) == ("calibrated", "back-test") and fitted.standards != proof.standards

        without = replace(margins, years=(fitted, replace(proof, standards=late)))

        assert not calibrate(plan, here, without, progress=quiet)[2].holds
        assert not calibrate(plan, here, replace(margins, supplement=0), progress=quiet)[1].holds


class TestScreen:
    def test_says_the_same_with_both_engines_list_included(self, plan, city, here, tmp_path):
        tables, totals = [], []
        for name, runner in (("kernel", here), ("duckdb", runner_for("duckdb", plan, city, tmp_path))):
            out = tmp_path / f"{name}.parquet"
            found, rows = screen(plan, runner, folder=city, progress=quiet, parts=Parts(tmp_path, {"e": name}), out=out)
            tables.append(table(out))
            totals.append(found)
            assert rows == len(tables[-1])

        assert tables[0] == tables[1]
        assert all(np.array_equal(getattr(totals[0], x), getattr(totals[1], x)) for x in ("count", "heads", "amount"))
        listed = [line for line in lines(plan, totals[0], ["x"] * 16) if not line.district]
        assert len(tables[0]) == sum(line.unclaimed for line in listed)
        elders = [row for row in tables[0] if row["programme"] == "elder_allowance_card"]
        assert elders and all(row["amount"] > 0 and row["nearest_condition"] == "age" for row in elders)

    def test_goes_on_where_it_stopped_and_forgets_its_parts_at_the_end(self, plan, city, here, tmp_path):
        parts = Parts(tmp_path, {"a": 1})
        with pytest.raises(KeyboardInterrupt):
            screen(plan, here, folder=city, progress=stop_after_one, parts=parts)
        assert parts.have(0) and not parts.have(1)
        parts.keep(
            0, [(np.array(x) * 0).tolist() for x in parts.read(0)]
        )  # so that it shows that it is not judged again

        resumed, _ = screen(plan, here, folder=city, progress=quiet, parts=parts)
        whole, _ = screen(plan, here, folder=city, progress=quiet)

        assert 0.6 < resumed.count.sum() / whole.count.sum() < 0.72
        assert not parts.folder.exists()


class TestWhatIf:
    def test_costs_what_two_screens_differ_by_and_names_who_gains(self, plan, city, here):
        answer = what_if(
            plan, here, folder=city, changes=scenarios(["dibao_standard=970..1170:200"]), step=100, progress=quiet
        )
        same, raised = answer.effects

        assert same.won[""] == same.lost[""] == (0, 0) and not same.moves
        base, after = (
            sum(x.yearly for x in lines(plan, t, ()) if not x.district) for t in (answer.base, raised.totals)
        )
        assert after - base == raised.won[""][1] - raised.lost[""][1] > 0
        assert sum(raised.won[d][0] for d in store.read_city(city).districts) == raised.won[""][0] > 100
        assert raised.moves["dibao", "low_income"] > 0  # what one programme takes from another

    def test_agrees_with_duckdb(self, plan, city, here, tmp_path):
        def ask(runner):
            return what_if(
                plan, runner, folder=city, changes=scenarios(["elder_allowance[70]=200"]), step=5000, progress=quiet
            )

        ours, theirs = ask(here), ask(runner_for("duckdb", plan, city, tmp_path))

        assert ours.effects[0].won == theirs.effects[0].won and ours.effects[0].moves == theirs.effects[0].moves
        assert ours.effects[0].won[""][0] > 1_000
        assert ours.cliffs == theirs.cliffs and ours.cliffs[0].families > 0

    def test_finds_the_cliff_where_a_yuan_more_pay_takes_a_second_programme_away(self, plan):
        """A disabled worker a fen below the line: with 低保 goes the allowance for disabled people in difficulty."""
        facts = {"local_hukou": True, "homes": 0, "owns_vehicle": False}
        member = {
            "birth_date": 19700601, "wage": 96_999, "pension": 0, "other_income": 0, "family_support": 0, "savings": 0,
            "asks_alone": False, "employed": True, "disability": 1, "seriously_ill": False, "receives_dibao": False,
            "receives_low_income": False, "receives_severe_unemployed": False,
        }  # fmt: skip
        chunk = from_families(plan.plan, [Family(facts, (member,), ("0",))])

        richer, earners = more_pay(plan, chunk, 100)
        kernel = Kernel(plan, 1, None)
        found = cliff(plan, kernel.judge(chunk), kernel.judge(richer), earners, 100)

        assert found.families == 1 and found.fen == (1 + 33_000 - 100) * 12
        assert {"dibao", "disabled_living"} <= set(found.by_programme)

    def test_gives_more_pay_to_those_in_work_only(self, plan, city):
        chunk = store.read_chunk(city, 0, plan.plan)
        richer, earners = more_pay(plan, chunk, 100)
        before, known = column(plan, chunk, "wage")
        after, _ = column(plan, richer, "wage")
        works, sure = column(plan, chunk, "employed")

        assert ((after - before)[known] == 100 * (works & sure)[known]).all()
        assert earners.sum() == (works & sure & known).sum() > 0


class TestScenarios:
    @pytest.mark.parametrize(
        ("settings", "made"),
        [
            (["a=1"], [{"a": "1"}]),
            (["a=10..30:10", "b=2"], [{"b": "2", "a": "10"}, {"b": "2", "a": "20"}, {"b": "2", "a": "30"}]),
            (["a=0.50..0.60:0.05"], [{"a": "0.50"}, {"a": "0.55"}, {"a": "0.60"}]),
            (["a=1..9"], [{"a": x} for x in ("1", "3", "5", "7", "9")]),
            (["a=65..70"], [{"a": x} for x in ("65", "66", "67", "68", "70")]),  # whole, and both ends
            (["a=1..2"], [{"a": "1"}, {"a": "2"}]),
            (["a=0.5..0.5125:0.0125"], [{"a": "0.50"}, {"a": "0.5125"}]),
            (["a=1..1.02"], [{"a": "1"}, {"a": "1.01"}, {"a": "1.02"}]),
        ],
    )
    def test_writes_out_a_sweep(self, settings, made):
        assert scenarios(settings) == made

    @pytest.mark.parametrize(
        "settings",
        [
            ["a"],
            ["a="],
            ["a=1..2", "b=1..2"],
            ["a=9..1"],
            ["a=x..2"],
            ["a=1..1000:0.01"],
            ["a=1", "a=2"],
            ["a=1..2", "a=3"],
            ["a=1..²"],
        ],
    )
    def test_refuses_what_it_cannot_read(self, settings):
        with pytest.raises(ValueError, match=r"\S"):
            scenarios(settings)


class TestFigures:
    @pytest.mark.parametrize(
        "change",
        [
            {"nose": "1"}, {"dibao_standard": "x"}, {"elder_allowance": "1"}, {"elder_allowance[71]": "1"},
            {"dibao_standard": "-1"}, {"dibao_standard": "99999999999999999999"}, {"elder_allowance[70]": "-1"},
        ],
    )  # fmt: skip
    def test_refuses_what_is_not_in_force_or_not_a_value(self, plan, change):
        with pytest.raises(NoSuchParameter):
            Figures.of(plan).moved(plan, change)


class TestRunnerFor:
    def test_falls_back_to_duckdb_without_numba(self, plan, city, cache, monkeypatch):
        monkeypatch.setitem(sys.modules, "numba", None)  # as where it is not installed

        assert runner_for(None, plan, city, cache).name == "duckdb"
        with pytest.raises(NoSuchEngine):
            runner_for("kernel", plan, city, cache)

    def test_imports_neither_numba_nor_pyspark_nor_pyarrow_before_they_are_needed(self):
        heavy = "{'numba', 'pyspark', 'pyarrow'}"
        code = f"import sys, doorstep.cli.main, doorstep.rulebook.city.spark; sys.exit(len({heavy} & set(sys.modules)))"

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
