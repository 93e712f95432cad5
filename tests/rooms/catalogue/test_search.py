"""The residents' own words, their sounds and their slips find the service item."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.catalogue.logic import ItemVersion, SearchIndex, parse_item

POLICY = Path(__file__).parents[3] / "policy/shanghai"
STORY = date(2018, 2, 13)

pytestmark = pytest.mark.once


@cache
def item(code: str) -> ItemVersion:
    text = (POLICY / f"items/{code}.toml").read_text(encoding="utf-8")
    found, problems = parse_item(tomllib.loads(text), {}, file=code)
    assert found is not None and not problems
    return found


@cache
def index() -> SearchIndex:
    return SearchIndex([item(path.stem) for path in sorted((POLICY / "items").glob("*.toml"))], on=STORY)


RESIDENTS_SAY = {
    "看病报销": {"YB-004", "MZ-005"},
    "老人乘车卡": {"MZ-012"},
    "老人卡怎么办": {"MZ-012"},
    "低保": {"MZ-001"},
    "我要申请低保": {"MZ-001"},
    "家里没有收入了": {"MZ-001"},
    "就医本子用完了": {"YB-002"},
    "病历卡丢了": {"YB-002"},
    "租房补贴": {"ZJ-001"},
    "廉租": {"ZJ-001"},
    "公租": {"ZJ-002"},
    "经适房": {"ZJ-003"},
    "租房合同备案": {"ZJ-004"},
    "查公积金": {"ZJ-005"},
    "我老公失业了怎么办": {"RS-001"},
    "下岗": {"RS-001"},
    "领失业金": {"RS-002"},
    "打零工": {"RS-003"},
    "社保卡丢了": {"RS-011"},
    "查养老金交了几年": {"RS-014"},
    "小孩医保怎么办": {"YB-001"},
    "外地看病": {"YB-006"},
    "请护工": {"YB-007"},
    "长护险": {"YB-007"},
    "办居住证": {"GA-001"},
    "居住证快到期了": {"GA-002"},
    "签注": {"GA-002"},
    "户口本证明": {"GA-006"},
    "没有犯罪记录": {"GA-007"},
    "办残疾证": {"CL-001"},
    "轮椅": {"CL-004"},
    "结婚证丢了怎么补": {"DA-001"},
    "插队落户": {"DA-003"},
    "家里着火了": {"MZ-006"},
    "因病致贫": {"MZ-003"},
    "孤老没人照顾": {"MZ-004"},
    "困难残疾人补贴": {"MZ-014"},
    "粮油帮困": {"MZ-019"},
    "准生证": {"WJW-001"},
    "失独": {"WJW-004"},
    "当兵补贴": {"TY-002"},
    "工会住院补贴": {"GH-001"},
    "打官司没钱": {"SF-001"},
    "房东开发票": {"SWJ-001"},
    # traditional characters, full width
    "居住證": {"GA-001"},
    "殘疾證到期了": {"CL-002"},
    "醫療救助": {"MZ-005"},
    # pinyin, initials, English, codes
    "dibao": {"MZ-001"},
    "di bao": {"MZ-001"},
    "db": {"MZ-001"},
    "jzz": {"GA-001"},
    "chx": {"YB-007"},
    "laorenka": {"MZ-012"},
    "jingl": {"MZ-012"},
    "lianzufang": {"ZJ-001"},
    "unemployment": {"RS-001", "RS-002"},
    "residence permit": {"GA-001", "GA-002"},
    "ga-006": {"GA-006"},
    # slips of the ear and of the finger
    "地保": {"MZ-001"},
    "敬老咔": {"MZ-012"},
    "dibo": {"MZ-001"},
    "临时求助": {"MZ-006"},
}


class TestSearchIndex:
    @pytest.mark.parametrize("words", RESIDENTS_SAY)
    def test_finds_what_the_resident_means_among_the_first_three(self, words):
        found = [hit.code for hit in index().find(words, limit=3)]

        assert RESIDENTS_SAY[words] & set(found), found

    def test_puts_the_exact_word_first(self):
        for words, code in {
            "低保": "MZ-001",
            "db": "MZ-001",
            "签注": "GA-002",
            "残疾证": "CL-001",
            "长护险": "YB-007",
        }.items():
            assert index().find(words)[0].code == code

    def test_finds_every_item_by_each_of_its_own_words(self):
        for path in sorted((POLICY / "items").glob("*.toml")):
            for word in (*item(path.stem).short, *item(path.stem).synonyms):
                assert path.stem in [hit.code for hit in index().find(word)], word

    def test_says_nothing_to_words_of_another_world(self):
        assert index().find("量子纠缠") == [] and index().find("  ") == [] and index().find("？！") == []

    def test_shows_each_item_once_and_no_more_than_asked(self):
        codes = [hit.code for hit in index().find("补贴", limit=10)]

        assert len(codes) == len(set(codes)) == 10

    def test_knows_the_names_of_the_day(self):
        later = SearchIndex([item("MZ-003")], on=date(2025, 1, 1))

        assert [hit.by for hit in later.find("刚性支出困难家庭生活救助申请")] == ["刚性支出困难家庭生活救助申请"]

    @given(st.text(max_size=30))
    def test_survives_whatever_is_typed(self, words):
        assert all(re.fullmatch(r"[A-Z]+-\d{3}", hit.code) for hit in index().find(words))
