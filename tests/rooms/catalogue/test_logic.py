"""What the catalogue decides without a database: wrong packs are refused with their line, routes follow the date."""

import tomllib
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_files import POLICY, registers, toml

from doorstep.catalogue.logic import (
    ItemVersion,
    NotInForce,
    Place,
    Problem,
    check_catalogue,
    check_item,
    deciding_body,
    parse_item,
    parse_window_duty,
    ready,
    route,
    version_on,
)
from doorstep.catalogue.logic.check import shortest
from doorstep.catalogue.logic.dated import seams
from doorstep.catalogue.logic.graph import cycle_in
from doorstep.catalogue.logic.types import Limit
from doorstep.kernel.calendar import Unit
from doorstep.kernel.clock_terms import StartsAt
from doorstep.kernel.period import Period
from doorstep.kernel.toml_lines import toml_lines

STORY, BEFORE, CITY_WIDE = date(2018, 2, 13), date(2018, 2, 28), date(2018, 3, 1)
BEIXINJING, HONGQIAO = Place("310105011", "310105"), Place("310105009", "310105")
KANGJIAN, DANING = Place("310104013", "310104"), Place("310106019", "310106")

pytestmark = pytest.mark.once


@cache
def pack(code: str) -> str:
    return (POLICY / f"items/{code}.toml").read_text(encoding="utf-8")


def read(text: str, file: str) -> tuple[ItemVersion | None, list[Problem]]:
    """The item and everything that is wrong with a pack's text."""
    lines = toml_lines(text)
    item, problems = parse_item(tomllib.loads(text), lines, file=file)
    if item is not None:
        problems = check_item(item, lines=lines, file=file, registers=registers())
    return item, problems


@cache
def item(code: str) -> ItemVersion:
    found, problems = read(pack(code), f"{code}.toml")
    assert found is not None and not problems
    return found


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


SCOPE = '[[scope]]\nto = 2018-02-28\nis = "DIST-T"'
PLANTED = [
    # what stands there, what is planted, the line that must be named, what the reason must say
    ("number = 1", "numbr = 1", "numbr", "'numbr' is not known here"),
    ("version = 1", 'version = "one"', "version =", "'one' is not a whole number"),
    ("effective = { from = 2015-01-01 }", 'effective = { from = "2015" }', "effective", "'2015' is not a day"),
    ('applicant = "natural"', 'applicant = "natrual"', "applicant", "did you mean 'natural'"),
    ('en = "Identity cards of all members"', 'en = ""', 'en = ""', "'' is not a text"),
    (', en = "Identity cards of all members"', "", '"全部家庭成员居民身份证" }', "'en' is missing"),
    ('[[owner]]\ndepartment = "MZ"', '[[owner]]\ndepartment = "MX"', "[[owner]]", "no department has the code 'MX'"),
    ('[[owner]]\ndepartment = "MZ"', '[[owner]]\ndepartment = "YB"', "[[owner]]", "'YB' does not exist on 2015-01-01"),
    ('law = "GW-271", article = 8', 'law = "GW-999", article = 8', "[[statutory_limit]]", "not in the register"),
    ("article = 8, paragraph = 3", "article = 18", "[[statutory_limit]]", "has articles 1 to 17, not 18"),
    ("article = 8, paragraph = 3", "article = 8, paragraph = 5", "[[statutory_limit]]", "has 4 paragraph(s), not 5"),
    ("paragraph = 1, item = 3", "paragraph = 1, item = 4", "[[decides]]", "has 3 numbered item(s), not 4"),
    (
        'law = "GW-649", article = 11, paragraph = 1, item = 3',
        'law = "SH-SZ-2018", article = 36',
        "[[decides]]",
        "in force",
    ),
    (SCOPE, SCOPE.replace("02-28", "02-20"), None, "nothing holds from 2018-02-21 to 2018-02-28"),
    (SCOPE, SCOPE.replace("02-28", "03-31"), None, "overlaps the value before it"),
    (SCOPE, SCOPE.replace("DIST-T", "CITY-D"), "[[scope]]", "nothing was city-wide before 2018-03-01"),
    ('[[jurisdiction]]\nby = "hukou"', '[[jurisdiction]]\nby = "none"', None, "CITY-T with jurisdiction by nothing"),
    ('after = ["verify", "economic-report"]', 'after = ["verify", "nobody"]', None, "no task 'nobody' holds"),
    ('id = "verify"\ndepartment', 'id = "first-opinion"\ndepartment', None, "'first-opinion' is used twice"),
    ("decides = true\n", "", "[[task]]", "0 tasks decide on"),
    ('e_licence = "310105109000100"', 'e_licence = "31010510900010"', "e_licence", "has not fifteen digits"),
    ('e_licence = "310105109000100"', 'e_licence = "310105109000999"', "e_licence", "is not registered"),
    ("presence_required = false", "presence_required = true", "agent =", "the applicant must be present"),
    ('promised_limit = "未核实"\n', "", 1, "'promised_limit' is missing"),
    ('are = ["window", "agent"]', 'are = ["window", "fax"]', "channels", "'fax' is not a channel"),
    ('code = "MZ-001"', 'code = "MZ-01"', "code", "has not the form of a code"),
    ('territory = "310000"', 'territory = "310105"', "territory", "310105 is no city"),
    ('level = "city"', 'level = "street"', "territory", "310000 is no street"),
    ('is = "promised"', 'is = "forwarded_up"', None, "passed up (上报), yet the street decides"),
    ('city_code = "未核实"', 'city_code = "31200061"', "city_code", "is not a code of twelve digits"),
    ('synonyms = ["吃低保"', 'synonyms = [7, "吃低保"', "synonyms", "is not a list of texts"),
]


