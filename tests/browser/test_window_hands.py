"""Hands at the window desk: every key on the sheet, a card reader that types, and nothing typed that a lost line loses."""

import re
import time

import pytest
from at_the_window import become, card, choose, fill_form, hand_in, means, press, read_card, settled, until
from fixtures_browser import looked_at
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

STREET, CLEAN_RECORD, DESTITUTE = "310105011", "GA-007", "MZ-003"
LONG = "古丽娜尔阿依古丽·艾力江·麦麦提明·吾买尔江阿布都拉·塔伊尔"

#: Everything that a form would send, but for what each page has of its own.
FILLED = """form => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"))"""


@pytest.fixture
def walk(page, house, url):
    walk = Walk(page, house)
    walk.sit("clerk-beixinjing")
    return walk


def number_ending_in_x(serial):
    return next(one for one in (card(k) for k in range(serial, 999)) if one.endswith("X"))


def registered(walk, name, number):
    walk.register(name, number, hukou=STREET, residence=STREET)
    return walk.page.url


def note_of(page, mark):
    """The field for the clerk's own words on the material with that key."""
    return page.locator(f"[data-mark='{mark}'] input[name^='n-']")


class TestCardReader:
    def test_finds_the_person_wherever_the_focus_is_and_loses_nothing_that_was_typed(self, walk, url):
        page, number = walk.page, number_ending_in_x(300)
        home = registered(walk, "百里晚晴", number)

        page.goto(f"{url}/window/")
        page.locator("#words").focus()
        with page.expect_navigation():
            read_card(page, number.lower())
        assert page.url == home

        choose(page, "无犯罪记录", CLEAN_RECORD)
        page.keyboard.press("1")
        become(page, "notice")
        page.locator("body").click(position={"x": 700, "y": 745})
        page.evaluate("document.activeElement.blur()")
        read_card(page, number, enter=False)  # no field has the focus: digits would tick materials
        expect(page.locator("#told")).to_contain_text("读到了一张卡")
        assert page.locator("#who").input_value() == number
        assert page.evaluate("document.activeElement.id") == "who"
        assert page.locator("[data-mark='1'] input:checked").get_attribute("value") == "handed_in"
        assert page.locator("[data-mark='2'] input:checked").get_attribute("value") == "missing"

        page.locator("[data-mark='2'] input[value=wrong]").check()
        note_of(page, 2).fill("看不")
        note_of(page, 2).focus()
        read_card(page, number)
        assert note_of(page, 2).input_value() == "看不"
        press(page, "Enter")
        assert page.url == home
        page.go_back()
        expect(note_of(page, 2)).to_have_value("看不")

    def test_fills_the_number_of_whoever_is_being_registered(self, walk, url):
        page, number = walk.page, card(331)
        page.goto(f"{url}/window/register/")
        page.locator("#name").fill("东郭")
        page.locator("#name").focus()
        read_card(page, number)
        assert (page.locator("#name").input_value(), page.locator("#identity_number").input_value()) == ("东郭", number)
        assert page.url.endswith("/window/register/")  # the Enter of the reader registers nobody

    def test_is_not_taken_for_a_hand_nor_a_hand_for_it(self, walk, url):
        page, number = walk.page, card(332)
        page.goto(f"{url}/window/")
        page.locator("#words").focus()
        page.keyboard.type(number, delay=90)
        assert page.locator("#words").input_value() == number
        page.locator("#words").fill("")
        with page.expect_navigation():
            read_card(page, "310199510407332", enter=False)  # an old card of fifteen digits
        assert page.locator("#who").input_value() == "310199510407332"


