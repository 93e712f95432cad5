"""Somebody presses every button at random. The table holds all the same."""

import pytest
from applications import Desk
from django.db import transaction
from fixtures_city import BEIXINJING, CENTRES, KANGJIAN, moment
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from doorstep.cases import public as cases
from doorstep.cases.models import Case, CaseMaterial, Decision, Pause, Task
from doorstep.cases.public import TABLE, Act, DefectGiven, Stage
from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Robot, story, verify

DAYS = [f"2018-03-{day:02}" for day in range(2, 31)]
STRANGE = "a post that has nothing to do with the case"


#: An act that ends or restarts the walk, and refusals for what was typed, not for what was pressed.
ENDS = {Act.WITHDRAW, Act.NOT_ACCEPT, Act.TERMINATE, Act.REASSIGN}
#: What brings a case nearer to its end: pressed more often, else a walk seldom gets there.
ONWARD = (Act.DELIVER, Act.DECIDE, Act.ANSWER_TASK, Act.CLOSE_SPECIAL, Act.CORRECT, Act.SUPPLY, Act.ACCEPT)
TURN = {
    Stage.FORWARDED: "own",
    Stage.RETURNED: "away",
    Stage.CORRECTION: "away",
    Stage.SPECIAL: "street",
    Stage.EXAMINED: "approver",
    Stage.DECIDED: "away",
}
RULES_OF_WORDS = {"cases.new-defect"}
TO_STRANGERS = {"cases.unknown-case", "staff.not-allowed", "cases.nothing-to-send"}


