"""What callers hand in and get back."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from doorstep.cases.logic.stages import Stage
from doorstep.cases.logic.words import MaterialState

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_FILES = 20  # of one material


def day_of(at: datetime) -> date:
    """The city's day of a moment."""
    return at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class MaterialGiven:
    """One material as it stands at the window. `promised_until` only with `tolerated`; `files` are keys of uploads
    of the post that hands it in."""

    material: str
    state: MaterialState
    note: str = ""
    promised_until: date | None = None
    files: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class DefectGiven:
    """One thing that is missing or wrong: `about` is "material:<id>" or "field:<id>"."""

    about: str
    what: str
    basis: str
    how_to_mend: str


@dataclass(frozen=True, slots=True)
class PartRef:
    """A department's part as whoever accepted the case gets it back: its id, its place in the plan, who has it."""

    id: int
    spec: str
    department: str
    body: str


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case as its maker gets it back, with the departments' parts. `is_new` is false where the same submission had made
    it before."""

    id: int
    number: str
    query_code: str
    stage: Stage
    is_new: bool
    parts: tuple[PartRef, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """A department's part before it has a row: `after` names the parts that must be done first."""

    spec: str
    after: tuple[str, ...]


def ready(plans: Iterable[TaskPlan], done: Iterable[str]) -> list[str]:
    """The parts that may start: not done, and everything before them is."""
    finished = set(done)
    return [plan.spec for plan in plans if plan.spec not in finished and finished.issuperset(plan.after)]


def content_digest(
    *,
    item: str,
    applicant: int,
    agent: int | None,
    answers: Mapping[str, str],
    materials: Sequence[MaterialGiven],
    digests: Mapping[UUID, str],
) -> str:
    """Fingerprint of what was handed in: the same content, the same fingerprint, whatever the order. A file counts by its
    own digest (`digests`): the same scan uploaded at two windows is the same content."""
    rows = sorted(
        [one.material, one.state, one.note, str(one.promised_until or ""), *sorted({digests[key] for key in one.files})]
        for one in materials
    )
    body = [item, applicant, agent or 0, sorted(answers.items()), rows]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
