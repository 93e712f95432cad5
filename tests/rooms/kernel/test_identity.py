from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from doorstep.kernel.identity import (
    BadCreditCode,
    BadIdentity,
    IdentityKind,
    Sex,
    check_digit,
    check_identity,
    check_uscc,
)

ON = date(2018, 2, 13)
OLD_PREFIXES = [
    "310102", "310103", "310108", "310119", "310111", "310221", "310222", "310223", "310224", "310225", "310226",
    "310227", "310228", "310229", "310230", "310151",
]  # fmt: skip
synthetic = st.builds(
    lambda born, seq: f"310199{born:%Y%m%d}{seq:03}", st.dates(date(1900, 1, 1), ON), st.integers(0, 999)
)


def card(first17: str) -> str:
    return first17 + check_digit(first17)


def why(kind: IdentityKind, text: str, on: date = ON) -> object:
    with pytest.raises(BadIdentity) as refusal:
        check_identity(kind, text, on=on)
    assert set(refusal.value.params) == {"kind", "why"} and refusal.value.params["kind"] == kind
    return refusal.value.params["why"]


class TestCheckIdentity:
    @pytest.mark.parametrize(
        ("number", "born", "sex", "synthetic"),
        [
            ("310105190001010017", date(1900, 1, 1), Sex.MALE, False),
            ("310105190001010025", date(1900, 1, 1), Sex.FEMALE, False),
            ("310199194506019015", date(1945, 6, 1), Sex.MALE, True),
            ("310199193802139025", date(1938, 2, 13), Sex.FEMALE, True),
            ("310199201005209032", date(2010, 5, 20), Sex.MALE, True),
        ],
    )
    def test_reads_a_card(self, number, born, sex, synthetic):
        identity = check_identity(IdentityKind.ID_CARD, number, on=ON)

        assert (identity.number, identity.birth_date, identity.sex) == (number, born, sex)
        assert (identity.area_code, identity.is_synthetic) == (number[:6], synthetic)
        assert not identity.is_area_doubtful

    @pytest.mark.parametrize("prefix", OLD_PREFIXES)
    def test_accepts_the_old_prefixes_of_shanghai_elders(self, prefix):
        identity = check_identity(IdentityKind.ID_CARD, card(prefix + "19380213902"), on=ON)

        assert identity.area_code == prefix and not identity.is_area_doubtful

    def test_marks_an_unlisted_area_without_refusing_it(self):
        assert check_identity(IdentityKind.ID_CARD, card("31019719380213902"), on=ON).is_area_doubtful
        assert not check_identity(IdentityKind.ID_CARD, card("34242619380213902"), on=ON).is_area_doubtful

    @pytest.mark.parametrize(
        "typed", [" 3101 0519 0001 0100 17 ", "３１０１０５１９０００１０１００１７", "310105\u3000190001010017"]
    )
    def test_forgives_blanks_and_full_width_digits(self, typed):
        assert check_identity(IdentityKind.ID_CARD, typed, on=ON).number == "310105190001010017"

    def test_forgives_every_way_of_writing_x(self):
        first17 = next(f"31019919380213{n:03}" for n in range(1000) if check_digit(f"31019919380213{n:03}") == "X")
        number = first17 + "X"

        found = {check_identity(IdentityKind.ID_CARD, first17 + x, on=ON).number for x in "xXｘＸⅩⅹ"}

        assert found == {number}

    @pytest.mark.parametrize(
        ("number", "reason"),
        [
            ("31010519000101001", "length"),
            ("3101051900010100177", "length"),
            ("", "length"),
            ("31010519000101001A", "characters"),
            ("X10105190001010017", "characters"),
            ("31010519000101001٧", "characters"),
            ("000105190001010017", "area"),
            ("990105190001010017", "area"),
            ("810000199001010017", "kind"),
            ("310105190002300017", "birth_date"),
            ("310105180001010017", "birth_date"),
            ("310105190000010017", "birth_date"),
            (card("31019920180214901"), "future"),
            ("310105190001010018", "checksum"),
        ],
    )
    def test_says_what_is_wrong_with_a_card(self, number, reason):
        assert why(IdentityKind.ID_CARD, number) == reason

    def test_takes_a_birth_on_the_very_day_and_a_leap_day(self):
        assert check_identity(IdentityKind.ID_CARD, card("31019920180213901"), on=ON).birth_date == ON
        assert check_identity(IdentityKind.ID_CARD, card("31019920000229901"), on=ON).birth_date == date(2000, 2, 29)
        assert why(IdentityKind.ID_CARD, card("31019919000229901")) == "birth_date"

    @given(synthetic, st.integers(0, 16), st.integers(1, 9))
    def test_notices_any_single_wrong_digit(self, first17, place, shift):
        number = card(first17)
        wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

        assert check_identity(IdentityKind.ID_CARD, number, on=ON).number == number
        assert why(IdentityKind.ID_CARD, wrong) in {"checksum", "area", "kind", "birth_date", "future"}

    @given(synthetic, st.integers(0, 15))
    def test_notices_two_neighbours_changing_places(self, first17, place):
        number = card(first17)
        assume(number[place] != number[place + 1])
        wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

        assert why(IdentityKind.ID_CARD, wrong) in {"checksum", "area", "kind", "birth_date", "future"}

    @pytest.mark.parametrize(
        ("kind", "typed", "number"),
        [
            (IdentityKind.PASSPORT, "e12345678", "E12345678"),
            (IdentityKind.PASSPORT, "Ｇ 5000 1234", "G50001234"),
            (IdentityKind.HK_MACAO_PERMIT, "h00000001", "H00000001"),
            (IdentityKind.HK_MACAO_PERMIT, "M0000000101", "M0000000101"),
            (IdentityKind.TAIWAN_PERMIT, "00000001", "00000001"),
            (IdentityKind.BIRTH_CERTIFICATE, "t990000001", "T990000001"),
            (IdentityKind.NONE, "北新泾〔2018〕无证3号", "北新泾〔2018〕无证3号"),
        ],
    )
    def test_takes_the_other_papers_in_one_spelling(self, kind, typed, number):
        identity = check_identity(kind, typed, on=ON)

        assert (identity.number, identity.birth_date, identity.sex, identity.area_code) == (number, None, None, None)
        assert not identity.is_synthetic

    @pytest.mark.parametrize(
        ("kind", "typed", "reason"),
        [
            (IdentityKind.PASSPORT, "E123", "length"),
            (IdentityKind.PASSPORT, "ABCDEFGH", "characters"),
            (IdentityKind.PASSPORT, "E1234567号", "characters"),
            (IdentityKind.HK_MACAO_PERMIT, "K00000001", "characters"),
            (IdentityKind.HK_MACAO_PERMIT, "H000000011", "length"),
            (IdentityKind.TAIWAN_PERMIT, "0000000A", "characters"),
            (IdentityKind.BIRTH_CERTIFICATE, "9900000010", "characters"),
            (IdentityKind.NONE, "3号", "length"),
            (IdentityKind.NONE, "没有证件的人", "characters"),
            (IdentityKind.NONE, "街道<3>号", "characters"),
            (IdentityKind.NONE, "310105190001010017", "kind"),
            (IdentityKind.RESIDENCE_PERMIT_HMT, "310105190001010017", "kind"),
            (IdentityKind.RESIDENCE_PERMIT_HMT, card("84000019900101001"), "area"),
            (IdentityKind.RESIDENCE_PERMIT_HMT, card("81000020990101001"), "future"),
            (IdentityKind.ID_CARD_15, "310105190001010017", "length"),
            (IdentityKind.ID_CARD_15, "31010500010100A", "characters"),
            (IdentityKind.ID_CARD_15, "310105000230001", "birth_date"),
            (IdentityKind.ID_CARD_15, "010105000101001", "area"),
        ],
    )
    def test_says_what_is_wrong_with_other_papers(self, kind, typed, reason):
        assert why(kind, typed) == reason

    @pytest.mark.parametrize("area", ["810000", "820000", "830000"])
    def test_reads_residence_permits_like_cards(self, area):
        identity = check_identity(IdentityKind.RESIDENCE_PERMIT_HMT, card(area + "19900101002"), on=ON)

        assert (identity.birth_date, identity.sex) == (date(1990, 1, 1), Sex.FEMALE)


