"""Lists of the casework desk: what they cost, whom a file names, what a spreadsheet may run."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from applications import Desk
from at_a_desk import browser_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fixtures_city import BEIXINJING, KANGJIAN, moment
from python_calamine import CalamineWorkbook

from doorstep.cases import public as cases
from doorstep.ledger.models import Event, Mention
from doorstep.web.sheets import safe
from doorstep.wire.moment import offset_to

pytestmark = pytest.mark.django_db

AT = "2018-02-13 10:00"


@pytest.fixture
def desk(small_city, settings):
    settings.CLOCK_OFFSET_SECONDS = offset_to(moment(AT))
    return Desk(small_city)


@pytest.fixture
def clerk(small_city):
    return small_city.clerk(BEIXINJING, on=moment(AT).date())


def cost(client, address):
    """How many rows-reading statements a page takes, none of which counts."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
        b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    sqls = [one["sql"] for one in seen.captured_queries]
    # The demonstration's front matter may count; a list never does.
    assert not [sql for sql in sqls if "COUNT(" in sql and "cases_" in sql]
    return len([sql for sql in sqls if sql.startswith(("SELECT", "INSERT", "UPDATE"))])


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
        assert counts[1][0] <= 20 and counts[1][3] <= 55, counts


class TestFile:
    def test_names_everybody_it_shows_once_in_the_ledger_and_nobody_of_elsewhere(self, small_city, desk, clerk):
        here = [desk.submit("CL-001", applicant=small_city.resident(), by=clerk) for _ in range(3)]
        away = small_city.clerk(KANGJIAN, on=moment(AT).date())
        other = desk.submit("CL-001", applicant=small_city.resident(hukou=KANGJIAN), by=away)

        told = b"".join(browser_of(clerk).get("/cases/export/?view=all&kind=csv").streaming_content)
        rows = list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"))))
        book = b"".join(browser_of(clerk).get("/cases/export/?view=all&kind=xlsx").streaming_content)
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
