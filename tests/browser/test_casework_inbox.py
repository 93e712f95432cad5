"""The list of the casework desk in a real browser: narrowed, worked through by keys, acted on for many, saved."""

import csv
import io
import re
from pathlib import Path

import pytest
from casework_office import DIBAO
from fixtures_browser import looked_at
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


def four_more(office, page):
    """Four more applications; the numbers of the newest first, as the clerk's list shows them."""
    office.do("hand_in_many", item=DIBAO, clerk="clerk-beixinjing", at="2018-02-13T08:40", many=4)
    office.sit("clerk-beixinjing")
    page.goto(f"{office.url}/cases/?view=mine&item={DIBAO}&stage=received&sort=newest")
    page.locator("[data-keys=ready]").wait_for()
    return [one.inner_text() for one in page.locator("a[data-open]").all()]


class TestInbox:
    def test_is_sorted_narrowed_paged_both_ways_and_taken_as_a_file_without_a_name_in_its_address(self, office, page):
        office.do("hand_in_many", item=DIBAO, clerk="clerk-beixinjing", at="2018-02-13T08:40", many=22)
        office.sit("clerk-beixinjing")
        page.get_by_label("环节", exact=True).select_option("received")
        page.get_by_label("事项", exact=True).select_option(DIBAO)
        with page.expect_navigation():
            page.get_by_role("button", name="查看").click()
        assert "stage=received" in page.url and "item=MZ-001" in page.url
        assert looked_at(page) == []

        def rows():
            return [row.inner_text() for row in page.locator("tbody tr").all()]

        def turn(name):
            with page.expect_navigation():
                page.get_by_role("link", name=name).click()

        shown = [rows()]
        while page.get_by_role("link", name="下一页").count():
            turn("下一页")
            shown.append(rows())
        assert all(0 < len(one) <= 20 for one in shown)
        everything = [row for one in shown for row in one]
        assert all("已收件" in row and "最低生活保障" in row for row in everything)
        numbers = [re.search(r"\d{8}-\d{9}-\d{6}", row).group() for row in everything]
        assert len(numbers) == len(set(numbers)) >= 22
        days = [tuple(map(int, re.search(r"(\d+)月(\d+)日", row).groups())) for row in everything]
        assert days == sorted(days)
        turn("上一页")
        assert rows() == shown[-2]
        turn("第一页")
        assert rows() == shown[0]

        for _press in range(2):
            with page.expect_navigation():
                page.get_by_role("columnheader", name="办件").get_by_role("link").click()
        assert page.get_by_role("columnheader", name="办件").get_attribute("aria-sort") == "descending"
        newest = [re.search(r"\d{8}-\d{9}-\d{6}", row).group() for row in rows()]
        assert newest[0][:8] == "20180213" and newest == sorted(newest, key=lambda one: one[:8], reverse=True)
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        told = Path(download.value.path()).read_bytes()
        lines = list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"))))
        assert told.startswith(b"\xef\xbb\xbf") and {line["办件"] for line in lines} == set(numbers)
        assert all("*" in line["申请人"] for line in lines)

    def test_is_worked_through_by_keys_and_keeps_its_place(self, office, page):
        listed = four_more(office, page)
        page.keyboard.press("j")
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        head = page.locator(".case-story header")
        assert listed[1] in head.inner_text()
        assert [one.inner_text() for one in page.locator(".beside-list li .number.quiet").all()] == listed
        assert looked_at(page) == []
        page.locator("[data-keys=ready]").wait_for()
        page.keyboard.press("a")
        expect(page.get_by_role("button", name="受理", exact=True)).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press("F9")
        assert "办理中" in page.locator(".case-head").inner_text()
        assert listed[1] not in page.locator(".beside-list").inner_text()
        page.locator("[data-keys=ready]").wait_for()
        with page.expect_navigation():
            page.keyboard.press("j")
        assert listed[2] in head.inner_text()
        page.locator("[data-keys=ready]").wait_for()
        with page.expect_navigation():
            page.keyboard.press("k")
        assert listed[0] in head.inner_text()
        page.locator("[data-keys=ready]").wait_for()
        with page.expect_navigation():
            page.keyboard.press("u")
        assert [one.inner_text() for one in page.locator("a[data-open]").all()][:2] == [listed[0], listed[2]]
        page.locator("[data-keys=ready]").wait_for()
        page.keyboard.press("f")
        expect(page.locator("#f-stage")).to_be_focused()
        page.locator("#f-stage").select_option("")
        with page.expect_navigation():
            page.keyboard.press("F9")
        assert "stage=&" in page.url
        page.locator("[data-keys=ready]").wait_for()
        with page.expect_navigation(url=re.compile(r"/cases/\?view=all$")):
            page.keyboard.press("1")
        page.goto(f"{office.url}/cases/{listed[1]}/")
        page.locator("[data-keys=ready]").wait_for()
        with page.expect_navigation(url=re.compile(r"/window/$")):
            page.keyboard.press("F8")  # whoever took in at the case what was missing is back at the window

    def test_acts_on_many_at_once_and_says_what_came_of_each(self, office, page):
        listed = four_more(office, page)
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.locator("tbody input[name=pick]").nth(2).click(modifiers=["Shift"])
        expect(page.locator("[data-picked]")).to_have_text("3 件已选")
        assert looked_at(page) == []
        office.do("withdraw", case=listed[1], at="2018-02-13T08:45")
        page.keyboard.press("b")
        expect(page.get_by_role("button", name="受理", exact=True)).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        row = page.get_by_role("row").filter(has_text=listed[1])
        assert "已有变化" in row.inner_text() and page.locator("tbody tr").count() == 3
        assert looked_at(page) == []
        page.context.set_offline(True)
        page.keyboard.press("F9")
        expect(page.get_by_role("alert")).to_contain_text("没有网络")
        page.context.set_offline(False)
        with page.expect_navigation():
            page.keyboard.press("F9")
        assert "已办理 2 件，未办理 1 件" in office.said()
        refused = page.get_by_role("row").filter(has_text=listed[1]).inner_text()
        assert "未办理" in refused and "又有变化" in refused
        assert looked_at(page) == []
        page.locator("[data-keys=ready]").wait_for()
        with page.expect_navigation():
            page.keyboard.press("u")
        left = page.locator("tbody").inner_text()
        assert not any(number in left for number in listed[:3]) and listed[3] in left

    def test_keeps_the_numbers_of_letters_where_the_session_ran_out_before_the_order_was_given(self, office, page):
        listed = four_more(office, page)[:2]

        def order():
            for number in listed:
                page.get_by_role("row").filter(has_text=number).locator("input[name=pick]").check()
            with page.expect_navigation():
                page.locator("#pick-form").get_by_role("button", name="送达结果").click()
            page.locator("[data-keys=ready]").wait_for()
            return [page.locator("tr", has_text=number).locator(".short") for number in listed]

        first, second = order()
        first.fill("EMS1001")
        page.locator("input[value=by_post]").check()
        with page.expect_navigation():
            page.get_by_role("button", name="English").click()  # the form's own page is the list
        page.locator("[data-keys=ready]").wait_for()
        with page.expect_navigation():
            page.get_by_role("button", name="简体中文").click()
        page.locator("[data-keys=ready]").wait_for()
        first, second = order()
        expect(first).to_have_value("EMS1001")
        second.fill("EMS1002")
        page.context.clear_cookies(name="doorstep_session")
        with page.expect_navigation():
            page.keyboard.press("F9")
        page.locator("#id_login").fill("clerk-beixinjing")
        page.locator("#id_password").fill("doorstep-demo")
        with page.expect_navigation(url=re.compile(r"/cases/\?view=mine")):
            page.keyboard.press("Enter")
        page.locator("[data-keys=ready]").wait_for()
        first, second = order()
        expect(first).to_have_value("EMS1001")
        expect(second).to_have_value("EMS1002")
        expect(page.locator("input[value=by_post]")).to_be_checked()
        expect(page.locator(".told-kept")).to_contain_text("已经恢复")
        assert looked_at(page) == []

    def test_is_saved_under_a_name_and_says_when_it_asks_for_what_is_gone(self, office, page):
        office.sit("manager-kangjian")
        page.goto(f"{office.url}/cases/?view=all&light=paused&item=XX-999")
        form = office.drawer("保存此列表")
        with page.expect_navigation():
            form.get_by_role("button", name="保存", exact=True).click()
        assert "没有填写" in page.locator("#filter-why").inner_text() and "item=XX-999" in page.url
        form = office.drawer("保存此列表")
        form.get_by_label("筛选名称").fill("暂停的")
        form.get_by_label("打开列表时先用它").check()
        with page.expect_navigation():
            form.get_by_role("button", name="保存", exact=True).click()
        assert "事项：XX-999" in page.locator(".note.warn").inner_text()
        assert looked_at(page) == []
        page.goto(f"{office.url}/cases/")
        assert "light=paused" in page.url
        assert page.locator(".saved a[aria-current]").inner_text() == "暂停的"
        form = office.drawer("保存此列表")
        form.get_by_label("新名称").fill("期限暂停")
        with page.expect_navigation():
            form.get_by_role("button", name="改名").click()
        assert "已改名" in office.said()
        assert "原名“暂停的”" in page.locator(".saved").inner_text()
        with page.expect_navigation():
            office.drawer("保存此列表").get_by_role("button", name="删除筛选").click()
        page.goto(f"{office.url}/cases/?filter=1000000")
        assert "已不存在" in page.locator(".note.warn").inner_text()

    def test_shows_nobody_else_s_cases(self, office, page):
        number = office.hand_in(DIBAO, accept=False)
        office.sit("clerk-kangjian")
        assert page.get_by_role("link", name=number).count() == 0
        assert page.goto(f"{office.url}/cases/{number}/").status == 404

    def test_is_not_for_leaders(self, office, page):
        office.sit("leader-changning")
        assert page.goto(f"{office.url}/cases/").status == 403
