"""People as machines see them: masked."""

from ninja import Schema
from pydantic import Field

from doorstep.kernel.masking import mask_name
from doorstep.people import public as people

from .words import Asked, Line, Small, Told


class PeopleQuery(Asked):
    """Whom to look for: an identity number, a telephone number, or a name with a year of birth. It is posted, so that
    it stands in no address and no log."""

    query: Line = Field(min_length=1, examples=["赵一芳 1957"])
    limit: Small = Field(20, ge=1, le=50, examples=[20])


class Person(Told):
    """Enough to recognise somebody, too little to know them. `id` is what a submission names as applicant."""

    id: int = Field(examples=[17])
    name: str = Field(examples=["赵*芳"])
    identity: str = Field(examples=["310***********4321"])
    birth_year: int | None = Field(examples=[1957])
    street: str = Field(examples=["310105011"])
    died: bool = Field(examples=[False])

    @classmethod
    def of(cls, row: people.FoundResident) -> "Person":
        """A line of a search."""
        return cls.read(row, name=mask_name(row.name), identity=row.identity_masked, street=row.street_code)


class PeopleFound(Schema):
    """Whom a query may mean, nearest first; `matched_by`: identity, phone or name. Empty where nobody was found."""

    matched_by: str = Field(examples=["name"])
    people: list[Person]
