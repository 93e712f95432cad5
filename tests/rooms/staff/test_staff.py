"""staff: what each role may do, where a post reaches, and who may not hold two posts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from at_once import at_every_place
from django.db import IntegrityError, transaction
from django.utils import translation

from doorstep.ledger.public import Robot, story
from doorstep.places import public as places
from doorstep.places.models import Centre, StreetName
from doorstep.staff import public as staff
from doorstep.staff.models import Account, Post
from doorstep.staff.public import ROLES, Permission
from doorstep.wire.languages import text_of_row

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2018, 2, 13, 9, 0, tzinfo=SHANGHAI)
ON = AT.date()
BY = Robot("test")
BEIXINJING, XINJING, KANGJIAN = "310105011", "310105102", "310104013"


@pytest.fixture
def city(db, corner_of_the_city):
    places.load_places(policy_dir=corner_of_the_city, by=BY, at=AT)


@pytest.fixture
def anna(city):
    return staff.add_account(username="anna", display_name="安娜", password="only for this test", by=BY, at=AT)


@pytest.fixture
def acting_as(city):
    """An Acting under a fresh account with one post."""

    def make(role, **where):
        number = Account.objects.count()
        account = staff.add_account(username=f"p{number}", display_name=f"甲{number}", password=None, by=BY, at=AT)
        post = staff.give_post(account_id=account, role=role, first=date(2018, 1, 1), by=BY, at=AT, **where)
        return staff.acting(post_id=post, origin="test", on=ON)

    return make


def body(level, *, street="", district="", department="MZ"):
    return places.body_for(department, level, on=ON, street_code=street, district_code=district).code


class TestRoles:
    def test_nobody_who_accepts_or_examines_decides_and_nobody_who_runs_the_system_sees_cases(self):
        decides = {Permission.CASE_DECIDE, Permission.ASSISTANCE_DECIDE}
        prepares = {Permission.CASE_RECEIVE, Permission.CASE_ACCEPT, Permission.CASE_HANDLE_TASK}
        for role in staff.ROLES.values():
            assert not (role.may & decides and role.may & prepares), role.key
            assert role.says and role.name and role.name_en
        administers = [role for role in staff.ROLES.values() if Permission.STAFF_ADMINISTER in role.may]
        assert [role.key for role in administers] == ["administrator"]
        assert not administers[0].may & (decides | prepares | {Permission.CASE_SEE, Permission.PERSON_FIND})

    def test_incompatible_pairs_name_roles_that_exist(self):
        assert {key for pair in staff.INCOMPATIBLE for key in pair} <= set(staff.ROLES)


class TestAddAccount:
    def test_refuses_a_name_that_is_taken(self, anna):
        with pytest.raises(staff.NameTaken):
            staff.add_account(username="anna", display_name="另一位", password=None, by=BY, at=AT)
        assert Account.objects.get(id=anna).check_password("only for this test")
        assert story(f"account:{anna}")[0].personal[f"account:{anna}"] == {"username": "anna", "display_name": "安娜"}

    def test_needs_an_administrator(self, acting_as):
        clerk = acting_as("window_clerk", centre_code=f"{BEIXINJING}-1")
        with pytest.raises(staff.NotAllowed) as refusal:
            staff.add_account(username="x", display_name="x", password=None, by=clerk, at=AT)
        assert refusal.value.code == "staff.not-allowed"


class TestGivePost:
    def test_fills_up_the_jurisdiction_and_speaks_to_the_ledger(self, anna):
        post = staff.give_post(
            account_id=anna, role="window_clerk", centre_code=f"{BEIXINJING}-1", first=ON, by=BY, at=AT
        )
        acting = staff.acting(post_id=post, origin="web:1", on=ON)

        assert (acting.centre_code, acting.street_code, acting.district_code) == (
            f"{BEIXINJING}-1",
            BEIXINJING,
            "310105",
        )
        assert (acting.account, acting.post, acting.origin) == (f"account:{anna}", f"post:{post}", "web:1")
        assert [told.what for told in story(f"account:{anna}")] == ["account.added", "post.given"]

    @pytest.mark.parametrize("role", ["window_clerk", "handler", "street_assistance", "district_leader", "volunteer"])
    def test_refuses_a_role_without_the_jurisdiction_it_needs(self, anna, role):
        with pytest.raises(staff.NeedsJurisdiction):
            staff.give_post(account_id=anna, role=role, first=ON, by=BY, at=AT)
        assert not Post.objects.exists()

    def test_refuses_to_let_one_person_accept_and_approve_in_one_place(self, anna):
        def give(**where):
            return staff.give_post(account_id=anna, first=ON, by=BY, at=AT, **where)

        give(role="street_assistance", street_code=BEIXINJING)
        with pytest.raises(staff.IncompatiblePosts) as refusal:
            give(role="approver", body_code=body(places.Level.DISTRICT, district="310105"))
        assert refusal.value.params == {"role": "approver", "held": "street_assistance"}

        give(role="approver", body_code=body(places.Level.DISTRICT, district="310104"))  # elsewhere is lawful
        give(role="approver", body_code=body(places.Level.STREET, street=BEIXINJING), both=True)

    def test_lets_one_person_serve_two_departments(self, anna):
        for role, department in (("handler", "MZ"), ("approver", "JZ")):
            place = body(places.Level.STREET, street=BEIXINJING, department=department)
            staff.give_post(account_id=anna, role=role, body_code=place, first=ON, by=BY, at=AT)
        assert len(staff.posts_of(anna, on=ON)) == 2

    def test_lets_posts_follow_one_another(self, anna):
        place = body(places.Level.DISTRICT, district="310105")
        first = staff.give_post(account_id=anna, role="handler", body_code=place, first=ON, by=BY, at=AT)
        staff.end_post(post_id=first, last=date(2018, 3, 31), reason="调任", by=BY, at=AT)

        second = staff.give_post(
            account_id=anna, role="approver", body_code=place, first=date(2018, 4, 1), by=BY, at=AT
        )

        assert [row.id for row in staff.posts_of(anna, on=date(2018, 3, 31))] == [first]
        assert [row.id for row in staff.posts_of(anna, on=date(2018, 4, 1))] == [second]

    def test_ended_earlier_while_somebody_ends_it_later_remembers_the_day_that_held_until_then(
        self, transactional_db, anna
    ):
        def ends(asked):
            post = staff.give_post(account_id=anna, role="policy_analyst", first=ON, both=True, by=BY, at=AT)
            return [
                lambda day=day: staff.end_post(post_id=post, last=date(2018, 3, day), reason="调任", by=BY, at=AT)
                for day in (10, 20)
            ]

        for asked, *told in at_every_place(ends):
            given, *ended = story(f"account:{anna}")[-1 - told.count(None) :]
            days = [given.after["last"], *(event.after["last"] for event in ended)]
            assert [event.before["last"] for event in ended] == days[:-1], asked
            assert told in ([None, None], [None, "staff.post-not-in-force"]), asked

    def test_the_database_refuses_a_post_without_its_jurisdiction(self, anna):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(account_id=anna, role="window_clerk", scope="centre", first=ON)


class TestTitles:
    def test_are_the_roles_where_none_is_given_and_read_in_each_language(self, small_city):
        usual = small_city.clerk()
        own = small_city.clerk(title="北新泾街道中心 受理员", title_en="Window clerk, Beixinjing centre")
        chinese_only = small_city.clerk(title="代班受理员")
        said = {}
        for language in ("zh-hans", "zh-hant", "en"):
            with translation.override(language):
                said[language] = [text_of_row(one, "title") for one in (usual, own, chinese_only)]
        assert said == {
            "zh-hans": ["前台受理员", "北新泾街道中心 受理员", "代班受理员"],
            "zh-hant": ["前臺受理員", "北新涇街道中心 受理員", "代班受理員"],
            "en": [ROLES["window_clerk"].name_en, "Window clerk, Beixinjing centre", "代班受理员"],
        }
        names = staff.names_behind([(own.account, own.post)])
        assert (names.title(own.post), names.title_en(own.post)) == (own.title, own.title_en)


class TestActing:
    def test_ends_with_the_post_and_with_the_account(self, anna):
        post = staff.give_post(account_id=anna, role="city_leader", first=ON, last=date(2018, 3, 1), by=BY, at=AT)
        assert staff.acting_for_session(account_id=anna, post_id=None, origin="", on=date(2018, 3, 1)).post_id == post
        with pytest.raises(staff.PostNotInForce):
            staff.acting(post_id=post, origin="", on=date(2018, 3, 2))

        staff.set_active(account_id=anna, active=False, reason="离职", by=BY, at=AT)

        assert staff.acting_for_session(account_id=anna, post_id=post, origin="", on=date(2018, 3, 1)) is None
        with pytest.raises(staff.PostNotInForce):
            staff.end_post(post_id=post, last=date(2018, 3, 1), reason="再结束", by=BY, at=AT)

    def test_of_a_session_is_the_post_chosen_and_never_somebody_elses(self, anna, acting_as):
        posts = [
            staff.give_post(account_id=anna, role=role, first=ON, by=BY, at=AT)
            for role in ("city_leader", "policy_analyst")
        ]
        foreign = acting_as("administrator").post_id

        def chosen(post_id):
            return staff.acting_for_session(account_id=anna, post_id=post_id, origin="", on=ON).post_id

        assert [chosen(posts[1]), chosen(foreign), chosen(None)] == [posts[1], posts[0], posts[0]]


class TestWithin:
    def test_follows_the_scope(self, acting_as):
        clerk = acting_as("window_clerk", centre_code=f"{BEIXINJING}-1")
        office = acting_as("street_assistance", street_code=BEIXINJING)
        bureau = acting_as("handler", body_code=body(places.Level.DISTRICT, district="310105"))
        leader = acting_as("district_leader", district_code="310105")
        city = acting_as("city_leader")

        def reach(acting):
            return [staff.within(acting, street=street) for street in (BEIXINJING, XINJING, KANGJIAN)]

        assert reach(clerk) == reach(office) == [True, False, False]
        assert reach(bureau) == reach(leader) == [True, True, False]
        assert reach(city) == reach(BY) == [True, True, True]
        assert staff.within(clerk, centre=f"{BEIXINJING}-1") and not staff.within(clerk, centre=f"{KANGJIAN}-1")
        assert not staff.within(leader, district="310104") and not staff.within(office, district="310105")


class TestJurisdictionQ:
    def test_leaves_only_rows_of_the_jurisdiction(self, acting_as):
        def seen(acting, **fields):
            return Centre.objects.filter(staff.jurisdiction_q(acting, **fields)).count()

        clerk = acting_as("window_clerk", centre_code=f"{BEIXINJING}-1")
        leader = acting_as("district_leader", district_code="310105")
        assert seen(clerk, centre_field="code") == 1
        assert seen(clerk, street_field="street__code") == 1
        assert seen(leader, street_field="street__code") == 2
        assert seen(leader, district_field="street__district__code") == 2
        assert seen(acting_as("city_leader"), street_field="street__code") == seen(BY) == 3

    def test_lets_nothing_through_that_the_fields_cannot_express(self, acting_as):
        bureau = acting_as("handler", body_code=body(places.Level.DISTRICT, district="310105"))
        resident = acting_as("resident")
        for acting in (bureau, resident):
            assert not StreetName.objects.filter(staff.jurisdiction_q(acting, street_field="street__code")).exists()

    def test_joins_a_department_with_its_area(self, acting_as):
        from doorstep.places.models import Body

        bureau = acting_as("handler", body_code=body(places.Level.DISTRICT, district="310105"))
        fields = {"department_field": "department__code", "street_field": "street__code"}

        found = Body.objects.filter(staff.jurisdiction_q(bureau, **fields))

        assert found.count() == 2 and {row.department_id for row in found} == {"MZ"}


class TestPlanDuty:
    def test_puts_nobody_in_two_places_and_no_two_leaders_in_one_shift(self, acting_as):
        code = f"{BEIXINJING}-1"
        manager = acting_as("duty_manager", centre_code=code)
        clerk = acting_as("window_clerk", centre_code=code)
        holiday = date(2018, 2, 17)

        def plan(post, duty):
            return staff.plan_duty(
                centre_code=code, day=holiday, shift="morning", duty=duty, post_id=post, by=manager, at=AT
            )

        plan(clerk.post_id, "window")
        plan(manager.post_id, "leader")

        for post, duty in ((clerk.post_id, "backup"), (manager.post_id, "leader")):
            with pytest.raises(staff.DutyTaken):
                plan(post, duty)
        assert [row.duty for row in staff.duty_on(code, holiday)] == ["leader", "window"]

    def test_is_refused_at_another_centre(self, acting_as):
        manager = acting_as("duty_manager", centre_code=f"{BEIXINJING}-1")
        with pytest.raises(staff.NotAllowed):
            staff.plan_duty(
                centre_code=f"{KANGJIAN}-1",
                day=ON,
                shift="morning",
                duty="leader",
                post_id=manager.post_id,
                by=manager,
                at=AT,
            )
