"""取消收件. The window undoes its own slip, as long as nobody else has a hand in it."""

import pytest
from applications import Desk, all_handed_in
from at_once import at_once
from fixtures_city import BEIXINJING, KANGJIAN, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case, Notice, Pause, Task
from doorstep.cases.public import DefectGiven, MaterialGiven, MaterialState, Stage
from doorstep.catalogue import public as catalogue
from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Robot, story, verify
from doorstep.papers import public as papers
from doorstep.post import public as post
from doorstep.post.models import Job
from doorstep.staff.public import NotAllowed

AT, LAST, LATE = (moment(f"2018-02-13 {clock}") for clock in ("10:00:00", "10:10:00", "10:10:01"))
UNTIL = moment("2018-02-26").date()
PHOTO = DefectGiven("material:photo", "照片不清楚", "办事指南", "重新拍一张")


def take_back(made, by, at=LAST):
    cases.take_back(case_id=made.id, by=by, at=at)


def why(made, by, at=LAST):
    """Why it is not possible; nothing of the case has changed then."""
    before = Case.objects.values().get(id=made.id), len(story(f"case:{made.id}"))
    with pytest.raises(Refusal) as told:
        take_back(made, by, at)
    assert (Case.objects.values().get(id=made.id), len(story(f"case:{made.id}"))) == before
    return told.value.params.get("why", told.value.code)


def offered(made, by, at=LAST):
    return cases.take_back_until(cases.case_page(made.id, by=by, at=at), by=by, at=at)


class TestTakeBack:
    def test_ends_the_case_with_all_that_hangs_on_it_and_lets_the_same_be_handed_in_anew(self, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True, at=AT, key="first")
        page = cases.case_page(made.id, by=clerk, at=AT)
        receipt = cases.due_paper(page, "receipt")
        given = papers.give_out(draft=cases.draft_of(page, receipt), way="page", by=clerk, at=AT)
        assert offered(made, clerk) == LAST

        take_back(made, clerk)

        case = Case.objects.get(id=made.id)
        event = story(f"case:{made.id}")[-1]
        assert (case.stage, case.ended_on, event.what) == (Stage.WITHDRAWN, AT.date(), "case.taken-back")
        assert event.details == {"why": "window-mistake", "papers": [given.number]}
        assert set(Task.objects.values_list("state", flat=True)) == {"cancelled"}
        assert papers.paper_by_code(given.check_code).replaced_at == LAST
        page = cases.case_page(made.id, by=clerk, at=LAST)
        assert page.taken_back and cases.due_papers(page) == () and page.acts == ()
        status = cases.public_status(made.number, made.query_code)
        assert status.taken_back and status.stage is Stage.WITHDRAWN

        again = desk.submit("CL-001", applicant=resident, by=clerk, accept=True, at=LAST, key="second")
        assert again.is_new and again.number > made.number
        assert offered(again, clerk) and why(made, clerk) == "cases.already-moved" and verify().broken is None

    def test_ends_the_notice_the_promise_and_the_jobs_that_wait(self, desk, clerk, resident):
        told = desk.submit("CL-001", applicant=resident, by=clerk, at=AT)
        cases.ask_supplement(case_id=told.id, defects=[PHOTO], due_on=UNTIL, by=clerk, at=AT)
        given = all_handed_in(catalogue.item_on("MZ-001", AT.date()).on(AT.date()))
        rest = [one for one in given if one.material != "bank-card"]
        card = MaterialGiven("bank-card", MaterialState.TOLERATED, promised_until=UNTIL)
        take_back(told, clerk)
        promised = desk.submit("MZ-001", applicant=resident, by=clerk, accept=True, at=AT, materials=[*rest, card])
        waiting = Job.objects.filter(state=post.State.WAITING, params__case_id=promised.id)
        assert {job.name for job in waiting} == {"remind_promise", "end_promise"}

        take_back(promised, clerk)

        assert not Pause.objects.filter(resumed_at__isnull=True).exists()
        assert not Notice.objects.filter(answered_at__isnull=True, due_on__isnull=False).exists()
        of_cases = Job.objects.filter(name__in=["remind_promise", "end_promise", "accept_silently"])
        assert list(of_cases.values_list("state", flat=True)) == [post.State.CANCELLED] * 2

    @pytest.mark.parametrize("kind", ["other-clerk", "too-late", "too-late at midnight", "decided", "others-acted"])
    def test_is_the_receiving_clerks_alone_for_ten_minutes_while_nothing_is_done(
        self, small_city, desk, resident, kind
    ):
        clerk, at = small_city.clerk(BEIXINJING), LAST
        start = moment("2018-02-13 23:55") if "midnight" in kind else AT
        code = "RS-001" if kind == "decided" else "MZ-001"
        made = desk.submit(code, applicant=resident, by=clerk, accept=True, at=start)
        by = clerk
        match kind:
            case "other-clerk":
                by = small_city.clerk(BEIXINJING)
            case "too-late":
                at = LATE
            case "too-late at midnight":
                at = moment("2018-02-14 00:01")
            case "decided":
                cases.finish_on_spot(case_id=made.id, by=clerk, at=AT)
            case "others-acted":
                office = small_city.post("street_assistance", street_code=BEIXINJING)
                task = Task.objects.get(case=made.id, spec="verify")
                cases.answer_task(task_id=task.pk, result="agrees", remark="", by=office, at=AT)
        assert offered(made, by, at) is None
        assert why(made, by, at) == kind.split()[0]

    def test_is_not_for_who_sits_elsewhere_or_may_not_receive(self, small_city, desk, clerk, resident):
        made = desk.submit("MZ-001", applicant=resident, by=clerk, at=AT)
        assert why(made, small_city.clerk(KANGJIAN)) == "cases.unknown-case"
        with pytest.raises(NotAllowed):
            take_back(made, small_city.body_post("approver", "MZ", district="310105"))
        assert why(made, Robot("jobs")) == "other-clerk"

    def test_leaves_a_forwarded_case_that_its_own_centre_has_taken_up(self, small_city, desk, resident):
        away, own = small_city.clerk(KANGJIAN), small_city.clerk(BEIXINJING)
        at = moment("2018-03-01 10:00")
        made = desk.submit("CL-001", applicant=resident, by=away, at=at)
        assert made.stage is Stage.FORWARDED and offered(made, away, at)
        cases.accept(case_id=made.id, by=own, at=at)
        assert offered(made, away, at) is None and why(made, away, at) == "others-acted"


