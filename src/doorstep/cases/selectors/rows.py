"""Rows as desks show them. Frozen; names of persons only where the reader sees the case."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from doorstep.cases.logic.stages import TABLE, Act, Seat, Stage
from doorstep.cases.logic.words import Kind, MaterialState, NoticeKind, TaskState
from doorstep.catalogue import public as catalogue
from doorstep.kernel.clock import ClockReading
from doorstep.people import public as people
from doorstep.places import public as places


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. `light`: none, paused, running, due_soon, overdue; `days_left` in the limit's own `unit`
    (empty: no limit is verified)."""

    id: int
    number: str
    item_code: str
    item_name: str
    item_name_en: str
    kind: Kind
    stage: Stage
    applicant_id: int
    applicant_name: str
    receiving_centre: str
    accepting_centre: str
    deciding_body: str
    received_at: datetime
    due_on: date | None
    urgent_on: date
    light: str
    days_left: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of a list. `next_key` brings the next one, `previous_key` the one before; empty at the ends."""

    rows: tuple[CaseRow, ...]
    next_key: str
    previous_key: str = ""


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material of a case."""

    material: str
    name: str
    name_en: str
    mandatory: bool
    tolerable: bool
    state: MaterialState
    note: str
    promised_until: date | None
    files: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class DefectRow:
    """One thing that was told to be missing or wrong."""

    about: str
    what: str
    basis: str
    how_to_mend: str
    mended: bool


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """What the applicant was told in writing."""

    id: int
    kind: NoticeKind
    issued_at: datetime
    says: str
    due_on: date | None
    answered_at: datetime | None
    defects: tuple[DefectRow, ...]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One department's part. `mine`: this post may answer it. Remarks of other departments are empty for a department."""

    id: int
    spec: str
    what: str
    what_en: str
    department: str
    body: str
    body_name: str
    body_name_en: str
    inside: bool
    after: tuple[str, ...]
    state: TaskState
    opened_on: date | None
    due_on: date | None
    sent_at: datetime | None
    foreign_number: str
    result: str
    remark: str
    answered_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class PauseRow:
    """One pause; `stops` false: a procedure beside which the clock runs on."""

    reason: str
    clause: str
    stops: bool
    opened_on: date
    resumed_on: date | None
    notice_id: int


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event of the case's story: who acted, under which post (its title in Chinese and English). `words` are the
    values that stand under the applicant's key; None: erased."""

    seq: int
    what: str
    at: datetime
    recorded_at: datetime
    actor: str
    post: str
    post_en: str
    origin: str
    reason: str
    before: dict[str, object] | None
    after: dict[str, object] | None
    details: dict[str, object] | None
    words: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided, by which body."""

    outcome: str
    reason: str
    clause: str
    remedy: str
    remedy_en: str
    body: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """How the answer reached the applicant."""

    way: str
    signed: bool
    tracking: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """Who is waited for: applicant, accepting, task, deciding, handing_over, nobody; with their names."""

    who: str
    names: tuple[str, ...] = ()
    names_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case as it stands, for this post, and what it may do now."""

    case: CaseRow
    identity: str  # the applicant's number, masked
    answers: tuple[tuple[str, str], ...]
    materials: tuple[MaterialRow, ...]
    notices: tuple[NoticeRow, ...]
    tasks: tuple[TaskRow, ...]
    pauses: tuple[PauseRow, ...]
    decision: DecisionRow | None
    delivery: DeliveryRow | None
    accepted_on: date | None
    acts: tuple[Act, ...]
    waited_for: WaitedFor
    item: catalogue.ItemOnDay | None  # for who reads what was told of it; None where no defect was


@dataclass(frozen=True, slots=True)
class CasePage(CaseNow):
    """Everything of one case that this post may see: how it came here, too, and whose it is."""

    item: catalogue.ItemOnDay
    applicant: people.PersonCard
    agent: people.AuthorityRow | None
    clock: ClockReading | None
    story: tuple[StoryLine, ...]
    unmasked: tuple[StoryLine, ...]  # who saw the applicant's full numbers, oldest first
    seats: frozenset[Seat]
    receiving: places.CentreRow
    accepting: places.CentreRow
    papers_at: str
    deciding: places.BodyRow
    query_code: str  # for the receipt; empty for whoever does not sit at the receiving centre
    route_reason: str
    local_hukou: bool | None
    applied_on: date
    silently: bool
    due_computed: bool
    deliver_until: date | None
    spot_check: str
    rated: bool

    @property
    def taken_back(self) -> bool:
        """Whether the window undid the hand-in, which is nobody's withdrawal."""
        return any(line.what == TABLE[Act.TAKE_BACK].event for line in self.story)


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """What number and query code tell: nothing about a person."""

    number: str
    stage: Stage
    item_name: str
    item_name_en: str
    received_on: date
    accepted_on: date | None
    due_on: date | None
    centre_name: str
    centre_name_en: str
    you_are_waited_for: bool
    supply_until: date | None
    answer_ready: bool
    may_rate: bool
    taken_back: bool = False  # withdrawn, but by the window, which had handed it in by mistake


@dataclass(frozen=True, slots=True)
class CentreCounts:
    """收件量 and 受理量 of a centre. Two measures of work: they are never added up."""

    centre: str
    first: date
    last: date
    received: int
    accepted: int
    accepted_from_elsewhere: int
    forwarded: int
    referred: int
    questions: int
