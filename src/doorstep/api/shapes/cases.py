"""Cases as machines hand them in and read them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from doorstep.cases import public as cases
from doorstep.kernel.masking import mask_name

from .words import Code, Day, Line, Long, Note, Number, Says, Short

GivenState = Literal["handed_in", "shared", "printed", "not_needed", "missing", "wrong", "tolerated"]


class MaterialIn(Schema):
    """One material as it stands. `promised_until` only with `tolerated`; `file`: the id of an upload of the same post."""

    material: Code = Field(examples=["id-card"])
    state: GivenState = Field(examples=["handed_in"])
    note: Note = Field("", examples=[""])
    promised_until: Day | None = Field(None, examples=[None])
    file: UUID | None = Field(None, examples=["1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"])

    def given(self) -> cases.MaterialGiven:
        """The same in the words of cases."""
        state = cases.MaterialState(self.state)
        return cases.MaterialGiven(self.material, state, self.note, self.promised_until, self.file)


class CaseIn(Schema):
    """An application for one item. `accept`: accept it in the same act, where this centre may; `centre` only for a post
    that stands at several."""

    item: Code = Field(examples=["RS-001"])
    applicant: Number = Field(examples=[17])
    answers: dict[Code, Long] = Field(default_factory=dict, max_length=100, examples=[{"last_job_ended": "2018-01-31"}])
    materials: list[MaterialIn] = Field(default_factory=list, max_length=100)
    accept: bool = Field(False, examples=[True])
    agent_authority: Number | None = Field(None, examples=[None])
    applied_on: Day | None = Field(None, examples=[None])
    centre: Annotated[str, Field(max_length=20, pattern=r"^[0-9-]*$")] = Field("", examples=[""])
    local_hukou: bool | None = Field(None, examples=[None])


class CaseMade(Schema):
    """A case that was received. Number and query code stand on the applicant's receipt."""

    number: str = Field(examples=["20180213-310105011-000001"])
    query_code: str = Field(examples=["7K3M9QXA"])
    stage: cases.Stage = Field(examples=["examined"])


class CaseMoved(Schema):
    """Where a case stands after an act."""

    number: str = Field(examples=["20180213-310105011-000001"])
    stage: cases.Stage = Field(examples=["decided"])


class AcceptIn(Schema):
    """Gaps that may follow (容缺): material and the promised day."""

    tolerated: dict[Code, Day] = Field(default_factory=dict, max_length=100, examples=[{}])


class TaskAnswer(Schema):
    """What a department says to its part; an objection needs its reason as remark."""

    result: Literal["agrees", "objects", "noted"] = Field(examples=["agrees"])
    remark: Long = Field("", examples=["符合条件"])


class DecisionIn(Schema):
    """The decision. A refusal needs reason and clause; without `remedy` the item's own is told."""

    outcome: Literal["granted", "refused"] = Field(examples=["granted"])
    reason: Long = Field("", examples=[""])
    clause: Line = Field("", examples=[""])
    remedy: Long = Field("", examples=[""])


class DeliveryIn(Schema):
    """How the answer reached the applicant: `signed` for by_hand and by_agent, `tracking` for the other two."""

    way: Literal["by_hand", "by_post", "e_licence", "by_agent"] = Field(examples=["by_hand"])
    signed: bool = Field(False, examples=[True])
    tracking: Short = Field("", examples=[""])
    authority: Number | None = Field(None, examples=[None])


