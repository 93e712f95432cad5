"""A resident is registered once, renamed, found to be double, and erased for good."""

from datetime import date

import pytest
from django.db import connection
from residents import AT, BEIXINJING, BY, ON, XINJING, card, names, person

from doorstep.kernel.identity import BadIdentity, IdentityKind, Sex
from doorstep.ledger.public import readings_of, story, verify
from doorstep.people import public as people
from doorstep.people.models import Address, NameToken, Resident
from doorstep.people.public import AddressKind, NewAddress, NewMember, Relation
from doorstep.places import public as places
from doorstep.staff import public as staff


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
