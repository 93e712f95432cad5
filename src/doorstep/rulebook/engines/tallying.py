"""Counting answers: totals by district, and the bits and yearly fen of each family, from a row for each person."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.engines.answers import ENTITLED, RECEIVED, UNKNOWN_AMOUNT
from doorstep.rulebook.engines.cells import CODE, STATES, WORD_BITS, Judged, Longs, Totals, words
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.packs.model import PERIODS
from doorstep.rulebook.plan import REST

Rows = Mapping[str, npt.NDArray[Any]]
_FREE = np.isin(np.arange(STATES), [CODE[ENTITLED], CODE[UNKNOWN_AMOUNT]])
_HELD = _FREE | (np.arange(STATES) == CODE[RECEIVED])


def tallied(city: CityPlan, districts: int, rows: Rows) -> Judged:
    """Judged from rows as `answers_script` gives them, in any order; families in the order of their ids."""
    order = _order(rows)
    ids = rows["family_id"][order]
    begins = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
    first = order[begins]  # where the first member of each family lies
    family_of = np.empty(len(ids), np.int64)
    family_of[order] = np.repeat(np.arange(len(first)), np.diff([*begins, len(ids)]))
    together = np.bincount(family_of[~rows["apart"].astype(np.bool_)], minlength=len(first))
    sizes = np.bincount(family_of, minlength=len(first))
    size = words(len(city.codes))
    judged = Judged(
        Totals.empty(len(city.plan.claims), districts),
        np.zeros((size, len(first)), np.int64),
        np.zeros((size, len(first)), np.int64),
        np.zeros(len(first), np.int64),
    )
    of_person = rows["district"].astype(np.int64) * STATES
    for number, claim in enumerate(city.plan.claims):
        person = claim.unit is Unit.PERSON
        rows_of = slice(None) if person else first
        answer = rows[f"z{number}"][rows_of]
        cell = of_person[rows_of] + answer
        cells = districts * STATES
        count = np.bincount(cell, minlength=cells)
        heads = count if person else _sums(cell, together if claim.variant == REST else sizes, cells)
        judged.totals.count[number] = count.reshape(districts, STATES)
        judged.totals.heads[number] = heads.reshape(districts, STATES)
        family = family_of if person else np.arange(len(first))
        word, bit = divmod(city.codes.index(claim.code), WORD_BITS)
        held = np.flatnonzero(_HELD[answer])
        judged.holding[word, family[held]] |= 1 << bit
        judged.unclaimed[word, family[held[_FREE[answer[held]]]]] |= 1 << bit
        if claim.amount is None:
            continue
        fen = rows[f"a{number}"][rows_of]
        paid = np.flatnonzero(fen)
        judged.totals.amount[number] = _sums(cell[paid], fen[paid], cells).reshape(districts, STATES)
        held = held[fen[held] != 0]
        judged.value += _sums(family[held], fen[held] * PERIODS[claim.typed.formula.period], len(first))
    return judged


def _sums(at: Longs, values: Longs, size: int) -> Longs:
    """Sums by position, in whole numbers: `bincount` would add them up as floats."""
    found = np.zeros(size, np.int64)
    np.add.at(found, at, values)
    return found


def _order(rows: Rows) -> Longs:
    """The places of the rows by family and member: chunks lie so and mostly come so, and to bring every column into order
    takes longer than to look where the first member of a family lies."""
    return np.lexsort((rows["member"], rows["family_id"]))
