"""What happens now with this resident, this item and these papers, at this window on this day: asked, never written."""

from dataclasses import dataclass
from datetime import date, time

from doorstep.catalogue import public as catalogue
from doorstep.kernel.calendar import Unit
from doorstep.kernel.clock import ClockReading, StartsAt, read_clock
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff.public import Acting

from .reading import Typed

PROMISE_DAYS = 5  # the centres' practice; no rule names it, so the clerk may write another day


@dataclass(frozen=True, slots=True)
class Plan:
    """The one next act (`means`) and what it rests on.

    finish   complete, done on the spot: accepted, granted and handed over by this clerk
    accept   complete and ours: accepted here, the clock starts
    notice   ours with gaps: received, all defects told at once
    forward  another centre accepts: received here, the papers stay
    refer    another place receives it: the resident is told where to go
    ask      an address is missing that settles where it belongs
    """

    means: str
    destination: catalogue.Destination
    reading: ClockReading | None
    closes: time | None
    hours: places.Hours | None

    @property
    def route(self) -> catalogue.Route:
        """What scope and addresses say."""
        return self.destination.route

    @property
    def may_hand_in(self) -> bool:
        """Whether pressing makes a case."""
        return self.means in ("finish", "accept", "notice", "forward")


def centre_of(by: Acting) -> places.CentreRow:
    """The centre at whose window the post sits. One query or two."""
    return places.centre(by.centre_code) if by.centre_code else places.main_centre_of(by.street_code)


def plan(now: catalogue.ItemOnDay, card: people.PersonCard, typed: Typed, *, centre: places.CentreRow) -> Plan:
    """What the next act does. About eight queries."""
    addresses = {str(row.kind): row.street_code for row in card.addresses}
    local = True if "hukou" in addresses and typed.hukou_is_local is None else typed.hukou_is_local
    found = catalogue.route_for(
        item=now.item, on=now.day, receiving_centre=centre.code, applicant_addresses=addresses, local_hukou=local
    )
    means = _means(found, now, typed)
    reading = _reading(now, means)
    due = reading.due_on if reading else None
    closing = places.opening_of(centre.code, due) if due and found.accepting else None
    hours = places.opening_of(found.accepting.code, now.day) if means == "refer" and found.accepting else None
    return Plan(means, found, reading, closing.closes if closing else None, hours)


def promise_day(on: date) -> date:
    """The day that is proposed for what may follow. One query at most."""
    return places.calendar().add_days(on, PROMISE_DAYS, Unit.WORKING_DAYS)


def _means(found: catalogue.Destination, now: catalogue.ItemOnDay, typed: Typed) -> str:
    match found.route.action:
        case "refer":
            return "refer"
        case "forward":
            return "forward"
        case "accept" if found.deciding is not None:
            if typed.gaps:
                return "notice"
            parts = [task for task in now.tasks if not task.decides]
            return "finish" if now.kind.value == "instant" and not parts else "accept"
    return "ask"


def _reading(now: catalogue.ItemOnDay, means: str) -> ClockReading | None:
    """The clock as it would run from today; not started where acceptance starts it and does not happen here."""
    if now.term is None or now.term.limit == 0 or means in ("refer", "ask"):
        return None
    starts = means in ("accept", "finish") or now.term.starts_at is not StartsAt.ACCEPTANCE
    started = now.day if starts else None
    return read_clock(term=now.term, started_on=started, pauses=(), today=now.day, calendar=places.calendar())
