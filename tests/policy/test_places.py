"""The places, bodies and working days of Shanghai as committed."""

import csv
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PLACES = PROJECT / "policy/shanghai/places"
CALENDAR = PROJECT / "policy/shanghai/calendar"
STORY = "2018-02-13"

pytestmark = pytest.mark.once


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def on(rows: list[dict[str, str]], day: str) -> list[dict[str, str]]:
    return [row for row in rows if row["valid_from"] <= day and (not row["valid_to"] or day <= row["valid_to"])]


class TestStreets:
    def test_are_215_on_every_day_each_with_one_name_in_one_of_sixteen_districts(self):
        rows = table(PLACES / "streets.csv")
        districts = {row["code"] for row in toml(PLACES / "districts.toml")["district"]}

        assert len(districts) == 16
        for day in (STORY, "2018-06-30", "2018-07-01", "2019-01-01", "2026-11-23"):
            held = on(rows, day)
            assert len(held) == len({row["code"] for row in held}) == 215
        assert all(row["code"][:6] == row["district"] and row["district"] in districts for row in rows)

    def test_bear_the_names_of_february_2018_marked_approximate_where_they_are(self):
        named = {row["name"]: row["confidence"] for row in on(table(PLACES / "streets.csv"), STORY)}

        assert named["提篮桥街道"] == named["五角场镇"] == "approximate"
        assert named["北新泾街道"] == "sure"
        assert "北外滩街道" not in named and "长海路街道" not in named


class TestCentres:
    def test_stand_one_in_every_street_under_the_name_the_street_bears_on_the_day(self):
        for day in (STORY, "2026-11-23"):
            streets = {row["code"]: row["name"] for row in on(table(PLACES / "streets.csv"), day)}
            centres = {row["street"]: row["name"] for row in on(table(PLACES / "centres.csv"), day)}

            assert centres == {code: f"{name}社区事务受理服务中心" for code, name in streets.items()}

    def test_invent_no_address(self):
        assert all(not row["address"] and "未核实" in row["note"] for row in table(PLACES / "centres.csv"))


class TestNeighbourhoods:
    def test_lie_in_four_streets_of_three_districts_and_say_which_are_invented(self):
        rows = table(PLACES / "neighbourhoods.csv")

        assert {row["street"] for row in rows} == {"310105011", "310105009", "310104013", "310106019"}
        assert [row["name"] for row in rows if row["invented"] == "no"] == ["新泾八村居民委员会"]
        assert len({row["code"] for row in rows}) == len(rows) == 32


class TestOpening:
    def test_covers_working_days_and_rest_days_without_gap_or_overlap(self):
        for days in ("working", "rest"):
            hours = sorted(
                (row for row in toml(PLACES / "opening.toml")["hours"] if row["days"] == days),
                key=lambda row: row["from"],
            )
            assert [row.get("to") for row in hours] == [date(2017, 12, 31), None]
            assert hours[1]["from"] == date(2018, 1, 1)

    def test_closes_at_half_past_four_on_working_days_and_half_past_eleven_on_rest_days(self):
        closing = {
            row["days"]: f"{row['open']['closes']:%H:%M}"
            for row in toml(PLACES / "opening.toml")["hours"]
            if "to" not in row
        }

        assert closing == {"working": "16:30", "rest": "11:30"}


class TestDepartments:
    def test_are_eleven_in_february_2018_and_follow_one_another_without_overlap(self):
        bodies = toml(PLACES / "departments.toml")["department"]
        story = date(2018, 2, 13)
        held = [row for row in bodies if row["valid"]["from"] <= story <= row["valid"].get("to", date.max)]

        assert len([row for row in held if row["eleven"]]) == 11
        assert "YB" not in {row["code"] for row in held} and "TY" not in {row["code"] for row in held}
        for day in (story, date(2018, 10, 31), date(2018, 11, 1), date(2026, 1, 1)):
            codes = [row["code"] for row in bodies if row["valid"]["from"] <= day <= row["valid"].get("to", date.max)]
            assert len(codes) == len(set(codes))

    def test_know_no_back_office_system_by_name(self):
        assert {row["system"] for row in toml(PLACES / "departments.toml")["department"]} == {"未核实"}


class TestCalendar:
    def test_is_what_the_tool_writes(self):
        tool = [sys.executable, str(PROJECT / "tools/make_calendar.py"), "--check"]

        done = subprocess.run(tool, capture_output=True, text=True, check=False)

        assert (done.returncode, done.stdout.strip()) == (0, "fresh")

    def test_breaks_the_weekday_rule_on_every_listed_day_and_knows_spring_festival_2018(self):
        rows = {date.fromisoformat(row["date"]): row["working"] == "1" for row in table(CALENDAR / "working-days.csv")}

        assert all(working == (day.weekday() >= 5) for day, working in rows.items())
        assert rows[date(2018, 2, 11)] and rows[date(2018, 2, 24)]
        off = [day for day, working in rows.items() if not working and date(2018, 2, 1) <= day <= date(2018, 2, 28)]
        assert off == [date(2018, 2, day) for day in (15, 16, 19, 20, 21)]

    def test_publishes_every_year_of_the_table_and_computes_the_rest(self):
        told = toml(CALENDAR / "calendar.toml")
        years = {row["date"][:4] for row in table(CALENDAR / "working-days.csv")}

        assert years == {str(year) for year in range(told["published"]["from"], told["published"]["to"] + 1)}
        assert told["published"]["to"] < told["last_year"]
        assert {law["law"]: law["days"] for law in told["holiday_law"]} == {"GW-NJ-2013": 11, "GW-NJ-2024": 13}
