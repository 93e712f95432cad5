"""The casework desk in a real browser: one case through three departments, refusals, races, notices, outside systems."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fixtures_browser import DESK, PROJECT, looked_at, sit_down
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

HANDING_IN = Path(__file__).with_name("handing_in.py")
JOINT, DIBAO, ON_THE_SPOT = "ZJ-001", "MZ-001", "MZ-007"


class Office:
    """A browser, the city, and the applications that residents hand in."""

    def __init__(self, page, house, url):
        self.page, self.house, self.url = page, house, url

    def do(self, what, **how):
        """Do something at another desk, in a process of its own; what it printed."""
        command = [sys.executable, str(HANDING_IN), json.dumps({"do": what, **how})]
        result = subprocess.run(command, env={**self.house.env}, capture_output=True, text=True, cwd=PROJECT)
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout.strip().splitlines()[-1]

    def hand_in(self, item, clerk="clerk-beixinjing", **more):
        return self.do("hand_in", item=item, clerk=clerk, at="2018-02-13T08:40", **more)

    def sit(self, username, number="", page=None):
        """Sit down as somebody, before one case."""
        page = page or self.page
        sit_down(page, self.url, username)
        page.goto(f"{self.url}/cases/{number}/" if number else f"{self.url}/cases/")
        return page

    def drawer(self, name, page=None):
        """The drawer of an act, opened."""
        page = page or self.page
        summary = page.locator("summary", has_text=re.compile(rf"^\s*{name}"))
        found = page.locator("details").filter(has=summary)
        if found.get_attribute("open") is None:
            found.locator("summary").click()
        return found

    def said(self, page=None):
        """What the desk says after an act."""
        return (page or self.page).get_by_role("status").first.inner_text()


@pytest.fixture(scope="module")
def url(house):
    return house.stand_on("2018-02-13")


@pytest.fixture
def office(page, house, url):
    return Office(page, house, url)


@pytest.fixture
def second_page(chromium):
    context = chromium.new_context(viewport=DESK, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def examined(office, **more):
    """A joint case of which every department has answered."""
    number = office.hand_in(JOINT, **more)
    office.do("answer_all", case=number, at="2018-02-13T08:50")
    return number


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
        assert page.evaluate("document.activeElement.id") == "problems"
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
        form.get_by_role("button").click()

        office.sit("clerk-beixinjing", number)
        office.drawer("受理").get_by_role("button", name="受理", exact=True).click()
        assert "办理中" in page.locator(".case-head").inner_text()
        assert "虹桥街道社区事务受理服务中心" in page.locator("dl").first.inner_text()


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
        office.do("hand_in_many", item=DIBAO, clerk="clerk-beixinjing", at="2018-02-13T08:40", many=4)
        office.sit("clerk-beixinjing")
        page.goto(f"{office.url}/cases/?view=mine&item={DIBAO}&stage=received&sort=newest")
        listed = [one.inner_text() for one in page.locator("a[data-open]").all()]
        page.locator("[data-keys=ready]").wait_for()
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
        with page.expect_navigation():
            page.get_by_role("button", name="受理", exact=True).click()
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

    def test_acts_on_many_at_once_and_says_what_came_of_each(self, office, page):
        office.do("hand_in_many", item=DIBAO, clerk="clerk-beixinjing", at="2018-02-13T08:40", many=4)
        office.sit("clerk-beixinjing")
        page.goto(f"{office.url}/cases/?view=mine&item={DIBAO}&stage=received&sort=newest")
        listed = [one.inner_text() for one in page.locator("a[data-open]").all()]
        page.locator("[data-keys=ready]").wait_for()
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.locator("tbody input[name=pick]").nth(2).click(modifiers=["Shift"])
        expect(page.locator("[data-picked]")).to_have_text("3 件已选")
        assert looked_at(page) == []
        office.do("withdraw", case=listed[1], at="2018-02-13T08:45")
        with page.expect_navigation():
            page.get_by_role("button", name="受理", exact=True).click()
        row = page.get_by_role("row").filter(has_text=listed[1])
        assert "已有变化" in row.inner_text() and page.locator("tbody tr").count() == 3
        assert looked_at(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="受理", exact=True).click()
        assert "已办理 2 件，未办理 1 件" in office.said()
        refused = page.get_by_role("row").filter(has_text=listed[1]).inner_text()
        assert "未办理" in refused and "又有变化" in refused
        assert looked_at(page) == []
        with page.expect_navigation():
            page.get_by_role("link", name="返回列表").click()
        left = page.locator("tbody").inner_text()
        assert not any(number in left for number in listed[:3]) and listed[3] in left

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
