"""`doorstep jobs …`: the worker, the state of the outbox, dead letters."""

import signal
import threading
from dataclasses import asdict
from types import FrameType

import typer

from .frame import Json, console, ready, refusals_spoken, show_json, show_rows

app = typer.Typer(help="Background work: run it, see what waits, what is due, what died.", no_args_is_help=True)

PAUSE = 5.0  # seconds between two looks at an empty outbox


@app.command()
def run(
    once: bool = typer.Option(False, "--once", help="Do what is due and end."),
    limit: int = typer.Option(100, min=1, help="Jobs at most in one round."),
    as_json: bool = Json,
) -> None:
    """Carry out due jobs until stopped (Ctrl+C or SIGTERM: the job at hand is finished first). Start as many as you
    like; no job is done twice."""
    ready()
    from doorstep.jobs.worker import run_due
    from doorstep.wire.moment import moment

    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    if not once:
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
    while not stop.is_set():
        ran = run_due(moment=moment(), limit=limit)
        if as_json:
            show_json(asdict(ran))
        elif once or not ran.idle:
            console.print(f"{ran.done} done, {ran.failed} to be tried again, {ran.died} dead, {ran.reaped} reaped.")
        if once:
            return
        if ran.done + ran.failed + ran.died < limit:
            stop.wait(PAUSE)


@app.command(name="list")
def show(as_json: bool = Json) -> None:
    """How the outbox stands, and every dead letter."""
    ready()
    from doorstep.post.public import dead_letters, outbox
    from doorstep.wire.moment import moment

    state, dead = outbox(moment()), dead_letters()
    rows = [
        {
            "id": row.id,
            "job": row.name,
            "key": row.key or "",
            "attempts": row.attempts,
            "error": row.error,
            "since": row.ended_at,
        }
        for row in dead
    ]
    if as_json:
        show_json({**asdict(state), "dead_letters": rows})
        return
    console.print(f"{state.waiting} waiting, {state.due} of them due, {state.running} running, {state.dead} dead.")
    if rows:
        show_rows("Dead letters (doorstep jobs revive ID --reason …)", rows)


@app.command()
def revive(
    job_id: int = typer.Argument(help="The number of the dead letter."),
    reason: str = typer.Option(..., help="Why it may work now; kept in the ledger."),
) -> None:
    """Try a dead letter again, from its first attempt."""
    ready()
    from doorstep.ledger.public import Robot
    from doorstep.post import public as post
    from doorstep.wire.moment import moment

    with refusals_spoken():
        post.revive(job_id=job_id, by=Robot("jobs-revive"), at=moment(), reason=reason)
    console.print("It will be tried in the next round.")
