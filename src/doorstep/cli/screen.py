"""`doorstep screen` and `doorstep what-if`: the whole city by all programmes."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from doorstep.cli.city import Day, EngineName, Folder, Master, Policy, bar, city_plan, runner, yuan
from doorstep.cli.frame import Json, console, parse_day, refusals_spoken, show_json, show_rows


def screen_command(
    folder: Folder,
    on: Day,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Parquet: who is entitled and does not receive, and why.")
    ] = None,
    district: Annotated[
        str | None, typer.Option("--district", help="Show one district (code) instead of the city.")
    ] = None,
    engine: EngineName = None,
    master: Master = None,
    policy: Policy = None,
    as_json: bool = Json,
) -> None:
    """Judge every family by every programme: who is entitled, who does not receive, what is unknown, what it costs.

    A run that was broken off goes on where it stopped.
    """
    from doorstep.rulebook.city import store
    from doorstep.rulebook.city.running import Parts
    from doorstep.rulebook.city.screening import lines, screen
    from doorstep.rulebook.city.whatif import share_by_confidence

    if out is not None and engine == "spark-sql":
        raise typer.BadParameter("--out: spark-sql counts only; for the list take spark, kernel or duckdb")
    _file_to_write("--out", out, "list.parquet")
    with refusals_spoken():
        city = city_plan(policy, parse_day(on))
        file = store.read_city(folder)
        if district is not None and district not in file.districts:
            raise typer.BadParameter(f"--district {district}: one of {', '.join(file.districts)}")
        if engine == "spark-sql":
            from doorstep.rulebook.city.spark import session, sql_totals

            totals, rows = sql_totals(session(master), city, folder), 0
        else:
            parts = Parts(out.parent if out else folder / ".runs", _key(city, file, "screen", out is not None))
            with bar("judging chunks", as_json) as progress:
                totals, rows = screen(
                    city, runner(engine, city, folder, master), folder=folder, progress=progress, parts=parts, out=out
                )
    found = lines(city, totals, file.districts)
    share = share_by_confidence(found)
    if as_json:
        data = [_data(x) for x in found if district is None or x.district == district]
        told = {"programmes": data, "listed": rows, "list": str(out) if out else None, "cost_by_confidence": share}
        show_json({**_about(on, file), **told})
        return
    shown = [_row(x) for x in found if x.district == (district or "")]
    where = f"district {district}" if district else "the whole city"
    show_rows(f"{_where(on, file)}: entitlements by programme, {where}", shown)
    _show_share(share, found)
    if out is not None:
        console.print(f"{rows:,} unclaimed entitlements → {out}", markup=False, soft_wrap=True)


def what_if_command(
    folder: Folder,
    on: Day,
    *,
    settings: Annotated[
        list[str],
        typer.Option("--set", help="dibao_standard=1170, or a sweep: dibao_standard=1070..1270:50; table[key]=value."),
    ],
    step: Annotated[
        str, typer.Option("--earn", help="For cliffs: yuan a month that everybody in work earns more.")
    ] = "1",
    chart: Annotated[
        Path | None, typer.Option("--chart", help="SVG: cost and families for each value of a sweep.")
    ] = None,
    engine: EngineName = None,
    master: Master = None,
    policy: Policy = None,
    as_json: bool = Json,
) -> None:
    """Move figures and see cost, who gains, who loses, which programmes hang together, and where earning more loses."""
    from doorstep.kernel.money import Money
    from doorstep.rulebook.city import store
    from doorstep.rulebook.city.running import Parts
    from doorstep.rulebook.city.screening import lines
    from doorstep.rulebook.city.whatif import scenarios, share_by_confidence, what_if

    _file_to_write("--chart", chart, "sweep.svg")
    if engine == "spark-sql":
        raise typer.BadParameter("--engine spark-sql: screen only; for what-if take spark, kernel or duckdb")
    with refusals_spoken():
        try:
            changes = scenarios(settings)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        more = Money.from_yuan(step).fen
        if more <= 0:
            raise typer.BadParameter(f"--earn {step}: more than nothing")
        city = city_plan(policy, parse_day(on))
        file = store.read_city(folder)
        parts = Parts(folder / ".runs", _key(city, file, "what-if", [changes, step]))
        with bar("judging chunks", as_json) as progress:
            answer = what_if(
                city, runner(engine, city, folder, master), folder=folder, changes=changes,
                step=more, progress=progress, parts=parts,
            )  # fmt: skip
    base = lines(city, answer.base, file.districts)
    told = [(c, e, lines(city, e.totals, file.districts)) for c, e in zip(changes, answer.effects, strict=True)]
    if chart is not None:
        with refusals_spoken():
            store.keep_text(chart.parent, chart.name, _chart(on, base, told))
    if as_json:
        show_json(
            {
                **_about(on, file),
                "base": _cost(base),
                "unpriced": sorted({x.programme for x in base if x.entitled and not x.priced}),
                "cost_by_confidence": share_by_confidence(base),
                "scenarios": [_scenario(c, e, x, base) for c, e, x in told],
                "cliffs": [asdict(c) for c in answer.cliffs],
            }
        )
        return
    console.print(f"{_where(on, file)}. ¥ a year: twelve months of what is paid by the month.", soft_wrap=True)
    _show_sweep(base, told)
    _show_effect(*told[-1][:2])
    _show_programmes(base, told[-1][2])
    _show_share(share_by_confidence(told[-1][2]), told[-1][2])
    for cliff, when in zip(answer.cliffs, ("as it is", "in the last scenario"), strict=False):
        _show_cliff(cliff, when)


def _file_to_write(option: str, path: Path | None, name: str) -> None:
    """Said before a city is judged, not after."""
    if path is not None and path.is_dir():
        raise typer.BadParameter(f"{option} {path}: a folder; name a file, such as {path}/{name}")


def _about(on: str, file: Any) -> dict[str, object]:
    return {
        "on": on,
        "city": {"persons": file.persons, "families": sum(file.families), "seed": file.seed, "day": file.day},
    }


def _where(on: str, file: Any) -> str:
    return f"On {on}, in a synthetic city of {file.persons:,} people as of {file.day}"


def _key(city: Any, file: Any, what: str, more: object) -> dict[str, object]:
    ruleset = city.plan.ruleset
    return {
        "what": what, "pack": ruleset.pack.digest, "day": ruleset.day.isoformat(), "seed": file.seed,
        "persons": file.persons, "more": more,
    }  # fmt: skip


def _data(line: Any) -> dict[str, object]:
    """A line for machines; null is a sum that nobody knows."""
    sums = {"amount": line.amount, "amount_unclaimed": line.amount_unclaimed, "yearly": line.yearly}
    return {**asdict(line), **(sums if line.priced else dict.fromkeys(sums))}


def _row(line: Any) -> dict[str, object]:
    least = "≥ " if line.vague else ""
    sums = f"{least}{yuan(line.amount)} / {line.period}" if line.priced else f"not known / {line.period}"
    return {
        "programme": line.programme, "entitled": f"{line.entitled:,}", "not receiving": f"{line.unclaimed:,}",
        "unknown": f"{line.unknown:,}", "¥": sums, "figures": line.confidence,
    }  # fmt: skip


def _cost(lines: Sequence[Any]) -> dict[str, int]:
    """Fen over twelve months by programme, in the whole city, where it is known; "" for all."""
    cost = {x.programme: x.yearly for x in lines if not x.district and x.priced}
    return {"": sum(cost.values()), **cost}


def _scenario(change: dict[str, str], effect: Any, lines: Sequence[Any], base: Sequence[Any]) -> dict[str, object]:
    from doorstep.rulebook.city.whatif import share_by_confidence

    before, after = _cost(base), _cost(lines)
    return {
        "set": change,
        "cost": after,
        "more": {code: after[code] - before.get(code, 0) for code in after},
        "won": {k: {"families": n, "fen": fen} for k, (n, fen) in effect.won.items()},
        "lost": {k: {"families": n, "fen": fen} for k, (n, fen) in effect.lost.items()},
        "cost_by_confidence": share_by_confidence(lines),
        "moves": [{"won": a, "lost": b, "families": n} for (a, b), n in sorted(effect.moves.items())],
    }


def _show_sweep(base: Sequence[Any], told: Sequence[tuple[dict[str, str], Any, Sequence[Any]]]) -> None:
    before = _cost(base)[""]
    costs = [_cost(x)[""] for _, _, x in told]
    top = max([abs(c - before) for c in costs] + [1])
    rows = []
    for (change, effect, _), cost in zip(told, costs, strict=True):
        rows.append(
            {
                "set": _told(change), "¥ a year": yuan(cost),
                "more": yuan(cost - before), "families that gain": f"{effect.won[''][0]:,}",
                "that lose": f"{effect.lost[''][0]:,}", "": "█" * (abs(cost - before) * 10 // top),
            }
        )  # fmt: skip
    show_rows(f"Cost if all who are entitled receive; as it is ¥{yuan(before)} a year", rows)


def _chart(on: str, base: Sequence[Any], told: Sequence[tuple[dict[str, str], Any, Sequence[Any]]]) -> str:
    from doorstep.rulebook.city.chart import Point, sweep_svg

    before, last = _cost(base)[""], told[-1][0]
    swept = [name for name in last if len({change[name] for change, _, _ in told}) > 1] or list(last)
    points = [
        Point(change[swept[0]], (_cost(x)[""] - before) // 100, e.won[""][0], e.lost[""][0]) for change, e, x in told
    ]
    fixed = "".join(f", {name} = {value}" for name, value in last.items() if name != swept[0])
    return sweep_svg(f"{swept[0]} on {on}{fixed}", points)


def _told(change: dict[str, str]) -> str:
    """As it is typed behind --set."""
    return ", ".join(f"{k}={v}" for k, v in change.items())


def _show_effect(change: dict[str, str], effect: Any) -> None:
    rows = [
        {"group": name or "the whole city", "gain": f"{effect.won[name][0]:,}", "¥ a year": yuan(effect.won[name][1]),
         "lose": f"{effect.lost[name][0]:,}", "¥ a year less": yuan(effect.lost[name][1])}
        for name in effect.won
    ]  # fmt: skip
    title = _told(change)
    if not effect.moves and not effect.won[""][0] and not effect.lost[""][0]:
        console.print(f"With {title} nothing changes for anybody: on this day no answer hangs on it.", markup=False)
        return
    show_rows(f"Families that gain and that lose with {title}, by district and by signal", rows)
    if effect.moves:
        pairs = sorted(effect.moves.items(), key=lambda x: (-x[1], x[0]))
        show_rows(
            "How programmes hang together: families that come to one and leave another",
            [{"won": a or "–", "lost": b or "–", "families": f"{n:,}"} for (a, b), n in pairs],
        )


def _show_programmes(base: Sequence[Any], lines: Sequence[Any]) -> None:
    before, after = _cost(base), _cost(lines)
    rows = [
        {"programme": code, "¥ a year": yuan(before.get(code, 0)), "then": yuan(fen),
         "more": yuan(fen - before.get(code, 0))}
        for code, fen in after.items() if code and fen != before.get(code, 0)
    ]  # fmt: skip
    if rows:
        show_rows("Cost by programme, where it changes", rows)


def _show_cliff(cliff: Any, when: str) -> None:
    lost = ", ".join(f"{code} ({families:,} families)" for code, families in cliff.by_programme.items())
    told = f"{cliff.families:,} families lose more than they earn, ¥{yuan(cliff.fen)} a year in all; they leave {lost}"
    console.print(
        f"Cliffs {when}, if everybody in work earns ¥{yuan(cliff.step)} a month more: "
        f"{told if cliff.families else 'no family loses more than it earns'}.",
        markup=False, soft_wrap=True,
    )  # fmt: skip


def _show_share(share: dict[str, int], lines: Sequence[Any]) -> None:
    parts = ", ".join(f"{word} {part / 100:.2f} %" for word, part in share.items() if part)
    console.print(f"The cost rests on figures that are: {parts or 'none, nothing is paid'}")
    unpriced = sum(1 for x in lines if not x.district and x.entitled and not x.priced)
    if unpriced:
        console.print(f"Not in the cost: {unpriced} programmes whose amount is not known on this day.")
