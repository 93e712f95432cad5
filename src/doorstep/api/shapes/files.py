"""Files as machines hand them in and read them."""

from collections.abc import Iterable
from uuid import UUID

from ninja import Schema
from pydantic import Field

from doorstep.files import public as files


class FileOut(Schema):
    """A stored file without its content. Its given name may tell of a person and is told with the content only."""

    id: UUID = Field(examples=["1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"])
    kind: str = Field(examples=["application/pdf"])
    size: int = Field(examples=[48213])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])

    @classmethod
    def of(cls, row: files.FileRow) -> "FileOut":
        """A file."""
        return cls(id=row.uuid, kind=row.kind, size=row.size, sha256=row.sha256)


class CaseFile(FileOut):
    """A file of a case. `materials`: those that it shows; none: it is about the case as a whole."""

    materials: list[str] = Field(examples=[["id-card"]])

    @classmethod
    def of_case(cls, row: files.FileRow, materials: Iterable[str]) -> "CaseFile":
        """A file of a case with the materials that it shows."""
        return cls(**FileOut.of(row).model_dump(), materials=list(materials))


class CaseFiles(Schema):
    """The files of one case, oldest first."""

    files: list[CaseFile]
