"""Does the synthetic city reproduce what was published of the real one?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from doorstep.rulebook.city.margins import Margins, Year
from doorstep.rulebook.city.running import Engine, Runner
from doorstep.rulebook.engines.answers import RECEIVED
from doorstep.rulebook.engines.cells import CODE
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.language.types import RATIO_SCALE

FULL_CITY = 25_000_000
TOLERANCE = 500
"""Five per cent, in ten-thousandths."""
PROGRAMME, STANDARD = "dibao", "dibao_standard"


@dataclass(frozen=True, slots=True)
class Check:
    """A published figure beside the city's, scaled to 25 million people; deviation in ten-thousandths."""

    year: int
    what: str
    role: str
    published: int
    found: int

    @property
    def deviation(self) -> int:
        """Signed."""
        return (self.found - self.published) * RATIO_SCALE // self.published

    @property
    def holds(self) -> bool:
        """Within 5 %."""
        return abs(self.deviation) <= TOLERANCE


def calibrate(city: CityPlan, runner: Runner, margins: Margins, *, progress: Callable[[int, int], None]) -> list[Check]:
    """Recipients and yearly cost of 低保 at the standards of each published year.

    The people who receive on the city's day are paid by the rules at each year's standards, with the share of the
    standard that stands for supplements; another year's cost is scaled to that year's number of recipients.
    """
    standards = sorted({fen for year in margins.years for fen, _ in year.standards})
    people, paid = 0, dict.fromkeys(standards, 0)
    for done, data in enumerate(runner.run(partial(_chunk, city, tuple(standards))), start=1):
        people += data[0]
        for fen, amount in zip(standards, data[1], strict=True):
            paid[fen] += amount
        progress(done, runner.file.chunks)
    persons = runner.file.persons
    checks = []
    for year in margins.years:
        if year.role == "calibrated":
            checks.append(
                Check(year.year, "recipients", year.role, year.recipients, people * FULL_CITY // max(1, persons))
            )
        checks.append(Check(year.year, "paid", year.role, year.paid, _cost(year, paid, people, margins.supplement)))
    return checks


def _chunk(city: CityPlan, standards: tuple[int, ...], engine: Engine, number: int) -> list[Any]:
    """People who receive, and the fen a month that they are paid at each standard."""
    base = Figures.of(city)
    mine = [i for i, c in enumerate(city.plan.claims) if c.code == PROGRAMME]
    people = int(engine.judge(base).totals.heads[mine, :, CODE[RECEIVED]].sum())
    found = [engine.judge(Figures({**base.values, STANDARD: fen}, base.tables)).totals for fen in standards]
    return [people, [int(t.amount[mine, :, CODE[RECEIVED]].sum()) for t in found]]


def _cost(year: Year, paid: dict[int, int], people: int, supplement: int) -> int:
    """A year's fen for that year's recipients, had they been like the city's."""
    months = sum(n * (paid[fen] + people * fen * supplement // RATIO_SCALE) for fen, n in year.standards)
    return months * year.recipients // max(1, people)
