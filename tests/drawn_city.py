"""A small demonstration city, and a drawing of it by which two are compared."""

from collections import Counter
from datetime import date

from doorstep.cases.models import Case, Consultation
from doorstep.cli import demo_city
from doorstep.people.models import Address, FamilyMember, Resident

DAY = date(2018, 2, 13)
SMALL = {"seed": 5, "count": 160, "cases": 72}


def make(**other):
    demo_city.make_city(day=DAY, **{**SMALL, **other})


def drawn():
    """The city as somebody would compare two: people, where they stand, with whom, and their cases."""
    residents = dict(Resident.objects.values_list("id", "identity_index"))
    families = {}
    for family, resident, relation in FamilyMember.objects.values_list("family", "resident", "relation"):
        families.setdefault(family, set()).add((residents[resident], relation))
    return {
        "people": sorted(Resident.objects.values_list("identity_index", "name", "birth_date", "phone_index")),
        "addresses": sorted(
            Address.objects.values_list("resident__identity_index", "kind", "street", "neighbourhood", "first", "last"),
            key=str,
        ),
        "families": sorted(map(sorted, families.values())),
        "cases": sorted(
            Case.objects.values_list(
                "number", "item_code", "stage", "applicant__identity_index", "received_at", "due_on", "outcome"
            ),
            key=str,
        ),
        "consultations": Counter(Consultation.objects.values_list("centre", "kind", "item_code")),
    }
