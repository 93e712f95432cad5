"""A case from the window to the answer, and every way in which it may not go."""

from datetime import date

import pytest
from applications import Desk
from fixtures_city import BEIXINJING, CENTRES, KANGJIAN, XINJING, edit_pack, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case, CaseMaterial, Consultation, Notice, Rating, Task
from doorstep.cases.public import Act, DefectGiven, MaterialGiven, MaterialState, Stage
from doorstep.ledger.public import Robot, readings_of, story, verify
from doorstep.people import public as people
from doorstep.post import public as post
from doorstep.staff import public as staff

NEXT = moment("2018-02-14 10:00")
PHOTO = DefectGiven("material:photo", "照片不清楚", "办事指南", "重新拍一张")
REFUSAL = {"reason": "收入高于标准", "clause": "城市居民最低生活保障条例第二条"}


def stage_of(made):
    return Stage(Case.objects.get(id=made.id).stage)


def last_event(made):
    return story(f"case:{made.id}")[-1]


@pytest.fixture
def dibao(small_city, desk, clerk, resident):
    """An accepted 低保 case of 13 February 2018, with everybody who works on it."""

    class Dibao:
        made = desk.submit("MZ-001", applicant=resident, by=clerk, accept=True)
        office = small_city.post("street_assistance", street_code=BEIXINJING)
        checker = small_city.body_post("handler", "HD", district="310105")
        approver = small_city.body_post("approver", "MZ", district="310105")

        def task(self, spec):
            return Task.objects.get(case=self.made.id, spec=spec)

        def answer(self, spec, by=None, result="agrees", remark="", at=NEXT):
            by = by or (self.checker if spec == "economic-report" else self.office)
            return cases.answer_task(task_id=self.task(spec).id, result=result, remark=remark, by=by, at=at)

        def examined(self):
            for spec in ("verify", "economic-report", "first-opinion"):
                self.answer(spec)
            return self

    return Dibao()


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


class TestTasks:
    def test_run_beside_each_other_and_one_after_the_other(self, dibao):
        assert dibao.task("first-opinion").state == "waiting"
        assert dibao.answer("economic-report") is Stage.IN_PROGRESS
        assert dibao.task("first-opinion").state == "waiting"
        assert dibao.answer("verify") is Stage.IN_PROGRESS
        third = dibao.task("first-opinion")
        # Three working days from the 14th: the 22nd, the 23rd, and Saturday the 24th, which is made up for the holiday.
        assert (third.state, third.opened_on, third.due_on) == ("open", date(2018, 2, 14), date(2018, 2, 24))
        assert dibao.answer("first-opinion") is Stage.EXAMINED

    def test_show_a_department_its_own_part_and_the_family_one_answer(self, dibao):
        dibao.answer("verify", remark="邻居说…")
        mine = {task.spec: task for task in cases.case_page(dibao.made.id, by=dibao.checker, at=NEXT).tasks}
        assert mine["economic-report"].mine and not mine["verify"].mine and mine["verify"].remark == ""
        assert Act.ANSWER_TASK in cases.case_page(dibao.made.id, by=dibao.checker, at=NEXT).acts
        office = {task.spec: task for task in cases.case_page(dibao.made.id, by=dibao.office, at=NEXT).tasks}
        assert office["verify"].remark == "邻居说…"

    def test_objecting_needs_a_remark_and_no_part_is_answered_twice(self, dibao):
        with pytest.raises(cases.ReasonMissing):
            dibao.answer("verify", result="objects")
        dibao.answer("verify", result="objects", remark="人户分离")
        with pytest.raises(cases.UnknownTask):
            dibao.answer("verify")


