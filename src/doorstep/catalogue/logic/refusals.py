"""What the catalogue says no to."""

from collections.abc import Sequence
from typing import ClassVar

from doorstep.catalogue.logic.reader import Problem
from doorstep.kernel.refusal import Refusal


class PacksWrong(Refusal):
    """The policy folder's items have mistakes (`count`; `first`: file and line of the first); nothing was loaded.
    `problems` holds them all."""

    code: ClassVar[str] = "catalogue.packs-wrong"

    def __init__(self, problems: Sequence[Problem] = (), **params: object) -> None:
        if problems:
            params = {"count": len(problems), "first": f"{problems[0].file}:{problems[0].line}"}
        super().__init__(**params)
        self.problems = tuple(problems)


class VersionChanged(Refusal):
    """A version that was loaded before comes with another text (`item`, `version`, `file`): it needs a new number."""

    code: ClassVar[str] = "catalogue.version-changed"


class VersionTooOld(Refusal):
    """A new version (`item`, `version`) begins on a day (`day`) that a loaded version already claims and that cannot be
    given to it, because the loaded one begins on that day or later."""

    code: ClassVar[str] = "catalogue.version-too-old"


class ChangedMeanwhile(Refusal):
    """Somebody else loaded the catalogue at the same moment (`edition`)."""

    code: ClassVar[str] = "catalogue.changed-meanwhile"


class UnknownItem(Refusal):
    """No item has this code, or this code and version (`item`)."""

    code: ClassVar[str] = "catalogue.unknown-item"


class NotOnDay(Refusal):
    """No version of the item (`item`) is in force on the day (`day`)."""

    code: ClassVar[str] = "catalogue.not-on-day"
