"""The screen: every family by every programme, who is entitled and does not receive, by programme and district."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from doorstep.rulebook.city import store
from doorstep.rulebook.city.running import Engine, Parts, Runner, totals_as_lists, totals_from_lists
from doorstep.rulebook.engines.answers import (
    ENTITLED,
    EXCLUDED,
    NOT_ENTITLED,
    RECEIVED,
    UNKNOWN,
    UNKNOWN_AMOUNT,
)
from doorstep.rulebook.engines.cells import CODE, Longs, Totals
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.listing import FAR, NOBODY
from doorstep.rulebook.packs.model import CONFIDENCES, PERIODS
from doorstep.rulebook.plan import Claim
from doorstep.rulebook.uses import parameters_of

Progress = Callable[[int, int], None]
PAID = (CODE[ENTITLED], CODE[RECEIVED])


@dataclass(frozen=True, slots=True)
class Line:
    """One programme in one district (or in all: district ""). Fen per `period`; `people` counts those it is for, all
    other counts are of what is judged (`unit`): people, families, or assessment units.

    `entitled` holds all who are met and not excluded: `received` + `unclaimed`. `vague`: unclaimed, amount unknown.
    Not `priced`: nobody knows on this day what it pays, and a sum of 0 says nothing.
    """

    programme: str
    district: str
    unit: str
    period: str
    confidence: str
    entitled: int
    received: int
    unclaimed: int
    vague: int
    unknown: int
    excluded: int
    not_entitled: int
    people: int
    amount: int
    amount_unclaimed: int
    priced: bool

    @property
    def yearly(self) -> int:
        """Fen over twelve months if all who are entitled received."""
        return self.amount * PERIODS[self.period]


def screen(city: CityPlan, runner: Runner, *, folder: Path, progress: Progress, parts: Parts | None = None,
           out: Path | None = None) -> tuple[Totals, int]:  # fmt: skip
    """Judge the whole city; with `out` also write the list of unclaimed entitlements. Totals and rows of the list.

    `parts` makes the run resumable: chunks done before are not judged again; the list needs it.
    """
    lists = Lists.of(city, runner.file, folder, parts.folder) if parts is not None and out is not None else None
    totals = Totals.empty(len(city.plan.claims), len(runner.file.districts))
    for done, data in enumerate(runner.run(partial(screen_chunk, lists), parts), start=1):
        totals.add(totals_from_lists(data))
        progress(done, runner.file.chunks)
    rows = 0
    if parts is not None:
        if out is not None:
            rows = store.join_tables([list_path(parts.folder, i) for i in range(runner.file.chunks)], out)
        parts.forget()
    return totals, rows


def screen_chunk(lists: "Lists | None", engine: Engine, number: int) -> list[Any]:
    """The totals of the open chunk; its part of the list is written where there is one."""
    judged = engine.judge()
    if lists is not None:
        lists.write(number, engine.listed(judged))
    return totals_as_lists(judged.totals)


def list_path(lists: Path, number: int) -> Path:
    """Where a chunk's part of the list lies until all are joined."""
    return lists / f"{number:05}.parquet"


