"""The front door in a real browser: what this is, who may sign in, three languages, every size."""

import re
import socket

import pytest
from fixtures_browser import looked_at, sit_down
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


class TestFrontDoor:
    def test_says_the_day_and_the_state_of_the_ledger_and_is_clean_in_every_size(self, page, url):
        page.goto(url)

        assert "2018年2月13日 星期二" in page.locator("header").inner_text()
        assert int(page.locator("dd.number").first.inner_text().replace(",", "")) > 0
        assert looked_at(page) == []

    def test_seats_a_person_with_one_press_and_lets_them_go_again(self, page, url):
        sit_down(page, url, "clerk-beixinjing")
        assert "林晓岚" in page.locator("header").inner_text()

        page.get_by_role("button", name="退出").click()
        assert "林晓岚" not in page.locator("header").inner_text()

    def test_signs_in_by_name_and_password_with_the_keyboard_alone(self, page, url):
        page.goto(f"{url}/sign-in/")
        assert looked_at(page) == []
        expect(page.get_by_label("用户名")).to_be_focused()
        page.keyboard.type("clerk-hongqiao")
        page.keyboard.press("Tab")
        page.keyboard.type("doorstep-demo")
        page.keyboard.press("Enter")

        page.wait_for_url(f"{url}/")
        assert "曾佩文" in page.locator("header").inner_text()
        page.goto(f"{url}/cases/")
        assert page.locator("[data-done]").count() == 0  # nothing was done yet

    def test_says_what_to_do_when_name_and_password_differ(self, page, url):
        page.goto(f"{url}/sign-in/")
        page.get_by_label("用户名").fill("clerk-hongqiao")
        page.get_by_label("密码").fill("wrong")
        page.keyboard.press("Enter")

        assert "请核对后再试" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("用户名").input_value() == "clerk-hongqiao"
        assert looked_at(page) == []

    def test_speaks_three_languages(self, page, url):
        page.goto(url)
        page.get_by_role("button", name="English").click()
        assert "One window takes any matter" in page.locator("h1").inner_text()
        assert page.locator("html").get_attribute("lang") == "en"

        page.get_by_role("button", name="繁體中文").click()
        assert page.locator("h1").inner_text() == "一口受理，協同辦理"
        leftover = set(re.findall(r"[A-Za-z]{3,}", page.locator("main").inner_text()))
        assert all(word in {"clerk", "beixinjing"} or "-" in word or word.islower() for word in leftover), leftover

    def test_keeps_the_colours_and_the_size_of_text_that_one_chose(self, page, url):
        page.goto(f"{url}/status/")
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        for choice, ground in (("深色", "rgb(16, 23, 22)"), ("高对比度", "rgb(255, 255, 255)")):
            page.locator("summary", has_text="显示").click()
            with page.expect_navigation():
                page.get_by_role("button", name=choice).click()
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
            assert looked_at(page) == []
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)" and light == ground

        with page.expect_navigation():
            page.locator(".tools").get_by_role("button", name="特大").click()
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
        assert looked_at(page) == []

    def test_finds_a_case_and_a_resident_from_the_bar(self, page, url):
        sit_down(page, url, "clerk-beixinjing")
        page.goto(f"{url}/cases/")
        number = page.locator("main a.number").first.inner_text()
        for asked, there in ((number, f"/cases/{number}/"), (number[-6:], "/cases/?number="), ("罗成飞", "/window/")):
            page.goto(f"{url}/cases/")
            page.keyboard.press("/")
            page.keyboard.type(asked)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert there in page.url and "%" not in page.url
        assert "罗成飞" in page.locator("main").inner_text()


class TestHouse:
    def test_keeps_its_data_when_it_stands_on_another_day(self, house, page):
        page.goto(house.stand_on("2018-03-01"))

        assert "2018年3月1日" in page.locator("header").inner_text()
        assert page.get_by_text("clerk-beixinjing", exact=True).count() == 1

    def test_listens_on_the_loopback_only(self, house):
        port = int(house.url.rsplit(":", 1)[1])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            outside = probe.getsockname()[0]
        with socket.socket() as probe:
            assert outside.startswith("127.") or probe.connect_ex((outside, port)) != 0

    def test_walks_its_own_ledger(self, house):
        result = house.doorstep("ledger", "verify", "--json")

        assert result.returncode == 0 and '"broken": null' in result.stdout, result.stderr


class TestDesign:
    def test_shows_every_piece_and_is_clean_in_every_size(self, page, house):
        page.goto(f"{house.url}/design/")

        words = page.locator("main").inner_text()
        assert "还剩" in words and "已超" in words and "16:30 前" in words
        assert page.locator("svg.clock-line").count() == 7
        assert looked_at(page) == []
