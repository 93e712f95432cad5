"""Questions and rows past the model's machinery: the same answers, the same rows, the same refusals."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from doorstep.ledger.models import Event
from doorstep.places.models import Centre
from doorstep.post.models import Job
from doorstep.sql.asking import KEPT
from doorstep.sql.public import change, fetched, first_keys, put, question, written

pytestmark = pytest.mark.django_db
NOON = datetime(2018, 2, 13, 4, tzinfo=UTC)


def job(name, **columns):
    return Job(name=name, not_before=NOON, state="waiting", **columns)


@question
def due(*names, until):
    return Job.objects.filter(not_before__lte=until).order_by("id").values(*names)


@question
def keyed(*, keys):
    return Job.objects.filter(key__in=keys).order_by("id").values_list("key", flat=True)


@question
def ends(many, *, until):
    first, last = (Job.objects.filter(not_before__lte=until).order_by(by)[:many] for by in ("id", "-id"))
    return [first.values("key"), Job.objects.none().values("key"), last.values("key")]


@question
def first(many, *by, until):
    due = Job.objects.filter(not_before__lte=until).values("name", row_key=F("id"))
    keys = first_keys([due.order_by("id")[:many], Job.objects.none(), due.order_by("-id")[:many]], by=by, limit=2)
    return Job.objects.filter(id__in=keys).order_by("id").values_list("key", flat=True)


@question
def whole(*, name):
    return Job.objects.filter(name=name)


@question
def keys_only():
    return Job.objects.only("key")


@question
def centres(*, code):
    return Centre.objects.filter(code=code).select_related("street__district")


class TestAQuestion:
    def test_is_answered_as_its_queryset_is_whatever_its_shape(self):
        put([job("one", key="a", params={"n": [1, None, "二"]}), job("two", key="b")])
        for names in (("id", "params"), ("not_before", "name", "claimed_at")):
            assert due(*names, until=NOON) == list(Job.objects.order_by("id").values(*names))
        assert due("id", until=NOON - timedelta(seconds=1)) == []
        assert (keyed(keys=["b"]), keyed(keys=["b", "a", "x"])) == (["b"], ["a", "b"])

    def test_puts_several_querysets_together_each_with_its_own_order_and_limit(self):
        put([job("one", key=key) for key in "abcd"])
        assert sorted(row["key"] for row in ends(1, until=NOON)) == ["a", "d"]
        assert sorted(row["key"] for row in ends(3, until=NOON)) == ["a", "b", "b", "c", "c", "d"]
        assert (ends(3, until=NOON - timedelta(days=1)), keyed(keys=[])) == ([], [])

    def test_chooses_the_first_rows_of_several_querysets_together_each_once(self):
        put([job(name, key=key) for name, key in ("da", "cb", "bc", "ad")])
        assert first(1, "row_key", until=NOON) == ["a", "d"]
        assert first(3, "row_key", until=NOON) == ["a", "b"]
        assert first(3, "-row_key", until=NOON) == first(3, "name", "row_key", until=NOON) == ["c", "d"]
        assert first(3, "row_key", until=NOON - timedelta(days=1)) == []

    def test_gives_models_with_what_is_joined(self, small_city, django_assert_num_queries):
        code = Centre.objects.values_list("code", flat=True).first()
        street = Centre.objects.get(code=code).street
        told = (street, street.district)
        with django_assert_num_queries(1):
            (found,) = centres(code=code)
            assert (found.street, found.street.district) == told
        plain = Centre.objects.select_related("street__district").get(code=code)
        for one, other in ((found, plain), (found.street, plain.street)):
            assert (
                columns_of(one) == columns_of(other)
                and one._state.fields_cache.keys() == other._state.fields_cache.keys()
            )
            assert (one._state.adding, one._state.db) == (other._state.adding, other._state.db)
        found.save()  # as any other

    def test_gives_models_that_fetch_what_was_not_asked_for(self, django_assert_num_queries):
        put([job("one", key="a")])
        (found,) = keys_only()
        with django_assert_num_queries(1):
            assert (found.key, found.name) == ("a", "one")

    def test_keeps_no_values_and_not_more_shapes_than_it_may(self):
        put([job("one"), job("two")])
        assert [row.name for name in ("one", "two", "one") for row in whole(name=name)] == ["one", "two", "one"]
        for count in range(1, KEPT + 3):
            keyed(keys=["x"] * count)
        assert keyed(keys=["x"]) == []


class TestRows:
    def test_are_stored_as_their_models_store_them(self):
        at = datetime(2018, 2, 13, 12, 30, 15, 123456, tzinfo=UTC)
        columns = {
            "chain": "thing:1", "what": "thing.done", "at": at, "recorded_at": at, "account": "a", "body": "『{}』%s",
            "prev": bytes(range(32)), "digest": bytes(32),
        }  # fmt: skip
        made = [Event(seq=number, **columns) for number in (1, 2, 3)]
        assert put(made) == 3
        assert [row.pk for row in made] == list(Event.objects.order_by("seq").values_list("id", flat=True))
        plain = Event.objects.create(seq=4, **columns)
        names = [field.attname for field in Event._meta.concrete_fields if field.attname not in ("id", "seq")]
        stored = list(Event.objects.order_by("seq").values_list(*names))
        assert [list(map(bytes_or_self, row)) for row in stored] == [
            [bytes_or_self(getattr(plain, name)) for name in names]
        ] * 4
        assert not made[0]._state.adding

    def test_are_judged_by_the_database(self):
        put([job("one", key="a")])
        with pytest.raises(IntegrityError), transaction.atomic():
            put([job("two", key="b"), job("one", key="a")])
        assert list(Job.objects.values_list("name", flat=True)) == ["one"]
        assert put([]) == 0

    def test_are_changed_where_they_are_as_was_said(self):
        put([job("one", key="a"), job("one", key="b")])
        assert change(Job, where={"name": "one", "key": "b"}, to={"not_before": NOON + timedelta(days=1)}) == 1
        assert change(Job, where={"name": "one", "state": "done"}, to={"error": "x"}) == 0
        assert due("key", until=NOON) == [{"key": "a"}]


class TestAStatement:
    @pytest.mark.django_db(transaction=True)
    def test_runs_over_one_cursor_until_its_connection_ends(self, monkeypatch, django_assert_num_queries):
        opened, make = [], connection.create_cursor
        monkeypatch.setattr(connection, "create_cursor", lambda *given: opened.append(given) or make(*given))
        for _ in range(2):
            connection.close()
            assert fetched("SELECT 1 + %s", [1]) == [(2,)]
            begun = len(opened)
            put([job("one", key="a")])
            with pytest.raises(DatabaseError):
                fetched("SELECT nothing")
            assert written("DELETE FROM post_job WHERE key = %s", ["a"]) == 1 and keyed(keys=["a"]) == []
            assert len(opened) == begun
            with django_assert_num_queries(1):  # watched like any other
                fetched("SELECT 1")


def columns_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def bytes_or_self(value):
    return bytes(value) if isinstance(value, memoryview) else value
