"""Where a resident stands, with whom they live, who acts for them, and what they agreed to."""

from datetime import date

import pytest
from residents import AT, BEIXINJING, BY, KANGJIAN, ON, XINJING

from doorstep.ledger.public import story
from doorstep.people import public as people
from doorstep.people.public import AddressKind, AgentKind, NewAddress, NewMember, Relation


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
