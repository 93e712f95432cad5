"""Several desks at once: real transactions, real connections, one winner and clear answers for the others."""

from collections import Counter

import pytest
from applications import Desk
from at_once import at_every_place, at_once
from fixtures_city import BEIXINJING, XINJING, moment

from doorstep.cases import public as cases
from doorstep.cases.logic.numbers import LANE, LANES, in_lane
from doorstep.cases.models import Case, DayCount, Decision, FirstFilter, SavedFilter, Task
from doorstep.cases.public import Stage
from doorstep.ledger.public import Robot, story, verify
from doorstep.places import public as places

AT = moment("2018-02-14 10:00")
DESKS = 4


@pytest.fixture
def city(small_city_at_once):
    return small_city_at_once


@pytest.fixture
def desk(city):
    return Desk(city)


class TestSubmit:
    def test_at_two_windows_at_once_makes_one_case(self, city, desk):
        clerk, applicant = city.clerk(), city.resident()
        made = at_once(
            *[lambda: desk.submit("MZ-001", applicant=applicant, by=clerk, accept=True, key="twice")] * DESKS
        )
        assert len({one.id for one in made}) == 1 and sum(one.is_new for one in made) == 1
        assert Case.objects.count() == 1 and len(story(f"case:{made[0].id}")) == 1 and Task.objects.count() == 3

    def test_of_the_same_content_under_other_keys_makes_one_case_and_names_it(self, city, desk):
        clerks, applicant = [city.clerk(BEIXINJING), city.clerk(XINJING)], city.resident()
        told = at_once(*[lambda by=by: desk.submit("MZ-001", applicant=applicant, by=by) for by in clerks])
        assert Case.objects.count() == 1
        assert [one for one in told if isinstance(one, str)] == ["cases.submitted-elsewhere"]

    def test_gives_every_case_a_number_of_its_own(self, city, desk):
        clerk, people = city.clerk(), [city.resident() for _ in range(DESKS)]
        made = at_once(*[lambda who=who: desk.submit("CL-001", applicant=who, by=clerk, accept=True) for who in people])
        # whoever comes while another counts opens a lane of their own; no lane leaves out a number
        lanes = Counter((int(one.number[-6:]) - 1) // LANE for one in made)
        counted = {in_lane(lane, count) for lane, last in lanes.items() for count in range(1, last + 1)}
        assert {int(one.number[-6:]) for one in made} == counted and len(counted) == DESKS
        assert verify().broken is None

    def test_gives_out_the_last_numbers_of_a_day_once_each(self, city, desk):
        day, left = AT.date(), DESKS // 2
        DayCount.objects.bulk_create(
            [DayCount(street=BEIXINJING, day=day, lane=lane, last=LANE) for lane in range(LANES)]
        )
        DayCount.objects.filter(lane=LANES - 1).update(last=LANE - left)
        clerk, people = city.clerk(BEIXINJING), [city.resident() for _ in range(DESKS)]
        told = at_once(*[lambda who=who: desk.submit("CL-001", applicant=who, by=clerk, at=AT) for who in people])
        assert [one for one in told if isinstance(one, str)] == ["cases.no-number-left"] * (DESKS - left)
        assert Case.objects.count() == left and Case.objects.order_by("-number")[0].number[-6:] == f"{LANE * LANES:06}"


class TestDecide:
    def test_by_two_at_once_lets_one_win_and_tells_the_other(self, city, desk):
        made = desk.submit("CL-001", applicant=city.resident(), by=city.clerk(), accept=True)
        Task.objects.update(state="cancelled")
        Case.objects.update(stage="examined")
        approvers = [city.body_post("approver", "CL", district="310105") for _ in range(DESKS)]
        told = at_once(
            *[lambda by=by: cases.decide(case_id=made.id, outcome="granted", by=by, at=AT) for by in approvers]
        )
        assert sorted(map(str, told)) == ["None", *["cases.already-moved"] * (DESKS - 1)]
        assert Decision.objects.count() == 1
        assert [event.what for event in story(f"case:{made.id}")].count("case.decided") == 1


class TestTasks:
    def test_answered_side_by_side_at_once_both_count(self, city, desk):
        made = desk.submit("MZ-001", applicant=city.resident(), by=city.clerk(), accept=True)
        office = city.post("street_assistance", street_code=BEIXINJING)
        checker = city.body_post("handler", "HD", district="310105")
        tasks = {task.spec: task.pk for task in Task.objects.all()}

        def answer(spec, by):
            return lambda: cases.answer_task(task_id=tasks[spec], result="agrees", remark="", by=by, at=AT)

        assert set(at_once(answer("verify", office), answer("economic-report", checker))) == {Stage.IN_PROGRESS}
        third = Task.objects.get(spec="first-opinion")
        assert third.state == "open"  # whoever came second saw that the other was done
        assert answer("first-opinion", office)() is Stage.EXAMINED
        assert len(story(f"case:{made.id}")) == 4 and verify().broken is None


class TestRecompute:
    def test_beside_an_acceptance_loses_neither(self, city, desk):
        clerk = city.clerk()
        running = desk.submit("CL-001", applicant=city.resident(), by=clerk, accept=True)
        waiting = desk.submit("CL-001", applicant=city.resident(), by=clerk)
        notice = [places.DayNotice(moment("2018-03-06").date(), False)]
        places.publish_days(days=notice, source="示例", by=Robot("test"), at=AT)
        at_once(
            lambda: cases.recompute_open_deadlines(by=Robot("jobs"), at=AT),
            lambda: cases.accept(case_id=waiting.id, by=clerk, at=AT),
        )
        due = dict(Case.objects.values_list("id", "due_on"))
        assert due == {running.id: moment("2018-03-20").date(), waiting.id: moment("2018-03-21").date()}


class TestFilters:
    @pytest.mark.parametrize("turned", [False, True])
    @pytest.mark.parametrize("act", ["begin", "rename"])
    def test_given_up_while_somebody_uses_them_leave_nothing_behind_and_no_act_on_what_is_gone(self, city, act, turned):
        clerk = city.clerk()

        def acts(asked):
            number = cases.save_filter(name=f"甲{asked}", asked={"view": "all"}, by=clerk, at=AT)
            use = {
                "begin": lambda: cases.begin_with(filter_id=number, by=clerk, at=AT),
                "rename": lambda: cases.rename_filter(filter_id=number, name=f"乙{asked}", by=clerk, at=AT),
            }[act]
            both = [use, lambda: cases.remove_filter(filter_id=number, by=clerk, at=AT)]
            return both[::-1] if turned else both

        for asked, *ends in at_every_place(acts):
            used, removed = ends[::-1] if turned else ends
            assert removed is None and used in (None, "cases.unknown-filter"), asked
            assert not SavedFilter.objects.exists() and not FirstFilter.objects.exists(), asked
            last = [event.what for event in story(f"filters:{clerk.account}")][-2:]
            kept = {"begin": "filter.first", "rename": "filter.renamed"}[act] if used is None else "filter.saved"
            assert last == [kept, "filter.removed"], asked
