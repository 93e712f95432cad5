"""A million cases out of some hundreds of patterns: another applicant, another street of the same build, another week,
keys and numbers of their own, words sealed under the applicant's key, and every chain of the ledger hashed anew."""

import hashlib
import json
import multiprocessing
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, count
from random import Random

import numpy as np
from django.db import connection

from doorstep.cases.logic.numbers import drawn, query_code
from doorstep.cli.demo_cases import QUARTERS
from doorstep.ledger import keys
from doorstep.ledger.logic import GENESIS, digest
from doorstep.ledger.models import PersonKey
from doorstep.people.models import Address
from doorstep.places import public as places

from .patterns import EVENTS, Pattern
from .tables import Table, cell, escaped, last_key, tables, write

CHUNK = 2000
WEEKS = 50  # over which what is over is spread
SHARES = {"archived": 90, "ended": 4, "open": 6}
#: How many of each kind a street repeats. A centre with desks of the demonstration is as full as a real one in a year.
VARIANTS = {"archived": 16, "ended": 4, "open": 8}
MORE_IN_QUARTERS = 10
_MARK = "\x00"
_PLACE = re.compile(r"(?<!\d)3101\d{2}(?:\d{3})?(?!\d)")
_DAY = re.compile(r"(?<!\d)2018-0[1-6]-\d{2}(?!\d)")

Told = Callable[[int], None]


@dataclass
class Variant:
    """A pattern in one street and week, cut at everything that differs from case to case."""

    street: str
    day: str
    counts: dict[str, int]  # rows by table
    parts: dict[str, list[str]]  # by table: text, name, text, name, …
    events: list[list[str]]  # the text of each event, cut likewise
    chains: list[list[str]]
    words: dict[int, dict[str, object]]  # by place of the event
    draw: dict[str, object]  # of a spot check: chance and outcome, where there was one


@dataclass
class Order:
    """What is made, laid out so that any part of it can be made anywhere."""

    variants: list[Variant]
    chosen: "np.ndarray"  # the variant of each case
    applicant: "np.ndarray"
    number: "np.ndarray"  # of its street's day
    wrapped: dict[int, bytes]  # keys of applicants whose words are sealed
    new_keys: list[int]  # whose key is not stored yet
    first: dict[str, int]  # the first key of each table
    before: dict[str, "np.ndarray"]  # rows of each table before each chunk
    seed: int
    recorded_at: str
    counts: dict[tuple[str, str], int]  # the last number of each street's day


def laid_out(patterns: list[Pattern], *, seed: int, wanted: int, at: datetime) -> Order:
    """Choose for every case its variant, applicant and number. The same seed and register, the same cases."""
    rng = Random(f"{seed} cases")
    people = _adults()
    variants, weights = _variants(patterns, sorted(people), rng, at)
    by_day = sorted(range(len(variants)), key=lambda place: variants[place].day)  # older cases have smaller keys
    variants, weights = [variants[place] for place in by_day], [weights[place] for place in by_day]
    numbers = np.random.default_rng(seed)
    share = np.array(weights) / sum(weights)
    chosen = np.sort(numbers.choice(len(variants), size=wanted, p=share))
    # Inside a week the cases of all centres come mixed.
    days = np.array([variants[place].day[:7] for place in range(len(variants))])[chosen]
    chosen = chosen[np.lexsort((numbers.random(wanted), days))]
    applicant, number, last = np.zeros(wanted, np.int64), np.zeros(wanted, np.int32), Counter()
    for place, variant in enumerate(variants[one] for one in chosen):
        street = (variant.street, variant.day)
        last[street] += 1
        number[place] = last[street]
        applicant[place] = rng.choice(people[variant.street])
    sealed = np.array([bool(one.words) for one in variants])[chosen]
    wrapped, new_keys = _wrapped(applicant[sealed])
    known = tables()
    chunks = range(0, wanted, CHUNK)
    before = {}
    for table in known:
        rows = np.array([one.counts.get(table.name, 0) for one in variants])[chosen]
        before[table.name] = np.array([0, *accumulate(int(rows[start : start + CHUNK].sum()) for start in chunks)])
    return Order(
        variants, chosen, applicant, number, wrapped, new_keys,
        {table.name: last_key(table) + 1 for table in known if table.counted}, before, seed,
        datetime.now(UTC).isoformat(), dict(last),
    )  # fmt: skip