class Buttons(RuleBasedStateMachine):
    """One forwarded case, every post that may touch it and one that may not; every act, by anybody, in any order."""

    city = applicant = None
    posts: dict = {}
    reached: set = set()

    @initialize()
    def receive(self):
        self.point = transaction.savepoint()
        self.day = 0
        made = Desk(self.city).submit("CL-001", applicant=self.applicant, by=self.posts["away"], at="2018-03-01")
        self.id, self.number, self.code = made.id, made.number, made.query_code
        self.events, self.stage, self.pauses, self.decided, self.due = 1, made.stage, 0, 0, None
        assert made.stage is Stage.FORWARDED

    def teardown(self):
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    def press(self, act, who, do, *, offered=False):
        """Do something and compare with the table what came of it."""
        case = Case.objects.get(id=self.id)
        before, row = Stage(case.stage), TABLE[act]
        self.day = min(self.day + 1, len(DAYS) - 1)
        try:
            with transaction.atomic():
                do(moment(DAYS[self.day]))
        except Refusal as refusal:
            assert who != "stranger" or refusal.code in TO_STRANGERS, refusal
            assert Case.objects.get(id=self.id).stage == before
            assert not offered or refusal.code in RULES_OF_WORDS, f"{act} was offered to {who} at {before}: {refusal}"
            return
        assert who != "stranger", f"{STRANGE} did {act}"
        after = Stage(Case.objects.get(id=self.id).stage)
        assert before in row.before, f"{act} went through at {before}"
        assert after in (set(row.to) or {before}), f"{act} led from {before} to {after}"
        self.events += 1
        self.stage = after
        self.reached.add(after)
        told = story(f"case:{self.id}")
        assert len(told) == self.events and told[-1].what == row.event
        assert told[-1].before == {"stage": before} and told[-1].after == {"stage": after}

    everybody = st.sampled_from(["away", "own", "manager", "street", "hospital", "approver", "stranger"])

    def later(self, days=9):
        return moment(DAYS[min(self.day + days, len(DAYS) - 1)]).date().replace(month=4)

    def photo(self):
        return [DefectGiven("material:photo", "不清楚", "办事指南", "重拍"), *self.other_gaps()]

    def other_gaps(self):
        gaps = CaseMaterial.objects.filter(case=self.id, state__in=["missing", "wrong"]).exclude(material="photo")
        return [DefectGiven(f"material:{row.material}", "缺", "办事指南", "补") for row in gaps]

    def gaps(self):
        missing = CaseMaterial.objects.filter(case=self.id, state__in=["missing", "wrong"])
        return list(missing.values_list("material", flat=True))

    def tolerable(self):
        gaps = CaseMaterial.objects.filter(case=self.id, state__in=["missing", "wrong"], tolerable=True)
        return dict.fromkeys(gaps.values_list("material", flat=True), self.later())

    def promised(self):
        found = CaseMaterial.objects.filter(case=self.id, state="tolerated").values_list("material", flat=True)
        return found.first() or "photo"

    def way_of(self, act, who, *, result="agrees", level=4, anonymous=False, outcome="granted"):
        """How a post does an act: a function of the moment, or None where there is nothing to do it to."""
        by = self.posts.get(who)
        case = {"case_id": self.id, "by": by}
        ask = {**case, "defects": self.photo(), "due_on": self.later()}
        why = {"reason": "不符合", "clause": "第一条"}
        task = self.task_for(by) if by else None
        parts = {"task_id": task.id, "by": by} if task else {}
        ways = {
            Act.ACCEPT: (cases.accept, {**case, "tolerated": self.tolerable()}),
            Act.KEEP_PROMISE: (cases.keep_promise, {**case, "material": self.promised()}),
            Act.RETURN: (cases.return_to_receiving, ask),
            Act.ASK_SUPPLEMENT: (cases.ask_supplement, ask),
            Act.SUPPLY: (cases.supply, {**case, "materials": self.gaps()}),
            Act.NOT_ACCEPT: (cases.not_accept, {**case, **why}),
            Act.ASK_CORRECTION: (cases.ask_correction, ask),
            Act.CORRECT: (cases.receive_correction, {**case, "materials": self.gaps()}),
            Act.OPEN_SPECIAL: (cases.open_special, {**case, "reason": "disability_assessment", "says": "评定"}),
            Act.CLOSE_SPECIAL: (cases.close_special, {**case, "finding": "二级"}),
            Act.ANSWER_TASK: (cases.answer_task, {**parts, "result": result, "remark": ""}),
            Act.LOSE_TASK: (cases.lose_task, parts),
            Act.SEND_TASK: (cases.hand_over, {"department": "YY", "way": "sheet", "by": by}),
            Act.DECIDE: (cases.decide, {**case, "outcome": outcome, **(why if outcome == "refused" else {})}),
            Act.DELIVER: (cases.deliver, {**case, "way": "by_hand", "signed": True}),
            Act.RATE: (cases.rate, {"number": self.number, "code": self.code, "level": level, "anonymous": anonymous}),
            Act.TERMINATE: (cases.terminate, {**case, "reason": "逾期"}),
            Act.WITHDRAW: (cases.withdraw, {**case, "reason": "不办了"}),
            Act.REASSIGN: (cases.reassign, {**case, "item_code": "CL-001", "reason": "选错"}),
        }
        do, given = ways[act]
        return None if act in (Act.ANSWER_TASK, Act.LOSE_TASK) and not parts else lambda at: do(at=at, **given)

    def task_for(self, by):
        """The part that a post would touch: its own if it has one."""
        tasks = sorted(
            Task.objects.filter(case=self.id).exclude(state="cancelled"),
            key=lambda task: (task.body_id != by.body_code, task.state not in ("sent", "open"), task.id),
        )
        return tasks[0] if tasks else None

    PRESSED = [
        Act.ACCEPT, Act.RETURN, Act.ASK_SUPPLEMENT, Act.SUPPLY, Act.NOT_ACCEPT, Act.ASK_CORRECTION, Act.CORRECT,
        Act.OPEN_SPECIAL, Act.CLOSE_SPECIAL, Act.ANSWER_TASK, Act.LOSE_TASK, Act.SEND_TASK, Act.KEEP_PROMISE, Act.DECIDE,
        Act.DELIVER, Act.TERMINATE, Act.WITHDRAW, Act.REASSIGN,
    ]  # fmt: skip

    @rule(act=st.sampled_from(PRESSED), who=everybody, result=st.sampled_from(["agrees", "noted", "nonsense"]))
    def press_anything(self, act, who, result):
        """Anybody presses any button."""
        if act in ENDS and who != "hospital":
            return  # else most walks end here
        way = self.way_of(act, who, result=result)
        if way is not None:
            self.press(act, who, way)

    @rule(
        who=everybody,
        place=st.integers(0, 20),
        end=st.integers(0, 15),
        outcome=st.sampled_from(["granted", "refused"]),
    )
    def press_what_is_offered(self, who, place, end, outcome):
        """A post presses a button that its page offers: no button may be offered that the house then refuses."""
        at = moment(DAYS[self.day])
        if place % 3:
            who = self.usual(who)
        try:
            offered = cases.case_page(self.id, by=self.posts[who], at=at).acts
        except Refusal:
            assert who in ("stranger", "hospital", "street")  # a department sees a case when it has a part in it
            return
        offered = [act for act in offered if act not in ENDS or end == 0]
        if offered:
            onward = [act for act in ONWARD if act in offered]
            act = onward[0] if onward and place % 2 else offered[place % len(offered)]
            way = self.way_of(act, who, outcome=outcome)
            assert way is not None, f"{act} was offered to {who} and has nothing to be done to"
            self.press(act, who, way, offered=True)

    def usual(self, who):
        """The post whose turn it is: else a walk of thirty steps seldom comes to its end."""
        if self.stage is Stage.IN_PROGRESS:
            task = Task.objects.filter(case=self.id, state__in=["open", "sent", "lost"]).order_by("id").first()
            return "street" if task and task.inside else "hospital"
        return TURN.get(self.stage, who)

    @rule(level=st.integers(1, 5), anonymous=st.booleans())
    def rate(self, level, anonymous):
        self.press(Act.RATE, "", self.way_of(Act.RATE, "", level=level, anonymous=anonymous))

    @invariant()
    def holds(self):
        if not hasattr(self, "id"):
            return
        case = Case.objects.get(id=self.id)
        assert case.stage in set(Stage) and case.papers_at_id == CENTRES[KANGJIAN] and case.number == self.number
        decisions = Decision.objects.filter(case=case).count()
        assert decisions == (case.decided_at is not None) and decisions >= self.decided
        self.decided = decisions
        pauses = Pause.objects.filter(case=case)
        assert pauses.count() >= self.pauses, "a pause was lost"
        self.pauses = pauses.count()
        paused = case.stage in (Stage.SUPPLEMENT, Stage.RETURNED, Stage.CORRECTION, Stage.SPECIAL)
        assert pauses.filter(resumed_at__isnull=True).count() == paused
        pending = Task.objects.filter(case=case, state__in=["waiting", "open", "sent", "lost"])
        open_tasks = list(pending.values_list("urgent_on", flat=True))
        assert set(open_tasks) <= {case.urgent_on}
        assert not (case.stage in (Stage.EXAMINED, Stage.DECIDED, Stage.DELIVERED, Stage.RATED) and open_tasks)
        assert (case.accepted_at is None) or case.clock_started_on == case.accepted_on
        if case.due_on not in (None, self.due) and case.ended_on is None:
            self.due = case.due_on
            page = cases.case_page(case.pk, by=Robot("test"), at=moment(DAYS[self.day]))
            assert page.clock is not None and page.clock.due_on == case.due_on


class TestButtons:
    @pytest.mark.parametrize("walks", [15, pytest.param(1000, marks=pytest.mark.nightly)])
    def test_pressed_at_random_never_leave_the_table(self, small_city, walks):
        city = Buttons.city = small_city
        Buttons.applicant = city.resident()
        Buttons.posts = {
            "away": city.clerk(KANGJIAN),
            "own": city.clerk(BEIXINJING),
            "manager": city.post("duty_manager", centre_code=CENTRES[BEIXINJING]),
            "street": city.body_post("handler", "CL", street=BEIXINJING),
            "hospital": city.body_post("handler", "YY", district="310105"),
            "approver": city.body_post("approver", "CL", district="310105"),
            "stranger": city.body_post("approver", "MZ", district="310104"),
        }
        run_state_machine_as_test(
            Buttons,
            settings=settings(
                max_examples=walks,
                stateful_step_count=30,
                deadline=None,
                derandomize=walks < 100,  # the short one walks the same ways each time
                phases=[Phase.generate],  # walks are short enough to read, and shrinking them takes minutes
                suppress_health_check=list(HealthCheck),
            ),
        )
        assert verify().broken is None
        assert Stage.RATED in Buttons.reached and len(Buttons.reached) >= 8, Buttons.reached
