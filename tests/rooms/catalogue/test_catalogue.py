"""The catalogue through its door: loading, answering, routing, on packs of the city's own policy folder."""

import json
import shutil
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from at_once import at_once, between
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from doorstep.catalogue import public as catalogue
from doorstep.catalogue.models import CatalogueEdition, CatalogueItem
from doorstep.cli.main import app
from doorstep.ledger.public import Robot, story, verify
from doorstep.places import public as places

AT = datetime(2018, 2, 13, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
BY = Robot("test")
BEFORE, SINCE = date(2018, 2, 28), date(2018, 3, 1)
BEIXINJING, TIANPING = "310105011", "310104003"  # streets of two districts
REGISTERS = ("laws.toml", "e_licences.toml", "window_duty.toml", "places/departments.toml")
PACKS = ("MZ-001", "MZ-007", "MZ-012")


class Policy:
    """A small policy folder that a test may spoil."""

    def __init__(self, root):
        self.root = root
        for name in (*REGISTERS, *(f"items/{code}.toml" for code in PACKS)):
            (root / name).parent.mkdir(exist_ok=True)
            shutil.copy(settings.POLICY / name, root / name)

    def edit(self, code, *changes):
        path = self.root / "items" / f"{code}.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"{code} has no {old!r}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    def load(self):
        return catalogue.load_catalogue(policy_dir=self.root, by=BY, at=AT)

    def second_version_of_the_certificate(self, first_day="2018-06-01"):
        """MZ-007 from June 2018: city-wide from its first day, and no longer called what it was."""
        self.edit(
            "MZ-007",
            ("version = 1", "version = 2"),
            ("from = 2015-01-01", f"from = {first_day}"),
            ('[[scope]]\nto = 2018-02-28\nis = "DIST"\nconfidence = "approximate"\n', ""),
            ('[[jurisdiction]]\nto = 2018-02-28\nby = "hukou"\nconfidence = "approximate"\n', ""),
            ("from = 2018-03-01\n", ""),
            ('"Certificate of a dibao family"\nconfidence', '"Proof of dibao"\nconfidence'),
        )


@pytest.fixture
def policy(tmp_path):
    return Policy(tmp_path)


@pytest.fixture
def loaded(db, policy):
    policy.load()
    return policy


@pytest.fixture
def city(db):
    places.load_places(policy_dir=settings.POLICY, by=BY, at=AT)
    catalogue.load_catalogue(policy_dir=settings.POLICY, by=BY, at=AT)


class TestLoadCatalogue:
    def test_brings_every_pack_with_one_event_and_gives_back_what_the_pack_says(self, loaded):
        (told,) = story("catalogue")
        assert told.what == "catalogue.loaded" and set(told.details["added"]) == {f"{code} v1" for code in PACKS}
        read = {item.code: item for item in catalogue.check_packs(loaded.root).items}
        assert {code: catalogue.item_version(code, 1) for code in PACKS} == read

    def test_a_second_time_changes_nothing_and_remembers_nothing(self, loaded):
        again = loaded.load()

        assert (again.edition, again.added, again.ended, again.registers) == (1, (), (), ())
        assert len(story("catalogue")) == 1 and CatalogueEdition.objects.count() == 1

    def test_refuses_another_text_under_a_version_that_was_loaded(self, loaded):
        before = catalogue.item_on("MZ-007", AT.date())
        loaded.edit("MZ-007", ("Certificate of a dibao family", "Proof of dibao"))
        loaded.edit("MZ-001", ("version = 1", "version = 2"))

        with pytest.raises(catalogue.VersionChanged) as refusal:
            loaded.load()

        assert refusal.value.params == {"item": "MZ-007", "version": 1, "file": "items/MZ-007.toml"}
        assert catalogue.item_on("MZ-007", AT.date()) == before and CatalogueItem.objects.count() == len(PACKS)

    def test_ends_the_version_before_when_the_next_one_takes_its_place(self, loaded):
        loaded.second_version_of_the_certificate()

        done = loaded.load()

        assert done.added == ("MZ-007 v2",) and done.ended == ("MZ-007 v1",)
        assert catalogue.item_on("MZ-007", date(2018, 5, 31)).version == 1
        assert catalogue.item_on("MZ-007", date(2018, 6, 1)).on(date(2018, 6, 1)).name.en == "Proof of dibao"
        assert catalogue.item_version("MZ-007", 1).on(SINCE).name.en == "Certificate of a dibao family"
        assert story("catalogue")[-1].after == {"last_days": {"MZ-007 v1": "2018-05-31"}}
        assert loaded.load().added == () and verify().broken is None

    def test_sets_the_last_day_that_a_pack_states_later(self, loaded):
        loaded.edit(
            "MZ-007", ("effective = { from = 2015-01-01 }", "effective = { from = 2015-01-01, to = 2018-12-31 }")
        )

        assert loaded.load().ended == ("MZ-007 v1",)

        assert catalogue.item_on("MZ-007", date(2018, 12, 31)).version == 1
        with pytest.raises(catalogue.NotOnDay):
            catalogue.item_on("MZ-007", date(2019, 1, 1))

    def test_refuses_a_version_that_would_push_out_one_that_begins_no_earlier(self, loaded):
        loaded.second_version_of_the_certificate()
        loaded.load()
        loaded.edit("MZ-007", ("version = 2", "version = 3"), ("from = 2018-06-01", "from = 2018-04-01"))

        with pytest.raises(catalogue.VersionTooOld):
            loaded.load()

        assert catalogue.item_on("MZ-007", date(2018, 6, 1)).version == 2

    def test_keeps_what_is_gone_from_the_folder(self, loaded):
        (loaded.root / "items" / "MZ-012.toml").unlink()

        assert loaded.load().ended == ()
        assert catalogue.item_on("MZ-012", AT.date()).version == 1

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("spoil", "where", "reason", "remedy"),
        [
            (
                lambda p: p.edit("MZ-001", ('is = "benefit"', 'is = "benefitt"')),
                ("items/MZ-001.toml", 20),
                "benefitt",
                "benefit",
            ),
            (lambda p: p.edit("MZ-007", ("fee = {", "fee = {{")), ("items/MZ-007.toml", 19), "", "TOML"),
            (lambda p: (p.root / "laws.toml").unlink(), ("laws.toml", 1), "missing", "put it into the policy folder"),
            (
                lambda p: (p.root / "items" / "MZ-012.toml").write_bytes(b"\xff\xfe"),
                ("items/MZ-012.toml", 1),
                "UTF-8",
                "UTF-8",
            ),
        ],
    )
    def test_names_file_line_reason_and_remedy_of_a_slip_and_loads_nothing(self, policy, spoil, where, reason, remedy):
        spoil(policy)

        with pytest.raises(catalogue.PacksWrong) as refusal:
            policy.load()

        (problem,) = [one for one in refusal.value.problems if (one.file, one.line) == where]
        assert reason in problem.reason and remedy in problem.remedy
        assert not CatalogueItem.objects.exists() and not CatalogueEdition.objects.exists() and story("catalogue") == []


