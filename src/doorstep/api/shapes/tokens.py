"""What a token may, as it is told to its holder."""

from datetime import date

from ninja import Schema
from pydantic import Field

from .words import Says


class TokenOut(Schema):
    """The token that asks: under which post it acts, with which scopes, until when, how often a minute."""

    prefix: str = Field(examples=["dst_9a1c2b3d"])
    post: str = Field(examples=["北新泾街道中心 受理员"], description="The title in Chinese, as `post_title` has it.")
    post_title: Says = Field(examples=[{"zh_hans": "北新泾街道中心 受理员", "en": "Window clerk, Beixinjing centre"}])
    scopes: list[str] = Field(examples=[["case.receive", "case.see", "catalogue.see"]])
    expires_on: date = Field(examples=["2018-12-31"])
    per_minute: int = Field(examples=[600])
