"""The rulebook and the service items tell one story: what is applied for is an item of the catalogue, at the same desk."""

import tomllib
from pathlib import Path

import pytest

from doorstep.rulebook.io import load_pack

POLICY = Path(__file__).resolve().parents[2] / "policy" / "shanghai"
PACK = load_pack(POLICY)
ITEMS = {tomllib.loads(p.read_text(encoding="utf-8"))["code"] for p in (POLICY / "items").glob("*.toml")}
BY_ITSELF = {
    "disaster_relief",
    "hospital_deposit",
    "education_aid",
    "price_subsidy",
    "festival_special",
    "festival_family",
    "festival_unemployed",
}
"""Asked for at the school or the hospital, or given without an application."""


class TestShanghaiRulebook:
    @pytest.mark.parametrize("code", list(PACK.programmes))
    def test_names_an_item_of_the_catalogue_unless_nothing_is_applied_for(self, code):
        item = PACK.programmes[code].item

        assert item in ITEMS if item else code in BY_ITSELF

    def test_holds_the_policies_that_can_be_judged_from_facts(self):
        assert len(PACK.programmes) >= 25 and len(PACK.cases) >= 300

    def test_calls_no_figure_verified_whose_source_says_that_it_is_not(self):
        weak = ("未核实", "未见", "回忆", "演示")
        for parameter in PACK.parameters.values():
            for version in parameter.versions:
                if any(word in version.source for word in weak):
                    assert version.confidence in ("approximate", "invented"), parameter.name
        for programme in PACK.programmes.values():
            if any(word in programme.source for word in weak):
                assert programme.confidence in ("approximate", "invented"), programme.code
