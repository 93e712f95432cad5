"""How a case stands for who has its receipt, and what they say of it afterwards."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

from doorstep.cases import public as cases

from .words import Asked, Long, Says, Short, Small, Told, Yes


class StatusQuery(Asked):
    """Number and query code as they stand on the receipt. They are posted, so that they stand in no address."""

    number: Short = Field(min_length=1, examples=["20180213-310105011-000001"])
    code: Short = Field(min_length=1, examples=["7K3M9QXA"])


class StatusOut(Told):
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
    may_rate: bool = Field(examples=[False])


class RatingIn(StatusQuery):
    """好差评. One to five, once for a delivered case. An anonymous one is linked to nothing."""

    level: Small = Field(ge=1, le=5, examples=[5])
    tags: list[Annotated[str, Field(max_length=30, pattern=r"^[^,\u0000-\u001f\u007f]+$")]] = Field(
        default_factory=list, max_length=6, examples=[["态度好"]]
    )
    text: Long = Field("", examples=["办得很快"])
    anonymous: Yes = Field(False, examples=[False])


class RatingOut(Schema):
    """That it was taken."""

    rated: bool = Field(examples=[True])
