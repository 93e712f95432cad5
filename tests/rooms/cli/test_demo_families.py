"""The families of the demonstration: numbers of nobody, shapes of a real city."""

from collections import Counter
from datetime import date

import pytest

from doorstep.cli.demo_addresses import City, Quarter
from doorstep.cli.demo_cast import AUTHORITIES, CAST, RESIDENT_ACCOUNTS
from doorstep.cli.demo_families import FORMS, TODAY, families
from doorstep.cli.demo_people import SHARES
from doorstep.cli.demo_staff import PEOPLE
from doorstep.kernel.identity import SYNTHETIC_AREA, IdentityKind, check_identity
from doorstep.people.public import AddressKind, Relation

pytestmark = pytest.mark.once

CITY = City(
    tuple(
        Quarter(street, street, tuple((f"{street}-{number:02}", f"里弄{number}") for number in range(1, 9)), share)
        for street, share in SHARES.items()
    ),
    ("310101002", "310105008", "310104007", "310112001", "310115003"),
)


@pytest.fixture(scope="module")
def made():
    return list(families(seed=11, count=2000, city=CITY))


@pytest.fixture(scope="module")
def persons(made):
    return [person for family in made for person, _ in family.members]


def standing(person, kind):
    return next((row.street_code for row in person.addresses if row.kind is kind and row.last is None), "")


class TestFamilies:
    def test_are_the_same_for_the_same_seed_and_a_larger_city_begins_with_them(self, made):
        assert list(families(seed=11, count=300, city=CITY)) == made[:300]
        assert list(families(seed=12, count=20, city=CITY)) != made[:20]

    def test_have_numbers_of_the_unassigned_area_with_right_check_digits_each_once(self, persons):
        every = [*persons, *(member.person for member in CAST.values())]

        checked = [check_identity(one.identity_kind, one.identity_number, on=TODAY) for one in every]

        cards = [one for one in checked if one.kind in (IdentityKind.ID_CARD, IdentityKind.ID_CARD_15)]
        assert {one.area_code for one in cards} == {SYNTHETIC_AREA}
        as_18 = [one.to_18().number for one in cards]
        assert len(set(as_18)) == len(as_18) > 0.97 * len(every)
        assert len({(one.kind, one.number) for one in checked}) == len(every)
        for person, identity in zip(every, checked, strict=True):
            assert identity.birth_date in (None, person.birth_date)
            assert identity.sex in (None, person.sex)

    def test_show_every_kind_of_paper(self, persons):
        kinds = Counter(person.identity_kind for person in persons)

        assert set(kinds) == set(IdentityKind) - {IdentityKind.RESIDENCE_PERMIT_HMT}

    def test_are_of_every_form_in_its_share(self, made, persons):
        forms = Counter(family.form for family in made)
        whole = sum(FORMS.values())

        assert whole == 1000
        for form, share in FORMS.items():
            assert abs(forms[form] / len(made) - share / whole) < 0.03, form
        assert 2.2 < len(persons) / len(made) < 2.7

    def test_have_one_head_each_and_children_younger_than_their_parents(self, made):
        for family in made:
            heads = [person for person, relation in family.members if relation is Relation.HEAD]
            children = [person for person, relation in family.members if relation is Relation.CHILD]

            assert len(heads) == 1
            assert all(child.birth_date.year - heads[0].birth_date.year >= 16 for child in children)
            assert all(person.birth_date <= family.formed_on for person, _ in family.members)

    def test_are_old_as_the_inner_city_is(self, persons):
        ages = [TODAY.year - person.birth_date.year for person in persons]

        assert 0.25 < sum(age >= 60 for age in ages) / len(ages) < 0.4
        assert 0.06 < sum(age >= 80 for age in ages) / len(ages) < 0.13
        assert 0.07 < sum(age < 15 for age in ages) / len(ages) < 0.16
        assert max(ages) < 105

    def test_stand_in_up_to_four_different_streets(self, persons):
        open_ends = [{row.street_code for row in person.addresses if row.last is None} for person in persons]
        apart = [
            person
            for person in persons
            if standing(person, AddressKind.HUKOU)
            and standing(person, AddressKind.HUKOU) != standing(person, AddressKind.RESIDENCE)
        ]
        other_district = [
            person
            for person in apart
            if standing(person, AddressKind.HUKOU)[:6] != standing(person, AddressKind.RESIDENCE)[:6]
        ]

        assert sum(len(streets) == 4 for streets in open_ends) / len(persons) > 0.008
        assert sum(len(streets) >= 2 for streets in open_ends) / len(persons) > 0.4
        assert 0.25 < len(apart) / len(persons) < 0.5
        assert len(other_district) > 0.15 * len(persons)
        for person in persons:
            assert standing(person, AddressKind.RESIDENCE)
            assert all(row.first <= TODAY and row.first >= person.birth_date for row in person.addresses)

    def test_have_names_that_are_hard_to_write_and_hard_to_tell_apart(self, persons):
        names = [person.name for person in persons]
        alike = Counter((person.name, person.birth_date, person.sex) for person in persons)

        assert any(any(ord(letter) > 0xFFFF for letter in name) for name in names)
        assert any("䶮" in name for name in names)
        assert any("·" in name for name in names)
        assert any(name.startswith("欧阳") for name in names)
        assert sum(count > 1 for count in alike.values()) >= 5
        most = Counter(name[0] for name in names).most_common(3)
        assert {surname for surname, _ in most} <= set("张王陈李")

    def test_have_telephones_of_nobody_some_shared_some_missing(self, persons):
        phones = Counter(person.phone for person in persons)

        assert all(phone == "" or phone.startswith(("154", "0219")) for phone in phones)
        assert phones.pop("") > 0.1 * len(persons)
        shared = [phone for phone, count in phones.items() if count > 1]
        assert shared
        assert all(TODAY.year - person.birth_date.year >= 74 for person in persons if person.phone in shared)


class TestCast:
    def test_bears_no_name_of_those_who_sit_at_desks(self):
        assert not {member.name for member in CAST.values()} & {person.name for person in PEOPLE}

    def test_stands_where_the_scenes_need_it(self):
        def where(key):
            return {row.kind: row.street_code for row in CAST[key].person.addresses}

        hukou, residence = AddressKind.HUKOU, AddressKind.RESIDENCE
        assert len(set(where("apart").values())) == 4
        assert (where("apart")[hukou], where("apart")[residence]) == ("310104013", "310105011")
        assert set(where("next_street").values()) == {"310105009"}
        assert hukou not in where("migrant")
        assert where("dibao")[hukou] == where("housing")[hukou] == where("disability")[hukou] == "310105011"
        assert CAST["just_65"].person.birth_date.replace(year=2018) < date(2018, 2, 13)
        assert CAST["turning_65"].person.birth_date.replace(year=2018) > date(2018, 2, 13)

    def test_forms_families_with_one_head(self):
        heads = Counter(member.family for member in CAST.values() if member.relation is Relation.HEAD)

        assert heads == Counter({member.family for member in CAST.values()})

    def test_names_only_its_own_members_where_it_speaks_of_them(self):
        assert {key for paper in AUTHORITIES for key in (paper.principal, paper.agent)} <= set(CAST)
        assert {key for _, key in RESIDENT_ACCOUNTS} <= set(CAST)


class TestPeople:
    def test_have_a_title_in_english_each(self):
        assert all(person.title_en.isascii() for person in PEOPLE)
        assert len({person.title_en for person in PEOPLE}) == len({person.title for person in PEOPLE})
