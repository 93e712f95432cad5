"""Words of this desk for closed lists: where an item is handed in, why a case goes where, who comes for whom."""

from django.utils.translation import gettext_lazy as _

from doorstep.web.words import Words
from doorstep.wire.defects import FAULTS, FORMS

SCOPES: dict[str, Words] = {
    "CITY-D": _("Any centre of the city accepts it"),
    "CITY-T": _("Any centre of the city receives it; the competent centre accepts"),
    "DIST": _("Any centre of the own district"),
    "DIST-T": _("Any centre of the own district receives it; the competent centre accepts"),
    "LOCAL": _("The own street's centre only"),
    "ONLINE": _("Online only"),
}

ROUTES: dict[str, Words] = {
    "own-street": _("The resident belongs to this street"),
    "city-wide-direct": _("Any centre of the city accepts this item"),
    "no-place-needed": _("The place does not matter for this item"),
    "city-wide-forwarded": _("Received here for the resident's own centre"),
    "district-wide-direct": _("Any centre of the district accepts this"),
    "district-wide-forwarded": _("Received here for another street of the district"),
    "window-may-not-refuse": _("A window may not send anybody away: received here and passed on"),
    "other-district": _("On this day the item is handed in in the resident's own district"),
    "own-street-only": _("The item is handed in at the resident's own street only"),
    "online-only": _("The item is handed in online only"),
    "place-unknown": _("An address is missing that settles where it belongs"),
}

ASKED: dict[str, Words] = {
    "hukou": _("Household registration"),
    "residence": _("Residence"),
    "insured": _("Insured at"),
    "property": _("Property"),
    "archive": _("Where the archive lies"),
    "local_hukou": _("Whether the household registration is of Shanghai"),
}

RELATIONS: dict[str, Words] = {
    "head": _("Head of the family"),
    "spouse": _("Spouse"),
    "child": _("Child"),
    "parent": _("Parent"),
    "grandchild": _("Grandchild"),
    "grandparent": _("Grandparent"),
    "sibling": _("Brother or sister"),
    "other": _("Other relation"),
}

AGENTS: dict[str, Words] = {
    "guardian": _("Guardian"),
    "entrusted": _("Entrusted"),
    "committee": _("Neighbourhood committee on behalf"),
    "employer": _("Employer"),
}

IDENTITIES: dict[str, Words] = {
    "id_card": _("Identity card"),
    "id_card_15": _("Identity card of fifteen digits"),
    "passport": _("Passport"),
    "hk_macao_permit": _("Permit of Hong Kong and Macao residents"),
    "taiwan_permit": _("Permit of Taiwan residents"),
    "residence_permit_hmt": _("Residence permit of Hong Kong, Macao or Taiwan residents"),
    "birth_certificate": _("Certificate of birth"),
    "none": _("No papers: a number given by the street, or none"),
}

SEXES: dict[str, Words] = {"male": _("Male"), "female": _("Female")}

MEANS: dict[str, Words] = {
    "finish": _("Accept and finish now"),
    "accept": _("Accept the application"),
    "notice": _("Receive and tell all defects"),
    "forward": _("Receive and forward"),
    "refer": _("Tell where to go"),
}

LISTS: dict[str, dict[str, Words]] = {
    "means": MEANS,
    "form": FORMS,
    "fault": FAULTS,
    "scope": SCOPES,
    "route": ROUTES,
    "asked": ASKED,
    "relation": RELATIONS,
    "agent": AGENTS,
    "identity": IDENTITIES,
    "sex": SEXES,
}
