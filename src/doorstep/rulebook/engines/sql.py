# ruff: noqa: S608 — names of tables and columns come from the plan, never from outside
"""The plan as SQL: tables of people and of families that alternate, one projection level per dependency.

The same text for DuckDB and for Spark but for the words in `Dialect`. NULL is unknown, and SQL's `and`, `or`, `not` and
comparisons are Kleene's already; what is not: CASE takes NULL for false, greatest and least skip it, and so do sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from doorstep.rulebook.engines.answers import ENTITLED, EXCLUDED, NOT_ENTITLED, RECEIVED, UNKNOWN, UNKNOWN_AMOUNT
from doorstep.rulebook.engines.cells import CODE, LEFT_OUT, WORD_BITS, explained, words
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Unit
from doorstep.rulebook.packs.model import PERIODS
from doorstep.rulebook.plan import REST, Claim, Column
from doorstep.rulebook.ruleset import ALONE
from doorstep.rulebook.values import day_number


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where engines differ. `divide` is whole-number division of two non-negative numbers."""

    name: str
    divide: str

    def over(self, a: str, b: str) -> str:
        """a ÷ b, cut to the whole."""
        return f"({a} {self.divide} {b})"


DUCKDB = Dialect("duckdb", "//")
SPARK = Dialect("spark", "div")


@dataclass(frozen=True, slots=True)
class Step:
    """A table to make from earlier ones."""

    table: str
    select: str
    view: bool = False  # too cheap to be kept


@dataclass(frozen=True, slots=True)
class Script:
    """Steps, and the tables of people and families that stand at their end."""

    steps: tuple[Step, ...]
    people: str
    families: str
    people_columns: tuple[str, ...]
    family_columns: tuple[str, ...]


@dataclass(slots=True)
class _Level:
    """Columns of a stage by level; level 0 holds what is there already."""

    at: dict[str, int] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, text: str, level: int) -> None:
        while len(self.rows) < level:
            self.rows.append({})
        self.rows[level - 1][name] = text
        self.at[name] = level

    def wrap(self, source: str, kept: Iterable[str]) -> str:
        for row in self.rows:
            made = ", ".join(f"{text} AS {name}" for name, text in row.items())
            source = f"SELECT *, {made} FROM ({source}) l"
        return f"SELECT {', '.join(dict.fromkeys(kept))} FROM ({source}) l"


def tally_script(city: CityPlan, dialect: Dialect, figures: Figures, have: Mapping[str, set[str]]) -> Script:
    """Answers (z0, z1 …), fen (a0 …) by claim; families also u0 …, h0 …, `worth`. `have`: columns in the files."""
    return _Writer(city, dialect, figures, have).tally()


def cells_script(city: CityPlan, dialect: Dialect, figures: Figures, have: Mapping[str, set[str]]) -> Script:
    """Every cell of the explanations, in the order of `explained`."""
    return _Writer(city, dialect, figures, have).cells()


def totals_query(city: CityPlan, script: Script) -> str:
    """Rows (claim, district, answer, count, heads, fen)."""
    parts = []
    for i, claim in enumerate(city.plan.claims):
        table = script.people if claim.unit is Unit.PERSON else script.families
        heads = "count(*)" if claim.unit is Unit.PERSON else f"sum({'n_rest' if claim.variant == REST else 'n_all'})"
        parts.append(
            f"SELECT {i} AS claim, district, z{i} AS answer, count(*) AS subjects, CAST({heads} AS BIGINT) AS heads, "
            f"CAST(sum(a{i}) AS BIGINT) AS fen FROM {table} GROUP BY district, z{i}"
        )
    return " UNION ALL ".join(parts)


