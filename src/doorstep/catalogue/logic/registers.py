"""The registers a pack is checked against: legal documents, departments, e-licence codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doorstep.catalogue.logic.dated import Clause
from doorstep.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Law:
    """A registered document in one wording: the days it is in force and how long it is."""

    id: str
    title: str
    span: Period
    wording: date
    first_article: int
    articles: int
    paragraphs: tuple[int, ...]
    items: Mapping[int, int]

    def lacks(self, clause: Clause) -> str:
        """What of `clause` this document does not have; empty when it has all of it."""
        if not self.first_article <= clause.article <= self.articles:
            return f"has articles {self.first_article} to {self.articles}, not {clause.article}"
        paragraphs = self.paragraphs[clause.article - self.first_article]
        if clause.paragraph is not None and clause.paragraph > paragraphs:
            return f"article {clause.article} has {paragraphs} paragraph(s), not {clause.paragraph}"
        items = self.items.get(clause.article, 0)
        if clause.item is not None and clause.item > items:
            return f"article {clause.article} has {items} numbered item(s), not {clause.item}"
        return ""


@dataclass(frozen=True, slots=True)
class Department:
    """A body behind the windows on certain days. One code may belong to bodies that follow one another."""

    code: str
    zh_hans: str
    en: str
    levels: tuple[str, ...]
    span: Period


@dataclass(frozen=True, slots=True)
class Registers:
    """Everything a pack may refer to."""

    laws: Mapping[str, Law]
    departments: tuple[Department, ...]
    e_licences: Mapping[str, str]

    def department_on(self, code: str, day: date) -> Department | None:
        """The body that bears `code` on `day`."""
        return next((row for row in self.departments if row.code == code and row.span.contains(day)), None)


def parse_laws(data: Mapping[str, Any]) -> dict[str, Law]:
    """The documents of `laws.toml` by id. Raises KeyError or ValueError where the register itself is broken."""
    laws = {}
    for row in data["law"]:
        first = row.get("first_article", 1)
        law = Law(
            id=row["id"],
            title=row["title"],
            span=Period(row["in_force"]["from"], row["in_force"].get("to")),
            wording=row["wording"],
            first_article=first,
            articles=row["articles"],
            paragraphs=tuple(row["paragraphs"]),
            items={int(article): count for article, count in row.get("items", {}).items()},
        )
        if law.id in laws:
            raise ValueError(f"{law.id} is registered twice")
        if len(law.paragraphs) != law.articles - first + 1:
            raise ValueError(f"{law.id}: paragraphs are given for {len(law.paragraphs)} articles")
        laws[law.id] = law
    return laws


def parse_departments(data: Mapping[str, Any]) -> tuple[Department, ...]:
    """The bodies of `departments.toml`. Raises KeyError where the register itself is broken."""
    return tuple(
        Department(
            code=row["code"],
            zh_hans=row["zh-hans"],
            en=row["en"],
            levels=tuple(row["levels"]),
            span=Period(row["valid"]["from"], row["valid"].get("to")),
        )
        for row in data["department"]
    )


def parse_e_licences(data: Mapping[str, Any]) -> dict[str, str]:
    """Name of each e-licence (电子证照) by its catalogue code."""
    return {row["code"]: row["zh-hans"] for row in data["e_licence"]}
