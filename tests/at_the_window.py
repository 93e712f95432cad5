"""What a clerk does at the window desk with keyboard and mouse: find, choose, tick, fill in, press. The one place where it
is said; `walking.Walk` carries it from desk to desk."""

from playwright.sync_api import expect

from doorstep.kernel.identity import check_digit

#: What a reader does, without the way through the driver, whose pace a busy machine changes.
BURST = """([text, enter]) => {
  for (const key of [...text, ...(enter ? ["Enter"] : [])]) {
    const at = document.activeElement;
    const goes = at.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
    if (goes && key !== "Enter") document.execCommand("insertText", false, key);
    else if (goes && at.form && at.matches("input")) at.form.requestSubmit();
  }
}"""


def read_card(page, number, *, enter=True):
    """A card reader types a number, wherever the focus is."""
    page.evaluate(BURST, [number, enter])


def press(page, key):
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def card(serial, *, born="19510407"):
    """A number of the unassigned area that nobody of the demonstration has."""
    first17 = f"310199{born}{serial:03}"
    return first17 + check_digit(first17)


def find(page, words):
    """Type into the first column and press Enter."""
    page.locator("#who").fill(words)
    page.locator("#who").focus()
    press(page, "Enter")


def search_item(page, words):
    """Look for an item in the resident's own words."""
    page.locator("#words").fill(words)
    page.locator("#words").focus()
    press(page, "Enter")


def choose(page, words, code):
    """Find an item in the resident's own words and open it."""
    search_item(page, words)
    with page.expect_navigation():
        page.locator(f".found a[href*='{code}']").click()


def sit(page, url, name, words, code):
    """A resident sits down and says what they want."""
    page.goto(f"{url}/window/")
    find(page, name)
    with page.expect_navigation():
        page.locator(".found a").first.click()
    choose(page, words, code)


def means(page):
    """What the next act would be."""
    return page.locator("input[name=means]").input_value()


def settled(page):
    """Wait until the third column has caught up."""
    expect(page.locator("#so")).not_to_have_attribute("aria-busy", "true")


def become(page, what):
    """Wait until the third column has caught up and says that the next act is `what`."""
    settled(page)
    expect(page.locator("input[name=means]")).to_have_value(what)


def fill_form(page):
    """Answer every field of the item's form."""
    for line in page.locator(".item-form .line").all():
        if line.locator("select").count():
            line.locator("select").select_option(index=1)
        elif line.locator("input[type=radio]").count():
            line.locator("input[type=radio]").first.check()
        else:
            field = line.locator("input")
            field.fill("20180102" if field.get_attribute("data-day") is not None else "2018")


def leave_typing(page):
    """Take the focus out of whatever field has it."""
    page.evaluate("document.activeElement.blur()")


def until(page, true, arg=None):
    """Wait until a function of the page says yes. Playwright's own waiting evaluates text in the page from its second look
    on, which the page's policy of content refuses."""
    for _ in range(800):
        if page.evaluate(true, arg):
            return
        page.wait_for_timeout(25)
    raise AssertionError(true)


def hand_in(page):
    """The one next act, as the button says it after everything that was ticked."""
    leave_typing(page)
    settled(page)
    press(page, "F9")
