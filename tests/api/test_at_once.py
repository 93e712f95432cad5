"""Several machines at once, over real connections: one winner, a clear answer for the others, nothing done twice."""

import pytest
from at_once import at_once
from fixtures_city import BEIXINJING, XINJING
from machines import Machine, complete, problem

from doorstep.cases.models import Case, Decision, Task
from doorstep.ledger.public import story, verify
from doorstep.wire import services

pytestmark = pytest.mark.django_db(transaction=True)
MACHINES = 4


@pytest.fixture
def clerk(small_city_at_once):
    return Machine(small_city_at_once.clerk(BEIXINJING))


class TestOneKey:
    def test_sent_by_several_at_once_is_done_once_and_answered_the_same(self, clerk, small_city_at_once):
        body = complete("MZ-001", small_city_at_once.resident())
        answers = at_once(*[lambda: clerk.post_json("/cases", body, key="apply-0001")] * MACHINES)

        assert [answer.status_code for answer in answers] == [201] * MACHINES
        assert len({answer.content for answer in answers}) == 1 and Case.objects.count() == 1
        assert sum("Idempotent-Replayed" in answer for answer in answers) == MACHINES - 1

    def test_of_two_commands_at_once_is_that_of_the_first(self, clerk, small_city_at_once):
        bodies = [complete("MZ-001", small_city_at_once.resident(name)) for name in ("甲一", "乙二")]
        answers = at_once(*[lambda one=one: clerk.post_json("/cases", one, key="apply-0001") for one in bodies])

        assert sorted(answer.status_code for answer in answers) == [201, 409] and Case.objects.count() == 1
        problem(next(one for one in answers if one.status_code == 409), 409, "wire.key-used-before")

    def test_of_two_windows_with_the_same_paper_makes_one_case(self, small_city_at_once):
        city = small_city_at_once
        windows = [Machine(city.clerk(BEIXINJING)), Machine(city.clerk(XINJING))]
        body = complete("MZ-001", city.resident(), accept=False)
        answers = at_once(*[lambda one=one: one.post_json("/cases", body) for one in windows])

        assert sorted(answer.status_code for answer in answers) == [201, 409] and Case.objects.count() == 1
        lost = next(answer for answer in answers if answer.status_code == 409)
        assert lost.json()["code"] == "cases.submitted-elsewhere"


class TestOneCase:
    @pytest.mark.parametrize("if_match", ["as read", "*"])
    def test_decided_by_several_at_once_is_decided_once(self, clerk, small_city_at_once, if_match):
        city = small_city_at_once
        number = clerk.post_json("/cases", complete("MZ-001", city.resident())).json()["number"]
        Task.objects.update(state="cancelled")
        Case.objects.update(stage="examined")
        approvers = [Machine(city.body_post("approver", "MZ", district="310105")) for _ in range(MACHINES)]
        tag = approvers[0].get(f"/cases/{number}")["ETag"] if if_match == "as read" else "*"
        path, bodies = (
            f"/cases/{number}/decision",
            [{"outcome": "granted"}, {"outcome": "refused", "reason": "不符", "clause": "第二条"}],
        )
        calls = [
            lambda by=by, body=bodies[place % 2]: by.post_json(path, body, If_Match=tag)
            for place, by in enumerate(approvers)
        ]
        answers = at_once(*calls)

        late = {"as read": (412, "wire.changed-meanwhile"), "*": (409, "cases.already-moved")}[if_match]
        told = sorted((answer.status_code, answer.json().get("code", "")) for answer in answers)
        assert told == [(200, ""), *[late] * (MACHINES - 1)]
        case = Case.objects.get()
        assert Decision.objects.get().outcome == case.outcome
        assert [event.what for event in story(f"case:{case.pk}")].count("case.decided") == 1 and verify().broken is None

    def test_told_by_one_while_another_withdraws_it_ends_in_one_of_the_two(self, clerk, small_city_at_once):
        number = clerk.post_json("/cases", complete("CL-001", small_city_at_once.resident(), accept=False)).json()[
            "number"
        ]
        tag = clerk.get(f"/cases/{number}")["ETag"]
        photo = {"about": "material:photo", "what": "不清", "basis": "指南", "how_to_mend": "重拍"}
        calls = [
            lambda: clerk.post_json(
                f"/cases/{number}/notices", {"defects": [photo], "due_on": "2018-02-20"}, If_Match=tag
            ),
            lambda: clerk.post_json(f"/cases/{number}/withdrawal", {"reason": "不办了"}, If_Match=tag),
        ]

        assert sorted(answer.status_code for answer in at_once(*calls)) == [200, 412]
        assert len(story(f"case:{Case.objects.get().pk}")) == 2


class TestRate:
    def test_lets_just_so_many_through_over_eight_connections(self, small_city_at_once, monkeypatch):
        monkeypatch.setattr(services, "real_minute", lambda: (29_931_719, 30))
        machine = Machine(small_city_at_once.clerk(BEIXINJING), per_minute=20)
        rounds = at_once(*[lambda: [machine.get("/token") for _ in range(4)]] * 8)
        answers = [answer for one in rounds for answer in one]

        passed = [answer["RateLimit"] for answer in answers if answer.status_code == 200]
        assert sorted(passed) == sorted(f'"minute";r={left};t=30' for left in range(20))
        late = [answer for answer in answers if answer.status_code != 200]
        assert len(late) == 12 and {answer["Retry-After"] for answer in late} == {"30"}
        assert problem(late[0], 429, "wire.too-often")["params"] == {"most": 20, "seconds": 30}
