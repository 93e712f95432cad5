"""Which papers were given out, and what a check code tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from doorstep.kernel.codes import written_code

from .logic import UnknownPaper, content_digest
from .models import Paper


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the register. `prints`: how often it was given out; `replaced_at`: another edition is in force."""

    id: int
    number: str
    kind: str
    about: str
    part: str
    check_code: str
    digest: str
    issuer: str
    issuer_name: str
    issuer_name_en: str
    dated_on: date
    issued_at: datetime
    issued_by: str
    prints: int
    printed_at: datetime
    replaced_at: datetime | None

    def says(self, content: Mapping[str, object]) -> bool:
        """Whether this paper says exactly `content`."""
        return self.digest == content_digest(self.check_code, content)


def papers_about(about: str) -> list[PaperRow]:
    """The papers about a thing that are in force, oldest first. One query."""
    return _rows(Paper.objects.filter(about=about, replaced_at__isnull=True).order_by("id"))


def paper_in_force(about: str, kind: str, part: str = "") -> PaperRow | None:
    """The edition in force of a paper; None: never given out. One query."""
    return next(iter(_rows(Paper.objects.filter(about=about, kind=kind, part=part, replaced_at__isnull=True))), None)


def paper_by_code(typed: str) -> PaperRow:
    """The paper with a check code, in force or replaced. Raises UnknownPaper; whoever calls limits how often one may
    try. One query."""
    found = _rows(Paper.objects.filter(check_code=written_code(typed)))
    if not found:
        raise UnknownPaper
    return found[0]


def row_of(paper: Paper) -> PaperRow:
    """A paper as its row."""
    return PaperRow(*(getattr(paper, name) for name in PaperRow.__slots__))


def _rows(found: QuerySet[Paper]) -> list[PaperRow]:
    return [PaperRow(*row) for row in found.values_list(*PaperRow.__slots__)]
