"""What a browser may keep: nothing of a desk."""

import pytest
from at_a_desk import browser_of
from django.test import Client
from fixtures_city import moment

from doorstep.wire.moment import offset_to

DESKS = ("/window/", "/window/register/", "/cases/")


@pytest.mark.django_db
class TestCache:
    def test_keeps_no_page_of_a_desk_but_lets_the_way_back_to_an_answer(self, small_city, settings):
        settings.CLOCK_OFFSET_SECONDS = offset_to(moment("2018-02-13 10:00"))
        desk = browser_of(small_city.clerk(on=moment("2018-02-13").date()))
        someone = small_city.resident("赵一芳")
        paths = (*DESKS, f"/window/{someone}/", f"/window/{someone}/MZ-001/")
        kept = {path: (one.status_code, one["Cache-Control"]) for path in paths if (one := desk.get(path))}
        assert kept == dict.fromkeys(paths, (200, "no-store"))
        gone = desk.get("/window/999999/")
        assert (gone.status_code, gone["Cache-Control"]) == (404, "no-store")
        answer = desk.post("/window/", {"who": "赵一芳"})
        assert "Cache-Control" not in answer.headers and "Cookie" in answer["Vary"]  # nobody else's way back
        assert "no-store" in Client().get("/status/")["Cache-Control"]
        assert "Cache-Control" not in Client().get("/").headers
        assert desk.post("/sign-out/")["Clear-Site-Data"] == '"cache"'