class TestOutside:
    def sheet(self, content, changes):
        head, *lines = content.decode("utf-8-sig").splitlines()
        rows = [line.split(",") for line in lines]
        for row in rows:
            row[7:10] = changes
        return "\n".join([head, *(",".join(row) for row in rows)])

    def test_tasks_go_out_with_our_number_and_come_back_with_theirs(self, dibao):
        sent = cases.hand_over(department="HD", way="csv", by=dibao.checker, at=NEXT)
        assert sent.tasks == 1 and dibao.made.number in sent.content.decode("utf-8-sig") and sent.name.endswith(".csv")
        with pytest.raises(cases.NothingToSend):
            cases.hand_over(department="HD", way="csv", by=dibao.checker, at=NEXT)
        back = (
            self.sheet(sent.content, ["HD-77", "同意", ""])
            + "\n20180213-310105011-000999,economic-report,,,,,,,同意,\nx,y"
        )
        booked = cases.import_results(
            name="回.csv", content=back.encode("gb18030"), department="HD", by=dibao.checker, at=NEXT
        )
        assert booked.answered == 1 and [(line.line, line.why) for line in booked.wrong] == [(3, "unknown")]
        task = dibao.task("economic-report")
        assert (task.state, task.foreign_number, task.result) == ("answered", "HD-77", "agrees")
        again = cases.import_results(name="回.csv", content=back.encode(), department="HD", by=dibao.checker, at=NEXT)
        assert again.answered == 0 and [line.why for line in again.wrong] == ["not-sent", "unknown"]

    def test_spreadsheets_make_the_same_way_there_and_back(self, dibao):
        import io

        import xlsxwriter
        from python_calamine import CalamineWorkbook

        sent = cases.hand_over(department="HD", way="xlsx", by=dibao.checker, at=NEXT)
        rows = CalamineWorkbook.from_filelike(io.BytesIO(sent.content)).get_sheet_by_index(0).to_python()
        rows[1][7:10] = [4711, "不同意", "有未申报的存款"]
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            page = book.add_worksheet()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        booked = cases.import_results(name="r.xlsx", content=out.getvalue(), department="HD", by=dibao.checker, at=NEXT)
        assert (booked.answered, booked.wrong) == (1, ())
        task = dibao.task("economic-report")
        assert (task.foreign_number, task.result, task.remark) == ("4711", "objects", "有未申报的存款")

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "empty"),
            (b"\x00\x01\x02", "not-a-table"),
            (b"a,b\n1,2", "no-header"),
            (b"PK\x03\x04junk", "not-a-table"),
        ],
    )
    def test_a_file_that_is_no_table_is_refused(self, dibao, content, why):
        with pytest.raises(cases.BadResultFile) as refusal:
            cases.import_results(name="x", content=content, department="HD", by=dibao.checker, at=NEXT)
        assert refusal.value.params == {"why": why}

    def test_are_reconciled_by_the_day(self, dibao):
        def figures(day):
            told = cases.reconcile(dibao.checker, day=day)
            return told.sent, told.answered, told.missing, dict(told.to_send)

        def listed(day, which):
            return [row.number for row in cases.outside_page(dibao.checker, cases.OutsideAsked(day, which)).rows]

        day, late, which = NEXT.date(), date(2018, 3, 6), cases.OutsideList
        assert figures(day) == (0, 0, 0, {"HD": 1}) and listed(day, which.TO_SEND) == [dibao.made.number]
        cases.hand_over(department="HD", way="sheet", by=dibao.checker, at=NEXT)
        assert figures(day) == (1, 0, 0, {}) and listed(day, which.SENT) == [dibao.made.number]
        assert figures(late) == (0, 0, 1, {}) and listed(late, which.MISSING) == [dibao.made.number]
        assert listed(late, which.SENT) == listed(day, which.MISSING) == []
        cases.lose_task(task_id=dibao.task("economic-report").id, by=dibao.checker, at=moment("2018-03-06"))
        assert figures(late) == (0, 0, 1, {"HD": 1}) and listed(late, which.TO_SEND) == [dibao.made.number]
        assert cases.hand_over(department="HD", way="sheet", by=dibao.checker, at=moment("2018-03-06")).tasks == 1
        dibao.answer("economic-report", at=moment("2018-03-07"))
        assert figures(date(2018, 3, 7)) == (0, 1, 0, {})
        assert listed(date(2018, 3, 7), which.ANSWERED) == [dibao.made.number]


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


