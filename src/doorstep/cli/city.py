"""`doorstep city …`: a synthetic city for the rulebook, and whether it is like the real one."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from doorstep.cli.frame import Json, console, errors, parse_day, refusals_spoken, show_json, show_rows
from doorstep.cli.policy import policy_folder, with_rules_on

app = typer.Typer(
    help="Make a synthetic city of any size, deterministic by seed, and check it against published figures."
)

Folder = Annotated[Path, typer.Argument(help="The folder of the city.")]
Policy = Annotated[Path | None, typer.Option("--policy", help="The policy folder.", envvar="DOORSTEP_POLICY")]
Day = Annotated[str, typer.Option("--on", help="The day on which everybody is judged, as 2018-02-13.")]
EngineName = Annotated[
    str | None, typer.Option("--engine", help="kernel (default with numba), duckdb, spark, or spark-sql (screen only).")
]
Master = Annotated[
    str | None, typer.Option("--master", help="For Spark: spark://host:7077; else SPARK_MASTER, else this machine.")
]


@app.command("make")
def make_command(
    persons: Annotated[int, typer.Option("--persons", min=1, help="How many people.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same city.")],
    out: Annotated[Path, typer.Option("--out", help="Where the city is written; an unfinished one is continued.")],
    *,
    on: Day = "2018-02-13",
    chunk: Annotated[
        int | None,
        typer.Option("--chunk", min=1, help="At most so many people in a file (250,000); less takes less memory."),
    ] = None,
    policy: Policy = None,
    as_json: bool = Json,
) -> None:
    """Make a city: people in families, what the register lawfully knows of them, benefits received. No ID numbers."""
    from doorstep.rulebook.city import store
    from doorstep.rulebook.city.making import make_city

    with refusals_spoken():
        margins = store.read_margins(policy_folder(policy))
        with bar("making chunks", as_json) as progress:
            made = make_city(
                city_plan(policy, parse_day(on)), margins, persons=persons, seed=seed, out_dir=out,
                progress=progress, folder=store.cache_folder(), chunk=chunk,
            )  # fmt: skip
    told = {"persons": made.persons, "families": sum(made.families), "chunks": made.chunks, "folder": str(out)}
    if as_json:
        show_json(told)
    else:
        show_rows("The city", [told])


@app.command("check")
def check_command(
    folder: Folder, *, policy: Policy = None, engine: EngineName = None, master: Master = None, as_json: bool = Json
) -> None:
    """Compare recipients and yearly cost of 低保 with the published figures. Fails if one is more than 5 % off."""
    from doorstep.rulebook.city import store
    from doorstep.rulebook.city.calibration import calibrate

    with refusals_spoken():
        city = city_plan(policy, date.fromisoformat(store.read_city(folder).day))
        margins = store.read_margins(policy_folder(policy))
        with bar("judging chunks", as_json) as progress:
            checks = calibrate(city, runner(engine, city, folder, master), margins, progress=progress)
    rows = [
        {"year": c.year, "what": c.what, "role": c.role, "published": _figure(c.what, c.published),
         "city": _figure(c.what, c.found), "deviation": f"{c.deviation / 100:+.2f} %", "holds": c.holds}
        for c in checks
    ]  # fmt: skip
    if as_json:
        show_json(rows)
    else:
        show_rows("Published and synthetic, scaled to 25 million people", rows)
    if not all(c.holds for c in checks):
        raise typer.Exit(1)


def _figure(what: str, value: int) -> str:
    return f"{value:,}" if what == "recipients" else f"¥{yuan(value)}"


# ── what the commands about cities share ──


def city_plan(policy: Path | None, day: date) -> Any:
    """The rules of a day, laid out for a city."""
    from doorstep.rulebook.engines.exclusion import with_exclusions
    from doorstep.rulebook.io import load_pack
    from doorstep.rulebook.plan import make_plan
    from doorstep.rulebook.resolve import resolve

    return with_exclusions(make_plan(resolve(with_rules_on(load_pack(policy_folder(policy)), day), day)))


def runner(name: str | None, city: Any, folder: Path, master: str | None) -> Any:
    """The engine asked for, here or on a cluster. Refuses NoSuchEngine."""
    from doorstep.rulebook.city import store
    from doorstep.rulebook.city.running import runner_for

    if name != "spark":
        return runner_for(name, city, folder, store.cache_folder())
    from doorstep.rulebook.city.spark import OnSpark, session

    return OnSpark(session(master), city, folder, store.cache_folder())


class bar:  # noqa: N801 — reads as a block: `with bar(…) as progress`
    """A progress bar over chunks on standard error of a terminal; silent for machines and in a pipe."""

    def __init__(self, title: str, silent: bool) -> None:
        self.title, self.silent = title, silent
        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
            console=errors, disable=silent or not errors.is_terminal,
        )  # fmt: skip

    def __enter__(self) -> Any:
        self.progress.start()
        task = self.progress.add_task("preparing the rules (a minute or two where they are new)", total=None)

        def told(done: int, whole: int) -> None:
            self.progress.update(task, description=self.title, completed=done, total=whole)

        return told

    def __exit__(self, *_: object) -> None:
        self.progress.stop()


def yuan(fen: int) -> str:
    """Fen as yuan for people, thousands apart."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


__all__ = ["app", "bar", "city_plan", "console", "runner", "yuan"]
