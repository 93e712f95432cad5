"""The window desk in a real browser: who, what, so — one person, one item, one next act, and nothing typed is lost."""

import re
from urllib.parse import quote

import pytest
from at_the_window import become, card, choose, fill_form, find, hand_in, means, press, settled, sit
from fixtures_browser import looked_at, sit_down
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

HEALTH_INSURANCE, DIBAO = "YB-001", "MZ-001"
OWN_NAMES = {"English", "Enter", "Esc"}  # a language under its own name, and what stands on the keys


@pytest.fixture
def desk(page, url):
    """A clerk of 北新泾 at the window."""
    sit_down(page, url, "clerk-beixinjing")
    page.goto(f"{url}/window/")
    return page


class TestWindowDesk:
    def test_takes_a_stranger_from_the_card_to_the_receipt_without_the_mouse_on_papers(self, desk, url):
        sit_down(desk, url, "clerk-beixinjing-2")  # who takes in little on this day, whatever tests ran before
        desk.goto(f"{url}/window/")
        desk.locator("#who").fill(card(1))
        press(desk, "Enter")
        expect(desk.locator("#who:focus")).to_have_accessible_description(re.compile("没有找到"))
        desk.get_by_role("link", name="登记新的办事人").click()
        desk.get_by_label("证件号码").fill(card(1))
        desk.get_by_label("姓名").fill("单于婉")
        desk.locator("#street_hukou").select_option("310105011")
        desk.get_by_role("button", name="登记并继续").click()
        desk.wait_for_url(re.compile(r"/window/\d+/$"))
        assert "310199********" in desk.locator(".who-card").inner_text()

        choose(desk, "宝宝医保", HEALTH_INSURANCE)
        assert means(desk) == "notice"
        desk.keyboard.press("1")
        become(desk, "finish")
        fill_form(desk)
        press(desk, "F9")

        paper = desk.locator(".paper").inner_text()
        assert "办理结果" in paper and "北新泾街道社区事务受理服务中心" in paper
        number = re.search(r"20180213-310105011-\d{6}", paper)[0]
        assert desk.locator(".qr svg").count() == 1 and looked_at(desk) == []

        desk.goto(f"{url}/window/")
        taken_in = desk.locator(".handed-in li").filter(has_text=number)
        assert "单*婉" in taken_in.inner_text() and "已送达" in taken_in.inner_text() and "单于婉" not in desk.content()
        taken_in.get_by_role("link").click()
        desk.wait_for_url(re.compile(f"/receipt/{number}/$"))

    def test_has_the_focus_where_the_next_key_belongs_before_anything_is_drawn(self, desk, url):
        desk.add_init_script("""addEventListener("DOMContentLoaded", () => {
          window.first = document.activeElement.id || document.activeElement.getAttribute("href");
        })""")
        desk.goto(f"{url}/window/")
        assert desk.evaluate("first") == "who"
        find(desk, "竺根发")
        assert desk.evaluate("first") == desk.locator(".found a").get_attribute("href")

    def test_finds_by_name_pinyin_telephone_and_number_and_shows_numbers_masked(self, desk, url):
        for words in ("竺根发", "zhugenfa", "15490000004"):
            find(desk, words)
            assert "竺根发" in desk.locator(".found").inner_text(), words
        assert re.search(r"310199\*{8}\d{3}[\dX]", desk.locator(".found").inner_text())
        assert "15490000004" not in desk.content().replace('value="15490000004"', "")

    def test_tells_everything_that_is_missing_at_once_and_by_when(self, desk, url):
        sit(desk, url, "闻素珍", "吃低保", DIBAO)
        desk.keyboard.press("0")
        become(desk, "accept")
        desk.keyboard.press("2")
        become(desk, "notice")
        desk.locator("#n-" + desk.locator("[data-mark='2']").get_attribute("id").removeprefix("material-")).fill("过期")
        desk.locator("[data-mark='5'] input[value=missing]").check()
        expect(desk.locator(".defects li")).to_have_count(2)
        fill_form(desk)
        hand_in(desk)

        assert "收件凭证" in desk.locator("h1").inner_text()
        notice = desk.locator(".numbered li", has_text="一次性补正告知书")
        with desk.expect_navigation():
            desk.keyboard.press(notice.locator("kbd").inner_text())
        rows = desk.locator(".paper tbody tr")
        assert rows.count() == 2 and "过期" in rows.first.inner_text() and "缺少" in rows.nth(1).inner_text()
        assert "条" in rows.first.inner_text()  # on which article it rests
        assert looked_at(desk) == []

        desk.goto(f"{url}/window/")
        find(desk, "闻素珍")
        desk.locator(".found a").first.click()
        assert "城乡居民最低生活保障申请" in desk.locator(".desk-who").inner_text()

    def test_says_who_decides_on_this_day_and_runs_the_clock_of_the_law(self, desk, url):
        sit(desk, url, "庄志明", "低保", DIBAO)
        what = desk.locator(".desk-what").inner_text()
        assert "长宁区民政局" in what and "上报件" in what and "30个自然日" in what
        desk.keyboard.press("0")
        become(desk, "accept")
        assert "3月15日" in desk.locator("#so .clock").inner_text()
        fill_form(desk)
        hand_in(desk)

        paper = desk.locator(".paper").inner_text()
        assert "受理通知书" in paper and "2018年3月15日" in paper and "长宁区民政局" in paper

    def test_receives_for_another_street_of_the_district_under_a_receipt_only(self, desk, url):
        sit(desk, url, "邬建明", "低保", DIBAO)
        assert means(desk) == "forward"
        desk.keyboard.press("0")
        fill_form(desk)
        hand_in(desk)

        paper = desk.locator(".paper").inner_text()
        assert "收件凭证" in paper and "受理通知书" not in paper
        assert "虹桥街道社区事务受理服务中心" in paper

    def test_kindly_says_where_to_go_and_from_when_it_can_be_done_here(self, desk, url):
        sit(desk, url, "毛阿妹", "医保", HEALTH_INSURANCE)
        assert means(desk) == "refer"
        hand_in(desk)

        paper = desk.locator(".paper").inner_text()
        assert "康健新村街道社区事务受理服务中心" in paper and "2018年3月1日" in paper and "08:30–16:30" in paper
        assert looked_at(desk) == []

    def test_asks_for_the_address_that_settles_where_it_belongs(self, desk, url):
        sit(desk, url, "阿依努尔", "低保", DIBAO)
        assert means(desk) == "ask"
        there = desk.url
        desk.context.set_offline(True)
        for key in ("F9", "F8", "F8"):  # a link like a form: the page stays, and says why
            desk.keyboard.press(key)
        expect(desk.get_by_role("alert")).to_contain_text("网络断了")
        assert desk.url == there
        desk.context.set_offline(False)
        expect(desk.locator("#told")).to_contain_text("网络恢复了")
        settled(desk)
        press(desk, "F9")
        expect(desk.get_by_label("街镇")).to_be_focused()
        desk.get_by_label("街镇").select_option("310105011")
        assert looked_at(desk) == []
        with desk.expect_navigation(url=re.compile(f"{DIBAO}/$")):
            desk.keyboard.press("F9")
        assert means(desk) == "notice"

    def test_keeps_what_was_typed_and_leads_to_each_wrong_line(self, desk, url):
        sit(desk, url, "谭慧琴", "低保", DIBAO)
        desk.keyboard.press("0")
        become(desk, "accept")
        fill_form(desk)
        money = desk.locator(".item-form input[inputmode=decimal]").nth(1)
        name = money.get_attribute("name")
        money.fill("一千元")
        hand_in(desk)

        assert desk.evaluate("document.activeElement.id") == "errors"
        assert desk.locator("#errors li").count() == 1 and "金额" in desk.locator("#errors").inner_text()
        assert desk.locator(f"[name='{name}']").input_value() == "一千元" and means(desk) == "accept"
        assert looked_at(desk) == []
        desk.locator("#errors a").click()
        assert desk.evaluate("document.activeElement.name") == name

    def test_keeps_the_one_act_in_sight_however_narrow_the_screen(self, desk, url):
        sit(desk, url, "罗成飞", "居住证", "GA-001")
        places = ("#words", "#material-id-card input[value=handed_in]", "#field-phone")
        for width in (1366, 1024, 768, 320):
            desk.set_viewport_size({"width": width, "height": 768})
            for place in places:
                desk.locator(place).click()  # which would fail below the bar
                expect(desk.locator("[data-key=F9]")).to_be_in_viewport(ratio=1)

    def test_makes_one_case_however_often_it_is_pressed(self, desk, url):
        sit(desk, url, "岑月华", "医保", HEALTH_INSURANCE)
        desk.keyboard.press("1")
        become(desk, "finish")
        fill_form(desk)
        form = desk.evaluate("Object.fromEntries(new FormData(document.getElementById('handin')))")
        there = desk.url
        hand_in(desk)
        first = desk.url

        again = desk.request.post(there, form={**form, "act": "do"}, headers={"Referer": there})
        assert "receipt" in first and again.url == first

    def test_does_nothing_that_the_button_did_not_say(self, desk, url):
        sit(desk, url, "滕晓敏", "低保", DIBAO)
        there = desk.url
        desk.evaluate("document.querySelector('input[name=means]').value = 'accept'")
        desk.keyboard.press("F9")
        expect(desk.get_by_role("alert")).to_contain_text("还没有提交")
        assert desk.url == there and means(desk) == "notice"
        assert desk.evaluate("document.activeElement.dataset.key") == "F9"

        form = desk.evaluate("Object.fromEntries(new FormData(document.getElementById('handin')))")
        told = desk.request.post(there, form={**form, "means": "accept", "act": "do"}, headers={"Referer": there})
        assert told.status == 422 and "还没有提交" in told.text()

    def test_works_without_script(self, chromium, url):
        context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
        page = context.new_page()
        sit_down(page, url, "clerk-beixinjing-2")
        page.goto(f"{url}/window/")
        page.locator("#who").fill("茅一帆")
        page.get_by_role("button", name="查找").click()
        page.locator(".found a").first.click()
        page.locator("#words").fill("医保")
        page.get_by_role("button", name="查事项").click()
        page.locator(f".found a[href*='{HEALTH_INSURANCE}']").click()
        page.locator("[data-mark='1'] input[value=handed_in]").check()
        fill_form(page)
        page.get_by_role("button", name="再看一下").click()
        page.get_by_role("button", name="受理并当场办结").click()

        assert "办理结果" in page.locator("h1").inner_text()
        context.close()

    def test_shows_a_number_in_full_once_and_only_against_a_reason(self, desk, url):
        find(desk, "罗成飞")
        desk.locator(".found a").first.click()
        desk.get_by_text("显示完整号码").click()
        desk.get_by_role("button", name="电话").click()
        expect(desk.locator("#unmask-reason:focus")).to_have_accessible_description(re.compile("要写明理由"))
        assert "15490000005" not in desk.content()
        desk.locator("#unmask-reason").fill("核对回访电话")
        desk.get_by_role("button", name="电话").click()
        assert "15490000005" in desk.locator(".who-card").inner_text()
        desk.get_by_role("link", name="更改或补充地址").click()
        assert "15490000005" not in desk.content()

    def test_lets_an_agent_act_with_their_authority(self, page, url):
        sit_down(page, url, "clerk-hongqiao")
        sit(page, url, "童关林", "医保", HEALTH_INSURANCE)
        page.get_by_label("谁来办").select_option(label="童秋霞 (受委托人)")
        page.locator("[data-mark='1'] input[value=handed_in]").check()
        become(page, "finish")
        fill_form(page)
        hand_in(page)

        assert "童秋霞" in page.locator(".paper").inner_text()

    def test_never_puts_what_a_person_is_called_into_an_address(self, page, url):
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        sit_down(page, url, "clerk-beixinjing")
        sit(page, url, "闻素珍", "低保", DIBAO)
        find(page, "15490000007")

        assert len(asked) > 8
        assert not [
            one for one in asked for word in (quote("闻素珍"), "15490000007", quote("低保"), "310199") if word in one
        ]

    def test_is_closed_to_a_post_that_receives_nothing(self, page, url):
        sit_down(page, url, "leader-changning")
        assert page.goto(f"{url}/window/").status == 403

    def test_answers_who_only_asks_with_what_to_bring(self, desk, url):
        choose(desk, "敬老卡", "MZ-012")
        assert "要带什么" in desk.locator(".paper").inner_text()
        assert looked_at(desk) == []
        desk.get_by_role("button", name="记一次咨询").click()
        assert "已记为一次咨询" in desk.get_by_role("status").inner_text()

    def test_looks_right_at_every_step_in_every_size(self, desk, url):
        assert looked_at(desk) == []
        desk.goto(f"{url}/window/register/")
        desk.get_by_label("证件号码").fill("310199195104071")
        desk.get_by_role("button", name="登记并继续").click()
        assert desk.locator("#errors li").count() == 3  # number, name, street: all told at once
        assert looked_at(desk) == []
        desk.goto(f"{url}/window/")
        find(desk, "王秀英")
        assert desk.locator(".found li").count() >= 2
        assert looked_at(desk) == []
        desk.locator(".found a").first.click()
        expect(desk.locator(".often")).to_be_visible()  # what is received here most, one digit away
        assert looked_at(desk) == []
        first = desk.locator(".often a").first.get_attribute("href")
        desk.keyboard.press("Escape")
        with desk.expect_navigation(url=f"**{first}"):
            desk.keyboard.press("1")
        choose(desk, "低保", DIBAO)
        assert looked_at(desk) == []
        box = desk.locator(".next-act button").bounding_box()
        desk.keyboard.press("0")
        become(desk, "accept")
        assert desk.locator(".next-act button").bounding_box() == box  # the next act never moves

    def test_leaves_no_english_in_chinese_pages(self, desk, url):
        for language in ("简体中文", "繁體中文"):
            desk.get_by_role("button", name=language).click()
            sit(desk, url, "王秀英", "低保", DIBAO)
            desk.locator(".keys summary").click()
            words = set(re.findall(r"[A-Za-z]{3,}", desk.locator("main").inner_text()))
            assert words <= OWN_NAMES, (language, words)
            desk.goto(f"{url}/window/register/")
            words = set(re.findall(r"[A-Za-z]{3,}", desk.locator("main").inner_text()))
            assert words <= OWN_NAMES, (language, words)
        desk.get_by_role("button", name="简体中文").click()


class TestScopeByDate:
    def test_refers_on_the_last_of_february_what_it_accepts_on_the_first_of_march(self, house, page):
        url = house.stand_on("2018-02-28")
        sit_down(page, url, "clerk-beixinjing")
        sit(page, url, "季𬎆", "医保", HEALTH_INSURANCE)
        assert means(page) == "refer" and "2018年3月1日" in page.locator("#so").inner_text()

        url = house.stand_on("2018-03-01")
        sit_down(page, url, "clerk-beixinjing")
        sit(page, url, "季𬎆", "医保", HEALTH_INSURANCE)
        page.keyboard.press("1")
        become(page, "finish")
        assert "全市" in page.locator(".desk-what").inner_text()
