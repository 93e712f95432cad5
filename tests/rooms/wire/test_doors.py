"""Where a sign-in leads back to: the page from which a form was sent, never the address of another house."""

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