class TestAtOnce:
    @pytest.mark.parametrize("other", ["answer", "hand over", "decide", "take back"])
    def test_with_anothers_act_lets_one_win_and_tells_the_other(self, small_city_at_once, other):
        city = small_city_at_once
        clerk = city.clerk()
        made = Desk(city).submit("MZ-001", applicant=city.resident(), by=clerk, accept=True, at=AT)
        office = city.post("street_assistance", street_code=BEIXINJING)
        task = Task.objects.get(case=made.id, spec="verify")
        outside = Task.objects.get(case=made.id, spec="economic-report")
        approver = city.body_post("approver", "MZ", district="310105")
        if other == "hand over":
            Task.objects.filter(id=outside.pk).update(inside=False)
        if other == "decide":
            Task.objects.update(state="cancelled")
            Case.objects.update(stage="examined")
        acts = {
            "answer": lambda: cases.answer_task(task_id=task.pk, result="agrees", remark="", by=office, at=AT),
            "hand over": lambda: cases.hand_over(
                department="HD", way="sheet", by=city.body_post("handler", "HD", district="310105"), at=AT
            ),
            "decide": lambda: cases.decide(case_id=made.id, outcome="granted", by=approver, at=AT),
            "take back": lambda: take_back(made, clerk),
        }
        told, theirs = at_once(lambda: take_back(made, clerk), acts[other])
        stage, events = Case.objects.get(id=made.id).stage, [event.what for event in story(f"case:{made.id}")]
        assert len(events) == 2 and verify().broken is None, (told, theirs, events)
        if told is None:
            assert stage == "withdrawn" and isinstance(theirs, str), theirs
            assert not Task.objects.exclude(state="cancelled").exists()
        else:
            assert told in ("cases.not-taken-back", "cases.already-moved"), told
            assert stage == "withdrawn" if other == "take back" else stage != "withdrawn"
            assert "cases.not-taken-back" not in (str(theirs),)
