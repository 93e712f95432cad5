"""People at the window: registering, addresses, agents, and showing a number in full against a reason."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from doorstep.kernel.identity import BadIdentity, IdentityKind, Sex, check_identity
from doorstep.kernel.refusal import Refusal
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff.public import Permission
from doorstep.web.words import ADDRESSES
from doorstep.wire.doors import answers_form_of, needs
from doorstep.wire.http import Request
from doorstep.wire.refusals import Speech, speech
from doorstep.wire.typed import typed_day, typed_text

from .views import acting, frame, often, person_shown
from .words import AGENTS, IDENTITIES, SEXES

#: The field of the form at which a refusal points.
_FIELD_OF = {
    "kernel.bad-identity": "identity_number",
    "people.already-registered": "identity_number",
    "people.bad-name": "name",
    "people.bad-phone": "phone",
    "people.birth-date-differs": "birth_date",
    "places.unknown-place": "street_residence",
}
Kind = TypeVar("Kind", bound=StrEnum)
_MOST = {"name": 80, "ethnicity": 30, "phone": 30, "identity_number": 40}
NO_DAY = gettext_lazy("This is no day. Write year, month and day: 20180213 or 2018-2-13.")
_FIELDS = ("name", "identity_kind", "identity_number", "birth_date", "sex", "ethnicity", "phone", "language")


@require_http_methods(["GET", "POST"])
@needs(Permission.PERSON_CHANGE)
def register(request: Request) -> HttpResponse:
    """Write down a person whom nobody knows yet; then they sit at the window."""
    day = request.moment.date()
    if request.method == "GET":
        return _register_page(request, {"identity_kind": "id_card", "language": "zh-hans"}, [])
    typed = {name: typed_text(request.POST, name, most=_MOST.get(name, 120)) for name in _FIELDS}
    typed |= {name: typed_text(request.POST, name, most=120) for name in (*_places(), *_doors())}
    errors = _at_a_glance(typed, day)
    known: int | None = None
    try:
        if not errors:
            person = _person(typed, day)
            return redirect(
                "window_desk:resident", people.register_resident(person=person, by=acting(request), at=request.moment)
            )
    except people.AlreadyRegistered as refusal:
        held = refusal.params.get("resident")
        known = held if isinstance(held, int) else None
        errors = [_pointing(refusal)]
    except Refusal as refusal:
        errors = [_pointing(refusal)]
    return _register_page(request, typed, errors, known=known)


@require_http_methods(["GET", "POST"])
@needs(Permission.PERSON_CHANGE)
def address(request: Request, resident_id: int) -> HttpResponse:
    """One of the four addresses from today on."""
    day, told, errors = request.moment.date(), None, []
    if request.method == "POST":
        errors = [("street", _("Choose the street."))] if not request.POST.get("street") else []
        errors += _no_day(request, "first")
    if request.method == "POST" and not errors:
        try:
            new = people.NewAddress(
                _kind(people.AddressKind, request.POST.get("kind", ""), people.AddressKind.RESIDENCE),
                typed_text(request.POST, "street", most=9),
                typed_day(request.POST.get("first", "")) or day,
                text=typed_text(request.POST, "text", most=120),
            )
            places.street(new.street_code, on=day)
            people.change_address(resident_id=resident_id, address=new, by=acting(request), at=request.moment)
            return redirect(_back(request, resident_id))
        except Refusal as refusal:
            told = speech(refusal)
    shown = {**frame(acting(request)), **person_shown(request, resident_id), **_street_choices(day)}
    typed = request.POST or {"kind": request.GET.get("kind", "residence"), "first": day.isoformat()}
    page = {
        **shown,
        "typed": typed,
        "address_words": ADDRESSES,
        "refusal": told,
        "errors": errors,
        "item_code": request.POST.get("item") or request.GET.get("item", ""),
    }
    return render(request, "window_desk/address.html", page, status=422 if told or errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.PERSON_CHANGE)
def agent(request: Request, resident_id: int) -> HttpResponse:
    """Somebody acts for the resident: found first, then their authority is written down."""
    by, day, told, found = acting(request), request.moment.date(), None, []
    who = typed_text(request.POST, "agent_who", most=60)
    errors = _no_day(request, "last")
    if request.POST.get("act") == "authorise" and not errors:
        try:
            people.authorise_agent(
                principal_id=resident_id,
                agent_id=_number(request.POST.get("agent_id", "")),
                kind=_kind(people.AgentKind, request.POST.get("kind", ""), people.AgentKind.ENTRUSTED),
                first=day,
                last=typed_day(request.POST.get("last", "")),
                document=typed_text(request.POST, "document", most=100),
                organisation=typed_text(request.POST, "organisation", most=100),
                by=by,
                at=request.moment,
            )
            return redirect(_back(request, resident_id))
        except Refusal as refusal:
            told = speech(refusal)
    if who:
        found = [row for row in people.find_residents(who, by=by, on=day) if row.id != resident_id]
        people.record_shown(
            query_kind=found[0].matched_by if found else "nobody",
            resident_ids=[row.id for row in found],
            by=by,
            at=request.moment,
        )
    shown = {**frame(by), **person_shown(request, resident_id)}
    page = {**shown, "agent_who": who, "agents_found": found, "kinds": AGENTS, "typed": request.POST, "refusal": told}
    page["item_code"] = request.POST.get("item") or request.GET.get("item", "")
    page |= {"errors": errors, "wrong": dict(errors)}
    return render(request, "window_desk/agent.html", page, status=422 if told or errors else 200)


@answers_form_of("window_desk:resident", "resident_id")
@needs(Permission.PERSON_UNMASK)
def unmask(request: Request, resident_id: int) -> HttpResponse:
    """A number in full, once, against a reason that stays in the ledger."""
    told: Speech | None = None
    value, reason = "", typed_text(request.POST, "reason")
    try:
        value = people.unmask(
            resident_id=resident_id,
            field=typed_text(request.POST, "field", most=20) or "identity",
            reason=reason,
            by=acting(request),
            at=request.moment,
        )
    except Refusal as refusal:
        told = speech(refusal)
    shown = {**frame(acting(request)), **person_shown(request, resident_id)}
    shown |= {"often": often(acting(request), request.moment.date())}
    page = {**shown, "unmasked": value, "unmask_reason": reason, "unmask_refusal": told}
    return render(request, "window_desk/desk.html", page, status=422 if told else 200)


def _person(typed: dict[str, str], day: date) -> people.NewResident:
    addresses = tuple(
        people.NewAddress(kind, typed[f"street_{kind}"], day, text=typed[f"text_{kind}"])
        for kind in people.AddressKind
        if typed[f"street_{kind}"]
    )
    for one in addresses:
        places.street(one.street_code, on=day)
    return people.NewResident(
        name=typed["name"],
        identity_kind=IdentityKind(typed["identity_kind"]),
        identity_number=typed["identity_number"],
        birth_date=typed_day(typed["birth_date"]),
        sex=Sex(typed["sex"]) if typed["sex"] in SEXES else None,
        ethnicity=typed["ethnicity"],
        phone=typed["phone"],
        language=typed["language"] if typed["language"] in dict(settings.LANGUAGES) else "zh-hans",
        addresses=addresses,
    )


def _at_a_glance(typed: dict[str, str], day: date) -> list[tuple[str, str]]:
    """What is wrong before anybody is asked, all of it at once: (field, sentence)."""
    errors = []
    if not typed["name"]:
        errors.append(("name", _("The name is missing. Write it as it stands on the paper.")))
    if typed["identity_kind"] not in IDENTITIES:
        errors.append(("identity_kind", _("Choose which paper was shown.")))
    elif not typed["identity_number"] and typed["identity_kind"] != "none":
        errors.append(("identity_number", _("The number is missing. Read the card or type it.")))
    elif typed["identity_number"]:
        try:
            check_identity(IdentityKind(typed["identity_kind"]), typed["identity_number"], on=day)
        except BadIdentity as refusal:
            errors.append(_pointing(refusal))
    if typed["birth_date"] and typed_day(typed["birth_date"]) is None:
        errors.append(("birth_date", str(NO_DAY)))
    if not (typed["street_hukou"] or typed["street_residence"]):
        errors.append(("street_residence", _("Choose the street of the residence or of the household registration.")))
    return errors


def _pointing(refusal: Refusal) -> tuple[str, str]:
    told = speech(refusal)
    return _FIELD_OF.get(told.code, "name"), told.whole


def _places() -> list[str]:
    return [f"street_{kind}" for kind in people.AddressKind]


def _doors() -> list[str]:
    return [f"text_{kind}" for kind in people.AddressKind]


def _register_page(
    request: Request, typed: dict[str, str], errors: list[tuple[str, str]], *, known: int | None = None
) -> HttpResponse:
    page = {
        **frame(acting(request)),
        **_street_choices(request.moment.date()),
        "typed": typed,
        "errors": errors,
        "wrong": dict(errors),
        "known": known,
        "identities": IDENTITIES,
        "sexes": SEXES,
        "address_kinds": [
            (str(kind), typed.get(f"street_{kind}", ""), typed.get(f"text_{kind}", "")) for kind in people.AddressKind
        ],
    }
    return render(request, "window_desk/register.html", page, status=422 if errors else 200)


def _street_choices(day: date) -> dict[str, object]:
    """Every street under its district. Two queries."""
    by_district: dict[str, list[places.StreetRow]] = {}
    for street in places.streets(on=day):
        by_district.setdefault(street.district_code, []).append(street)
    return {"districts": [(district, by_district.get(district.code, [])) for district in places.districts()]}


def _back(request: Request, resident_id: int) -> str:
    item_code = request.POST.get("item", "")
    if item_code.replace("-", "").isalnum():
        return reverse("window_desk:item", args=[resident_id, item_code])
    return reverse("window_desk:resident", args=[resident_id])


def _kind(kinds: type[Kind], text: str, usual: Kind) -> Kind:
    """A value of a closed list; what is not in it is the usual one."""
    return kinds(text) if text in [str(one) for one in kinds] else usual


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _no_day(request: Request, name: str) -> list[tuple[str, str]]:
    """What is wrong with a day that may stay empty: it is told, not left out."""
    text = request.POST.get(name, "").strip()
    return [(name, str(NO_DAY))] if text and typed_day(text) is None else []