def make(order: Order, *, processes: int, told: Told) -> None:
    """Write every case; `told` hears how many more are there."""
    global _ORDER  # noqa: PLW0603 — inherited by the processes that are forked below
    _ORDER = order
    chunks = range(-(-len(order.chosen) // CHUNK))
    if processes == 1:
        for chunk in chunks:
            told(_chunk(chunk))
        return
    connection.close()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for done in pool.imap_unordered(_chunk, chunks):
            told(done)


_ORDER: Order


def _chunk(number: int) -> int:
    order, start = _ORDER, number * CHUNK
    texts: dict[str, list[str]] = defaultdict(list)
    free = {name: first + int(order.before[name][number]) for name, first in order.first.items()}
    known = tables()
    whole = range(start, min(start + CHUNK, len(order.chosen)))
    for place in whole:
        variant = order.variants[order.chosen[place]]
        values = _values(order, variant, place)
        for table in known:
            rows = variant.counts.get(table.name, 0)
            if rows and table.counted:
                for one in range(rows):
                    values[f"{table.name} {one}"] = str(free[table.name] + one)
                free[table.name] += rows
        _tell(order, variant, int(order.applicant[place]), values)
        for name, parts in variant.parts.items():
            texts[name].append(filled(parts, values))
    for table in known:
        if table.name in texts:
            write(table, "".join(texts[table.name]))
    return len(whole)


def _values(order: Order, variant: Variant, place: int) -> dict[str, str]:
    """What one case has for itself."""
    rng = Random(order.seed * 10_000_019 + place)
    key = f"city-{order.seed}-{place}"
    number = f"{variant.day.replace('-', '')}-{variant.street}-{order.number[place]:06}"
    if variant.draw:  # the draw for a spot check can be repeated from what the ledger holds
        tries = (f"{key}.{one}" for one in count())
        key = next(one for one in tries if drawn(one, number, variant.draw["one_in"]) == variant.draw["drawn"])
    return {
        "resident": str(order.applicant[place]),
        "number": number,
        "code": query_code([rng.randrange(2**16) for _ in range(8)]),
        "key": key,
        "content": hashlib.sha256(key.encode()).hexdigest(),
        "now": order.recorded_at,
        "uuid": str(uuid.UUID(int=rng.getrandbits(128), version=4)) if "cases_rating" in variant.counts else "",
    }


def _tell(order: Order, variant: Variant, resident: int, values: dict[str, str]) -> None:
    """Seal the words and hash the chains, event after event."""
    ends: dict[str, tuple[int, bytes]] = {}
    for place, (text, about) in enumerate(zip(variant.events, variant.chains, strict=True)):
        chain = filled(about, values)
        if words := variant.words.get(place):
            values["sealed"] = keys.seal(
                wrapped=order.wrapped[resident], subject=f"resident:{resident}", chain=chain, values=words
            )
        body = filled(text, values)
        seq, prev = ends.get(chain, (0, GENESIS))
        told = digest(prev=prev, chain=chain, seq=seq + 1, body=body)
        ends[chain] = (seq + 1, told)
        values[f"body {place}"], values[f"prev {place}"], values[f"digest {place}"] = (
            escaped(body),
            prev.hex(),
            told.hex(),
        )


def filled(parts: list[str], values: dict[str, str]) -> str:
    """The text with what was cut out put in."""
    out = parts.copy()
    out[1::2] = [values[name] for name in parts[1::2]]
    return "".join(out)


# ── from a pattern to its variants ──


def _variants(
    patterns: list[Pattern], lived_in: list[str], rng: Random, at: datetime
) -> tuple[list[Variant], list[float]]:
    kinds = {kind: [one for one in patterns if one.ended == kind] for kind in SHARES}
    streets = sorted(street.code for street in places.streets(on=at.date()))
    bodies = {body.code for body in places.bodies(on=at.date())}
    variants, weights = [], []
    for street in lived_in:
        more = MORE_IN_QUARTERS if street in QUARTERS else 1
        for kind, share in SHARES.items():
            wanted = VARIANTS[kind] * (4 if street in QUARTERS else 1)
            made = []
            while len(made) < wanted:
                pattern = rng.choice(kinds[kind])
                weeks = rng.randrange(3, WEEKS) if kind == "archived" else rng.randrange(2) if kind == "ended" else 0
                one = _variant(pattern, _Moved(pattern, street, streets, weeks))
                if _stands(one, bodies):
                    made.append(one)
            variants += made
            weights += [share * more / len(made)] * len(made)
    return variants, weights


class _Moved:
    """The words of a pattern in another street and week."""

    def __init__(self, pattern: Pattern, street: str, streets: list[str], weeks: int) -> None:
        table = next(one for one in tables() if one.name == "cases_case")
        own = pattern.cell(table, "receiving_centre_id").partition("-")[0]
        self.street, self.weeks, self.own = street, weeks, own
        beside = [one for one in streets if one[:6] == street[:6] and one != street]
        # The other street of a forwarded case lies in the same district there as here.
        self._other = beside[len(pattern.rows[EVENTS]) % len(beside)]

    def __call__(self, text: str) -> str:
        """A text of the pattern as it stands there and then."""
        return _DAY.sub(self._day, _PLACE.sub(self._place, text))

    def _place(self, found: re.Match[str]) -> str:
        code = found.group()
        if code[:6] != self.own[:6]:
            return code
        if len(code) == 6:
            return self.street[:6]
        return self.street if code == self.own else self._other

    def _day(self, found: re.Match[str]) -> str:
        return (date.fromisoformat(found.group()) - timedelta(weeks=self.weeks)).isoformat()


def _variant(pattern: Pattern, moved: _Moved) -> Variant:
    known = {table.name: table for table in tables()}
    case = known["cases_case"]
    names = {}  # what is cut out → its name
    for name, rows in pattern.rows.items():
        for place, row in enumerate(rows):
            names[row[known[name].key_at]] = f"{name} {place}"
    names[pattern.cell(case, "applicant_id")] = "resident"
    number = pattern.cell(case, "number")
    names |= {
        number: "number",
        pattern.cell(case, "idempotency_key"): "key",
        pattern.cell(case, "content_digest"): "content",
    }
    cut = re.compile("|".join(re.escape(text) for text in sorted(names, key=len, reverse=True)))

    def cutting(text: str) -> str:
        text = cut.sub(lambda found: f"{_MARK}{names[found.group()]}{_MARK}", text)
        head, *rest = text.split(_MARK)
        return _MARK.join([moved(head), *(one if place % 2 == 0 else moved(one) for place, one in enumerate(rest))])

    parts, events, chains = {}, [], []
    for name, rows in pattern.rows.items():
        table, lines = known[name], []
        for place, row in enumerate(rows):
            cells = list(map(cutting, row))
            if name == EVENTS:
                at = {
                    column: table.columns.index(column) for column in ("chain", "body", "prev", "digest", "recorded_at")
                }
                chains.append(cells[at["chain"]].split(_MARK))
                events.append(_open_text(cutting(_plain(row[at["body"]]))).split(_MARK))
                cells[at["body"]] = f"{_MARK}body {place}{_MARK}"
                cells[at["prev"]], cells[at["digest"]] = (
                    rf"\\x{_MARK}{one} {place}{_MARK}" for one in ("prev", "digest")
                )
                cells[at["recorded_at"]] = f"{_MARK}now{_MARK}"
            if name == "cases_case":
                cells[table.columns.index("query_code")] = f"{_MARK}code{_MARK}"
            if name == "cases_rating":
                cells[table.key_at] = f"{_MARK}uuid{_MARK}"
                month = table.columns.index("month")
                cells[month] = f"{cells[month][:8]}01"
            lines.append("\t".join(cells) + "\n")
        parts[name] = "".join(lines).split(_MARK)
    day = moved(pattern.cell(case, "received_on"))
    words = {place: next(iter(told.values())) for place, told in pattern.words.items()}
    counts = {name: len(rows) for name, rows in pattern.rows.items()}
    return Variant(moved.street, day, counts, parts, events, chains, words, _draw(pattern, known[EVENTS]))


def _draw(pattern: Pattern, table: Table) -> dict[str, object]:
    bodies = (json.loads(_plain(row[table.columns.index("body")])) for row in pattern.rows[EVENTS])
    return next((told["draw"] for body in bodies if (told := body["details"] or {}) and "draw" in told), {})


_RECORDED = re.compile(r'"recorded_at":"[^"]*"')
_SEALED = re.compile(r'("sealed":\{"[^"]*":)"[^"]*"')


def _plain(text: str) -> str:
    return text.replace("\\\\", "\\")


def _open_text(body: str) -> str:
    """The text of an event without the moment of its recording and the sealed words of its pattern."""
    body = _RECORDED.sub(f'"recorded_at":"{_MARK}now{_MARK}"', body)
    return _SEALED.sub(rf'\1"{_MARK}sealed{_MARK}"', body)


def _stands(variant: Variant, bodies: set[str]) -> bool:
    """Whether the bodies that it names are there in its district."""
    text = "".join("".join(parts[::2]) for name, parts in variant.parts.items() if name != EVENTS)
    return set(re.findall(r"(?<![A-Z0-9-])[A-Z]{2,4}-3101\d{2}(?:\d{3})?(?!\d)", text)) <= bodies


def _adults() -> dict[str, list[int]]:
    """Grown-up residents by the street where they live."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = Address.objects.filter(kind="residence", last__isnull=True, resident__birth_date__lt=date(1998, 1, 1))
    for street, resident in rows.order_by("resident_id").values_list("street_id", "resident_id").iterator(10_000):
        found[street].append(resident)
    return found


def _wrapped(residents: "np.ndarray") -> tuple[dict[int, bytes], list[int]]:
    found = PersonKey.objects.filter(subject__startswith="resident:")
    stored = {int(row.subject.removeprefix("resident:")): bytes(row.wrapped) for row in found}
    wanted = [int(one) for one in np.unique(residents)]
    new = [one for one in wanted if one not in stored]
    return stored | {one: keys.new_wrapped_key(f"resident:{one}") for one in new}, new


def write_keys(order: Order, table: Table) -> None:
    """The keys of persons, for the words that are sealed."""
    first = order.first[table.name]
    lines = []
    for place, resident in enumerate(order.new_keys):
        row = {
            "id": first + place,
            "subject": f"resident:{resident}",
            "wrapped": order.wrapped[resident],
            "erased_at": None,
        }
        lines.append("\t".join(cell(row[column]) for column in table.columns) + "\n")
    write(table, "".join(lines))


def after(order: Order, table: Table) -> int:
    """The next free key of a table."""
    return order.first[table.name] + int(order.before[table.name][-1])
