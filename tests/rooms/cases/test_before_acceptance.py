"""What happens to a case that is not complete, not ours, or waited for too long: told, promised, moved, ended."""

from datetime import date

import pytest
from applications import NEXT, REFUSAL, Desk, last_event, stage_of
from fixtures_city import BEIXINJING, CENTRES, edit_pack, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case, CaseMaterial, Notice, Task
from doorstep.cases.public import DefectGiven, MaterialGiven, MaterialState, Stage
from doorstep.ledger.public import Robot
from doorstep.post import public as post
from doorstep.staff import public as staff


class TestAskSupplement:
    @pytest.fixture
    def made(self, desk, clerk, resident):
        return desk.submit("CL-001", applicant=resident, by=clerk, materials=[])

    def defects(self, made):
        missing = CaseMaterial.objects.filter(case=made.id, state="missing").values_list("material", flat=True)
        return [DefectGiven(f"material:{name}", "缺", "办事指南", "补交") for name in missing]

    def ask(self, made, defects, by, at=NEXT, due_on=date(2018, 3, 1)):
        return cases.ask_supplement(case_id=made.id, defects=defects, due_on=due_on, by=by, at=at)

    def test_tells_everything_or_nothing(self, made, clerk):
        everything = self.defects(made)
        with pytest.raises(cases.DefectLeftOut) as refusal:
            self.ask(made, everything[1:], clerk)
        assert refusal.value.params["materials"] == [everything[0].about.removeprefix("material:")]
        with pytest.raises(cases.NoDefect):
            self.ask(made, [], clerk)
        with pytest.raises(cases.BadDueDay):
            self.ask(made, everything, clerk, due_on=NEXT.date())
        assert stage_of(made) is Stage.RECEIVED and not Notice.objects.exists()

    def test_tells_once_and_again_only_what_was_not_mended(self, made, clerk):
        everything = self.defects(made)
        self.ask(made, everything, clerk)
        names = [one.about.removeprefix("material:") for one in everything]
        cases.supply(case_id=made.id, materials=names[1:], by=clerk, at=NEXT)
        assert stage_of(made) is Stage.RECEIVED
        new = DefectGiven("material:guardian", "缺监护人证明", "办事指南", "补交")
        with pytest.raises(cases.NewDefect) as refusal:
            self.ask(made, [everything[0], new], clerk)
        assert refusal.value.params["about"] == ["material:guardian"]
        self.ask(made, everything[:1], clerk)
        cases.supply(case_id=made.id, materials=names[:1], by=clerk, at=NEXT)
        assert cases.accept(case_id=made.id, by=clerk, at=NEXT) is Stage.IN_PROGRESS

    def test_leaves_the_main_clock_unstarted_and_ends_when_nothing_comes(self, made, clerk):
        self.ask(made, self.defects(made), clerk)
        assert Case.objects.get().due_on is None
        with pytest.raises(cases.TooEarly):
            cases.terminate(case_id=made.id, reason="逾期", by=clerk, at=moment("2018-03-01"))
        cases.terminate(case_id=made.id, reason="逾期未补正", by=clerk, at=moment("2018-03-02"))
        case = Case.objects.get()
        assert (case.stage, case.ended_on) == ("terminated", date(2018, 3, 2))
        assert not case.pauses.filter(resumed_at__isnull=True).exists()


class TestNotAccept:
    def test_needs_reason_and_clause_and_carries_the_items_remedy(self, desk, clerk, resident):
        made = desk.submit("MZ-001", applicant=resident, by=clerk)
        with pytest.raises(cases.ReasonMissing) as refusal:
            cases.not_accept(case_id=made.id, reason=" ", clause="", by=clerk, at=NEXT)
        assert refusal.value.params["missing"] == ["reason", "clause"]
        cases.not_accept(case_id=made.id, where_to_go="区民政局", by=clerk, at=NEXT, **REFUSAL)
        event = last_event(made)
        assert (
            event.what == "case.not-accepted" and event.details["remedy"] and event.details["where_to_go"] == "区民政局"
        )
        assert event.personal[f"resident:{resident}"]["reason"] == REFUSAL["reason"] and not event.reason


