"""people: registered once, found by what a clerk types, shown masked, seen with a trace, erased for good."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from doorstep.kernel.identity import BadIdentity, IdentityKind, Sex, check_digit
from doorstep.ledger.public import Robot, readings_of, story, verify
from doorstep.people import public as people
from doorstep.people.models import Address, NameToken, Resident
from doorstep.people.public import AddressKind, AgentKind, NewAddress, NewMember, NewResident, Relation
from doorstep.places import public as places
from doorstep.staff import public as staff

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2018, 2, 13, 9, 0, tzinfo=SHANGHAI)
ON = AT.date()
BY = Robot("test")
BEIXINJING, XINJING, KANGJIAN = "310105011", "310105102", "310104013"


def card(birth, sequence):
    """A number under the unassigned area: it belongs to nobody."""
    first17 = f"310199{birth:%Y%m%d}{sequence:03}"
    return first17 + check_digit(first17)


def person(name, *, number=1, birth=date(1957, 3, 4), street=BEIXINJING, **more):
    addresses = (NewAddress(AddressKind.RESIDENCE, street, date(2010, 1, 1), text="甲路2弄3号"),) if street else ()
    fields = {"identity_kind": IdentityKind.ID_CARD, "identity_number": card(birth, number), "addresses": addresses}
    return NewResident(name=name, **(fields | more))


@pytest.fixture
def city(db, corner_of_the_city):
    places.load_places(policy_dir=corner_of_the_city, by=BY, at=AT)


@pytest.fixture
def register(city):
    def make(name="赵一芳", **more):
        number = more.pop("number", Resident.objects.count() + 1)
        return people.register_resident(person=person(name, number=number, **more), by=BY, at=AT)

    return make


@pytest.fixture
def acting_as(city):
    def make(role, **where):
        account = staff.add_account(
            username=f"{role}{len(where)}{where}", display_name="甲", password=None, by=BY, at=AT
        )
        post = staff.give_post(account_id=account, role=role, first=date(2018, 1, 1), by=BY, at=AT, **where)
        return staff.acting(post_id=post, origin="test", on=ON)

    return make


@pytest.fixture
def clerk(acting_as):
    return acting_as("window_clerk", centre_code=f"{BEIXINJING}-1")


def names(query, by=BY):
    return [row.name for row in people.find_residents(query, by=by, on=ON)]


class TestRegisterResident:
    def test_seals_what_is_personal_everywhere(self, register):
        resident = register("赵一芳", phone="138 0013 8000")

        with connection.cursor() as cursor:
            rows = []
            for table in ("people_resident", "people_address", "ledger_event"):
                cursor.execute(f"SELECT * FROM {table}")
                rows += [str(row) for row in cursor.fetchall()]
        stored = "\n".join(rows)
        assert card(date(1957, 3, 4), 1) not in stored and "13800138000" not in stored and "甲路2弄" not in stored
        shown = people.person_card(resident, on=ON)
        assert shown.identity_masked == "310199********" + card(date(1957, 3, 4), 1)[-4:]
        assert shown.phone_masked == "138****8000"
        assert (shown.birth_date, shown.sex) == (date(1957, 3, 4), Sex.MALE)
        told = story(f"resident:{resident}")
        assert [event.what for event in told] == ["resident.registered"]
        assert told[0].personal[f"resident:{resident}"]["identity_number"] == card(date(1957, 3, 4), 1)

    def test_points_to_the_record_that_has_the_number(self, register):
        first = register("赵一芳", number=1)
        with pytest.raises(people.AlreadyRegistered) as refusal:
            register("赵一方", number=1)
        assert refusal.value.params == {"resident": first}
        assert Resident.objects.count() == 1 and len(story(f"resident:{first}")) == 1

    def test_knows_an_old_card_as_the_new_one(self, register):
        new = register("赵一芳", number=1)
        number = card(date(1957, 3, 4), 1)
        old = number[:6] + number[8:17]
        assert people.resident_by_identity(IdentityKind.ID_CARD_15, old, on=ON) == new
        assert [row.id for row in people.find_residents(old, by=BY, on=ON)] == [new]
        with pytest.raises(people.AlreadyRegistered):
            register("赵一芳", identity_kind=IdentityKind.ID_CARD_15, identity_number=old)

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            ({"identity_number": "310199195703040012"}, BadIdentity),
            ({"identity_number": "31019919570304"}, BadIdentity),
            ({"birth_date": date(1958, 3, 4)}, people.BirthDateDiffers),
            ({"phone": "打不通"}, people.BadPhone),
            ({"name": " · "}, people.BadName),
            ({"addresses": (NewAddress(AddressKind.HUKOU, "310199999", ON),)}, places.UnknownPlace),
            (
                {"addresses": tuple(NewAddress(AddressKind.HUKOU, street, ON) for street in (BEIXINJING, XINJING))},
                people.AddressOverlaps,
            ),
        ],
    )
    def test_refuses_what_cannot_be_and_keeps_nothing(self, register, more, refusal):
        with pytest.raises(refusal):
            register(**({"name": "赵一芳", "number": 1} | more))
        assert not Resident.objects.exists()

    def test_takes_persons_without_papers_as_often_as_they_come(self, register):
        for _ in range(2):
            register("阿依古丽·买买提", identity_kind=IdentityKind.NONE, identity_number="")
        assert len(names("买买提")) == 2

    def test_needs_a_post_that_may_change_persons(self, acting_as):
        leader = acting_as("city_leader")
        with pytest.raises(staff.NotAllowed):
            people.register_resident(person=person("赵一芳"), by=leader, at=AT)


class TestRegisterMany:
    def test_takes_thousands_with_one_event_and_finds_each(self, city):
        rows = [
            person(f"{'赵钱孙李'[n % 4]}{chr(0x4E00 + n)}芳", number=n % 999, birth=date(1940 + n // 999, 1, 1))
            for n in range(1500)
        ]

        ids = people.register_many(people=rows, by=BY, at=AT, source="test-city")

        assert len(set(ids)) == 1500 and Address.objects.count() == 1500
        assert [told.what for told in story("import:test-city")] == ["residents.imported"]
        assert people.find_residents(rows[777].identity_number, by=BY, on=ON)[0].id == ids[777]
        assert len(readings_of(f"resident:{ids[3]}")) == 1

    def test_takes_all_or_none(self, city):
        rows = [person("赵一芳", number=1), person("钱二明", number=2), person("孙三强", number=1)]
        with pytest.raises(people.AlreadyRegistered):
            people.register_many(people=rows, by=BY, at=AT, source="x")
        assert not Resident.objects.exists() and not NameToken.objects.exists()


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


class TestChangeAddress:
    def test_ends_the_old_address_the_day_before(self, register):
        resident = register()
        moved = NewAddress(AddressKind.RESIDENCE, KANGJIAN, date(2018, 3, 1))

        people.change_address(resident_id=resident, address=moved, by=BY, at=AT)

        def street(day):
            return people.address_on(resident, AddressKind.RESIDENCE, on=day)

        assert [street(date(2018, 2, 28)), street(date(2018, 3, 1))] == [BEIXINJING, KANGJIAN]
        assert street(date(2009, 12, 31)) is None
        assert people.address_on(resident, AddressKind.HUKOU, on=ON) is None

    @pytest.mark.parametrize(
        ("first", "last"),
        [(date(2010, 1, 1), None), (date(2009, 1, 1), None), (date(2009, 1, 1), date(2010, 1, 1))],
    )
    def test_refuses_two_addresses_of_a_kind_on_one_day(self, register, first, last):
        resident = register()
        with pytest.raises(people.AddressOverlaps):
            address = NewAddress(AddressKind.RESIDENCE, KANGJIAN, first, last=last)
            people.change_address(resident_id=resident, address=address, by=BY, at=AT)
        assert people.address_on(resident, AddressKind.RESIDENCE, on=ON) == BEIXINJING

    def test_fits_a_closed_address_in_before_an_open_one(self, register):
        resident = register()
        before = NewAddress(AddressKind.RESIDENCE, XINJING, date(2005, 1, 1), last=date(2009, 12, 31))
        people.change_address(resident_id=resident, address=before, by=BY, at=AT)
        assert people.address_on(resident, AddressKind.RESIDENCE, on=date(2009, 12, 31)) == XINJING


class TestFormFamily:
    def test_lets_everybody_live_in_one_family_at_a_time(self, register):
        mother, son, aunt = register("赵一芳"), register("钱小明"), register("赵二芳")
        members = [NewMember(mother, Relation.HEAD), NewMember(son, Relation.CHILD)]
        family = people.form_family(members=members, first=date(2017, 1, 1), by=BY, at=AT)

        with pytest.raises(people.InAnotherFamily) as refusal:
            again = [NewMember(aunt, Relation.HEAD), NewMember(son, Relation.OTHER)]
            people.form_family(members=again, first=ON, by=BY, at=AT)
        assert refusal.value.params == {"resident": son, "family": family}

        people.leave_family(family_id=family, resident_id=son, last=date(2018, 2, 12), reason="搬走", by=BY, at=AT)
        second = people.form_family(members=again, first=ON, by=BY, at=AT)

        assert people.family_of(son, on=date(2018, 2, 12)).id == family
        assert people.family_of(son, on=ON).id == second
        assert [row.name for row in people.family_of(aunt, on=ON).members] == ["赵二芳", "钱小明"]

    @pytest.mark.parametrize("relations", [[Relation.CHILD, Relation.CHILD], [Relation.HEAD, Relation.HEAD], []])
    def test_refuses_a_family_without_one_head(self, register, relations):
        members = [NewMember(register(), relation) for relation in relations]
        with pytest.raises(people.BadFamily):
            people.form_family(members=members, first=ON, by=BY, at=AT)

    def test_takes_many_families_with_one_event(self, register):
        heads = [register(f"赵{n}芳") for n in "一二三"]
        ids = people.form_families(
            families=[[NewMember(head, Relation.HEAD)] for head in heads], first=ON, by=BY, at=AT, source="demo"
        )
        assert [row.members[0].resident_id for row in people.families_of(ids, on=ON)] == heads
        assert len(story("import:demo")) == 1


class TestAuthoriseAgent:
    def test_holds_from_day_to_day(self, register):
        mother, son = register("赵一芳"), register("钱小明")
        authority = people.authorise_agent(
            principal_id=mother, agent_id=son, kind=AgentKind.ENTRUSTED, first=ON, last=date(2018, 12, 31),
            document="委托书 2018-1", by=BY, at=AT,
        )  # fmt: skip
        people.end_authority(authority_id=authority, last=date(2018, 3, 1), reason="本人撤回", by=BY, at=AT)

        held = [
            people.authority_on(mother, son, on=day) is not None for day in (ON, date(2018, 3, 1), date(2018, 3, 2))
        ]
        assert held == [True, True, False]
        assert people.authority_on(son, mother, on=ON) is None
        with pytest.raises(people.UnknownAuthority):
            people.end_authority(authority_id=authority, last=date(2018, 3, 1), reason="再次撤回", by=BY, at=AT)

    @pytest.mark.parametrize(
        ("more", "why"),
        [({"document": ""}, "document"), ({"last": None}, "end"), ({"agent_id": "self"}, "self")],
    )
    def test_refuses_an_authority_that_nothing_shows(self, register, more, why):
        mother, son = register("赵一芳"), register("钱小明")
        facts = {"agent_id": son, "kind": AgentKind.ENTRUSTED, "last": date(2018, 12, 31), "document": "委托书"} | more
        facts["agent_id"] = mother if facts["agent_id"] == "self" else son
        with pytest.raises(people.BadAuthority) as refusal:
            people.authorise_agent(principal_id=mother, first=ON, by=BY, at=AT, **facts)
        assert refusal.value.params == {"why": why}


class TestConsent:
    def test_is_given_once_and_withdrawn_once(self, register):
        resident = register()
        people.give_consent(resident_id=resident, purpose="economic_check", by=BY, at=AT)
        with pytest.raises(people.ConsentExists):
            people.give_consent(resident_id=resident, purpose="economic_check", by=BY, at=AT)
        people.withdraw_consent(resident_id=resident, purpose="economic_check", by=BY, at=AT)
        with pytest.raises(people.NoConsent):
            people.withdraw_consent(resident_id=resident, purpose="economic_check", by=BY, at=AT)
        assert people.consent_to(resident, "economic_check") is None


class TestDuplicates:
    def test_are_proposed_judged_once_and_never_merged(self, register, acting_as):
        one = register("张薇", number=1, phone="13800138000")
        other = register("张微", number=3, phone="13800138000")
        register("张薇", number=5, birth=date(1990, 5, 5))
        register("李强", number=7)
        director = acting_as("centre_director", centre_code=f"{BEIXINJING}-1")

        assert [like.resident_id for like in people.possible_duplicates(one)] == [other]
        assert people.propose_duplicates(resident_id=one, by=BY, at=AT) == 1
        assert people.propose_duplicates(resident_id=other, by=BY, at=AT) == 0
        (proposal,) = people.open_proposals()
        people.judge_duplicate(proposal_id=proposal.id, same=True, reason="同一人", by=director, at=AT)

        with pytest.raises(people.AlreadyJudged):
            people.judge_duplicate(proposal_id=proposal.id, same=False, reason="不是", by=director, at=AT)
        assert people.open_proposals() == [] and Resident.objects.count() == 4


class TestErase:
    def test_leaves_nothing_to_read_and_a_chain_that_holds(self, register):
        resident = register("赵一芳", phone="13800138000")
        family = people.form_family(members=[NewMember(resident, Relation.HEAD)], first=ON, by=BY, at=AT)

        people.erase(resident_id=resident, reason="依法删除", by=BY, at=AT)

        assert names("赵一芳") == names("13800138000") == names(card(date(1957, 3, 4), 1)) == []
        with pytest.raises(people.UnknownResident):
            people.person_card(resident, on=ON)
        assert all(value is None for told in story(f"resident:{resident}") for value in told.personal.values())
        assert people.families_of([family], on=date(2018, 2, 14)) == [] and verify().broken is None
        with pytest.raises(people.UnknownResident):
            people.erase(resident_id=resident, reason="再删一次", by=BY, at=AT)
        assert not NameToken.objects.exists() and not Address.objects.exists()
        again = register("赵一芳", number=1)  # who comes again is a new resident
        assert again != resident


class TestRename:
    def test_is_found_under_the_new_name_only(self, register):
        resident = register("赵一芳")
        people.rename(resident_id=resident, name="赵奕芳", reason="户口簿更正", by=BY, at=AT)
        assert (names("赵一芳"), names("奕芳")) == ([], ["赵奕芳"])

    def test_of_telephone_and_death_stand_on_the_chain(self, register):
        resident = register("赵一芳", phone="13800138000")
        people.change_phone(resident_id=resident, phone="", by=BY, at=AT)
        people.report_death(resident_id=resident, died_on=date(2018, 2, 1), reason="死亡证明", by=BY, at=AT)
        assert names("13800138000") == [] and people.find_residents("赵一芳", by=BY, on=ON)[0].died
        told = story(f"resident:{resident}")[1].personal[f"resident:{resident}"]
        assert told == {"before": "13800138000", "after": ""}
