"""places on the city's own policy folder: codes, dated names, hours, bodies, the calendar and its notices."""

import shutil
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from doorstep.kernel.calendar import Unit
from doorstep.ledger.public import Robot, story, verify
from doorstep.places import public as places
from doorstep.places.logic import STREET_SPELLINGS, Hours, HoursRule, Period, hours_on
from doorstep.places.models import CalendarDay, Centre, Street
from doorstep.places.services.spelling import english

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2018, 2, 13, 9, 0, tzinfo=SHANGHAI)
ON = AT.date()
BY = Robot("test")
BEIXINJING = "310105011"


@pytest.fixture
def city(db):
    return places.load_places(policy_dir=settings.POLICY, by=BY, at=AT)


class TestLoadPlaces:
    def test_brings_the_whole_city(self, city):
        assert len(places.districts()) == 16
        assert Street.objects.count() == 215
        assert Centre.objects.filter(is_main=True).count() == 215
        assert city["streets"] == 215 and city["calendar"] > 300
        assert places.district_of(BEIXINJING).name_en == "Changning District"
        assert places.street(BEIXINJING, on=AT.date()).name_en == "Beixinjing Sub-district"
        assert places.neighbourhoods(BEIXINJING)[0].name == "新泾八村居民委员会"

    def test_a_second_time_changes_nothing_and_remembers_nothing(self, city):
        again = places.load_places(policy_dir=settings.POLICY, by=BY, at=AT)

        assert set(again.values()) == {0}
        assert len(story("places")) == 1 and len(story("calendar")) == 1

    def test_updates_what_changed_and_keeps_what_is_gone(self, city, tmp_path):
        shutil.copytree(settings.POLICY / "places", tmp_path / "places")
        shutil.copytree(settings.POLICY / "calendar", tmp_path / "calendar")
        centres = tmp_path / "places" / "centres.csv"
        lines = [line for line in centres.read_text(encoding="utf-8").splitlines() if "310101002-1" not in line]
        changed = [line.replace(",main,,", ",main,甲路1号,") if BEIXINJING in line else line for line in lines]
        centres.write_text("\n".join(changed) + "\n", encoding="utf-8")

        again = places.load_places(policy_dir=tmp_path, by=BY, at=AT)

        assert again["centres"] == 1 and again["centre_names"] == 0
        assert places.main_centre_of(BEIXINJING).address == "甲路1号"
        assert places.centre("310101002-1").street_code == "310101002"

    def test_names_file_and_line_of_a_slip_and_loads_nothing(self, db, tmp_path):
        shutil.copytree(settings.POLICY / "places", tmp_path / "places")
        streets = tmp_path / "places" / "streets.csv"
        text = streets.read_text(encoding="utf-8").replace("310101013,外滩街道,310101", "310101013,外滩街道,310999")
        streets.write_text(text, encoding="utf-8")

        with pytest.raises(places.BadPlacesData) as refusal:
            places.load_places(policy_dir=tmp_path, by=BY, at=AT)

        assert refusal.value.params["file"] == "streets.csv" and refusal.value.params["line"] == 3
        assert places.districts() == []

    def test_leaves_a_day_that_an_administrator_changed(self, city):
        places.publish_days(days=[places.DayNotice(date(2018, 2, 22), False)], source="市政府通知", by=BY, at=AT)

        places.load_places(policy_dir=settings.POLICY, by=BY, at=AT)

        assert not places.calendar().is_working_day(date(2018, 2, 22))


class TestStreet:
    def test_has_the_name_of_the_day(self, city):
        assert places.street("310109018", on=date(2018, 2, 13)).name == "提篮桥街道"
        assert places.street("310109018", on=date(2020, 1, 1)).name == "北外滩街道"
        assert places.street("310109018", on=date(2010, 1, 1)).confidence is places.Confidence.APPROXIMATE

    def test_unknown_codes_are_refused(self, city):
        for ask in (places.centre, places.main_centre_of, places.district_of, places.neighbourhood, places.body):
            with pytest.raises(places.UnknownPlace):
                ask("999999999")