class TestCheckItem:
    @pytest.mark.parametrize(("old", "new", "where", "reason"), PLANTED, ids=[row[3] for row in PLANTED])
    def test_refuses_a_planted_fault_with_file_line_reason_and_remedy(self, old, new, where, reason):
        text = pack("MZ-001")
        assert old in text
        broken = text.replace(old, new, 1)

        _, problems = read(broken, "items/MZ-001.toml")

        said = [problem for problem in problems if reason in f"{problem.reason} {problem.remedy}"]
        assert said, [str(problem) for problem in problems]
        assert said[0].file == "items/MZ-001.toml" and said[0].remedy
        if where is not None:
            wanted = where if isinstance(where, int) else line_of(broken, where)
            assert said[0].line == wanted

    def test_sees_tasks_that_wait_for_each_other(self):
        text = pack("ZJ-001")
        broken = text.replace(
            'id = "housing-check"\ndepartment = "BDC"\nlevel = "district"\ndesk = "outside"\nafter = []',
            'id = "housing-check"\ndepartment = "BDC"\nlevel = "district"\ndesk = "outside"\nafter = ["decide"]',
        )
        assert broken != text

        _, problems = read(broken, "ZJ-001.toml")

        assert any("wait for each other" in problem.reason for problem in problems)

    def test_lets_a_promise_be_no_longer_than_the_statute(self):
        promise = '[[promised_limit]]\ndays = {}\nunit = "working_days"\nstarts_at = "acceptance"\nconfidence = "approximate"\n'
        text = pack("MZ-001").replace('promised_limit = "未核实"\n', "")

        _, kept = read(text + "\n" + promise.format(22), "MZ-001.toml")
        _, broken = read(text + "\n" + promise.format(23), "MZ-001.toml")

        assert kept == []
        assert ["23 working days are longer than the 30 calendar days" in one.reason for one in broken] == [True, True]

    def test_lets_only_licences_be_accepted_by_silence_and_only_for_their_closed_list_of_pauses(self):
        silence = 'silent_acceptance = { law = "XK-2003", article = 32, paragraph = 1, item = 4 }\n'
        pause = '\n[[pause]]\nreason = "{}"\nclause = {{ law = "XK-2003", article = 45 }}\nconfidence = "verified"\n'
        benefit = pack("WJW-002").replace('type = { is = "unverified"', silence + 'type = { is = "benefit"')
        licence = pack("WJW-002").replace('type = { is = "unverified"', silence + 'type = { is = "licence"')

        assert [one.path for one in read(benefit, "WJW-002.toml")[1]] == ["silent_acceptance"]
        assert read(licence + pause.format("hearing"), "WJW-002.toml")[1] == []
        assert [one.path for one in read(licence + pause.format("public_notice"), "WJW-002.toml")[1]] == [
            "pause[1].reason"
        ]
        assert "not one of the known words" in read(licence + pause.format("lunch"), "WJW-002.toml")[1][0].reason

    def test_does_not_let_the_only_mandatory_material_follow_later(self):
        text = pack("MZ-007")
        first = text.index("mandatory = true\ntolerable = false")
        broken = (
            text[:first]
            + "mandatory = true\ntolerable = true"
            + text[first + len("mandatory = true\ntolerable = false") :]
        )

        _, problems = read(broken, "MZ-007.toml")

        assert [problem.reason for problem in problems] == [
            "the only mandatory material may not be the one that may follow later"
        ]

    def test_wants_codes_numbers_and_days_of_versions_to_be_apart(self):
        one, other = item("MZ-001"), item("MZ-002")
        again, _ = read(pack("MZ-001").replace("version = 1", "version = 2"), "MZ-001.2.toml")

        faults = check_catalogue(
            [(one, "a.toml", {}), (other, "b.toml", {}), (one, "c.toml", {}), (again, "d.toml", {})]
        )

        assert [(fault.file, fault.path) for fault in faults] == [
            ("c.toml", "code"),
            ("d.toml", "effective"),
            ("d.toml", "effective"),
        ]


