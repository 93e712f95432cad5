"""The table of stages, by itself."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.cases.logic.answers import Field, check_answers
from doorstep.cases.logic.diagram import diagram
from doorstep.cases.logic.numbers import KeyRead, case_number, drawn, query_code, read_key
from doorstep.cases.logic.sheets import header_of, read_results
from doorstep.cases.logic.stages import CLOSED, OPEN, TABLE, WAITING, WORKING, Act, Stage, acts_from, landings
from doorstep.kernel.codes import CODE_LETTERS, written_code
from doorstep.staff.public import Permission

DOCS = Path(__file__).parents[3] / "docs"
pytestmark = pytest.mark.once
STARTS = {Act.RECEIVE, Act.RECEIVE_AND_ACCEPT}


class TestTable:
    def test_has_a_row_for_every_act_and_asks_for_permissions_that_exist(self):
        assert set(TABLE) == set(Act)
        assert {row.needs for row in TABLE.values() if row.needs} <= {str(one) for one in Permission}

    def test_lands_only_where_its_row_says(self):
        for stage in Stage:
            for act in acts_from(stage):
                allowed = set(TABLE[act].to) or {stage}
                assert landings(act, stage) <= allowed, f"{act} from {stage}"

    def test_leads_to_every_stage_and_from_every_open_one_to_an_end(self):
        reached = {to for act in STARTS for to in TABLE[act].to}
        ends = {stage: {to for act in acts_from(stage) for to in landings(act, stage)} for stage in Stage}
        while more := {to for stage in reached for to in ends[stage]} - reached:
            reached |= more
        assert reached == set(Stage)
        for stage in OPEN:
            assert ends[stage] & CLOSED, f"{stage} has no way out"

    def test_decides_only_what_was_accepted_and_examined(self):
        deciding = [act for act, row in TABLE.items() if {Stage.DECIDED, Stage.DELIVERED} & set(row.to)]
        for act in set(deciding) - {Act.DELIVER}:
            assert TABLE[act].before == {Stage.EXAMINED}
        assert not any(
            Stage.EXAMINED in row.to for act, row in TABLE.items() if row.before & WAITING and "accept" not in act
        )

    def test_knows_one_event_a_row(self):
        events = [row.event for act, row in TABLE.items() if act is not Act.DECIDE_ON_SPOT]
        assert len(events) == len(set(events))

    def test_ends_a_case_from_which_nothing_waits(self):
        assert acts_from(Stage.ARCHIVED) == (Act.SPOT_CHECK,) and not OPEN & CLOSED and WAITING | WORKING == OPEN


class TestDiagram:
    def test_in_the_docs_is_fresh(self):
        assert (DOCS / "case-states.md").read_text(encoding="utf-8") == diagram(), "run python tools/diagrams.py"


class TestCheckAnswers:
    FIELDS = (
        Field("born", "date", required=True),
        Field("until", "date", required=False, may_lie_ahead=True),
        Field("income", "money", required=True),
        Field("members", "number", required=True),
        Field("why", "choice", required=True, choices=frozenset({"illness", "age"})),
        Field("alone", "bool", required=False),
    )
    ON = date(2018, 2, 13)

    def test_tells_every_wrong_field_at_once(self):
        answers = {"born": "2018-02-30", "income": "12,5", "members": "-1", "why": "luck", "alone": "maybe", "x": "1"}
        taken, wrong = check_answers(self.FIELDS, answers, on=self.ON)
        assert taken == {}
        assert wrong == {
            "x": ["not_asked"],
            "born": ["not_a_date"],
            "income": ["not_money"],
            "members": ["negative"],
            "why": ["not_a_choice"],
            "alone": ["not_yes_or_no"],
        }

    def test_takes_each_kind_in_one_spelling(self):
        answers = {
            "born": "1957-03-04",
            "income": "1800.5",
            "members": "3.0",
            "why": "age",
            "alone": "是",
            "until": "2019-01-01",
        }
        taken, wrong = check_answers(self.FIELDS, answers, on=self.ON)
        assert wrong == {}
        assert taken == {
            "born": "1957-03-04", "income": "180050", "members": "3", "why": "age", "alone": "yes", "until": "2019-01-01",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "why"),
        [("2018-02-14", "future"), ("1789-07-14", "long_past"), ("", "missing"), ("13.2.2018", "not_a_date")],
    )
    def test_refuses_days_that_cannot_be(self, text, why):
        assert check_answers(self.FIELDS[:1], {"born": text}, on=self.ON)[1] == {"born": [why]}

    @given(
        st.dictionaries(st.sampled_from(["born", "income", "members", "why", "alone", "other"]), st.text(max_size=20))
    )
    def test_never_takes_a_field_that_it_calls_wrong(self, answers):
        taken, wrong = check_answers(self.FIELDS, answers, on=self.ON)
        assert not set(taken) & set(wrong)
        assert {field.id for field in self.FIELDS if field.required} <= set(taken) | set(wrong)


class TestNumbers:
    def test_hold_the_day_the_street_and_a_count_of_six_digits(self):
        assert case_number(date(2018, 2, 13), "310105011", 7) == "20180213-310105011-000007"
        with pytest.raises(ValueError, match="999999"):
            case_number(date(2018, 2, 13), "310105011", 1_000_000)

    def test_query_codes_have_no_look_alikes_and_bear_being_typed(self):
        assert not set("01ILO") & set(CODE_LETTERS)
        code = query_code(range(8))
        assert written_code(f" {code[:4].lower()}-{code[4:]} ") == code

    def test_a_draw_can_be_repeated_and_takes_about_one_in_n(self):
        hits = [number for number in range(4000) if drawn("seed", str(number), 20)]
        assert hits == [number for number in range(4000) if drawn("seed", str(number), 20)]
        assert 140 < len(hits) < 260 and drawn("seed", "x", 1)


class TestReadResults:
    HEAD = ("任务", "办件编号", "结果", "说明", "外部编号")
    GOOD = ("check", "20180213-310105011-000001", "同意", "", "X-1")

    def test_tells_each_wrong_line_and_loses_no_right_one(self):
        rows = [
            self.HEAD,
            self.GOOD,
            ("check", "2018-1", "同意", "", ""),
            ("", "20180213-310105011-000002", "同意", "", ""),
            ("check", "20180213-310105011-000003", "好的", "", ""),
            ("check", "20180213-310105011-000004", "不同意", "", ""),
            self.GOOD,
            ("check", "20180213-310105011-000005", "", "", ""),
            ("check", "20180213-310105011-000006", "不同意", "收入超标", 88.0),
        ]
        right, wrong = read_results(rows, header_of(rows))
        assert [(line.line, line.result, line.foreign_number) for line in right] == [
            (2, "agrees", "X-1"),
            (9, "objects", "88"),
        ]
        assert [(line.line, line.why) for line in wrong] == [
            (3, "number"),
            (4, "task"),
            (5, "result"),
            (6, "remark"),
            (7, "twice"),
        ]

    def test_needs_its_header(self):
        assert header_of([("办件编号", "任务")]) is None and header_of([]) is None


class TestReadKey:
    @pytest.mark.parametrize(
        "typed",
        [
            "20180213-310105011-000001",
            "20180213310105011000001",
            " 2018 0213 310105011 000001 ",
            "２０１８０２１３—３１０１０５０１１—０００００１",
        ],
    )
    def test_takes_a_number_however_it_is_written_alone_and_with_its_code(self, typed):
        number = "20180213-310105011-000001"
        assert read_key(typed) == KeyRead(number, "", 23)
        for code in (".2BCD2345", " 2bcd 2345", "\n2BCD-2345"):
            assert read_key(typed + code) == KeyRead(number, "2BCD2345", 23)
            assert read_key(f"https://example.test/status/#{typed}{code}") == KeyRead(number, "2BCD2345", 23)

    @pytest.mark.parametrize(
        ("typed", "digits"),
        [
            ("", 0),
            ("你好", 0),
            ("20180213", 8),
            ("20180213-310105011-0000012", 24),
            ("20180213-310105011-000001 ABC", 23),
        ],
    )
    def test_says_how_many_digits_there_were_where_it_is_none(self, typed, digits):
        assert read_key(typed) == KeyRead("", "", digits)
