"""The demonstration city is finished by the next start, and is the same each time."""

import pytest
from django.db import transaction
from drawn_city import DAY, drawn, make

from doorstep.cases import public as cases
from doorstep.cases.models import Case
from doorstep.cli import demo_cases, demo_city, demo_people, demo_stories
from doorstep.ledger import public as ledger
from doorstep.people.models import Resident

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo city")]


def interrupt(monkeypatch, module, name, *, at):
    """Let a function be cut off, once, after it did its work for the time numbered `at`."""
    whole, calls = getattr(module, name), []

    def cut_off(*args, **kwargs):
        done = whole(*args, **kwargs)
        calls.append(name)
        if len(calls) == at:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(module, name, cut_off)


def refuses(life):
    """A story that gets as far as a case and is then refused."""
    life.receive(accept=False)
    raise cases.UnknownCase(case=life.case)


class TestMakeCity:
    def test_finishes_what_was_interrupted_and_makes_the_same_city(self, monkeypatch):
        with transaction.atomic():
            make()
            at_once = drawn()
            transaction.set_rollback(True)
        assert not demo_city.city_is_made()
        monkeypatch.setattr(demo_people, "AT_ONCE", 60)
        interrupt(monkeypatch, demo_people, "_add", at=2)
        interrupt(monkeypatch, demo_cases, "tell", at=25)

        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                make()
            assert not demo_city.city_is_made()
        make()

        assert demo_city.city_is_made()
        assert drawn() == at_once

    def test_leaves_out_a_case_that_is_refused_and_says_so(self, monkeypatch, capsys):
        monkeypatch.setitem(demo_stories.STORIES, "withdrawn", refuses)

        make()

        assert "withdrawn (" in capsys.readouterr().out
        assert demo_city.city_is_made()
        assert set(Case.objects.values_list("stage", flat=True)) == set(cases.Stage) - {cases.Stage.WITHDRAWN}
        assert ledger.verify().broken is None

    @pytest.mark.nightly
    def test_makes_the_whole_city_without_a_refusal(self, capsys):
        demo_city.make_city(day=DAY)

        assert capsys.readouterr().out == ""
        assert Resident.objects.count() > 6000
        assert Case.objects.count() > 400
        assert set(Case.objects.values_list("stage", flat=True)) == set(cases.Stage)
        assert ledger.verify().broken is None
