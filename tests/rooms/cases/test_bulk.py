"""Many at once: each case by itself, each told why, nothing twice, nothing that was not seen."""

import pytest
from fixtures_city import BEIXINJING, CENTRES, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case, Task
from doorstep.cases.public import Act, Chosen, Stage
from doorstep.cases.services import bulk as service
from doorstep.ledger.models import Event
from doorstep.staff import public as staff

AT = moment("2018-03-06")
TODAY = AT.date()


def seen(by, *made, mine=True):
    """The cases as a list shows them now."""
    rows = cases.inbox(by, today=TODAY, filters=cases.InboxFilter(mine=mine), limit=100).rows
    states = cases.seen_of(rows)
    return [Chosen(row.id, states[row.id]) for row in rows if not made or row.id in {one.id for one in made}]


def order(act, chosen, by, *, key="once", told=None):
    number = cases.begin_bulk(key=key, act=act, told=told or {}, chosen=chosen, by=by, at=AT)
    while cases.go_on(bulk_id=number, by=by, at=AT, most=2):
        pass
    return cases.bulk_of(number, by=by)


def came(bulk):
    return {row.number: row.code or row.state for row in bulk.rows}


class TestBulkAct:
    def test_acts_on_each_case_once_and_tells_each_refusal_with_its_reason(self, small_city, desk, clerk):
        made = [desk.submit("CL-001", applicant=small_city.resident(), by=clerk) for _ in range(3)]
        wrong = desk.submit("CL-001", applicant=small_city.resident(), by=clerk, materials=[])
        moved = desk.submit("CL-001", applicant=small_city.resident(), by=clerk)
        chosen = seen(clerk)
        cases.withdraw(case_id=moved.id, reason="不办了", by=clerk, at=AT)

        bulk = order(Act.ACCEPT, chosen, clerk)

        assert came(bulk) == {
            **{one.number: "done" for one in made},
            wrong.number: "cases.not-complete",
            moved.number: "cases.seen-older",
        }
        assert bulk.count("done") == 3 and bulk.count("waiting") == 0
        events = Event.objects.filter(what="case.accepted")
        assert events.count() == 3 and all(f"/bulk:{bulk.id}" in one.body for one in events)
        assert order(Act.ACCEPT, chosen, clerk) == bulk and events.count() == 3
        assert Event.objects.filter(what="bulk.begun").count() == 1
        with pytest.raises(cases.NotInBulk):
            order(Act.ACCEPT, chosen[:1], clerk)

    def test_never_acts_on_what_changed_after_it_was_seen_but_for_its_own_acts(self, small_city, desk, clerk):
        made = desk.submit("MZ-001", applicant=small_city.resident(), by=clerk, accept=True)
        handler = small_city.body_post("handler", "MZ", district="310105")
        second = Task.objects.filter(case=made.id).first()
        twin = Task.objects.create(
            case_id=made.id, spec="twin", what="二", what_en="two", department_id=second.department_id,
            body_id=handler.body_code, inside=True, state="open",
        )  # fmt: skip
        Task.objects.filter(case=made.id).exclude(id=twin.pk).update(
            body_id=handler.body_code, inside=True, state="open"
        )
        chosen = seen(handler)

        bulk = order(Act.ANSWER_TASK, chosen, handler, told={"result": "agrees", "remark": "已核"})

        assert {row.state for row in bulk.rows} == {"done"} and len(bulk.rows) >= 2
        assert Case.objects.get(id=made.id).stage == Stage.EXAMINED
        again = order(Act.ANSWER_TASK, chosen, handler, key="twice", told={"result": "noted"})
        assert {row.code for row in again.rows} == {"cases.seen-older"}

    def test_hands_over_and_delivers_each_with_its_own_number(self, small_city, desk, clerk):
        manager = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING], on=TODAY)
        made = [desk.submit("MZ-001", applicant=small_city.resident(), by=clerk, accept=True) for _ in range(2)]
        Task.objects.filter(case__in=[one.id for one in made]).update(inside=False, state="open")
        order(Act.SEND_TASK, seen(manager, *made, mine=False), manager)
        assert not Task.objects.filter(case__in=[one.id for one in made]).exclude(state="sent").exists()
        from doorstep.ledger.public import Robot

        for task in Task.objects.filter(case__in=[one.id for one in made]).order_by("id"):
            cases.answer_task(task_id=task.pk, result="agrees", remark="", by=Robot("test"), at=AT)
        for one in made:
            cases.decide(case_id=one.id, outcome="granted", by=Robot("test"), at=AT)
        chosen = seen(clerk, *made)
        with pytest.raises(cases.NotInBulk):
            order(Act.DELIVER, chosen, clerk, told={"way": "by_post"})
        with pytest.raises(cases.NotInBulk):
            order(
                Act.DELIVER, [Chosen(one.case_id, one.seen, "EMS1") for one in chosen], clerk, told={"way": "by_hand"}
            )

        numbered = [Chosen(one.case_id, one.seen, f"EMS{place}") for place, one in enumerate(chosen)]
        bulk = order(Act.DELIVER, numbered, clerk, told={"way": "by_post"})

        assert bulk.count("done") == 2
        told = {one.case_id: one.own for one in numbered}
        assert {one.id: cases.case_page(one.id, by=clerk, at=AT).delivery.tracking for one in made} == told

    def test_is_nobody_else_s_and_never_a_refusal(self, small_city, desk, clerk):
        desk.submit("CL-001", applicant=small_city.resident(), by=clerk)
        bulk = order(Act.ACCEPT, seen(clerk), clerk)
        other = small_city.clerk(BEIXINJING)
        for ask in (lambda: cases.bulk_of(bulk.id, by=other), lambda: cases.go_on(bulk_id=bulk.id, by=other, at=AT)):
            with pytest.raises(cases.UnknownBulk):
                ask()
        chosen = [Chosen(1, "received.1")]
        handler = small_city.body_post("handler", "CL", street=BEIXINJING)
        for act, told, by in (
            (Act.NOT_ACCEPT, {}, clerk),
            (Act.DECIDE, {"outcome": "refused"}, clerk),
            (Act.ANSWER_TASK, {"result": "objects"}, handler),
        ):
            with pytest.raises(cases.NotInBulk):
                order(act, chosen, by, key=act, told=told)
        with pytest.raises(staff.NotAllowed):
            order(Act.ANSWER_TASK, chosen, clerk, told={"result": "agrees"})
        with pytest.raises(cases.NotInBulk):
            order(Act.ACCEPT, chosen * (service.MOST_AT_ONCE + 1), clerk, key="many")
        with pytest.raises(cases.NotInBulk):
            order(Act.ACCEPT, [], clerk, key="none")
