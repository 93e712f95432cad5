"""The parts of a case: beside each other and one after the other, inside the house and in systems outside."""

from datetime import date

import pytest
from applications import NEXT
from fixtures_city import moment

from doorstep.cases import public as cases
from doorstep.cases.public import Act, Stage


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
