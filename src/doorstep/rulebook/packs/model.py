"""What a policy folder says, as frozen data: texts still unparsed, every part with its file and line."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from doorstep.rulebook.language.types import Type, Unit

LANGUAGES = ("zh-hans", "en")  # zh-hant is generated from zh-hans where it is shown
CONFIDENCES = ("verified", "sure", "approximate", "invented")  # best first
PERIODS = {"month": 12, "quarter": 4, "year": 1, "once": 1}  # how often within twelve months
LEVELS = {"city": 2, "district": 6, "street": 9}  # digits of the area code that count
SENSITIVITIES = ("public", "personal", "sensitive")

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class At:
    """Where something stands."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day in force, both included; no last day: still in force."""

    first: date
    last: date | None = None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day and (self.last is None or day <= self.last)

    def covers(self, other: "Span") -> bool:
        """Whether every day of `other` is a day of this span."""
        if other.first < self.first:
            return False
        return self.last is None or (other.last is not None and other.last <= self.last)

    def cut(self, other: "Span") -> "Span | None":
        """The days of both, or None."""
        lasts = [last for last in (self.last, other.last) if last is not None]
        first, last = max(self.first, other.first), min(lasts, default=None)
        return None if last is not None and last < first else Span(first, last)

    def edges(self) -> tuple[date, ...]:
        """The days on which something begins to be different."""
        return (self.first,) if self.last is None else (self.first, self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to ask of a family or a person, who can attest it, what asking costs (1 light … 5 heavy)."""

    name: str
    unit: Unit
    type: Type
    low: int
    high: int
    label: Text
    attested_by: tuple[str, ...]
    cost: int
    sensitivity: str
    fresh_days: int | None
    nullable: bool
    at: At
    words: tuple[Text, ...] = ()  # of a code: what each value is called


@dataclass(frozen=True, slots=True)
class Version:
    """A value of a parameter, or the rows of a table, from one day on."""

    span: Span
    value: int
    rows: tuple[tuple[int, int], ...]
    source: str
    confidence: str
    at: At


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated, sourced value; with `key` it is a table: `band` takes the last row not above the key, else exact codes."""

    name: str
    type: Type
    label: Text
    versions: tuple[Version, ...]
    at: At
    key: Type | None = None

    def on(self, day: date) -> Version | None:
        """The version in force on the day."""
        return next((v for v in self.versions if day in v.span), None)


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a registered document, for the days on which it carries the condition; no law: not verified."""

    span: Span
    law: str | None
    article: int
    paragraph: int | None
    item: int | None
    note: Text | None
    at: At


@dataclass(frozen=True, slots=True)
class Formula:
    """The text of a formula for a span of days; no text: the rule is known to exist, its figure is not (`reason`)."""

    span: Span
    text: str | None
    at: At
    reason: Text | None = None
    period: str = "month"
    at_most: bool = False  # of an amount: a limit that the law sets, not a sum that is due


@dataclass(frozen=True, slots=True)
class Definition:
    """A named intermediate value, shared by programmes; its formula may change from day to day, its type may not."""

    name: str
    unit: Unit
    versions: tuple[Formula, ...]
    label: Text
    at: At
    declared: Type | None = None
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a programme: its test, where it stands in the law, and how it is said."""

    id: str
    formula: Formula
    clauses: tuple[Clause, ...]
    family_text: Text
    clerk_text: Text
    at: At


@dataclass(frozen=True, slots=True)
class Named:
    """A name, or the body that decides, for a span of days."""

    span: Span
    text: Text
    code: str
    at: At


class Relations(NamedTuple):
    """How a programme stands to others on one day, by their codes.

    `requires`: one of these is taken beside it, or received and not given up; it is given to nobody else.
    """

    excludes: tuple[str, ...] = ()
    ranks_before: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """The programmes of one relation, for a span of days."""

    span: Span
    codes: tuple[str, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of a government: whom it is for, what it pays, and how it stands to others (`relations`, by name)."""

    code: str
    level: str
    territory: str
    unit: Unit
    item: str
    span: Span
    names: tuple[Named, ...]
    bodies: tuple[Named, ...]
    conditions: tuple[Condition, ...]
    amounts: tuple[Formula, ...]
    relations: dict[str, tuple[Related, ...]]
    source: str
    confidence: str
    at: At
    refs: dict[str, At] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """The territory in nine digits."""
        return self.territory.ljust(9, "0")

    def serves(self, territory: str) -> bool:
        """Whether the programme is in force in this area: its own territory's digits lead the area's."""
        return territory.startswith(self.territory[: LEVELS[self.level]])

    def related(self, relation: str, day: date | None = None) -> tuple[str, ...]:
        """The programmes of a relation on a day; without one, of all days."""
        found = [r.codes for r in self.relations.get(relation, ()) if day is None or day in r.span]
        return tuple(dict.fromkeys(code for codes in found for code in codes))

    def relations_on(self, day: date) -> Relations:
        """How it stands to others on a day."""
        return Relations(*(self.related(relation, day) for relation in Relations._fields))


@dataclass(frozen=True, slots=True)
class Cap:
    """Some programmes together pay at most a parameter's amount, per person or per family, over the period."""

    code: str
    programmes: tuple[str, ...]
    per: Unit
    limit: str
    period: str
    span: Span
    source: str
    at: At


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example: a family on a day, and what the programme must answer."""

    programme: str
    story: str
    on: date
    family: dict[str, object]
    expect: dict[str, object]
    at: At


@dataclass(frozen=True, slots=True)
class Law:
    """A registered document, as far as citations are checked against it."""

    id: str
    title: str
    short: str
    english: str
    span: Span
    articles: int
    first_article: int
    paragraphs: tuple[int, ...]
    items: dict[int, int]
    at: At


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole policy folder."""

    name: str
    digest: str
    facts: dict[str, Fact]
    parameters: dict[str, Parameter]
    definitions: dict[str, Definition]
    programmes: dict[str, Programme]
    caps: tuple[Cap, ...]
    cases: tuple[Case, ...]
    laws: dict[str, Law]
    attesters: dict[str, Text]
    bodies: dict[str, Text]
    labelled: dict[str, At] = field(default_factory=dict)  # where attesters and bodies stand, as "body street"

    @property
    def area(self) -> str:
        """The nine-digit area code of the whole city: the territory of its own programmes."""
        return next((p.area for p in self.programmes.values() if p.level == "city"), "0" * 9)
