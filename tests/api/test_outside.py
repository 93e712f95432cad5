"""A department's own system: takes its parts over, answers by its numbers, and is told line by line what went wrong."""

import pytest
from fixtures_city import BEIXINJING, CENTRES
from machines import Machine, complete, problem

from doorstep.cases.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(clerk, application, small_city):
    """Two accepted cases that wait for an economic check."""
    other = complete("MZ-001", small_city.resident("钱二"))
    return [clerk.post_json("/cases", one).json()["number"] for one in (application, other)]


@pytest.fixture
def theirs(small_city):
    """The system of the office that checks incomes."""
    return Machine(small_city.body_post("handler", "HD", district="310105"))


def waiting(machine, **query):
    return machine.get("/outside-tasks", query).json()["tasks"]


class TestOutsideTasks:
    def test_are_taken_over_and_answered_by_their_numbers(self, made, theirs):
        tasks = waiting(theirs, state="open")
        assert [one["case"] for one in tasks] == made and "赵" not in str(tasks)
        taken = [{"task": one["id"], "foreign_number": f"HD-{place}"} for place, one in enumerate(tasks)]
        sent = theirs.post_json("/outside-tasks/handovers", {"department": "HD", "tasks": taken}, key="take-0001")
        assert sent.status_code == 201, sent.content.decode()
        assert [(one["state"], one["foreign_number"]) for one in sent.json()["tasks"]] == [
            ("sent", "HD-0"),
            ("sent", "HD-1"),
        ]
        again = theirs.post_json("/outside-tasks/handovers", {"department": "HD", "tasks": taken}, key="take-0001")
        assert again.content == sent.content and again["Idempotent-Replayed"] == "true"
        nothing = theirs.post_json("/outside-tasks/handovers", {"department": "HD"})
        problem(nothing, nothing.status_code, "cases.nothing-to-send")

        results = [
            {"foreign_number": "HD-0", "result": "agrees"},
            {"foreign_number": "HD-7", "result": "agrees"},
            {"case": made[1], "part": "economic-report", "result": "objects"},
            {"case": made[1], "part": "economic-report", "result": "noted", "foreign_number": "HD-1b"},
            {"case": made[1], "part": "economic-report", "result": "noted"},
            {"case": "20180213-310105011-999999", "part": "economic-report", "result": "noted"},
        ]
        booked = theirs.post_json("/outside-tasks/results", {"department": "HD", "results": results})
        assert booked.status_code == 200, booked.content.decode()
        told = booked.json()
        assert (told["answered"], told["ready_for_decision"]) == (2, 0)
        assert [(one["at"], one["why"]) for one in told["wrong"]] == [
            (1, "unknown"), (2, "remark"), (4, "not-sent"), (5, "unknown"),
        ]  # fmt: skip
        assert [one["foreign_number"] for one in waiting(theirs, state="answered")] == ["HD-0", "HD-1b"]
        assert waiting(theirs, foreign_number="HD-1b")[0]["result"] == "noted"

    def test_under_a_number_given_twice_are_not_guessed(self, made, theirs):
        taken = [{"task": one["id"], "foreign_number": "HD-1"} for one in waiting(theirs)]
        theirs.post_json("/outside-tasks/handovers", {"department": "HD", "tasks": taken})
        answer = {"department": "HD", "results": [{"foreign_number": "HD-1", "result": "agrees"}]}

        assert theirs.post_json("/outside-tasks/results", answer).json()["wrong"][0]["why"] == "unknown"

    def test_that_are_lost_are_taken_over_again(self, made, theirs):
        task = waiting(theirs)[0]["id"]
        theirs.post_json("/outside-tasks/handovers", {"department": "HD"})
        lost = theirs.post_json(f"/outside-tasks/{task}/loss", {"note": "没有收到"})
        assert lost.json() == {"task": task, "state": "lost"}

        assert [one["id"] for one in waiting(theirs, state="lost")] == [task]
        again = theirs.post_json("/outside-tasks/handovers", {"department": "HD", "tasks": [{"task": task}]})
        assert [one["id"] for one in again.json()["tasks"]] == [task]

    def test_of_another_body_are_neither_seen_nor_touched(self, made, theirs, small_city):
        task = waiting(theirs)[0]["id"]
        stranger = Machine(small_city.body_post("handler", "HD", district="310104"))
        assert waiting(stranger) == []
        no = stranger.post_json("/outside-tasks/handovers", {"department": "HD", "tasks": [{"task": task}]})
        problem(no, no.status_code, "cases.nothing-to-send")
        there, nowhere = (stranger.post_json(f"/outside-tasks/{one}/loss", {}) for one in (task, 2**40))

        # Numbers of parts are counted up, so what exists elsewhere and what exists nowhere are told alike.
        one, other = problem(there, 409, "cases.unknown-task"), problem(nowhere, 409, "cases.unknown-task")
        assert one["title"].replace(str(task), "") == other["title"].replace(str(2**40), "")
        mine = stranger.post_json(
            "/outside-tasks/results",
            {"department": "HD", "results": [{"case": made[0], "part": "economic-report", "result": "agrees"}]},
        )
        assert mine.json()["wrong"][0]["why"] == "unknown" and Task.objects.get(id=task).state == "open"

    def test_are_listed_page_by_page_also_at_the_accepting_centre(self, made, small_city):
        manager = Machine(small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING]))
        first = manager.get("/outside-tasks", {"limit": 1}).json()
        second = manager.get("/outside-tasks", {"limit": 1, "cursor": first["next"]}).json()

        assert [one["case"] for one in first["tasks"] + second["tasks"]] == made and second["next"] == ""

    def test_may_be_answered_one_by_one_under_their_number(self, made, theirs):
        task = waiting(theirs)[0]["id"]
        body = {"result": "agrees", "foreign_number": "HD-9"}
        answered = theirs.act(made[0], f"tasks/{task}/answer", body)

        assert answered.status_code == 200 and waiting(theirs, foreign_number="HD-9")[0]["state"] == "answered"
