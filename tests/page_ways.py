"""The ways in which a page can be shown: languages, lights, widths, sizes of text."""

from fixtures_browser import DESK

LANGUAGES = ("zh-hans", "zh-hant", "en")
LIGHTS = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
#: Width of the window, and the size of text.
SIZES = {
    "320": (320, ""),
    "768": (768, ""),
    "1366": (1366, ""),
    "320-200": (320, "200%"),
    "768-200": (768, "200%"),
    "1366-200": (1366, "200%"),
}


def speak(walk, language):
    """Speak another language from the next page on."""
    walk.page.context.add_cookies([{"name": "doorstep_language", "value": language, "url": walk.house.url}])


def in_language(walk, language):
    """Show the page in a language; a page that answered a form is asked for again with the same form."""
    speak(walk, language)
    if walk.page.evaluate("document.documentElement.lang").lower() != language:
        walk.page.reload()


def in_light(page, light):
    """Show the page in a light, as the device asks for it."""
    page.emulate_media(**LIGHTS[light])


def at_size(page, size):
    """Show the page in a window of a width, with text of a size; whether it scrolls sideways."""
    width, text = SIZES[size]
    page.set_viewport_size({"width": width, "height": DESK["height"]})
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    return page.evaluate("document.documentElement.scrollWidth") > width


def as_usual(walk):
    """The page as a clerk in Shanghai sees it."""
    in_light(walk.page, "light")
    at_size(walk.page, "1366")
    walk.page.set_viewport_size(DESK)
    speak(walk, "zh-hans")
