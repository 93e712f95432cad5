"""文书: the papers of a case as desks list them."""

from dataclasses import dataclass

from doorstep.cases import public as cases
from doorstep.papers import public as papers
from doorstep.wire.languages import text_of_row


@dataclass(frozen=True)
class Listed:
    """One paper of a case: what is due, and what was given out. `about`: of which part of the case."""

    due: cases.DuePaper
    issued: papers.PaperRow | None

    @property
    def about(self) -> str:
        """Which part a task slip is for."""
        task = self.due.task
        return text_of_row(task, "what") if task else ""


def papers_of(page: cases.CasePage) -> list[Listed]:
    """Every paper that the case has as it stands, with its print where there was one. One query."""
    given = {(row.kind, row.part): row for row in papers.papers_about(f"case:{page.case.id}")}
    return [Listed(due, given.get((str(due.kind), due.key if due.number else ""))) for due in cases.due_papers(page)]
