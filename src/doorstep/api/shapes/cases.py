"""Cases as machines read them."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from doorstep.cases import public as cases
from doorstep.kernel.masking import mask_name

from .parts import DecisionOut, DeliveryOut, MaterialOut, NoticeOut, PauseOut, TaskOut
from .words import Says, Told


class PartMade(Told):
    """A department's part that the acceptance planned, by the id under which it is answered."""

    id: int = Field(examples=[5])
    part: str = Field(examples=["means"])
    department: str = Field(examples=["MZ"])
    body: str = Field(examples=["MZ-310105"])


class CaseMade(Schema):
    """A case that was received. Number and query code stand on the applicant's receipt; `tasks` are the departments' parts,
    none before the case is accepted."""

    number: str = Field(examples=["20180213-310105011-000001"])
    query_code: str = Field(examples=["7K3M9QXA"])
    stage: cases.Stage = Field(examples=["in_progress"])
    tasks: list[PartMade]

    @classmethod
    def of(cls, made: cases.CaseRef) -> "CaseMade":
        """What whoever handed it in is told."""
        parts = [PartMade.read(one, part=one.spec) for one in made.parts]
        return cls(number=made.number, query_code=made.query_code, stage=made.stage, tasks=parts)


class CaseMoved(Schema):
    """Where a case stands after an act."""

    number: str = Field(examples=["20180213-310105011-000001"])
    stage: cases.Stage = Field(examples=["decided"])


class Consulted(Schema):
    """That a question was written down."""

    consultation: int = Field(examples=[9])


class CaseLine(Told):
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
        return cls.read(
            row,
            item=row.item_code,
            item_name=Says.of(row, "item_name"),
            applicant=row.applicant_id,
            applicant_name=mask_name(row.applicant_name),
        )


class CasePage(Told):
    """A page of cases, most urgent first; `next` is the cursor of the next one, empty at the end."""

    cases: list[CaseLine]
    next: str = Field(examples=[""])


class CaseOut(CaseLine):
    """One case as the token's post sees it, and what it may do now (`acts`)."""

    applicant_identity: str = Field(examples=["310***********4321"])
    answers: dict[str, str] = Field(examples=[{"last_job_ended": "2018-01-31"}])
    materials: list[MaterialOut]
    notices: list[NoticeOut]
    tasks: list[TaskOut]
    pauses: list[PauseOut]
    decision: DecisionOut | None
    delivery: DeliveryOut | None
    accepted_on: date | None = Field(examples=["2018-02-13"])
    waited_for: str = Field(examples=["deciding"])
    acts: list[cases.Act] = Field(examples=[["decide"]])

    @classmethod
    def of_now(cls, page: cases.CaseNow) -> "CaseOut":
        """A case as it stands, with the masked number of its applicant. No query."""
        return cls(
            **CaseLine.of(page.case).model_dump(),
            applicant_identity=page.identity,
            answers=dict(page.answers),
            materials=[MaterialOut.of(row) for row in page.materials],
            notices=[NoticeOut.of(row, page.item) for row in page.notices],
            tasks=[TaskOut.of(row) for row in page.tasks],
            pauses=[PauseOut.model_validate(row) for row in page.pauses],
            decision=DecisionOut.model_validate(page.decision) if page.decision else None,
            delivery=DeliveryOut.model_validate(page.delivery) if page.delivery else None,
            accepted_on=page.accepted_on,
            waited_for=page.waited_for.who,
            acts=list(page.acts),
        )
