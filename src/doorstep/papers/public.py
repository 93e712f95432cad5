"""What other rooms may use of papers."""

from .logic import Draft, PrintedMeanwhile, UnknownPaper
from .selectors import PaperRow, paper_by_code, paper_in_force, papers_about
from .services import give_out, put_out_of_force, shown_by_code

__all__ = [
    "Draft",
    "PaperRow",
    "PrintedMeanwhile",
    "UnknownPaper",
    "give_out",
    "paper_by_code",
    "paper_in_force",
    "papers_about",
    "put_out_of_force",
    "shown_by_code",
]
