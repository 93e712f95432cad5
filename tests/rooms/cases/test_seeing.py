"""Who sees which case, what a page says, what a list costs."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fixtures_city import BEIXINJING, CENTRES, KANGJIAN, XINJING, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case
from doorstep.cases.public import Act, InboxFilter, Seat, Stage
from doorstep.staff import public as staff
from doorstep.wire.refusals import speech, texts

AT = moment("2018-03-06")
TODAY = AT.date()
EVERY = InboxFilter(mine=False)


def statements(seen):
    """What read or wrote rows: no savepoints, no advisory locks."""
    skipped = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT pg_advisory")
    return [query["sql"] for query in seen.captured_queries if not query["sql"].startswith(skipped)]


class TestCost:
    def test_of_accepting_a_complete_case_of_three_departments_is_fifteen_queries_at_most(self, desk, clerk, resident):
        desk.submit("CL-001", applicant=resident, by=clerk)  # what a process keeps in memory is there
        with CaptureQueriesContext(connection) as seen:
            desk.submit("MZ-001", applicant=resident, by=clerk, accept=True)
        mine = [sql for sql in statements(seen) if "('catalogue')" not in sql]
        assert len(mine) + 1 <= 13, "\n".join(sql[:100] for sql in mine)  # the desk of this test asks the catalogue too

    def test_of_a_decision_is_a_dozen_queries(self, desk, clerk, resident):
        first, made = (
            desk.submit("MZ-007", applicant=resident, by=clerk, accept=True, at=day) for day in ("2018-03-05", AT)
        )
        cases.decide(case_id=first.id, outcome="granted", by=clerk, at=AT)  # what a process keeps in memory is there
        with CaptureQueriesContext(connection) as seen:
            cases.decide(case_id=made.id, outcome="granted", by=clerk, at=AT)

        assert len(statements(seen)) <= 12, "\n".join(sql[:100] for sql in statements(seen))

    def test_of_an_inbox_does_not_grow_with_its_rows_and_never_counts(self, small_city, desk, clerk):
        def asked():
            with CaptureQueriesContext(connection) as seen:
                cases.inbox(clerk, today=TODAY, filters=EVERY)
            return statements(seen)

        desk.submit("CL-001", applicant=small_city.resident(), by=clerk, accept=True)
        few = asked()
        for _ in range(5):
            desk.submit("CL-001", applicant=small_city.resident(), by=clerk, accept=True)
        many = asked()
        assert len(few) == len(many) <= 3 and not any("COUNT(" in sql for sql in many)

    def test_of_what_a_clerk_took_in_today_does_not_grow_and_names_nothing_of_others(self, small_city, desk, clerk):
        def asked(limit):
            with CaptureQueriesContext(connection) as seen:
                rows = cases.handed_in_on(TODAY, by=clerk, limit=limit)
            return [row.id for row in rows], len(statements(seen))

        colleague = small_city.clerk(BEIXINJING)
        desk.submit("CL-001", applicant=small_city.resident(), by=clerk, at="2018-03-05")
        desk.submit("CL-001", applicant=small_city.resident(), by=colleague, at=AT)
        assert asked(3)[0] == []
        made = [desk.submit("CL-001", applicant=small_city.resident(), by=clerk, at=AT).id for _ in range(4)]
        few, many = asked(2), asked(9)
        assert few[0] == made[:1:-1] and many[0] == made[::-1]
        assert few[1] == many[1] <= 2
        with pytest.raises(staff.NotAllowed):
            cases.handed_in_on(TODAY, by=small_city.body_post("approver", "MZ", district="310105"), limit=9)

    def test_of_what_a_place_received_most_in_seven_days_is_one_query(self, small_city, desk, clerk):
        for code, by, days in (
            ("CL-001", clerk, ("2018-03-01", "2018-03-06")),
            ("MZ-001", clerk, ("2018-02-28",)),
            ("MZ-007", clerk, ("2018-02-27", "2018-02-27", "2018-02-27")),  # the day before the first of the seven
            ("MZ-001", small_city.clerk(KANGJIAN), ("2018-03-05", "2018-03-05")),
        ):
            for day in days:
                desk.submit(code, applicant=small_city.resident(), by=by, at=day)
        with CaptureQueriesContext(connection) as seen:
            assert cases.often_received(clerk, until=TODAY, limit=9) == ("CL-001", "MZ-001")
        assert len(statements(seen)) == 1
        assert cases.often_received(clerk, until=TODAY, limit=1) == ("CL-001",)
        with pytest.raises(staff.NotAllowed):
            cases.often_received(small_city.body_post("approver", "MZ", district="310105"), until=TODAY, limit=9)

    def test_of_a_page_does_not_grow_with_its_story(self, small_city, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        counts = []
        handler = small_city.body_post("handler", "CL", street=BEIXINJING)
        for _ in range(3):
            with CaptureQueriesContext(connection) as seen:
                cases.case_page(made.id, by=clerk, at=AT)
            counts.append(len(statements(seen)))
            cases.open_special(case_id=made.id, reason="disability_assessment", says="评定", by=handler, at=AT)
            cases.close_special(case_id=made.id, finding="二级", by=handler, at=AT)
        assert counts[1] == counts[2] <= 16


class TestJurisdiction:
    @pytest.fixture
    def made(self, small_city, desk, resident):
        """Received in Kangjian, accepted in Beixinjing, worked on by three bodies, decided by the district."""
        self.away, self.own = small_city.clerk(KANGJIAN), small_city.clerk(BEIXINJING)
        made = desk.submit("MZ-001", applicant=resident, by=self.away, at="2018-03-05")
        cases.accept(case_id=made.id, by=self.own, at=AT)
        return made

    def test_shows_a_case_to_the_four_sides_and_to_nobody_else(self, small_city, made):
        body, city = small_city.body_post, small_city
        sides = {
            Seat.RECEIVING: self.away,
            Seat.ACCEPTING: self.own,
            Seat.TASK: body("handler", "HD", district="310105"),
            Seat.DECIDING: body("approver", "MZ", district="310105"),
        }
        for seat, by in sides.items():
            assert seat in cases.case_page(made.id, by=by, at=AT).seats
            assert cases.case_by_number(made.number, by=by) == made.id
            assert [row.id for row in cases.inbox(by, today=TODAY, filters=EVERY).rows] == [made.id]
        strangers = [
            city.clerk(XINJING),
            body("handler", "HD", district="310104"),
            body("approver", "MZ", district="310104"),
            body("handler", "CL", district="310105"),
            city.post("street_assistance", street_code=XINJING),
        ]
        for by in strangers:
            assert cases.inbox(by, today=TODAY, filters=EVERY).rows == ()
            assert cases.open_cases_of([Case.objects.get().applicant_id], by=by, today=TODAY) == ()
            for look in (
                lambda by=by: cases.case_page(made.id, by=by, at=AT),
                lambda by=by: cases.case_by_number(made.number, by=by),
            ):
                with pytest.raises(cases.UnknownCase):
                    look()
            with pytest.raises((cases.UnknownCase, staff.NotAllowed)):
                cases.withdraw(case_id=made.id, reason="x", by=by, at=AT)
        for role, where in (
            ("administrator", {}),
            ("district_leader", {"district_code": "310105"}),
            ("city_leader", {}),
        ):
            with pytest.raises(staff.NotAllowed):
                cases.case_page(made.id, by=city.post(role, **where), at=AT)

    def test_gives_the_query_code_to_the_receiving_side_only(self, made):
        assert cases.case_page(made.id, by=self.away, at=AT).query_code == made.query_code
        assert cases.case_page(made.id, by=self.own, at=AT).query_code == ""

    def test_shows_residents_their_own_cases(self, small_city, made):
        from doorstep.ledger.public import Robot

        applicant = Case.objects.get().applicant_id
        account = staff.add_account(
            username="own",
            display_name="赵一芳",
            password=None,
            by=Robot("test"),
            at=AT,
            resident=f"resident:{applicant}",
        )
        post = staff.give_post(account_id=account, role="resident", first=date(2018, 1, 1), by=Robot("test"), at=AT)
        by = staff.acting(post_id=post, origin="test", on=TODAY)
        assert [row.id for row in cases.own_cases(by, today=TODAY)] == [made.id]
        with pytest.raises(staff.NotAllowed):
            cases.inbox(by, today=TODAY)


class TestInbox:
    def test_goes_through_its_pages_in_every_order_and_back_and_loses_none(self, small_city, desk, clerk):
        days = (26, 13, 23, 13, 22)
        made = [
            desk.submit("CL-001", applicant=small_city.resident(), by=clerk, at=f"2018-02-{day}", accept=True).id
            for day in days
        ]
        by_clock = [made[1], made[3], made[4], made[2], made[0]]
        orders = {
            cases.Sort.CLOCK: by_clock,
            cases.Sort.CLOCK_LAST: by_clock[::-1],
            cases.Sort.OLDEST: made,
            cases.Sort.NEWEST: made[::-1],
        }
        for sort, wanted in orders.items():
            pages, way = [], {}
            while way is not None:
                page = cases.inbox(clerk, today=TODAY, filters=EVERY, sort=sort, limit=2, **way)
                pages.append([row.id for row in page.rows])
                before = [cases.rows_before(page, cases.sort_key(row, sort), sort) for row in page.rows]
                assert before == list(range(len(page.rows)))
                way = {"after_key": page.next_key} if page.next_key else None
            assert pages == [wanted[:2], wanted[2:4], wanted[4:]]
            middle = cases.inbox(clerk, today=TODAY, filters=EVERY, sort=sort, limit=2, before_key=page.previous_key)
            assert [row.id for row in middle.rows] == wanted[2:4]
            back = cases.inbox(clerk, today=TODAY, filters=EVERY, sort=sort, limit=2, before_key=middle.previous_key)
            assert [row.id for row in back.rows] == wanted[:2] and back.previous_key == "" and back.next_key

    def test_begins_anew_on_a_key_that_nobody_gave(self, desk, clerk, resident):
        desk.submit("CL-001", applicant=resident, by=clerk)
        assert len(cases.inbox(clerk, today=TODAY, after_key="2018-13-99:x").rows) == 1

    def test_holds_what_waits_for_this_post_and_nothing_else(self, small_city, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk)
        handler = small_city.body_post("handler", "CL", street=BEIXINJING)
        approver = small_city.body_post("approver", "CL", district="310105")

        def waits_for():
            everybody = {"clerk": clerk, "handler": handler, "approver": approver}
            return {name for name, by in everybody.items() if cases.inbox(by, today=TODAY).rows}

        assert waits_for() == {"clerk"}
        cases.accept(case_id=made.id, by=clerk, at=AT)
        assert waits_for() == {"handler"}
        from doorstep.cases.models import Task

        first, second = Task.objects.order_by("id")
        cases.answer_task(task_id=first.id, result="agrees", remark="", by=handler, at=AT)
        assert waits_for() == set()
        hospital = small_city.body_post("handler", "YY", district="310105")
        cases.answer_task(task_id=second.id, result="agrees", remark="", by=hospital, at=AT)
        assert waits_for() == {"approver"}
        cases.decide(case_id=made.id, outcome="granted", by=approver, at=AT)
        assert waits_for() == {"clerk"}
        cases.deliver(case_id=made.id, way="by_hand", signed=True, by=clerk, at=AT)
        assert waits_for() == set()

    def test_narrows_by_light_stage_item_and_number(self, small_city, desk, clerk):
        old = desk.submit("CL-001", applicant=small_city.resident(), by=clerk, accept=True)
        desk.submit("MZ-001", applicant=small_city.resident(), by=clerk, at="2018-04-02")

        def found(**narrowed):
            filters = InboxFilter(mine=False, **narrowed)
            return [row.id for row in cases.inbox(clerk, today=date(2018, 4, 3), filters=filters).rows]

        assert found(light="overdue") == [old.id] and found(item_code="CL-001") == [old.id]
        assert found(text=" 20180213-") == [old.id] and len(found()) == 2
        assert old.id not in found(stages=frozenset({Stage.RECEIVED})) and found(light="due_soon") == []


class TestCasePage:
    def test_tells_who_did_what_and_what_this_post_may_do_now(self, small_city, desk, resident):
        clerk = small_city.clerk(name="王小明")
        made = desk.submit("CL-001", applicant=resident, by=clerk)
        page = cases.case_page(made.id, by=clerk, at=AT)
        assert [(line.what, line.actor) for line in page.story] == [("case.received", "王小明")]
        assert page.acts == (Act.ASK_SUPPLEMENT, Act.ACCEPT, Act.NOT_ACCEPT, Act.WITHDRAW)
        assert page.applicant.name == "赵一芳" and "*" in page.applicant.identity_masked
        assert page.waited_for.who == "accepting" and page.accepting.code == CENTRES[BEIXINJING]
        assert page.item.name.zh_hans == page.case.item_name and dict(page.answers)["category"] == "sight"

    def test_keeps_what_one_department_wrote_of_its_part_from_another_that_only_does_its_own(
        self, small_city, desk, clerk, resident
    ):
        made = desk.submit("MZ-001", applicant=resident, by=clerk, accept=True)
        street = small_city.post("street_assistance", street_code=BEIXINJING)
        checking = small_city.body_post("handler", "HD", district="310105")
        deciding = small_city.body_post("approver", "MZ", district="310105")
        verify = next(one for one in cases.case_page(made.id, by=street, at=AT).tasks if one.spec == "verify")
        cases.answer_task(task_id=verify.id, result="agrees", remark="邻里说情况属实", by=street, at=AT)

        def read(by):
            page = cases.case_page(made.id, by=by, at=AT)
            return [line.words for line in page.story if line.words] + [one.remark for one in page.tasks if one.remark]

        assert read(checking) == []
        assert read(deciding) == [{"remark": "邻里说情况属实"}, "邻里说情况属实"] == read(clerk) == read(street)


class TestPublicStatus:
    def test_says_how_it_stands_and_nothing_of_the_person(self, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk, accept=True)
        status = cases.public_status(f" {made.number} ", made.query_code.lower())
        assert (status.stage, status.due_on, status.answer_ready) == (Stage.IN_PROGRESS, date(2018, 3, 19), False)
        assert "赵" not in repr(status) and "resident" not in repr(status)

    def test_does_not_tell_a_wrong_code_from_an_unknown_number(self, desk, clerk, resident):
        made = desk.submit("CL-001", applicant=resident, by=clerk)
        refusals = []
        for number, code in ((made.number, "AAAAAAAA"), ("20180213-310105011-999999", made.query_code), ("", "")):
            with pytest.raises(cases.WrongCode) as refusal:
                cases.public_status(number, code)
            refusals.append(refusal.value.params)
        assert refusals == [{}, {}, {}]


class TestSpeech:
    def test_of_refusals_says_lists_in_words(self):
        told = speech(cases.AnswersWrong(fields={"income": ["missing"]}), "zh-hans")
        assert "income（没有填写）" in told.says and told.status == 422
        told = speech(cases.AlreadyMoved(case="1", act="decide", stage="decided"), "en")
        assert told.says == 'Case 1 is already "decided", so "decide" is not possible any more.'

    def test_knows_a_word_for_every_act_stage_and_side(self):
        words = texts()
        assert {*map(str, Act), *map(str, Stage)} <= set(words["cases.already-moved"]["values"])
        assert set(map(str, Seat)) <= set(words["cases.not-your-side"]["values"])
