"""A case comes to the window: taken, accepted at once, forwarded, or sent kindly elsewhere."""

from datetime import date

import pytest
from applications import NEXT, PHOTO, stage_of
from fixtures_city import BEIXINJING, CENTRES, KANGJIAN, XINJING, moment

from doorstep.cases import public as cases
from doorstep.cases.logic.numbers import LANE, LANES
from doorstep.cases.models import Case, CaseMaterial, Consultation, DayCount, Task
from doorstep.cases.public import MaterialGiven, MaterialState, Stage
from doorstep.ledger.public import readings_of, story, verify
from doorstep.people import public as people
from doorstep.staff import public as staff


class TestSubmit:
    def test_accepts_at_once_what_is_complete_and_its_own(self, desk, clerk, resident):
        made = desk.submit("MZ-001", applicant=resident, by=clerk, accept=True)
        case = Case.objects.get(id=made.id)
        assert made.number == "20180213-310105011-000001" and made.is_new and len(made.query_code) == 8
        assert (case.stage, case.deciding_body_id, case.papers_at_id) == (
            "in_progress",
            "MZ-310105",
            CENTRES[BEIXINJING],
        )
        (event,) = story(f"case:{made.id}")
        assert event.what == "case.received-and-accepted" and event.mentions == (f"resident:{resident}",)
        assert readings_of(f"resident:{resident}")[0].what == "case.received-and-accepted"

    def test_gives_the_same_case_back_for_the_same_submission_and_refuses_the_key_for_another(
        self, desk, clerk, resident
    ):
        first = desk.submit("MZ-001", applicant=resident, by=clerk, key="k", accept=True)
        again = desk.submit("MZ-001", applicant=resident, by=clerk, key="k", accept=True, at="2018-02-14")
        assert (again.id, again.query_code, again.is_new) == (first.id, first.query_code, False)
        with pytest.raises(cases.KeyUsedForOther):
            desk.submit("MZ-006", applicant=resident, by=clerk, key="k")
        assert Case.objects.count() == 1 and len(story(f"case:{first.id}")) == 1

    def test_says_that_another_window_took_the_same_application_today(self, small_city, desk, clerk, resident):
        first = desk.submit("MZ-001", applicant=resident, by=clerk)
        with pytest.raises(cases.SubmittedElsewhere) as refusal:
            desk.submit("MZ-001", applicant=resident, by=small_city.clerk(XINJING))
        assert refusal.value.params == {"case": first.number, "centre": CENTRES[BEIXINJING]}
        assert desk.submit("MZ-001", applicant=resident, by=clerk, at="2018-02-14").is_new

    def test_counts_on_where_a_lane_of_numbers_is_used_up_and_refuses_where_all_are(self, small_city, desk, clerk):
        def number():
            return desk.submit("CL-001", applicant=small_city.resident(), by=clerk).number[-6:]

        assert number() == "000001"
        DayCount.objects.update(last=LANE)
        assert number() == f"{LANE + 1:06}"
        where = {"street": BEIXINJING, "day": date(2018, 2, 13)}
        DayCount.objects.bulk_create([DayCount(**where, lane=lane, last=LANE) for lane in range(2, LANES)])
        DayCount.objects.filter(lane=1).update(last=LANE - 1)
        assert number() == f"{2 * LANE:06}"
        with pytest.raises(cases.NoNumberLeft) as refusal:
            number()
        assert refusal.value.params == where and Case.objects.count() == 3

    def test_tells_all_wrong_answers_at_once_and_all_wrong_materials(self, desk, clerk, resident):
        with pytest.raises(cases.AnswersWrong) as refusal:
            desk.submit("MZ-001", applicant=resident, by=clerk, answers={"members": "drei", "reason": "luck"})
        wrong = refusal.value.params["fields"]
        assert wrong["members"] == ["not_a_number"] and wrong["reason"] == ["not_a_choice"]
        assert {name for name, why in wrong.items() if why == ["missing"]} >= {"monthly_income", "savings"}
        given = [
            MaterialGiven("passport", MaterialState.HANDED_IN),
            MaterialGiven("id-card", MaterialState.TOLERATED, promised_until=date(2018, 2, 20)),
            MaterialGiven("declaration", MaterialState.SHARED),
            MaterialGiven("bank-card", MaterialState.TOLERATED),
        ]
        with pytest.raises(cases.MaterialsWrong) as refusal:
            desk.submit("MZ-001", applicant=resident, by=clerk, materials=given)
        assert refusal.value.params["materials"] == {
            "passport": "unknown", "id-card": "not-tolerable", "declaration": "not-shared", "bank-card": "no-promise-date",
        }  # fmt: skip
        assert not Case.objects.exists()

    def test_does_not_accept_what_is_incomplete_but_receives_it(self, desk, clerk, resident):
        with pytest.raises(cases.NotComplete) as refusal:
            desk.submit("MZ-001", applicant=resident, by=clerk, accept=True, materials=[])
        assert set(refusal.value.params["materials"]) >= {"id-card", "application"}
        made = desk.submit("MZ-001", applicant=resident, by=clerk, materials=[])
        assert made.stage is Stage.RECEIVED and CaseMaterial.objects.filter(state="missing").count() == 6

    def test_sends_kindly_to_the_competent_centre_in_february_and_takes_it_in_march(self, small_city, desk, resident):
        away = small_city.clerk(KANGJIAN)
        with pytest.raises(cases.ReferElsewhere) as refusal:
            desk.submit("MZ-001", applicant=resident, by=away, at="2018-02-28")
        told = refusal.value.params
        assert (told["centre"], told["opens"], told["closes"]) == (CENTRES[BEIXINJING], "08:30", "16:30")
        assert told["here_from"] == "2018-03-01" and told["centre_name"]
        row = Consultation.objects.get(id=told["consultation"])
        assert (row.kind, row.referred_to_id, row.resident_id) == ("referral", CENTRES[BEIXINJING], resident)
        assert [event.what for event in story(f"consultation:{row.id}")] == ["consultation.referred"]
        made = desk.submit("MZ-001", applicant=resident, by=away, at="2018-03-01")
        case = Case.objects.get(id=made.id)
        assert (made.stage, case.papers_at_id, case.accepting_centre_id) == (
            Stage.FORWARDED, CENTRES[KANGJIAN], CENTRES[BEIXINJING],
        )  # fmt: skip

    def test_receives_and_forwards_where_a_window_may_no_longer_refuse(self, small_city, desk):
        landlord = small_city.resident(hukou=KANGJIAN, residence=KANGJIAN, property=XINJING)
        window = small_city.clerk(KANGJIAN, on=date(2020, 4, 10))
        with pytest.raises(cases.ReferElsewhere):
            desk.submit("SWJ-001", applicant=landlord, by=window, at="2020-04-09")
        assert desk.submit("SWJ-001", applicant=landlord, by=window, at="2020-04-10").stage is Stage.FORWARDED

    def test_asks_for_the_address_that_settles_it(self, small_city, desk, clerk):
        with pytest.raises(cases.PlaceUnknown) as refusal:
            desk.submit("MZ-001", applicant=small_city.resident(hukou=""), by=clerk)
        assert refusal.value.params["asks_for"] == ["hukou"]

    def test_takes_an_agent_only_where_the_item_does_and_the_authority_holds(self, small_city, desk, clerk, resident):
        agent = small_city.resident("钱二")
        authority = people.authorise_agent(
            principal_id=resident, agent_id=agent, kind=people.AgentKind.ENTRUSTED, document="委托书", scope="MZ-001",
            first=date(2018, 2, 1), last=date(2018, 2, 28), by=clerk, at=moment("2018-02-13"),
        )  # fmt: skip
        with pytest.raises(cases.AgentNotAllowed):
            desk.submit("CL-001", applicant=resident, by=clerk, agent_authority_id=authority)
        with pytest.raises(cases.AuthorityMissing, match="scope"):
            desk.submit("MZ-006", applicant=resident, by=clerk, agent_authority_id=authority)
        with pytest.raises(cases.AuthorityMissing, match="none"):
            desk.submit("MZ-001", applicant=agent, by=clerk, agent_authority_id=authority)
        with pytest.raises(cases.AuthorityMissing, match="none"):
            desk.submit("MZ-001", applicant=resident, by=clerk, agent_authority_id=authority, at="2018-03-01")
        made = desk.submit("MZ-001", applicant=resident, by=clerk, agent_authority_id=authority, accept=True)
        assert cases.case_page(made.id, by=clerk, at=NEXT).agent.agent_name == "钱二"

    def test_is_for_whoever_may_receive_there(self, small_city, desk, clerk, resident, dibao):
        with pytest.raises(staff.NotAllowed):
            desk.submit("MZ-006", applicant=resident, by=dibao.approver)
        with pytest.raises(staff.NotAllowed):
            desk.submit("MZ-006", applicant=resident, by=clerk, centre_code=CENTRES[XINJING])
        with pytest.raises(people.UnknownResident):
            desk.submit("MZ-006", applicant=999_999, by=clerk)


