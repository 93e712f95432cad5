"""The ledger through its door: what it remembers, what it refuses, what a walk finds."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from at_once import at_once
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from doorstep.kernel.money import Money
from doorstep.ledger import public as ledger
from doorstep.ledger import triggers
from doorstep.ledger.models import Anchor, AnchoredHead, Event, PersonKey

NOON = datetime(2018, 2, 13, 12, tzinfo=UTC)
CLERK = ledger.Robot("test")
SECRET = {"resident:5": {"name": "赵小芳", "number": "310199194506019015"}}


def remember(about="case:1", what="case.received", **more):
    with transaction.atomic():
        return ledger.record(ledger.Entry(what=what, about=about, by=CLERK, at=NOON, **more))


def three_chains_of_four():
    for about in ("case:1", "case:2", "case:3"):
        for step in range(4):
            remember(about, f"case.step-{step}", after={"step": step})


@pytest.mark.django_db(transaction=True)
class TestRecord:
    def test_refuses_to_remember_what_a_rollback_would_not_undo(self):
        with pytest.raises(ledger.OutsideTransaction):
            ledger.record(ledger.Entry(what="x", about="case:1", by=CLERK, at=NOON))

        assert not Event.objects.exists()

    def test_tells_the_story_of_a_thing_with_both_times_and_readable_personal_values(self):
        remember(after={"stage": "received", "fee": Money(fen=1250)}, reason="首次办理", personal=SECRET)
        remember(what="case.accepted", before={"stage": "received"}, after={"stage": "accepted"})

        first, second = ledger.story("case:1")

        assert (first.seq, second.seq) == (1, 2)
        assert first.personal == SECRET
        assert first.after == {"stage": "received", "fee": {"fen": 1250}} and second.before == {"stage": "received"}
        assert first.at == NOON < first.recorded_at
        assert first.account == "robot:test" and first.reason == "首次办理"

    def test_keeps_personal_values_out_of_the_stored_text(self):
        remember(personal=SECRET)

        assert "赵小芳" not in Event.objects.get().body and "310199" not in Event.objects.get().body

    def test_finds_who_saw_a_person(self):
        remember("reading:post:3", "person.shown", mentions=("resident:5", "resident:6"))
        remember(personal=SECRET)

        assert [told.what for told in ledger.readings_of("resident:5")] == ["case.received", "person.shown"]
        assert [told.what for told in ledger.readings_of("resident:6")] == ["person.shown"]
        shown, received = ledger.story_and("reading:post:3", of="case:1", what="case.received")
        assert shown == ledger.story("reading:post:3") and [told.what for told in received] == ["case.received"]
        assert received[0].personal == {"resident:5": None}  # what is told beside a story opens nothing
        assert ledger.story_and("case:1", of="case:1", what="person.shown") == (ledger.story("case:1"), [])

    def test_refuses_a_value_that_has_no_canonical_text(self):
        with pytest.raises(TypeError, match="float"):
            remember(after={"amount": 0.1})

    def test_numbers_a_chain_without_gap_or_double_when_eight_write_at_once(self):
        at_once(*[lambda: [remember("case:9") for _ in range(5)]] * 8)

        assert [told.seq for told in ledger.story("case:9")] == list(range(1, 41))
        assert ledger.verify().broken is None

    def test_waits_for_nobody_who_writes_another_chain(self):
        if connection.vendor != "postgresql":
            return  # SQLite has one writer by nature
        done = threading.Event()

        def other():
            remember("case:2")
            done.set()
            connection.close()

        with transaction.atomic():
            ledger.record(ledger.Entry(what="x", about="case:1", by=CLERK, at=NOON))
            neighbour = threading.Thread(target=other)
            neighbour.start()
            neighbour.join(timeout=10)
            finished_while_we_hold = done.is_set()
            same = threading.Thread(target=lambda: (remember("case:1"), connection.close()))
            same.start()
            same.join(timeout=0.3)
            waits = same.is_alive()
        same.join()

        assert finished_while_we_hold and waits
        # What the one who waited had seen as the end of the chain was not the end any more.
        assert [told.seq for told in ledger.story("case:1")] == [1, 2] and ledger.verify().broken is None


@pytest.mark.django_db(transaction=True)
class TestTriggers:
    REPLACE = (
        "INSERT OR REPLACE INTO ledger_event (id, chain, seq, what, at, recorded_at, account, post, body, prev, digest) "
        "SELECT id, chain, seq, 'forged', at, recorded_at, account, post, body, prev, digest FROM ledger_event"
    )
    UPSERT = (
        "INSERT INTO ledger_event (id, chain, seq, what, at, recorded_at, account, post, body, prev, digest) "
        "SELECT id, chain, seq, what, at, recorded_at, account, post, body, prev, digest FROM ledger_event "
        "ON CONFLICT (id) DO UPDATE SET body = 'forged'"
    )

    @pytest.mark.parametrize("table", ["ledger_event", "ledger_anchor", "ledger_anchoredhead"])
    def test_refuse_every_way_to_change_what_was_written(self, table):
        remember()
        ledger.take_anchor(at=NOON)
        ways = [f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"]
        if connection.vendor == "postgresql":
            ways.append(f"TRUNCATE {table} CASCADE")
        if table == "ledger_event":
            ways.append(self.UPSERT if connection.vendor == "postgresql" else self.REPLACE)

        for way in ways:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                connection.cursor().execute(way)

        assert ledger.verify().broken is None

    def test_come_back_when_a_migration_has_rebuilt_the_table(self):
        remember()
        old, new = Event._meta.get_field("what"), models.CharField(max_length=61)
        new.set_attributes_from_name("what")
        new.model = Event
        with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
            editor.alter_field(Event, old, new)

        call_command("migrate", "ledger", verbosity=0)

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Event.objects.update(what="forged")


@pytest.mark.django_db(transaction=True)
class TestVerify:
    def tampered(self, change):
        three_chains_of_four()
        number, digest, _ = ledger.take_anchor(at=NOON)
        with triggers.lifted(connection):
            change()
        return ledger.verify(newest_anchor=(number, digest)).broken

    def test_finds_a_whole_ledger_whole(self):
        assert self.tampered(lambda: None) is None

    def test_names_a_changed_event(self):
        def change():
            event = Event.objects.get(chain="case:2", seq=3)
            Event.objects.filter(pk=event.pk).update(body=event.body.replace('"step":2', '"step":9'))

        assert self.tampered(change) == ledger.Broken("case:2", 3, ledger.Fault.CHANGED)

    def test_names_an_event_whose_columns_lie_about_its_text(self):
        broken = self.tampered(lambda: Event.objects.filter(chain="case:2", seq=2).update(account="account:99"))

        assert broken == ledger.Broken("case:2", 2, ledger.Fault.RELABELLED)

    def test_names_a_removed_event(self):
        broken = self.tampered(lambda: Event.objects.filter(chain="case:1", seq=2).delete())

        assert broken == ledger.Broken("case:1", 2, ledger.Fault.REMOVED)

    def test_names_reordered_events(self):
        def change():
            Event.objects.filter(chain="case:3", seq=2).update(seq=99)
            Event.objects.filter(chain="case:3", seq=3).update(seq=2)
            Event.objects.filter(chain="case:3", seq=99).update(seq=3)

        assert self.tampered(change) == ledger.Broken("case:3", 2, ledger.Fault.REORDERED)

    def test_names_a_chain_whose_tail_was_cut_off(self):
        broken = self.tampered(lambda: Event.objects.filter(chain="case:2", seq__gte=3).delete())

        assert broken == ledger.Broken("case:2", 3, ledger.Fault.CUT_OFF)

    def test_names_a_chain_that_is_gone(self):
        broken = self.tampered(lambda: Event.objects.filter(chain="case:2").delete())

        assert broken == ledger.Broken("case:2", 1, ledger.Fault.LOST)

    def test_names_a_chain_rewritten_from_the_first_event_on(self):
        def change():
            Event.objects.filter(chain="case:2").delete()
            for _ in range(5):
                remember("case:2", "forged")

        assert self.tampered(change) == ledger.Broken("case:2", 4, ledger.Fault.CHANGED)

    def test_names_the_anchor_that_was_cut_together_with_the_tail(self):
        def change():
            AnchoredHead.objects.all().delete()
            Anchor.objects.all().delete()
            Event.objects.filter(chain="case:2", seq=4).delete()

        assert self.tampered(change) == ledger.Broken("anchor:1", 1, ledger.Fault.ANCHOR)

    def test_names_an_anchor_whose_heads_were_changed(self):
        def change():
            AnchoredHead.objects.filter(chain="case:2").delete()
            Event.objects.filter(chain="case:2").delete()

        assert self.tampered(change) == ledger.Broken("anchor:1", 1, ledger.Fault.ANCHOR)

    def test_lists_in_a_second_anchor_only_the_chains_that_grew(self):
        three_chains_of_four()
        ledger.take_anchor(at=NOON)
        remember("case:2", "case.more")
        remember("case:4", "case.new")

        number, _, grown = ledger.take_anchor(at=NOON + timedelta(days=1))

        assert (number, grown) == (2, 2)
        assert ledger.verify().broken is None


@pytest.mark.django_db(transaction=True)
class TestErasePerson:
    def test_leaves_the_chain_whole_and_the_values_unreadable(self):
        remember(personal=SECRET | {"resident:6": {"name": "周大伯"}})
        ledger.erase_person(subject="resident:5", by=CLERK, at=NOON, reason="保存期满")

        told = ledger.story("case:1")[0]

        assert ledger.verify().broken is None
        assert told.personal == {"resident:5": None, "resident:6": {"name": "周大伯"}}
        assert bytes(PersonKey.objects.get(subject="resident:5").wrapped) == b""
        assert ledger.story("resident:5")[0].reason == "保存期满"

    def test_refuses_a_second_erasure_and_any_later_value(self):
        ledger.erase_person(subject="resident:5", by=CLERK, at=NOON, reason="保存期满")

        with pytest.raises(ledger.PersonErased):
            ledger.erase_person(subject="resident:5", by=CLERK, at=NOON, reason="again")
        with pytest.raises(ledger.PersonErased):
            remember(personal=SECRET)

    def test_cannot_be_half_done(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonKey.objects.create(subject="resident:7", wrapped=b"key", erased_at=NOON)


class TestRandomTampering(TransactionTestCase):
    """Whatever single byte of whatever event is changed, the walk names that event."""

    @settings(max_examples=settings.default.max_examples // 4)  # each example writes a whole ledger anew
    @given(st.integers(0, 11), st.integers(0, 10_000), st.sampled_from("azAZ09"))
    def test_is_found_where_it_happened(self, which, place, letter):
        three_chains_of_four()
        event = Event.objects.order_by("chain", "seq")[which]
        spot = place % len(event.body)
        forged = event.body[:spot] + letter + event.body[spot + 1 :]
        with triggers.lifted(connection):
            Event.objects.filter(pk=event.pk).update(body=forged)

        broken = ledger.verify().broken

        expected = None if forged == event.body else (event.chain, event.seq)
        assert (broken and (broken.chain, broken.seq)) == expected