class TestCentre:
    def test_is_renamed_with_its_street(self, city):
        def name(on):
            return places.main_centre_of("310109018", on=on).name

        assert name(date(2018, 2, 13)) == "提篮桥街道社区事务受理服务中心"
        assert name(date(2020, 1, 1)) == name(None) == "北外滩街道社区事务受理服务中心"
        assert len(places.centre_options("310109", on=ON)) == len(places.centre_options("310109")) == 8
        assert places.centre(f"{BEIXINJING}-1").name_en == "Beixinjing Sub-district Community Affairs Service Centre"


class TestEnglish:
    def test_spells_places_as_the_city_does(self):
        names = ("莘庄镇", "静安寺街道", "吕巷镇", "仙霞新村街道", "华阳路街道", "殷行街道", "川沙新镇")
        assert [english(name, STREET_SPELLINGS) for name in names] == [
            "Xinzhuang Town",
            "Jing'ansi Sub-district",
            "Lüxiang Town",
            "Xianxia Xincun Sub-district",
            "Huayang Road Sub-district",
            "Yinhang Sub-district",
            "Chuanshaxin Town",
        ]


class TestBodyFor:
    def test_follows_the_reform_of_november_2018(self, city):
        before = places.body_for("WJW", places.Level.DISTRICT, on=date(2018, 2, 13), district_code="310105")
        after = places.body_for("WJW", places.Level.DISTRICT, on=date(2019, 2, 13), street_code=BEIXINJING)

        assert (before.name, after.name) == ("长宁区卫生和计划生育委员会", "长宁区卫生健康委员会")
        assert before.code != after.code

    def test_refuses_a_department_that_does_not_exist_yet(self, city):
        with pytest.raises(places.NoBody) as refusal:
            places.body_for("YB", places.Level.CITY, on=date(2018, 2, 13))

        assert refusal.value.code == "places.no-body"

    def test_of_several_departments_is_asked_once_and_says_which_is_missing(self, city, django_assert_num_queries):
        wanted = [("MZ", places.Level.CITY), ("WJW", places.Level.DISTRICT), ("JZ", places.Level.STREET)]
        places.kept()  # this process has read the newest loading
        with django_assert_num_queries(1):
            found = places.bodies_for(wanted, on=AT.date(), street_code=BEIXINJING)
        assert [found[pair].code for pair in wanted] == ["MZ-310000", "WJW-310105", "JZ-310105011"]
        with pytest.raises(places.NoBody) as refusal:
            places.bodies_for([*wanted, ("YB", places.Level.CITY)], on=AT.date(), street_code=BEIXINJING)
        assert refusal.value.params["department"] == "YB"

    def test_knows_the_streets_own_government(self, city):
        office = places.body_for("JZ", places.Level.STREET, on=AT.date(), street_code=BEIXINJING)
        assert office.name == "北新泾街道办事处" and office.district_code == "310105"


class TestOpeningOf:
    @pytest.mark.parametrize(
        ("day", "closes"),
        [
            (date(2018, 2, 13), time(16, 30)),  # a Tuesday
            (date(2018, 2, 17), time(11, 30)),  # Spring Festival, a Saturday
            (date(2018, 2, 11), time(16, 30)),  # a Sunday that is worked
            (date(2018, 2, 19), time(11, 30)),  # a Monday off
        ],
    )
    def test_follows_the_working_day_calendar_every_day_of_the_year(self, city, day, closes):
        hours = places.opening_of(f"{BEIXINJING}-1", day)
        assert hours is not None and hours.closes == closes

    def test_the_minute_of_closing_is_closed_in_any_zone(self, city):
        at = datetime(2018, 2, 13, 8, 29, 59, tzinfo=ZoneInfo("UTC"))
        assert places.open_now(f"{BEIXINJING}-1", at)
        assert not places.open_now(f"{BEIXINJING}-1", at.replace(second=0, minute=30))

    def test_a_centres_own_rule_goes_before_the_citys(self):
        city, own = Hours(time(8), time(12)), Hours(time(8), time(20))
        rules = [
            HoursRule("", places.DayKind.REST, city, Period(date(2018, 1, 1))),
            HoursRule("x", places.DayKind.REST, own, Period(date(2018, 1, 1), date(2018, 6, 30))),
        ]

        def ask(centre, day):
            return hours_on(rules, centre=centre, day=day, day_kind=places.DayKind.REST)

        assert ask("x", date(2018, 6, 30)) is own
        assert ask("x", date(2018, 7, 1)) is city
        assert ask("y", date(2018, 6, 30)) is city
        assert ask("y", date(2017, 6, 30)) is None


