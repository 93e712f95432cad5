"""A simple matter at the window by keyboard alone, from the identity card to the printed receipt, every key counted."""

import pytest
from at_the_window import become, card, read_card, settled, until
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]

STREET = "310105011"
MOST = 20  # what the product promises, besides the names that are typed


class Counted:
    """A keyboard that counts: `pressed` every key; `written` the words and figures that somebody must write anyway."""

    def __init__(self, page):
        self.page, self.pressed, self.written = page, [], []

    def press(self, key, *, leads=False):
        self.pressed.append(key)
        if leads:
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
        else:
            self.page.keyboard.press(key)

    def write(self, text):
        self.written.append(text)
        self.page.keyboard.type(text)


@pytest.fixture
def walk(page, house):
    house.stand_on("2018-02-13")
    walk = Walk(page, house)
    walk.sit("clerk-beixinjing")
    return walk


def focused(page, name):
    """Wait until the field of that name has the focus."""
    until(page, "name => document.activeElement.name === name", name)


def from_card_to_item(keys, walk, number, words):
    """The card, the matter in the resident's own words, the first item that was found."""
    walk.go("/window/")
    with walk.page.expect_navigation():
        read_card(walk.page, number)
    keys.write(words)
    keys.press("Enter", leads=True)
    keys.press("Enter", leads=True)


def handed_in_and_printed(keys, page):
    """The one next act, then the printer."""
    page.add_init_script("window.print = () => { document.body.dataset.printed = 'yes' }")
    settled(page)
    keys.press("F9", leads=True)
    keys.press("F9", leads=True)  # it is issued, and its page prints itself
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")


class TestKeysOfASimpleMatter:
    def test_are_fewer_than_twenty_for_what_is_done_on_the_spot(self, walk):
        page, number = walk.page, card(371)
        walk.register("仲孙望舒", number, hukou=STREET, residence=STREET)
        keys = Counted(page)

        from_card_to_item(keys, walk, number, "居民医保")
        keys.press("0")
        become(page, "finish")
        keys.press("Enter")
        focused(page, "f-group")
        keys.press("1")  # 19 to 59
        keys.press("Enter")
        focused(page, "f-year")
        keys.write("2018")
        keys.press("Enter")
        focused(page, "f-pay_by")
        keys.press("Space")
        keys.press("Enter")
        focused(page, "f-phone")
        keys.write("13800001234")
        handed_in_and_printed(keys, page)

        assert "办理结果" in page.locator("h1").inner_text()
        assert keys.written == ["居民医保", "2018", "13800001234"]
        assert len(keys.pressed) == 11 < MOST
        keys.press("F8", leads=True)  # and the next customer: F8, and the card is read
        assert page.evaluate("document.activeElement.id") == "who"

    def test_are_fewer_than_twenty_for_what_is_accepted_under_a_limit(self, walk):
        page, number = walk.page, card(372)
        walk.register("亓官映雪", number, hukou=STREET, residence=STREET)
        keys = Counted(page)

        from_card_to_item(keys, walk, number, "无犯罪记录")
        keys.press("0")
        become(page, "accept")
        for line in page.locator(".item-form .line").all():
            keys.press("Enter")
            field = line.locator("input, select").first
            focused(page, field.get_attribute("name"))
            if field.get_attribute("type") == "radio" or line.locator("select").count():
                keys.press("Space" if field.get_attribute("type") == "radio" else "ArrowDown")
            else:
                keys.write("2018-01-02" if field.get_attribute("data-day") is not None else "出国留学")
        handed_in_and_printed(keys, page)

        assert "受理通知书" in page.locator("h1").inner_text()
        assert len(keys.pressed) < MOST, keys.pressed
