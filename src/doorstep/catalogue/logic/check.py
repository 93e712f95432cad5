"""Does a pack make sense? What no single key shows: dates against dates, clauses against laws, task against task."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from doorstep.catalogue.logic.check_tasks import check_tasks
from doorstep.catalogue.logic.dated import Clause, seams, within
from doorstep.catalogue.logic.reader import Lines, Notebook, Path, Problem
from doorstep.catalogue.logic.registers import Registers
from doorstep.catalogue.logic.types import LICENCE_PAUSES, ItemVersion, Limit
from doorstep.kernel.calendar import Unit
from doorstep.kernel.period import Period

CITY_WIDE_FROM = date(2018, 3, 1)
"""全市通办: no item could be handed in across districts before this day."""
E_LICENCE = re.compile(r"\d{15}")
DATED_KEYS = {
    "names": "name",
    "owners": "owner",
    "kinds": "kind",
    "scopes": "scope",
    "bases": "jurisdiction",
    "deciders": "decides",
    "statutory": "statutory_limit",
    "promised": "promised_limit",
}
MAY_BE_EMPTY = {"statutory", "promised"}
ROWS_WITH_SPAN = {
    "legal_bases": "legal_basis",
    "conditions": "condition",
    "materials": "material",
    "tasks": "task",
    "fields": "field",
    "pauses": "pause",
    "procedures": "procedure",
    "remedies": "remedy",
}


def check_item(item: ItemVersion, *, lines: Lines, file: str, registers: Registers) -> list[Problem]:
    """Every problem of one pack that was read without problems. An empty list: the pack may be loaded."""
    book = Notebook(file, lines)
    _check_dates(item, book)
    _check_clauses(item, book, registers)
    _check_departments(item, book, registers)
    _check_scopes(item, book)
    _check_limits(item, book)
    _check_pauses(item, book)
    _check_materials(item, book, registers)
    check_tasks(item, book)
    _check_people(item, book)
    _check_whole(item, book)
    return book.problems


def check_catalogue(items: Sequence[tuple[ItemVersion, str, Lines]]) -> list[Problem]:
    """Problems between packs: (item, file, lines) each. Codes, versions and days of versions must not collide."""
    problems: list[Problem] = []
    for position, (item, file, lines) in enumerate(items):
        book = Notebook(file, lines)
        for earlier, other_file, _ in items[:position]:
            if earlier.code == item.code and earlier.version == item.version:
                book.note(("code",), f"{item.code} version {item.version} stands in {other_file} too", "choose another")
            elif earlier.code == item.code and earlier.span.overlaps(item.span):
                book.note(("effective",), f"{item.code}: the days meet those of {other_file}", "end the older version")
            elif earlier.code != item.code and earlier.number == item.number:
                book.note(("number",), f"number {item.number} belongs to {earlier.code}", "choose another number")
        problems += book.problems
    return problems


def _check_dates(item: ItemVersion, book: Notebook) -> None:
    for attribute, key in DATED_KEYS.items():
        values = getattr(item, attribute)
        if not values and attribute not in MAY_BE_EMPTY:
            book.note((key,), f"[[{key}]] says nothing", f"write at least one [[{key}]]")
        if values and attribute in MAY_BE_EMPTY:
            _check_no_overlap([value.span for value in values], key, book)
        else:
            for index, fault in seams([value.span for value in values], item.span):
                book.note((key, index), fault, "let one value begin on the day after the one before it ends")
    for attribute, key in (*ROWS_WITH_SPAN.items(), *DATED_KEYS.items()):
        for index, row in enumerate(getattr(item, attribute)):
            if not within(row.span, item.span):
                book.note((key, index), "holds on days on which the item does not", "keep within 'effective'")
    for attribute, key in (
        ("conditions", "condition"),
        ("materials", "material"),
        ("fields", "field"),
        ("tasks", "task"),
    ):
        _check_ids([(row.id, row.span) for row in getattr(item, attribute)], key, book)


def _check_no_overlap(spans: Sequence[Period], key: str, book: Notebook) -> None:
    for index, span in enumerate(spans):
        if any(span.overlaps(other) for other in spans[:index]):
            book.note((key, index), "two limits hold on the same day", "end the first before the second begins")


def _check_ids(rows: Sequence[tuple[str, Period]], key: str, book: Notebook) -> None:
    for index, (name, span) in enumerate(rows):
        if any(name == other and span.overlaps(days) for other, days in rows[:index]):
            book.note((key, index, "id"), f"'{name}' is used twice on the same day", "give it an id of its own")


def _check_clauses(item: ItemVersion, book: Notebook, registers: Registers) -> None:
    for path, clause, span in _clauses(item):
        law = registers.laws.get(clause.law)
        if law is None:
            book.note(
                path, f"'{clause.law}' is not in the register of laws", 'register it after reading, or write "未核实"'
            )
            continue
        missing = law.lacks(clause)
        if missing:
            book.note(path, f"{law.title} {missing}", "cite a clause that you have read")
        elif not within(span, law.span):
            days = f"{law.span.first} to {law.span.last or 'now'}"
            book.note(
                path, f"{law.title} is in force {days}, not on every day this value holds", "bound the value's days"
            )


def _clauses(item: ItemVersion) -> Iterable[tuple[Path, Clause, Period]]:
    for attribute, key in (*DATED_KEYS.items(), *ROWS_WITH_SPAN.items()):
        for index, row in enumerate(getattr(item, attribute)):
            clause = getattr(row, "clause", None)
            if clause is not None:
                yield (key, index), clause, row.span
    if item.silent_acceptance is not None:
        yield ("silent_acceptance",), item.silent_acceptance, item.span
    if item.receiving_excluded_by is not None:
        yield ("receiving_excluded_by",), item.receiving_excluded_by, item.span


def _check_departments(item: ItemVersion, book: Notebook, registers: Registers) -> None:
    wanted: list[tuple[Path, str, str | None, Period]] = []
    for index, owner in enumerate(item.owners):
        codes = (owner.value.department, *owner.value.with_departments)
        wanted += [(("owner", index), code, None, owner.span) for code in codes]
    for index, decider in enumerate(item.deciders):
        wanted.append((("decides", index, "department"), decider.value.department, decider.value.level, decider.span))
    for index, task in enumerate(item.tasks):
        wanted.append((("task", index, "department"), task.department, task.level, task.span))
    for path, code, level, span in wanted:
        fault = _department_fault(code, level, span, registers)
        if fault:
            book.note(path, fault, "use a code of departments.toml on days on which that body exists")


def _department_fault(code: str, level: str | None, span: Period, registers: Registers) -> str:
    known = sorted((row for row in registers.departments if row.code == code), key=lambda row: row.span.first)
    if not known:
        return f"no department has the code '{code}'"
    day: date | None = span.first
    while day is not None:
        body = registers.department_on(code, day)
        if body is None:
            return f"'{code}' does not exist on {day}"
        if level is not None and level not in body.levels:
            return f"'{code}' ({body.zh_hans}) has no {level} level"
        day = body.span.until_exclusive
        if day is not None and not span.contains(day):
            return ""
    return ""


def _check_scopes(item: ItemVersion, book: Notebook) -> None:
    for index, scope in enumerate(item.scopes):
        if scope.value.startswith("CITY-") and scope.span.first < CITY_WIDE_FROM:
            book.note(
                ("scope", index),
                f"{scope.value} from {scope.span.first}: nothing was city-wide before {CITY_WIDE_FROM}",
                "let DIST hold until 2018-02-28",
            )
        needs_place = scope.value in ("CITY-T", "DIST-T", "LOCAL")
        for base in item.bases:
            if needs_place and base.value == "none" and base.span.overlaps(scope.span):
                book.note(
                    ("scope", index),
                    f"{scope.value} with jurisdiction by nothing",
                    "say by which place in [[jurisdiction]]",
                )


def _check_limits(item: ItemVersion, book: Notebook) -> None:
    for index, promised in enumerate(item.promised):
        for statutory in item.statutory:
            if statutory.span.overlaps(promised.span) and shortest(promised.value) > shortest(statutory.value):
                book.note(
                    ("promised_limit", index),
                    f"{_told(promised.value)} are longer than the {_told(statutory.value)} of the statute",
                    "promise no more than the statute allows",
                )


def shortest(limit: Limit) -> int:
    """The fewest calendar days a limit can last: working days cross a weekend after every five."""
    if limit.unit is Unit.CALENDAR_DAYS or limit.days == 0:
        return limit.days
    return limit.days + 2 * ((limit.days - 1) // 5)


def _told(limit: Limit) -> str:
    return f"{limit.days} {limit.unit.replace('_', ' ')}"


def _check_pauses(item: ItemVersion, book: Notebook) -> None:
    for index, pause in enumerate(item.pauses):
        if item.item_type == "licence" and pause.reason not in LICENCE_PAUSES:
            book.note(
                ("pause", index, "reason"), f"a licence's clock does not stop for '{pause.reason}'", "take it out"
            )
    if item.silent_acceptance is not None and item.item_type != "licence":
        book.note(("silent_acceptance",), "only a licence is accepted by silence", "take it out or correct the type")


def _check_materials(item: ItemVersion, book: Notebook, registers: Registers) -> None:
    for index, material in enumerate(item.materials):
        needed = [row for row in item.materials if row.mandatory and row.span.overlaps(material.span)]
        if material.tolerable and material.mandatory and needed == [material]:
            book.note(
                ("material", index, "tolerable"),
                "the only mandatory material may not be the one that may follow later",
                "write tolerable = false",
            )
        if material.e_licence is None:
            continue
        if not E_LICENCE.fullmatch(material.e_licence):
            book.note(
                ("material", index, "e_licence"), f"{material.e_licence!r} has not fifteen digits", "copy the code"
            )
        elif material.e_licence not in registers.e_licences:
            book.note(
                ("material", index, "e_licence"),
                f"{material.e_licence} is not registered",
                "register it or leave it out",
            )


def _check_people(item: ItemVersion, book: Notebook) -> None:
    if item.agent_allowed and item.presence_required:
        book.note(("agent",), "an agent may come, yet the applicant must be present", "make one of the two false")
    if "agent" in item.channels and not item.agent_allowed:
        book.note(("channels", "are"), "the channel 'agent' contradicts agent.allowed = false", "make the two agree")
    if not item.synonyms:
        book.note(("synonyms",), "no words of the residents", "write how people ask for it")


def _check_whole(item: ItemVersion, book: Notebook) -> None:
    name = book.file.replace("\\", "/").rsplit("/", 1)[-1]
    if not name.casefold().startswith(item.code.casefold()):
        book.note(("code",), f"the file {name} holds {item.code}", "begin the file's name with the code: MZ-001.toml")
    shape = {"city": 6, "district": 6, "street": 9}[item.level]
    if len(item.territory) != shape or (item.level == "city") != item.territory.endswith("0000"):
        book.note(
            ("territory",), f"{item.territory} is no {item.level}", "write the code of the place the pack holds for"
        )
    if item.complete:
        for key, rows in (("material", item.materials), ("task", item.tasks), ("field", item.fields)):
            if not rows:
                book.note(
                    ("completeness",), f"a full pack without [[{key}]]", 'write them, or completeness = "outline"'
                )
    for index, kind in enumerate(item.kinds):
        for decider in item.deciders:
            if kind.value == "forwarded_up" and decider.value.level == "street" and decider.span.overlaps(kind.span):
                book.note(
                    ("kind", index, "is"), "passed up (上报), yet the street decides", "make kind and decides agree"
                )
        if kind.value == "joint" and item.tasks and len({task.department for task in item.tasks}) < 2:
            book.note(
                ("kind", index, "is"), "joint (联办), yet fewer than two departments work on it", "name their tasks"
            )
