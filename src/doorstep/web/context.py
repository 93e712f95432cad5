"""What every page knows: the demo, the day, and who acts."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doorstep.staff.public import Acting, Permission, may
from doorstep.web.display import display_of
from doorstep.web.words import Words

#: The desks in the order of the bar: who may sit there, the desk's word, where it stands.
DESKS: tuple[tuple[Permission, Words, str], ...] = (
    (Permission.CASE_RECEIVE, _("Window"), "window_desk:find"),
    (Permission.CASE_SEE, _("Cases"), "casework_desk:inbox"),
)

#: The languages as the bar has room for them; the whole name is what a screen reader says.
SHORT = {"zh-hans": "简体", "zh-hant": "繁體", "en": "English"}


@dataclass(frozen=True)
class Desk:
    """A link of the bar."""

    word: Words
    address: str
    current: bool
    key: str


def desks_of(acting: Acting | None, path: str = "") -> list[Desk]:
    """The desks of a post, the one where it works first; `path` says at which it sits."""
    mine = [(word, reverse(route), route) for permission, word, route in DESKS if acting and may(acting, permission)]
    return [Desk(word, there, path.startswith(there), route.split("_")[0]) for word, there, route in mine]


def house(request: HttpRequest) -> dict[str, object]:
    """The words of the frame around every page."""
    acting = getattr(request, "acting", None)
    return {
        "demo": settings.DEMO,
        "moment": getattr(request, "moment", None),
        "acting": acting,
        "languages": settings.LANGUAGES,
        "spoken": [(code, name, SHORT[code]) for code, name in settings.LANGUAGES],
        "display": display_of(request.COOKIES),
        "finds_people": bool(acting and may(acting, Permission.CASE_RECEIVE)),
        "desks": desks_of(acting, request.path),
    }
