"""What happened to cases, in the order in which the ledger wrote it: ids and states, for systems that keep step."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from doorstep.cases.logic.stages import TABLE, Act, Stage
from doorstep.cases.logic.words import TaskState
from doorstep.cases.models import Case, Task
from doorstep.ledger.public import Actor, Facts, Passed, facts_of, follow
from doorstep.staff import public as staff

from .sides import visible_q

CHAIN = "case:"
#: What takes a part from its body. The body sees the case no more; that its part is over it must hear.
_PART_OVER = frozenset(
    TABLE[act].event for act in (Act.WITHDRAW, Act.TAKE_BACK, Act.TERMINATE, Act.BREAK_PROMISE, Act.REASSIGN)
)


@dataclass(frozen=True, slots=True)
class Change:
    """One act on a case. `version`: how many acts the case had seen with it; `stage`: where it stood afterwards, None
    where the act does not touch it; `part`: which part the act was about."""

    position: int
    case: str
    version: int
    what: str
    at: datetime
    stage: Stage | None
    part: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes after a place in the ledger, and the place up to which was looked. `more`: there is more behind it."""

    rows: tuple[Change, ...]
    upto: int
    more: bool


def changes(by: Actor, *, after: int | None, limit: int = 100) -> ChangePage:
    """What happened after a place in the ledger to the cases that this post sees, oldest first, each act once and none
    left out. None: nothing yet, only the place where the ledger stands. A page may be empty and have more behind it,
    because each looks at a stretch of the ledger that does not grow with the city. Four queries, on PostgreSQL two
    more. Raises NotAllowed."""
    staff.check_may(by, staff.Permission.CASE_SEE)
    stretch = follow(after=after, chains=CHAIN)
    numbers, gone = _told_to(by, {_case_of(row) for row in stretch.rows})
    mine = [
        row
        for row in stretch.rows
        if _case_of(row) in numbers and (row.what in _PART_OVER or _case_of(row) not in gone)
    ]
    cut, mine = len(mine) > limit, mine[:limit]
    facts = facts_of([row.id for row in mine])
    rows = tuple(_change(row, numbers[_case_of(row)], facts[row.id]) for row in mine)
    return ChangePage(rows, rows[-1].position if cut else stretch.upto, cut or stretch.more)


def _told_to(by: Actor, cases: set[int]) -> tuple[dict[int, str], set[int]]:
    """The numbers of those cases of which a post is told, and those of which only that its part in it is over."""
    numbers = dict(Case.objects.filter(visible_q(by), id__in=cases).values_list("id", "number"))
    rest = cases - numbers.keys()
    if not rest or not isinstance(by, staff.Acting) or by.scope is not staff.Scope.BODY:
        return numbers, set()
    had = Task.objects.filter(case=OuterRef("pk"), body=by.body_code, state=TaskState.CANCELLED)
    gone = dict(Case.objects.filter(Exists(had), id__in=rest).values_list("id", "number"))
    return numbers | gone, set(gone)


def _case_of(row: Passed) -> int:
    return int(row.chain.removeprefix(CHAIN))


def _change(row: Passed, number: str, facts: Facts) -> Change:
    stage = (facts.after or {}).get("stage")
    part = (facts.details or {}).get("task", "")
    return Change(row.id, number, row.seq, row.what, row.at, Stage(str(stage)) if stage else None, str(part))
