"""The `doorstep` command: a map of what the product can do."""

import typer

from doorstep.cli import catalogue, city, demo, jobs, ledger, policy, screen, token

app = typer.Typer(
    help="Doorstep (家门口): any matter, any window, many departments, one answer on time.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(city.app, name="city")
app.add_typer(jobs.app, name="jobs")
app.add_typer(ledger.app, name="ledger")
app.add_typer(policy.app, name="policy")
app.add_typer(token.app, name="token")
app.command(name="explain")(policy.explain_command)
app.command(name="demo")(demo.serve)
app.command(name="screen")(screen.screen_command)
app.command(name="what-if")(screen.what_if_command)


def run() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    run()
