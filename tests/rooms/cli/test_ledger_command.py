"""`doorstep ledger verify`: what a terminal shows while it walks, and what a pipe gets."""

import json
from io import StringIO

import pytest
from rich.console import Console
from typer.testing import CliRunner

from doorstep.cli import ledger
from doorstep.cli.main import app

pytestmark = pytest.mark.django_db


class TestVerify:
    @pytest.mark.parametrize(("terminal", "words"), [(True, []), (True, ["--json"]), (False, []), (False, ["--json"])])
    def test_turns_a_spinner_for_people_at_a_terminal_only(self, monkeypatch, terminal, words):
        screen = StringIO()
        monkeypatch.setattr(ledger, "errors", Console(file=screen, force_terminal=terminal, width=80))

        answer = CliRunner().invoke(app, ["ledger", "verify", *words])

        assert answer.exit_code == 0 and not answer.stderr
        assert ("walking" in screen.getvalue()) is (terminal and not words)
        if words:
            assert json.loads(answer.stdout) == {"events": 0, "chains": 0, "anchors": 0, "broken": None}
        else:
            assert answer.stdout == "Whole: 0 events in 0 chains, 0 anchors.\n"

    def test_tells_a_broken_link_from_a_question_it_cannot_read(self, monkeypatch):
        run = CliRunner()

        assert run.invoke(app, ["ledger", "verify", "--anchor", "1:ab", "--json"]).exit_code == 1
        assert run.invoke(app, ["ledger", "verify", "--anchor", "1-ab"]).exit_code == 2
