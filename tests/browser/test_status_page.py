"""The public page of a case's state in a real browser: number and code, plain words, nobody's name, a rating."""

import re

import pytest
from at_the_window import become, fill_form, hand_in, press, sit
from fixtures_browser import looked_at, sit_down
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


@pytest.fixture
def receipt(page, url):
    """(number, query code, link of the QR code) of a matter that was finished on the spot."""
    sit_down(page, url, "clerk-beixinjing")
    sit(page, url, "陆䶮", "医保", "YB-001")
    page.locator("[data-mark='1'] input[value=handed_in]").check()
    become(page, "finish")
    fill_form(page)
    hand_in(page)
    number, code = page.locator(".big").first.inner_text(), page.locator(".big").nth(1).inner_text()
    page.get_by_role("button", name="退出").click()
    return number, code


def ask(page, url, number, code):
    page.goto(f"{url}/status/")
    for label, typed in (("编号", number), ("查询码", code)):
        page.get_by_label(label).fill(typed)
        press(page, "Enter")


class TestStatusPage:
    def test_tells_how_it_stands_without_a_name_and_takes_one_rating(self, page, url, receipt):
        number, code = receipt
        ask(page, url, number.replace("-", ""), code.lower())
        assert "答复已经交给您了" in page.locator("h1").inner_text()
        assert "第 4 步，共 4 步" in page.locator("main").inner_text()
        assert "陆" not in page.locator("main").inner_text() and "310199" not in page.content()
        assert number not in page.url and looked_at(page) == []

        page.get_by_role("button", name="提交").click()
        assert "五个选项" in page.get_by_role("alert").inner_text()
        page.get_by_label("基本满意").check()
        page.get_by_label("想告诉我们什么").fill("等了一会儿")
        page.get_by_role("button", name="提交").click()
        assert "谢谢" in page.get_by_role("status").inner_text()
        assert page.get_by_role("button", name="提交").count() == 0

    def test_says_the_same_for_a_wrong_number_and_a_wrong_code_and_keeps_what_was_typed(self, page, url):
        told = set()
        for number, code in (("20180213-310105011-999999", "ABCD2345"), ("20180213-310105011-000001", "ABCD2345")):
            ask(page, url, number, code)
            told.add(page.get_by_role("alert").inner_text())
            assert (
                number in page.locator("main").inner_text() and page.get_by_label("查询码").input_value() == "ABCD2345"
            )
        assert len(told) == 1 and looked_at(page) == []

    def test_asks_one_thing_a_page_and_says_what_is_missing(self, page, url):
        page.goto(f"{url}/status/")
        for typed, told in (("", "还没有填编号"), ("2018 0213 3101050", "编号有23位数字，您写了15位")):
            page.get_by_label("编号").fill(typed)
            press(page, "Enter")
            assert told in page.locator("#errors").inner_text()
            assert page.evaluate("document.activeElement.id") == "errors"
        page.get_by_label("编号").fill("20180213 310105011 ０００００１")
        press(page, "Enter")
        assert "20180213-310105011-000001" in page.locator("main").inner_text() and page.locator("#errors").count() == 0
        assert page.evaluate("document.activeElement.id") == "code" and looked_at(page) == []
        for language, label in (("English", "Query code"), ("简体中文", "查询码")):  # the number is not asked again
            page.get_by_role("button", name=language).click()
            expect(page.get_by_label(label)).to_be_visible()
            expect(page.locator("main")).to_contain_text("20180213-310105011-000001")
        press(page, "Enter")
        assert "还没有填查询码" in page.locator("#errors").inner_text()
        with page.expect_navigation():
            page.get_by_role("link", name="换一个编号").click()
        assert page.get_by_label("编号").input_value() == ""

    def test_opens_from_the_code_on_the_receipt_and_leaves_nothing_in_the_address_bar(self, page, url):
        sit_down(page, url, "clerk-beixinjing")
        sit(page, url, "覃小霞", "低保", "MZ-001")
        if page.locator("input[name=means]").input_value() == "ask":
            page.get_by_role("link", name="补填地址").click()
            page.get_by_label("街镇").select_option("310105011")
            page.get_by_role("button", name="保存并返回").click()
        fill_form(page)
        hand_in(page)
        number, code = page.locator(".big").first.inner_text(), page.locator(".big").nth(1).inner_text()
        page.get_by_role("button", name="退出").click()

        page.goto(f"{url}/status/#{number}.{code.replace(' ', '')}")
        page.get_by_text("现在等您").wait_for()
        assert "#" not in page.url and re.search(r"2018年2月26日|2018年3月", page.locator("main").inner_text())
        assert looked_at(page) == []
        for language, told in (
            ("English", "You are waited for."),
            ("简体中文", "现在等您"),
        ):  # the case stays where it is
            page.get_by_role("button", name=language).click()
            expect(page.locator("main")).to_contain_text(told)
        page.locator(".tools").get_by_role("button", name="特大").click()
        expect(page.locator("html[data-text] main")).to_contain_text("现在等您")
        page.goto(f"{url}/status/#20180213310105011000001.AAAAAAAA")  # another receipt, where one answer still stands
        expect(page.locator("#errors")).to_contain_text("查询码")
        assert "#" not in page.url
        page.goto(f"{url}/status/rate/")  # a page that answers a form only
        assert page.url == f"{url}/status/" and page.get_by_label("编号").input_value() == ""

    def test_keeps_what_is_typed_when_it_is_to_speak_another_language(self, page, url):
        for path, label, english in (("/status/", "编号", "Number"), ("/check/", "查验码", "Check code")):
            page.goto(url + path)
            page.get_by_label(label).fill("7H4K")
            page.get_by_role("button", name="English").click()
            expect(page.get_by_label(english)).to_have_value("7H4K")
            page.get_by_role("button", name="简体中文").click()
            expect(page.get_by_label(label)).to_have_value("7H4K")
        page.goto(f"{url}/check/#AAAAABBBBB")  # another paper is held before a page that stands open
        expect(page.locator("#errors")).to_contain_text("没有查到")
        assert "#" not in page.url

    def test_speaks_chinese_only_in_chinese(self, page, url):
        page.goto(f"{url}/status/")
        for language in ("简体中文", "繁體中文"):
            page.get_by_role("button", name=language).click()
            assert re.findall(r"[A-Za-z]{3,}", page.locator("main").inner_text()) == []
