"""The figures that documents and the press gave us, once more by hand: a slip in the pack hurts somebody."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from doorstep.rulebook.io import load_pack
from doorstep.rulebook.values import decode

PACK = load_pack(Path(__file__).resolve().parents[2] / "policy" / "shanghai")

# name, first day, value (or rows), confidence; every version that must be there, in order
KNOWN = {
    "dibao_standard": [
        ("2015-04-01", "790.00", "approximate"), ("2016-04-01", "880.00", "approximate"),
        ("2017-04-01", "970.00", "sure"), ("2018-04-01", "1070.00", "sure"), ("2019-04-01", "1160.00", "verified"),
        ("2020-07-01", "1240.00", "verified"), ("2021-07-01", "1330.00", "verified"), ("2022-07-01", "1420.00", "sure"),
        ("2023-07-01", "1510.00", "sure"), ("2024-07-01", "1595.00", "approximate"),
    ],
    "minor_factor": [("2015-04-01", "1.3", "approximate"), ("2020-07-01", "1.3", "verified")],
    "minor_step": [("2015-04-01", "5.00", "approximate"), ("2020-07-01", "5.00", "verified")],
    "minimum_wage": [
        ("2017-04-01", "2300.00", "sure"), ("2018-04-01", "2420.00", "sure"), ("2019-04-01", "2480.00", "sure"),
        ("2021-07-01", "2590.00", "approximate"), ("2023-07-01", "2690.00", "approximate"),
    ],
    "low_income_factor": [("2015-04-01", 2, "approximate")],
    "homes_limit": [("2015-04-01", 1, "approximate")],
    "spending_counts_education": [("2015-04-01", False, "sure"), ("2019-05-01", True, "verified")],
    "medical_share": [("2019-05-01", "0.4", "approximate")],
    "medical_dibao_inpatient": [("2015-04-01", "0.8", "verified"), ("2018-07-01", "0.9", "verified")],
    "medical_year_cap": [("2015-04-01", "80000.00", "verified"), ("2018-07-01", "130000.00", "verified")],
    "medical_dibao_outpatient": [("2018-07-01", "0.5", "approximate")],
    "medical_low_inpatient": [("2015-04-01", "0.8", "approximate")],
    "medical_spending_inpatient": [("2015-04-01", "0.8", "approximate")],
    "temporary_months": [("2019-05-01", 3, "verified")],
    "work_deduction": [("2019-05-01", "500.00", "invented")],
    "taper_months": [("2019-05-01", 6, "invented")],
    "disabled_living_month": [("2016-01-01", "330.00", "approximate"), ("2021-07-01", "410.00", "approximate")],
    "destitute_factor": [("2015-04-01", "1.3", "approximate")],
    "festival_rate_special": [("2020-01-01", "900.00", "verified")],
    "festival_rate_household": [("2020-01-01", "600.00", "verified")],
    "festival_rate_extra": [("2020-01-01", "100.00", "verified")],
    "festival_rate_unemployed": [("2020-01-01", "700.00", "verified")],
    "festival_rate_returned": [("2020-01-01", "600.00", "verified")],
    "festival_rate_preferential": [("2020-01-01", "1100.00", "verified")],
    "rent_area_limit": [("2018-01-01", "7", "approximate")],
    "severe_unemployed_factor": [("2015-04-01", "1.3", "approximate")],
    "four_medical_share": [("2018-01-01", "0.5", "invented")],
    "four_medical_cap": [("2018-01-01", "3000.00", "invented")],
}  # fmt: skip
TABLES = {
    "dibao_savings_limit": ("2015-04-01", {0: "33000.00", 3: "30000.00"}, "approximate"),
    "low_income_savings_limit": ("2015-04-01", {0: "55000.00", 3: "50000.00"}, "approximate"),
    "elder_allowance": (
        "2016-05-01", {0: "0.00", 65: "75.00", 70: "150.00", 80: "180.00", 90: "350.00", 100: "600.00"}, "approximate",
    ),
    "care_by_grade": ("2016-01-01", {0: "0.00", 1: "300.00", 2: "150.00", 3: "0.00", 4: "0.00"}, "approximate"),
    "rent_income_limit": ("2018-01-01", {0: "3630.00", 3: "3300.00"}, "approximate"),
    "rent_savings_limit": ("2018-01-01", {0: "132000.00", 3: "120000.00"}, "approximate"),
}  # fmt: skip


class TestParameters:
    @pytest.mark.parametrize("name", KNOWN)
    def test_are_what_the_sources_say_from_the_day_they_say(self, name):
        parameter = PACK.parameters[name]

        found = [(v.span.first.isoformat(), decode(parameter.type, v.value), v.confidence) for v in parameter.versions]

        assert found == KNOWN[name]

    @pytest.mark.parametrize("name", TABLES)
    def test_of_tables_are_what_the_sources_say(self, name):
        parameter = PACK.parameters[name]
        (version,) = parameter.versions
        rows = {k: decode(parameter.type, v) for k, v in version.rows}

        assert (version.span.first.isoformat(), rows, version.confidence) == TABLES[name]

    @pytest.mark.parametrize(("year", "income"), [(2017, "54305.00"), (2018, "58988.00"), (2019, "64183.00")])
    def test_of_the_citys_income_are_those_of_the_year_before(self, year, income):
        parameter = PACK.parameters["city_income_last_year"]

        for day in (date(year, 1, 1), date(year, 12, 31)):
            version = parameter.on(day)
            assert (decode(parameter.type, version.value), version.confidence) == (income, "sure")

    def test_hold_without_a_gap_from_their_first_day(self):
        for parameter in PACK.parameters.values():
            for earlier, later in zip(parameter.versions, parameter.versions[1:], strict=False):
                assert earlier.span.last + timedelta(days=1) == later.span.first, parameter.name
            assert parameter.versions[-1].span.last is None, parameter.name
