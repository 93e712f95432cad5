"""`doorstep policy …` and `doorstep explain`: the rulebook from the command line."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from doorstep.cli.frame import parse_day, refusals_spoken
from doorstep.rulebook.checking import check as check_pack
from doorstep.rulebook.echoes import near
from doorstep.rulebook.engines.as_json import assessment_json
from doorstep.rulebook.engines.casework import CaseRunner
from doorstep.rulebook.engines.counter import Counter
from doorstep.rulebook.engines.family import encode_family
from doorstep.rulebook.io import load_pack, read_family
from doorstep.rulebook.packs.model import Pack
from doorstep.rulebook.printing import difference_lines, programme_lines
from doorstep.rulebook.showing import diff as diff_days
from doorstep.rulebook.showing import show as show_programme
from doorstep.rulebook.telling import Teller

app = typer.Typer(help="Check, test, read and compare the policies; explain what a family is entitled to.")

_Policy = Annotated[Path | None, typer.Option("--policy", help="The policy folder.", envvar="DOORSTEP_POLICY")]
_Json = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
_Lang = Annotated[str, typer.Option("--lang", help="zh-hans, zh-hant or en.")]
_Area = Annotated[
    str | None, typer.Option("--area", help="Area code of nine digits, district or street; else the city.")
]
_Day = Annotated[date, typer.Option(parser=parse_day, metavar="DAY", help="The day, as 2018-02-13.")]
_DayArgument = Annotated[date, typer.Argument(parser=parse_day, metavar="DAY")]


def policy_folder(given: Path | None) -> Path:
    """The folder given, or DOORSTEP_POLICY, or policy/shanghai of the project."""
    return given or Path(os.environ.get("DOORSTEP_POLICY") or Path(__file__).resolve().parents[3] / "policy/shanghai")


@app.command("check")
def check_command(policy: _Policy = None, as_json: _Json = False) -> None:
    """Say what is wrong with the policy folder: file, line, what is wrong, what to write. Fails if anything is."""
    problems = check_pack(policy_folder(policy))
    if as_json:
        _print_json([p.as_dict() for p in problems])
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{len(problems)} problem(s)")
    if problems:
        raise typer.Exit(1)


@app.command("test")
def test_command(policy: _Policy = None, as_json: _Json = False) -> None:
    """Run the worked cases of the policy folder. Fails if one differs."""
    with refusals_spoken():
        results = CaseRunner(_pack(policy)).run_all()
    failed = [r for r in results if r.differences]
    if as_json:
        rows = [
            {"file": r.case.at.file, "line": r.case.at.line, "story": r.case.story, "differences": r.differences}
            for r in failed
        ]
        _print_json({"cases": len(results), "failed": rows})
    else:
        for r in failed:
            typer.echo(f"{r.case.at.file}:{r.case.at.line}: {r.case.story}: {'; '.join(r.differences)}")
        typer.echo(f"{len(results)} case(s), {len(failed)} failed")
    if failed or not results:
        raise typer.Exit(1)


@app.command("show")
def show_command(
    code: str,
    on: _Day,
    *,
    lang: _Lang = "zh-hans",
    policy: _Policy = None,
    as_json: _Json = False,
) -> None:
    """Print a programme as it stands on a day: conditions, clauses, amount, parameters with source and confidence."""
    with refusals_spoken():
        pack = _pack(policy, on)
        if code not in pack.programmes and (meant := near(code, pack.programmes, "")):
            typer.echo(f"{code} → {meant}", err=True)
        data = show_programme(pack, code, on)
    _print(data, lambda language: programme_lines(data, language), lang, as_json)


@app.command("diff")
def diff_command(
    first: _DayArgument,
    second: _DayArgument,
    *,
    area: _Area = None,
    lang: _Lang = "zh-hans",
    policy: _Policy = None,
    as_json: _Json = False,
) -> None:
    """Say what changed between two days: programmes, conditions, clauses, amounts, names, bodies, parameters."""
    with refusals_spoken():
        found = diff_days(
            _of_area(_pack(policy, first, second), area), first, second, area, "en" if lang == "en" else "zh-hans"
        )
    _print([asdict(d) for d in found], lambda language: difference_lines(found, language), lang, as_json)


@app.command("explain")
def explain_command(
    family: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The family as JSON.")],
    on: _Day,
    *,
    area: _Area = None,
    lang: _Lang = "zh-hans",
    policy: _Policy = None,
    as_json: _Json = False,
) -> None:
    """Judge a family by every programme: each condition with clause, figure and threshold, questions, best combination."""
    with refusals_spoken():
        pack = _of_area(_pack(policy, on), area)
        try:
            raw = read_family(family)
        except (ValueError, RecursionError) as error:
            _fail(f'{family.name} is not JSON: {error}. Write {{"facts": {{…}}, "receives": […], "members": [{{…}}]}}')
        counter = _counter(pack.digest, policy_folder(policy), on, area)
        known = encode_family(counter.ruleset, raw)
        assessment = counter.assess(known)
    _print(
        assessment_json(assessment, counter.ruleset, known),
        lambda language: Teller(counter.ruleset, known, assessment, language).lines(),
        lang,
        as_json,
    )


def with_rules_on(pack: Pack, *days: date) -> Pack:
    """The pack, if it has rules on all these days: before its first programme nothing can be judged."""
    first = min((p.span.first for p in pack.programmes.values()), default=date.max)
    for day in days:
        if day < first:
            raise typer.BadParameter(f"{day}: the rules of this folder begin on {first}")
    return pack


def _pack(policy: Path | None, *days: date) -> Pack:
    return with_rules_on(load_pack(policy_folder(policy)), *days)


def _of_area(pack: Pack, area: str | None) -> Pack:
    """The pack, if the area lies in its city: elsewhere no programme is in force, and that would read as a refusal."""
    if area is not None and not (area.isdigit() and len(area) in (6, 9) and area[:2] == pack.area[:2]):
        _fail(f"--area {area}: nine digits of an area in {pack.area}, such as {pack.area[:2]}0105000")
    return pack


@cache
def _counter(digest: str, folder: Path, day: date, area: str | None) -> Counter:
    return Counter.on(load_pack(folder), day, area)


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _print(data: object, lines: Callable[[str], list[str]], lang: str, as_json: bool) -> None:
    if as_json:
        _print_json(data)
        return
    if lang not in ("zh-hans", "zh-hant", "en"):
        _fail("--lang is one of zh-hans, zh-hant, en")
    text = "\n".join(lines("en" if lang == "en" else "zh-hans"))
    typer.echo(_traditional(text) if lang == "zh-hant" else text)


def _traditional(text: str) -> str:
    from opencc import OpenCC  # takes a moment to load, and only this language needs it

    return str(OpenCC("s2hk").convert(text))


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
