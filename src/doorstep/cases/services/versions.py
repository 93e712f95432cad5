"""Which state of a case a command was made for, and the case itself from its reading to its act."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from doorstep.cases.logic.refusals import UnknownCase
from doorstep.cases.logic.stages import Stage
from doorstep.cases.models import Case
from doorstep.cases.selectors.asked import CENTRES
from doorstep.cases.selectors.sides import stand_of, visible_q
from doorstep.ledger.public import Actor, length_of
from doorstep.sql.public import question
from doorstep.staff import public as staff


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A case as a command finds it: how many acts it has seen, and where it stands."""

    case_id: int
    version: int
    stage: Stage


@dataclass(slots=True)
class _Command:
    """What is known of the case of one command: the case as it was read and locked, until its act takes it; the version
    to which the act brought it."""

    read: Case | None = None
    acted: tuple[int, int] | None = None


_command: ContextVar[_Command | None] = ContextVar("command", default=None)


@contextmanager
def one_command() -> Iterator[None]:
    """One command in one transaction: the case that `held_version` reads is not read again by the act that follows it, and
    `version_of` knows how many acts it has seen from the event of that act."""
    before = _command.set(_Command())
    try:
        yield
    finally:
        _command.reset(before)


def held_version(number: str, *, by: Actor) -> HeldVersion:
    """The case of a number, for whoever sees it; held to the end of the transaction where the database can, so that the
    version still is what a command compares it with. Two queries. Raises NotAllowed, UnknownCase."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    case = next(iter(_held(stand_of(by), number=number.strip())), None)
    if case is None:
        raise UnknownCase(case=number.strip())
    # In a statement of its own: what was waited for while the case was locked is only seen by the next one.
    held = HeldVersion(case.pk, length_of(_chain(case.pk)), Stage(case.stage))
    if command := _command.get():
        command.read = case
    return held


@question
def _held(stand: Actor, *, number: str) -> QuerySet[Case]:
    cases = Case.objects.filter(visible_q(stand), number=number)
    return cases.select_related(*CENTRES).select_for_update(of=("self",))


def taken(case_id: int) -> Case | None:
    """The case that this command has read and locked, for its first act; None for every later one. No query."""
    command = _command.get()
    if command is None or command.read is None or command.read.pk != case_id:
        return None
    case, command.read = command.read, None
    return case


def one_act() -> transaction.Atomic:
    """The transaction of an act. In a command that of the command is enough: who is refused undoes the whole of it."""
    return transaction.atomic(savepoint=_command.get() is None)


def acted(case_id: int, version: int) -> None:
    """An act of this command brought a case to a version. No query."""
    if command := _command.get():
        command.acted = (case_id, version)


def version_of(case_id: int) -> int:
    """How many acts a case has seen. One query, none where this command's own act has told it."""
    command = _command.get()
    if command and command.acted and command.acted[0] == case_id:
        return command.acted[1]
    return length_of(_chain(case_id))


def _chain(case_id: int) -> str:
    return f"case:{case_id}"
