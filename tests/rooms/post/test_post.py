"""The outbox through its door: what is left behind, taken, finished, tried again and given up."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from doorstep.ledger.public import Robot, story
from doorstep.post import public as post
from doorstep.post.logic import FIRST_WAIT, LONGEST_WAIT, NEXT, check_params, wait_after
from doorstep.post.models import Job, Message

NOON = datetime(2018, 2, 13, 12, tzinfo=UTC)
BY = Robot("test")
MINUTE = timedelta(minutes=1)


def leave(name="remind", key=None, not_before=NOON, **params):
    with transaction.atomic():
        return post.enqueue(name, key=key, not_before=not_before, **params)


def take(moment=NOON, names=("remind",), limit=1):
    return post.claim(moment=moment, worker="test", names=names, limit=limit)


def finish(claimed, moment=NOON):
    with transaction.atomic():
        post.done(claimed, moment=moment)


@pytest.mark.django_db(transaction=True)
class TestEnqueue:
    def test_refuses_to_leave_behind_what_a_rollback_would_not_undo(self):
        with pytest.raises(post.OutsideTransaction):
            post.enqueue("remind", not_before=NOON)
        with pytest.raises(post.OutsideTransaction):
            post.notify(recipient="resident:5", phone="1", template="t", about="case:1", key="k", not_before=NOON)

        assert not Job.objects.exists() and not Message.objects.exists()

    def test_goes_with_the_act_that_is_undone(self):
        with pytest.raises(RuntimeError), transaction.atomic():
            post.enqueue("remind", not_before=NOON)
            raise RuntimeError

        assert post.due_jobs(NOON) == []

    def test_never_makes_a_reminder_twice_whatever_became_of_the_first(self):
        assert leave(key="case:17", case_id=17)
        assert not leave(key="case:17", case_id=17)
        finish(*take())
        assert not leave(key="case:17", case_id=17)

        assert leave(key="case:18") and leave("warn", key="case:17")
        assert leave() and leave()  # without a key each is its own
        assert Job.objects.count() == 5

    def test_makes_one_of_many_that_are_left_at_once(self):
        start, made = threading.Barrier(6), []

        def act():
            start.wait()
            try:
                made.append(leave(key="case:17"))
            finally:
                connection.close()

        run_at_once(act, 6)

        assert sorted(made) == [False] * 5 + [True] and Job.objects.count() == 1

    def test_brings_parameters_back_as_they_went_in(self):
        leave(case_id=17, codes=["甲", "b"], note=None, urgent=True)

        assert take()[0].params == {"case_id": 17, "codes": ["甲", "b"], "note": None, "urgent": True}


@pytest.mark.django_db(transaction=True)
class TestCancel:
    def test_takes_back_what_waits_and_lets_it_be_left_anew(self):
        leave(key="k", n=1)
        with transaction.atomic():
            assert post.cancel("remind", key="k", at=NOON)
            assert not post.cancel("remind", key="k", at=NOON)
        assert take() == []

        assert leave(key="k", not_before=NOON + MINUTE, n=2)
        assert take() == [] and take(NOON + MINUTE)[0].params == {"n": 2}
        with transaction.atomic():
            assert not post.cancel("remind", key="k", at=NOON)  # it runs


@pytest.mark.django_db(transaction=True)
class TestNotify:
    def test_keeps_the_address_masked_and_leaves_one_sending(self):
        def tell():
            with transaction.atomic():
                return post.notify(
                    recipient="resident:5",
                    phone="13812345678",
                    template="case.accepted",
                    about="case:17",
                    key="case:17:accepted",
                    not_before=NOON,
                    case="2018-17",
                )

        assert tell() and not tell()
        (message,) = post.messages_about("case:17")
        assert message.address == "138****5678" and message.params == {"case": "2018-17"}
        (sending,) = post.due_jobs(NOON)
        assert (sending.name, sending.params) == (post.DELIVER, {"message_id": message.id})
        assert post.mark_sent(message_id=message.id, at=NOON) and not post.mark_sent(message_id=message.id, at=NOON)
        assert post.message(message.id).sent_at == NOON


@pytest.mark.django_db(transaction=True)
class TestClaim:
    def test_takes_what_is_due_the_longest_waiting_first_and_only_what_can_be_done_here(self):
        leave(not_before=NOON, n=2)
        leave(not_before=NOON - MINUTE, n=1)
        leave(not_before=NOON + MINUTE, n=3)
        leave("unknown", not_before=NOON - MINUTE)

        assert [row.params["n"] for row in take(limit=9)] == [1, 2]
        assert take(limit=9) == []
        assert [row.name for row in post.due_jobs(NOON)] == ["unknown"]
        assert post.outbox(NOON) == post.Outbox(waiting=2, due=1, running=2, dead=0, oldest_due=NOON - MINUTE)

    def test_does_not_take_what_was_cancelled_between_looking_and_taking(self):
        leave(key="k")
        looked = []

        def cancelling_after_the_look(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if sql.startswith("SELECT") and "post_job" in sql and not looked:
                looked.append(sql)
                with transaction.atomic():
                    assert post.cancel("remind", key="k", at=NOON)
            return result

        with connection.execute_wrapper(cancelling_after_the_look):
            assert take() == []

        assert looked and post.outbox(NOON).running == 0

    def test_gives_each_job_to_one_of_many_workers(self):
        for n in range(20):
            leave(n=n)
        start, taken = threading.Barrier(4), []

        def work():
            start.wait()
            try:
                while claimed := take():
                    taken.append(claimed[0].params["n"])
            finally:
                connection.close()

        run_at_once(work, 4)

        assert sorted(taken) == list(range(20))


@pytest.mark.django_db(transaction=True)
class TestFailed:
    def test_waits_longer_each_time_and_ends_as_a_dead_letter_that_people_see(self):
        leave(key="case:17")
        moment, waits = NOON, []
        for attempt in range(1, post.MAX_ATTEMPTS + 1):
            (claimed,) = take(moment)
            assert claimed.attempts == attempt
            state = post.failed(claimed, error="case.gone", moment=moment, by=BY)
            waits.append(post.job(claimed.id).not_before - moment)
            moment += timedelta(days=1)

        assert state is post.State.DEAD and waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
        (dead,) = post.dead_letters()
        assert (dead.error, dead.attempts) == ("case.gone", post.MAX_ATTEMPTS) and take(moment) == []
        (told,) = story(f"job:{dead.id}")
        assert told.what == "job.died" and told.details["key"] == "case:17"

    def test_leaves_alone_what_was_taken_away(self):
        leave()
        (claimed,) = take()
        assert post.reap(moment=NOON + post.LEASE + MINUTE, by=BY) == 1
        (again,) = take(NOON + timedelta(days=1))

        assert post.failed(claimed, error="x", moment=NOON, by=BY) is None
        with pytest.raises(post.ClaimLost), transaction.atomic():
            post.done(claimed, moment=NOON)
        finish(again)
        assert post.job(claimed.id).state is post.State.DONE


@pytest.mark.django_db(transaction=True)
class TestReap:
    def test_spares_the_living_and_buries_what_kills_every_worker(self):
        leave()
        moment = NOON
        for _ in range(post.MAX_ATTEMPTS):
            take(moment)
            assert post.reap(moment=moment + post.LEASE, by=BY) == 0
            moment += post.LEASE + MINUTE
            assert post.reap(moment=moment, by=BY) == 1
            moment += LONGEST_WAIT

        assert post.dead_letters()[0].error == "worker-died"


@pytest.mark.django_db(transaction=True)
class TestRevive:
    def dead(self):
        leave()
        for day in range(post.MAX_ATTEMPTS):
            moment = NOON + timedelta(days=day)
            post.failed(*take(moment), error="x", moment=moment, by=BY)
        return post.dead_letters()[0].id

    def test_tries_a_dead_letter_again_from_its_first_attempt(self):
        number = self.dead()

        post.revive(job_id=number, by=BY, at=NOON, reason="地址已补")

        assert take(NOON)[0].attempts == 1
        assert [told.what for told in story(f"job:{number}")] == ["job.died", "job.waiting"]

    def test_can_be_given_up_instead_and_refuses_what_is_not_dead(self):
        number = self.dead()
        post.dismiss(job_id=number, by=BY, at=NOON, reason="已人工办理")

        for act in (post.revive, post.dismiss):
            with pytest.raises(post.CannotMoveJob):
                act(job_id=number, by=BY, at=NOON, reason="")


@pytest.mark.once
class TestWaitAfter:
    @given(st.integers(1, 10_000))
    def test_grows_and_has_an_end(self, attempts):
        assert FIRST_WAIT <= wait_after(attempts) <= wait_after(attempts + 1) <= LONGEST_WAIT


@pytest.mark.once
class TestParams:
    @pytest.mark.parametrize("value", [0.5, NOON, NOON.date(), {"a": 1}, b"x", [0.5]])
    def test_are_refused_where_they_would_come_back_as_something_else(self, value):
        with pytest.raises(TypeError, match="amount"):
            check_params({"amount": value})


@pytest.mark.once
class TestNext:
    def test_knows_every_state_and_lets_none_but_the_finished_be_without_a_way_on(self):
        assert set(NEXT) == set(post.State)
        assert [state for state, following in NEXT.items() if not following] == [post.State.DONE]


def run_at_once(act, count):
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
