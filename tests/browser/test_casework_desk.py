"""The casework desk in a real browser: one case through three departments, decisions and their races, the way back."""

import csv
import io
import re
from pathlib import Path

import pytest
from casework_office import DIBAO, JOINT, examined
from fixtures_browser import looked_at

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


def the_registry_answers(office, page, number):
    """The duty manager hands a batch over to the registry and books what comes back, two wrong lines among it."""
    office.sit("manager-beixinjing")
    page.goto(f"{office.url}/cases/outside/")
    assert looked_at(page) == []
    row = page.get_by_role("row").filter(has_text="不动产登记").filter(has_text="CSV")
    with page.expect_download() as download:
        row.get_by_role("button", name="CSV").click()
    sent = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert number in sent and "令狐采薇" not in sent and "310199" not in sent
    lines = list(csv.reader(io.StringIO(sent)))
    answered = [
        [*line[:7], "BDC-2018-77", "同意", "住房建筑面积 28.50 平方米"] for line in lines[1:] if line[0] == number
    ]
    wrong = [["20180213-310105011-999999", *answered[0][1:]], ["甲", *answered[0][1:]]]
    out = io.StringIO()
    csv.writer(out).writerows([lines[0], *answered, *wrong])
    page.goto(f"{office.url}/cases/outside/")
    page.get_by_label("部门", exact=True).select_option("BDC")
    file = {"name": "结果.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode("gb18030")}
    page.get_by_label("结果文件").set_input_files(file)
    page.get_by_role("button", name="登记结果").click()
    assert "已登记 1 条答复" in office.said()
    assert "第 3 行 20180213-310105011-999999 – 这里没有这个任务" in office.said()
    assert "第 4 行 甲 – 不是本系统的办件编号" in office.said()
    assert looked_at(page) == []


class TestJointCase:
    def test_goes_through_three_departments_to_one_answer(self, office, page):
        number = office.hand_in(JOINT, name="令狐采薇")

        office.sit("handler-mz-changning")
        page.goto(f"{office.url}/cases/?view=tasks&number={number}")
        row = page.get_by_role("row").filter(has_text=number)
        assert "令**薇" in row.inner_text() and "令狐采薇" not in row.inner_text() and "个工作日" in row.inner_text()
        assert looked_at(page) == []
        row.get_by_role("link").click()
        assert "长宁区民政局、长宁区不动产登记事务中心" in page.locator(".need").inner_text()
        assert "2 项同时办理" in page.locator(".case-tasks").inner_text()
        assert looked_at(page) == []
        answer = office.drawer("答复任务")
        answer.get_by_label("同意", exact=True).check()
        answer.get_by_label("核查情况说明").fill("收入、财产均低于标准。")
        answer.get_by_role("button").click()
        assert "已完成" in office.said()
        assert page.locator("details").filter(has_text="答复任务").count() == 0

        the_registry_answers(office, page, number)

        office.sit("approver-zj-changning")
        page.goto(f"{office.url}/cases/?view=decide&number={number}")
        page.get_by_role("link", name=number).click()
        assert "BDC-2018-77" in page.locator(".case-tasks").inner_text()
        decide = office.drawer("审批")
        decide.get_by_label("准予").check()
        decide.get_by_role("button").click()
        assert "已完成" in office.said()

        office.sit("clerk-beixinjing", number)
        deliver = office.drawer("送达结果")
        deliver.get_by_label("当面领取").check()
        deliver.get_by_role("button").click()
        assert "必须签收" in page.get_by_role("alert").first.inner_text()
        office.drawer("送达结果").get_by_label("已签收送达回证").check()
        office.drawer("送达结果").get_by_role("button").click()
        assert "已送达" in page.locator(".case-head").inner_text()
        story = page.locator(".story").inner_text()
        told = ["送达结果", "作出决定", "BDC-2018-77", "收入、财产均低于标准", "收件并受理"]
        assert [story.index(one) for one in told] == sorted(story.index(one) for one in told)
        assert "林晓岚" in story and "北新泾街道中心 受理员" in story
        assert looked_at(page) == []


class TestDecision:
    def test_is_not_saved_as_a_refusal_without_reason_clause_and_remedy(self, office, page):
        number = examined(office)
        office.sit("approver-zj-changning", number)
        form = office.drawer("审批")
        form.get_by_label("不予").check()
        form.get_by_label("理由").fill("家庭月收入超过标准")
        form.get_by_label("救济途径").fill("")
        form.get_by_role("button").click()

        problems = page.get_by_role("alert").first
        assert "依据条款" in problems.inner_text() and "救济途径" in problems.inner_text()
        assert page.evaluate("document.activeElement.id") == "errors"
        assert page.get_by_label("理由").first.input_value() == "家庭月收入超过标准"
        assert "待审批" in page.locator(".case-head").inner_text()
        assert looked_at(page) == []

        form = office.drawer("审批")
        form.get_by_label("依据条款").fill("《社会救助暂行办法》第三十七条")
        form.get_by_label("救济途径").fill("六十日内申请行政复议")
        form.get_by_role("button").click()
        told = page.locator("section").filter(has=page.get_by_role("heading", name="决定")).first.inner_text()
        assert "不予" in told and "第三十七条" in told and "行政复议" in told and "家庭月收入超过标准" in told

    def test_of_two_approvers_is_one_and_the_other_is_told_with_nothing_lost(self, office, page, second_page):
        number = examined(office)
        second = office.do("second_approver", body="ZJ-310105", at="2018-02-13T08:30")
        office.sit("approver-zj-changning", number)
        office.sit(second, number, page=second_page)
        for one in (page, second_page):
            office.drawer("审批", one).get_by_label("准予").check()
        office.drawer("审批", second_page).get_by_label("理由").fill("同意配租，写了一半")
        office.drawer("审批").get_by_role("button").click()
        assert "已完成" in office.said()

        with second_page.expect_response(re.compile("/do/decide/")) as response:
            office.drawer("审批", second_page).get_by_role("button").click()
        assert response.value.status == 409
        assert "已办结" in second_page.get_by_role("alert").first.inner_text()
        assert second_page.get_by_label("理由").first.input_value() == "同意配租，写了一半"
        assert "已办结" in second_page.locator(".case-head").inner_text()
        assert office.drawer("审批", second_page).get_by_role("button").count() == 0
        assert looked_at(second_page) == []

    def test_is_not_taken_on_a_page_that_shows_an_older_state(self, office, page, second_page):
        number = examined(office)
        office.sit("approver-zj-changning", number)
        office.sit("clerk-beixinjing", number, page=second_page)
        defects = office.drawer("要求补正", second_page)
        defects.locator("[name=ask_correction-pick0]").check()
        defects.locator("[name=ask_correction-what0]").fill("签名缺失")
        defects.locator("[name=ask_correction-mend0]").fill("请户主签名")
        defects.get_by_label("补正期限").fill("2018-02-27")
        defects.get_by_role("button").click()
        office.do("correct", case=number, at="2018-02-13T09:30")

        form = office.drawer("审批")
        form.get_by_label("准予").check()
        form.get_by_role("button").click()

        assert "有人办理了这个办件" in page.get_by_role("alert").first.inner_text()
        assert "待审批" in page.locator(".case-head").inner_text()
        assert page.locator("[name=decide-outcome][value=granted]").is_checked()
        office.drawer("审批").get_by_role("button").click()
        assert "已办结" in page.locator(".case-head").inner_text()


class TestForwardedCase:
    def test_comes_back_with_all_defects_is_supplied_and_accepted(self, office, page):
        number = office.hand_in(DIBAO, clerk="clerk-hongqiao", accept=False)
        office.sit("clerk-beixinjing", number)
        form = office.drawer("退回补正")
        form.locator("[name=return-pick1]").check()
        form.get_by_role("button").click()
        assert "身份证" in page.get_by_role("alert").first.inner_text()
        assert looked_at(page) == []
        form = office.drawer("退回补正")
        form.locator("[name=return-what1]").fill("复印件不清楚")
        form.locator("[name=return-mend1]").fill("请带原件重新扫描")
        form.get_by_label("补正期限").fill("2018-02-12")
        form.get_by_role("button").click()
        assert "2018-02-12" in page.get_by_role("alert").first.inner_text()
        assert page.locator("[name=return-what1]").input_value() == "复印件不清楚"
        form = office.drawer("退回补正")
        form.get_by_label("补正期限").fill("2018-02-23")
        form.get_by_role("button").click()
        assert "退回补正" in page.locator(".case-head").inner_text()

        office.sit("clerk-hongqiao")
        page.goto(f"{office.url}/cases/?view=mine&number={number}")
        page.get_by_role("link", name=number).click()
        assert "等待申请人" in page.locator(".need").inner_text()
        assert looked_at(page) == []
        form = office.drawer("收取补正材料")
        form.get_by_label(re.compile("复印件不清楚")).check()
        form.locator(".submit button").click()

        office.sit("clerk-beixinjing", number)
        office.drawer("受理").get_by_role("button", name="受理", exact=True).click()
        assert "办理中" in page.locator(".case-head").inner_text()
        assert "虹桥街道社区事务受理服务中心" in page.locator("dl").first.inner_text()
