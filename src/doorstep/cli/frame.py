"""What every command shares: Django made ready, JSON for machines, refusals as speech.

Exit codes, of all commands: 0 it is done, and what was checked is in order; 1 it is done, and what was checked is not in
order (`check`, `test`, `verify`: a script goes on to say so); 2 it was not done, because of what was asked or because a
file, a city or a database does not allow it: the sentence on standard error says what to do. So `ledger verify` that
finds a broken link (1) is never taken for one that could not look (2), as with grep and diff. 130: stopped by Ctrl+C.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from textwrap import wrap

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

PIPE_WIDTH, LEAST = 160, 9
"""How wide a table may be that goes into a file; the least that a column keeps whose words are broken."""
WORD, FIGURE = re.compile(r"\S{0,28}"), re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?( %)?")
ANYTHING, NOTHING = re.compile(r".*", re.DOTALL), re.compile(r"(?!)")

Json = typer.Option(False, "--json", help="Print JSON for machines instead of text for people.")


def ready() -> None:
    """Make Django ready. Only commands that touch the database pay for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")
    import django

    django.setup()


def show_json(value: object) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def show_rows(title: str, rows: Sequence[Mapping[str, object]]) -> None:
    """A table whose columns are the keys of the first row. Where it is narrow, codes are broken before figures are."""
    wide = console if console.is_terminal else Console(width=max(console.width, PIPE_WIDTH), highlight=False)
    for whole, broken in ((WORD, WORD), (FIGURE, WORD), (FIGURE, ANYTHING), (NOTHING, ANYTHING)):
        table, needs = _table(title, rows, whole, broken)
        if needs <= wide.width:
            break
    wide.print(table)


def _table(
    title: str, rows: Sequence[Mapping[str, object]], whole: re.Pattern[str], broken: re.Pattern[str]
) -> tuple[Table, int]:
    """With the columns kept on one line in which every cell is as `whole` says; and how wide it has to be at least, if
    in the other columns a word is broken only where it is not as `broken` says."""
    table, needs = Table(title=title, title_justify="left"), 1
    for name in rows[0] if rows else ():
        told = [str(row[name]) for row in rows]
        kept = all(whole.fullmatch(x) for x in told)
        width = max(1, *map(cell_len, (*told, *str(name).split())))
        heading = "\n".join(wrap(str(name), width)) if kept else str(name)
        figures = all(FIGURE.fullmatch(x) for x in told)
        table.add_column(heading, overflow="fold", no_wrap=kept, justify="right" if figures else "left")
        words = [cell_len(x) for text in (*told, str(name)) for x in text.split()]
        needs += 3 + (width if kept else max(words, default=0) if broken is WORD else LEAST)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table, needs


def parse_day(text: str) -> date:
    """A day written 2018-02-13. Says what to write where it is not."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it like 2018-02-13") from None


def morning_of(day: date) -> datetime:
    """Nine in the morning of a day in Shanghai: when the demonstration begins."""
    from doorstep.wire.moment import SHANGHAI

    return datetime.combine(day, time(9), tzinfo=SHANGHAI)


@contextmanager
def refusals_spoken() -> Iterator[None]:
    """Turn a Refusal, or a file that cannot be read or written, into its sentence on standard error and exit code 2."""
    from doorstep.kernel.refusal import Refusal
    from doorstep.rulebook.problems import PackRefused

    try:
        yield
    except PackRefused as refusal:
        errors.print("\n".join(str(p) for p in refusal.problems), markup=False, soft_wrap=True)
        raise typer.Exit(2) from refusal
    except Refusal as refusal:
        from doorstep.wire.refusals import speech

        told = speech(refusal, "en")
        errors.print(f"{told.says}\n{told.remedy}\n[{told.code}]", markup=False, soft_wrap=True)
        raise typer.Exit(2) from refusal
    except OSError as error:
        where = f"{error.filename}: {error.strerror}" if error.filename is not None else str(error)  # a full disk
        errors.print(where, markup=False, soft_wrap=True)
        raise typer.Exit(2) from error
