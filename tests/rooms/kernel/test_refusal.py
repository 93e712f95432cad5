import copy
import pickle
from datetime import date

import pytest

from doorstep.kernel.calendar import OutsideCalendar
from doorstep.kernel.identity import BadIdentity
from doorstep.kernel.refusal import Refusal, known_refusals


class TestRefusal:
    @pytest.mark.parametrize("passed_on", [copy.copy, lambda r: pickle.loads(pickle.dumps(r))])
    def test_survives_being_sent_to_another_process(self, passed_on):
        refusal = OutsideCalendar(day=date(2030, 1, 1), first_year=2004, last_year=2026)

        again = passed_on(refusal)

        assert type(again) is OutsideCalendar
        assert again.params == {"day": date(2030, 1, 1), "first_year": 2004, "last_year": 2026}
        assert str(again) == str(refusal)

    def test_speaks_to_logs_in_code_and_params(self):
        refusal = BadIdentity(kind="id_card", why="checksum")

        assert str(refusal) == "kernel.bad-identity kind='id_card' why='checksum'"
        assert repr(refusal) == "BadIdentity(kind='id_card', why='checksum')"

    def test_takes_no_prose(self):
        with pytest.raises(TypeError):
            BadIdentity("This number is wrong")

    def test_refuses_a_second_class_with_the_same_code(self, own_register):
        with pytest.raises(TypeError, match=r"share the code 'kernel\.bad-identity'"):

            class Copycat(Refusal):
                code = "kernel.bad-identity"

        assert known_refusals()["kernel.bad-identity"] is BadIdentity

    def test_takes_the_same_class_again_when_its_module_is_reloaded(self, own_register):
        def define() -> type[Refusal]:
            class Reloaded(Refusal):
                code = "test.reloaded"

            return Reloaded

        define()
        second = define()

        assert known_refusals()["test.reloaded"] is second

    @pytest.mark.parametrize("code", ["NotACode", "kernel", "kernel.", "kernel.Bad", "kernel.bad_one", "", 7])
    def test_refuses_codes_that_are_no_stable_keys(self, own_register, code):
        with pytest.raises(TypeError, match="needs a code of its own"):
            type("Odd", (Refusal,), {"code": code})

    def test_does_not_inherit_the_code_of_another_refusal(self, own_register):
        with pytest.raises(TypeError, match="needs a code of its own"):

            class Narrower(BadIdentity):
                pass


class TestKnownRefusals:
    def test_lists_every_class_by_its_code(self):
        known = known_refusals()

        assert known["kernel.outside-calendar"] is OutsideCalendar
        assert set(known) == Refusal.all_codes()
        assert list(known) == sorted(known)
        assert all(cls.code == code for code, cls in known.items())
