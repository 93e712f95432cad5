"""Scene 5, open all year: handed in at the Spring Festival; each clock in its own unit, from its own start."""

import pytest
from walking import Walk, card, ledger_is_whole

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

#: 有无违法犯罪记录证明: seven working days from the acceptance. 低保: thirty calendar days from the application.
CLEAN_RECORD, DIBAO, HEALTH_INSURANCE = "GA-007", "MZ-001", "YB-001"
BEIXINJING = "310105011"


@pytest.fixture
def walk(page, house):
    return Walk(page, house)


def counted(walk):
    """The days that the drawn clock counts, as its bars tell them."""
    return walk.page.locator("svg.clock-line rect.counted title").all_text_contents()


class TestAllYear:
    def test_counts_from_the_first_working_day_after_the_festival(self, walk, house):
        house.stand_on("2018-02-17")  # Saturday, the second day of the lunar year; duty until 11:30
        walk.sit("clerk-beixinjing")
        accepted = self.accepted_on_the_holiday(walk)
        received = self.received_on_the_holiday(walk)
        self.done_on_the_spot_on_the_holiday(walk)

        house.stand_on("2018-02-22")  # Thursday, the first working day
        walk.sit("clerk-beixinjing-2")
        self.accepted_after_the_holiday(walk, received)
        walk.open(accepted.number)
        assert "还剩 6 个工作日" in walk.words()  # the 22nd is the first counted day
        ledger_is_whole(house)

    def accepted_on_the_holiday(self, walk):
        walk.register("上官如意", card(301, born="19790505"), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("无犯罪记录", CLEAN_RECORD)
        walk.everything_is_here()
        walk.becomes("accept")
        walk.hand_in()
        paper = walk.paper()
        assert paper.title == "受理通知书"
        assert "2018年2月17日" in paper.words  # accepted on a day without work
        assert "2018年3月1日" in paper.words  # seven working days: 22, 23, 24 (worked), 26, 27, 28 February, 1 March
        walk.open(paper.number)
        first = counted(walk)[0]
        assert first.startswith("2月22日"), first
        assert "2018年3月1日" in walk.ask_status(paper.number, paper.code)
        walk.sit("clerk-beixinjing")
        return paper

    def received_on_the_holiday(self, walk):
        walk.register("欧冶清", card(302, born="19790506"), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("无犯罪记录", CLEAN_RECORD)
        walk.everything_is_here()
        walk.mark("purpose", "missing")
        walk.becomes("notice")
        assert "从受理起算" in walk.page.locator("#so").inner_text()
        walk.hand_in()
        paper = walk.paper()
        assert paper.title == "收件凭证"
        assert "2018年3月" not in paper.words.split("接下来")[1]  # no day is promised before the acceptance
        return paper

    def accepted_after_the_holiday(self, walk, received):
        walk.open(received.number)
        form = walk.act("收取补正材料")
        form.locator("input[type=checkbox]").first.check()
        walk.send(form)
        walk.do("受理")
        first = counted(walk)[0]
        assert first.startswith("2月23日"), first
        due = walk.page.locator(".need .clock-words").inner_text()
        assert "3月2日" in due, due  # one day after the other

    def done_on_the_spot_on_the_holiday(self, walk):
        walk.register("夏侯知秋", card(303, born="19790507"), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("医保", HEALTH_INSURANCE)
        walk.everything_is_here()
        walk.becomes("finish")
        walk.fill_form()
        walk.hand_in()
        paper = walk.paper()
        assert paper.title == "办理结果"
        assert "2018年2月17日" in paper.words

    def test_ends_the_dibao_clock_thirty_calendar_days_after_the_application(self, walk, house):
        house.stand_on("2018-02-13")
        walk.sit("clerk-beixinjing")
        walk.register("司徒静好", card(304, born="19790508"), hukou=BEIXINJING, residence=BEIXINJING)
        walk.want("吃低保", DIBAO)
        assert "自申请之日起30个自然日" in walk.page.locator(".desk-what").inner_text()
        walk.everything_is_here()
        walk.mark("household-register", "wrong", "缺儿子的一页")
        walk.becomes("notice")
        assert "3月15日" in walk.page.locator("#so .clock").inner_text()  # it runs although something is missing
        walk.fill_form()
        walk.hand_in()

        paper = walk.paper()
        assert "2018年3月15日" in paper.words
        assert "2018年3月15日" in walk.ask_status(paper.number, paper.code)
        walk.sit("clerk-beixinjing")
        walk.open(paper.number)
        assert "还剩 30 天" in walk.words()
        assert "期限继续计算（该事项的规定没有此项暂停）" in walk.words()  # nothing stops this clock
