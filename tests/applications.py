"""Complete applications for tests of cases and desks."""

from fixtures_city import City, moment

from doorstep.cases import public as cases
from doorstep.cases.public import DefectGiven, MaterialGiven, MaterialState, Stage
from doorstep.ledger.public import story

NEXT = moment("2018-02-14 10:00")
PHOTO = DefectGiven("material:photo", "照片不清楚", "办事指南", "重新拍一张")
REFUSAL = {"reason": "收入高于标准", "clause": "城市居民最低生活保障条例第二条"}


def stage_of(made):
    from doorstep.cases.models import Case

    return Stage(Case.objects.get(id=made.id).stage)


def last_event(made):
    return story(f"case:{made.id}")[-1]


def all_handed_in(item):
    """Every material that the applicant brings, handed in."""
    return [
        MaterialGiven(material.id, MaterialState.HANDED_IN)
        for material in item.materials
        if material.source == "self" and material.mandatory and material.when is None
    ]


def answers_for(item):
    """An answer for each required field, of its type."""
    sample = {"text": "甲", "date": "2018-01-01", "number": "2", "money": "100", "bool": "yes"}
    return {
        field.id: field.choices[0].value if field.type == "choice" else sample[field.type]
        for field in item.fields
        if field.required
    }


class Desk:
    """Submits complete applications, each under a key of its own."""

    def __init__(self, city: City):
        self.city = city
        self.count = 0

    def submit(self, code="MZ-001", *, applicant, by, at="2018-02-13", key="", **more):
        from doorstep.catalogue import public as catalogue

        at = moment(at) if isinstance(at, str) else at
        item = catalogue.item_on(code, at.date()).on(at.date())
        self.count += 1
        given = {"answers": answers_for(item), "materials": all_handed_in(item), **more}
        return cases.submit(
            item_code=code, applicant_id=applicant, idempotency_key=key or f"key-{self.count}", by=by, at=at, **given
        )
