# ruff: noqa: S608 — names of tables and columns come from the plan, never from outside
"""The plan as SQL: tables of people and of families that alternate, and the answers of every claim at their end.

The same text for DuckDB and for Spark but for the words in `Dialect`. A stage keeps what a later one reads and no more:
writing a column down costs ten times what computing it costs. So an answer is made where the last thing it needs is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from doorstep.rulebook.engines.answers import ENTITLED, EXCLUDED, NOT_ENTITLED, RECEIVED, UNKNOWN, UNKNOWN_AMOUNT
from doorstep.rulebook.engines.cells import CODE, LEFT_OUT
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_steps import needed_columns, wanted_columns
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.engines.sql_formulas import Dialect, Formulas, Level, whole
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Unit
from doorstep.rulebook.plan import REST, Claim, Column
from doorstep.rulebook.ruleset import ALONE

ANSWER_BITS = 4
"""Of an answer in a packed column: half a byte."""
PACKED = 15
"""Answers in a packed column: its sign stays free."""
ROWS = "answers_by_person"
FAMILIES = "answers_by_family"


@dataclass(frozen=True, slots=True)
class Step:
    """A table to make from earlier ones."""

    table: str
    select: str
    view: bool = False  # too cheap to be kept


@dataclass(frozen=True, slots=True)
class Script:
    """Steps, and the tables of people and families that stand at their end with their columns."""

    steps: tuple[Step, ...]
    people: str
    families: str
    people_columns: tuple[str, ...]
    family_columns: tuple[str, ...]


def answers_script(
    city: CityPlan, dialect: Dialect, figures: Figures, have: Mapping[str, set[str]]
) -> tuple[Step, ...]:
    """The last step, ROWS, has a row for each person: family_id, member, district, apart (judged alone), and of every
    claim its answer (z0, z1 …) and its fen (a0 …, none without an amount), those of the family too.

    `have`: columns in the files.
    """
    return _Writer(city, dialect, figures, have).answers()


def packed_script(
    city: CityPlan, dialect: Dialect, figures: Figures, have: Mapping[str, set[str]], among: str = ""
) -> tuple[tuple[Step, ...], dict[str, tuple[int, ...]]]:
    """As `answers_script`, with the answers of many claims in one number; and of each such column the claims, that of the
    lowest ANSWER_BITS first. A column less is kept from stage to stage and handed over for each of them; nor is the fen of
    what nobody can meet. `among`: a join that says who of both files is judged."""
    writer = _Writer(city, dialect, figures, have, packed=True, among=among)
    return writer.answers(), {name: claims for name, (_, claims) in writer.packs.items()}


def cells_script(
    city: CityPlan, dialect: Dialect, figures: Figures, have: Mapping[str, set[str]], mode: str = "cells"
) -> Script:
    """Every cell of the explanations, or those that a mode reads, in the order of `wanted_columns`."""
    return _Writer(city, dialect, figures, have).cells(mode)


def families_step(city: CityPlan) -> Step:
    """From ROWS to FAMILIES: a row for each family, with how many people it has and how many are judged together."""
    claims = [(i, c) for i, c in enumerate(city.plan.claims) if c.unit is Unit.FAMILY]
    names = [name for i, claim in claims for name in answer_columns(i, claim)]
    kept = "".join(f", max({x}) AS {x}" for x in ("district", *names))
    heads = "count(*) AS n_all, count(CASE WHEN NOT apart THEN 1 END) AS n_rest"
    return Step(FAMILIES, f"SELECT family_id, {heads}{kept} FROM {ROWS} GROUP BY family_id")


def totals_query(city: CityPlan) -> str:
    """Rows (claim, district, answer, count, heads, fen) from ROWS and FAMILIES."""
    parts = []
    for i, claim in enumerate(city.plan.claims):
        table = ROWS if claim.unit is Unit.PERSON else FAMILIES
        heads = "count(*)" if claim.unit is Unit.PERSON else f"sum({'n_rest' if claim.variant == REST else 'n_all'})"
        fen = whole(0) if claim.amount is None else f"CAST(sum(a{i}) AS BIGINT)"
        parts.append(
            f"SELECT {i} AS claim, district, z{i} AS answer, count(*) AS subjects, CAST({heads} AS BIGINT) AS heads, "
            f"{fen} AS fen FROM {table} GROUP BY district, z{i}"
        )
    return " UNION ALL ".join(parts)


def answer_columns(number: int, claim: Claim) -> tuple[str, ...]:
    """The columns of a claim in ROWS: its answer, and its fen if it has an amount."""
    return (f"z{number}",) if claim.amount is None else (f"z{number}", f"a{number}")


class _Writer(Formulas):
    def __init__(
        self, city: CityPlan, dialect: Dialect, figures: Figures, have: Mapping[str, set[str]], *, packed: bool = False,
        among: str = "",
    ) -> None:  # fmt: skip
        super().__init__(city.plan, dialect, figures)
        self.city, self.have, self.packed, self.among = city, have, packed, among
        self.packs: dict[str, tuple[Unit, tuple[int, ...]]] = {}
        self.steps: list[Step] = []
        self.stage = {c.name: i for i, (_, cs) in enumerate(self.plan.stages) for c in cs}

    def cells(self, mode: str) -> Script:
        people, families = wanted_columns(self.city, mode)
        self.literals = ()  # each is read back as a column
        last = self.stages(dict.fromkeys([*people, *families], len(self.plan.stages)), answered=False)
        return Script(tuple(self.steps), *last, tuple(map(self.number.__getitem__, people)),
                      tuple(map(self.number.__getitem__, families)))  # fmt: skip

    def answers(self) -> tuple[Step, ...]:
        until = {ALONE: len(self.plan.stages)} if ALONE in self.unit else {}
        for claim in self.plan.claims:
            until |= {x: max(self.ready(claim), until.get(x, 0)) for x in self.own(claim)}
        people, families = self.stages(until, answered=True)
        apart = f"coalesce({self.number[ALONE]}, FALSE)" if ALONE in self.unit else "FALSE"
        columns = [(c.unit, x) for i, c in enumerate(self.plan.claims) for x in self.handed_over(i, c)]
        columns += [(unit, name) for name, (unit, _) in self.packs.items()]
        names = [f"{'p' if unit is Unit.PERSON else 'f'}.{x}" for unit, x in columns]
        self.add(ROWS, f"SELECT p.family_id, p.member, f.district, {apart} AS apart, {', '.join(names)} "
                 f"FROM {people} p JOIN {families} f USING (family_id)")  # fmt: skip
        return tuple(self.steps)

    def own(self, claim: Claim) -> list[str]:
        """The columns that a claim's answer is made of; all are of the claim's unit."""
        if claim.key in self.city.hopeless:
            return [x for x in (claim.applies, claim.verdict) if x is not None]
        names = (claim.applies, claim.verdict, claim.amount, claim.received, self.city.excluded.get(claim.key))
        return [x for x in names if x is not None]

    def ready(self, claim: Claim) -> int:
        """The stage at which all of them are there."""
        return max(self.stage[name] for name in self.own(claim))

    def answers_at(self, stage: int, unit: Unit) -> list[str]:
        """Put the answers that are ready at a stage; the columns to keep of them."""
        ready = [(i, c) for i, c in enumerate(self.plan.claims) if c.unit is unit and self.ready(c) == stage]
        for i, claim in ready:
            self.answer(i, claim)
        columns = [x for i, claim in ready for x in self.handed_over(i, claim)]
        if not self.packed:
            return columns
        names = [self.pack(unit, [i for i, _ in ready[at : at + PACKED]]) for at in range(0, len(ready), PACKED)]
        return [*names, *columns]

    def handed_over(self, number: int, claim: Claim) -> list[str]:
        """The columns of a claim's answer that stand by themselves."""
        if not self.packed:
            return list(answer_columns(number, claim))
        return [] if claim.amount is None or claim.key in self.city.hopeless else [f"a{number}"]

    def pack(self, unit: Unit, claims: list[int]) -> str:
        """Put the answers of some claims into one number, the first in its lowest bits."""
        name = f"w{len(self.packs)}"
        *lower, highest = (f"z{i}" for i in claims)
        text = f"CAST({highest} AS BIGINT)"
        for answer in reversed(lower):
            text = f"({text} * {1 << ANSWER_BITS} + {answer})"
        self.level.put(name, text, 1 + max(self.level.at[f"z{i}"] for i in claims))
        self.packs[name] = unit, tuple(claims)
        return name

    def answer(self, number: int, claim: Claim) -> None:
        """Put the answer and the fen of a claim into the level above all that they are made of."""
        level = 1 + max(self.level.at.get(self.number[x], 0) for x in self.own(claim))
        verdict, received = self.number[claim.verdict], self.number[claim.received]
        amount = self.number[claim.amount] if claim.amount else None
        no = self.code(NOT_ENTITLED)
        if claim.applies is not None:
            no = f"CASE WHEN NOT {self.number[claim.applies]} THEN {self.small(LEFT_OUT)} ELSE {no} END"
        if claim.key in self.city.hopeless:
            self.level.put(f"z{number}", f"CASE WHEN {verdict} IS NULL THEN {self.code(UNKNOWN)} ELSE {no} END", level)
            if amount:
                self.level.put(f"a{number}", whole(0), level)
            return
        excluded = self.city.excluded.get(claim.key)
        out = f"WHEN {self.number[excluded]} THEN {self.code(EXCLUDED)} " if excluded else ""
        if excluded and claim.key in self.city.resting:
            out += f"WHEN {self.number[excluded]} IS NULL THEN {self.code(UNKNOWN)} "
        yes, known = self.code(UNKNOWN_AMOUNT), claim.amount in self.certain
        if amount:
            entitled = self.code(ENTITLED)
            yes = entitled if known else f"CASE WHEN {amount} IS NULL THEN {yes} ELSE {entitled} END"
        self.level.put(
            f"z{number}",
            f"CASE WHEN {verdict} IS NULL THEN {self.code(UNKNOWN)} WHEN NOT {verdict} THEN {no} "
            f"WHEN {received} THEN {self.code(RECEIVED)} {out}ELSE {yes} END",
            level,
        )
        if amount:
            fen = f"CASE WHEN {verdict} THEN {amount} ELSE {whole(0)} END"
            self.level.put(f"a{number}", fen if known else f"coalesce({fen}, {whole(0)})", level)

    def code(self, word: str) -> str:
        return self.small(CODE[word])

    def small(self, value: int) -> str:
        return f"CAST({value} AS {self.dialect.small})"

    # ── stages ──

    def stages(self, until: Mapping[str, int], *, answered: bool) -> tuple[str, str]:
        """Write the stages with what these columns rest on; each is kept up to the given stage. The last two tables."""
        people, families = self.base()
        needed = {c.name for c in needed_columns(self.city, set(until))}
        plan = [(unit, [c for c in columns if c.name in needed]) for unit, columns in self.plan.stages]
        last_read = self.last_reads([c for _, columns in plan for c in columns], until)
        kept: dict[Unit, list[str]] = {Unit.PERSON: ["family_id", "member"], Unit.FAMILY: ["family_id", "district"]}
        have: dict[Unit, list[str]] = {Unit.PERSON: [], Unit.FAMILY: []}
        for number, (unit, columns) in enumerate(plan):
            if not columns:
                continue
            self.level = Level()
            source = (self.with_family if unit is Unit.PERSON else self.with_sums)(people, families, columns)
            for column in columns:
                self.put(column.name, column.node)
            if answered:
                kept[unit] += self.answers_at(number, unit)
            made = (c.name for c in columns if self.number[c.name] not in self.literals)
            have[unit] = [x for x in [*have[unit], *made] if last_read[x] > number]
            later = [c for _, cs in plan[number + 1 :] for c in cs]
            facts = [f"f_{x}" for x in self.facts(later, unit)]
            self.add(
                f"s{number}", self.level.wrap(source, [*kept[unit], *facts, *(self.number[x] for x in have[unit])])
            )
            people, families = (f"s{number}", families) if unit is Unit.PERSON else (people, f"s{number}")
        return people, families

    def last_reads(self, columns: Sequence[Column], until: Mapping[str, int]) -> dict[str, int]:
        """The last stage that reads each column."""
        last = {c.name: until.get(c.name, 0) for c in columns}
        for column in columns:
            for x in self.reads(column.node):
                last[x.name] = max(last[x.name], self.stage[column.name])
        return last

    def base(self) -> tuple[str, str]:
        facts = self.plan.ruleset.facts
        for table, names, keys in (
            ("persons", self.plan.person_facts, ["family_id", "member"]),
            ("families", self.plan.family_facts, ["family_id", "district"]),
        ):
            cells = []
            for x in names:
                kind = "BOOLEAN" if facts[x].type == BOOL else "BIGINT"
                cells.append(f"CAST({x if x in self.have[table] else 'NULL'} AS {kind}) AS f_{x}")
            self.steps.append(
                Step(f"{table}_0", f"SELECT {', '.join([*keys, *cells])} FROM {table}{self.among}", view=True)
            )
        return "persons_0", "families_0"

    def with_family(self, people: str, families: str, columns: Sequence[Column]) -> str:
        """People, beside them what their formulas read of the family."""
        names = [f"f_{x}" for x in self.facts(columns, Unit.FAMILY)]
        names = list(dict.fromkeys([*names, *(self.number[x] for x in self.refs(columns, Unit.FAMILY))]))
        if not names:
            return f"SELECT * FROM {people}"
        return f"SELECT p.*, {', '.join(names)} FROM {people} p JOIN {families} f USING (family_id)"

    def with_sums(self, people: str, families: str, columns: Sequence[Column]) -> str:
        """Families, beside them the sums over their members that their formulas read."""
        nodes = [x for c in columns for x in n.walk(c.node) if isinstance(x, n.Agg)]
        sums = {self.sum_name(x): self.sum(x) for x in nodes}
        if not sums:
            return f"SELECT * FROM {families}"
        made = ", ".join(f"{text} AS {name}" for name, text in sums.items())
        group = f"SELECT family_id, {made} FROM {people} GROUP BY family_id"
        return f"SELECT f.*, {', '.join(sums)} FROM {families} f JOIN ({group}) g USING (family_id)"

    def facts(self, columns: Iterable[Column], unit: Unit) -> list[str]:
        """The facts of a unit that the columns read."""
        nodes = (x for c in columns for x in n.walk(c.node))
        return sorted({x.name for x in nodes if isinstance(x, n.Fact) and x.unit is unit})

    def refs(self, columns: Iterable[Column], unit: Unit) -> list[str]:
        """The columns of a unit that the columns read."""
        nodes = (x for c in columns for x in n.walk(c.node))
        return sorted({x.name for x in nodes if isinstance(x, n.Ref) and x.unit is unit})

    def add(self, table: str, select: str) -> None:
        self.steps.append(Step(table, select))
