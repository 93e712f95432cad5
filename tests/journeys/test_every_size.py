"""The whole matrix: every page in each language, light, width and size of text, with axe. Long; `make nightly`."""

import pytest
from fixtures_browser import route_of, violations
from page_ways import LANGUAGES, LIGHTS, SIZES, as_usual, at_size, in_language, in_light
from walking import Walk
from ways import WAYS

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.nightly, pytest.mark.xdist_group("house")]


@pytest.fixture
def walk(page, house):
    house.stand_on("2018-02-13")
    return Walk(page, house)


def wrong_in(walk, language):
    """What is wrong with the page in one language, in every light and size."""
    in_language(walk, language)
    found = []
    for light in LIGHTS:
        in_light(walk.page, light)
        for size in SIZES:
            way = f"{language} {light} {size}"
            if at_size(walk.page, size):
                found.append(f"{way}: scrolls sideways")
            found += [f"{way}: {one}" for one in violations(walk.page)]
    return found


class TestEverySize:
    @pytest.mark.parametrize("name", WAYS)
    def test_is_clean_in_each_language_light_width_and_size_of_text(self, walk, name):
        WAYS[name](walk)
        assert route_of(walk.page.url) == name

        found = [one for language in LANGUAGES for one in wrong_in(walk, language)]
        as_usual(walk)
        assert found == [], "\n".join(found)
