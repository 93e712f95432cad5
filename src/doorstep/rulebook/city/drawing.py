"""Drawing one chunk of a synthetic city: families, people, and what the register lawfully knows of them.

Incomes and assets stand only with past and present applicants, who signed for the check; of everybody else there are
dates of birth, registration, certificates, what is received, and signals. Deterministic: a chunk is drawn from (seed,
number of the chunk) alone. Facts that this module does not know by name are drawn from their declared type and range.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.city.margins import Margins, Steps
from doorstep.rulebook.city.traits import Traits
from doorstep.rulebook.engines.cells import Longs
from doorstep.rulebook.engines.chunk import Chunk, Data, pack
from doorstep.rulebook.language.types import RATIO_SCALE, Kind, Unit
from doorstep.rulebook.packs.model import Fact
from doorstep.rulebook.plan import Plan

Bools = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]

SIGNALS = ("alone_at_80", "severely_disabled", "seriously_ill", "one_adult_with_child", "refused_by_little", "arrears")
"""Bits of a family's signals: reasons to ask, none of them a proof."""

RECEIVED = "receives_"
DIBAO = "receives_dibao"
_CENTURY = np.arange(np.datetime64("1880-01-01"), np.datetime64("2101-01-01"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chunk and what stands beside the facts: signals by family, and who applied at some time."""

    chunk: Chunk
    signals: npt.NDArray[np.uint8]
    applicant: Bools
    recipient: Bools


def draw_chunk(plan: Plan, margins: Margins, *, seed: int, number: int, persons: int, first_id: int) -> Drawn:
    """Draw the chunk: exactly `persons` people; surrogate ids of families count from `first_id`."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
    return Drawer(plan, margins, rng, persons, first_id).draw()


class Drawer:
    """One chunk in the making; `traits` draws into it too."""

    def __init__(self, plan: Plan, margins: Margins, rng: np.random.Generator, persons: int, first_id: int) -> None:
        self.plan, self.margins, self.rng, self.first_id = plan, margins, rng, first_id
        self.facts = plan.ruleset.facts
        self.day: date = plan.ruleset.day
        self.standard = plan.ruleset.values.get("dibao_standard", 97_000)
        self.sizes = self.family_sizes(persons)
        self.offsets = np.concatenate(([0], np.cumsum(self.sizes))).astype(np.int64)
        self.families, self.persons = len(self.sizes), persons
        self.of_family = np.repeat(np.arange(self.families), self.sizes)
        self.place = np.arange(persons) - self.offsets[self.of_family]
        self.columns: dict[str, tuple[Array, Bools]] = {}

    def draw(self) -> Drawn:
        shares = np.array([w for _, w in self.margins.districts], float)
        district = self.rng.choice(len(shares), self.families, p=shares / shares.sum()).astype(np.uint8)
        self.hukou = self.chance(self.margins.hukou, self.families)
        self.people()
        self.applicants()
        self.known("local_hukou", self.hukou)
        self.known("residence_permit", ~self.hukou & self.chance(5_500, self.families))
        self.money()
        Traits(self).draw()
        self.others()
        signals = self.signals()
        self.plant()
        return Drawn(self.chunk(district), signals, self.applicant, self.recipient)

    # ── small tools ──

    def chance(self, share: int, rows: int) -> Bools:
        return self.rng.integers(0, RATIO_SCALE, rows, dtype=np.int32) < share

    def by_age(self, steps: Steps) -> Bools:
        shares = np.array([s for _, s in steps])[np.searchsorted([a for a, _ in steps], self.age, "right") - 1]
        return self.rng.integers(0, RATIO_SCALE, self.persons, dtype=np.int32) < shares

    def known(self, name: str, values: Array, known: Bools | None = None) -> None:
        """A fact's column, if the pack has such a fact of the right unit and its range admits the values."""
        fact = self.facts.get(name)
        rows = self.persons if fact is not None and fact.unit is Unit.PERSON else self.families
        if fact is None or len(values) != rows:
            return
        if fact.type.kind is not Kind.BOOL:
            values = np.clip(values, fact.low, fact.high)
        # A copy: what is planted as unknown in one column must not become unknown in all that were drawn with it.
        self.columns[name] = (values, np.ones(rows, np.bool_) if known is None else known.copy())

    def family_sizes(self, persons: int) -> Longs:
        shares = np.array(self.margins.sizes, float)
        sizes: Longs = self.rng.choice(np.arange(1, len(shares) + 1), persons, p=shares / shares.sum())
        last = int(np.searchsorted(np.cumsum(sizes), persons)) + 1
        sizes = sizes[:last].astype(np.int64)
        sizes[-1] -= sizes.sum() - persons
        return sizes

    def any_of(self, people: Bools) -> Bools:
        return np.logical_or.reduceat(people, self.offsets[:-1])

    # ── people ──

    def people(self) -> None:
        """Ages by place in the family: head, partner or child, child, parent; older where registered in the city."""
        hukou = self.hukou
        old = self.chance(3_600, self.families) & hukou
        head = np.where(old, self.rng.integers(60, 95, self.families), self.rng.integers(24, 60, self.families))
        head = np.where(hukou, head, self.rng.integers(20, 52, self.families))
        couple = self.chance(7_200, self.families)
        base, place = head[self.of_family], self.place
        generation = self.rng.integers(22, 36, self.persons)
        partner = base + self.rng.integers(-5, 4, self.persons)
        child = base - generation
        second = np.where(couple[self.of_family], partner, np.where(child >= 0, child, base + generation))
        later = np.where((place == 2) & (child >= 0) | (place == 4), child, base + generation)
        age = np.select([place == 0, place == 1], [base, second], later)
        self.age = np.clip(np.where(age < 0, generation % 18, age), 0, 104)
        days = self.rng.integers(0, 365, self.persons)
        today = int((np.datetime64(self.day) - _CENTURY[0]).astype(int))
        born = np.maximum(today - self.age * 36525 // 100 - days, 0)
        self.known("birth_date", _numbers()[born])
        grades = np.array(self.margins.grades, float)
        self.disabled = self.by_age(self.margins.disability)
        grade = np.where(self.disabled, self.rng.choice(len(grades), self.persons, p=grades / grades.sum()) + 1, 0)
        self.severe = (grade == 1) | (grade == 2)
        self.ill = self.by_age(self.margins.illness)
        self.known("disability", grade)
        assessed = self.severe & self.chance(7_000, self.persons)
        self.known("needs_daily_care", self.chance(self.margins.care, self.persons), assessed)

    def applicants(self) -> None:
        """Who receives 低保, and who applied for anything at some time: small, ill and disabled families above all."""
        weight = np.array([0, 3.0, 2.0, 1.0, 0.5, 0.3, 0.2])[np.minimum(self.sizes, 6)]
        weight = weight * (1 + 4 * self.any_of(self.severe | self.ill)) * self.hukou
        key = self.rng.random(self.families) ** (1 / np.maximum(weight, 1e-9))
        order = np.argsort(-key)
        wanted = self.persons * self.margins.recipients_per_million // 1_000_000
        count = int(np.searchsorted(np.cumsum(self.sizes[order]), wanted)) + 1
        count = min(count, int(self.hukou.sum()))
        others = count * self.margins.other_applicants // RATIO_SCALE
        self.recipient = np.zeros(self.families, np.bool_)
        self.recipient[order[:count]] = True
        self.applicant = self.recipient.copy()
        self.applicant[order[count : count + others]] = True
        self.applicant &= self.hukou | self.recipient

    # ── what applicants have declared ──

    def money(self) -> None:
        line = self.standard * self.sizes
        low = self.rng.beta(
            0.5, 0.5 * (RATIO_SCALE - self.margins.income_share) / self.margins.income_share, self.families
        )
        high = 1.0 + self.rng.gamma(1.5, 0.8, self.families)
        unserved = self.applicant & ~self.recipient & self.chance(self.margins.below_line, self.families)
        share = np.where(self.recipient | unserved, np.minimum(low, 0.999), high)
        income = (line * share).astype(np.int64)
        planted = self.applicant & ~self.recipient & self.chance(self.margins.on_the_line, self.families)
        income = np.where(planted, line + self.rng.integers(-1, 2, self.families), income)
        self.near = self.applicant & ~self.recipient & (income < line * 11 // 10)
        self.income = income
        mine = self.applicant[self.of_family]
        two = (self.sizes > 1) & ~planted
        part = np.where(two, income * 6 // 10, income)
        own = np.where(self.place == 0, part[self.of_family], 0)
        own = np.where(self.place == 1, (income - part)[self.of_family], own)
        retired, works = self.age >= 60, (self.age >= 18) & (self.age < 60) & (own > 0)
        wages = works & ~self.severe
        self.works = wages
        self.known("pension", np.where(retired, own, 0), mine)
        self.known("wage", np.where(wages & ~retired, own, 0), mine)
        other = np.where(~wages & ~retired, own, 0)
        exempt = np.where((other > 0) & self.chance(300, self.persons), self.standard // 3, 0)
        self.known("other_income", other + exempt, mine)
        if "uncounted_income" in self.plan.person_facts:
            self.known("uncounted_income", exempt, mine)
        self.known("employed", wages, mine)
        self.known("family_support", self.tenth(own), mine)
        self.known("asks_alone", mine & (self.age >= 18) & (self.severe | self.ill) & self.chance(400, self.persons))
        self.known("seriously_ill", self.ill, mine | self.ill & self.chance(6_000, self.persons))
        self.known("income_year", own * 12 + self.tenth(own), mine)
        self.assets(mine)

    def tenth(self, amounts: Longs) -> Longs:
        return amounts * self.rng.integers(0, 10, len(amounts)) // 100

    def assets(self, mine: Bools) -> None:
        poor = self.recipient | (self.chance(8_000, self.families) & self.near)
        each = np.where(
            poor, self.rng.integers(0, 2_900_000, self.families), self.rng.integers(0, 9_000_000, self.families)
        )
        self.known("savings", each[self.of_family] // 100 * 100, mine)
        homes = np.where(poor, self.chance(6_000, self.families), self.rng.integers(0, 3, self.families))
        self.known("homes", homes, self.applicant)
        self.known("owns_vehicle", ~poor & self.chance(1_200, self.families), self.applicant)
        costs = np.where(
            self.ill, self.rng.integers(500_000, 9_000_000, self.persons), self.rng.integers(0, 300_000, self.persons)
        )
        self.known("medical_spending_year", costs, mine)
        self.known("inpatient_base", np.where(self.ill & self.chance(4_000, self.persons), costs // 3, 0), mine)
        self.known("medical_aid_used", np.zeros(self.persons, np.int64), mine)
        school = (self.age >= 3) & (self.age < 23)
        self.known("education_spending_year", np.where(school, self.rng.integers(0, 900_000, self.persons), 0), mine)
        self.known("hardship", self.chance(300, self.families) * self.rng.integers(1, 6, self.families), self.applicant)
        self.known("hardship_months", self.rng.integers(1, 6, self.families), self.applicant)

    def others(self) -> None:
        """Receipts, and facts without a margin of their own."""
        recipients = self.recipient[self.of_family]
        for name in (*self.plan.family_facts, *self.plan.person_facts):
            fact = self.facts[name]
            rows = self.persons if fact.unit is Unit.PERSON else self.families
            if name in self.columns:
                continue
            if name.startswith(RECEIVED):
                got = recipients if fact.unit is Unit.PERSON else self.recipient
                self.known(name, got if name == DIBAO else np.zeros(rows, np.bool_))
                continue
            mine = self.applicant if fact.unit is Unit.FAMILY else self.applicant[self.of_family]
            self.known(name, self.generic(fact, rows), mine | np.full(rows, not fact.nullable))

    def generic(self, fact: Fact, rows: int) -> Array:
        draw: dict[Kind, Callable[[], Array]] = {
            Kind.BOOL: lambda: self.chance(700, rows),
            Kind.CODE: lambda: np.where(self.chance(9_200, rows), 0, self.rng.integers(0, len(fact.type.codes), rows)),
            Kind.DATE: lambda: _numbers()[np.maximum(0, self._today() - self.rng.integers(0, 7_000, rows))],
        }
        if fact.type.kind in draw:
            return draw[fact.type.kind]()
        top = min(fact.high, fact.low + {Kind.MONEY: 500_000, Kind.COUNT: 24, Kind.RATIO: RATIO_SCALE}[fact.type.kind])
        drawn = self.rng.integers(fact.low, top + 1, rows)
        return np.where(self.chance(7_000, rows), max(fact.low, min(0, fact.high)), drawn)

    def _today(self) -> int:
        return int((np.datetime64(self.day) - _CENTURY[0]).astype(int))

    # ── signals, unknowns, the chunk ──

    def signals(self) -> npt.NDArray[np.uint8]:
        adults = np.add.reduceat((self.age >= 18).astype(np.int64), self.offsets[:-1])
        ill, known = self.columns.get("seriously_ill", (self.ill, self.ill))
        bits = (
            (self.sizes == 1) & self.any_of(self.age >= 80),
            self.any_of(self.severe),
            self.any_of(ill & known),
            (adults == 1) & (self.sizes > 1),
            self.near,
            self.chance(60, self.families),
        )
        result = np.zeros(self.families, np.uint8)
        for i, bit in enumerate(bits):
            result |= bit.astype(np.uint8) << i
        return result

    def plant(self) -> None:
        """Facts of applicants that nobody has recorded; those who receive have been checked."""
        free = self.applicant & ~self.recipient
        for name, (values, known) in self.columns.items():
            fact = self.facts[name]
            if not fact.nullable or name.startswith(RECEIVED) or name in ("birth_date", "local_hukou", "disability"):
                continue
            mine = free[self.of_family] if fact.unit is Unit.PERSON else free
            rows = np.flatnonzero(mine)
            gone = rows[self.chance(self.margins.unknown, len(rows))]
            known[gone] = False
            self.columns[name] = (values, known)

    def chunk(self, district: npt.NDArray[np.uint8]) -> Chunk:
        def column(name: str) -> Data:
            values, known = self.columns[name]
            return pack(self.facts[name].type, values, known)

        ids = np.arange(self.first_id, self.first_id + self.families, dtype=np.int64)
        family = {name: column(name) for name in self.columns if self.facts[name].unit is Unit.FAMILY}
        person = {name: column(name) for name in self.columns if self.facts[name].unit is Unit.PERSON}
        return Chunk(ids, self.offsets, district, family, person)


@cache
def _numbers() -> Longs:
    """yyyymmdd of every day since 1880."""
    days = _CENTURY.astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(int) + 1970
    months = days.astype("datetime64[M]").astype(int) % 12 + 1
    of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    numbers: Longs = (years * 10_000 + months * 100 + of_month).astype(np.int64)
    return numbers
