"""No page of the house goes unseen: every address is looked at with axe, on a phone and at twice the size of text."""

import re

import pytest
from django.urls import URLResolver, get_resolver
from fixtures_browser import LOOKED, route_of
from walking import Walk, ledger_is_whole
from ways import WAYS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

#: Addresses that show no page of their own, and why.
WITHOUT_A_PAGE = {
    "sign-out": "leads to the front page",
    "demo-sign-in": "leads to the own desk",
    "choose-post": "leads to the own desk",
    "set-language": "leads back",
    "set-display": "leads back",
    "window_desk:take-back": "leads to the form, filled in again",
    "search": "leads to a case, a list, or the window",
    "window_desk:so": "a part of the page of an item",
    "casework_desk:hand-over": "a download",
    "casework_desk:export": "a download",
    "casework_desk:outside-export": "a download",
    "casework_desk:checks-export": "a download",
    "casework_desk:open-file": "a download",
    "uploads": "keeps a file for a form, answers in JSON",
    "open-upload": "a download",
    "casework_desk:bulk-go-on": "leads back to the order",
    "casework_desk:change-filter": "leads back to the list",
    "papers:issue": "leads back to the paper, or is a download",
    "casework_desk:act-on-task": "shows the page of the case as casework_desk:act does",
}

#: Addresses for machines, which show no page.
OTHERS = ("api:",)


def addresses(resolver=None, space=""):
    """Names of all addresses of the product."""
    found = set()
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            found |= addresses(one, f"{one.namespace}:" if one.namespace else space)
        else:
            found.add(f"{space}{one.name}")
    return found


@pytest.fixture
def walk(page, house):
    house.stand_on("2018-02-13")
    return Walk(page, house)


class TestWholeHouse:
    def test_leaves_no_page_that_nobody_looked_at(self, walk, house):
        asked = addresses() - set(WITHOUT_A_PAGE)
        assert set(WITHOUT_A_PAGE) <= addresses(), "an address that is gone"
        asked = {name for name in asked if not name.startswith(OTHERS)}
        unknown = asked - set(WAYS) - LOOKED
        assert unknown == set(), "pages to which no journey leads"

        for name, way in WAYS.items():
            if name not in LOOKED:
                way(walk)
                assert route_of(walk.page.url) == name
                walk.look()
        assert asked - LOOKED == set()
        ledger_is_whole(house)

    def test_asks_for_the_sign_in_before_each_page_that_is_not_everybodys(self, walk):
        walk.page.context.clear_cookies()
        for path in ("/window/", "/window/register/", "/cases/", "/cases/outside/", "/cases/spot-checks/"):
            walk.go(path)
            assert re.search(r"/sign-in/\?next=", walk.page.url), path