class TestSeams:
    @given(st.lists(st.integers(1, 400), min_size=1, max_size=6), st.booleans())
    def test_accepts_what_follows_day_on_day_and_nothing_that_was_moved(self, lengths, endless):
        start, days = date(2015, 1, 1).toordinal(), []
        for length in lengths:
            days.append(Period(date.fromordinal(start), date.fromordinal(start + length - 1)))
            start += length
        if endless:
            days[-1] = Period(days[-1].first, None)
        whole = Period(days[0].first, days[-1].last)

        assert seams(days[::-1], whole) == []
        if len(days) > 1:
            assert seams(days[:-1], whole) and seams([*days, days[0]], whole)


class TestShortest:
    @given(st.integers(1, 60), st.integers(0, 6))
    def test_is_never_more_than_what_counting_weekdays_by_finger_gives(self, count, weekday):
        day, left = date(2018, 6, 4).toordinal() + weekday, count
        first = day
        while left:
            day += 1
            left -= date.fromordinal(day).weekday() < 5

        assert shortest(Limit(count, Unit.WORKING_DAYS, StartsAt.ACCEPTANCE)) <= day - first


class TestGraph:
    @given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), max_size=6))
    def test_finds_a_circle_exactly_when_work_gets_stuck(self, after):
        after = {task: [one for one in waits if one in after] for task, waits in after.items()}
        finished: list[str] = []
        while step := ready(after, finished):
            finished += step

        assert bool(cycle_in(after)) == (len(finished) < len(after))


def sent(code, on, here, **addresses):
    duties = parse_window_duty(toml("window_duty.toml"))
    local = addresses.pop("local_hukou", None)
    return route(item(code), on=on, here=here, addresses=addresses, duties=duties, local_hukou=local)


