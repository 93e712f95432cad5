"""The kinds of text, number and day that the API takes: each bounded, so that no request reaches further than it may."""

import re
from datetime import date
from typing import Annotated, Self

from ninja import Schema
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, Strict, StringConstraints

PLAIN = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"  # no control characters beside tab and line ends
NUMBER = r"^[0-9A-Za-z-]*$"
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
BIGGEST = 2**63 - 1


class Asked(BaseModel):
    """A body that the API takes. A word that it does not know is an error and never passed over: a mistyped name would
    otherwise be a wish that nobody heard."""

    model_config = ConfigDict(extra="forbid")


def _written(day: object) -> object:
    # Nothing but 2018-02-13: a number would be read as seconds since 1970, and no description says that.
    if isinstance(day, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
        raise ValueError("write the day as 2018-02-13")
    if isinstance(day, (int, float)):
        raise ValueError("write the day as text: 2018-02-13")
    return day


def _within(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"the day must lie between {FIRST} and {LAST}")
    return day


Short = Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
Note = Annotated[str, StringConstraints(max_length=300, pattern=PLAIN)]
Long = Annotated[str, StringConstraints(max_length=2000, pattern=PLAIN)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")]
YEARS = (
    r"^(199[0-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}$"  # what `_written` and `_within` take, for who reads the description
)
Day = Annotated[
    date,
    BeforeValidator(_written),
    AfterValidator(_within),
    Field(examples=["2018-02-13"], json_schema_extra={"pattern": YEARS}),
]
#: For tables whose names have a pattern: without it the description would let any other name in.
NO_OTHER_NAME: dict[str, JsonValue] = {"additionalProperties": False}
Whole = Annotated[int, Field(ge=1, le=BIGGEST)]  # in an address, where everything is text
Number = Annotated[int, Strict(), Field(ge=1, le=BIGGEST)]
Small = Annotated[int, Strict()]
Yes = Annotated[bool, Strict()]


class Told(BaseModel):
    """What is told of a row of the house. It is made once: the frame's own kind of shape would be read again, part by part,
    before it goes out, which takes longer than the list of twenty rows itself."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def read(cls, row: object, **otherwise: object) -> Self:
        """The values that a row has under the same names, and those that are called or told otherwise."""
        same = {name: getattr(row, name) for name in cls.__pydantic_fields__ if name not in otherwise}
        return cls(**same, **otherwise)


class Says(BaseModel):
    """A text in 简体中文 and English; 繁體中文 is made from the first."""

    zh_hans: str = Field(examples=["失业登记"])
    en: str = Field(examples=["Registration of unemployment"])

    @classmethod
    def of(cls, row: object, name: str) -> Self:
        """The text that stands in a row under `name`, and in English beside it."""
        return cls(zh_hans=getattr(row, name), en=getattr(row, f"{name}_en"))


class Problem(Schema):
    """Problem details (RFC 9457): what happened (`title`) and what to do (`detail`), in the language that the header
    Accept-Language asks for. `code` is stable, and `type` the address where it is described; `params` are its values for
    machines; `errors` name every wrong place."""

    type: str = Field(examples=["/api/v1/problems/wire.changed-meanwhile"])
    title: str = Field(examples=["It has changed since it was read."])
    status: int = Field(ge=400, le=599, examples=[412])
    detail: str = Field(examples=["Read it again, compare, and send the command with the new ETag."])
    code: str = Field(examples=["wire.changed-meanwhile"])
    params: dict[str, object] | None = Field(None, examples=[{"case": "20180213-310105011-000001"}])
    errors: list["WrongPlace"] | None = Field(None, examples=[[{"where": "body/outcome", "what": "Field required"}]])


class WrongPlace(Schema):
    """One place of a request that is not as it must be."""

    where: str = Field(examples=["body/outcome"])
    what: str = Field(examples=["Field required"])


Problem.model_rebuild()
