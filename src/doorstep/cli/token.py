"""`doorstep token …`: what machines may at the HTTP API."""

from datetime import date
from typing import Annotated

import typer

from .frame import Json, console, parse_day, ready, refusals_spoken, show_json, show_rows

app = typer.Typer(help="Tokens of the HTTP API: issue one to a post, list them, revoke one.", no_args_is_help=True)


@app.command()
def issue(
    *,
    post_id: int = typer.Argument(help="The post under which the machine acts."),
    scope: Annotated[
        list[str], typer.Option(help="A permission of the post, like case.receive; may be repeated.")
    ] = [],  # noqa: B006
    until: str = typer.Option(..., help="The last day, like 2018-12-31; within a year."),
    name: str = typer.Option("", help="Which machine holds it."),
    per_minute: int = typer.Option(600, min=1, max=1_000_000, help="Requests a minute at most."),
    as_json: bool = Json,
) -> None:
    """Issue a token. It is printed this once and kept nowhere."""
    ready()
    from doorstep.ledger.public import Robot
    from doorstep.staff import public as staff
    from doorstep.wire.moment import moment

    with refusals_spoken():
        issued = staff.issue_token(
            post_id=post_id,
            scopes=scope,
            expires_on=parse_day(until),
            name=name,
            per_minute=per_minute,
            by=Robot("token-issue"),
            at=moment(),
        )
    if as_json:
        show_json({"id": issued.id, "prefix": issued.prefix, "token": issued.secret})
        return
    console.print(f"Token {issued.id}. Hand it over now; it is kept nowhere and cannot be shown again:")
    console.print(issued.secret, markup=False)


@app.command(name="list")
def show(as_json: bool = Json) -> None:
    """Every token with its post and scopes; what is shown opens no door."""
    ready()
    from doorstep.staff import public as staff
    from doorstep.wire.moment import moment

    today = moment().date()
    rows = [
        {
            "id": row.id,
            "prefix": row.prefix,
            "name": row.name,
            "post": row.post_id,
            "title": row.post_title,
            "scopes": list(row.scopes) if as_json else " ".join(row.scopes),
            "per_minute": row.per_minute,
            "until": row.expires_on,
            "state": _state(row.revoked, row.expires_on, today),
        }
        for row in staff.tokens()
    ]
    if as_json:
        show_json(rows)
    elif rows:
        show_rows("Tokens", rows)
    else:
        console.print("No token was issued yet.")


@app.command()
def revoke(
    token_id: int = typer.Argument(help="The number of the token."),
    reason: str = typer.Option(..., help="Why; kept in the ledger."),
    as_json: bool = Json,
) -> None:
    """Let a token open no door from now on."""
    ready()
    from doorstep.ledger.public import Robot
    from doorstep.staff import public as staff
    from doorstep.wire.moment import moment

    with refusals_spoken():
        staff.revoke_token(token_id=token_id, reason=reason, by=Robot("token-revoke"), at=moment())
    if as_json:
        show_json({"revoked": token_id})
    else:
        console.print(f"Token {token_id} opens nothing any more.")


def _state(revoked: bool, until: date, today: date) -> str:
    return "revoked" if revoked else "expired" if until < today else "live"
