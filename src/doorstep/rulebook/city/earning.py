"""A chunk in which everybody in work earns a little more: what cliffs are found from."""

from dataclasses import replace

import numpy as np

from doorstep.rulebook.engines.cells import Longs
from doorstep.rulebook.engines.chunk import Chunk, pack, unpack
from doorstep.rulebook.engines.exclusion import CityPlan

WAGE, EMPLOYED = "wage", "employed"


def more_pay(city: CityPlan, chunk: Chunk, step: int) -> tuple[Chunk, Longs]:
    """The chunk with `step` fen a month more for everyone known to be in work, and how many of each family that is."""
    wage, employed = (chunk.person_facts.get(x) for x in (WAGE, EMPLOYED))
    if wage is None or employed is None:
        return chunk, np.zeros(chunk.families, np.int64)
    facts = city.plan.ruleset.facts
    pay, known = unpack(facts[WAGE].type, wage, chunk.persons)
    works, sure = unpack(facts[EMPLOYED].type, employed, chunk.persons)
    earns = known & sure & works & (pay + step <= facts[WAGE].high)
    people = {**chunk.person_facts, WAGE: pack(facts[WAGE].type, pay + earns * step, known)}
    return replace(chunk, person_facts=people), np.add.reduceat(earns.astype(np.int64), chunk.offsets[:-1])


def earns_more_sql(city: CityPlan, step: int) -> str:
    """The condition of a row of persons that gets `step` fen more; null or false: it does not."""
    return f"({EMPLOYED} AND {WAGE} + {step} <= {city.plan.ruleset.facts[WAGE].high})"