class CaseLine(Schema):
    """A case in a list. `light`: none, paused, running, due_soon, overdue, ended; `days_left` in the limit's `unit`."""

    number: str = Field(examples=["20180213-310105011-000001"])
    stage: cases.Stage = Field(examples=["in_progress"])
    kind: cases.Kind = Field(examples=["promised"])
    item: str = Field(examples=["RS-001"])
    item_name: Says
    applicant: int = Field(examples=[17])
    applicant_name: str = Field(examples=["赵*芳"])
    receiving_centre: str = Field(examples=["310105011-1"])
    accepting_centre: str = Field(examples=["310105011-1"])
    deciding_body: str = Field(examples=["RS-310105011"])
    received_at: datetime = Field(examples=["2018-02-13T10:00:00+08:00"])
    due_on: date | None = Field(examples=["2018-03-20"])
    light: str = Field(examples=["running"])
    days_left: int | None = Field(examples=[20])
    unit: str = Field(examples=["working_days"])

    @classmethod
    def of(cls, row: cases.CaseRow) -> "CaseLine":
        """A line of a list; the name masked, as in the lists of the desks."""
        return cls(
            number=row.number,
            stage=row.stage,
            kind=row.kind,
            item=row.item_code,
            item_name=Says(zh_hans=row.item_name, en=row.item_name_en),
            applicant=row.applicant_id,
            applicant_name=mask_name(row.applicant_name),
            receiving_centre=row.receiving_centre,
            accepting_centre=row.accepting_centre,
            deciding_body=row.deciding_body,
            received_at=row.received_at,
            due_on=row.due_on,
            light=row.light,
            days_left=row.days_left,
            unit=row.unit,
        )


class CasePage(Schema):
    """A page of cases, most urgent first; `next` is the cursor of the next one, empty at the end."""

    cases: list[CaseLine]
    next: str = Field(examples=[""])


class MaterialOut(Schema):
    """How it stands with one material."""

    material: str = Field(examples=["id-card"])
    name: Says
    mandatory: bool = Field(examples=[True])
    state: cases.MaterialState = Field(examples=["handed_in"])
    note: str = Field(examples=[""])
    promised_until: date | None = Field(examples=[None])
    file: UUID | None = Field(examples=[None])


class TaskOut(Schema):
    """A department's part. `mine`: the token's post may answer it."""

    id: int = Field(examples=[5])
    part: str = Field(examples=["decide"])
    what: Says
    department: str = Field(examples=["RS"])
    body: str = Field(examples=["RS-310105011"])
    state: cases.TaskState = Field(examples=["open"])
    after: list[str] = Field(examples=[[]])
    due_on: date | None = Field(examples=[None])
    result: str = Field(examples=[""])
    remark: str = Field(examples=[""])
    mine: bool = Field(examples=[True])


class DecisionOut(Schema):
    """What was decided, by which body; a refusal with reason, clause and remedy."""

    outcome: cases.Outcome = Field(examples=["granted"])
    reason: str = Field(examples=[""])
    clause: str = Field(examples=[""])
    remedy: str = Field(examples=[""])
    body: str = Field(examples=["RS-310105011"])
    decided_at: datetime = Field(examples=["2018-02-14T10:00:00+08:00"])


class DeliveryOut(Schema):
    """How the answer reached the applicant."""

    way: cases.DeliveryWay = Field(examples=["by_hand"])
    tracking: str = Field(examples=[""])
    delivered_at: datetime = Field(examples=["2018-02-14T10:30:00+08:00"])


class CaseOut(CaseLine):
    """One case as the token's post sees it, and what it may do now (`acts`)."""

    applicant_identity: str = Field(examples=["310***********4321"])
    answers: dict[str, str] = Field(examples=[{"last_job_ended": "2018-01-31"}])
    materials: list[MaterialOut]
    tasks: list[TaskOut]
    decision: DecisionOut | None
    delivery: DeliveryOut | None
    waited_for: str = Field(examples=["deciding"])
    acts: list[cases.Act] = Field(examples=[["decide"]])

    @classmethod
    def of_page(cls, page: cases.CasePage) -> "CaseOut":
        """A case's page for machines. No query."""
        decision, delivery = page.decision, page.delivery
        return cls(
            **CaseLine.of(page.case).model_dump(),
            applicant_identity=page.applicant.identity_masked,
            answers=dict(page.answers),
            materials=[_material(row) for row in page.materials],
            tasks=[_task(row) for row in page.tasks],
            decision=DecisionOut(**{name: getattr(decision, name) for name in DecisionOut.model_fields})
            if decision
            else None,
            delivery=DeliveryOut(
                way=cases.DeliveryWay(delivery.way), tracking=delivery.tracking, delivered_at=delivery.delivered_at
            )
            if delivery
            else None,
            waited_for=page.waited_for.who,
            acts=list(page.acts),
        )


