"""What is drawn beside birth, family, income and assets: sex, school, insurance, work, care, tags, living space.

Of those who never applied the register holds tags and no more: a tag is a mark that somebody has been recognised; where
there is none, nothing is known. What only an applicant has told or had checked is known of applicants alone.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.engines.cells import Longs

if TYPE_CHECKING:
    from doorstep.rulebook.city.drawing import Drawer

Bools = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]

PRESCHOOL, COMPULSORY, HIGH_SCHOOL, HIGHER = 1, 2, 3, 4
STAGES = ((3, PRESCHOOL), (6, COMPULSORY), (15, HIGH_SCHOOL), (18, HIGHER))
RESIDENT, EMPLOYEE = 1, 2
"""Positions of the codes that facts.toml declares for education and insurance."""
SQUARE_METRE = 10_000


class Traits:
    """Draws into a drawer's columns; the drawer already knows ages, disability, applicants and incomes."""

    def __init__(self, drawer: "Drawer") -> None:
        self.d = drawer
        self.age, self.mine = drawer.age, drawer.applicant[drawer.of_family]
        self.local = drawer.hukou[drawer.of_family]
        self.used = {*drawer.plan.family_facts, *drawer.plan.person_facts}

    def draw(self) -> None:
        """Every fact of the plan that has a margin of its own."""
        self.sex()
        self.school()
        self.insurance()
        self.work()
        self.health()
        self.tags()
        self.home()

    # ── small tools ──

    def share(self, name: str) -> Bools:
        """Drawn by the margin of that name, by age where it has steps."""
        return self.d.by_age(self.d.margins.traits[name])

    def told(self, name: str, values: Array) -> None:
        """Known of applicants only."""
        if name in self.used:
            self.d.known(name, values, self.mine)

    def tag(self, name: str, values: Array) -> None:
        """Known of applicants, and wherever it has been recognised."""
        if name in self.used:
            self.d.known(name, values, self.mine | (values != 0))

    def everyone(self, name: str, values: Array) -> None:
        """Known of everybody, from a register that is complete."""
        if name in self.used:
            self.d.known(name, values)

    def between(self, low: int, high: int) -> Longs:
        return self.d.rng.integers(low, high, self.d.persons)

    # ── the facts ──

    def sex(self) -> None:
        self.women = self.share("women")
        self.everyone("sex", np.where(self.women, 0, 1))
        retire = np.where(self.women, 55, 60)
        self.working_age = (self.age >= 16) & (self.age < retire)

    def school(self) -> None:
        attends = self.share("in_school")
        stage = np.select([self.age >= age for age, _ in reversed(STAGES)], [s for _, s in reversed(STAGES)], 0)
        kept = self.d.severe & (self.age >= 6) & (self.age < 15) & self.share("kept_from_school")
        self.told("education", np.where(attends & ~kept, stage, 0))
        self.tag("cannot_attend_school", kept)
        self.told("joins_child_fund", (self.age < 18) & self.share("child_fund"))

    def insurance(self) -> None:
        draw = self.d.rng.integers(0, 10_000, self.d.persons)
        resident = np.where(self.local, self.steps("resident_local"), self.steps("resident_other"))
        employee = np.where(self.local, self.steps("employee_local"), self.steps("employee_other"))
        insured = np.where(draw < resident, RESIDENT, np.where(draw < resident + employee, EMPLOYEE, 0))
        self.everyone("insurance", insured)
        self.employees = insured == EMPLOYEE

    def steps(self, name: str) -> Longs:
        rows = self.d.margins.traits[name]
        found: Longs = np.array([s for _, s in rows])[np.searchsorted([a for a, _ in rows], self.age, "right") - 1]
        return found

    def work(self) -> None:
        works = self.d.works
        idle = self.working_age & ~works & ~self.d.severe
        registered = idle & np.where(self.mine, self.share("unemployed_of_applicants"), self.share("unemployed"))
        months = np.minimum(self.d.rng.geometric(0.09, self.d.persons), 120)
        self.tag("unemployed_registered", registered)
        self.tag("unemployed_months", np.where(registered, months, 0))
        flexible = self.working_age & ~registered & self.share("flexible_work")
        self.tag("flexible_work", flexible)
        self.tag("pays_own_contributions", flexible & self.share("own_contributions"))
        contract = works & ~flexible & self.share("contract")
        # Recognised as hard to place when they were without work; flexible work or a post came afterwards.
        placed = (flexible | contract) & (self.age >= 40) & self.local & self.share("recognised_before")
        self.everyone("receives_job_difficulty", placed)
        if "employer_insures" in self.used:
            self.d.known("employer_insures", contract, self.mine | placed)
        self.told("months_in_work", np.where(works, np.minimum(self.d.rng.geometric(0.04, self.d.persons), 400), 0))
        self.told("reported_work", works & self.share("reported_work"))
        self.tag("union_member", self.employees & self.working_age & self.share("union_aid"))

    def health(self) -> None:
        ill, severe = self.d.ill, self.d.severe
        unable = severe & self.share("unable_severe") | ill & self.share("unable_ill") | self.share("unable")
        self.told("unable_to_work", unable & ~self.d.works)
        self.told("needs_hospital", np.where(ill, self.share("hospital_ill"), self.share("hospital")))
        costs = np.where(ill, self.between(30_000, 400_000), self.between(0, 30_000))
        self.told("outpatient_base", costs * np.where(ill, self.share("outpatient_ill"), self.share("outpatient")))
        inpatient = self.d.columns["inpatient_base"][0] if "inpatient_base" in self.d.columns else costs * 0
        self.told("nursing_cost", np.where(inpatient > 0, self.between(20_000, 300_000), 0))
        assessed = self.share("care_assessed")
        self.tag("care_level", np.where(assessed, self.between(1, 7), 0))

    def tags(self) -> None:
        local = self.local
        lost = self.share("only_child_lost") & local
        self.tag("only_child_lost", np.where(lost, self.between(1, 3), 0))
        if "has_other_child" in self.used:
            self.d.known("has_other_child", self.share("another_child"), self.mine | lost)
        without = self.share("without_parents")
        self.tag("parental_care", np.where(without, np.where(self.share("parents_dead"), 2, 1), 0))
        self.tag("preferential", self.share("preferential") & local)
        self.tag("returned_supporter", self.share("returned") & local)
        alone = (self.d.sizes == 1)[self.d.of_family] & (self.age >= 60)
        self.told("without_support", alone & self.share("without_support") | without & self.share("parents_dead"))

    def home(self) -> None:
        """Living space: small where the family is poor; some exactly at the seven square metres of low-rent housing."""
        d, traits = self.d, self.d.margins.traits
        poor = d.recipient | d.near
        middle = np.where(poor, traits["space_poor"][0][1], traits["space"][0][1])
        each = np.clip(middle * np.exp(d.rng.normal(0, 0.5, d.families)), 3 * SQUARE_METRE, 90 * SQUARE_METRE)
        each = each.astype(np.int64) // 1_000 * 1_000  # a tenth of a square metre, as surveyors write
        planted = d.chance(traits["space_on_the_line"][0][1], d.families)
        each = np.where(planted, 7 * SQUARE_METRE + d.rng.integers(-1, 2, d.families) * 1_000, each)
        if "living_area" in self.used:
            d.known("living_area", each * d.sizes, d.applicant)
        if "dibao_before" in self.used:
            gap = np.maximum(d.standard * d.sizes - d.income, 0)
            before = np.minimum(gap + d.standard * d.rng.integers(0, 6, d.families) // 10, d.standard * d.sizes)
            d.known("dibao_before", np.where(d.recipient, before, 0), d.applicant)