class TestKeys:
    def test_do_what_the_sheet_says_beyond_nine_materials_and_back(self, walk, url):
        page = walk.page
        page.goto(f"{registered(walk, LONG, card(341))}{DESTITUTE}/")
        name, place = (page.locator(one).bounding_box() for one in (".who-card .name", ".who-card"))
        assert name["x"] + name["width"] <= place["x"] + place["width"]  # broken where it is too long, never cut
        page.keyboard.press("?")
        sheet = page.locator(".keys dl")
        expect(sheet).to_be_visible()
        assert looked_at(page) == []
        drawn = {one for row in page.locator(".keys dt").all() for one in row.get_attribute("data-keys").split()}
        assert {"F2", "F8", "F9", "/", "?", "0", "9", "q", "w", "n", "z", "Enter", "Escape"} <= drawn

        assert page.locator(".material").count() == 10
        page.keyboard.press("q")
        expect(page.locator("[data-mark='q'] input:checked")).to_have_value(re.compile("handed_in|shared|printed"))
        page.keyboard.press("1")
        page.keyboard.press("1")
        first = page.locator("[data-mark='1']")
        expect(first.locator("input:checked")).to_have_value("wrong")
        page.keyboard.press("z")
        expect(first.locator("input:checked")).to_have_value("handed_in")
        page.keyboard.press("n")  # wrong again, and to the reason
        assert page.evaluate("document.activeElement.name").startswith("w-")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.type("封面")
        page.keyboard.press("Enter")
        expect(page.locator(".defects")).to_contain_text("已过有效期：封面")
        assert page.evaluate(
            "document.activeElement.closest('.item-form') !== null"
        )  # on to the form, nothing handed in
        page.keyboard.press("Escape")
        page.keyboard.press("9")
        expect(page.locator("[data-mark='9'] input:checked")).not_to_have_value("not_needed")
        settled(page)

    def test_hands_in_once_however_slow_the_line_and_says_why_it_could_not(self, walk, url):
        page, line = walk.page, {"does": lambda route: route.continue_()}
        # Laid before the page is opened: a line that is cut under a living page may let one request through.
        page.route("**/so/", lambda route: line["does"](route))
        home = registered(walk, "西门若水", card(342))
        choose(page, "无犯罪记录", CLEAN_RECORD)
        page.keyboard.press("0")
        become(page, "accept")
        fill_form(page)
        settled(page)
        there = page.url
        for broken, told in (
            (lambda route: route.fulfill(status=500), "服务器没有答复"),
            (lambda route: route.abort(), "网络断了"),
        ):
            line["does"] = broken
            page.keyboard.press("F9")
            expect(page.get_by_role("alert")).to_contain_text(told)
            settled(page)
            assert page.url == there

        line["does"] = lambda route: (time.sleep(0.4), route.continue_())
        page.keyboard.press("F9")
        with page.expect_navigation(url=re.compile("receipt")):
            page.keyboard.press("F9")
        assert walk.paper().title == "受理通知书"
        page.goto(home)
        assert page.locator(".desk-who .open-case").count() == 1

    def test_asks_before_it_leaves_for_the_next_customer(self, walk, url):
        page = walk.page
        registered(walk, "梁丘一诺", card(343))
        choose(page, "无犯罪记录", CLEAN_RECORD)
        there = page.url
        page.keyboard.press("1")
        become(page, "notice")
        page.keyboard.press("F8")
        expect(page.locator("#told")).to_contain_text("还没有提交")
        page.keyboard.press("Escape")
        expect(page.locator("#told")).to_have_count(0)
        page.keyboard.press("F8")
        press(page, "F8")
        assert page.url == f"{url}/window/" and page.evaluate("document.activeElement.id") == "who"
        page.get_by_role("link", name="梁丘一诺").click()
        page.wait_for_url(there)
        assert page.locator("[data-mark='1'] input:checked").get_attribute("value") == "handed_in"
        hand_in(page)
        press(page, "F8")  # from the paper at once: nothing would be lost
        assert page.url == f"{url}/window/" and page.locator("[data-unfinished]").is_hidden()


