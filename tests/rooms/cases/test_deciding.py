"""The decision of a case, on the spot or by another person, and the clock and the version that it is bound to."""

from datetime import date

import pytest
from applications import NEXT, REFUSAL, Desk, last_event, stage_of
from fixtures_city import BEIXINJING, CENTRES, edit_pack, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case
from doorstep.cases.public import Act, DefectGiven, Stage
from doorstep.ledger.public import Robot, story
from doorstep.staff import public as staff


class TestDecide:
    def test_refuses_only_with_reason_clause_and_remedy(self, dibao):
        dibao.examined()
        with pytest.raises(cases.ReasonMissing) as refusal:
            cases.decide(case_id=dibao.made.id, outcome="refused", by=dibao.approver, at=NEXT)
        assert refusal.value.params["missing"] == ["reason", "clause"]
        cases.decide(case_id=dibao.made.id, outcome="refused", by=dibao.approver, at=NEXT, **REFUSAL)
        decision = Case.objects.get().decision
        assert decision.remedy and decision.reason == REFUSAL["reason"] and decision.body_id == "MZ-310105"

    def test_happens_once(self, dibao):
        dibao.examined()
        cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)
        with pytest.raises(cases.AlreadyMoved) as refusal:
            cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)
        assert refusal.value.params == {"case": dibao.made.number, "act": "decide", "stage": "decided"}
        assert [event.what for event in story(f"case:{dibao.made.id}")].count("case.decided") == 1

    def test_waits_for_every_part_and_for_a_correction(self, dibao):
        with pytest.raises(cases.AlreadyMoved):
            cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)
        dibao.examined()
        defect = DefectGiven("field:savings", "未填存款", "办事指南", "补填")
        due = Case.objects.get().due_on
        cases.ask_correction(case_id=dibao.made.id, defects=[defect], due_on=date(2018, 3, 1), by=dibao.office, at=NEXT)
        assert Case.objects.get().due_on == due  # the rule of 1999 knows no pause
        with pytest.raises(cases.AlreadyMoved) as refusal:
            cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)
        assert refusal.value.params["stage"] == "correction"
        with pytest.raises(cases.NotComplete):
            cases.receive_correction(case_id=dibao.made.id, materials=[], by=dibao.office, at=NEXT)
        cases.receive_correction(
            case_id=dibao.made.id, materials=[], mended=["field:savings"], by=dibao.office, at=NEXT
        )
        cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)

    def test_is_for_another_person_than_who_accepted_or_examined(self, small_city, dibao):
        dibao.examined()
        Case.objects.update(accepted_by=dibao.approver.account)
        with pytest.raises(cases.SamePerson):
            cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)
        other = small_city.body_post("approver", "MZ", district="310105")
        cases.decide(case_id=dibao.made.id, outcome="granted", by=other, at=NEXT)

    def test_is_for_the_body_competent_on_the_day(self, small_city, dibao):
        dibao.examined()
        day = moment("2019-05-06")
        with pytest.raises(cases.NotCompetent) as refusal:
            cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=day)
        assert refusal.value.params["body"] == f"JZ-{BEIXINJING}"
        assert cases.move_competence(by=Robot("night"), at=day) == 1
        assert cases.move_competence(by=Robot("night"), at=day) == 0
        street = small_city.body_post("approver", "JZ", street=BEIXINJING, on=day.date())
        assert Act.DECIDE in cases.case_page(dibao.made.id, by=street, at=day).acts
        cases.decide(case_id=dibao.made.id, outcome="granted", by=street, at=day)
        assert last_event(dibao.made).details == {
            "outcome": "granted", "clause": "", "body": f"JZ-{BEIXINJING}", "late": True,
        }  # fmt: skip

    def test_is_not_for_another_body_of_the_same_department(self, small_city, dibao):
        dibao.examined()
        other = small_city.body_post("approver", "MZ", district="310104")
        with pytest.raises(cases.UnknownCase):
            cases.decide(case_id=dibao.made.id, outcome="granted", by=other, at=NEXT)


