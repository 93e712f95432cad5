"""The parts of one case as machines read them: materials, departments' parts, notices, decision, delivery."""

from datetime import date, datetime
from uuid import UUID

from django.utils import translation
from pydantic import Field

from doorstep.cases import public as cases
from doorstep.catalogue import public as catalogue
from doorstep.wire import defects

from .words import Says, Told


class MaterialOut(Told):
    """How it stands with one material."""

    material: str = Field(examples=["id-card"])
    name: Says
    mandatory: bool = Field(examples=[True])
    state: cases.MaterialState = Field(examples=["handed_in"])
    note: str = Field(examples=[""])
    promised_until: date | None = Field(examples=[None])
    files: list[UUID] = Field(examples=[[]])

    @classmethod
    def of(cls, row: cases.MaterialRow) -> "MaterialOut":
        """A material of a case."""
        return cls.read(row, name=Says.of(row, "name"))


class TaskOut(Told):
    """A department's part. `mine`: the token's post may answer it."""

    id: int = Field(examples=[5])
    part: str = Field(examples=["decide"])
    what: Says
    department: str = Field(examples=["RS"])
    body: str = Field(examples=["RS-310105011"])
    inside: bool = Field(examples=[True])
    state: cases.TaskState = Field(examples=["open"])
    after: list[str] = Field(examples=[[]])
    due_on: date | None = Field(examples=[None])
    result: str = Field(examples=[""])
    remark: str = Field(examples=[""])
    foreign_number: str = Field(examples=[""])
    mine: bool = Field(examples=[True])

    @classmethod
    def of(cls, row: cases.TaskRow) -> "TaskOut":
        """A department's part of a case."""
        return cls.read(row, part=row.spec, what=Says.of(row, "what"))


class DefectOut(Told):
    """One thing that was told to be missing or wrong, as it stands on the paper; beside it in English what the house worded
    itself, empty where somebody typed it."""

    about: str = Field(examples=["material:id-card"])
    what: str = Field(examples=["缺少“身份证”"])
    what_en: str = Field(examples=["“Identity card” is missing"])
    basis: str = Field(examples=["本事项办事指南"])
    basis_en: str = Field(examples=["Guide of the item"])
    how_to_mend: str = Field(examples=["请补交“身份证”：原件，1份"])
    how_to_mend_en: str = Field(examples=["Bring “Identity card”: original, copies: 1"])
    mended: bool = Field(examples=[False])

    @classmethod
    def of(cls, row: cases.DefectRow, item: catalogue.ItemOnDay) -> "DefectOut":
        """A defect of a case whose item stands as `item`."""
        with translation.override("en"):
            return cls.read(
                row,
                what_en=defects.what_parted(item, row.about, row.what).worded,
                basis_en=defects.basis_parted(item, row.basis).worded,
                how_to_mend_en=defects.mend_parted(item, row.about, row.how_to_mend).worded,
            )


class NoticeOut(Told):
    """What the applicant was told in writing. `due_on`: by when defects are to be mended; `answered_at`: when they were."""

    kind: cases.NoticeKind = Field(examples=["one_time"])
    issued_at: datetime = Field(examples=["2018-02-13T11:00:00+08:00"])
    says: str = Field(examples=[""])
    due_on: date | None = Field(examples=["2018-03-05"])
    answered_at: datetime | None = Field(examples=[None])
    defects: list[DefectOut]

    @classmethod
    def of(cls, row: cases.NoticeRow, item: catalogue.ItemOnDay | None) -> "NoticeOut":
        """A notice of a case; its item where defects were told."""
        return cls.read(row, defects=[DefectOut.of(one, item) for one in row.defects if item])


class PauseOut(Told):
    """A stretch in which the clock stood still, or, where `stops` is false, a procedure beside which it ran on."""

    reason: str = Field(examples=["hearing"])
    clause: str = Field(examples=["行政许可法第四十五条"])
    stops: bool = Field(examples=[True])
    opened_on: date = Field(examples=["2018-02-13"])
    resumed_on: date | None = Field(examples=[None])


class DecisionOut(Told):
    """What was decided, by which body; a refusal with reason, clause and remedy."""

    outcome: cases.Outcome = Field(examples=["granted"])
    reason: str = Field(examples=[""])
    clause: str = Field(examples=[""])
    remedy: str = Field(examples=[""])
    body: str = Field(examples=["RS-310105011"])
    decided_at: datetime = Field(examples=["2018-02-14T10:00:00+08:00"])


class DeliveryOut(Told):
    """How the answer reached the applicant."""

    way: cases.DeliveryWay = Field(examples=["by_hand"])
    tracking: str = Field(examples=[""])
    delivered_at: datetime = Field(examples=["2018-02-14T10:30:00+08:00"])
