"""The feed of what happened to cases: ids and states, nothing about a person."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from doorstep.cases import public as cases


class EventOut(Schema):
    """One act on a case. `version` counts the acts of the case from 1 without a gap; `stage`: where it stood afterwards,
    none where the act leaves it alone; `part`: the part that the act is about."""

    case: str = Field(examples=["20180213-310105011-000001"])
    version: int = Field(examples=[3])
    what: str = Field(examples=["case.task-answered"])
    at: datetime = Field(examples=["2018-02-13T10:00:00+08:00"])
    stage: cases.Stage | None = Field(examples=["in_progress"])
    part: str = Field(examples=["economic-report"])


class EventPage(Schema):
    """What happened, in the order in which it was written. `next` is always there: ask again with it, at once where
    `more` says so (a page may be empty all the same), else later."""

    events: list[EventOut]
    next: str = Field(examples=["MTc:3vX"])
    more: bool = Field(examples=[False])