@pytest.mark.django_db(transaction=True)
class TestLoadCatalogueTwiceAtOnce:
    def test_makes_one_edition_and_refuses_or_satisfies_the_other(self, policy):
        ends = at_once(*[lambda: len(policy.load().added)] * 2)

        assert set(ends) in ({len(PACKS), 0}, {len(PACKS), "catalogue.changed-meanwhile"})
        assert CatalogueEdition.objects.count() == 1 and len(story("catalogue")) == 1

    @pytest.mark.parametrize("asked", range(5))
    def test_says_so_or_has_nothing_to_do_whenever_the_other_comes_between(self, policy, asked):
        if connection.vendor == "sqlite":  # one writer at a time: nobody comes between
            return

        def load():
            return len(policy.load().added)

        first, other = between(load, load, asked=asked)

        assert other == len(PACKS) and first in (0, "catalogue.changed-meanwhile")
        assert CatalogueEdition.objects.count() == 1 and len(story("catalogue")) == 1


class TestCurrent:
    def test_asks_the_database_once_when_it_knows_the_edition(self, loaded, django_assert_num_queries):
        catalogue.current()

        with django_assert_num_queries(1):
            assert len(catalogue.items_on(AT.date())) == len(PACKS)
        with django_assert_num_queries(1):
            catalogue.item_version("MZ-001", 1)
        with django_assert_num_queries(1):
            assert catalogue.search_items("低保", on=AT.date())

    def test_refuses_what_the_catalogue_does_not_have(self, loaded):
        with pytest.raises(catalogue.UnknownItem):
            catalogue.item_on("MZ-999", AT.date())
        with pytest.raises(catalogue.UnknownItem):
            catalogue.item_version("MZ-001", 9)
        with pytest.raises(catalogue.NotOnDay):
            catalogue.item_on("MZ-001", date(1999, 1, 1))


