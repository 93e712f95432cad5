"""`doorstep ledger …`: walk the chains, take an anchor."""

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from .frame import Json, console, errors, ready, refusals_spoken, show_json

app = typer.Typer(help="The ledger: verify its chains, take a dated anchor.", no_args_is_help=True)


@app.command()
def verify(
    anchor: str = typer.Option("", help="NUMBER:DIGEST of the newest anchor as kept outside the database."),
    as_json: bool = Json,
) -> None:
    """Walk every chain and every anchor; name the first broken link. Exit code 1 if there is one."""
    ready()
    from doorstep.ledger import public as ledger

    spinner = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=errors, transient=True,
        disable=as_json or not errors.is_terminal,
    )  # fmt: skip
    with spinner as bar:
        task = bar.add_task("walking …")
        verdict = ledger.verify(
            newest_anchor=_known(anchor),
            progress=lambda count: bar.update(task, description=f"{count:,} events walked"),
        )
    broken = verdict.broken
    if as_json:
        fault = {"chain": broken.chain, "seq": broken.seq, "fault": broken.fault} if broken else None
        counts = {"events": verdict.events, "chains": verdict.chains, "anchors": verdict.anchors}
        show_json({**counts, "broken": fault})
    elif broken:
        console.print(f"BROKEN: {broken.chain}, event {broken.seq}: {broken.fault}", markup=False)
    else:
        console.print(f"Whole: {verdict.events:,} events in {verdict.chains:,} chains, {verdict.anchors} anchors.")
    raise typer.Exit(1 if broken else 0)


@app.command()
def anchor(as_json: bool = Json) -> None:
    """Remember how far every chain reached. Keep the printed line outside this database."""
    ready()
    from doorstep.ledger import public as ledger
    from doorstep.wire.moment import moment

    with refusals_spoken():
        number, digest, grown = ledger.take_anchor(at=moment())
    if as_json:
        show_json({"anchor": number, "digest": digest.hex(), "chains_grown": grown})
    else:
        console.print(f"{number}:{digest.hex()}", markup=False)


def _known(text: str) -> tuple[int, bytes] | None:
    if not text:
        return None
    number, _, digest = text.partition(":")
    try:
        return int(number), bytes.fromhex(digest)
    except ValueError:
        raise typer.BadParameter("write NUMBER:DIGEST as `doorstep ledger anchor` printed it") from None
