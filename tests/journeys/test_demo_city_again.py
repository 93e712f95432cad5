"""The demonstration city is finished by the next start, and is the same each time."""

import pytest
from django.db import transaction
from drawn_city import drawn, make

from doorstep.cli import demo_cases, demo_city, demo_people

pytestmark = pytest.mark.django_db


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
