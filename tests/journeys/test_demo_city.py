"""The demonstration city, made small: whole, true, the same again, and finished after an interruption."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import F
from drawn_city import DAY, SMALL, drawn, make

from doorstep.cases import public as cases
from doorstep.cases.models import Case, Defect, Notice, Task
from doorstep.cli import demo_city
from doorstep.cli.demo_cast import CAST
from doorstep.ledger import public as ledger
from doorstep.ledger.models import Event
from doorstep.people import public as people
from doorstep.people.models import AgentAuthority
from doorstep.staff import public as staff
from doorstep.wire import defects

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo city")]

NINE = datetime(2018, 2, 13, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        make()
        yield drawn()
        transaction.set_rollback(True)


class TestMakeCity:
    def test_has_cases_in_every_stage_of_the_table(self, city):
        stages = Counter(stage for _, _, stage, *_ in city["cases"])

        assert set(stages) == {str(stage) for stage in cases.Stage}

    def test_has_everything_that_a_window_meets(self, city):
        assert {kind for _, kind, _ in city["consultations"]} == {"question", "referral"}
        assert Case.objects.exclude(receiving_centre=F("accepting_centre")).exists()
        assert set(Task.objects.values_list("state", flat=True)) >= {"open", "sent", "answered"}
        assert Case.objects.open().filter(due_on__lt=DAY).exists()
        assert Case.objects.open().filter(due_on__gt=DAY).exists()
        days = {received.astimezone(NINE.tzinfo).date() for *_, received, _, _ in city["cases"]}
        assert min(days) == date(2018, 1, 30)
        assert max(days) == DAY
        assert any(day in days for day in (date(2018, 2, 3), date(2018, 2, 4), date(2018, 2, 10)))

    def test_tells_every_defect_in_words_that_each_reader_has_in_their_language(self, city):
        of_cases = set(Notice.objects.filter(defects__isnull=False).values_list("case_id", flat=True))
        pages = [cases.case_now(case_id, by=ledger.Robot("test"), at=NINE) for case_id in of_cases]
        told = [
            parted
            for page in pages
            for row in (row for notice in page.notices for row in notice.defects)
            for parted in (
                defects.what_parted(page.item, row.about, row.what),
                defects.basis_parted(page.item, row.basis),
                defects.mend_parted(page.item, row.about, row.how_to_mend),
            )
        ]
        assert told and all(one.ours and not one.typed for one in told), told

    def test_corrects_what_was_handed_in_and_calls_missing_only_what_was_not(self, city):
        said = Defect.objects.values_list("notice__kind", "what")

        assert {(kind, what.startswith("缺少")) for kind, what in said} == {("one_time", True), ("correction", False)}

    def test_lets_nothing_happen_after_the_day_it_stands_for(self, city):
        assert Case.objects.filter(received_at__gt=NINE).count() == 0
        assert ledger.latest_act() <= NINE

    def test_lets_cases_be_decided_by_another_than_who_received_them(self, city):
        decided = Case.objects.exclude(decided_by="").exclude(kind="instant")

        assert decided.exists()
        assert not decided.filter(decided_by=F("received_by")).exists()

    def test_leaves_a_whole_ledger(self, city):
        verdict = ledger.verify()

        assert verdict.broken is None
        assert verdict.events == Event.objects.count() > len(city["cases"])
        accounts = set(Event.objects.filter(what="case.decided").values_list("account", flat=True))
        assert accounts
        assert all(account.startswith("account:") for account in accounts)

    def test_knows_the_named_residents_by_their_numbers(self, city):
        for member in CAST.values():
            person = member.person
            found = people.resident_by_identity(person.identity_kind, person.identity_number, on=DAY)
            assert people.names_of([found]) == {found: person.name}
        assert AgentAuthority.objects.count() == 1

    def test_seats_a_resident_who_sees_own_cases(self, city):
        rows = demo_city.demo_people(day=DAY)
        post = next(one for one in staff.posts_held(on=DAY) if one.username == "resident")
        me = staff.acting(post_id=post.id, origin="test", on=DAY)

        assert {"resident", "clerk-beixinjing", "clerk-kangjian", "admin"} <= {row["user name"] for row in rows}
        assert {row.item_code for row in cases.own_cases(me, today=DAY)} == {"GA-005", "MZ-016"}

    def test_changes_nothing_the_second_time_and_prints_nobody(self, city, capsys):
        events = Event.objects.count()

        make()

        assert (drawn(), Event.objects.count()) == (city, events)
        assert capsys.readouterr().out == ""

    def test_says_in_one_sentence_that_data_lie_in_the_future(self, city, capsys):
        demo_city.make_city(day=date(2018, 2, 1), **SMALL)

        assert "2018-02-13" in capsys.readouterr().out
        assert demo_city.future_sentence(day=DAY) == ""