class TestDeliver:
    @pytest.fixture
    def made(self, dibao):
        dibao.examined()
        cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)
        return dibao.made

    @pytest.mark.parametrize(
        ("how", "why"),
        [
            ({"way": "by_hand"}, "not-signed"),
            ({"way": "by_post"}, "no-number"),
            ({"way": "e_licence", "tracking": " "}, "no-number"),
            ({"way": "by_agent", "signed": True}, "no-authority"),
        ],
    )
    def test_needs_what_its_way_needs(self, made, clerk, how, why):
        with pytest.raises(cases.NotThisWay) as refusal:
            cases.deliver(case_id=made.id, by=clerk, at=NEXT, **how)
        assert refusal.value.params["why"] == why

    def test_gives_it_to_an_agent_with_an_authority_of_the_day(self, small_city, made, clerk, resident):
        authority = people.authorise_agent(
            principal_id=resident, agent_id=small_city.resident("钱二"), kind=people.AgentKind.ENTRUSTED, document="委托书",
            first=date(2018, 2, 14), last=date(2018, 2, 14), by=clerk, at=NEXT,
        )  # fmt: skip
        with pytest.raises(cases.AuthorityMissing):
            ask = {"way": "by_agent", "signed": True, "authority_id": authority}
            cases.deliver(case_id=made.id, by=clerk, at=moment("2018-02-15"), **ask)
        cases.deliver(case_id=made.id, by=clerk, at=NEXT, **ask)
        assert Case.objects.get().delivery.authority_id == authority


class TestRate:
    @pytest.fixture
    def made(self, desk, clerk, resident):
        made = desk.submit("RS-001", applicant=resident, by=clerk, accept=True)
        cases.finish_on_spot(case_id=made.id, by=clerk, at=NEXT)
        return made

    def rate(self, made, **more):
        given = {"code": made.query_code, "level": 1, **more}
        cases.rate(number=made.number, at=moment("2018-02-15"), **given)

    def test_takes_one_rating_by_number_and_code(self, made):
        with pytest.raises(cases.WrongCode):
            self.rate(made, code="22222222")
        with pytest.raises(cases.BadRating):
            self.rate(made, level=6)
        self.rate(made, level=4)
        with pytest.raises(cases.AlreadyMoved):
            self.rate(made, level=5)
        assert Rating.objects.get().case_id == made.id

    def test_keeps_an_anonymous_one_apart_from_the_case(self, made):
        self.rate(made, anonymous=True, text="慢")
        rating, case = Rating.objects.get(), Case.objects.get()
        assert rating.case_id is None and rating.month == date(2018, 2, 1) and case.rated
        assert last_event(made).details is None and "level" not in str(last_event(made))
        assert not post.due_jobs(moment("2018-03-01"), names=["open_call_back"])

    def test_calls_back_after_a_bad_one(self, small_city, made, clerk):
        self.rate(made)
        (job,) = post.due_jobs(moment("2018-02-16"), names=["open_call_back"])
        cases.open_call_back(**job.params, by=Robot("jobs"), at=moment("2018-02-16"))
        assert last_event(made).what == "case.call-back-due"
        manager = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING])
        answer = {"finding": "true", "measure": "加开窗口", "by": manager, "at": moment("2018-02-16")}
        cases.answer_bad_rating(rating_id=job.params["rating_id"], **answer)
        with pytest.raises(cases.NotDrawn):
            cases.answer_bad_rating(rating_id=job.params["rating_id"], **answer)


class TestWithdraw:
    def test_ends_an_open_case_and_frees_the_same_application(self, desk, clerk, resident, dibao):
        cases.withdraw(case_id=dibao.made.id, reason="不办了", by=clerk, at=NEXT)
        assert stage_of(dibao.made) is Stage.WITHDRAWN
        with pytest.raises(cases.AlreadyMoved):
            cases.withdraw(case_id=dibao.made.id, reason="不办了", by=clerk, at=NEXT)
        assert desk.submit("MZ-001", applicant=resident, by=clerk).is_new  # the same day, the same content

    def test_is_put_away_after_its_time(self, dibao, clerk):
        cases.withdraw(case_id=dibao.made.id, reason="不办了", by=clerk, at=NEXT)
        assert cases.archive_finished(by=Robot("night"), at=moment("2018-03-01")) == 0
        assert cases.archive_finished(by=Robot("night"), at=moment("2018-04-01")) == 1
        assert stage_of(dibao.made) is Stage.ARCHIVED and last_event(dibao.made).what == "case.archived"


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
