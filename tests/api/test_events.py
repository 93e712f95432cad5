"""The feed: every act once, in order, none left out, for whoever sees the case; nothing about a person."""

import threading

import pytest
from django.db import connection, transaction
from fixtures_city import KANGJIAN
from machines import TODAY, Machine, complete, problem

from doorstep.ledger import public as ledger
from doorstep.ledger import selectors


def follow(machine, after="", limit=100):
    """Everything from a cursor on, as a client reads it; the last cursor."""
    found = []
    while True:
        page = machine.get("/events", {"after": after, "limit": limit}).json()
        found += page["events"]
        after = page["next"]
        if not page["more"]:
            return found, after


@pytest.mark.django_db
class TestEvents:
    def test_tell_a_system_what_happened_since_it_asked_last(self, clerk, application, small_city):
        start = clerk.get("/events", {"start": "now"}).json()
        assert start["events"] == [] and not start["more"]
        number = clerk.post_json("/cases", application).json()["number"]
        task = clerk.get(f"/cases/{number}").json()["tasks"][0]
        body = Machine(small_city.post("handler", body_code=task["body"]))
        body.act(number, f"tasks/{task['id']}/answer", {"result": "agrees", "remark": "赵一芳符合条件"})

        told, cursor = follow(clerk, start["next"], limit=1)
        assert [(one["case"], one["version"], one["what"], one["stage"], one["part"]) for one in told] == [
            (number, 1, "case.received-and-accepted", "in_progress", ""),
            (number, 2, "case.task-answered", "in_progress", task["part"]),
        ]
        assert "赵" not in str(told) and follow(clerk, cursor)[0] == []
        assert [one["version"] for one in follow(body)[0]] == [1, 2]

    def test_are_of_the_own_jurisdiction_only(self, clerk, application, small_city):
        clerk.post_json("/cases", application)

        assert follow(Machine(small_city.clerk(KANGJIAN)))[0] == []
        assert follow(Machine(small_city.body_post("handler", "HD", district="310104")))[0] == []
        problem(Machine(small_city.clerk(), "catalogue.see").get("/events"), 403, "staff.not-allowed")

    def test_tell_a_body_that_its_part_is_over_and_nothing_after_that(self, clerk, small_city):
        number = clerk.post_json("/cases", complete("MZ-006", small_city.resident())).json()["number"]
        task = clerk.get(f"/cases/{number}").json()["tasks"][0]
        body = Machine(small_city.post("handler", body_code=task["body"]))
        start = body.get("/events", {"start": "now"}).json()["next"]
        deciding = clerk.get(f"/cases/{number}").json()["deciding_body"]
        clerk.act(number, "withdrawal", {"reason": "不办了"})

        assert [(one["case"], one["stage"]) for one in follow(body, start)[0]] == [(number, "withdrawn")]
        if deciding != task["body"]:
            problem(body.get(f"/cases/{number}"), 404, "cases.unknown-case")

    def test_come_in_stretches_that_do_not_grow_with_the_city(self, clerk, application, small_city, monkeypatch):
        monkeypatch.setattr(selectors, "STRETCH", 2)
        start = clerk.get("/events", {"start": "now"}).json()["next"]
        for _ in range(4):  # what is nobody's case
            ledger.record(ledger.Entry(what="test.other", about="other:1", by=ledger.Robot("test"), at=TODAY))
        number = clerk.post_json("/cases", application).json()["number"]
        first = clerk.get("/events", {"after": start}).json()
        assert first["more"] and first["events"] == []

        assert [one["case"] for one in follow(clerk, start)[0]] == [number]

    def test_take_no_cursor_of_a_list(self, clerk):
        problem(clerk.get("/events", {"after": "MQ:x"}), 422, "wire.bad-cursor")


@pytest.mark.django_db(transaction=True)
class TestFollow:
    def test_waits_for_whoever_is_still_writing(self, small_city_at_once):
        """A slow act draws its number first and commits last; a fast one overtakes it. Who follows must hear of both."""
        start = ledger.follow(after=None, chains="case:").upto
        drawn, overtaken = threading.Event(), threading.Event()

        def entry(chain):
            return ledger.Entry(what="case.received", about=chain, by=ledger.Robot("test"), at=TODAY)

        def slow():
            try:
                with transaction.atomic():
                    ledger.record(entry("case:1"))
                    drawn.set()
                    assert overtaken.wait(10)
            finally:
                connection.close()

        writer = threading.Thread(target=slow)
        writer.start()
        assert drawn.wait(10)
        if connection.vendor == "sqlite":  # one writer at a time: nobody overtakes
            overtaken.set()
        with transaction.atomic():
            ledger.record(entry("case:2"))
        meanwhile = ledger.follow(after=start, chains="case:")
        overtaken.set()
        writer.join()
        later = ledger.follow(after=meanwhile.upto, chains="case:")

        assert [row.chain for row in (*meanwhile.rows, *later.rows)] == ["case:1", "case:2"]
