"""A defect that the house worded is told in each reader's language; what a person typed stays as it was typed."""

import re

import pytest
from applications import all_handed_in, answers_for
from at_a_desk import browser_of
from django.utils import translation
from django.utils.html import escape
from fixtures_city import moment

from doorstep.cases import public as cases
from doorstep.cases.models import Defect, Notice
from doorstep.catalogue import public as catalogue
from doorstep.ledger.public import Robot
from doorstep.web import defect_words
from doorstep.wire import defects
from doorstep.wire.moment import offset_to

pytestmark = pytest.mark.django_db

ITEM = "MZ-001"
OWN = "户口簿第三页 <折角>"
OWN_SHOWN = f'<span lang="zh" translate="no">{escape(OWN)}</span>'
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def told(small_city, settings):
    """A clerk has told two defects at the window: one material is missing, another does not fit, with words of their own."""
    settings.CLOCK_OFFSET_SECONDS = offset_to(moment("2018-02-13 10:00"))
    window, someone = browser_of(small_city.clerk(on=moment("2018-02-13").date())), small_city.resident("赵一芳")
    window.cookies["doorstep_language"] = "en"  # what the clerk reads changes nothing of what goes on paper
    item = catalogue.item_on(ITEM, moment("2018-02-13").date()).on(moment("2018-02-13").date())
    posted = {f"f-{name}": value for name, value in answers_for(item).items()}
    posted |= {f"m-{one.material}": "handed_in" for one in all_handed_in(item)}
    posted |= {
        "m-id-card": "missing",
        "m-household-register": "wrong",
        "w-household-register": "unclear",
        "n-household-register": OWN,
    }
    there = window.post(
        f"/window/{someone}/{ITEM}/",
        {"act": "do", "means": "notice", "due": "2018-02-26", "local_hukou": "yes", **posted},
    )["Location"]
    return window, there.split("/")[-2], item


def said(window, number, language):
    """The tables of the page of the case, their typed words taken out and given apart."""
    window.cookies["doorstep_language"] = language
    page = window.get(f"/cases/{number}/").content.decode()
    parts = [
        re.search(rf'<section aria-labelledby="{name}.*?</section>', page, re.S)[0]
        for name in ("notice-", "materials-title", "story")
    ]
    typed = re.findall(r'<span lang="zh" translate="no">(.*?)</span>', "".join(parts))
    return [re.sub(r'<span lang="zh" translate="no">.*?</span>', "", part) for part in parts], typed


class TestADefectThatTheHouseWorded:
    def test_is_told_in_each_readers_language_and_stays_on_paper_as_it_was_given(self, told):
        window, number, item = told
        missing, wrong = Defect.objects.order_by("id")
        assert missing.what == "缺少“全部家庭成员居民身份证”" and wrong.what.endswith(f"不符合要求：看不清楚：{OWN}"), (
            wrong.what
        )

        (notice, materials, story), typed = said(window, number, "en")
        assert not HAN.search(notice), HAN.findall(notice)
        names = {one.id: one.name.en for one in item.materials}
        assert f"“{names['id-card']}” is missing" in notice and f"Bring “{names['id-card']}”: original" in notice
        assert f"“{names['household-register']}” does not fit: cannot be read clearly: " in notice
        assert catalogue.current().words(item.legal_bases[0].clause, "en") in notice
        told = re.search(r"“Identity cards.*", story)[0]
        assert "Guide" not in told and "Bring “" in told and not HAN.search(told), told
        assert "cannot be read clearly: " in materials and not HAN.search(materials)
        assert typed == ["户口簿第三页 &lt;折角&gt;"] * 3

        for language, words in (
            ("zh-hans", "缺少“全部家庭成员居民身份证”"),
            ("zh-hant", "缺少「全部家庭成員居民身份證」"),
        ):
            (notice, _materials, story), typed = said(window, number, language)
            assert words in notice and words in story and typed == ["户口簿第三页 &lt;折角&gt;"] * 3, language

    def test_is_told_in_english_below_the_chinese_of_a_paper_at_the_desk_and_at_home(self, told):
        window, number, item = told
        case_id = cases.case_by_number(number, by=Robot("test"))
        code = cases.case_page(case_id, by=Robot("test"), at=moment("2018-02-13 10:00")).query_code
        notice = f"notice-{Notice.objects.get().pk}"
        names = {one.id: one.name for one in item.materials}
        mending, clause = f"Bring “{names['id-card'].en}”: original", item.legal_bases[0].clause
        window.post(f"/papers/{number}/{notice}/issue/", {"in": "hans-en"})
        home = window.__class__(headers={"accept-language": "en"})
        for page in (
            window.get(f"/papers/{number}/{notice}/?in=hans-en"),
            home.post("/status/paper/", {"number": number, "code": code, "which": notice}),
        ):
            (table,) = re.findall(r'<table class="rows stack defects"[^>]*>.*?</table>', page.content.decode(), re.S)
            english = "".join(re.findall(r'<span class="pair" lang="en">(.*?)</span></?t', table))
            assert f"缺少“{names['id-card'].zh_hans}”" in table and mending in english, table
            assert english.count(catalogue.current().words(clause, "en")) == 2, english
            assert not HAN.search(english.replace(OWN_SHOWN, "")) and english.count(OWN_SHOWN) == 1, english
        hant = window.get(f"/papers/{number}/{notice}/?in=hant").content.decode()
        assert "缺少「全部家庭成員居民身份證」" in hant and 'class="pair"' not in hant and mending not in hant

    def test_is_open_until_its_day_and_past_it_from_the_next_on(self, told, settings):
        window, number, _item = told
        window.cookies["doorstep_language"] = "en"
        for day, words in (("2018-02-26", "to be supplied by 26"), ("2018-02-27", "was to be supplied by 26")):
            settings.CLOCK_OFFSET_SECONDS = offset_to(moment(f"{day} 10:00"))
            page = " ".join(window.get(f"/cases/{number}/").content.decode().split())
            assert words in page and ("Past its day" in page) is (day == "2018-02-27"), day

    def test_is_known_by_the_whole_sentence_only(self, told):
        item = told[2]
        own = "“全部家庭成员居民身份证”不符合要求"
        with translation.override("en"):
            assert defect_words.what_said(item, "material:id-card", own).endswith("does not fit")
            for what in (own + "：", "没有" + own, "缺少身份证", ""):
                assert defect_words.what_said(item, "material:id-card", what) == "", what
            assert (
                defect_words.what_said(item, "field:phone", own)
                == defect_words.what_said(item, "material:x", own)
                == ""
            )
            assert "translate" in defect_words.mend_said(item, "material:id-card", "请来一趟")
            assert "translate" in defect_words.basis_said(item, "科长说的")
            assert defect_words.basis_said(item, defects.GUIDE) == "Guide of the item"
            assert defect_words.basis_said(item, defects.guide_of(item)).startswith("Guide of the item “")
            assert defect_words.note_said("看不清楚") == "cannot be read clearly" and defect_words.note_said("") == ""
            assert defect_words.note_said("看不清楚了") == defect_words.typed("看不清楚了")
