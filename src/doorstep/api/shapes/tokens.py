"""What a token may, as it is told to its holder."""

from datetime import date

from ninja import Schema
from pydantic import Field


class TokenOut(Schema):
    """The token that asks: under which post it acts, with which scopes, until when, how often a minute."""

    prefix: str = Field(examples=["dst_9a1c2b3d"])
    post: str = Field(examples=["前台受理员"])
    scopes: list[str] = Field(examples=[["case.receive", "case.see", "catalogue.see"]])
    expires_on: date = Field(examples=["2018-12-31"])
    per_minute: int = Field(examples=[600])
