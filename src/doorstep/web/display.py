"""How a page is shown: its colours and the size of its text, chosen by the reader and kept in two cookies.

Each set of colours is a style sheet that gives the tokens other values; `media` says when the browser applies it.
Without a choice the browser's own preference decides. Paper is always light.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from doorstep.web.words import Words

COLOURS: dict[str, Words] = {
    "": _("As the device"),
    "light": _("Light"),
    "dark": _("Dark"),
    "contrast": _("High contrast"),
}
TEXTS: dict[str, Words] = {"": _("Standard"), "large": _("Large"), "largest": _("Largest")}
#: What may be chosen, by the name under which it is posted.
CHOICES: dict[str, dict[str, Words]] = {"colours": COLOURS, "text": TEXTS}

_NIGHT, _STRONG = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
#: For each choice: when the night, the strong and the strong night hold. None: never.
_HOLDS: dict[str, tuple[str | None, str, str | None]] = {
    "": (f"screen and {_NIGHT}", f"screen and {_STRONG}", f"screen and {_NIGHT} and {_STRONG}"),
    "light": (None, f"screen and {_STRONG}", None),
    "dark": ("screen", f"screen and {_STRONG}", f"screen and {_STRONG}"),
    "contrast": (f"screen and {_NIGHT}", "screen", f"screen and {_NIGHT}"),
}
SHEETS = ("house/dark.css", "house/contrast.css", "house/contrast-dark.css")


def cookie(name: str) -> str:
    """The cookie that keeps a choice."""
    return f"doorstep_{name}"


@dataclass(frozen=True)
class Display:
    """What the reader chose; empty where the device decides."""

    all_colours: ClassVar = COLOURS
    all_texts: ClassVar = TEXTS

    colours: str = ""
    text: str = ""

    @property
    def sheets(self) -> list[tuple[str, str]]:
        """The style sheets beside the tokens, each with the media for which it holds; later ones win."""
        return [(sheet, media) for sheet, media in zip(SHEETS, _HOLDS[self.colours], strict=True) if media]


def display_of(cookies: Mapping[str, str]) -> Display:
    """The choice that a browser keeps; what is not offered counts as none."""
    kept = {name: cookies.get(cookie(name), "") for name in CHOICES}
    return Display(**{name: value if value in CHOICES[name] else "" for name, value in kept.items()})
