"""The guide for policy analysts cannot be out of date: its steps are performed here, and what it shows is what appears."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from doorstep.cli.main import app

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "policy-guide.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\S[^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def written(how, path, body):
    """A block of a file: `write` it, `append` it, or `replace` what stands above the arrow by what stands below."""
    if how == "write":
        path.write_text(body, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    if how == "append":
        path.write_text(text + body, encoding="utf-8")
        return
    old, new = (part.rstrip("\n") for part in body.split("→\n"))
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def performed(line, monkeypatch):
    """A line of the console; gives what it prints."""
    words = line.split()
    if words[0] == "cp":
        shutil.copytree(words[2], words[3])
    elif words[0] == "export":
        monkeypatch.setenv(*words[1].split("="))
    else:
        return CliRunner().invoke(app, words[1:]).output
    return ""


class TestGuide:
    def test_leads_to_a_programme_that_is_checked_proved_and_explained(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "policy").symlink_to(ROOT / "policy")
        blocks = BLOCK.findall(GUIDE)

        for info, body in blocks:
            kind, *rest = info.split()
            if kind != "console":
                written(rest[0], Path(rest[1]), body)
                continue
            shown = ""
            for line in body.splitlines():
                if line.startswith("$ "):
                    shown = performed(line[2:], monkeypatch)
                else:
                    pattern = "^" + ".*".join(map(re.escape, line.split("…"))) + "$"
                    assert re.search(pattern, shown, re.MULTILINE), (line, shown[:2000])

        assert sum(info == "console" for info, _ in blocks) >= 6

    @pytest.mark.parametrize("word", ["fact", "parameter", "condition", "clause", "unknown"])
    def test_uses_the_words_of_the_reference(self, word):
        assert word in GUIDE and word in (ROOT / "docs" / "policy-language.md").read_text(encoding="utf-8")
