"""The tabs of the casework desk: only those that the post may open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doorstep.staff.public import Acting, Permission, may
from doorstep.web.words import Words
from doorstep.wire.http import Request


@dataclass(frozen=True)
class Tab:
    """One tab: its address, its word, whether one is there."""

    url: str
    word: Words
    here: bool


def seated(request: Request) -> Acting:
    """The post that sits at the desk; the doors let nobody else in."""
    assert request.acting is not None
    return request.acting


def tabs_of(request: Request, here: str) -> list[Tab]:
    """The tabs for who sits here, `here` marked."""
    inbox = reverse("casework_desk:inbox")
    rows = [
        ("inbox", f"{inbox}?view=all", _("All open cases"), Permission.CASE_SEE),
        ("mine", f"{inbox}?view=mine", _("Waiting for me"), Permission.CASE_SEE),
        ("tasks", f"{inbox}?view=tasks", _("Tasks of my department"), Permission.CASE_HANDLE_TASK),
        ("decide", f"{inbox}?view=decide", _("To decide"), Permission.CASE_DECIDE),
        ("outside", reverse("casework_desk:outside"), _("Outside tasks"), Permission.CASE_RECONCILE),
        ("checks", reverse("casework_desk:checks"), _("Spot checks"), Permission.CASE_SPOT_CHECK),
    ]
    return [Tab(url, word, key == here) for key, url, word, asked in rows if may(seated(request), asked)]
