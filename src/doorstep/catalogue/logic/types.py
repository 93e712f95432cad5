"""A service item (事项) as its pack describes it. Frozen; everything that may change with the date is dated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, TypeVar

from doorstep.catalogue.logic.dated import Clause, Dated, on_day
from doorstep.kernel.calendar import Unit
from doorstep.kernel.clock_terms import StartsAt, Term
from doorstep.kernel.period import Period
from doorstep.kernel.refusal import Refusal

V = TypeVar("V")

UNVERIFIED = "未核实"
"""The lawful value of a cell that nobody has read in a source. An invented value is not lawful."""

KINDS = ("instant", "promised", "forwarded_up", "joint")  # 即办, 承诺, 上报, 联办
ITEM_TYPES = ("benefit", "confirmation", "licence", "public_service", "other", "unverified")
APPLICANTS = ("natural", "legal", "both")
SCOPES = ("CITY-D", "CITY-T", "DIST", "DIST-T", "LOCAL", "ONLINE")
BASES = (
    "hukou",
    "residence",
    "insured",
    "property",
    "archive",
    "hukou_else_residence",  # 本市户籍: 户籍地; without one: 居住地
    "hukou_or_residence",  # either place will do
    "none",
)
LEVELS = ("street", "district", "city")
CHANNELS = ("window", "online", "kiosk", "post", "agent")
MATERIAL_FORMS = ("original", "copy", "original_and_copy", "original_shown", "electronic")
MATERIAL_SOURCES = ("self", "shared", "printed")  # 自备, 共享免交, 中心打印
RESULT_TYPES = ("certificate", "approval", "proof", "money", "other")
REMEDIES = ("reconsideration_or_suit", "reassessment", "complaint", "unverified")
FIELD_TYPES = ("text", "date", "number", "choice", "money", "bool")
PROCEDURES = ("economic_check", "home_visit", "neighbours_panel", "public_notice", "assessment", "archive_search")
LICENCE_PAUSES = ("hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review")
ITEM_PAUSES = ("supplement", "economic_check", "public_notice", "disability_assessment", "cross_region_enquiry")
"""Reasons that stop a clock: the closed list of the licence law, and those that an item's own rule may add."""


class NotInForce(Refusal):
    """The item (`code`, `version`) does not hold on the day (`day`): the catalogue knows nothing of it then."""

    code: ClassVar[str] = "catalogue.not-in-force"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in simplified Chinese and English. Traditional Chinese is generated elsewhere."""

    zh_hans: str
    en: str


@dataclass(frozen=True, slots=True)
class Owner:
    """牵头部门 and the departments that work with it."""

    department: str
    with_departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: a level and a department; `of`: of the place of the jurisdiction 'basis' or the 'receiving' one."""

    level: str
    department: str
    of: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: so many days of a unit, counted from an event."""

    days: int
    unit: Unit
    starts_at: StartsAt


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so for the applicant."""

    id: str
    says: Text
    span: Period
    confidence: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Material:
    """What is to be handed in. `when` limits it to a situation; `tolerable` means it may follow later (容缺)."""

    id: str
    name: Text
    form: str
    count: int
    source: str
    mandatory: bool
    tolerable: bool
    template: str | None
    e_licence: str | None
    when: Text | None
    span: Period
    confidence: str


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """One department's part. `after` names the tasks that must be done before; `inside` means at a desk of ours."""

    id: str
    department: str
    level: str
    inside: bool
    after: tuple[str, ...]
    limit: Limit | None
    what: Text
    decides: bool
    span: Period
    confidence: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a form field of type 'choice'."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the item's form."""

    id: str
    label: Text
    type: str
    required: bool
    choices: tuple[Choice, ...]
    span: Period


