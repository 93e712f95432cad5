"""What if a figure were another: cost, who gains and who loses, which programmes hang together, where the cliffs are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from doorstep.rulebook.city import store
from doorstep.rulebook.city.drawing import SIGNALS
from doorstep.rulebook.city.running import Engine, Parts, Runner, totals_as_lists, totals_from_lists
from doorstep.rulebook.engines.cells import WORD_BITS, Judged, Longs, Totals
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.parameters import Figures
from doorstep.rulebook.language.types import RATIO_SCALE
from doorstep.rulebook.packs.model import CONFIDENCES

Progress = Callable[[int, int], None]
Change = dict[str, int]
MONTHS = 12


@dataclass(slots=True)
class Effect:
    """A scenario against the day: families and fen over twelve months, by district, by signal, by pair of programmes.

    `won` and `lost` are (families, fen) by group. `moves`: families by (programme won, programme lost), "" for none.
    """

    totals: Totals
    won: dict[str, tuple[int, int]] = field(default_factory=dict)
    lost: dict[str, tuple[int, int]] = field(default_factory=dict)
    moves: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, other: "Effect") -> None:
        """Sum up in place."""
        self.totals.add(other.totals)
        for mine, theirs in ((self.won, other.won), (self.lost, other.lost)):
            for key, (families, fen) in theirs.items():
                a, b = mine.get(key, (0, 0))
                mine[key] = (a + families, b + fen)
        for pair, families in other.moves.items():
            self.moves[pair] = self.moves.get(pair, 0) + families


@dataclass(frozen=True, slots=True)
class Cliff:
    """Families that lose more than they earn when one member earns `step` fen a month more; `fen`: lost over a year."""

    step: int
    families: int
    fen: int
    by_programme: dict[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """The day as it is, and the effect of each scenario, in their order; the cliffs of the day and of the last one."""

    base: Totals
    effects: tuple[Effect, ...]
    cliffs: tuple[Cliff, ...]


def scenarios(settings: Sequence[str]) -> list[dict[str, str]]:
    """`["a=1", "b=10..30:10"]` → [{a: 1, b: 10}, {a: 1, b: 20}, {a: 1, b: 30}]; at most one range. Raises ValueError.

    Without a step a range is cut into five values, both ends among them; between whole ends they are whole.
    """
    fixed: dict[str, str] = {}
    swept: tuple[str, list[str]] | None = None
    for text in settings:
        name, _, value = text.partition("=")
        first, dots, rest = value.partition("..")
        if not name or not value:
            raise ValueError(f"{text}: name=value, name=first..last or name=first..last:step")
        if name in fixed or (swept is not None and name == swept[0]):
            raise ValueError(f"{text}: {name} is set twice; write it once, as a value or as a range")
        if not dots:
            fixed[name] = value
            continue
        last, _, step = rest.partition(":")
        if swept is not None or not last:
            raise ValueError(f"{text}: one range with a first and a last value, such as dibao_standard=1070..1270:50")
        swept = name, _steps(first, last, step)
    if swept is None:
        return [fixed]
    return [{**fixed, swept[0]: value} for value in swept[1]]


def _steps(first: str, last: str, step: str) -> list[str]:
    a, b = _scaled(first), _scaled(last)
    by = _scaled(step) if step else 1
    if by <= 0 or b < a or (step and (b - a) // by > 200):
        raise ValueError(f"{first}..{last}{':' if step else ''}{step}: rising, and at most 200 values")
    grain = RATIO_SCALE if a % RATIO_SCALE == b % RATIO_SCALE == 0 else 10 ** (4 - max(map(_decimals, (first, last))))
    found = range(a, b + 1, by) if step else sorted({a + (b - a) * i // 4 // grain * grain for i in range(5)})
    return [_plain(x) for x in found]


def _decimals(text: str) -> int:
    return max(2, len(text.partition(".")[2]))


def _scaled(text: str) -> int:
    whole, _, part = text.partition(".")
    if not ((whole + part).isascii() and (whole + part).isdigit()) or len(part) > 4:
        raise ValueError(f"{text} is not a number with at most four decimals")
    return int(whole or 0) * RATIO_SCALE + int(part.ljust(4, "0"))


def _plain(scaled: int) -> str:
    """Yuan keep two decimals, ratios what they need: 12.50, 0.825, 3."""
    whole, part = divmod(scaled, RATIO_SCALE)
    if not part:
        return str(whole)
    return f"{whole}.{f'{part:04}'.rstrip('0').ljust(2, '0')}"


def what_if(city: CityPlan, runner: Runner, *, folder: Path, changes: Sequence[Mapping[str, str]], step: int,
            progress: Progress, parts: Parts | None = None) -> Answer:  # fmt: skip
    """Judge the city once as it is and once for each scenario; chunks are read once. `step`: fen a month for cliffs."""
    base = Figures.of(city)
    figures = (base, *(base.moved(city, change) for change in changes))
    whole: list[Any] | None = None
    task = partial(what_if_chunk, city, folder.absolute(), figures, step)
    for done, data in enumerate(runner.run(task, parts), start=1):
        part = _from_lists(data)
        if whole is None:
            whole = part
        else:
            whole[0].add(part[0])
            for mine, theirs in zip(whole[1], part[1], strict=True):
                mine.add(theirs)
            whole[2] = [_sum_cliffs(a, b) for a, b in zip(whole[2], part[2], strict=True)]
        progress(done, runner.file.chunks)
    assert whole is not None
    if parts is not None:
        parts.forget()
    names = ("", *runner.file.districts, *SIGNALS)
    return Answer(whole[0], tuple(_in_order(e, names) for e in whole[1]), tuple(map(_sorted, whole[2])))


def _in_order(effect: Effect, names: Sequence[str]) -> Effect:
    """Groups and pairs as a whole run meets them: a resumed one, or a cluster, gathers them in another order."""
    won, lost = ({name: found[name] for name in names} for found in (effect.won, effect.lost))
    return Effect(effect.totals, won, lost, dict(sorted(effect.moves.items())))


def _sorted(found: Cliff) -> Cliff:
    return replace(found, by_programme=dict(sorted(found.by_programme.items())))


def what_if_chunk(  # noqa: PLR0917 — sent to workers as a partial
    city: CityPlan, folder: Path, figures: Sequence[Figures], step: int, engine: Engine, number: int
) -> list[Any]:
    """Base, effects and cliffs of the open chunk."""
    before = last = engine.judge(figures[0])
    _, district, signals = store.family_columns(folder, number)
    of = groups(district, signals, engine.file.districts)
    effects = []
    for moved in figures[1:]:
        last = engine.judge(moved)
        effects.append(compare(city, before, last, of))
    cliffs = []
    if step:
        with engine.more_pay(step) as earners:
            for judged, when in ((before, figures[0]), (last, figures[-1])):
                cliffs.append(cliff(city, judged, engine.judge(when), earners, step))
    return _as_lists([before.totals, effects, cliffs])


def groups(district: Longs, signals: Longs, districts: Sequence[str]) -> dict[str, npt.NDArray[np.bool_]]:
    """Which families belong to which group: all, each district, each signal."""
    found = {"": np.ones(len(district), np.bool_)}
    found |= {code: district == i for i, code in enumerate(districts)}
    return found | {name: (signals >> i & 1) != 0 for i, name in enumerate(SIGNALS)}


def compare(city: CityPlan, before: Judged, after: Judged, of: Mapping[str, npt.NDArray[np.bool_]]) -> Effect:
    """Who gains and who loses between two judgements of the same families."""
    difference = after.value - before.value
    effect = Effect(after.totals)
    for name, members in of.items():
        for found, sign in ((effect.won, difference > 0), (effect.lost, difference < 0)):
            rows = members & sign
            found[name] = (int(rows.sum()), int(np.abs(difference[rows]).sum()))
    changed = np.flatnonzero((after.holding != before.holding).any(axis=0))
    new = _bits(city, after.holding[:, changed] & ~before.holding[:, changed])
    gone = _bits(city, before.holding[:, changed] & ~after.holding[:, changed])
    for a, rows in new.items():
        for b, others in gone.items():
            _count(effect.moves, (a, b), rows & others)
        _count(effect.moves, (a, ""), rows & ~np.logical_or.reduce(list(gone.values()) or [np.zeros_like(rows)]))
    for b, rows in gone.items():
        _count(effect.moves, ("", b), rows & ~np.logical_or.reduce(list(new.values()) or [np.zeros_like(rows)]))
    return effect


def _count(moves: dict[tuple[str, str], int], pair: tuple[str, str], rows: npt.NDArray[np.bool_]) -> None:
    if families := int(rows.sum()):
        moves[pair] = moves.get(pair, 0) + families


def _bits(city: CityPlan, masks: Longs) -> dict[str, npt.NDArray[np.bool_]]:
    found = {}
    for i, code in enumerate(city.codes):
        word, bit = divmod(i, WORD_BITS)
        rows = (masks[word] >> bit & 1) != 0
        if rows.any():
            found[code] = rows
    return found


# ── cliffs ──


def cliff(city: CityPlan, before: Judged, after: Judged, earners: Longs, step: int) -> Cliff:
    """Families whose aid falls by more than they earn when `earners` of each get `step` fen a month more."""
    lost = before.value - after.value - earners * step * MONTHS
    worse = lost > 0
    gone = _bits(city, before.holding[:, worse] & ~after.holding[:, worse])
    return Cliff(step, int(worse.sum()), int(lost[worse].sum()), {code: int(rows.sum()) for code, rows in gone.items()})


def _sum_cliffs(a: Cliff, b: Cliff) -> Cliff:
    codes = dict.fromkeys([*a.by_programme, *b.by_programme])
    both = {c: a.by_programme.get(c, 0) + b.by_programme.get(c, 0) for c in codes}
    return Cliff(a.step, a.families + b.families, a.fen + b.fen, both)


# ── confidence ──


def share_by_confidence(lines: Sequence[Any]) -> dict[str, int]:
    """Ten-thousandths of the yearly cost that rest on figures of each confidence; `lines` of the whole city.

    By programme: where an answer was reached by a surer alternative, the counter calls it surer than this does.
    """
    cost = dict.fromkeys(CONFIDENCES, 0)
    for line in lines:
        if not line.district:
            cost[line.confidence] += line.yearly
    whole = sum(cost.values())
    upto = [fen * 10_000 // whole if whole else 0 for fen in accumulate(cost.values())]
    return {word: last - first for word, first, last in zip(cost, (0, *upto), upto, strict=False)}


# ── parts ──


def _as_lists(part: list[Any]) -> list[Any]:
    base, effects, cliffs = part
    return [
        totals_as_lists(base),
        [[totals_as_lists(e.totals), e.won, e.lost, [[*k, v] for k, v in e.moves.items()]] for e in effects],
        [[c.step, c.families, c.fen, c.by_programme] for c in cliffs],
    ]


def _from_lists(data: list[Any]) -> list[Any]:
    effects = [
        Effect(
            totals_from_lists(totals),
            {k: tuple(v) for k, v in won.items()},
            {k: tuple(v) for k, v in lost.items()},
            {(a, b): families for a, b, families in moves},
        )
        for totals, won, lost, moves in data[1]
    ]
    return [totals_from_lists(data[0]), effects, [Cliff(*c) for c in data[2]]]
