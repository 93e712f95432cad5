"""Breaks planted in a copy of the house, each of which must turn the checks red. A check that cannot fail proves nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    there = tmp_path_factory.mktemp("house")
    shutil.copytree(PROJECT / "src", there / "src", ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    shutil.copytree(PROJECT / "tools", there / "tools")
    shutil.copy(PROJECT / "pyproject.toml", there)
    (there / "README.md").touch()
    return there


@pytest.fixture
def plant(copy):
    """Add text to a file of the copy for one test."""
    before = {}

    def planted(name, text):
        path = copy / "src" / "doorstep" / name
        before[path] = path.read_text(encoding="utf-8") if path.exists() else None
        path.write_text((before[path] or "") + text, encoding="utf-8")

    yield planted
    for path, old in before.items():
        path.unlink() if old is None else path.write_text(old, encoding="utf-8")


def run(copy, *command):
    env = {**os.environ, "PYTHONPATH": str(copy / "src"), "DOORSTEP_VAR": str(copy / "var")}
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=copy, env=env, capture_output=True, text=True)


def contracts(copy):
    return run(copy, "lint-imports", "--no-cache")


class TestContracts:
    def test_hold_in_the_house_as_it_is(self, copy):
        result = contracts(copy)

        assert result.returncode == 0, result.stdout

    @pytest.mark.parametrize(
        ("name", "text", "contract"),
        [
            ("ledger/services.py", "\nfrom doorstep.staff import public as upwards\n", "1 The staircase"),
            ("kernel/money.py", "\nimport doorstep.ledger.logic\n", "1 The staircase"),
            ("newroom/__init__.py", "", "1 The staircase"),
            ("ledger/logic.py", "\nfrom doorstep.ledger import models\n", "2 Inside a room"),
            ("ledger/drawer.py", "", "2 Inside a room"),
            ("kernel/clock.py", "\nfrom django.utils import timezone\n", "3 Purity"),
            ("ledger/logic.py", "\nimport sqlite3\n", "3 Purity"),
            ("staff/services.py", "\nfrom doorstep.ledger.models import Event\n", "4 Doors"),
            ("web/house/views.py", "\nfrom doorstep.ledger.selectors import story\n", "4 Doors"),
        ],
    )
    def test_turn_red_at_a_planted_import(self, copy, plant, name, text, contract):
        (copy / "src" / "doorstep" / name).parent.mkdir(exist_ok=True)
        plant(name, text)

        result = contracts(copy)

        if name.startswith("newroom"):
            shutil.rmtree(copy / "src" / "doorstep" / "newroom")
            (copy / "src" / "doorstep" / "newroom").mkdir()  # the fixture takes its file away
            (copy / "src" / "doorstep" / name).touch()
        assert result.returncode != 0
        broken = next((line for line in result.stdout.splitlines() if line.startswith(contract)), result.stdout)
        assert "BROKEN" in broken or "layer" in broken.lower(), result.stdout


class TestLint:
    def test_is_clean_before_anything_is_planted(self, copy):
        assert run(copy, "ruff", "check", "--no-cache", "src").returncode == 0

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("\n\ndef sells_without_a_word(price: int) -> int:\n    return price\n", "D103"),
            ("\n\nfrom django.utils import timezone\n\nLATE = timezone.now()\n", "TID251"),
            ("\n\nfrom datetime import datetime\n\nLATE = datetime.now()\n", "TID251"),
            ("\n\nimport time\n\nLATE = time.time()\n", "TID251"),
            ("\n\nfrom datetime import date\n\nLATE = date.today()\n", "TID251"),
        ],
    )
    def test_turns_red_at_a_planted(self, copy, plant, text, rule):
        plant("ledger/services.py", text)

        result = run(copy, "ruff", "check", "--no-cache", "src")

        assert result.returncode == 1 and rule in result.stdout


class TestTranslations:
    def problems(self, copy):
        return run(copy, "python", "tools/translations.py", "check", str(copy))

    def test_are_whole_before_anything_is_planted(self, copy):
        assert self.problems(copy).returncode == 0

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("web/templates/house/front.html", '{% translate "A sentence nobody has translated" %}'),
            (
                "web/house/views.py",
                '\nfrom django.utils.translation import gettext as _\n_("A sentence nobody has translated")\n',
            ),
        ],
    )
    def test_turn_red_at_a_planted_text(self, copy, plant, name, text):
        plant(name, text)

        result = self.problems(copy)

        assert result.returncode == 1 and "A sentence nobody has translated" in result.stdout