class OpenTaskOut(Schema):
    """A part that waits for the token's body. No person is named: read the case where its applicant matters."""

    id: int = Field(examples=[5])
    case: str = Field(examples=["20180213-310105011-000001"])
    stage: cases.Stage = Field(examples=["in_progress"])
    item: str = Field(examples=["RS-001"])
    item_name: Says
    part: str = Field(examples=["decide"])
    what: Says
    department: str = Field(examples=["RS"])
    body: str = Field(examples=["RS-310105011"])
    inside: bool = Field(examples=[True])
    state: cases.TaskState = Field(examples=["open"])
    opened_on: date | None = Field(examples=["2018-02-13"])
    due_on: date | None = Field(examples=[None])
    foreign_number: str = Field(examples=[""])

    @classmethod
    def of(cls, row: cases.OpenTask) -> "OpenTaskOut":
        """A waiting part."""
        return cls(
            id=row.id,
            case=row.case,
            stage=row.stage,
            item=row.item_code,
            item_name=Says(zh_hans=row.item_name, en=row.item_name_en),
            part=row.spec,
            what=Says(zh_hans=row.what, en=row.what_en),
            department=row.department,
            body=row.body,
            inside=row.inside,
            state=cases.TaskState(row.state),
            opened_on=row.opened_on,
            due_on=row.due_on,
            foreign_number=row.foreign_number,
        )


class TaskPage(Schema):
    """A page of waiting parts, oldest first; `next` is the cursor of the next one, empty at the end."""

    tasks: list[OpenTaskOut]
    next: str = Field(examples=[""])


class FileOut(Schema):
    """A stored file without its content. Its given name may tell of a person and is told with the content only."""

    id: UUID = Field(examples=["1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"])
    kind: str = Field(examples=["application/pdf"])
    size: int = Field(examples=[48213])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class CaseFiles(Schema):
    """The files of one case, oldest first."""

    files: list[FileOut]


class StatusQuery(Schema):
    """Number and query code as they stand on the receipt. They are posted, so that they stand in no address."""

    number: Short = Field(min_length=1, examples=["20180213-310105011-000001"])
    code: Short = Field(min_length=1, examples=["7K3M9QXA"])


class StatusOut(Schema):
    """How a case stands. Nothing about a person."""

    number: str = Field(examples=["20180213-310105011-000001"])
    stage: cases.Stage = Field(examples=["decided"])
    item_name: Says
    received_on: date = Field(examples=["2018-02-13"])
    accepted_on: date | None = Field(examples=["2018-02-13"])
    due_on: date | None = Field(examples=[None])
    centre_name: Says
    you_are_waited_for: bool = Field(examples=[False])
    supply_until: date | None = Field(examples=[None])
    answer_ready: bool = Field(examples=[True])


def _material(row: cases.MaterialRow) -> MaterialOut:
    return MaterialOut(
        material=row.material,
        name=Says(zh_hans=row.name, en=row.name_en),
        mandatory=row.mandatory,
        state=row.state,
        note=row.note,
        promised_until=row.promised_until,
        file=row.file,
    )


def _task(row: cases.TaskRow) -> TaskOut:
    return TaskOut(
        id=row.id,
        part=row.spec,
        what=Says(zh_hans=row.what, en=row.what_en),
        department=row.department,
        body=row.body,
        state=row.state,
        after=list(row.after),
        due_on=row.due_on,
        result=row.result,
        remark=row.remark,
        mine=row.mine,
    )
