"""A resident is found by what a clerk types, shown masked, and seen with a trace."""

from datetime import date

import pytest
from residents import AT, BEIXINJING, BY, KANGJIAN, ON, XINJING, card, names

from doorstep.ledger.public import readings_of, story
from doorstep.people import public as people
from doorstep.people.public import AddressKind, NewAddress
from doorstep.staff import public as staff


class TestFindResidents:
    @pytest.mark.parametrize(
        ("name", "queries"),
        [
            (
                "赵一芳",
                ["赵一芳", "一芳", "趙一芳", "zhaoyifang", "Zhao Yifang", "zhào yīfāng", "zyf", "zhaoyf", "赵 一芳"],
            ),
            ("单雄信", ["單雄信", "shanxiongxin", "danxiongxin", "sxx", "雄信"]),
            ("曾国华", ["zengguohua", "cengguohua", "曾國華"]),
            ("仇英", ["qiuying", "chouying", "qy"]),
            ("查良文", ["zhaliangwen", "chaliangwen", "zlw"]),
            ("区晓", ["ouxiao", "ox", "區曉"]),
            ("尉迟恭明", ["尉遲", "yuchigongming", "ycgm"]),
            ("万俟春", ["moqichun", "万俟"]),
            ("吕绿", ["lvlv", "lǚlǜ", "Lü Lü", "lyulyu"]),
            ("𬱖𠅤", ["𬱖𠅤"]),
            ("阿依古丽·买买提", ["阿依古丽", "買買提", "阿依古丽买买提", "阿依古丽・买买提", "ayiguli"]),
            ("John Smith", ["smith", "John Smith", "SMITH JOHN"]),
            ("欧阳娜娜", ["歐陽", "ouyangnana", "oynn"]),
        ],
    )
    def test_finds_a_name_in_every_spelling(self, register, name, queries):
        register(name)
        register("陈无关")
        missed = [query for query in queries if names(query) != [name]]
        assert missed == []

    @pytest.mark.parametrize("query", ["", " ", "赵", "z", "zhao", "%", "_", "13", "1957", "* 1957", "芳芳", "芳一"])
    def test_finds_nobody_by_a_query_that_says_too_little_or_something_else(self, register, query):
        register("赵一芳", phone="13800138000")
        assert names(query) == []

    def test_puts_an_exact_number_first_in_any_spelling(self, register):
        register("赵一芳", number=1, phone="+86 138-0013-8000")
        register("钱二明", number=2, phone="021-62345678")
        number = card(date(1957, 3, 4), 1)
        wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
        for query in (number, f" {number[:6]} {number[6:14]} {number[14:]}", wide, "13800138000", "138 0013 8000"):
            assert names(query) == ["赵一芳"], query
        assert names("021-62345678") == ["钱二明"]
        assert [row.matched_by for row in people.find_residents(number, by=BY, on=ON)] == ["identity"]

    def test_puts_the_own_street_before_the_own_district_before_the_city(self, register, clerk):
        ids = {street: register("张伟", street=street) for street in (KANGJIAN, XINJING, BEIXINJING)}

        found = people.find_residents("张伟", by=clerk, on=ON)

        assert [row.id for row in found] == [ids[BEIXINJING], ids[XINJING], ids[KANGJIAN]]
        assert [row.near for row in found] == [2, 1, 0]
        assert found[0].street_code == BEIXINJING and "*" in found[0].identity_masked

    def test_puts_the_whole_name_before_a_part_of_one(self, register, clerk):
        longer, exact = register("张伟明"), register("张伟", street=KANGJIAN)
        assert [row.id for row in people.find_residents("张伟", by=clerk, on=ON)] == [exact, longer]

    def test_takes_the_characters_of_a_query_together(self, register):
        register("一芳芳一")
        assert (names("芳一芳"), names("芳芳一")) == ([], ["一芳芳一"])

    def test_is_narrowed_by_a_year_of_birth(self, register):
        register("张伟", birth=date(1957, 1, 1))
        young = register("张伟", birth=date(1988, 1, 1))
        assert [row.id for row in people.find_residents("张伟 1988", by=BY, on=ON)] == [young]

    def test_shows_a_neighbourhood_its_own_residents_only(self, register, acting_as):
        worker = acting_as("neighbourhood_worker", neighbourhood_code="310105011-01")
        home = NewAddress(AddressKind.RESIDENCE, BEIXINJING, date(2010, 1, 1), neighbourhood_code="310105011-01")
        register("张伟", addresses=(home,))
        stranger = register("张伟")

        assert len(names("张伟", by=worker)) == 1
        assert names(card(date(1957, 3, 4), 2), by=worker) == []
        with pytest.raises(staff.NotAllowed):
            people.person_card(stranger, on=ON, by=worker)
        assert (
            people.person_card(people.find_residents("张伟", by=worker, on=ON)[0].id, on=ON, by=worker).name == "张伟"
        )

    @pytest.mark.parametrize("role", ["city_leader", "policy_analyst", "administrator"])
    def test_is_refused_to_who_sees_no_persons(self, acting_as, role):
        with pytest.raises(staff.NotAllowed):
            names("张伟", by=acting_as(role))

    def test_costs_the_same_however_many_are_found(self, register, clerk, django_assert_max_num_queries):
        for _ in range(12):
            register("张伟")
        with django_assert_max_num_queries(4):
            assert len(names("张伟", by=clerk)) == 12


class TestRecordShown:
    def test_lists_whom_one_screen_showed_in_one_event(self, register, clerk):
        ids = [register("张伟"), register("张薇")]

        people.record_shown(query_kind="name", resident_ids=ids, by=clerk, at=AT)

        (told,) = story(f"reading:{clerk.post}:2018-02-13")
        assert told.mentions == tuple(sorted(f"resident:{number}" for number in ids)) and told.personal == {}
        assert readings_of(f"resident:{ids[1]}")[0].what == "person.shown"


class TestUnmask:
    def test_gives_the_value_against_a_reason_and_leaves_a_trace(self, register, clerk):
        resident = register("赵一芳", phone="13800138000")

        def unmask(field):
            return people.unmask(resident_id=resident, field=field, reason="核对本人身份证", by=clerk, at=AT)

        assert unmask("identity") == card(date(1957, 3, 4), 1)
        assert (unmask("phone"), unmask("address:residence")) == ("13800138000", "甲路2弄3号")
        traces = [told for told in story(f"resident:{resident}") if told.what == "person.unmasked"]
        assert [told.details for told in traces] == [{"field": f} for f in ("identity", "phone", "address:residence")]
        assert traces[0].reason == "核对本人身份证" and traces[0].account == clerk.account

    @pytest.mark.parametrize(
        ("field", "reason", "refusal"),
        [
            ("identity", " 看看 ", people.ReasonTooShort),
            ("phone", "要打电话通知", people.NothingToUnmask),
            ("address:insured", "要寄通知书", people.NothingToUnmask),
            ("name_plain", "随便试一下", people.NothingToUnmask),
        ],
    )
    def test_refuses_and_leaves_no_trace_of_a_reading(self, register, clerk, field, reason, refusal):
        resident = register("赵一芳")
        with pytest.raises(refusal):
            people.unmask(resident_id=resident, field=field, reason=reason, by=clerk, at=AT)
        assert [told.what for told in story(f"resident:{resident}")] == ["resident.registered"]

    def test_is_nothing_for_a_robot(self, register):
        with pytest.raises(staff.NotAllowed):
            people.unmask(resident_id=register(), field="identity", reason="夜间任务", by=BY, at=AT)