class TestPromises:
    @pytest.fixture
    def made(self, desk, clerk, resident):
        given = [
            MaterialGiven(name, MaterialState.HANDED_IN)
            for name in ("application", "id-card", "household-register", "declaration", "economic-check-authority")
        ]
        late = MaterialGiven("bank-card", MaterialState.TOLERATED, promised_until=date(2018, 2, 23))
        return desk.submit("MZ-001", applicant=resident, by=clerk, accept=True, materials=[*given, late])

    def test_leave_the_clock_running_and_the_jobs_behind(self, made):
        assert Case.objects.get().due_on == date(2018, 3, 15)
        due = {
            row.name: row.not_before
            for row in post.due_jobs(moment("2018-03-01"), names=["remind_promise", "end_promise"])
        }
        assert due["remind_promise"] == moment("2018-02-22 08:30") and due["end_promise"] == moment("2018-02-24 08:30")

    def test_broken_end_the_case_and_any_further_tolerance(self, made, desk, clerk, resident):
        robot, ask = Robot("jobs"), {"case_id": made.id, "material": "bank-card"}
        assert cases.remind_promise(**ask, by=robot, at=moment("2018-02-22"))
        assert not cases.end_promise(**ask, by=robot, at=moment("2018-02-23 20:00"))
        assert cases.end_promise(**ask, by=robot, at=moment("2018-02-24"))
        assert not cases.end_promise(**ask, by=robot, at=moment("2018-02-24"))
        assert stage_of(made) is Stage.TERMINATED and not Task.objects.exclude(state="cancelled").exists()
        again = desk.submit("MZ-001", applicant=resident, by=clerk, at="2018-02-26", materials=[
            MaterialGiven(name, MaterialState.HANDED_IN)
            for name in ("application", "id-card", "household-register", "declaration", "economic-check-authority")
        ])  # fmt: skip
        with pytest.raises(cases.NoTolerance):
            cases.accept(case_id=again.id, tolerated={"bank-card": date(2018, 3, 9)}, by=clerk, at=moment("2018-02-26"))

    def test_kept_free_the_result(self, made, dibao_people, clerk):
        dibao_people(made)
        with pytest.raises(cases.PromiseOpen):
            cases.deliver(case_id=made.id, way="by_hand", signed=True, by=clerk, at=NEXT)
        with pytest.raises(cases.MaterialsWrong):
            cases.keep_promise(case_id=made.id, material="id-card", by=clerk, at=NEXT)
        cases.keep_promise(case_id=made.id, material="bank-card", by=clerk, at=NEXT)
        cases.deliver(case_id=made.id, way="by_hand", signed=True, by=clerk, at=NEXT)
        assert not cases.end_promise(case_id=made.id, material="bank-card", by=Robot("jobs"), at=moment("2018-03-01"))

    @pytest.fixture
    def dibao_people(self, small_city):
        def bring_to_decision(made):
            office = small_city.post("street_assistance", street_code=BEIXINJING)
            checker = small_city.body_post("handler", "HD", district="310105")
            for spec, by in (("verify", office), ("economic-report", checker), ("first-opinion", office)):
                task = Task.objects.get(case=made.id, spec=spec)
                cases.answer_task(task_id=task.id, result="agrees", remark="", by=by, at=NEXT)
            approver = small_city.body_post("approver", "MZ", district="310105")
            cases.decide(case_id=made.id, outcome="granted", by=approver, at=NEXT)

        return bring_to_decision


class TestReassign:
    def test_keeps_number_and_time_and_follows_the_right_item(self, small_city, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        manager = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING])
        with pytest.raises(staff.NotAllowed):
            cases.reassign(case_id=made.id, item_code="MZ-001", reason="选错", by=clerk, at=NEXT)
        cases.reassign(case_id=made.id, item_code="MZ-001", reason="选错事项", by=manager, at=NEXT)
        case = Case.objects.get()
        assert (case.number, case.received_on, case.stage) == (made.number, date(2018, 2, 13), "received")
        assert (case.item_code, case.deciding_body_id, case.accepted_at) == ("MZ-001", "MZ-310105", None)
        assert case.due_on == date(2018, 3, 15)  # thirty calendar days from the application, not from the mending
        kept = dict(case.materials.values_list("material", "state"))
        assert kept["id-card"] == "handed_in" and kept["declaration"] == "missing"
        assert not Task.objects.exclude(state="cancelled").exists()


class TestSilence:
    @pytest.fixture
    def licence(self, small_city_of_its_own):
        """The city with an invented licence: silence is acceptance there."""
        city = small_city_of_its_own
        clause = 'silent_acceptance = { law = "XK-2003", article = 32, paragraph = 1, item = 4 }'
        edit_pack(
            city.policy,
            "GA-001",
            ("version = 1", "version = 2"),
            ("effective = { from = 2015-01-01", "effective = { from = 2018-02-01"),
            ('type = { is = "public_service"', f'{clause}\ntype = {{ is = "licence"'),
        )
        return city

    def test_is_not_waited_for_once_the_hand_in_was_taken_back(self, licence):
        licence.load_items()
        clerk = licence.clerk()
        made = Desk(licence).submit("GA-001", applicant=licence.resident(), by=clerk)
        cases.take_back(case_id=made.id, by=clerk, at=moment("2018-02-13"))
        assert post.due_jobs(moment("2018-03-31"), names=["accept_silently"]) == []

    def test_is_acceptance_dated_back_to_the_receipt(self, licence, tmp_path):
        licence.load_items()
        clerk = licence.clerk()
        made = Desk(licence).submit("GA-001", applicant=licence.resident(), by=clerk)
        (job,) = post.due_jobs(moment("2018-03-31"), names=["accept_silently"])
        assert job.not_before == moment("2018-02-27 00:00")  # 14, 22, 23, 24 and 26 February are the five days
        assert not cases.accept_silently(**job.params, by=Robot("jobs"), at=moment("2018-02-26 23:00"))
        assert cases.accept_silently(**job.params, by=Robot("jobs"), at=moment("2018-02-27 00:05"))
        case = Case.objects.get(id=made.id)
        assert (case.accepted_on, case.silently, case.clock_started_on) == (date(2018, 2, 13), True, date(2018, 2, 13))
        assert not cases.accept_silently(**job.params, by=Robot("jobs"), at=moment("2018-02-27 00:06"))
        assert last_event(made).what == "case.accepted-silently"

    def test_is_nothing_where_the_pack_names_no_clause(self, desk, clerk, resident):
        made = desk.submit("GA-001", applicant=resident, by=clerk)
        assert not post.due_jobs(moment("2019-01-01"), names=["accept_silently"])
        assert not cases.accept_silently(case_id=made.id, by=Robot("jobs"), at=moment("2018-12-01"))
        assert stage_of(made) is Stage.RECEIVED
