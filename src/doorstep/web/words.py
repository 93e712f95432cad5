"""Words of the screens for the closed lists of the rooms: the office's word in three languages, and its shape.

A state is never colour alone: each has a shape before its word and a class that gives the colour.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Look:
    """How a state is shown: its word, the shape before it, the class of its colour."""

    word: Words
    shape: str
    css: str


STAGES: dict[str, Look] = {
    "received": Look(_("Received"), "○", "running"),
    "forwarded": Look(_("Forwarded"), "→", "running"),
    "returned": Look(_("Returned for correction"), "◔", "waiting"),
    "supplement": Look(_("Waiting for materials"), "◔", "waiting"),
    "in_progress": Look(_("In progress"), "●", "running"),
    "correction": Look(_("Waiting for corrections"), "◔", "waiting"),
    "special": Look(_("Special procedure"), "◔", "waiting"),
    "examined": Look(_("Waiting for the decision"), "●", "running"),
    "decided": Look(_("Decided"), "✓", "done"),
    "delivered": Look(_("Delivered"), "✓", "done"),
    "rated": Look(_("Rated"), "✓", "done"),
    "archived": Look(_("Archived"), "✓", "done"),
    "not_accepted": Look(_("Not accepted"), "✕", "refused"),
    "withdrawn": Look(_("Withdrawn"), "✕", "refused"),
    "terminated": Look(_("Returned unfinished"), "✕", "refused"),
}

CLOCKS: dict[str, Look] = {
    "not_started": Look(_("Not started"), "○", "running"),
    "running": Look(_("In time"), "●", "running"),
    "paused": Look(_("Paused"), "◔", "waiting"),
    "due_soon": Look(_("Due soon"), "▲", "soon"),
    "overdue": Look(_("Overdue"), "■", "overdue"),
    "ended_in_time": Look(_("Ended in time"), "✓", "done"),
    "ended_late": Look(_("Ended late"), "■", "overdue"),
}

TASKS: dict[str, Look] = {
    "waiting": Look(_("Waits for another task"), "○", "running"),
    "open": Look(_("To be handled"), "●", "running"),
    "sent": Look(_("Handed over"), "→", "running"),
    "answered": Look(_("Answered"), "✓", "done"),
    "lost": Look(_("No answer came"), "■", "overdue"),
    "cancelled": Look(_("Cancelled"), "✕", "refused"),
}

KINDS: dict[str, Words] = {
    "instant": _("Done on the spot"),
    "promised": _("Within a promised limit"),
    "forwarded_up": _("Decided at a higher level"),
    "joint": _("Several departments together"),
}

MATERIALS: dict[str, Words] = {
    "handed_in": _("Handed in"),
    "shared": _("Obtained by data sharing"),
    "printed": _("Printed by the centre"),
    "not_needed": _("Not needed"),
    "missing": _("Missing"),
    "wrong": _("Wrong"),
    "tolerated": _("Promised for later"),
    "supplied": _("Supplied later"),
    "broken": _("Promised and not supplied"),
}

OUTCOMES: dict[str, Words] = {"granted": _("Granted"), "refused": _("Refused")}

DELIVERIES: dict[str, Words] = {
    "by_hand": _("By hand"),
    "by_post": _("By post"),
    "e_licence": _("As an electronic licence"),
    "by_agent": _("To the agent"),
}

UNITS: dict[str, Words] = {"working_days": _("working days"), "calendar_days": _("calendar days")}

STARTS: dict[str, Words] = {
    "application": _("from the application"),
    "receipt": _("from the receipt"),
    "acceptance": _("from the acceptance"),
}

ADDRESSES: dict[str, Words] = {
    "hukou": _("Household registration"),
    "residence": _("Residence"),
    "insured": _("Insured at"),
    "property": _("Property"),
}

LOOKS: dict[str, dict[str, Look]] = {"stage": STAGES, "clock": CLOCKS, "task": TASKS}
LISTS: dict[str, dict[str, Words]] = {
    "kind": KINDS,
    "material": MATERIALS,
    "outcome": OUTCOMES,
    "delivery": DELIVERIES,
    "unit": UNITS,
    "start": STARTS,
    "address": ADDRESSES,
}
