"""Scene 2, the departments together: one case of three departments, two at once, one deadline, one answer."""

import csv
import io

import pytest
from walking import Walk, card, ledger_is_whole

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

LOW_RENT = "ZJ-001"
#: What one department writes of the family; another must not read it.
MEANS, HOUSING = "月收入两千一百元，低于标准", "一室户，建筑面积二十八平方米"


@pytest.fixture
def walk(page, house):
    return Walk(page, house)


class TestDepartmentsTogether:
    def test_gives_the_family_one_answer_of_three_departments_under_one_deadline(self, walk, house):
        house.stand_on("2018-02-13")
        handed_in = self.accepted_at_the_window(walk)
        self.two_departments_work_at_once(walk, handed_in.number)
        foreign = self.the_registry_works_in_its_own_system(walk, handed_in.number)
        self.each_saw_its_own_part(walk, handed_in.number, foreign)
        self.the_housing_bureau_decides(walk, handed_in.number)
        self.the_family_gets_one_answer(walk, handed_in)
        ledger_is_whole(house)

    def accepted_at_the_window(self, walk):
        walk.sit("clerk-beixinjing")
        walk.register("东方志明", card(151), hukou="310105011", residence="310105011")
        walk.want("房子太小", LOW_RENT)
        assert "联办件" in walk.page.locator(".desk-what").inner_text()
        assert "长宁区住房" in walk.page.locator(".desk-what").inner_text()  # who decides
        walk.everything_is_here()
        walk.becomes("accept")
        walk.fill_form()
        walk.hand_in()

        paper = walk.paper()
        assert paper.title == "受理通知书"
        assert "2018年4月2日" in paper.words  # thirty working days after 13 February
        told = walk.ask_status(paper.number, paper.code)
        assert "2018年4月2日" in told
        assert "各部门同时审核，最后给您一个答复" in told
        return paper

    def two_departments_work_at_once(self, walk, number):
        walk.sit("handler-mz-changning")
        walk.go("/cases/?view=tasks")
        assert number in self.all_numbers(walk)
        walk.look()
        walk.open(number)
        parts = walk.page.locator(".case-tasks").inner_text()
        assert "2 项同时办理" in parts
        assert "外部系统办理" in parts
        assert "最后\n\n决定\n\n长宁区住房" in parts  # the decision waits for both
        assert [one for one in walk.offers() if one.startswith("答复任务")] == ["答复任务：审核家庭收入、财产状况"]
        walk.answer("审核家庭收入", remark=MEANS)
        assert "等待：长宁区不动产登记" in walk.words()

    def the_registry_works_in_its_own_system(self, walk, number):
        walk.sit("manager-beixinjing")
        walk.go("/cases/outside/")
        walk.look()
        row = walk.page.locator("tr", has_text="不动产登记").filter(has=walk.page.get_by_role("button", name="CSV"))
        with walk.page.expect_download() as leaving:
            row.get_by_role("button", name="CSV").click()
        sheet = leaving.value.path().read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(sheet)))
        ours = next(one for one in rows if one["办件编号"] == number)
        assert "310199" not in sheet
        assert "东方志明" not in sheet

        ours |= {"外部编号": "BDC-2018-0042", "结果": "同意", "说明": HOUSING}
        lost = {**ours, "办件编号": "20180213-310105011-999998", "外部编号": "BDC-2018-0043"}
        walk.go("/cases/outside/")
        walk.page.get_by_label("部门", exact=True).select_option("BDC")
        walk.page.get_by_label("结果文件").set_input_files(self.as_file([ours, lost]))
        with walk.page.expect_navigation():
            walk.page.get_by_role("button", name="登记结果").click()
        said = walk.page.get_by_role("status").first.inner_text()
        assert "已登记 1 条答复" in said
        assert "1 行未能登记" in said
        assert "第 3 行" in said
        assert "20180213-310105011-999998" in said
        assert "这里没有这个任务" in said
        walk.look()
        assert (
            "BDC-2018-0042" in walk.page.locator("tr", has_text=number).first.inner_text()
        )  # the day's reconciliation
        return "BDC-2018-0042"

    def as_file(self, rows):
        text = io.StringIO()
        table = csv.DictWriter(text, fieldnames=rows[0])
        table.writeheader()
        table.writerows(rows)
        return {"name": "结果.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("gb18030")}

    def each_saw_its_own_part(self, walk, number, foreign):
        walk.sit("handler-mz-changning")
        walk.open(number)
        assert MEANS in walk.words()
        assert HOUSING not in walk.page.content()
        walk.sit("handler-cl-changning")  # no part of theirs
        assert walk.go(f"/cases/{number}/").status in (403, 404)
        assert "东方志明" not in walk.page.content()
        walk.sit("clerk-hongqiao")  # another street
        assert walk.go(f"/cases/{number}/").status in (403, 404)

        walk.sit("approver-zj-changning")
        walk.open(number)
        assert MEANS in walk.words()
        assert HOUSING in walk.words()
        assert foreign in walk.words()

    def the_housing_bureau_decides(self, walk, number):
        walk.go("/cases/?view=decide")
        assert number in self.all_numbers(walk)
        walk.open(number)
        form = walk.act("审批")
        walk.send(walk.fill(form, outcome="refused", remedy=""))  # a refusal without anything
        walk.look()
        wrong = walk.page.get_by_role("alert").inner_text()
        assert "不予的决定必须写明理由" in wrong
        assert "不予的决定必须写明依据条款" in wrong
        assert "不予的决定必须写明救济途径" in wrong
        assert "待审批" in walk.words()
        walk.do("审批", outcome="granted")
        assert "已办结" in walk.words()

    def the_family_gets_one_answer(self, walk, paper):
        assert "您的申请办好了" in walk.ask_status(paper.number, paper.code)
        walk.sit("clerk-beixinjing-2")  # any window hands it over
        walk.deliver(paper.number)
        told = walk.ask_status(paper.number, paper.code)
        assert "答复已经交给您了" in told
        assert MEANS not in told
        assert HOUSING not in told
        assert "东方" not in told
        walk.rate("非常满意", "只跑了一次")
        assert walk.page.get_by_role("button", name="提交").count() == 0

    def all_numbers(self, walk):
        """Every number of the list, page by page."""
        found = []
        while True:
            found += walk.page.locator("table.rows a.number").all_inner_texts()
            onward = walk.page.get_by_role("link", name="下一页")
            if not onward.count():
                return found
            with walk.page.expect_navigation():
                onward.click()
