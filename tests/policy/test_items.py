"""The eighty packs as committed: they pass the check, and the law of each date is in them."""

import re
import tomllib
from datetime import date
from functools import cache

import pytest
from policy_files import POLICY, registers

from doorstep.catalogue.logic import (
    ItemVersion,
    Problem,
    check_catalogue,
    check_item,
    parse_item,
)
from doorstep.kernel.calendar import Unit
from doorstep.kernel.clock_terms import StartsAt
from doorstep.kernel.toml_lines import toml_lines

STORY, BEFORE, CITY_WIDE = date(2018, 2, 13), date(2018, 2, 28), date(2018, 3, 1)
DISTRICT_ENDS, STREET_BEGINS = date(2019, 4, 30), date(2019, 5, 1)
COMPLETE = {
    *("MZ-001", "MZ-002", "MZ-003", "MZ-005", "MZ-006", "MZ-007", "MZ-012", "RS-001", "YB-001", "YB-002", "YB-006"),
    *("GA-001", "GA-002", "GA-006", "ZJ-001", "CL-001", "DA-001"),
}
PUBLISHED_CODES = {  # seen in the software of the kiosks; every other cell must be 未核实
    **{"RS-001": "312000617000", "RS-003": "312000202000", "YB-002": "312000377000", "YB-001": "312000361000"},
    **{"GA-002": "312000194000", "GA-006": "312000088000", "GA-005": "312000083000", "RS-010": "312000497000"},
    **{"RS-012": "312000176000", "RS-002": "310500212001", "GA-007": "312000218000"},
}

pytestmark = pytest.mark.once


