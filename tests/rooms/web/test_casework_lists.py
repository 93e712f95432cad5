"""Lists of the casework desk: what they cost, whom a file names, what a spreadsheet may run."""

import csv
import io
import re
import tempfile
from datetime import date
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from applications import Desk
from at_a_desk import browser_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from fixtures_city import BEIXINJING, CENTRES, KANGJIAN, moment
from python_calamine import CalamineWorkbook

from doorstep.cases import public as cases
from doorstep.cases.models import Case, Task
from doorstep.kernel.sheets import safe
from doorstep.ledger.models import Event, Mention
from doorstep.wire.moment import offset_to

pytestmark = pytest.mark.django_db

#: Statements that read or write rows; the trace of who was shown is three of them, sign-in and post are three.
LIST_PAGE, CASE_PAGE = 12, 21

AT = "2018-02-13 10:00"


@pytest.fixture
def desk(small_city, settings):
    settings.CLOCK_OFFSET_SECONDS = offset_to(moment(AT))
    return Desk(small_city)


@pytest.fixture
def clerk(small_city):
    return small_city.clerk(BEIXINJING, on=moment(AT).date())


def cost(client, address, *, figures=0):
    """How many rows-reading statements a page takes, none of which counts but for its figures."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
        b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    sqls = [one["sql"] for one in seen.captured_queries]
    # The demonstration's front matter may count; a list never does.
    assert len([sql for sql in sqls if "COUNT(" in sql and "cases_" in sql]) == figures
    return len([sql for sql in sqls if sql.startswith(("SELECT", "INSERT", "UPDATE"))])


def walked(page, whole, limit):
    """Walks a list to its end and back: every row once each way, in the order of the whole."""
    found = [page()]
    while found[-1].next_key:
        found.append(page(after_key=found[-1].next_key))
    back = [found[-1]]
    while back[-1].previous_key:
        back.append(page(before_key=back[-1].previous_key))
    rows = [row for one in found for row in one.rows]
    assert rows == list(whole) and all(len(one.rows) == limit for one in found[:-1]) and len(found) > 2
    assert [one.rows for one in reversed(back)] == [one.rows for one in found]
    return rows


def file_of(client, address):
    """The rows of a list as CSV, and the event of reading that it left."""
    told = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(told))), Event.objects.filter(what="person.shown").latest("id")


class TestCost:
    def test_of_list_file_and_case_does_not_grow_with_the_list(self, small_city, desk, clerk):
        client, made = browser_of(clerk), []
        pages = ["/cases/?view=all", "/cases/?view=mine&sort=newest", "/cases/export/?view=all&kind=csv"]
        counts = []
        for more in (2, 24):
            made += [desk.submit("CL-001", applicant=small_city.resident(), by=clerk) for _ in range(more)]
            counts.append([cost(client, one) for one in [*pages, f"/cases/{made[0].number}/?view=all"]])
        client.get("/cases/?view=all")
        counts.append([cost(client, one) for one in [*pages, f"/cases/{made[0].number}/?view=all"]])
        assert counts[1] == counts[2]
        assert all(later <= first for first, later in zip(counts[0], counts[1], strict=True)), counts
        assert counts[1][0] <= LIST_PAGE and counts[1][3] <= CASE_PAGE, counts


class TestFile:
    def test_names_everybody_it_shows_once_in_the_ledger_and_nobody_of_elsewhere(
        self, small_city, desk, clerk, monkeypatch
    ):
        here = [desk.submit("CL-001", applicant=small_city.resident(), by=clerk) for _ in range(3)]
        away = small_city.clerk(KANGJIAN, on=moment(AT).date())
        other = desk.submit("CL-001", applicant=small_city.resident(hukou=KANGJIAN), by=away)

        told = b"".join(browser_of(clerk).get("/cases/export/?view=all&kind=csv").streaming_content)
        rows = list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"))))
        monkeypatch.setattr(tempfile, "tempdir", "/nowhere")  # what is about persons passes through no disk
        book = browser_of(clerk).get("/cases/export/?view=all&kind=xlsx").content
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()

        assert {row["办件"] for row in rows} == {one.number for one in here} and other.number not in told.decode()
        assert [list(row.values()) for row in rows] == [[str(cell) for cell in line] for line in sheet[1:]]
        event = Event.objects.filter(what="person.shown").latest("id")
        assert '"query":"inbox-file"' in event.body and '"shown":3' in event.body
        assert Mention.objects.filter(event=event).count() == 3

    def test_runs_no_formula_and_is_not_longer_than_it_says(self, small_city, desk, clerk):
        for text in ("=1+1", "+86", "-1", "@SUM", "\t=1", " =1", "＝1+1", "\r=1"):
            assert safe(text) == f"'{text}"
        assert safe(-3) == -3 and safe("长宁=1") == "长宁=1" and safe(None) == ""
        for _ in range(3):
            desk.submit("CL-001", applicant=small_city.resident(), by=clerk)
        filters = cases.InboxFilter(mine=False)
        assert len(cases.whole_inbox(clerk, today=moment(AT).date(), filters=filters, most=3)) == 3
        with pytest.raises(cases.TooManyForAFile):
            cases.whole_inbox(clerk, today=moment(AT).date(), filters=filters, most=2)


class TestOutside:
    def test_is_paged_both_ways_with_limits_and_without_and_told_by_day(self, small_city, desk, clerk, settings):
        checker = small_city.body_post("handler", "HD", district="310105")

        def hand_in(many):
            numbers = [
                desk.submit("MZ-001", applicant=small_city.resident(), by=clerk, accept=True).number
                for _ in range(many)
            ]
            cases.hand_over(department="HD", way="sheet", by=checker, at=moment(AT))
            for place, task in enumerate(Task.objects.filter(inside=False, state="sent").order_by("id")):
                due = None if place % 3 == 2 else date(2018, 2, 20 + place % 2)
                Task.objects.filter(id=task.pk).update(due_on=due)
            return numbers

        made, client, late = hand_in(8), browser_of(checker), moment("2018-03-12 10:00")
        settings.CLOCK_OFFSET_SECONDS = offset_to(late)
        client.get("/cases/outside/")
        lists = [
            "/cases/outside/",
            "/cases/outside/?day=2018-02-13&list=sent&sort=last",
            "/cases/outside/?list=to_send",
        ]
        before = [cost(client, one, figures=4) for one in lists]
        missing = cases.OutsideAsked(late.date())
        for asked in (missing, cases.OutsideAsked(moment(AT).date(), cases.OutsideList.SENT)):
            for sort in cases.OutsideSort:
                whole = cases.whole_outside(checker, asked, sort=sort)
                page = partial(cases.outside_page, checker, asked, sort=sort, limit=3)
                assert sorted(row.number for row in walked(page, whole, 3)) == sorted(made)
        days = [row.due_on or date.max for row in cases.whole_outside(checker, missing)]
        assert days == sorted(days) and len(set(days)) == 3
        rows, event = file_of(client, "/cases/outside/export/?kind=csv")
        assert [row["办件"] for row in rows] == [row.number for row in cases.whole_outside(checker, missing)]
        assert '"query":"outside-file"' in event.body and Mention.objects.filter(event=event).count() == 8
        with pytest.raises(cases.TooManyForAFile):
            cases.whole_outside(checker, missing, most=7)
        made += hand_in(16)
        assert [cost(client, one, figures=4) for one in lists] == before
        page = client.get("/cases/outside/").content.decode()
        assert page.count("data-open") == 20 and "after=" in page and ">24<" in page

    def test_begins_at_the_start_where_the_address_makes_no_sense(self, small_city, desk):
        checker = small_city.body_post("handler", "HD", district="310105")
        for odd in (
            "list=x&sort=y",
            "after=1:2",
            "before=20180213T000000.000000Z:1&list=sent",
            "day=9999-99-99",
            "after=::",
        ):
            assert browser_of(checker).get(f"/cases/outside/?{odd}").status_code == 200

    def test_leads_back_to_itself_from_the_answer_to_a_form(self, small_city, desk, clerk):
        checker = small_city.body_post("handler", "HD", district="310105")
        desk.submit("MZ-001", applicant=small_city.resident(), by=clerk, accept=True)
        cases.hand_over(department="HD", way="sheet", by=checker, at=moment(AT))
        answers = (
            browser_of(checker).post("/cases/outside/results/?list=sent", {}),
            browser_of(clerk).post("/cases/filters/?view=all", {"name": " "}),
        )
        for answer, here in zip(answers, ("/cases/outside/", "/cases/"), strict=True):
            head = re.search(r'<th[^>]*><a href="([^"]*sort=[^"]*)"', answer.content.decode()).group(1)
            assert answer.status_code == 422 and head.startswith(f"{here}?")


class TestSpotChecks:
    def test_are_paged_both_ways_and_taken_as_a_file_that_names_whose_they_are(self, small_city, desk, clerk):
        manager = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING])
        client, today, counts = browser_of(manager), moment(AT).date(), []
        for more in (2, 5):
            for _ in range(more):
                made = desk.submit("RS-001", applicant=small_city.resident(), by=clerk, accept=True)
                cases.finish_on_spot(case_id=made.id, by=clerk, at=moment(AT), one_in=1)
            client.get("/cases/spot-checks/")
            counts.append(cost(client, "/cases/spot-checks/?sort=newest"))
        assert counts[0] == counts[1]
        for sort in cases.SORTS_OF_DRAWN:
            whole = cases.whole_spot_checks(manager, today=today, sort=sort)
            walked(partial(cases.spot_checks, manager, today=today, sort=sort, limit=3), whole, 3)
            assert len(whole) == 7
        rows, event = file_of(client, "/cases/spot-checks/export/?kind=odd&sort=newest")
        assert [row["办件"] for row in rows] == [row.number for row in whole]
        assert '"query":"spot-checks-file"' in event.body and Mention.objects.filter(event=event).count() == 7

    def test_are_narrowed_by_item_and_days_of_receipt_so_that_a_file_can_be_taken(self, small_city, desk, clerk):
        manager, made = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING]), {}
        for code, day in (("RS-001", "2018-02-12"), ("MZ-007", "2018-02-13"), ("RS-001", "2018-02-14")):
            case = desk.submit(code, applicant=small_city.resident(), by=clerk, accept=True, at=day)
            cases.finish_on_spot(case_id=case.id, by=clerk, at=moment(f"{day} 17:00"), one_in=1)
            made[day] = case.number
        first, second, third = made.values()
        client = browser_of(manager)
        for asked, numbers in (
            ("item=RS-001", [first, third]),
            ("item=RS-001&first=20180213", [third]),
            ("last=2018-2-13&sort=newest", [second, first]),
            ("first=2018年2月13日&last=2018-02-13", [second]),
            ("first=gestern", [first, second, third]),
            ("item=XX-999", []),
        ):
            page = client.get(f"/cases/spot-checks/?{asked}").content.decode()
            assert re.findall(r"data-open[^>]*>([0-9-]+)<", page) == numbers, asked
            assert ("没有符合条件的办件。" in page) == (not numbers)
            assert [
                row["办件"] for row in file_of(client, f"/cases/spot-checks/export/?kind=csv&{asked}")[0]
            ] == numbers
        assert 'value="gestern"' in client.get("/cases/spot-checks/?first=gestern").content.decode()
        today, narrow = moment("2018-02-14").date(), cases.DrawnFilter("RS-001")
        with pytest.raises(cases.TooManyForAFile):
            cases.whole_spot_checks(manager, today=today, most=2)
        assert len(cases.whole_spot_checks(manager, today=today, filters=narrow, most=2)) == 2


class TestCasePage:
    def test_shows_what_else_is_open_of_the_applicant_as_far_as_the_post_sees_it(self, small_city, desk, clerk):
        resident = small_city.resident()
        made, beside, unseen = (
            desk.submit(code, applicant=resident, by=clerk, accept=True) for code in ("MZ-001", "CL-001", "RS-001")
        )
        elsewhere = {"receiving_centre": CENTRES[KANGJIAN], "accepting_centre": CENTRES[KANGJIAN]}
        Case.objects.filter(id=unseen.id).update(**elsewhere)
        other = desk.submit("CL-001", applicant=small_city.resident(), by=clerk, accept=True)
        client = browser_of(clerk)
        page = client.get(f"/cases/{made.number}/").content.decode()
        shown = page.split('id="others-title"')[1].split("</section>")[0]
        assert beside.number in shown and "■" not in shown and 'class="state' in shown
        assert not [one for one in (made, unseen, other) if one.number in shown]
        read = list(Event.objects.filter(what="person.shown").order_by("-id")[:2])
        assert '"query":"other-cases"' in read[0].body and '"query":"case"' in read[1].body
        link = re.search(r'href="([^"]+)"', shown).group(1)
        assert client.get(link).status_code == 200
        guide = page.split("item-guide")[1].split("</details>")[0]
        assert "办理依据" in guide and "长宁区民政局" in strip_tags(guide) and re.search(r"第.+条第.+款", guide)


class TestSavedFilters:
    def test_lead_the_day_keep_what_was_typed_and_say_what_is_gone(self, desk, clerk):
        client = browser_of(clerk)
        shown = "/cases/?view=all&light=paused&item=XX-999"
        empty = client.post("/cases/filters/?view=all&light=paused&item=XX-999", {"name": " "})
        assert empty.status_code == 422 and "filter-why" in empty.content.decode()
        client.post("/cases/filters/?view=all&light=paused&item=XX-999", {"name": "暂停的", "first": "on"})
        led = urlsplit(client.get("/cases/").headers["Location"])
        assert led.path == "/cases/" and parse_qs(led.query) == parse_qs(urlsplit(shown).query)
        page = client.get(shown).content.decode()
        assert "XX-999" in page.split("note warn")[1].split("</p>")[0] and 'aria-current="true">暂停的' in page
        row = cases.filters_of(clerk)[0]
        client.post(f"/cases/filters/{row.id}/", {"act": "rename", "name": "期限暂停"})
        page = client.get(f"/cases/?filter={row.id}", follow=True).content.decode()
        assert "期限暂停" in page and "暂停的”" in page
        client.post(f"/cases/filters/{row.id}/", {"act": "remove"})
        assert client.post(f"/cases/filters/{row.id}/", {"act": "remove"}).status_code == 404
        assert "note warn" in client.get(f"/cases/?filter={row.id}").content.decode()
