"""Files as machines hand them in and read them."""

from uuid import UUID

from ninja import Schema
from pydantic import Field


class FileOut(Schema):
    """A stored file without its content. Its given name may tell of a person and is told with the content only."""

    id: UUID = Field(examples=["1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"])
    kind: str = Field(examples=["application/pdf"])
    size: int = Field(examples=[48213])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class CaseFiles(Schema):
    """The files of one case, oldest first."""

    files: list[FileOut]
