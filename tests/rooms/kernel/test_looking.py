"""One look asks once; outside of it, and in the next one, everything is asked anew."""

import pytest

from doorstep.kernel.looking import is_looking, once_a_look, one_look


@pytest.fixture
def asked():
    return []


@pytest.fixture
def question(asked):
    @once_a_look
    def question(*args, **kwargs):
        asked.append((args, kwargs))
        return len(asked)

    return question


class TestOneLook:
    def test_keeps_the_first_answer_to_each_question(self, question, asked):
        with one_look():
            assert is_looking() and [question(), question(), question(1), question(a=1), question(1)] == [1, 1, 2, 3, 2]
        assert len(asked) == 3

    def test_ends_with_its_block_and_leaves_nothing_to_the_next(self, question):
        with pytest.raises(ValueError, match="over"), one_look():
            question()
            raise ValueError("over")
        with one_look():
            assert question() == 2
        assert not is_looking() and [question(), question()] == [3, 4]

    def test_within_another_is_its_own(self, question):
        with one_look():
            first = question()
            with one_look():
                assert question() == first + 1
            assert question() == first