class TestRoute:
    @pytest.mark.parametrize(
        ("code", "on", "window", "outcome"),
        [
            # 28 February and 1 March 2018: the same person, the same window, the same wish
            ("GA-006", BEFORE, KANGJIAN, ("refer", "other-district")),
            ("GA-006", CITY_WIDE, KANGJIAN, ("accept", "city-wide-direct")),
            ("MZ-001", BEFORE, KANGJIAN, ("refer", "other-district")),
            ("MZ-001", CITY_WIDE, KANGJIAN, ("forward", "city-wide-forwarded")),
            # 全区通办: another street of the same district serves at once where the item is direct …
            ("GA-006", STORY, HONGQIAO, ("accept", "district-wide-direct")),
            ("DA-001", STORY, HONGQIAO, ("accept", "district-wide-direct")),
            ("DA-001", STORY, KANGJIAN, ("refer", "other-district")),
            # … and receives for the own street where it is 收受分离
            ("MZ-001", STORY, HONGQIAO, ("forward", "district-wide-forwarded")),
            ("MZ-001", STORY, BEIXINJING, ("accept", "own-street")),
            # LOCAL: even the next street must refer, until the residence-permit family opens in July
            ("GA-001", date(2018, 6, 30), HONGQIAO, ("refer", "own-street-only")),
            ("GA-001", date(2018, 7, 1), DANING, ("forward", "city-wide-forwarded")),
            ("ZJ-003", date(2020, 4, 9), HONGQIAO, ("refer", "own-street-only")),
            # since the city's regulation a window may not refuse to receive
            ("ZJ-003", date(2020, 4, 10), HONGQIAO, ("forward", "window-may-not-refuse")),
            ("SF-001", date(2020, 4, 10), DANING, ("forward", "window-may-not-refuse")),
        ],
    )
    def test_follows_the_dated_scope_for_a_resident_of_beixinjing(self, code, on, window, outcome):
        settled = sent(code, on, window, hukou=BEIXINJING, residence=BEIXINJING)

        assert (settled.action, settled.reason) == outcome
        if settled.action == "forward":
            assert (settled.receiving, settled.competent) == (window, BEIXINJING)

    def test_tells_who_is_referred_from_which_day_it_will_be_possible_here(self):
        settled = sent("GA-006", BEFORE, KANGJIAN, hukou=BEIXINJING)

        assert settled.competent == BEIXINJING and settled.here_from == CITY_WIDE
        assert sent("ZJ-003", STORY, KANGJIAN, hukou=BEIXINJING).here_from is None

    def test_cites_the_duty_that_makes_the_window_receive(self):
        settled = sent("ZJ-003", date(2024, 11, 1), KANGJIAN, hukou=BEIXINJING)

        assert str(settled.clause) == "SH-YS-2020 art. 25(4)"

    def test_keeps_the_deciding_body_whatever_window_received(self):
        settled = sent("MZ-001", CITY_WIDE, KANGJIAN, hukou=BEIXINJING)

        assert (settled.decider.level, settled.decider.department) == ("district", "MZ")
        assert settled.deciding_place == BEIXINJING

    def test_asks_for_the_place_it_does_not_know_instead_of_saying_no(self):
        assert sent("MZ-001", STORY, KANGJIAN).asks_for == ("hukou",)
        assert sent("MZ-006", STORY, KANGJIAN, hukou=KANGJIAN).asks_for == ("local_hukou",)

    def test_takes_the_residence_of_a_family_without_local_registration(self):
        settled = sent("MZ-006", STORY, KANGJIAN, residence=KANGJIAN, local_hukou=False)

        assert (settled.action, settled.competent) == ("accept", KANGJIAN)

    def test_takes_either_place_where_either_will_do(self):
        for places in ({"hukou": DANING, "residence": KANGJIAN}, {"hukou": KANGJIAN, "residence": DANING}):
            assert sent("YB-002", STORY, KANGJIAN, **places).action == "accept"
        near = sent("YB-002", STORY, BEIXINJING, hukou=DANING, residence=HONGQIAO)
        assert (near.action, near.competent) == ("accept", BEIXINJING)


class TestDecidingBody:
    def test_is_the_district_until_april_2019_and_the_street_from_may(self):
        levels = [deciding_body(item("MZ-006"), day).level for day in (date(2019, 4, 30), date(2019, 5, 1))]

        assert levels == ["district", "street"]

    def test_is_refused_before_the_item_is_described(self):
        with pytest.raises(NotInForce):
            deciding_body(item("MZ-012"), date(2016, 4, 30))


class TestVersionOn:
    def test_is_the_version_of_the_day_or_none(self):
        first, second = item("MZ-001").ended_on(BEFORE), item("MZ-001")

        assert version_on([first, second], STORY) is first
        assert version_on([first, second], CITY_WIDE) is second
        assert version_on([first], CITY_WIDE) is None
