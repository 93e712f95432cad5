"""What the browser tests of the casework desk share."""

import pytest
from casework_office import Office
from fixtures_browser import DESK


@pytest.fixture(scope="module")
def url(house):
    return house.stand_on("2018-02-13")


@pytest.fixture
def office(page, house, url):
    return Office(page, house, url)


@pytest.fixture
def second_page(chromium):
    context = chromium.new_context(viewport=DESK, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
