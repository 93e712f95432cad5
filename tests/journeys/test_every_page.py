"""Every page of the house once: its words in three languages, the walk with the Tab key, and its weight."""

import pytest
from fixtures_browser import route_of
from page_focus import tabbed, unsaid
from page_ways import speak
from page_words import strange
from walking import Walk
from ways import WAYS

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("house")]

MOST_BYTES = 200 * 1024


class Weight:
    """Counts what goes over the wire for one page and all that belongs to it, with an empty cache."""

    def __init__(self, page):
        self.bytes = 0
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("Network.enable")
        self.wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.wire.on("Network.loadingFinished", self._count)

    def _count(self, event):
        self.bytes += event["encodedDataLength"]

    def of(self, reload):
        self.bytes = 0
        reload(wait_until="networkidle")
        return self.bytes


@pytest.fixture
def walk(page, house):
    house.stand_on("2018-02-13")
    return Walk(page, house)


class TestEveryPage:
    def test_speaks_three_languages_is_walked_with_tab_and_is_light(self, walk):
        wrong, weight = [], Weight(walk.page)
        for name, way in WAYS.items():
            way(walk)
            assert route_of(walk.page.url) == name
            found = strange(walk.page)
            for language in ("zh-hant", "en"):
                speak(walk, language)
                heavy = weight.of(walk.page.reload)
                found += strange(walk.page)
            if heavy > MOST_BYTES:
                found.append(f"weighs {heavy:,} bytes")
            speak(walk, "zh-hans")
            found += unsaid(walk.page) + tabbed(walk.page)
            wrong += [f"{name}: {one}" for one in found]
        assert wrong == [], "\n".join(wrong)

    def test_would_find_a_foreign_word_and_a_focus_that_nobody_sees(self, page):
        told = (
            "<!DOCTYPE html><html lang='{}'><title>x</title><style>:focus {{ outline: 3px solid }}</style>"
            "<a class='skip' href='#main'>{}</a><main id='main'><h1>{}</h1>{}</main>"
        )
        page.set_content(
            told.format("zh-hant", "受理", "受理", "<p>办件 Case <b translate='no'>罗成飞</b></p><i title='Wait'></i>")
        )
        assert len(strange(page)) == 2
        page.set_content(told.format("en", "Skip", "Case", "<p>Case 受理 <b lang='zh'>罗成飞</b> 20180213</p>"))
        assert len(strange(page)) == 1
        page.set_content(
            told.format(
                "en",
                "Skip",
                "Case",
                "<button style='outline: none'>Go</button><input aria-invalid='true'>"
                "<input id='unseen' style='opacity: 0'><label for='unseen'>File</label>",
            )
        )
        assert [one.partition(":")[0] for one in tabbed(page)] == ["a wrong field says nothing", "no ring", "no ring"]
