"""Every page of the house once: its words in three languages, the walk with the Tab key, and its weight."""

import pytest
from fixtures_browser import route_of
from page_focus import tabbed, unsaid
from page_heard import unheard
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
            found += unheard(walk.page)
            if heavy > MOST_BYTES:
                found.append(f"weighs {heavy:,} bytes")
            speak(walk, "zh-hans")
            found += unsaid(walk.page) + tabbed(walk.page)
            wrong += [f"{name}: {one}" for one in found]
        assert wrong == [], "\n".join(wrong)

    def test_tells_what_was_decided_in_the_readers_language_and_what_was_typed_as_it_was_typed(self, walk):
        walk.sit("manager-beixinjing")
        speak(walk, "en")
        typed = 0
        for stage in ("decided", "delivered"):
            walk.go(f"/cases/?view=all&stage={stage}")
            for path in walk.page.eval_on_selector_all(
                "a[data-open]", "all => all.slice(0, 3).map((one) => one.pathname)"
            ):
                walk.go(path)
                assert strange(walk.page) + unheard(walk.page) == [], path
                typed += walk.page.locator(".story span[lang=zh][translate=no]").count()
        speak(walk, "zh-hans")
        assert typed

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

    def test_would_find_what_nobody_hears(self, page):
        told = "<title>{}</title><main><h1>x</h1>{}</main><div id='heard' aria-live='polite'></div>"
        page.set_content(
            told.format("Case · House", "<label>Name <input></label><p role='status' tabindex='-1' autofocus>Sent.</p>")
        )
        page.locator("[autofocus]").focus()
        assert unheard(page) == []
        faults = {
            "a heading leaves out a level": "<h3>x</h3>",
            "a table without a name": "<table><thead><tr><th scope='col'>x</th></tr></thead></table>",
            "a table without heads": "<table><caption>x</caption><tr><td>x</td></tr></table>",
            "aria-describedby leads nowhere": "<button aria-describedby='nothing'>x</button>",
            "no field says this": "<p class='why' id='alone'>x</p>",
            "an error leads to no field": "<div id='errors'><a href='#line'>x</a></div><p id='line'>x</p>",
            "news that nobody hears": "<p role='status'>Sent.</p>",
            "what stood in the field before is no news": "<output>Monday</output>",
            "a key that does nothing": "<button aria-keyshortcuts='Z'>x</button>",
            "a key that is read as a word": "<button aria-keyshortcuts='F9'>x <kbd>F9</kbd></button>",
            "a control without a name": "<input>",
            "two controls say “x”": "<button>x</button><button>x</button>",
        }
        for fault, words in faults.items():
            page.set_content(told.format("Case · House", words))
            assert [one.partition(":")[0] for one in unheard(page)] == [fault], words
        page.set_content(
            told.format(
                "House", "<input aria-label='x' aria-describedby='why'><p class='why' id='why' role='alert'>No.</p>"
            )
        )
        page.locator("input").focus()
        assert [one.partition(":")[0] for one in unheard(page)] == [
            "the title says no page (House)",
            "news that is heard twice",
        ]
