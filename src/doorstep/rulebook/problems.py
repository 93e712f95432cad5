"""What is wrong with a pack, said so that its writer can put it right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import ClassVar

from doorstep.kernel.refusal import Refusal


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One mistake: where it stands, a stable code, what is wrong, and what to write instead.

    Problems of one code and one `cause` are one mistake that shows in several places; without a cause, of one `what`.
    """

    file: str
    line: int
    code: str
    what: str
    write: str
    cause: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.code}] {self.what} → {self.write}"

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return {key: value for key, value in asdict(self).items() if key != "cause"}


class PackRefused(Refusal):
    """The policy folder has mistakes (`count`, `first`: file and line of the first); `problems` holds them all."""

    code: ClassVar[str] = "rulebook.pack-refused"

    def __init__(self, problems: list[Problem]) -> None:
        first = f"{problems[0].file}:{problems[0].line}" if problems else ""
        super().__init__(count=len(problems), first=first)
        self.problems = problems


class BadFamily(Refusal):
    """A family that cannot be judged: `where` (fact or member), what to `write` there, and `why`.

    Why: unknown-fact, value, range, missing, programme (none of this code), members, twice, unborn.
    """

    code: ClassVar[str] = "rulebook.bad-family"


class NoSuchProgramme(Refusal):
    """No programme has this code (`programme`)."""

    code: ClassVar[str] = "rulebook.no-such-programme"


def meant(name: str, names: Sequence[str]) -> str:
    """What may have been meant by a name that is none of these: those like it, or all there are."""
    return ", ".join(get_close_matches(name, names, 3) or names)
