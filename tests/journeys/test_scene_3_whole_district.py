"""Scene 3, the whole district: served in another street; the body competent on the day decides; the papers stay."""

import pytest
from walking import Walk, card, ledger_is_whole

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

DIBAO, HOUSEHOLD_CERTIFICATE = "MZ-001", "GA-006"
HONGQIAO = "310105009"
HERE, OWN = "北新泾街道社区事务受理服务中心", "虹桥街道社区事务受理服务中心"


@pytest.fixture
def walk(page, house):
    return Walk(page, house)


class TestWholeDistrict:
    def test_serves_a_resident_of_another_street_and_lets_the_district_decide(self, walk, house):
        house.stand_on("2018-02-13")
        paper = self.handed_in_at_the_other_street(walk)
        self.accepted_by_the_own_street(walk, paper)
        self.who_accepted_cannot_decide(walk, paper.number)
        self.the_street_gives_its_first_opinion(walk, paper.number)
        self.the_district_decides(walk, paper)
        self.handed_over_where_the_papers_are(walk, paper)
        ledger_is_whole(house)

    def handed_in_at_the_other_street(self, walk):
        walk.sit("clerk-beixinjing")
        walk.register("闾丘建明", card(201), hukou=HONGQIAO, residence=HONGQIAO)
        walk.want("低保", DIBAO)
        told = walk.page.locator(".desk-what").inner_text()
        assert "全区通办" in told
        assert "长宁区民政局" in told  # the district decides on this day
        assert "上报件" in told
        walk.everything_is_here()
        assert walk.means() == "forward"
        assert "这里代收，由本区另一街镇受理" in walk.page.locator("#so").inner_text()
        assert f"由{OWN}受理；纸质材料留在本中心" in walk.page.locator("#so").inner_text()
        walk.fill_form()
        walk.hand_in()

        paper = walk.paper()
        assert paper.title == "收件凭证"
        assert "2018年3月15日" in paper.words  # thirty calendar days from the application run already
        walk.open(paper.number)
        assert "受理" not in walk.offers()  # this window may not accept for the other street
        return paper

    def accepted_by_the_own_street(self, walk, paper):
        walk.sit("clerk-hongqiao")
        walk.go("/cases/?stage=forwarded&waiting=me")
        assert paper.number in walk.words()
        walk.open(paper.number)
        assert f"{HERE} 纸质材料留存于此" in walk.words()
        assert paper.code not in walk.page.content()  # the code belongs to the applicant and the receiving window
        walk.do("受理")
        assert f"{HERE} 纸质材料留存于此" in walk.words()
        assert "3月15日" in walk.words()  # the clock of the application, not of today's acceptance

    def who_accepted_cannot_decide(self, walk, number):
        assert not [one for one in walk.offers() if one.startswith("审批")]
        token = next(one["value"] for one in walk.page.context.cookies() if one["name"] == "csrftoken")
        there = f"{walk.house.url}/cases/{number}/do/decide/"
        answer = walk.page.request.post(
            there, form={"csrfmiddlewaretoken": token, "decide-outcome": "granted"}, headers={"Referer": there}
        )
        assert answer.status in (403, 409)
        walk.open(number)
        assert "已办结" not in walk.page.locator(".case-head").inner_text()

    def the_street_gives_its_first_opinion(self, walk, number):
        walk.sit("assistance-hongqiao")
        walk.open(number)
        assert "2 项同时办理" in walk.page.locator(".case-tasks").inner_text()
        walk.answer("入户调查", remark="一人居住，无收入")
        walk.sit("handler-hd-changning")
        walk.open(number)
        walk.do("交接给外部系统")
        walk.answer("出具居民经济状况核对报告", "noted", "无存款、无房产登记")
        walk.sit("assistance-hongqiao")
        walk.open(number)
        walk.answer("提出初审意见", remark="符合条件，报区民政局")
        assert not [one for one in walk.offers() if one.startswith("审批")]

    def the_district_decides(self, walk, paper):
        assert "正在作决定" in walk.ask_status(paper.number, paper.code)
        walk.sit("approver-beixinjing")  # the street office decides from May 2019, not now
        assert walk.go(f"/cases/{paper.number}/").status in (403, 404)
        walk.sit("approver-mz-changning")
        walk.open(paper.number)
        walk.do("审批", outcome="refused", reason="人均收入高于标准", clause="《社会救助暂行办法》第九条")
        decision = walk.page.locator("section", has_text="救济途径").first.inner_text()
        assert "不予" in decision
        assert "行政复议" in decision  # the item's own remedy
        assert "第九条" in decision

    def handed_over_where_the_papers_are(self, walk, paper):
        walk.sit("clerk-beixinjing")
        walk.deliver(paper.number)
        told = walk.ask_status(paper.number, paper.code)
        assert "答复已经交给您了" in told
        assert HERE in told

    def test_never_sends_a_resident_of_the_district_away(self, walk, house):
        house.stand_on("2018-02-13")
        walk.sit("clerk-beixinjing")
        walk.seat("邬建明")
        walk.want("户籍证明", HOUSEHOLD_CERTIFICATE)
        walk.everything_is_here()
        walk.fill_form()
        walk.hand_in()

        paper = walk.paper()
        assert paper.title in ("收件凭证", "办理结果")
        assert paper.number.startswith("20180213-310105011-")
