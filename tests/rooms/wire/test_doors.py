"""Where a sign-in leads back to: the page from which a form was sent, never the address of another house; and where an
address leads that answers a form only."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


class TestNeeds:
    @pytest.mark.parametrize(
        ("came", "back"),
        [
            (
                "http://testserver/cases/20180213-310105011-000001/?view=mine",
                "/cases/20180213-310105011-000001/?view=mine",
            ),
            ("http://elsewhere.example/cases/", "/cases/20180213-310105011-000001/do/withdraw/"),
            ("", "/cases/20180213-310105011-000001/do/withdraw/"),
        ],
    )
    def test_leads_a_form_whose_session_is_over_back_to_its_page(self, small_city, came, back):
        answer = Client().post("/cases/20180213-310105011-000001/do/withdraw/", {"x": "1"}, HTTP_REFERER=came)

        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
        assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [back]


class TestAnswersFormOf:
    @pytest.mark.parametrize(
        ("address", "page"),
        [
            ("/cases/20180213-310105011-000001/do/withdraw/?view=mine", "/cases/20180213-310105011-000001/?view=mine"),
            ("/cases/20180213-310105011-000001/do/answer_task/7/", "/cases/20180213-310105011-000001/"),
            ("/cases/20180213-310105011-000001/unmask/", "/cases/20180213-310105011-000001/"),
            ("/cases/20180213-310105011-000001/files/", "/cases/20180213-310105011-000001/"),
            ("/cases/bulk/?view=mine", "/cases/?view=mine"),
            ("/cases/bulk/begin/?view=mine", "/cases/?view=mine"),
            ("/cases/filters/", "/cases/"),
            ("/cases/outside/results/", "/cases/outside/"),
            ("/window/5/unmask/", "/window/5/"),
        ],
    )
    def test_leads_whoever_comes_without_a_form_to_its_page(self, client, address, page):
        assert client.get(address)["Location"] == client.head(address)["Location"] == page
        assert client.put(address).status_code == 405
