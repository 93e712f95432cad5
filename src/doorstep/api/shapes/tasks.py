"""Parts that wait for a body, inside the house and outside of it."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from doorstep.cases import public as cases

from .words import NUMBER, Asked, Code, Long, Number, Says, Short, Told


class TaskAnswer(Asked):
    """What a department says to its part; an objection needs its reason as remark. `foreign_number`: the
    number that the part has in the department's own system."""

    result: Literal["agrees", "objects", "noted"] = Field(examples=["agrees"])
    remark: Long = Field("", examples=["符合条件"])
    foreign_number: Short = Field("", examples=[""])


class OpenTaskOut(Told):
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
        return cls.read(
            row,
            item=row.item_code,
            item_name=Says.of(row, "item_name"),
            part=row.spec,
            what=Says.of(row, "what"),
            state=cases.TaskState(row.state),
        )


class TaskPage(Schema):
    """A page of waiting parts, oldest first; `next` is the cursor of the next one, empty at the end."""

    tasks: list[OpenTaskOut]
    next: str = Field(examples=[""])


class OutsideTaskOut(Told):
    """A part that a department does in a system of its own. No person is named."""

    id: int = Field(examples=[5])
    case: str = Field(examples=["20180213-310105011-000001"])
    item_name: str = Field(examples=["最低生活保障"])
    part: str = Field(examples=["economic-report"])
    what: str = Field(examples=["居民经济状况核对"])
    department: str = Field(examples=["HD"])
    state: cases.TaskState = Field(examples=["sent"])
    handed_over_at: datetime | None = Field(examples=["2018-02-13T10:00:00+08:00"])
    due_on: date | None = Field(examples=[None])
    answered_at: datetime | None = Field(examples=[None])
    foreign_number: str = Field(examples=["HD-2018-000017"])
    result: str = Field(examples=[""])

    @classmethod
    def of(cls, row: cases.OutsideTask) -> "OutsideTaskOut":
        """A part done outside."""
        return cls.read(row, id=row.task_id, case=row.number, part=row.spec, handed_over_at=row.sent_at)


class OutsideTaskPage(Schema):
    """A page of parts outside, oldest first; `next` is the cursor of the next one, empty at the end."""

    tasks: list[OutsideTaskOut]
    next: str = Field(examples=[""])


class TakenOver(Asked):
    """A part that a department's system takes over, and the number that it has there."""

    task: Number = Field(examples=[5])
    foreign_number: Short = Field("", examples=["HD-2018-000017"])


class HandoverIn(Asked):
    """Parts of one department that its own system takes over: those named, or all that wait (at most 200 at once)."""

    department: Code = Field(examples=["HD"])
    tasks: list[TakenOver] | None = Field(None, min_length=1, max_length=200)


class HandoverOut(Schema):
    """A batch as it was handed over."""

    handover: int = Field(examples=[3])
    tasks: list[OutsideTaskOut]


class ResultIn(Asked):
    """An answer from a department's own system: to the part of a case, or to the number that the part has there."""

    case: Annotated[str, Field(max_length=40, pattern=NUMBER)] = Field("", examples=["20180213-310105011-000001"])
    part: Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_.-]*$")] = Field("", examples=["economic-report"])
    foreign_number: Short = Field("", examples=["HD-2018-000017"])
    result: Literal["agrees", "objects", "noted"] = Field(examples=["agrees"])
    remark: Long = Field("", examples=[""])


class ResultsIn(Asked):
    """Answers of one department, each booked by itself: a wrong one spoils no other."""

    department: Code = Field(examples=["HD"])
    results: list[ResultIn] = Field(min_length=1, max_length=200)


class WrongResult(Schema):
    """An answer that was not booked: its place in the list (from 0) and `why`: unknown (no such part,
    or none under this number, or two), not-sent, other-department, moved, remark (an objection without one)."""

    at: int = Field(examples=[1])
    case: str = Field(examples=["20180213-310105011-000002"])
    why: str = Field(examples=["not-sent"])


class ResultsBooked(Schema):
    """What came of a list of answers."""

    answered: int = Field(examples=[1])
    ready_for_decision: int = Field(examples=[0])
    wrong: list[WrongResult]


class Lost(Schema):
    """A part that waits to be taken over again."""

    task: int = Field(examples=[5])
    state: cases.TaskState = Field(examples=["lost"])


class LossIn(Asked):
    """What is known of a part that was handed over and never heard of."""

    note: Long = Field("", examples=["外部系统没有收到"])
