"""`doorstep catalogue …`: check the item packs, load them, search them, show one."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from .frame import Json, console, errors, parse_day, ready, refusals_spoken, show_json, show_rows

if TYPE_CHECKING:
    from doorstep.catalogue.public import Guide, Limit, PackFolder, Text

app = typer.Typer(help="The service items: check the packs, load them, search, show one.", no_args_is_help=True)

Words = typer.Argument(help="A resident's words, pinyin, initials, English or a code.")
On = typer.Option("", "--on", help="The day, as 2018-02-13 (default: today by the product's clock).")
Folder = typer.Argument(None, help="The policy folder (default: the one of the settings).")
Language = typer.Option("zh-hans", "--lang", help="zh-hans, zh-hant or en.")


@app.command()
def check(folder: Path | None = Folder, as_json: bool = Json) -> None:
    """Check every item pack of a policy folder without a database. Exit code 1 if one is wrong."""
    os.environ.setdefault("DOORSTEP_MODE", "demo")  # nothing is signed or stored here, so no secrets are asked for
    ready()
    from doorstep.catalogue.public import check_packs

    where = _folder(folder)
    found = check_packs(where)
    if as_json:
        show_json({"packs": len(found.packs), "problems": _problems(found)})
    else:
        for problem in found.problems:
            console.print(
                f"{where / problem.file}:{problem.line}: {problem.path}: {problem.reason}", markup=False, soft_wrap=True
            )
            console.print(f"    → {problem.remedy}", markup=False, soft_wrap=True)
        console.print(f"{len(found.packs)} packs read, {len(found.problems)} problems.")
    raise typer.Exit(1 if found.problems else 0)


@app.command()
def load(folder: Path | None = Folder, as_json: bool = Json) -> None:
    """Load the item packs: new versions are added, older ones end, nothing is rewritten. All of it or nothing."""
    ready()
    from doorstep.catalogue.public import PacksWrong, load_catalogue
    from doorstep.ledger.public import Robot
    from doorstep.wire.moment import moment

    with refusals_spoken():
        try:
            done = load_catalogue(policy_dir=_folder(folder), by=Robot("catalogue-load"), at=moment())
        except PacksWrong as wrong:
            for problem in wrong.problems:
                errors.print(str(problem), markup=False, soft_wrap=True)
            raise
    if as_json:
        show_json({"edition": done.edition, "added": done.added, "ended": done.ended, "registers": done.registers})
    elif done.added or done.ended or done.registers:
        console.print(f"Edition {done.edition}: {len(done.added)} added, {len(done.ended)} ended.")
    else:
        console.print(f"Edition {done.edition}: nothing has changed.")


@app.command()
def search(
    words: list[str] = Words,
    on: str = On,
    limit: int = typer.Option(10, min=1, max=100, help="How many at most."),
    language: str = Language,
    as_json: bool = Json,
) -> None:
    """Find the item behind a resident's own words."""
    ready()
    from doorstep.catalogue.public import search_items

    found = search_items(" ".join(words), on=_day(on), limit=limit)
    rows: list[dict[str, Any]] = [
        {"code": hit.item.item.code, "name": _text(hit.item.name, language), "found by": hit.by, "score": hit.score}
        for hit in found
    ]
    if as_json:
        show_json(rows)
    elif rows:
        show_rows(" ".join(words), rows)
    else:
        console.print("Nothing fits these words. Try fewer of them, or pinyin.")


@app.command()
def show(
    code: str = typer.Argument(help="The item's code, as MZ-001."),
    on: str = On,
    language: str = Language,
    as_json: bool = Json,
) -> None:
    """Show what holds of an item on a day. 未核实 marks what nobody has read in a source."""
    ready()
    from doorstep.catalogue.public import guide

    with refusals_spoken():
        facts = _facts(guide(code.upper(), _day(on)), language)
    if as_json:
        show_json(facts)
    else:
        title = f"{facts['code']} {facts['name']}"
        show_rows(title, [{"": name, " ": _lines(value)} for name, value in facts.items()])


def _facts(guide: "Guide", language: str) -> dict[str, Any]:
    now = guide.now
    decider = now.decider.value
    return {
        "code": now.item.code,
        "version": now.item.version,
        "on": now.day,
        "name": _text(now.name, language),
        "complete": now.item.complete,
        "kind": now.kind.value,
        "scope": f"{now.scope.value} ({now.scope.confidence})",
        "jurisdiction": now.basis.value,
        "owner": guide.department(now.owner.value.department, language),
        "decides": f"{decider.level}: {guide.department(decider.department, language)}",
        "statutory limit": _limit(now.statutory.value) if now.statutory else _unverified(),
        "promised limit": _limit(now.promised.value) if now.promised else _unverified(),
        "conditions": [_text(row.says, language) for row in now.conditions],
        "materials": [
            _text(row.name, language) + ("" if row.mandatory else " (where it applies)") for row in now.materials
        ],
        "tasks": [f"{guide.department(row.department, language)}: {_text(row.what, language)}" for row in now.tasks],
        "legal bases": [guide.clause(row.clause, language) for row in now.legal_bases],
        "remedies": [_text(row.says, language) for row in now.remedies],
        "fee": f"{now.item.fee_fen // 100}.{now.item.fee_fen % 100:02} CNY",
        "hotline": now.item.hotline,
    }


def _problems(found: "PackFolder") -> list[dict[str, object]]:
    return [
        {"file": one.file, "line": one.line, "path": one.path, "reason": one.reason, "remedy": one.remedy}
        for one in found.problems
    ]


def _folder(folder: Path | None) -> Path:
    from django.conf import settings

    return folder or Path(settings.POLICY)


def _day(text: str) -> date:
    from doorstep.wire.moment import moment

    return parse_day(text) if text else moment().date()


def _text(text: "Text", language: str) -> str:
    from doorstep.wire.languages import pick

    return pick({"zh-hans": text.zh_hans, "en": text.en}, language)


def _limit(limit: "Limit") -> str:
    return f"{limit.days} {limit.unit.replace('_', ' ')} from {limit.starts_at}"


def _lines(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(f"· {line}" for line in value) or _unverified()
    return str(value)


def _unverified() -> str:
    from doorstep.catalogue.public import UNVERIFIED

    return UNVERIFIED