class TestForwarded:
    @pytest.fixture
    def made(self, small_city, desk, resident):
        self.away, self.own = small_city.clerk(KANGJIAN), small_city.clerk(BEIXINJING)
        return desk.submit("CL-001", applicant=resident, by=self.away, at="2018-03-05")

    def test_goes_back_with_all_defects_and_comes_through_to_the_rating(self, small_city, made):
        at = moment("2018-03-06")
        with pytest.raises(cases.NotYourSide):
            cases.accept(case_id=made.id, by=self.away, at=at)
        with pytest.raises(cases.NotYourSide):
            cases.return_to_receiving(case_id=made.id, defects=[PHOTO], due_on=date(2018, 3, 20), by=self.away, at=at)
        cases.return_to_receiving(case_id=made.id, defects=[PHOTO], due_on=date(2018, 3, 20), by=self.own, at=at)
        page = cases.case_page(made.id, by=self.away, at=at)
        assert page.waited_for.who == "applicant" and page.notices[0].defects[0].how_to_mend == "重新拍一张"
        assert page.case.urgent_on == date(2018, 3, 20) and page.papers_at == CENTRES[KANGJIAN]
        cases.supply(case_id=made.id, materials=["photo"], by=self.away, at=moment("2018-03-09"))
        assert stage_of(made) is Stage.FORWARDED
        cases.accept(case_id=made.id, by=self.own, at=moment("2018-03-12"))
        self.answer_all(small_city, made, moment("2018-03-14"))
        approver = small_city.body_post("approver", "CL", district="310105")
        cases.decide(case_id=made.id, outcome="granted", by=approver, at=moment("2018-03-15"))
        cases.deliver(case_id=made.id, way="by_hand", signed=True, by=self.away, at=moment("2018-03-20"))
        cases.rate(number=made.number, code=made.query_code.lower(), level=5, at=moment("2018-03-21"))
        assert [event.what for event in story(f"case:{made.id}")] == [
            "case.received", "case.returned", "case.supplied", "case.accepted", "case.task-answered", "case.task-sent",
            "case.task-answered", "case.decided", "case.delivered", "case.rated",
        ]  # fmt: skip
        assert stage_of(made) is Stage.RATED and verify().broken is None

    def answer_all(self, small_city, made, at):
        street = small_city.body_post("handler", "CL", street=BEIXINJING)
        hospital = small_city.body_post("handler", "YY", district="310105")
        first, second = Task.objects.filter(case=made.id).order_by("id")
        with pytest.raises(cases.UnknownTask):
            cases.answer_task(task_id=second.id, result="agrees", remark="", by=hospital, at=at)
        with pytest.raises(cases.NotYourSide):
            cases.answer_task(task_id=first.id, result="agrees", remark="", by=hospital, at=at)
        cases.answer_task(task_id=first.id, result="agrees", remark="", by=street, at=at)
        cases.hand_over(department="YY", way="sheet", by=hospital, at=at)
        assert cases.answer_task(task_id=second.id, result="agrees", remark="", by=hospital, at=at) is Stage.EXAMINED

    def test_is_counted_at_both_centres_and_never_summed(self, made):
        cases.accept(case_id=made.id, by=self.own, at=moment("2018-03-06"))
        days = {"first": date(2018, 3, 1), "last": date(2018, 3, 31)}
        away = cases.counts_for_centre(self.away, centre=CENTRES[KANGJIAN], **days)
        own = cases.counts_for_centre(self.own, centre=CENTRES[BEIXINJING], **days)
        assert (away.received, away.accepted, away.forwarded) == (1, 0, 1)
        assert (own.received, own.accepted, own.accepted_from_elsewhere) == (0, 1, 1)
        with pytest.raises(staff.NotAllowed):
            cases.counts_for_centre(self.away, centre=CENTRES[BEIXINJING], **days)
