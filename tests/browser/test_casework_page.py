"""The page of a case in a real browser: its applicant, its files, another item, a special procedure, a check."""

import re

import pytest
from at_the_window import until
from casework_office import DIBAO, ON_THE_SPOT, examined
from fixtures_browser import looked_at
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


class TestApplicant:
    def test_is_masked_until_somebody_gives_a_reason_that_the_story_keeps(self, office, page):
        number = office.hand_in(DIBAO, accept=False)
        office.sit("clerk-beixinjing", number)
        assert re.search(r"310199\*{8}\d{3}[\dX]", page.locator(".person").first.inner_text())
        form = office.drawer("显示完整号码")
        form.get_by_label("理由").fill("核")
        form.get_by_role("button", name="证件号码").click()
        assert "至少 4 个字" in page.locator(".why").inner_text()

        form = office.drawer("显示完整号码")
        form.get_by_label("理由").fill("电话核对申请人身份")
        form.get_by_role("button", name="证件号码").click()
        assert re.search(r"310199\d{11}[\dX]", office.said())
        story = page.locator(".story").inner_text()
        assert "林晓岚" in story and "查看了完整证件号码" in story and "电话核对申请人身份" in story
        page.goto(f"{office.url}/cases/{number}/")
        assert not re.search(r"310199\d{11}[\dX]", page.content())

    def test_has_files_that_are_checked_kept_and_opened(self, office, page):
        number = office.hand_in(DIBAO, accept=False)
        office.sit("clerk-beixinjing", number)
        form = office.drawer("添加附件")
        file = {"name": "收入证明.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90 no paper"}
        form.get_by_label("扫描件或照片").set_input_files(file)
        form.get_by_role("button", name="添加附件").click()
        assert "类型" in page.locator(".why").inner_text()

        file["buffer"] = b"%PDF-1.4\n%%EOF"
        office.drawer("添加附件").get_by_label("扫描件或照片").set_input_files(file)
        office.drawer("添加附件").get_by_role("button", name="添加附件").click()
        address = office.url + page.get_by_role("link", name="收入证明.pdf").get_attribute("href")
        opened = page.request.get(address)
        assert opened.body() == b"%PDF-1.4\n%%EOF" and opened.headers["content-type"] == "application/pdf"
        office.sit("clerk-hongqiao")
        assert page.request.get(address).status == 404


class TestActs:
    def test_keep_what_was_typed_over_a_lost_line_until_they_are_done(self, office, page):
        number = office.hand_in(DIBAO, accept=False)
        office.sit("clerk-beixinjing", number)
        kept = "() => Object.keys(sessionStorage).filter(one => one.startsWith('desk:')).length"
        form = office.drawer("不予受理")
        form.get_by_label("理由").fill("不属于本市救助范围")
        until(page, f"() => ({kept})() === 1")
        page.context.set_offline(True)
        form.get_by_role("button").click()
        expect(form.get_by_role("alert")).to_contain_text("没有网络")
        page.context.set_offline(False)

        page.goto(f"{office.url}/cases/")
        page.goto(f"{office.url}/cases/{number}/")
        form = office.drawer("不予受理")
        expect(form.locator(".told-kept")).to_contain_text("之前填写的内容已经恢复")
        expect(form.get_by_label("理由")).to_have_value("不属于本市救助范围")
        assert looked_at(page) == []
        form.locator(".submit button").click()
        expect(page.locator("#errors")).to_contain_text("依据")
        form = office.drawer("不予受理")
        expect(form.get_by_label("理由")).to_have_value("不属于本市救助范围")
        form.get_by_label("依据条款").fill("第九条")
        form.locator(".submit button").click()
        expect(page.locator("[data-done]")).to_contain_text("已完成")
        assert page.evaluate(kept) == 0


class TestWrongItem:
    def test_is_found_in_the_residents_words_and_the_case_keeps_its_number(self, office, page):
        number = office.hand_in(DIBAO, accept=False)
        office.sit("manager-beixinjing", number)
        form = office.drawer("改派")
        form.get_by_label("理由").fill("居民要办的是临时救助")
        form.get_by_label("查找正确事项").fill("临时救助")
        form.get_by_role("button", name="查找").click()
        assert page.locator("[name=reassign-reason]").input_value() == "居民要办的是临时救助"
        assert looked_at(page) == []
        office.drawer("改派").get_by_label(re.compile("MZ-006")).check()
        office.drawer("改派").get_by_role("button", name="改派").click()
        assert "临时救助申请" in page.locator("h1").inner_text()
        assert number in page.locator(".case-story").inner_text()


class TestSpecialProcedure:
    def test_tells_the_applicant_and_says_whether_the_clock_stands(self, office, page):
        number = examined(office)
        office.sit("handler-mz-changning", number)
        form = office.drawer("启动特别程序")
        form.get_by_label("程序").select_option("public_notice")
        form.get_by_role("button").click()
        assert "需要多长时间" in page.get_by_role("alert").first.inner_text()
        form = office.drawer("启动特别程序")
        form.get_by_label("告知申请人的内容").fill("在街道公示七天，期间不计入办理期限。")
        form.get_by_role("button").click()
        need = page.locator(".need").inner_text()
        assert "公示" in need and "期限暂停" in need
        assert looked_at(page) == []
        form = office.drawer("结束特别程序")
        form.get_by_label("程序结果").fill("公示期满，无异议。")
        form.get_by_role("button").click()
        assert "待审批" in page.locator(".case-head").inner_text()
        assert "公示期满，无异议" in page.locator(".story").inner_text()


class TestSpotCheck:
    def test_is_done_by_another_person_and_says_what_was_found(self, office, page):
        number = office.hand_in(ON_THE_SPOT)
        office.do("finish", case=number, clerk="clerk-beixinjing", at="2018-02-13T08:45")
        office.sit("manager-beixinjing")
        page.goto(f"{office.url}/cases/spot-checks/")
        assert looked_at(page) == []
        page.get_by_role("link", name=number).click()
        form = office.drawer("登记抽查结果")
        form.get_by_label("不符合规定").check()
        form.get_by_role("button").click()
        assert "哪里不符合规定" in page.get_by_role("alert").first.inner_text()
        office.drawer("登记抽查结果").get_by_label("说明").fill("证明上的日期写错")
        office.drawer("登记抽查结果").get_by_role("button").click()
        assert "证明上的日期写错" in page.locator(".story").inner_text()
        page.goto(f"{office.url}/cases/spot-checks/")
        assert page.get_by_role("link", name=number).count() == 0


class TestLanguages:
    def test_are_three_and_leave_no_english_in_the_chinese(self, office, page):
        number = examined(office)
        office.sit("approver-zj-changning", number)
        page.get_by_role("button", name="English").click()
        assert "What you can do now" in page.locator("main").inner_text()
        assert looked_at(page) == []
        page.get_by_role("button", name="繁體中文").click()
        text = page.locator("main").inner_text()
        assert "您現在可以辦理" in text
        assert not re.findall(r"[A-Za-z]{3,}", text), re.findall(r"[A-Za-z]{3,}", text)
