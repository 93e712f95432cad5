"""通办: may it be handed in here, who accepts, who decides. Settled by the dated scope of the item, by nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doorstep.catalogue.logic.dated import Clause, Dated, on_day
from doorstep.catalogue.logic.types import Decider, ItemVersion
from doorstep.kernel.period import Period

ACTIONS = ("accept", "forward", "refer", "ask")
#: What a centre does for a resident of another street that the scope covers, and why.
BEYOND_THE_STREET = {
    "CITY-T": ("forward", "city-wide-forwarded"),
    "DIST": ("accept", "district-wide-direct"),
    "DIST-T": ("forward", "district-wide-forwarded"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A street (nine digits) and its district (six)."""

    street: str
    district: str


@dataclass(frozen=True, slots=True)
class WindowDuty:
    """What a window owes somebody it is not competent for: 'refer' kindly, or 'receive_and_forward'."""

    outside_scope: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Route:
    """What to do with an application at this window on this day.

    accept  this centre accepts it;  forward  received here (paper stays), accepted by `competent`;
    refer   kindly told where to go: any centre of `competent`'s district for DIST and DIST-T, that street's own for LOCAL;
    ask     the place that settles it is not known: `asks_for` names it. Never a silent no.
    """

    action: str
    reason: str
    scope: str
    receiving: Place
    competent: Place | None
    decider: Decider
    deciding_place: Place | None
    asks_for: tuple[str, ...] = ()
    here_from: date | None = None
    clause: Clause | None = None


def parse_window_duty(data: Mapping[str, Any]) -> tuple[Dated[WindowDuty], ...]:
    """The `[[duty]]` rows of `window_duty.toml`. Raises KeyError where the file is broken."""
    rows = []
    for row in data["duty"]:
        clause = Clause(**row["clause"]) if isinstance(row["clause"], dict) else None
        duty = WindowDuty(row["outside_scope"], clause)
        rows.append(Dated(duty, Period(row["from"], row.get("to")), row["confidence"], clause))
    return tuple(rows)


def deciding_body(item: ItemVersion, on: date) -> Decider:
    """Who decides the item on that day. Refuses (NotInForce) a day outside the item's days."""
    return item.on(on).decider.value


def route(
    item: ItemVersion,
    *,
    on: date,
    here: Place,
    addresses: Mapping[str, Place],
    duties: Sequence[Dated[WindowDuty]],
    local_hukou: bool | None = None,
) -> Route:
    """Where an application goes that is handed in at the centre of street `here`.

    `addresses` holds the applicant's places on that day under 'hukou', 'residence', 'insured', 'property', 'archive';
    `local_hukou` is asked for only by items whose place depends on it. Refuses (NotInForce) a day outside
    the item's days.
    """
    now = item.on(on)
    scope, basis = now.scope.value, now.basis.value
    places, missing = _places(basis, addresses, local_hukou)
    action, reason, competent = _settle(scope, basis, here, places, missing)
    clause = now.scope.clause
    if action == "refer" and item.receiving_excluded_by is None:
        duty = on_day(duties, on)
        if duty is not None and duty.value.outside_scope == "receive_and_forward" and competent is not None:
            action, reason, clause = "forward", "window-may-not-refuse", duty.value.clause
    decider = now.decider.value
    return Route(
        action=action,
        reason=reason,
        scope=scope,
        receiving=here,
        competent=competent,
        decider=decider,
        deciding_place=here if decider.of == "receiving" else _deciding_place(competent, places),
        asks_for=missing if action == "ask" else (),
        here_from=_here_from(item, on, here, addresses, local_hukou) if action == "refer" else None,
        clause=clause,
    )


def _places(basis: str, addresses: Mapping[str, Place], local: bool | None) -> tuple[list[Place], tuple[str, ...]]:
    """The places that count under a basis, and what would have to be known where none is."""
    if basis == "none":
        return [], ()
    if basis == "hukou_or_residence":
        found = [addresses[one] for one in ("hukou", "residence") if one in addresses]
        return found, () if found else ("hukou", "residence")
    if basis == "hukou_else_residence":
        if local is None:
            return [], ("local_hukou",)
        basis = "hukou" if local else "residence"
    return ([addresses[basis]], ()) if basis in addresses else ([], (basis,))


def _settle(
    scope: str, basis: str, here: Place, places: Sequence[Place], missing: tuple[str, ...]
) -> tuple[str, str, Place | None]:
    """(action, reason, competent place) by scope alone, before any duty of the window."""
    near = next((place for place in places if place.district == here.district), None)
    competent = near or next(iter(places), None)
    if scope == "ONLINE":
        return "refer", "online-only", None
    if scope == "CITY-D" or basis == "none":
        return "accept", "city-wide-direct" if scope == "CITY-D" else "no-place-needed", here
    if missing:
        return "ask", "place-unknown", None
    if here in places:
        return "accept", "own-street", here
    if scope == "CITY-T" or (near is not None and scope in BEYOND_THE_STREET):
        action, reason = BEYOND_THE_STREET[scope]
        return action, reason, here if action == "accept" else competent
    return "refer", "own-street-only" if scope == "LOCAL" else "other-district", competent


def _deciding_place(competent: Place | None, places: Sequence[Place]) -> Place | None:
    """Place of the body that decides by the applicant's place: where any centre accepts, that need not be the centre's."""
    if competent is None or competent in places or not places:
        return competent
    return next((place for place in places if place.district == competent.district), places[0])


def _here_from(
    item: ItemVersion, on: date, here: Place, addresses: Mapping[str, Place], local: bool | None
) -> date | None:
    """The first later day on which the same person may hand in the same thing here, by the dates known today."""
    starts = sorted({row.span.first for row in (*item.scopes, *item.bases) if row.span.first > on})
    for day in starts:
        later = item.on(day)
        places, missing = _places(later.basis.value, addresses, local)
        action, _, _ = _settle(later.scope.value, later.basis.value, here, places, missing)
        if action in ("accept", "forward"):
            return day
    return None