@cache
def catalogue() -> tuple[dict[str, ItemVersion], tuple[Problem, ...]]:
    items, problems = [], []
    for path in sorted((POLICY / "items").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        lines = toml_lines(text)
        item, faults = parse_item(tomllib.loads(text), lines, file=path.name)
        problems += faults
        if item is not None:
            problems += check_item(item, lines=lines, file=path.name, registers=registers())
            items.append((item, path.name, lines))
    problems += check_catalogue(items)
    return {item.code: item for item, _, _ in items}, tuple(problems)


def item(code: str) -> ItemVersion:
    return catalogue()[0][code]


class TestPacks:
    def test_are_eighty_and_pass_the_check(self):
        items, problems = catalogue()

        assert [str(problem) for problem in problems] == []
        assert sorted(one.number for one in items.values()) == list(range(1, 81))

    def test_are_complete_for_the_items_of_the_scenes(self):
        assert {one.code for one in catalogue()[0].values() if one.complete} == COMPLETE

    def test_hold_on_every_day_of_the_demonstration_and_today(self):
        days = [STORY, BEFORE, CITY_WIDE, date(2018, 10, 31), date(2018, 11, 1), DISTRICT_ENDS, STREET_BEGINS]

        for one in catalogue()[0].values():
            for day in (*days, date(2025, 1, 1), date(2026, 11, 23)):
                assert one.on(day).tasks and one.on(day).materials

    def test_bear_the_published_codes_and_no_other(self):
        assert {code: one.city_code for code, one in catalogue()[0].items() if one.city_code} == PUBLISHED_CODES

    def test_know_three_words_of_the_residents_or_more_two_characters_among_them(self):
        for one in catalogue()[0].values():
            words = {*one.short, *one.synonyms}
            assert len(one.synonyms) >= 3 and len(words) >= 4, one.code
        assert {"低保", "下岗", "签注", "户口", "轮椅"} <= {
            w for i in catalogue()[0].values() for w in i.short + i.synonyms
        }

    def test_speak_chinese_in_chinese_with_its_own_punctuation(self):
        said = re.compile(r'zh-hans = "([^"]*)"')

        for path in sorted((POLICY / "items").glob("*.toml")):
            for text in said.findall(path.read_text(encoding="utf-8")):
                assert re.search(r"[\u4e00-\u9fff]", text) and not re.search(r"[A-Za-z(),;:]", text), (path.name, text)

    def test_name_no_licence_and_accept_nothing_by_silence_because_no_statute_read_says_so(self):
        assert {
            one.code for one in catalogue()[0].values() if one.item_type == "licence" or one.silent_acceptance
        } == set()


class TestDibao:
    def test_is_due_thirty_calendar_days_after_the_application_and_nothing_stops_the_clock(self):
        term = item("MZ-001").on(STORY).term

        assert (term.limit, term.unit, term.starts_at) == (30, Unit.CALENDAR_DAYS, StartsAt.APPLICATION)
        assert term.clause == "GW-271 art. 8(3)" and term.pauses_allowed == frozenset()

    @pytest.mark.parametrize(
        ("day", "decided", "law"),
        [
            (STORY, ("forwarded_up", "district", "MZ"), "GW-649"),
            (DISTRICT_ENDS, ("forwarded_up", "district", "MZ"), "GW-649"),
            (STREET_BEGINS, ("promised", "street", "JZ"), "SH-SZ-2018"),
            (date(2025, 1, 1), ("promised", "street", "JZ"), "SH-SZ-2024"),
        ],
    )
    def test_is_decided_by_the_body_of_its_date(self, day, decided, law):
        now = item("MZ-001").on(day)

        assert (now.kind.value, now.decider.value.level, now.decider.value.department) == decided
        assert now.decider.clause.law == law

    def test_loses_the_first_opinion_when_the_street_itself_decides(self):
        tasks = [[task.id for task in item("MZ-001").on(day).tasks] for day in (STORY, STREET_BEGINS)]

        assert tasks == [
            ["verify", "economic-report", "first-opinion", "decide"],
            ["verify", "economic-report", "confirm"],
        ]


class TestDatesOfTheLaw:
    @pytest.mark.parametrize("code", ["MZ-001", "MZ-002", "MZ-003", "MZ-005", "MZ-006"])
    def test_move_assistance_from_the_district_to_the_street_on_the_first_of_may_2019(self, code):
        before, after = item(code).on(DISTRICT_ENDS), item(code).on(STREET_BEGINS)

        assert (before.kind.value, before.decider.value.level) == ("forwarded_up", "district")
        assert (after.kind.value, after.decider.value.level) == ("promised", "street")
        assert after.decider.clause is not None

    def test_open_nothing_city_wide_before_march_2018_and_the_residence_permit_in_july(self):
        for one in catalogue()[0].values():
            assert one.on(BEFORE).scope.value in ("DIST", "DIST-T", "LOCAL")
        for code in ("GA-001", "GA-004"):
            assert item(code).on(date(2018, 6, 30)).scope.value == "LOCAL"
            assert item(code).on(date(2018, 7, 1)).scope.value.startswith("CITY-")

    def test_rename_spending_poverty_twice(self):
        names = [item("MZ-003").on(day).name.zh_hans[:4] for day in (STORY, STREET_BEGINS, date(2025, 1, 1))]

        assert names == ["因病支出", "支出型贫", "刚性支出"]

    def test_ask_for_school_bills_only_since_education_counts(self):
        asked = [
            "school-bills" in {material.id for material in item("MZ-003").on(day).materials}
            for day in (DISTRICT_ENDS, STREET_BEGINS)
        ]

        assert asked == [False, True]

    def test_move_medical_insurance_to_its_own_bureau_in_november_2018(self):
        owners = [item("YB-002").on(day).owner.value.department for day in (date(2018, 10, 31), date(2018, 11, 1))]

        assert owners == ["RS", "YB"]


class TestJointItems:
    def test_let_three_bodies_work_on_low_rent_housing_two_of_them_at_once(self):
        after = {task.id: (task.department, task.after) for task in item("ZJ-001").on(STORY).tasks}

        assert after == {
            "means": ("MZ", ()),
            "housing-check": ("BDC", ()),
            "decide": ("ZJ", ("means", "housing-check")),
        }

    def test_send_the_disability_assessment_outside_and_make_re_assessment_the_remedy(self):
        now = item("CL-001").on(STORY)

        assert [(task.id, task.inside) for task in now.tasks] == [("accept", True), ("assess", False), ("decide", True)]
        assert [remedy.kind for remedy in now.remedies] == ["reassessment"]
        assert [pause.reason for pause in now.pauses] == ["disability_assessment"]
