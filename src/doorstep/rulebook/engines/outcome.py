"""What every engine answers for one claim of one subject. Engines agree when these rows are equal."""

from typing import NamedTuple

from doorstep.rulebook.engines.family import Value

LeafRow = tuple[Value, Value, Value]  # holds, figure, threshold
ConditionRow = tuple[Value, tuple[LeafRow, ...]]


class Outcome(NamedTuple):
    """`member` is a position, None for the family. `applies` False: nobody to judge in this way, leave the row out."""

    claim: str
    member: int | None
    applies: Value
    verdict: Value
    amount: Value
    received: Value
    conditions: tuple[ConditionRow, ...]
