"""Which state of a case a command was made for."""

from dataclasses import dataclass

from django.db.models import QuerySet

from doorstep.cases.logic.refusals import UnknownCase
from doorstep.cases.logic.stages import Stage
from doorstep.cases.models import Case
from doorstep.cases.selectors.sides import stand_of, visible_q
from doorstep.ledger.public import Actor, length_of
from doorstep.sql.public import question
from doorstep.staff import public as staff


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A case as a command finds it: how many acts it has seen, and where it stands."""

    case_id: int
    version: int
    stage: Stage


def held_version(number: str, *, by: Actor) -> HeldVersion:
    """The case of a number, for whoever sees it; held to the end of the transaction where the database can, so that the
    version still is what a command compares it with. Two queries. Raises NotAllowed, UnknownCase."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    found = next(iter(_held(stand_of(by), number=number.strip())), None)
    if found is None:
        raise UnknownCase(case=number.strip())
    return HeldVersion(found[0], version_of(found[0]), Stage(found[1]))


@question
def _held(stand: Actor, *, number: str) -> QuerySet[Case, tuple[int, str]]:
    cases = Case.objects.select_for_update(of=("self",)).filter(visible_q(stand), number=number)
    return cases.values_list("id", "stage")


def version_of(case_id: int) -> int:
    """How many acts a case has seen. One query."""
    return length_of(f"case:{case_id}")