class _Writer:
    def __init__(self, city: CityPlan, dialect: Dialect, figures: Figures, have: Mapping[str, set[str]]) -> None:
        self.city, self.plan, self.dialect, self.figures, self.have = city, city.plan, dialect, figures, have
        self.number = {c.name: f"c{i}" for i, c in enumerate(self.plan.columns)}
        self.steps: list[Step] = []
        self.unit = {c.name: c.unit for c in self.plan.columns}
        self.stage = {c.name: i for i, (_, cs) in enumerate(self.plan.stages) for c in cs}
        self.level = _Level()
        self.hoisted = 0

    def cells(self) -> Script:
        people, families = explained(self.plan, tuple(self.city.excluded.values()))
        last = self.stages({*people, *families})
        return Script(tuple(self.steps), *last, tuple(map(self.number.__getitem__, people)),
                      tuple(map(self.number.__getitem__, families)))  # fmt: skip

    def tally(self) -> Script:
        wanted = {ALONE} if ALONE in self.unit else set()
        for claim in self.plan.claims:
            wanted |= {x for x in self.own(claim) if x is not None}
        people, families = self.stages(wanted)
        size = words(len(self.city.codes))
        person = [(i, c) for i, c in enumerate(self.plan.claims) if c.unit is Unit.PERSON]
        family = [(i, c) for i, c in enumerate(self.plan.claims) if c.unit is Unit.FAMILY]
        alone = self.number.get(ALONE, "FALSE")
        made = ", ".join(self.answers(person))
        inner = f"SELECT *, {made} FROM {people}" if made else f"SELECT * FROM {people}"
        columns = [f"{x}{i}" for i, _ in person for x in "za"]
        sums = ", ".join([f"{alone} AS apart", *columns, *(f"{text} AS {name}" for text, name in self.bits(person))])
        self.add("pt", f"SELECT p.family_id, f.district, {sums} FROM ({inner}) p JOIN {families} f USING (family_id)")
        over = [f"bit_or({x}{w}) AS {x}{w}" for x in "uh" for w in range(size)]
        heads = "count(*) AS n_all, count(*) - count(CASE WHEN apart THEN 1 END) AS n_rest"
        self.add("pg", f"SELECT family_id, {heads}, {', '.join(over)}, CAST(sum(worth) AS BIGINT) AS worth "
                 "FROM pt GROUP BY family_id")  # fmt: skip
        made = ", ".join(self.answers(family))
        inner = f"SELECT *, {made} FROM {families}" if made else f"SELECT * FROM {families}"
        columns = [f"{x}{i}" for i, _ in family for x in "za"]
        signs = {name: "+" if name == "worth" else "|" for _, name in self.bits(family)}
        both = [f"({text} {signs[name]} g.{name}) AS {name}" for text, name in self.bits(family)]
        self.add("ft", f"SELECT f.family_id, f.district, g.n_all, g.n_rest, {', '.join([*columns, *both])} "
                 f"FROM ({inner}) f JOIN pg g USING (family_id)")  # fmt: skip
        return Script(tuple(self.steps), "pt", "ft", (), tuple(f"{x}{w}" for x in "uh" for w in range(size)))

    def own(self, claim: Claim) -> tuple[str | None, ...]:
        return claim.applies, claim.verdict, claim.amount, claim.received, self.city.excluded.get(claim.key)

    def answers(self, claims: list[tuple[int, Claim]]) -> list[str]:
        result = []
        for i, claim in claims:
            applies, verdict, amount, received, excluded = (
                None if x is None else self.number[x] for x in self.own(claim)
            )
            no = f"WHEN NOT {verdict} THEN {CODE[NOT_ENTITLED]}"
            if applies is not None:
                no = f"WHEN NOT {verdict} THEN CASE WHEN NOT {applies} THEN {LEFT_OUT} ELSE {CODE[NOT_ENTITLED]} END"
            out = f"WHEN {excluded} THEN {CODE[EXCLUDED]} " if excluded else ""
            vague = f"WHEN {amount} IS NULL " if amount else "WHEN TRUE "
            result.append(
                f"CASE WHEN {verdict} IS NULL THEN {CODE[UNKNOWN]} {no} WHEN {received} THEN {CODE[RECEIVED]} "
                f"{out}{vague}THEN {CODE[UNKNOWN_AMOUNT]} ELSE {CODE[ENTITLED]} END AS z{i}"
            )
            fen = (
                f"CASE WHEN {verdict} AND {amount} IS NOT NULL THEN {amount} ELSE {whole(0)} END"
                if amount
                else whole(0)
            )
            result.append(f"{fen} AS a{i}")
        return result

    def bits(self, claims: list[tuple[int, Claim]]) -> list[tuple[str, str]]:
        """u…, h… and worth as sums over distinct bits."""
        made = []
        free, held = (
            f"{CODE[ENTITLED]}, {CODE[UNKNOWN_AMOUNT]}",
            f"{CODE[ENTITLED]}, {CODE[UNKNOWN_AMOUNT]}, {CODE[RECEIVED]}",
        )
        for name, among in (("u", free), ("h", held)):
            for word in range(words(len(self.city.codes))):
                terms = []
                for i, claim in claims:
                    w, bit = divmod(self.city.codes.index(claim.code), WORD_BITS)
                    if w == word:
                        terms.append(f"CASE WHEN z{i} IN ({among}) THEN {whole(1 << bit)} ELSE {whole(0)} END")
                made.append((f"({' | '.join(terms) or whole(0)})", f"{name}{word}"))
        worth = [
            f"CASE WHEN z{i} IN ({held}) THEN a{i} * {whole(PERIODS[c.typed.formula.period])} ELSE {whole(0)} END"
            for i, c in claims
        ]
        return [*made, (f"({' + '.join(worth) or whole(0)})", "worth")]

    # ── stages ──

    def stages(self, wanted: set[str]) -> tuple[str, str]:
        people, families = self.base()
        have = {Unit.PERSON: [], Unit.FAMILY: []}  # type: dict[Unit, list[str]]
        for number, (unit, columns) in enumerate(self.plan.stages):
            if not columns:
                continue
            self.level = _Level()
            if unit is Unit.PERSON:
                source, keys = self.with_family(people, families, columns), ["family_id", "member"]
            else:
                source, keys = self.with_sums(people, families, columns), ["family_id", "district"]
            for column in columns:
                self.put(column.name, column.node)
            new = [c.name for c in columns]
            have[unit] = [x for x in [*have[unit], *new] if x in wanted or self.later(x, number)]
            later = [c for i, (_, cs) in enumerate(self.plan.stages) for c in cs if i > number]
            kept = [*keys, *(f"f_{x}" for x in self.facts(later, unit)), *(self.number[x] for x in have[unit])]
            table = f"s{number}"
            self.add(table, self.level.wrap(source, kept))
            people, families = (table, families) if unit is Unit.PERSON else (people, table)
        return people, families

    def later(self, name: str, number: int) -> bool:
        return any(
            self.stage[c.name] > number and any(isinstance(x, n.Ref) and x.name == name for x in n.walk(c.node))
            for c in self.plan.columns
        )

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
            self.steps.append(Step(f"{table}_0", f"SELECT {', '.join([*keys, *cells])} FROM {table}", view=True))
        return "persons_0", "families_0"

    def with_family(self, people: str, families: str, columns: Sequence[Column]) -> str:
        """People, beside them what their formulas read of the family."""
        names = [f"f_{x}" for x in self.facts(columns, Unit.FAMILY)]
        names += [self.number[x] for x in self.refs(columns, Unit.FAMILY)]
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

    # ── formulas ──

    def put(self, name: str, node: n.Node) -> None:
        text, level = self.text(node)
        self.level.put(self.number[name], text, level + 1)

    def hoist(self, node: n.Node) -> tuple[str, int]:
        """The node as a plain name: what a text mentions twice must not grow."""
        text, level = self.text(node)
        if text.isidentifier() or text.startswith("CAST("):
            return text, level
        if text not in self.level.texts:
            self.hoisted += 1
            self.level.texts[text] = f"h{self.hoisted}"
            self.level.put(f"h{self.hoisted}", text, level + 1)
        name = self.level.texts[text]
        return name, self.level.at[name]

    def text(self, node: n.Node) -> tuple[str, int]:  # noqa: PLR0911 — one case per node class
        """SQL of the node, and the highest level of the names in it."""
        match node:
            case n.Const():
                return literal(node.type == BOOL, node.value), 0
            case n.Today():
                return whole(day_number(self.plan.ruleset.day)), 0
            case n.Param():
                return literal(node.type == BOOL, self.figures.values[node.name]), 0
            case n.Fact():
                return f"f_{node.name}", 0
            case n.Ref():
                name = self.number[node.name]
                return name, self.level.at.get(name, 0)
            case n.Agg():
                return self.defaulted(node)
            case n.Extreme() | n.Choose() | n.Lookup() | n.Divide():
                parts = [self.hoist(x) for x in n.children(node)]
            case _:
                parts = [self.text(x) for x in n.children(node)]
        return self.formula(node, [x for x, _ in parts]), max(level for _, level in parts)

    def formula(self, node: n.Node, x: list[str]) -> str:  # noqa: PLR0911 — one case per node class
        match node:
            case n.Arith():
                return f"({x[0]} {node.op} {x[1]})"
            case n.Divide(half_up=True):
                return self.dialect.over(f"(2 * {x[0]} + {x[1]})", f"(2 * {x[1]})")
            case n.Divide():
                return self.dialect.over(f"({x[0]} + {x[1]} - 1)", x[1])
            case n.Compare():
                return f"({x[0]} {node.op.replace('==', '=').replace('!=', '<>')} {x[1]})"
            case n.Logic():
                return f"({f' {node.op.upper()} '.join(x)})"
            case n.Not():
                return f"(NOT {x[0]})"
            case n.Choose():
                return f"(CASE WHEN {x[0]} THEN {x[1]} WHEN NOT {x[0]} THEN {x[2]} END)"
            case n.Extreme():
                unknown = " OR ".join(f"{part} IS NULL" for part in x)
                return f"(CASE WHEN {unknown} THEN NULL ELSE {'least' if node.op == 'min' else 'greatest'}({', '.join(x)}) END)"
            case n.AgeOn():
                age = self.dialect.over(f"({x[1]} - {x[0]})", "10000")
                return f"(CASE WHEN {x[1]} < {x[0]} THEN {whole(0)} ELSE {age} END)"
            case n.Lookup():
                rows = self.figures.tables[node.table]
                cases = " ".join(f"WHEN {x[0]} >= {whole(k)} THEN {whole(v)}" for k, v in reversed(rows))
                return f"(CASE {cases} END)"
        raise TypeError(f"no SQL for {type(node).__name__}")

    # ── sums over members ──

    def sum_name(self, node: n.Agg) -> str:
        assert isinstance(node.arg, n.Ref)
        return f"{node.kind}_{self.number[node.arg.name]}"

    def sum(self, node: n.Agg) -> str:
        assert isinstance(node.arg, n.Ref)
        x = self.number[node.arg.name]
        gap = f"count(*) > count({x})"
        match node.kind:
            case "any":
                return f"CASE WHEN coalesce(bool_or({x}), FALSE) THEN TRUE WHEN {gap} THEN NULL ELSE FALSE END"
            case "all":
                return f"CASE WHEN NOT coalesce(bool_and({x}), TRUE) THEN FALSE WHEN {gap} THEN NULL ELSE TRUE END"
            case "count":
                return f"CASE WHEN {gap} THEN NULL ELSE count(CASE WHEN {x} THEN 1 END) END"
            case "sum":
                return f"CASE WHEN {gap} THEN NULL ELSE CAST(sum({x}) AS BIGINT) END"
        return f"CASE WHEN {gap} THEN NULL ELSE {node.kind}({x}) END"

    def defaulted(self, node: n.Agg) -> tuple[str, int]:
        """Families have members, so the default never counts; unknown, it makes the whole unknown."""
        name = self.sum_name(node)
        if node.default is None:
            return name, 0
        text, level = self.text(node.default)
        return f"(CASE WHEN {text} IS NULL THEN NULL ELSE {name} END)", level


def whole(value: int) -> str:
    """A 64-bit literal."""
    return f"CAST({value} AS BIGINT)"


def literal(truth: bool, value: int) -> str:
    """A literal of a bool or a number."""
    return ("TRUE" if value else "FALSE") if truth else whole(value)