@dataclass(frozen=True, slots=True)
class Pause:
    """A reason for which this item's clock may stop."""

    reason: str
    span: Period
    confidence: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A special procedure (特别程序) and, where known, its length in calendar days."""

    kind: str
    says: Text
    days: int | None
    span: Period
    confidence: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the applicant can do against the decision. `terms` is 未核实 unless sourced."""

    kind: str
    says: Text
    terms: str
    span: Period
    confidence: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An article read in the register and the days for which the item rests on it."""

    clause: Clause
    span: Period
    confidence: str


@dataclass(frozen=True, slots=True)
class Result:
    """What the applicant gets."""

    name: Text
    type: str
    validity: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """One version of a service item. Empty tuples and None mean 未核实, never 'nothing needed'."""

    code: str
    number: int
    version: int
    span: Period
    level: str
    territory: str
    complete: bool
    area: str
    city_code: str | None
    item_type: str
    type_confidence: str
    applicant: str
    names: tuple[Dated[Text], ...]
    short: tuple[str, ...]
    synonyms: tuple[str, ...]
    owners: tuple[Dated[Owner], ...]
    kinds: tuple[Dated[str], ...]
    scopes: tuple[Dated[str], ...]
    bases: tuple[Dated[str], ...]
    deciders: tuple[Dated[Decider], ...]
    statutory: tuple[Dated[Limit], ...]
    promised: tuple[Dated[Limit], ...]
    legal_bases: tuple[LegalBasis, ...]
    conditions: tuple[Condition, ...]
    materials: tuple[Material, ...]
    tasks: tuple[TaskSpec, ...]
    fields: tuple[FormField, ...]
    pauses: tuple[Pause, ...]
    procedures: tuple[Procedure, ...]
    remedies: tuple[Remedy, ...]
    channels: tuple[str, ...]
    fee_fen: int
    result: Result
    hotline: str
    agent_allowed: bool
    presence_required: bool
    silent_acceptance: Clause | None
    receiving_excluded_by: Clause | None
    notes: tuple[str, ...]
    confidences: tuple[tuple[str, str], ...]

    def ended_on(self, last: date) -> "ItemVersion":
        """The same version with `last` as its last day: values of later days stay written and hold no more."""
        return replace(self, span=Period(self.span.first, last))

    def on(self, day: date) -> "ItemOnDay":
        """What of this version holds on `day`. Refuses (NotInForce) a day outside the version's days."""
        if not self.span.contains(day):
            raise NotInForce(code=self.code, version=self.version, day=day)
        decider = _held(self.deciders, day)
        return ItemOnDay(
            item=self,
            day=day,
            name=_held(self.names, day).value,
            owner=_held(self.owners, day),
            kind=_held(self.kinds, day),
            scope=_held(self.scopes, day),
            basis=_held(self.bases, day),
            decider=decider,
            statutory=on_day(self.statutory, day),
            promised=on_day(self.promised, day),
            legal_bases=tuple(row for row in self.legal_bases if row.span.contains(day)),
            conditions=tuple(row for row in self.conditions if row.span.contains(day)),
            materials=tuple(row for row in self.materials if row.span.contains(day)),
            tasks=tuple(row for row in self.tasks if row.span.contains(day)) or (_only_task(decider),),
            fields=tuple(row for row in self.fields if row.span.contains(day)),
            pauses=tuple(row for row in self.pauses if row.span.contains(day)),
            procedures=tuple(row for row in self.procedures if row.span.contains(day)),
            remedies=tuple(row for row in self.remedies if row.span.contains(day)),
        )


@dataclass(frozen=True, slots=True)
class ItemOnDay:
    """A service item as it stands on one day: what the clerk shows and a case is pinned to."""

    item: ItemVersion
    day: date
    name: Text
    owner: Dated[Owner]
    kind: Dated[str]
    scope: Dated[str]
    basis: Dated[str]
    decider: Dated[Decider]
    statutory: Dated[Limit] | None
    promised: Dated[Limit] | None
    legal_bases: tuple[LegalBasis, ...]
    conditions: tuple[Condition, ...]
    materials: tuple[Material, ...]
    tasks: tuple[TaskSpec, ...]
    fields: tuple[FormField, ...]
    pauses: tuple[Pause, ...]
    procedures: tuple[Procedure, ...]
    remedies: tuple[Remedy, ...]

    @property
    def limit(self) -> Dated[Limit] | None:
        """The limit the clock runs by: the promise where there is one, else the statute; None is 未核实."""
        return self.promised or self.statutory

    @property
    def term(self) -> Term | None:
        """The same limit as the case clock wants it, with the pauses that this item's rule knows."""
        if self.limit is None:
            return None
        return Term(
            limit=self.limit.value.days,
            unit=self.limit.value.unit,
            starts_at=self.limit.value.starts_at,
            clause=str(self.limit.clause) if self.limit.clause else None,
            pauses_allowed=frozenset(pause.reason for pause in self.pauses),
        )


def version_on(versions: Sequence[ItemVersion], day: date) -> ItemVersion | None:
    """The version of one item that holds on `day`, or None where the catalogue does not know the item on that day."""
    return next((version for version in versions if version.span.contains(day)), None)


def _held(values: Sequence[Dated[V]], day: date) -> Dated[V]:
    found = on_day(values, day)
    if found is None:
        raise LookupError(f"nothing holds on {day}: the pack was not checked")
    return found


def _only_task(decider: Dated[Decider]) -> TaskSpec:
    """The task of an item whose graph nobody has sourced: the deciding body decides."""
    return TaskSpec(
        id="decide",
        department=decider.value.department,
        level=decider.value.level,
        inside=True,
        after=(),
        limit=None,
        what=Text(zh_hans="审核并作出决定", en="Examine and decide"),
        decides=True,
        span=decider.span,
        confidence="unverified",
    )
