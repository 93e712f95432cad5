"""Scene 1, any window: any clerk takes any item in one form, all defects are told at once, bad input loses nothing."""

import re
import struct
import zlib

import pytest
from fixtures_browser import PROJECT
from playwright.sync_api import expect
from walking import Walk, card, ledger_is_whole

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

DIBAO, LOW_RENT, HEALTH_INSURANCE, CLEAN_RECORD = "MZ-001", "ZJ-001", "YB-001", "GA-007"
BEIXINJING = "310105011"
#: What asks for an address that this resident does not have is asked, never sent away: where an archive lies.
ARCHIVES = {"DA-001", "DA-002", "DA-003", "DA-004"}


@pytest.fixture
def walk(page, house):
    house.stand_on("2018-02-13")
    return Walk(page, house)


def picture() -> bytes:
    """A small photograph of the right kind."""
    body = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)

    def piece(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixels = zlib.compress(b"\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", body) + piece(b"IDAT", pixels) + piece(b"IEND", b"")


class TestAnyItem:
    def test_lets_any_clerk_take_each_of_the_items_and_sends_nobody_to_another_window(self, walk, house):
        walk.sit("clerk-beixinjing-2")
        everywhere = dict.fromkeys(("hukou", "residence", "insured", "property"), BEIXINJING)
        walk.register("公孙采薇", card(101), **everywhere)
        resident = walk.page.url
        codes = sorted(one.stem for one in (PROJECT / "policy" / "shanghai" / "items").glob("*.toml"))
        assert len(codes) == 80

        met = {}
        for code in codes:
            walk.page.goto(f"{resident}{code}/")
            met[code] = walk.means()
            assert walk.page.locator("form#handin").count() == 1, code
        assert {code for code, means in met.items() if means == "ask"} <= ARCHIVES
        assert set(met.values()) <= {"notice", "accept", "finish", "ask"}, met

    def test_takes_three_matters_of_three_departments_at_one_sitting(self, walk, house):
        walk.sit("clerk-beixinjing")
        walk.register("淳于一帆", card(105), hukou=BEIXINJING, residence=BEIXINJING)
        for words, code, means, title in (
            ("医保", HEALTH_INSURANCE, "finish", "办理结果"),
            ("廉租", LOW_RENT, "accept", "受理通知书"),
            ("无犯罪记录", CLEAN_RECORD, "accept", "受理通知书"),
        ):
            walk.want(words, code)
            walk.everything_is_here()
            walk.becomes(means)
            walk.fill_form()
            walk.hand_in()
            assert walk.paper().title == title
            walk.page.get_by_role("link", name="这位办事人还有别的事").click()
            walk.page.wait_for_url(re.compile(r"/window/\d+/$"))
        assert "廉租住房申请" in walk.page.locator(".desk-who").inner_text()


class TestDefects:
    def test_tells_all_defects_in_one_notice_and_takes_what_is_supplied_later(self, walk, house):
        walk.sit("clerk-beixinjing")
        walk.register("濮阳素珍", card(104), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("吃低保", DIBAO)
        walk.everything_is_here()
        walk.mark("household-register", "missing")
        walk.mark("declaration", "wrong", "没有签名")
        walk.mark("bank-card", "missing")
        walk.becomes("notice")
        walk.fill_form()
        walk.hand_in()
        paper = walk.paper()
        assert paper.title == "收件凭证"

        walk.page.get_by_role("link", name="一次性补正告知书").click()
        rows = walk.page.locator(".paper tbody tr")
        assert rows.count() == 3
        assert "缺少" in rows.nth(0).inner_text()
        assert "没有签名" in walk.page.locator(".paper").inner_text()
        assert "是全部需要补正的内容，以后不再另提" in walk.words()
        for row in rows.all():
            assert "条" in row.inner_text()  # on which article it rests
        walk.look()
        assert "还缺材料" in walk.ask_status(paper.number, paper.code)

        walk.sit("clerk-beixinjing-2")  # any window takes what is brought
        walk.open(paper.number)
        assert not [one for one in walk.offers() if one == "受理"]
        form = walk.act("收取补正材料")
        for tick in form.locator("input[type=checkbox]").all():
            tick.check()
        walk.send(form)
        walk.do("受理")
        assert "办理中" in walk.page.locator(".case-head").inner_text()

    def test_accepts_with_a_tolerated_gap_and_takes_the_promised_paper_later(self, walk, house):
        walk.sit("clerk-beixinjing")
        walk.register("太叔晓敏", card(106), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("廉租", LOW_RENT)
        walk.everything_is_here()
        assert walk.page.locator("#material-id-card input[value=tolerated]").count() == 0  # not everything may follow
        walk.mark("bank-card", "tolerated")
        walk.becomes("accept")
        expect(walk.page.locator("#so")).to_contain_text("补齐之前不发结果")
        walk.fill_form()
        walk.hand_in()
        paper = walk.paper()
        assert paper.title == "受理通知书"
        promised = paper.words.split("容缺后补")[1].split("接下来")[0]
        assert "户主本人银行卡" in promised
        assert "2018年2月26日" in promised  # five working days, the festival between

        walk.open(paper.number)
        assert "承诺2018年2月26日前补齐" in walk.words()
        walk.do("收取容缺材料", material="bank-card")
        assert "已补齐" in walk.words()


class TestBadInput:
    def test_says_what_is_wrong_with_an_identity_number_and_keeps_the_rest(self, walk, house):
        walk.sit("clerk-beixinjing")
        right = card(102)
        swapped = right[:-1] + ("0" if right[-1] != "0" else "1")
        for number in (swapped, "12345", "310199198002300018", card(103, born="20990101")):
            walk.go("/window/register/")
            walk.page.get_by_label("证件号码").fill(number)
            walk.page.get_by_label("姓名").fill("钟离思远")
            walk.page.locator("#street_hukou").select_option(BEIXINJING)
            with walk.page.expect_navigation():
                walk.page.get_by_role("button", name="登记并继续").click()
            assert walk.page.locator("#errors li").count() == 1, number
            assert walk.page.locator("#why-number").count() == 1, number
            assert walk.page.get_by_label("姓名").input_value() == "钟离思远"
            assert walk.page.get_by_label("证件号码").input_value() == number
            assert walk.page.locator("#street_hukou").input_value() == BEIXINJING
        walk.look()

        walk.ask_for(right)  # well formed, but nobody has it
        expect(walk.page.locator("#who:focus")).to_have_accessible_description(re.compile("没有找到"))
        walk.look()

    def test_refuses_days_outside_the_calendar_beside_the_field(self, walk, house):
        walk.sit("clerk-beixinjing")
        walk.register("申屠慧琴", card(107), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("残疾人证", "CL-001")
        walk.everything_is_here()
        walk.becomes("accept")
        walk.fill_form()
        for typed in ("2018-02-30", "1018-02-13", "2018-03-13", "昨天"):
            walk.page.locator("#field-since").fill(typed)
            walk.hand_in()
            assert walk.page.locator("#errors li").count() == 1, typed
            assert "日期" in walk.page.locator("#why-since").inner_text(), typed
            assert walk.page.locator("[name=f-cause]").first.is_visible()
            assert walk.means() == "accept"  # the ticks are still there

    def test_makes_one_case_of_two_presses_and_says_when_the_page_is_stale(self, walk, house):
        walk.sit("clerk-beixinjing")
        walk.register("长孙秋霞", card(108), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("无犯罪记录", CLEAN_RECORD)
        walk.everything_is_here()
        walk.becomes("accept")
        form = walk.page.evaluate("Object.fromEntries(new FormData(document.querySelector('#handin')))")
        there = walk.page.url
        walk.hand_in()
        first = walk.paper()
        again = walk.page.request.post(there, form={**form, "act": "do"}, headers={"Referer": there})
        assert again.url.endswith(f"/window/receipt/{first.number}/")

        walk.open(first.number)
        form = walk.fill(walk.act("申请人撤回"), reason="想再等一等")
        walk.page.request.get(walk.page.url)
        other = walk.page.context.new_page()  # meanwhile somebody else at the same case
        elsewhere = Walk(other, house)
        elsewhere.open(first.number)
        elsewhere.do("申请人撤回", reason="家里人来撤的")
        other.close()
        walk.send(form)
        assert walk.page.get_by_role("alert").count() == 1
        assert "您填写的内容保留在这里" in walk.words()
        assert "想再等一等" in walk.page.locator("section.acts textarea").first.input_value()
        assert walk.words().count("家里人来撤的") >= 1

    def test_takes_a_scan_and_says_why_it_does_not_take_another(self, walk, house):
        walk.sit("clerk-beixinjing")
        walk.register("宇文月华", card(109), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("廉租", LOW_RENT)
        walk.everything_is_here()
        walk.becomes("accept")
        walk.fill_form()
        walk.hand_in()
        walk.open(walk.paper().number)

        self.bring(walk, "户口簿.exe", b"MZ\x90\x00" * 40)
        assert "PDF" in walk.page.locator(".why").first.inner_text()
        assert "还没有附件" in walk.words()
        self.bring(walk, "空.pdf", b"")
        assert walk.page.locator(".why").count() == 1
        self.bring(walk, "很大.pdf", b"%PDF-1.4\n" + b"0" * (10 * 1024 * 1024 + 1))
        assert "10 MB" in walk.page.locator(".why").first.inner_text()
        assert walk.page.locator(".case-head").count() == 1  # the case stands there as before
        self.bring(walk, "户口簿.png", picture())
        assert "附件已保存到办件" in walk.page.get_by_role("status").first.inner_text()
        assert "户口簿.png" in walk.words()
        ledger_is_whole(house)

    def bring(self, walk, name, content):
        """Add a file to the case on the screen."""
        box = walk.page.locator("details", has_text="添加附件").last
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        box.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        with walk.page.expect_navigation():
            box.get_by_role("button", name="添加附件").click()