class TestSearchItems:
    @pytest.mark.parametrize(
        "words", ["低保", "我想申请低保", "低保申請", "dibao", "DB", "吃低保", "dibao ", "minimum living"]
    )
    def test_finds_the_item_behind(self, loaded, words):
        assert catalogue.search_items(words, on=AT.date())[0].item.item.code == "MZ-001"

    @pytest.mark.parametrize(
        ("words", "code"), [("敬老卡", "MZ-012"), ("jlk", "MZ-012"), ("低保證明", "MZ-007"), ("mz007", "MZ-007")]
    )
    def test_tells_neighbours_apart(self, loaded, words, code):
        assert catalogue.search_items(words, on=AT.date(), limit=1)[0].item.item.code == code

    def test_finds_nothing_for_words_of_no_item_and_on_days_before_the_first(self, loaded):
        assert catalogue.search_items("孙悟空", on=AT.date()) == []
        assert catalogue.search_items("低保", on=date(1999, 1, 1)) == []

    def test_knows_the_words_of_a_new_edition_at_once(self, loaded):
        assert catalogue.search_items("zheng fu fa de", on=date(2018, 7, 1)) == []
        loaded.second_version_of_the_certificate()
        loaded.edit("MZ-007", ('"开低保证明"', '"开低保证明", "政府发的"'))
        loaded.load()

        assert catalogue.search_items("zheng fu fa de", on=date(2018, 7, 1))[0].item.item.version == 2


class TestRouteFor:
    def route(self, code, day, centre=f"{BEIXINJING}-1", **addresses):
        item = catalogue.item_on(code, day)
        return catalogue.route_for(item=item, on=day, receiving_centre=centre, applicant_addresses=addresses)

    def test_refers_to_the_own_district_until_february_and_forwards_from_march(
        self, city, django_assert_max_num_queries
    ):
        catalogue.current(), places.kept()  # this process has read the newest of both
        with django_assert_max_num_queries(3):  # one of them: the item is looked up too
            before = self.route("MZ-001", BEFORE, hukou=TIANPING)
        since = self.route("MZ-001", SINCE, hukou=TIANPING)

        assert (before.route.action, since.route.action) == ("refer", "forward")
        assert before.route.here_from == SINCE
        assert before.accepting == since.accepting == places.main_centre_of(TIANPING)
        assert since.receiving.street_code == BEIXINJING and since.deciding.name == "徐汇区民政局"

    def test_lets_the_body_decide_that_is_competent_on_the_day(self, city):
        assert self.route("MZ-001", date(2019, 4, 30), hukou=BEIXINJING).deciding.level == places.Level.DISTRICT
        street = self.route("MZ-001", date(2019, 5, 1), hukou=BEIXINJING).deciding
        assert (street.level, street.street_code) == (places.Level.STREET, BEIXINJING)

    def test_accepts_at_the_windows_of_the_receiving_centre_itself(self, city):
        found = self.route("MZ-001", SINCE, hukou=BEIXINJING)

        assert found.route.action == "accept" and found.accepting == found.receiving

    def test_asks_for_the_place_that_is_not_known(self, city):
        found = self.route("MZ-001", SINCE)

        assert found.route.action == "ask" and found.route.asks_for == ("hukou",)
        assert found.accepting is None and found.deciding is None

    def test_refuses_a_centre_that_does_not_exist(self, city):
        with pytest.raises(places.UnknownPlace):
            self.route("MZ-001", SINCE, centre="999-1", hukou=BEIXINJING)