class TestIdentity:
    def test_of_fifteen_digits_becomes_the_same_person_of_eighteen(self):
        old = check_identity(IdentityKind.ID_CARD_15, "310105000101001", on=ON)
        new = check_identity(IdentityKind.ID_CARD, "310105190001010017", on=ON)

        assert old.to_18() == new == new.to_18()
        assert (old.birth_date, old.sex, old.area_code) == (new.birth_date, new.sex, new.area_code)

    def test_of_another_kind_has_no_eighteen(self):
        with pytest.raises(BadIdentity) as refusal:
            check_identity(IdentityKind.PASSPORT, "E12345678", on=ON).to_18()

        assert refusal.value.params["why"] == "kind"

    @pytest.mark.parametrize(
        ("kind", "number", "masked"),
        [
            (IdentityKind.ID_CARD, "310105190001010017", "310105********0017"),
            (IdentityKind.RESIDENCE_PERMIT_HMT, card("81000019900101001"), "810000********0019"),
            (IdentityKind.ID_CARD_15, "310105000101001", "310105******001"),
            (IdentityKind.PASSPORT, "E12345678", "E1*****78"),
            (IdentityKind.TAIWAN_PERMIT, "00000001", "00****01"),
            (IdentityKind.NONE, "临-3号", "****"),
        ],
    )  # fmt: skip
    def test_shows_itself_masked_only(self, kind, number, masked):
        identity = check_identity(kind, number, on=ON)

        assert identity.masked == masked
        assert number not in f"{identity} {identity!r}"


class TestCheckDigit:
    @pytest.mark.parametrize(
        ("first17", "reason"), [("3101051900010100", "length"), ("3101051900010100X", "characters")]
    )
    def test_needs_seventeen_digits(self, first17, reason):
        with pytest.raises(BadIdentity) as refusal:
            check_digit(first17)

        assert refusal.value.params["why"] == reason


class TestCheckUscc:
    @pytest.mark.parametrize("typed", ["11310000002420447T", "11310115002421239Q", " 1131 0000 0024 2044 7ｔ "])
    def test_accepts_the_codes_of_public_bodies(self, typed):
        assert check_uscc(typed) in {"11310000002420447T", "11310115002421239Q"}

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("11310000002420447", "length"),
            ("11310000002420447O", "characters"),
            ("1131000000242044IT", "characters"),
            ("1131A000002420447T", "characters"),
            ("11310000002420447U", "checksum"),
            ("11310000002420474T", "checksum"),
        ],
    )
    def test_says_what_is_wrong(self, code, reason):
        with pytest.raises(BadCreditCode) as refusal:
            check_uscc(code)

        assert refusal.value.params == {"why": reason}