class TestPublishDays:
    def test_changes_the_calendar_for_everybody_and_grows_its_version(self, city):
        before, version = places.calendar(), places.calendar_version()
        assert before.add_days(date(2018, 2, 13), 5, Unit.WORKING_DAYS) == date(2018, 2, 26)

        places.publish_days(
            days=[places.DayNotice(date(2018, 2, 22), False, "加放一天", "Extra day")], source="通知", by=BY, at=AT
        )

        assert places.calendar_version() == version + 1
        assert places.calendar().add_days(date(2018, 2, 13), 5, Unit.WORKING_DAYS) == date(2018, 2, 27)
        assert (date(2018, 2, 22), False, "加放一天", "Extra day") in places.named_days(
            date(2018, 2, 1), date(2018, 2, 28)
        )
        told = story("calendar")[-1]
        assert told.before == {"2018-02-22": None} and told.after == {"2018-02-22": False}
        assert verify().broken is None

    def test_ends_that_a_year_is_computed(self, city):
        assert places.calendar().is_computed(date(2027, 1, 4))

        notice = [places.DayNotice(date(2027, 1, 4), False)]
        places.publish_days(days=notice, source="通知", by=BY, at=AT, years=[2027])

        assert not places.calendar().is_computed(date(2027, 1, 4))
        assert not places.calendar().is_working_day(date(2027, 1, 4))

    def test_takes_an_exception_back(self, city):
        places.publish_days(days=[places.DayNotice(date(2018, 2, 24), None)], source="更正", by=BY, at=AT)

        assert not places.calendar().is_working_day(date(2018, 2, 24))
        assert not CalendarDay.objects.filter(day=date(2018, 2, 24)).exists()

    def test_that_changes_nothing_writes_nothing(self, city):
        version = places.calendar_version()
        days = [places.DayNotice(date(2018, 2, 15), False)]
        assert places.publish_days(days=days, source="通知", by=BY, at=AT) == version
        assert len(story("calendar")) == 1

    @pytest.mark.parametrize(
        ("days", "source", "why"),
        [
            ([places.DayNotice(date(2027, 1, 1), False)] * 2, "通知", "twice"),
            ([places.DayNotice(date(2036, 1, 1), False)], "通知", "outside"),
            ([places.DayNotice(date(2027, 1, 1), False)], " ", "no-source"),
        ],
    )
    def test_refuses_a_notice_that_cannot_be_meant(self, city, days, source, why):
        with pytest.raises(places.BadNotice) as refusal:
            places.publish_days(days=days, source=source, by=BY, at=AT)
        assert refusal.value.params["why"] == why


class TestSetWindows:
    def test_numbers_them_once(self, city):
        code = f"{BEIXINJING}-1"
        assert places.set_windows(centre_code=code, labels={1: "综合", 2: ""}, by=BY, at=AT) == 2
        assert places.set_windows(centre_code=code, labels={1: "综合", 2: "绿色通道"}, by=BY, at=AT) == 1
        assert [(row.number, row.label) for row in places.windows(code)] == [(1, "综合"), (2, "绿色通道")]


class TestTheDatabase:
    def test_refuses_a_second_main_centre_and_a_street_in_a_foreign_district(self, city):
        with pytest.raises(IntegrityError), transaction.atomic():
            Centre.objects.create(code="x", street_id=BEIXINJING, name="x", name_en="x", is_main=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Street.objects.create(code="310105999", district_id="310101")
