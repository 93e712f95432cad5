"""The colours of the house, computed from the tokens themselves: every pair is read in every light."""

import re
from itertools import product

import pytest

from doorstep.web.display import COLOURS, SHEETS, Display, display_of

STATIC = "src/doorstep/web/static/"
#: Which sheets hold together, in the order of the cascade.
LIGHTS = {
    "light": ("house/tokens.css",),
    "dark": ("house/tokens.css", "house/dark.css"),
    "contrast": ("house/tokens.css", "house/contrast.css"),
    "contrast at night": ("house/tokens.css", *SHEETS),
}
GROUNDS = ("paper", "paper-2", "accent-soft", "amber-soft", "red-soft", "green-soft")
INKS = ("ink", "ink-2", "accent", "amber", "red", "green")
#: What is read: text, its ground, and the least contrast. Residents read every ink on every ground, so all need 7.
TEXT = [(ink, ground, 7) for ink, ground in product(INKS, GROUNDS)] + [
    ("accent-ink", "accent", 7),
    ("bar-ink", "bar", 7),
]
#: What is seen, not read: the edge of a field, the ring around what has the focus, the post and the tick of a clock.
LINES = [(line, ground, 3) for line in ("edge", "focus") for ground in GROUNDS]


@pytest.fixture(scope="module")
def project(request):
    return request.config.rootpath


def tokens(project, light):
    """The value of each colour token in one light."""
    found = {}
    for sheet in LIGHTS[light]:
        text = (project / STATIC / sheet).read_text(encoding="utf-8")
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))
    return found


def luminance(colour):
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * one for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dull = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dull + 0.05)


class TestTokens:
    def test_measures_contrast_as_wcag_does(self):
        assert contrast("#000", "#ffffff") == pytest.approx(21)
        assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)

    @pytest.mark.parametrize("light", LIGHTS)
    def test_give_every_pair_the_contrast_it_needs(self, project, light):
        colour = tokens(project, light)
        weak = [
            f"--{one} on --{ground}: {contrast(colour[one], colour[ground]):.2f} < {least}"
            for one, ground, least in TEXT + LINES
            if contrast(colour[one], colour[ground]) < least
        ]
        assert weak == []

    @pytest.mark.parametrize("light", LIGHTS)
    def test_give_the_same_names_in_every_light(self, project, light):
        names = set(tokens(project, "light"))
        own = (project / STATIC / LIGHTS[light][-1]).read_text(encoding="utf-8")
        assert set(re.findall(r"--([\w-]+): #", own)) == names

    def test_are_the_only_place_that_names_a_colour(self, project):
        named = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|: (?:white|black|red|green|blue|gr[ae]y)\b")
        keep = {"tokens.css", "paper_tokens.css", *(sheet.removeprefix("house/") for sheet in SHEETS)}
        wild = [
            f"{path.name}: {line.strip()}"
            for path in sorted((project / STATIC / "house").glob("*.css"))
            if path.name not in keep
            for line in path.read_text(encoding="utf-8").splitlines()
            if named.search(line)
        ]
        assert wild == []

    def test_has_one_scale_of_text(self, project):
        wild = [
            f"{path.name}: {size}"
            for path in sorted((project / STATIC / "house").glob("*.css"))
            for size in re.findall(r"font-size: ([^;}]+)", path.read_text(encoding="utf-8"))
            if not re.fullmatch(r"var\(--s[1-6]\)|inherit|100%|125%|150%", size.strip())
        ]
        assert wild == []


class TestDisplay:
    def test_takes_from_the_browser_only_what_is_offered(self):
        assert display_of({"doorstep_colours": "dark", "doorstep_text": "large"}) == Display("dark", "large")
        assert display_of({"doorstep_colours": "'><script>", "doorstep_text": "huge"}) == Display("", "")

    @pytest.mark.parametrize("colours", COLOURS)
    def test_never_prints_in_the_dark(self, colours):
        assert all(media.startswith("screen") for _, media in Display(colours).sheets)

    def test_lets_the_choice_win_over_the_device(self):
        assert ("house/dark.css", "screen") in Display("dark").sheets
        assert "house/dark.css" not in dict(Display("light").sheets)
        assert ("house/contrast.css", "screen") in Display("contrast").sheets
