"""The dates that the brief of the city names, and calendars that change under running cases."""

from datetime import date

import pytest
from fixtures_city import BEIXINJING, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case
from doorstep.cases.public import Stage
from doorstep.kernel.calendar import Unit
from doorstep.ledger.public import Robot, story
from doorstep.places import public as places
from doorstep.post import public as post


def clock_of(made, by, at):
    return cases.case_page(made.id, by=by, at=moment(at)).clock


class TestClock:
    def test_of_a_case_accepted_on_holiday_duty_counts_from_the_first_working_day(self, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, at="2018-02-17", accept=True)
        assert clock_of(made, clerk, "2018-02-17").first_counted_day == date(2018, 2, 22)

    def test_of_a_case_received_that_day_and_accepted_on_the_22nd_counts_from_the_23rd(self, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, at="2018-02-17")
        assert Case.objects.get().due_on is None and clock_of(made, clerk, "2018-02-20").state == "not_started"
        cases.accept(case_id=made.id, by=clerk, at=moment("2018-02-22"))
        assert clock_of(made, clerk, "2018-02-22").first_counted_day == date(2018, 2, 23)

    def test_of_dibao_is_thirty_calendar_days_from_the_application_whenever_it_is_accepted(self, desk, clerk, resident):
        made = desk.submit("MZ-001", applicant=resident, by=clerk)
        assert Case.objects.get().due_on == date(2018, 3, 15)
        cases.accept(case_id=made.id, by=clerk, at=moment("2018-02-26"))
        assert Case.objects.get().due_on == date(2018, 3, 15)
        earlier = desk.submit("MZ-006", applicant=resident, by=clerk, at="2018-02-13", applied_on=date(2018, 2, 9))
        assert Case.objects.get(id=earlier.id).applied_on == date(2018, 2, 9)

    def test_warns_at_seventy_percent_and_two_days_before_and_turns_red(self, desk, clerk, resident):
        desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        case, calendar = Case.objects.get(), places.calendar()
        assert case.due_on == date(2018, 3, 19)
        assert calendar.count_days(date(2018, 2, 13), case.warn_on, Unit.WORKING_DAYS) == 14
        assert calendar.count_days(case.last_warning_on, case.due_on, Unit.WORKING_DAYS) == 2
        lights = {
            day: cases.inbox(clerk, today=day, filters=cases.InboxFilter(mine=False)).rows[0]
            for day in (case.warn_on.replace(day=case.warn_on.day - 1), case.warn_on, case.due_on, date(2018, 3, 20))
        }
        assert [(row.light, row.days_left) for row in lights.values()] == [
            ("running", 7), ("due_soon", 6), ("due_soon", 0), ("overdue", -1),
        ]  # fmt: skip

    def test_without_a_verified_limit_claims_none(self, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        Case.objects.update(limit_days=None)
        assert clock_of(made, clerk, "2018-03-01") is None


class TestRecomputeOpenDeadlines:
    HOLIDAY = (places.DayNotice(date(2018, 3, 6), False, name_zh="临时放假"),)

    def publish(self, at="2018-02-20"):
        places.publish_days(days=self.HOLIDAY, source="沪府办〔2018〕示例", by=Robot("test"), at=moment(at))

    def test_moves_running_cases_and_says_so_for_each(self, desk, clerk, resident):
        moved = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        calendar_days = desk.submit("MZ-001", applicant=resident, by=clerk, accept=True)
        waiting = desk.submit("GA-001", applicant=resident, by=clerk)
        self.publish()
        (job,) = post.due_jobs(moment("2018-02-20"), names=["recompute_open_deadlines"])[-1:]
        changes = cases.recompute_open_deadlines(**job.params, by=Robot("jobs"), at=moment("2018-02-20"))
        assert [(change.number, change.due_before, change.due_after) for change in changes] == [
            (moved.number, date(2018, 3, 19), date(2018, 3, 20))
        ]
        event = story(f"case:{moved.id}")[-1]
        assert event.what == "case.deadline-recomputed" and event.after["due_on"] == "2018-03-20"
        assert len(story(f"case:{calendar_days.id}")) == len(story(f"case:{waiting.id}")) == 1
        assert cases.recompute_open_deadlines(by=Robot("jobs"), at=moment("2018-02-21")) == []
        assert clock_of(moved, clerk, "2018-02-21").due_on == date(2018, 3, 20)

    def test_leaves_decided_cases_and_keeps_what_lists_sort_by_for_those_that_wait(
        self, small_city, desk, clerk, resident
    ):
        instant = desk.submit("RS-001", applicant=resident, by=clerk, accept=True)
        cases.finish_on_spot(case_id=instant.id, by=clerk, at=moment("2018-02-13"))
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        handler = small_city.body_post("handler", "CL", street=BEIXINJING)
        cases.open_special(
            case_id=made.id, reason="disability_assessment", says="评定中", by=handler, at=moment("2018-02-14")
        )
        self.publish()
        assert cases.recompute_open_deadlines(by=Robot("jobs"), at=moment("2018-02-20")) == []
        assert len(story(f"case:{instant.id}")) == 2
        assert (
            cases.close_special(case_id=made.id, finding="二级", by=handler, at=moment("2018-02-24"))
            is Stage.IN_PROGRESS
        )
        assert Case.objects.get(id=made.id).due_on == places.calendar().add_days(
            date(2018, 2, 13), 20 + 3, Unit.WORKING_DAYS
        )


class TestExtend:
    def test_is_for_licences_once_by_ten_days_and_told(self, small_city, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        approver = small_city.body_post("approver", "CL", district="310105")
        ask = {
            "case_id": made.id,
            "reason": "案情复杂",
            "clause": "行政许可法第四十二条",
            "says": "延长十日",
            "by": approver,
        }
        with pytest.raises(cases.NoExtension, match="licences-only"):
            cases.extend(days=10, at=moment("2018-03-01"), **ask)
        Case.objects.update(item_type="licence")
        with pytest.raises(cases.NoExtension, match="days"):
            cases.extend(days=11, at=moment("2018-03-01"), **ask)
        with pytest.raises(cases.ReasonMissing):
            cases.extend(days=10, at=moment("2018-03-01"), **{**ask, "says": ""})
        assert cases.extend(days=10, at=moment("2018-03-01"), **ask) == date(2018, 4, 2)
        with pytest.raises(cases.NoExtension, match="once"):
            cases.extend(days=1, at=moment("2018-03-02"), **ask)