class TestFinishOnSpot:
    @pytest.fixture
    def made(self, desk, clerk, resident):
        return desk.submit("RS-001", applicant=resident, by=clerk, accept=True)

    def test_lets_the_same_clerk_finish_and_records_the_draw(self, small_city, made, clerk):
        assert made.stage is Stage.EXAMINED and Act.FINISH_ON_SPOT in cases.case_page(made.id, by=clerk, at=NEXT).acts
        assert cases.finish_on_spot(case_id=made.id, by=clerk, at=NEXT, one_in=1)
        assert last_event(made).details["draw"]["one_in"] == 1 and stage_of(made) is Stage.DELIVERED
        manager = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING])
        assert [row.id for row in cases.spot_checks(manager, today=NEXT.date()).rows] == [made.id]
        with pytest.raises(staff.NotAllowed):
            cases.spot_check(case_id=made.id, passed=True, note="", by=clerk, at=NEXT)
        with pytest.raises(cases.ReasonMissing):
            cases.spot_check(case_id=made.id, passed=False, note="", by=manager, at=NEXT)
        cases.spot_check(case_id=made.id, passed=True, note="", by=manager, at=NEXT)
        with pytest.raises(cases.NotDrawn):
            cases.spot_check(case_id=made.id, passed=True, note="", by=manager, at=NEXT)
        assert cases.spot_checks(manager, today=NEXT.date()).rows == ()

    def test_is_only_for_instant_items(self, dibao, clerk):
        dibao.examined()
        with pytest.raises(cases.NotInstant):
            cases.finish_on_spot(case_id=dibao.made.id, by=clerk, at=NEXT)

    def test_refuses_at_the_window_only_with_reasons(self, made, clerk):
        with pytest.raises(cases.ReasonMissing):
            cases.decide(case_id=made.id, outcome="refused", by=clerk, at=NEXT)
        cases.decide(case_id=made.id, outcome="refused", by=clerk, at=NEXT, **REFUSAL)
        assert stage_of(made) is Stage.DECIDED


class TestSpecial:
    def test_stops_the_clock_only_where_the_rule_lists_it_and_tells_the_applicant(
        self, small_city, desk, clerk, resident
    ):
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        street = small_city.body_post("handler", "CL", street=BEIXINJING)
        with pytest.raises(cases.PauseUnknown):
            cases.open_special(case_id=made.id, reason="auction", says="…", by=street, at=NEXT)
        with pytest.raises(cases.ReasonMissing):
            cases.open_special(case_id=made.id, reason="disability_assessment", says="", by=street, at=NEXT)
        due = Case.objects.get().due_on
        cases.open_special(
            case_id=made.id, reason="disability_assessment", says="评定约需十天", by=street, at=moment("2018-02-22")
        )
        paused = cases.case_page(made.id, by=street, at=moment("2018-02-23"))
        assert paused.clock.state == "paused" and paused.pauses[0].stops and paused.notices[0].says == "评定约需十天"
        assert paused.case.light == "paused" and Case.objects.get().due_on is None
        cases.close_special(case_id=made.id, finding="二级", by=street, at=moment("2018-02-27"))
        # 23, 24 (made up), 26 and 27 February were working days that no longer count.
        after = Case.objects.get().due_on
        assert (due, after) == (date(2018, 3, 19), date(2018, 3, 23))
        page = cases.case_page(made.id, by=street, at=moment("2018-02-28"))
        assert [segment.reason for segment in page.clock.segments if segment.kind == "paused"] == [
            "disability_assessment"
        ]

    def test_runs_on_beside_a_procedure_that_the_rule_does_not_exclude(self, small_city, desk, clerk, resident):
        made = desk.submit("ZJ-001", applicant=resident, by=clerk, accept=True)
        handler = small_city.body_post("handler", "MZ", district="310105")
        due = Case.objects.get().due_on
        cases.open_special(case_id=made.id, reason="economic_check", says="核对中", by=handler, at=NEXT)
        assert Case.objects.get().due_on == due and not Case.objects.get().pauses.get().stops
        assert cases.close_special(case_id=made.id, finding="符合", by=handler, at=NEXT) is Stage.IN_PROGRESS


class TestVersions:
    def test_a_pack_that_changes_leaves_a_running_case_alone(self, small_city_of_its_own):
        city = small_city_of_its_own
        clerk, applicant = city.clerk(), city.resident()
        old = Desk(city).submit("CL-001", applicant=applicant, by=clerk, accept=True)
        edit_pack(
            city.policy,
            "CL-001",
            ("version = 1", "version = 2"),
            ("from = 2015-01-01", "from = 2018-02-20"),
            ("days = 20", "days = 5"),
            ('id = "photo"', 'id = "portrait"'),
        )
        city.load_items()
        page = cases.case_page(old.id, by=clerk, at=moment("2018-02-22"))
        assert page.item.item.version == 1 and page.clock.term.limit == 20 and page.case.due_on == date(2018, 3, 19)
        assert "photo" in {row.material for row in page.materials}