class TestDecidingBodyOn:
    def test_finds_a_body_that_exists_for_every_item_on_every_day_on_which_something_changes(self, city):
        days = [date(2015, 1, 1), BEFORE, SINCE, date(2018, 11, 1), date(2019, 5, 1), date(2025, 1, 1)]
        asked = [(now.item, day) for day in days for now in catalogue.items_on(day)]

        assert len(asked) > 400
        for item, day in asked:
            body = catalogue.deciding_body_on(item, day, BEIXINJING)
            assert body.period.contains(day), (item.code, day)


class TestGuide:
    def test_names_the_departments_of_the_day_and_the_clauses_in_words(self, city):
        guide = catalogue.guide("MZ-001", date(2019, 5, 1))

        assert guide.department(guide.now.owner.value.department) == "上海市民政局"
        assert guide.clause(guide.now.decider.clause) == "《上海市社会救助条例》第三十六条第一款"
        assert guide.clause(guide.now.decider.clause, "en").endswith("art. 36(1)")
        assert guide.clause(None) == "未核实"


@pytest.mark.once
class TestChineseNumber:
    @given(st.integers(1, 9999))
    def test_is_read_back_digit_by_digit(self, number):
        values = {character: digit for digit, character in enumerate("零一二三四五六七八九")}
        sizes = {"十": 10, "百": 100, "千": 1000}
        total, digit = 0, 1  # a bare 十 is ten
        for character in catalogue.chinese_number(number):
            if character in sizes:
                total, digit = total + digit * sizes[character], 0
            else:
                digit = values[character]
        assert total + digit == number

    @pytest.mark.parametrize(
        ("number", "words"),
        [(1, "一"), (10, "十"), (15, "十五"), (20, "二十"), (110, "一百一十"), (1009, "一千零九"), (278, "二百七十八")],
    )
    def test_is_written_as_in_statutes(self, number, words):
        assert catalogue.chinese_number(number) == words


class TestCommands:
    def run(self, *words):
        return CliRunner().invoke(app, ["catalogue", *words])

    def test_check_needs_no_database_and_finds_the_city_in_order(self):
        result = self.run("check", "--json")

        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == {"packs": 80, "problems": []}

    def test_check_tells_where_a_slip_stands_and_what_to_write(self, policy):
        policy.edit("MZ-001", ('is = "benefit"', 'is = "benefitt"'))

        result = self.run("check", str(policy.root))

        assert result.exit_code == 1
        assert f"{policy.root}/items/MZ-001.toml:20: type.is: 'benefitt'" in result.stdout
        assert "did you mean 'benefit'?" in result.stdout

    def test_load_says_what_is_wrong_and_loads_nothing(self, db, policy):
        policy.edit("MZ-001", ('is = "benefit"', 'is = "benefitt"'))

        result = self.run("load", str(policy.root))

        assert result.exit_code == 2 and "items/MZ-001.toml:20" in result.stderr
        assert not CatalogueItem.objects.exists()

    def test_load_search_and_show_work_together(self, city):
        assert "nothing has changed" in self.run("load").stdout
        hits = json.loads(self.run("search", "吃", "低保", "--on", "2018-02-13", "--json").stdout)
        assert hits[0]["code"] == "MZ-001" and hits[0]["name"] == "城乡居民最低生活保障申请"
        facts = json.loads(self.run("show", "mz-001", "--on", "2018-02-13", "--lang", "zh-hant", "--json").stdout)
        assert facts["name"] == "城鄉居民最低生活保障申請" and facts["promised limit"] == "未核实"
        assert self.run("show", "MZ-999").exit_code == 2
