"""What every act and every page asks of a case, put into SQL once."""

from typing import Any

from django.db.models import QuerySet

from doorstep.cases.logic.words import MaterialState, TaskState
from doorstep.cases.models import Answer, Case, CaseMaterial, Defect, Notice, Pause, Task
from doorstep.sql.public import question

CENTRES = ("receiving_centre", "accepting_centre")
PLACES = (*CENTRES, "deciding_body")


@question
def case_with_its_end(*, case: int) -> QuerySet[Case]:
    """A case with its places, its applicant, its decision and its delivery."""
    return Case.objects.filter(id=case).select_related(*PLACES, "applicant", "decision", "delivery")


@question
def case_with_a_number(*, number: str) -> QuerySet[Case]:
    """The same of the case that has a number."""
    return Case.objects.filter(number=number).select_related(*PLACES, "applicant", "decision", "delivery")


@question
def case_to_move(*, case: int) -> QuerySet[Case]:
    """A case with its centres, locked to the end of the transaction where the database can."""
    return Case.objects.filter(id=case).select_related(*CENTRES).select_for_update(of=("self",))


@question
def parts_of(*, case: int) -> QuerySet[Task]:
    """The departments' parts that were not cancelled, with their bodies, in the order in which they were planned."""
    return Task.objects.filter(case=case).exclude(state=TaskState.CANCELLED).select_related("body").order_by("id")


@question
def case_of_part(*, part: int) -> QuerySet[Task, int]:
    """The case of a department's part."""
    return Task.objects.filter(id=part).values_list("case_id", flat=True)


@question
def promised_of(*, case: int) -> QuerySet[CaseMaterial, str]:
    """The materials that may still follow."""
    promised = CaseMaterial.objects.filter(case=case, state=MaterialState.TOLERATED).order_by("id")
    return promised.values_list("material", flat=True)


@question
def materials_of(*, case: int) -> QuerySet[CaseMaterial, tuple[Any, ...]]:
    """The materials in the order of the item, once for each file: key, id, names, what the item says of it, how it stands
    with it; then the file, what it is about, when it was erased."""
    named = ("id", "material", "name", "name_en", "mandatory", "tolerable", "state", "note", "promised_until")
    file = ("files__file", "files__file__about", "files__file__erased_at")
    return CaseMaterial.objects.filter(case=case).order_by("id", "files__id").values_list(*named, *file)


@question
def answers_of(*, case: int) -> QuerySet[Answer, tuple[str, str]]:
    """Field and value of each answer, in the order of the form."""
    return Answer.objects.filter(case=case).order_by("id").values_list("field", "value")


@question
def pauses_of_case(*, case: int) -> QuerySet[Pause]:
    """The pauses, oldest first."""
    return Pause.objects.filter(case=case).order_by("id")


@question
def _notices(*, case: int) -> QuerySet[Notice]:
    return Notice.objects.filter(case=case).order_by("id")


@question
def _defects(*, notices: list[int]) -> QuerySet[Defect]:
    return Defect.objects.filter(notice__id__in=notices).order_by("id")


def notices_of(*, case: int) -> list[tuple[Notice, list[Defect]]]:
    """The notices, oldest first, each with its defects. One query, two where there are any."""
    notices = _notices(case=case)
    defects = _defects(notices=[row.pk for row in notices]) if notices else []
    return [(row, [one for one in defects if one.notice_id == row.pk]) for row in notices]
