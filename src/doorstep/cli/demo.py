"""`doorstep demo`: the demonstration city on this machine, nothing to install beside Python."""

import os
import sys
from pathlib import Path

import typer

from .frame import console, morning_of, parse_day, ready, show_rows


def serve(
    date: str = typer.Option("2018-02-13", help="The day on which the demonstration stands."),
    port: int = typer.Option(8000, help="Port on 127.0.0.1."),
    only_prepare: bool = typer.Option(False, "--only-prepare", help="Make the city and stop without serving."),
) -> None:
    """Make the demonstration city if it is not there yet, print who can sign in, and serve it on 127.0.0.1."""
    day = parse_day(date)
    os.environ["DOORSTEP_MODE"] = "demo"
    ready()
    from django.conf import settings
    from django.core.management import call_command

    from doorstep.wire.moment import offset_to

    from .demo_city import demo_people, make_city

    settings.CLOCK_OFFSET_SECONDS = offset_to(morning_of(day))
    os.environ["DOORSTEP_CLOCK_OFFSET"] = str(settings.CLOCK_OFFSET_SECONDS)
    call_command("migrate", verbosity=0, interactive=False)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() or _newer_sources(Path(settings.STATIC_ROOT)):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    make_city(day=day)
    show_rows("Who can sign in (one press on the front page, or by name and password)", demo_people(day=day))
    if only_prepare:
        return
    console.print(f"\nDoorstep stands on {day} at http://127.0.0.1:{port}/   (Ctrl+C ends it)", markup=False)
    sys.stdout.flush()
    gunicorn = [sys.executable, "-m", "gunicorn", "doorstep.config.wsgi", "--bind", f"127.0.0.1:{port}"]
    os.execv(sys.executable, [*gunicorn, "--workers", "2", "--threads", "4", "--log-level", "warning"])


def _newer_sources(collected: Path) -> bool:
    """Whether a static file of the product changed since the last collection."""
    made = (collected / "staticfiles.json").stat().st_mtime
    sources = Path(__file__).parents[1].glob("web/static/**/*")
    return any(source.stat().st_mtime > made for source in sources if source.is_file())
