"""A piece of the city in memory, in the layout that engines agree on: columns, validity bits, people behind their family.

Money and ratios are int64 (fen, ten-thousandths), counts and dates int32 (yyyymmdd), codes int8 (position among the
declared values), truth values single bits. `valid` has one bit per row, lowest bit first: Arrow's own layout, so that a
Parquet column is judged where it lies, without a copy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.engines.cells import Bytes, Longs
from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.language.types import Kind, Type
from doorstep.rulebook.plan import Plan

Array = npt.NDArray[Any]

STORAGE: dict[Kind, str] = {
    Kind.MONEY: "int64", Kind.RATIO: "int64", Kind.COUNT: "int32", Kind.DATE: "int32", Kind.CODE: "int8", Kind.BOOL: "bool",
}  # fmt: skip
"""The type of a fact's column, in Parquet and in memory; a bool is one bit."""


@dataclass(frozen=True, slots=True)
class Data:
    """One column: values (bits for a bool) and validity bits."""

    values: Array
    valid: Bytes


@dataclass(frozen=True, slots=True)
class Chunk:
    """`offsets[f]` is the position of the first member of family f; `ids` are the surrogate ids of the families."""

    ids: Longs
    offsets: Longs
    district: Bytes
    family_facts: Mapping[str, Data]
    person_facts: Mapping[str, Data]

    @property
    def families(self) -> int:
        """How many families."""
        return len(self.ids)

    @property
    def persons(self) -> int:
        """How many people."""
        return int(self.offsets[-1])


def all_valid(rows: int) -> Bytes:
    """Validity bits of a column without unknowns."""
    return np.full((rows + 7) // 8, 255, np.uint8)


def all_unknown(kind: Type, rows: int) -> Data:
    """A column that nobody filled: every value is unknown."""
    bits = np.zeros((rows + 7) // 8, np.uint8)
    return Data(bits if kind.kind is Kind.BOOL else np.zeros(rows, STORAGE[kind.kind]), bits)


def pack(kind: Type, values: Array, known: npt.NDArray[np.bool_] | None = None) -> Data:
    """A column from plain values; `known` None: all are."""
    valid = all_valid(len(values)) if known is None else np.packbits(known, bitorder="little")
    if kind.kind is Kind.BOOL:
        return Data(np.packbits(values.astype(np.bool_), bitorder="little"), valid)
    return Data(np.ascontiguousarray(values, dtype=STORAGE[kind.kind]), valid)


def unpack(kind: Type, data: Data, rows: int) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Plain values and whether they are known."""
    known = np.unpackbits(data.valid, count=rows, bitorder="little").astype(np.bool_)
    if kind.kind is Kind.BOOL:
        return np.unpackbits(data.values, count=rows, bitorder="little").astype(np.bool_), known
    return data.values[:rows], known


def known_share(chunk: Chunk) -> dict[str, float]:
    """By fact: of which share of the people or families it is known."""
    sides = ((chunk.family_facts, chunk.families), (chunk.person_facts, chunk.persons))
    return {x: _bits(d.valid, rows).mean() for facts, rows in sides for x, d in facts.items()}


def without_any(chunk: Chunk, facts: frozenset[str]) -> npt.NDArray[np.bool_]:
    """The families of which, and of whose members, none of these facts is known."""
    found = ~_any_known([d for x, d in chunk.family_facts.items() if x in facts], chunk.families)
    people = _any_known([d for x, d in chunk.person_facts.items() if x in facts], chunk.persons)
    return found & ~np.logical_or.reduceat(people, chunk.offsets[:-1])


def _any_known(columns: Sequence[Data], rows: int) -> npt.NDArray[np.bool_]:
    size = (rows + 7) // 8
    bits = np.zeros(size, np.uint8)
    for column in columns:
        bits |= column.valid[:size]
    return _bits(bits, rows)


def _bits(packed: Bytes, rows: int) -> npt.NDArray[np.bool_]:
    return np.unpackbits(packed, count=rows, bitorder="little").view(np.bool_)


def take(plan: Plan, chunk: Chunk, families: Longs) -> Chunk:
    """Some families of a chunk with their members."""
    sizes = chunk.offsets[families + 1] - chunk.offsets[families]
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    people = np.repeat(chunk.offsets[families] - offsets[:-1], sizes) + np.arange(offsets[-1])
    facts = plan.ruleset.facts
    return Chunk(
        chunk.ids[families],
        offsets,
        chunk.district[families],
        {x: _pick(facts[x].type, d, families) for x, d in chunk.family_facts.items()},
        {x: _pick(facts[x].type, d, people) for x, d in chunk.person_facts.items()},
    )


def _pick(kind: Type, data: Data, rows: Longs) -> Data:
    values = _bits_at(data.values, rows) if kind.kind is Kind.BOOL else data.values[rows]
    return pack(kind, values, _bits_at(data.valid, rows))


def _bits_at(packed: Bytes, rows: Longs) -> npt.NDArray[np.bool_]:
    """Some bits, without unpacking all."""
    found: npt.NDArray[np.bool_] = (packed[rows >> 3] >> (rows & 7).astype(np.uint8) & 1) != 0
    return found


def from_families(plan: Plan, families: Sequence[Family]) -> Chunk:
    """A chunk of encoded families, for tests and for judging a few with the engines of the city."""
    sizes = [len(f.members) for f in families]
    people = [m for f in families for m in f.members]
    return Chunk(
        np.arange(len(families), dtype=np.int64),
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        np.zeros(len(families), np.uint8),
        {name: _column(plan, name, [f.facts.get(name) for f in families]) for name in plan.family_facts},
        {name: _column(plan, name, [m.get(name) for m in people]) for name in plan.person_facts},
    )


def _column(plan: Plan, name: str, values: Sequence[Value]) -> Data:
    kind = plan.ruleset.facts[name].type
    known = np.array([v is not None for v in values], np.bool_)
    return pack(kind, np.array([v or 0 for v in values], np.int64), known)
