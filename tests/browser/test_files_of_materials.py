"""Scans at their materials in a real browser: kept the moment they are chosen, lost by nothing, read by who sees the case."""

import pytest
from at_the_window import become, card, choose, fill_form, hand_in, settled
from fixtures_browser import looked_at
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

STREET, CLEAN_RECORD = "310105011", "GA-007"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(scope="module")
def url(house):
    return house.stand_on("2018-02-13")


@pytest.fixture
def walk(page, house, url):
    walk = Walk(page, house)
    walk.sit("clerk-beixinjing")
    return walk


def scan(name, content=PDF):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def choosers(page):
    """The choosers of files that opened. Listened for from the beginning: one that opens while the listening begins would
    be missed."""
    opened = []
    page.on("filechooser", lambda one: opened.append(one))
    return opened


def attach(page, choosers, *files):
    """One key opens the chooser of the material marked last."""
    page.keyboard.press("f")
    given(page, choosers, *files)


def given(page, choosers, *files):
    """Choose in the chooser that opens."""
    for _ in range(800):
        if choosers:
            return choosers.pop().set_files(list(files))
        page.wait_for_timeout(25)
    raise AssertionError("no chooser opened")


#: Notes what a screen reader is told; the words are gone again when they were said.
LISTEN = """() => {
  const note = (all) => all.forEach((one) => one.addedNodes.forEach((line) => window.heard.push(line.textContent)));
  window.heard = [];
  new MutationObserver(note).observe(document.getElementById("heard"), { childList: true });
}"""


class TestWindow:
    def test_attaches_a_scan_that_nothing_loses_and_the_department_reads_it(self, walk, url, choosers):
        page = walk.page
        walk.register("夏侯听松", card(381), hukou=STREET, residence=STREET)
        choose(page, "无犯罪记录", CLEAN_RECORD)
        box, files = page.locator("#material-id-card"), page.locator("#material-id-card .attached a")
        wrong = box.locator("[role=alert]")
        page.keyboard.press("0")
        become(page, "accept")
        box.locator("input[value=missing]").check()
        become(page, "notice")
        page.evaluate(LISTEN)
        attach(page, choosers, scan("证件正面.pdf"), scan("证件.exe", b"MZ\x90"))
        expect(wrong).to_contain_text("证件.exe：这个文件不是可以接收的类型")
        expect(files).to_have_text(["证件正面.pdf"])
        expect(box.locator("input:checked")).to_have_value("handed_in")  # what was scanned is here
        become(page, "accept")
        heard = page.evaluate("window.heard")
        assert [one for one in heard if "正面" in one] == ["正在上传： 证件正面.pdf", "已保存： 证件正面.pdf"] and len(
            heard
        ) == 3
        expect(box.locator("[data-drop]")).to_have_accessible_name("移除 证件正面.pdf")
        assert looked_at(page) == []

        page.context.set_offline(True)
        box.locator("input[value=handed_in]").focus()
        attach(page, choosers, scan("证件反面.pdf", PDF + b"2"))
        expect(box.locator(".attached li.wrong")).to_contain_text("网络断了")
        page.keyboard.press("F9")  # a file is not kept yet: nothing is handed in
        expect(box.get_by_role("button", name="再传一次")).to_be_focused()
        page.context.set_offline(False)
        expect(box.locator(".attached li.wrong")).to_have_count(0)
        expect(box.locator(".attached input")).to_have_count(2)
        for again in (page.reload, page.get_by_role("button", name="English").click):
            with page.expect_navigation():
                again()
            expect(files).to_have_text(["证件正面.pdf", "证件反面.pdf"])
        with page.expect_navigation():
            page.get_by_role("button", name="简体中文").click()
        expect(files).to_have_text(["证件正面.pdf", "证件反面.pdf"])
        with page.expect_popup() as opened:
            files.first.click()
        opened.value.close()

        fill_form(page)
        become(page, "accept")
        hand_in(page)
        number = walk.paper().number
        walk.sit("handler-ga-changning")
        walk.open(number)
        link = page.locator("tr", has_text="身份证").get_by_role("link", name="证件正面.pdf")
        address = url + link.get_attribute("href")
        answer = page.request.get(address)
        assert answer.body() == PDF and answer.headers["content-type"] == "application/pdf"
        assert looked_at(page) == []
        walk.sit("handler-cl-changning")
        assert page.request.get(address).status == 404

    def test_gives_the_files_back_with_an_undo_and_takes_more_with_what_is_supplied(self, walk, choosers):
        page = walk.page
        walk.register("濮阳见山", card(382), hukou=STREET, residence=STREET)
        choose(page, "无犯罪记录", CLEAN_RECORD)
        attach(page, choosers, scan("证件.pdf"))  # nothing is marked yet: the first material
        files = page.locator(".attached a")
        expect(files).to_have_text(["证件.pdf"])
        settled(page)
        hand_in(page)
        page.keyboard.press("z")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(files).to_have_text(["证件.pdf"])
        settled(page)
        hand_in(page)

        number = walk.paper().number
        walk.open(number)
        act = walk.act("收取补正材料")
        act.locator(".bring").first.get_by_text("附文件").click()
        given(page, choosers, scan("补来的.pdf", PDF + b"3"))
        expect(act.locator(".attached a")).to_have_text(["补来的.pdf"])
        expect(act.get_by_role("checkbox", checked=True)).to_have_count(1)
        assert looked_at(page) == []
        walk.send(act)
        assert "补来的.pdf" in page.locator("table", has_text="补来的").first.inner_text()
