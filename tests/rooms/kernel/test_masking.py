import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.identity import mask_bank, mask_name, mask_phone
from doorstep.kernel.masking import mask_middle


class TestMaskName:
    @pytest.mark.parametrize(
        ("name", "masked"),
        [
            ("赵小芳", "赵*芳"),
            ("周明", "周*"),
            ("欧阳娜娜", "欧**娜"),
            ("周 明", "周*"),
            ("𠮷小芳", "𠮷*芳"),
            ("阿依古丽·买买提", "阿依古丽·***"),
            ("阿依古丽•买买提・江", "阿依古丽·***·*"),
            ("John Q Smith", "John * *****"),
            ("赵", "*"),
            ("", ""),
        ],
    )
    def test_keeps_what_recognises_and_hides_the_rest(self, name, masked):
        assert mask_name(name) == masked

    @given(st.text())
    def test_always_hides_something_of_a_name(self, name):
        assert "*" in mask_name(name) or not name.strip()


class TestMaskPhone:
    @pytest.mark.parametrize(
        ("phone", "masked"),
        [
            ("13800005678", "138****5678"),
            ("+86 138 0000 5678", "138****5678"),
            ("１３８００００５６７８", "138****5678"),
            ("021-62345678", "021-****5678"),
            ("(021) 62345678", "021-****5678"),
            ("02162345678", "021-****5678"),
            ("0512-6234567", "0512-***4567"),
            ("62345678", "****5678"),
            ("12345", "*****"),
            ("问邻居", "***"),
        ],
    )
    def test_keeps_the_last_four(self, phone, masked):
        assert mask_phone(phone) == masked


class TestMaskBank:
    @pytest.mark.parametrize(
        ("account", "masked"),
        [("6222 0000 0000 0001 234", "****1234"), ("62220000", "****0000"), ("1234567", "****"), ("", "****")],
    )
    def test_keeps_the_last_four_of_long_accounts(self, account, masked):
        assert mask_bank(account) == masked


class TestMaskMiddle:
    @given(st.text(alphabet="0123456789", max_size=20), st.integers(0, 6), st.integers(0, 6))
    def test_keeps_the_length_and_shows_no_more_than_asked(self, text, head, tail):
        masked = mask_middle(text, head, tail)

        assert len(masked) == len(text)
        assert sum(c != "*" for c in masked) == (head + tail if len(text) > head + tail else 0)