class TestWhatIsTyped:
    def test_outlives_a_lost_line_a_reload_another_language_and_the_end_of_the_session(self, walk, url):
        page = walk.page
        registered(walk, "公良知秋", card(351))
        choose(page, "无犯罪记录", CLEAN_RECORD)
        page.keyboard.press("1")
        page.locator("[data-mark='2'] input[value=wrong]").check()
        note_of(page, 2).fill("没有写用途")
        there = page.url

        def all_there():
            expect(note_of(page, 2)).to_have_value("没有写用途")
            settled(page)
            return page.locator("[data-mark='1'] input:checked").get_attribute("value") == "handed_in"

        with page.expect_navigation():
            page.reload()
        assert all_there()
        expect(page.locator("#told")).to_contain_text("已经恢复")
        for language in ("English", "简体中文"):
            with page.expect_navigation():
                page.get_by_role("button", name=language).click()
            assert all_there()

        page.context.clear_cookies()  # the session has run out
        page.locator("[data-mark='2'] input[value=missing]").check()
        expect(page.get_by_role("alert")).to_contain_text("退出登录")
        page.locator("[data-mark='2'] input[value=wrong]").check()
        settled(page)
        with page.expect_navigation():
            page.get_by_role("link", name="登录后继续").click()
        page.locator("#id_login").fill("clerk-beixinjing")
        page.locator("#id_password").fill("doorstep-demo")
        with page.expect_navigation(url=there):
            page.keyboard.press("Enter")
        assert all_there()

        page.context.set_offline(True)
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("F9")
        expect(page.get_by_role("alert")).to_contain_text("网络断了")
        assert page.url == there
        page.context.set_offline(False)
        expect(page.locator("#told")).to_contain_text("网络恢复了")
        assert all_there()

    def test_makes_one_case_where_the_answer_got_lost_on_its_way(self, walk, url):
        page = walk.page
        home = registered(walk, "司空见微", card(353))
        choose(page, "无犯罪记录", CLEAN_RECORD)
        page.locator("[data-mark='2'] input[value=wrong]").check()
        note_of(page, 2).fill("没有写用途")
        settled(page)
        there = page.url

        def answer_gets_lost(route):
            if route.request.method == "POST":
                route.fetch(max_redirects=0)  # the server has done it; the window never hears of it
                route.abort()
            else:
                route.continue_()

        page.route(there, answer_gets_lost)
        with page.expect_event("requestfailed"):
            page.keyboard.press("F9")
        page.unroute(there)
        page.goto(there)
        expect(note_of(page, 2)).to_have_value("没有写用途")
        settled(page)
        hand_in(page)
        assert "没有写用途" in page.locator(".paper").inner_text()
        page.goto(home)
        assert page.locator(".desk-who .open-case").count() == 1  # one key, one case
        page.goto(there)
        assert means(page) == "notice" and page.locator("#told").count() == 0  # a fresh form after that

    def test_goes_with_whoever_signs_out_with_time_and_with_another_post(self, walk, url):
        page = walk.page
        registered(walk, "闾丘听雨", card(352))
        choose(page, "无犯罪记录", CLEAN_RECORD)
        there = page.url
        kept = "Object.keys(sessionStorage).filter((one) => one.startsWith('desk:'))"

        def typed(in_page):
            in_page.goto(there)
            in_page.locator("[data-mark='1'] input[value=handed_in]").check()
            settled(in_page)
            expect(in_page.locator("input[name='m-id-card']:checked")).to_have_value("handed_in")
            until(in_page, f"() => {kept}.length === 1")

        typed(page)
        other = page.context.new_page()
        typed(other)
        with page.expect_navigation():
            page.get_by_role("button", name="退出").click()
        assert page.evaluate(kept) == []
        walk.sit("clerk-beixinjing")
        other.goto(there)  # the other tab's is of before the signing out
        assert other.evaluate(kept) == [] and means(other) == "notice"
        other.close()

        page.goto(f"{url}/window/")
        mark = page.locator("meta[name=desk-mark]").get_attribute("content")
        out = page.evaluate("/doorstep_out=(\\w+)/.exec(document.cookie)[1]")
        old = f'{{"at": 1, "out": "{out}", "typed": []}}'
        page.evaluate("([name, old]) => sessionStorage.setItem(name, old)", [f"desk:{mark}:/old/:", old])
        page.evaluate("old => sessionStorage.setItem('desk:another-post:/x/:', old.replace('1', Date.now()))", old)
        page.reload()
        assert page.evaluate(kept) == []


class TestTakeBack:
    def test_undoes_a_slip_and_gives_the_whole_form_back_to_hand_it_in_anew(self, walk, url):
        page = walk.page
        registered(walk, "微生若谷", card(361))
        choose(page, "无犯罪记录", CLEAN_RECORD)
        page.keyboard.press("0")
        walk.mark("id-card", "wrong", "背面")
        page.locator("#w-id-card").select_option("unclear")
        fill_form(page)
        become(page, "notice")
        filled = page.locator("#handin").evaluate(FILLED)
        hand_in(page)
        first, there = page.locator(".paper").inner_text(), page.url
        page.keyboard.press("z")
        expect(page.locator("[data-take-back]")).to_be_focused()
        assert looked_at(page) == []
        press(page, "Enter")

        expect(page.locator(".note.good")).to_contain_text("已取消收件")
        become(page, "notice")
        again = page.locator("#handin").evaluate(FILLED)
        assert again.pop("key") != filled.pop("key") and again == filled
        page.goto(there)  # the old receipt leads to the form, not to a paper that holds no longer
        become(page, "notice")
        walk.mark("id-card", "handed_in")
        become(page, "accept")
        hand_in(page)
        expect(page.locator("h1")).to_contain_text("受理通知书")
        assert page.url != there and page.locator(".paper").inner_text() != first