@dataclass(frozen=True, slots=True)
class Lists:
    """What the parts of a list have in common: made once a run, sent with the task to every chunk.

    `places`: the label of a claim's condition, by claim and condition; the last column stands for none.
    """

    city: Path
    folder: Path
    codes: list[str]
    periods: list[str]
    labels: list[str]
    places: Longs
    districts: tuple[str, ...]
    marks: list[str]

    @classmethod
    def of(cls, plan: CityPlan, file: store.CityFile, city: Path, folder: Path) -> "Lists":
        """`folder`: where the parts lie until they are joined."""
        claims, signals = plan.plan.claims, file.signals
        ids = [[c.typed.condition.id for c in claim.conditions] for claim in claims]
        labels = ["", *sorted({name for names in ids for name in names})]
        places = np.zeros((len(claims), max(map(len, ids), default=0) + 1), np.int64)
        for i, names in enumerate(ids):
            places[i, : len(names)] = [labels.index(name) for name in names]
        return cls(
            city=city.absolute(),  # workers of a cluster stand in folders of their own
            folder=folder.absolute(),
            codes=[c.code for c in claims],
            periods=[c.typed.formula.period for c in claims],
            labels=labels,
            places=places,
            districts=file.districts,
            marks=[", ".join(x for i, x in enumerate(signals) if bits >> i & 1) for bits in range(1 << len(signals))],
        )

    def write(self, number: int, rows: dict[str, Longs]) -> None:
        """A chunk's part. `member` -1: the family; `amount` in fen, null if unknown; `room`: how near the line."""
        ids, district, signals = (column[rows["family"]] for column in store.family_columns(self.city, number))
        condition = np.where(rows["condition"] == NOBODY, 0, self.places[rows["claim"], rows["condition"]])
        columns = {
            "family_id": ids,
            "member": rows["member"].astype(np.int8),
            "district": store.Labels(self.districts, district),
            "programme": store.Labels(self.codes, rows["claim"]),
            "amount": store.Gaps(rows["amount"], rows["amount"] == NOBODY),
            "period": store.Labels(self.periods, rows["claim"]),
            "nearest_condition": store.Labels(self.labels, condition),
            "room": store.Gaps(rows["room"], rows["room"] == FAR),
            "signals": store.Labels(self.marks, signals),
        }
        store.write_table(list_path(self.folder, number), columns)


def lines(city: CityPlan, totals: Totals, districts: Iterable[str]) -> list[Line]:
    """A line for every programme and district, and one for the city (district "") before them."""
    return list(_lines(city, totals, tuple(districts)))


def confidence(city: CityPlan, claim: Claim) -> str:
    """The weakest of the programme itself and of the figures that decide whether and how much it pays."""
    ruleset = city.plan.ruleset
    nodes = [c.typed.node for c in claim.conditions]
    nodes += [claim.typed.amount] if claim.typed.amount is not None else []
    names = set().union(*(parameters_of(node, ruleset) for node in nodes))
    versions = [ruleset.pack.parameters[name].on(ruleset.day) for name in sorted(names)]
    return max([claim.typed.programme.confidence, *(v.confidence for v in versions if v)], key=CONFIDENCES.index)


def _lines(city: CityPlan, totals: Totals, districts: tuple[str, ...]) -> Iterator[Line]:
    for code in city.codes:
        claims = [i for i, c in enumerate(city.plan.claims) if c.code == code]
        first = city.plan.claims[claims[0]]
        weakest = confidence(city, first)
        for district, where in [("", slice(None)), *((d, slice(i, i + 1)) for i, d in enumerate(districts))]:
            count, heads, amount = (
                x[claims][:, where].sum(axis=(0, 1)) for x in (totals.count, totals.heads, totals.amount)
            )
            free = (CODE[ENTITLED], CODE[UNKNOWN_AMOUNT])
            unclaimed, received = int(sum(count[i] for i in free)), int(count[CODE[RECEIVED]])
            yield Line(
                programme=code,
                district=district,
                unit=str(first.typed.programme.unit),
                period=first.typed.formula.period,
                confidence=weakest,
                entitled=unclaimed + received,
                received=received,
                unclaimed=unclaimed,
                vague=int(count[CODE[UNKNOWN_AMOUNT]]),
                unknown=int(count[CODE[UNKNOWN]]),
                excluded=int(count[CODE[EXCLUDED]]),
                not_entitled=int(count[CODE[NOT_ENTITLED]]),
                people=int(sum(heads[i] for i in (*free, CODE[RECEIVED]))),
                amount=int(sum(amount[i] for i in PAID)),
                amount_unclaimed=int(amount[CODE[ENTITLED]]),
                priced=first.typed.amount is not None,
            )
