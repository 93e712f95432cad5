"""Relations between programmes that run in a circle."""

import pytest

from doorstep.rulebook.circles import Step, find_circle
from doorstep.rulebook.packs.model import Relations

LINES = [
    {"a": Relations(excludes=("b", "c")), "b": Relations(excludes=("c",)), "c": Relations()},
    {"a": Relations(excludes=("b",), ranks_before=("b",)), "b": Relations(excludes=("c",)), "c": Relations(requires=("a",))},
    {"a": Relations(excludes=("c",), ranks_before=("c",)), "b": Relations(requires=("a",)), "c": Relations(requires=("b",))},
    {"a": Relations(excludes=("c",)), "b": Relations(excludes=("a",)), "c": Relations(requires=("b", "gone"))},
]  # fmt: skip
RINGS = [
    ({"a": Relations(excludes=("c",)), "b": Relations(requires=("a",)), "c": Relations(requires=("b",))},
     [Step("a", "excludes", "c"), Step("c", "requires", "b"), Step("b", "requires", "a")]),
    ({"a": Relations(excludes=("b", "c"), ranks_before=("b",)), "b": Relations(), "c": Relations(requires=("b",))},
     [Step("a", "excludes", "c"), Step("c", "requires", "b"), Step("b", "ranks_before", "a")]),
    ({"a": Relations(), "b": Relations(excludes=("a",), requires=("a",))},
     [Step("a", "excludes", "b"), Step("b", "requires", "a")]),
    ({"a": Relations(), "b": Relations(excludes=("a",), ranks_before=("a",), requires=("a",))},
     [Step("a", "ranks_before", "b"), Step("b", "requires", "a")]),
    ({"a": Relations(excludes=("c",)), "b": Relations(excludes=("c",), ranks_before=("c",), requires=("a",)), "c": Relations()},
     [Step("a", "excludes", "c"), Step("c", "ranks_before", "b"), Step("b", "requires", "a")]),
    ({"a": Relations(requires=("b",)), "b": Relations(requires=("a",))},
     [Step("a", "requires", "b"), Step("b", "requires", "a")]),
]  # fmt: skip


class TestFindCircle:
    @pytest.mark.parametrize("programmes", LINES)
    def test_finds_none_where_the_law_says_which_comes_first(self, programmes):
        assert find_circle(programmes) == []

    @pytest.mark.parametrize(("programmes", "circle"), RINGS)
    def test_tells_each_step_of_a_circle(self, programmes, circle):
        assert find_circle(programmes) == circle
