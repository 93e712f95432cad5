"""What is checked of an application before anything is written: form, materials, agent."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from doorstep.cases.logic.answers import Field, check_answers
from doorstep.cases.logic.refusals import AgentNotAllowed, AnswersWrong, AuthorityMissing, MaterialsWrong, NoTolerance
from doorstep.cases.logic.types import MOST_FILES, MaterialGiven
from doorstep.cases.logic.words import MaterialState
from doorstep.cases.models import CaseMaterial
from doorstep.catalogue import public as catalogue
from doorstep.people import public as people
from doorstep.sql.public import question

_BY_SOURCE = {"shared": MaterialState.SHARED, "printed": MaterialState.PRINTED}
#: Dates that may lie ahead say so in their name: "until", "expected".
_AHEAD = ("until", "expected", "planned", "end")


def checked_answers(item: catalogue.ItemOnDay, answers: Mapping[str, str], *, on: date) -> dict[str, str]:
    """The answers in one spelling. Raises AnswersWrong with every wrong field. No query."""
    fields = [
        Field(
            id=field.id,
            type=field.type,
            required=field.required,
            choices=frozenset(choice.value for choice in field.choices),
            may_lie_ahead=any(word in field.id.replace("-", "_").split("_") for word in _AHEAD),
        )
        for field in item.fields
    ]
    taken, wrong = check_answers(fields, answers, on=on)
    if wrong:
        raise AnswersWrong(fields=wrong)
    return taken


def material_rows(item: catalogue.ItemOnDay, given: Sequence[MaterialGiven], *, on: date) -> list[CaseMaterial]:
    """A row for each material of the item, unsaved and without its case; what nobody mentioned is missing, or not
    needed where it is not mandatory. Raises MaterialsWrong with every wrong line. No query."""
    wrong: dict[str, str] = {}
    said = {}
    known = {material.id for material in item.materials}
    for one in given:
        if one.material not in known:
            wrong[one.material] = "unknown"
        elif one.material in said:
            wrong[one.material] = "twice"
        said[one.material] = one
    rows = []
    for material in item.materials:
        one = said.get(material.id) or MaterialGiven(material.id, _unsaid(material))
        if fault := _fault(material, one, on):
            wrong[material.id] = fault
        rows.append(
            CaseMaterial(
                material=material.id,
                name=material.name.zh_hans,
                name_en=material.name.en,
                mandatory=material.mandatory,
                tolerable=material.tolerable,
                state=one.state,
                note=one.note,
                promised_until=one.promised_until if one.state is MaterialState.TOLERATED else None,
            )
        )
    if wrong:
        raise MaterialsWrong(materials=wrong)
    return rows


def check_tolerance(applicant_id: int) -> None:
    """Whoever broke a promise gets no further one. Raises NoTolerance. One query."""
    if _broken_promises(applicant=applicant_id):
        raise NoTolerance


@question
def _broken_promises(*, applicant: int) -> QuerySet[CaseMaterial, int]:
    broken = CaseMaterial.objects.filter(case__applicant=applicant, state=MaterialState.BROKEN)
    return broken.values_list("id", flat=True)[:1]


def check_agent(item: catalogue.ItemVersion, *, applicant_id: int, authority_id: int | None, on: date) -> None:
    """An agent where the item knows one, with an authority of the day that covers it. Raises AgentNotAllowed,
    AuthorityMissing. One query when there is an agent."""
    if authority_id is None:
        return
    if item.presence_required:
        raise AgentNotAllowed(item=item.code, why="presence")
    if not item.agent_allowed:
        raise AgentNotAllowed(item=item.code, why="item")
    check_authority(authority_id, applicant_id=applicant_id, item_code=item.code, on=on)


def check_authority(authority_id: int, *, applicant_id: int, item_code: str, on: date) -> None:
    """The authority is for this applicant, holds on the day and covers the item. Raises AuthorityMissing. One query."""
    found = next((row for row in people.authorities_for(applicant_id, on=on) if row.id == authority_id), None)
    if found is None:
        raise AuthorityMissing(authority=authority_id, why="none")
    # An empty scope is everything; else it names items by their codes.
    if found.scope and item_code not in found.scope.replace("，", ",").replace(" ", ",").split(","):
        raise AuthorityMissing(authority=authority_id, why="scope")


def _unsaid(material: catalogue.Material) -> MaterialState:
    if material.source in _BY_SOURCE:
        return _BY_SOURCE[material.source]
    needed = material.mandatory and material.when is None
    return MaterialState.MISSING if needed else MaterialState.NOT_NEEDED


def _fault(material: catalogue.Material, one: MaterialGiven, on: date) -> str:  # noqa: PLR0911
    if len(one.files) > MOST_FILES:
        return "too-many-files"
    match one.state:
        case MaterialState.MISSING if one.files:
            return "file-of-missing"
        case MaterialState.SHARED if material.source != "shared":
            return "not-shared"
        case MaterialState.PRINTED if material.source != "printed":
            return "not-printed"
        case MaterialState.NOT_NEEDED if material.mandatory and material.when is None:
            return "needed"
        case MaterialState.TOLERATED if not material.tolerable:
            return "not-tolerable"
        case MaterialState.TOLERATED if one.promised_until is None or one.promised_until <= on:
            return "no-promise-date"
        case MaterialState.SUPPLIED | MaterialState.BROKEN:
            return "not-yet"
    return ""
