"""Guessing a query code: what is wrong counts, what is right does not, and one address does not close the door to another."""

import pytest
import time_machine
from django.test import Client

from doorstep.wire.throttle import count_wrong_guess, guessed_too_often

GUESS = {"number": "20180213-310105011-000001", "code": "ABCD2345"}


@pytest.mark.django_db
class TestGuessedTooOften:
    def test_counts_wrong_guesses_of_one_address_for_one_thing(self):
        for _ in range(3):
            count_wrong_guess("status", "192.0.2.1", seconds=60)

        assert guessed_too_often("status", "192.0.2.1", most=3)
        assert not guessed_too_often("status", "192.0.2.1", most=4)
        assert not guessed_too_often("status", "192.0.2.2", most=1)
        assert not guessed_too_often("other", "192.0.2.1", most=1)

    def test_forgets_when_the_time_after_the_first_guess_is_over(self):
        with time_machine.travel("2026-03-01 12:00:30", tick=False) as clock:
            count_wrong_guess("status", "192.0.2.1", seconds=120)
            clock.shift(60)
            count_wrong_guess("status", "192.0.2.1", seconds=120)
            assert guessed_too_often("status", "192.0.2.1", most=2)

            clock.shift(60)
            assert not guessed_too_often("status", "192.0.2.1", most=1)
            count_wrong_guess("status", "192.0.2.1", seconds=120)
            assert not guessed_too_often("status", "192.0.2.1", most=2)


@pytest.mark.django_db
class TestStatus:
    def test_closes_to_an_address_after_twenty_wrong_guesses_and_says_for_how_long(self):
        here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
        answers = [here.post("/status/", GUESS).status_code for _ in range(21)]

        assert answers == [422] * 20 + [429]
        assert here.post("/status/", GUESS)["Retry-After"] == "900"
        assert here.post("/status/rate/", {**GUESS, "level": "1"}).status_code == 429
        assert there.post("/status/", GUESS).status_code == 422

    def test_counts_guesses_made_by_way_of_a_rating_too(self):
        here = Client(REMOTE_ADDR="192.0.2.1")
        answers = [here.post("/status/rate/", {**GUESS, "level": "5"}).status_code for _ in range(21)]

        assert answers == [422] * 20 + [429]
