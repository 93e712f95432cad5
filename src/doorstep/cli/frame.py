"""What every command shares: Django made ready, JSON for machines, refusals as speech."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time

import typer
from rich.console import Console
from rich.table import Table

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

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
    """A table whose columns are the keys of the first row."""
    table = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ():
        table.add_column(str(name), overflow="fold")  # half a code names no programme
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    console.print(table)


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
    """Turn a Refusal, or a file that cannot be read or written, into its sentence on standard error and exit code 1."""
    from doorstep.kernel.refusal import Refusal
    from doorstep.rulebook.problems import PackRefused

    try:
        yield
    except PackRefused as refusal:
        errors.print("\n".join(str(p) for p in refusal.problems), markup=False)
        raise typer.Exit(1) from refusal
    except Refusal as refusal:
        from doorstep.wire.refusals import speech

        told = speech(refusal, "en")
        errors.print(f"{told.says}\n{told.remedy}\n[{told.code}]", markup=False)
        raise typer.Exit(1) from refusal
    except OSError as error:
        where = f"{error.filename}: {error.strerror}" if error.filename is not None else str(error)  # a full disk
        errors.print(where, markup=False)
        raise typer.Exit(1) from error
