import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from doorstep.kernel.text import bigrams, half_width, normalise


class TestNormalise:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("张　三", "张三"),
            ("ＡＢＣ１２３", "abc123"),
            ("Straße", "STRASSE"),
            ("阿依古丽·买买提", "阿依古丽・买买提"),
            ("阿依古丽买买提", "阿依古丽•买买提"),
            ("北新泾\u200b街道", "北新泾街道"),
            (" Doorstep\n", "doorstep"),
        ],
    )
    def test_makes_two_spellings_equal(self, typed, stored):
        assert normalise(typed) == normalise(stored) != ""

    def test_keeps_different_characters_apart(self):
        assert normalise("己") != normalise("已")
        assert normalise("𠮷田") != normalise("吉田")

    @given(st.text())
    @example("a\u200b\u0301")
    @example("\u0345\u03b1")
    def test_changes_nothing_the_second_time(self, text):
        once = normalise(text)

        assert normalise(once) == once
        assert not any(c.isspace() for c in once)


class TestBigrams:
    @pytest.mark.parametrize(
        ("text", "pairs"),
        [
            ("北新泾", ("北新", "新泾")),
            ("曾", ("曾",)),
            ("", ()),
            (" ", ()),
            ("天天天", ("天天",)),
            ("张 三", ("张三",)),
        ],
    )
    def test_pairs_neighbours_once(self, text, pairs):
        assert bigrams(text) == pairs

    @given(st.text(min_size=2), st.data())
    def test_finds_every_part_in_the_whole(self, text, data):
        plain = normalise(text)
        start = data.draw(st.integers(0, len(plain)))
        part = plain[start : data.draw(st.integers(start, len(plain)))]

        assert len(part) < 2 or set(bigrams(part)) <= set(bigrams(plain))


class TestHalfWidth:
    def test_touches_only_full_width_ascii(self):
        assert half_width("（０２１）６２　Ｘ·㈱²") == "(021)62 X·㈱²"
