"""The worker: effects once, whoever dies; failures that end; what comes by itself."""

import ast
import json
import os
import signal
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from at_once import at_once
from django.db import connection, transaction
from typer.testing import CliRunner

import doorstep
from doorstep.cli.main import app
from doorstep.files import public as files
from doorstep.jobs.registry import JOBS, NIGHTLY
from doorstep.jobs.worker import Ran, run, run_due
from doorstep.kernel.refusal import Refusal
from doorstep.ledger import public as ledger
from doorstep.post import public as post

NOON = datetime(2018, 2, 13, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = NOON + post.LEASE + timedelta(minutes=1)
pytestmark = pytest.mark.django_db(transaction=True)


def effect(*, by, at, n):
    """What a job does to the world: one event in a chain of its own."""
    ledger.record(ledger.Entry(what="effect", about=f"effect:{n}", by=by, at=at))


def effects(count):
    return [len(ledger.story(f"effect:{n}")) for n in range(count)]


def leave(count=1, name="effect"):
    with transaction.atomic():
        for n in range(count):
            post.enqueue(name, not_before=NOON, n=n)


def round_at(moment, **jobs):
    return run_due(moment=moment, jobs=jobs or {"effect": effect}, nightly={})


class TestRunDue:
    def test_does_what_is_due_once(self):
        leave(3)

        assert round_at(NOON - timedelta(minutes=1)) == Ran()
        assert round_at(NOON) == Ran(done=3)
        assert round_at(NOON).idle and effects(3) == [1, 1, 1]

    def test_does_each_job_once_though_two_work_at_the_same_time(self):
        leave(24)
        rounds = []

        def work():
            while not (ran := round_at(NOON)).idle:
                rounds.append(ran)

        at_once(work, work)

        assert effects(24) == [1] * 24
        assert sum(ran.done for ran in rounds) == 24 and sum(ran.failed + ran.died for ran in rounds) == 0

    def test_does_a_job_once_whose_first_worker_was_killed_in_the_middle(self):
        leave()
        told, tell = os.pipe()
        connection.close()
        child = os.fork()
        if child == 0:

            def dies(*, by, at, n):
                effect(by=by, at=at, n=n)
                os.write(tell, b"x")
                signal.pause()

            try:
                round_at(NOON, effect=dies)
            finally:
                os._exit(1)
        os.read(told, 1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

        assert effects(1) == [0] and post.outbox(NOON).running == 1
        assert round_at(NOON).idle  # not yet: it might only be slow
        assert round_at(LATER).reaped == 1
        assert round_at(LATER + timedelta(minutes=2)) == Ran(done=1) and effects(1) == [1]

    def test_undoes_what_a_worker_did_who_was_taken_for_dead(self):
        leave()
        (slow,) = post.claim(moment=NOON, worker="slow", names={"effect"})
        round_at(LATER)
        round_at(LATER + timedelta(minutes=2))

        assert run(slow, effect, moment=LATER) is None
        assert effects(1) == [1]

    def test_undoes_a_failure_keeps_its_code_and_goes_on_with_the_others(self):
        class Closed(Refusal):
            code = "test.closed"

        def fails(*, by, at, n):
            effect(by=by, at=at, n=n)
            raise Closed(person="not for the log") if n == 0 else ValueError("赵小芳")

        leave(2, name="fails")
        leave(1)

        assert round_at(NOON, fails=fails, effect=effect) == Ran(done=1, failed=2)
        rows = post.due_jobs(NOON + timedelta(minutes=2))
        assert {row.error for row in rows} == {"test.closed", "ValueError"} and effects(2) == [1, 0]

    def test_ends_with_a_dead_letter_after_every_attempt(self):
        def fails(*, by, at, n):
            raise ValueError

        leave(name="fails")
        rounds = [round_at(NOON + timedelta(days=day), fails=fails) for day in range(post.MAX_ATTEMPTS + 2)]

        assert rounds == [Ran(failed=1)] * (post.MAX_ATTEMPTS - 1) + [Ran(died=1), Ran(), Ran()]
        assert len(post.dead_letters()) == 1

    def test_leaves_what_it_does_not_know_where_it_is(self):
        leave(name="of a later version")

        assert round_at(NOON).idle and post.outbox(NOON).due == 1

    def test_posts_what_comes_by_itself_once_a_day(self):
        nightly = {"effect": time(2)}
        jobs = {"effect": lambda *, by, at: effect(by=by, at=at, n=0)}
        for hour in (1, 3, 5, 23, 26, 27):
            run_due(moment=NOON.replace(hour=0) + timedelta(hours=hour), jobs=jobs, nightly=nightly)

        assert [told.at.astimezone(NOON.tzinfo).day for told in ledger.story("effect:0")] == [13, 14]


class TestRegistry:
    def test_can_do_what_comes_by_itself(self):
        assert NIGHTLY.keys() <= JOBS.keys()

    def test_can_do_everything_that_a_room_leaves_behind(self):
        house = Path(doorstep.__path__[0])
        left = {
            node.args[0].value
            for path in house.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) == "enqueue"
            and isinstance(node.args[0], ast.Constant)
        }

        assert left and left <= JOBS.keys()

    def test_anchors_the_ledger_at_night(self):
        leave()
        round_at(NOON)

        assert run_due(moment=NOON) == Ran(done=len(NIGHTLY))
        assert ledger.verify().anchors == 1 and ledger.verify().broken is None


class TestUploads:
    def test_that_nobody_named_are_gone_after_a_day(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        by, pdf = ledger.Robot("test"), files.Upload("a.pdf", b"%PDF-1.4")
        ages = [timedelta(hours=25), timedelta(hours=23)]
        rows = [files.store(upload=pdf, about="upload:post:7", by=by, at=NOON - age) for age in ages]
        JOBS["erase_uploads"](by=by, at=NOON)
        assert [files.file(row.uuid).erased_at for row in rows] == [NOON, None]


class TestCommands:
    def run(self, *words):
        return CliRunner().invoke(app, ["jobs", *words])

    def test_run_once_list_and_revive(self):
        leave(name="effect")
        for day in range(post.MAX_ATTEMPTS):
            moment = NOON + timedelta(days=day)
            post.failed(
                *post.claim(moment=moment, worker="t", names={"effect"}), error="x", moment=moment, by=ledger.Robot("t")
            )

        state = json.loads(self.run("list", "--json").stdout)
        number = state["dead_letters"][0]["id"]
        assert state["dead"] == 1 and "Dead letters" in self.run("list").stdout
        assert self.run("revive", str(number), "--reason", "mended").exit_code == 0
        assert self.run("revive", str(number), "--reason", "mended").exit_code == 2
        assert set(json.loads(self.run("run", "--once", "--json").stdout)) == {"done", "failed", "died", "reaped"}
        assert post.outbox(NOON).dead == 0
