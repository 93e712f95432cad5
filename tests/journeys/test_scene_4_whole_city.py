"""Scene 4, the whole city: kindly referred on 28 February 2018, served on 1 March; and a case that travels (收受分离)."""

import pytest
from walking import Walk, ledger_is_whole

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

HOUSEHOLD_CERTIFICATE, DIBAO = "GA-006", "MZ-001"
WHO = "钟蕙兰"  # registered in 康健新村 (徐汇), lives in 北新泾 (长宁)
HERE, THERE = "北新泾街道社区事务受理服务中心", "康健新村街道社区事务受理服务中心"


@pytest.fixture
def walk(page, house):
    return Walk(page, house)


class TestWholeCity:
    def test_refers_on_the_last_day_of_february_and_serves_on_the_first_of_march(self, walk, house):
        house.stand_on("2018-02-28")
        walk.sit("clerk-beixinjing")
        walk.seat(WHO)
        walk.want("户籍证明", HOUSEHOLD_CERTIFICATE)
        assert "全区通办" in walk.page.locator(".desk-what").inner_text()
        assert walk.means() == "refer"
        walk.hand_in()

        kind = walk.page.locator(".paper").inner_text()
        assert THERE in kind
        assert "2018年3月1日" in kind  # from when this window serves it
        assert "已记录：首问在本窗口" in walk.words()
        walk.look()

        house.stand_on("2018-03-01")
        walk.sit("clerk-beixinjing")
        walk.seat(WHO)
        walk.want("户籍证明", HOUSEHOLD_CERTIFICATE)
        assert "全市通办（直接受理）" in walk.page.locator(".desk-what").inner_text()
        walk.everything_is_here()
        walk.becomes("finish")
        walk.fill_form()
        walk.hand_in()

        paper = walk.paper()
        assert paper.title == "办理结果"
        assert HERE in paper.words
        assert paper.number.startswith("20180301-310105011-")
        assert "答复已经交给您了" in walk.ask_status(paper.number, paper.code)

    def test_carries_a_case_from_the_window_here_to_the_decision_there_and_back(self, walk, house):
        house.stand_on("2018-03-01")
        received = self.received_here(walk)
        self.returned_with_all_defects(walk, received)
        self.supplied_here(walk, received)
        self.accepted_and_worked_on_there(walk, house, received)
        self.decided_delivered_rated(walk, received)
        ledger_is_whole(house)

    def received_here(self, walk):
        walk.sit("clerk-beixinjing")
        walk.seat(WHO)
        walk.want("吃低保", DIBAO)
        assert "全市通办（收受分离）" in walk.page.locator(".desk-what").inner_text()
        assert walk.means() == "forward"
        assert THERE in walk.page.locator("#so").inner_text()
        walk.everything_is_here()
        walk.fill_form()
        walk.hand_in()

        paper = walk.paper()
        assert paper.title == "收件凭证"  # no seal of acceptance from who may not accept
        assert "受理通知书" not in paper.words
        assert THERE in paper.words
        walk.open(paper.number)
        assert "受理" not in walk.offers()
        return paper

    def returned_with_all_defects(self, walk, received):
        walk.sit("clerk-kangjian")
        walk.open(received.number)
        assert f"{HERE} 纸质材料留存于此" in walk.words()
        form = walk.act("退回补正")
        for place in (1, 3):
            walk.fill(form, **{f"pick{place}": "yes", f"what{place}": "缺一页", f"mend{place}": "请补全家的那一页"})
        walk.send(walk.fill(form, due_on="2018-03-12"))
        assert "已退回" in walk.words() or "退回补正" in walk.words()

        told = walk.ask_status(received.number, received.code)
        assert "现在等您" in told
        assert "2018年3月12日" in told
        assert HERE in told  # where the papers are

    def supplied_here(self, walk, received):
        walk.sit("clerk-beixinjing")
        walk.open(received.number)
        with walk.page.expect_navigation():
            walk.page.get_by_role("link", name="一次性补正告知书").click()
        rows = walk.page.locator(".paper tbody tr")
        assert rows.count() == 2
        assert "缺一页" in rows.first.inner_text()
        assert THERE in walk.page.locator(".signature").inner_text()  # who accepts tells the defects
        assert f"请送到{HERE}" in walk.words()
        walk.look()

        walk.open(received.number)
        form = walk.act("收取补正材料")
        for tick in form.locator("input[type=checkbox]").all():
            tick.check()
        walk.send(form)
        assert "已流转属地中心" in walk.words()
        assert "受理" not in walk.offers()

    def accepted_and_worked_on_there(self, walk, house, received):
        walk.sit("clerk-kangjian")
        walk.open(received.number)
        walk.do("受理")
        assert (
            "2018年3月31日" in walk.words() or "3月31日" in walk.words()
        )  # thirty calendar days from the first of March

        walk.sit("assistance-kangjian")
        walk.open(received.number)
        walk.answer("入户调查", remark="一人居住，情况属实")
        walk.sit("handler-hd-xuhui")
        walk.open(received.number)
        walk.do("交接给外部系统")
        walk.answer("出具居民经济状况核对报告", "noted", "无存款记录")
        walk.sit("assistance-kangjian")
        walk.open(received.number)
        walk.answer("提出初审意见", remark="同意上报")

    def decided_delivered_rated(self, walk, received):
        walk.sit("approver-mz-xuhui")
        walk.open(received.number)
        walk.do("审批", outcome="granted")
        walk.sit("clerk-beixinjing")
        walk.deliver(received.number)

        assert "答复已经交给您了" in walk.ask_status(received.number, received.code)
        walk.look()
        walk.rate("满意", "两边跑的事，一边办成了")
        walk.look()
