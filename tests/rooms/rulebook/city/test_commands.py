"""The commands of a city, as somebody types them: they say the same, go on where they were killed, and tell what to do."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from synthetic import quiet, table
from typer.testing import CliRunner

from doorstep.cli.main import app
from doorstep.rulebook.city import store
from doorstep.rulebook.city.running import Here, KernelEngine, Parts
from doorstep.rulebook.city.screening import lines, screen

GUIDE = set(
    re.findall(r"`([a-z_]+)`", (Path(__file__).parents[4] / "docs/policy-guide.md").read_text(encoding="utf-8"))
)
pytestmark = pytest.mark.xdist_group("city")  # what one file has compiled the other finds


class TestCommands:
    def test_make_check_screen_and_ask_what_if(self, tmp_path, cache, monkeypatch):
        monkeypatch.setenv("DOORSTEP_CACHE", str(cache.parent))
        folder, out, run = str(tmp_path / "city"), tmp_path / "list.parquet", CliRunner()

        def told(*words):
            answer = run.invoke(app, [*words, "--json"])
            assert answer.exit_code in (0, 1), answer.output
            return json.loads(answer.stdout)

        assert told("city", "make", "--persons", "3000", "--seed", "1", "--out", folder)["persons"] == 3000
        screened = told("screen", folder, "--on", "2018-02-13", "--out", str(out), "--engine", "duckdb")
        assert out.exists() and screened["listed"] > 0
        assert sum(screened["cost_by_confidence"].values()) in range(9_990, 10_001)
        ask = ("what-if", folder, "--on", "2018-02-13", "--engine", "duckdb", "--earn", "50")
        asked = told(*ask, "--set", "dibao_standard=1170..1270:50", "--chart", str(tmp_path / "sweep.svg"))
        assert [x["set"]["dibao_standard"] for x in asked["scenarios"]] == ["1170", "1220", "1270"]
        assert 0 < asked["scenarios"][0]["more"][""] < asked["scenarios"][2]["more"][""]
        picture = ElementTree.parse(tmp_path / "sweep.svg").getroot()
        assert "1220" in {x.text for x in picture.iter("{http://www.w3.org/2000/svg}text")}
        assert screened["on"] == "2018-02-13" and screened["city"]["persons"] == asked["city"]["persons"] == 3000
        assert {x["unit"] for x in screened["programmes"]} == {"person", "family", "assessment"}
        assert "disabled_care" not in asked["unpriced"] and "grain_oil" in asked["unpriced"]
        for part in (
            screened,
            screened["city"],
            screened["programmes"][0],
            asked,
            asked["scenarios"][0],
            asked["cliffs"][0],
        ):
            assert set(part) <= GUIDE, set(part) - GUIDE
        assert all(sum(x["cost_by_confidence"].values()) in range(9_990, 10_001) for x in asked["scenarios"])
        elders = told(*ask, "--set", "elder_allowance[70]=200")["scenarios"][0]  # a row of a table
        assert elders["more"]["elder_allowance_card"] == elders["more"][""] > 0 and elders["won"][""]["families"] > 0
        assert len(told("city", "check", folder, "--engine", "duckdb")) == 3

    def test_need_neither_numba_nor_pyarrow_to_judge_a_city_and_go_on_after_they_were_killed(
        self, plan, make, cache, tmp_path
    ):
        """A run killed outright after its first chunk, and the same command again: it says what one whole run says."""
        city, ours, rows = (
            make(tmp_path / "city", 15_000, chunk=5_000),
            tmp_path / "ours.parquet",
            tmp_path / "bare.parquet",
        )
        kernel, parts = Here(KernelEngine(plan, city, cache)), Parts(tmp_path, {"a": 1})
        totals, count = screen(plan, kernel, folder=city, progress=quiet, parts=parts, out=ours)
        words = ["screen", str(city), "--on", "2018-02-13", "--out", str(rows), "--json"]

        first, second = bare(words, tmp_path, killed=1), bare(words, tmp_path)

        assert first.returncode == -signal.SIGKILL and not first.stdout
        assert second.stderr.splitlines()[-1] == "judged: 2", second.stderr
        told = json.loads(second.stdout)
        whole = [x for x in told["programmes"] if not x["district"]]
        ours_told = [x for x in lines(plan, totals, ()) if not x.district]
        assert [x["amount"] for x in whole] == [x.amount if x.priced else None for x in ours_told]
        assert {x.priced for x in ours_told if x.entitled} == {True, False}
        assert told["listed"] == count and table(rows) == table(ours)

        words = [
            "what-if",
            str(city),
            "--on",
            "2018-02-13",
            "--set",
            "dibao_standard=1170",
            "--json",
        ]  # and in its order
        first, second, whole = bare(words, tmp_path, killed=4), bare(words, tmp_path), bare(words, tmp_path)

        assert first.returncode == -signal.SIGKILL and not first.stdout
        # of each chunk the day and the scenario, and both once more for the cliffs
        assert [x.stderr.splitlines()[-1] for x in (second, whole)] == ["judged: 8", "judged: 12"]
        assert second.stdout == whole.stdout
        assert json.loads(whole.stdout)["scenarios"][0]["won"][""]["families"] > 5

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({}, "it is not finished"), ({"city.json": '{"layout": 1'}, "damaged"), ({"city.json": '{"layout": 1}'}, "damaged"),
            ({"city.json": '{"layout": 9}'}, "another version"),
        ],
    )  # fmt: skip
    def test_tell_what_to_do_where_there_is_no_city(self, tmp_path, told, words):
        for name, text in told.items():
            (tmp_path / name).write_text(text)
        answer = CliRunner().invoke(app, ["screen", str(tmp_path), "--on", "2018-02-13"])

        assert answer.exit_code == 2 and "city make" in answer.stderr and words in " ".join(answer.stderr.split())
        assert "━" not in answer.stderr  # a bar is for a terminal

    @pytest.mark.parametrize("engine", ["kernel", "duckdb"])
    def test_tell_which_city_has_a_damaged_file(self, make, cache, tmp_path, monkeypatch, engine):
        monkeypatch.setenv("DOORSTEP_CACHE", str(cache.parent))
        city = make(tmp_path, 6_000, chunk=3_000)
        path = store.chunk_paths(city, 1)[1]
        path.write_bytes(path.read_bytes()[:-200])

        answer = CliRunner().invoke(app, ["screen", str(city), "--on", "2018-02-13", "--engine", engine])

        assert answer.exit_code == 2 and "damaged" in answer.stderr

    def test_tell_people_what_each_figure_is_and_never_break_it_in_two(self, make, tmp_path, cache, monkeypatch):
        monkeypatch.setenv("DOORSTEP_CACHE", str(cache.parent))
        city, chart = str(make(tmp_path / "city", 6_000)), tmp_path / "new" / "sweep.svg"
        ask = ("what-if", city, "--on", "2018-02-13", "--engine", "duckdb")

        def told(*words):
            answer = CliRunner().invoke(app, words)
            assert answer.exit_code == 0, answer.output
            return answer.stdout, [[x.strip() for x in row.split("│")[1:-1]] for row in answer.stdout.splitlines()]

        text, rows = told(*ask, "--set", "dibao_standard=1070..1271", "--chart", str(chart), "--earn", "50")
        assert "synthetic city of 6,000 people as of 2018-02-13" in " ".join(text.split()) and chart.exists()
        sweep = [row for row in rows if row and row[0].startswith("dibao_standard=")]
        assert [x[0][15:] for x in sweep] == ["1070", "1120", "1170", "1220", "1271"]
        more = {row[0]: row[3] for row in rows if len(row) == 4}  # by programme
        fen = {name: int(re.sub(r"[,.]", "", x)) for name, x in more.items()}
        assert sum(fen.values()) == int(re.sub(r"[,.]", "", sweep[-1][2])) and fen["dibao"] > 0
        assert "if everybody in work earns ¥50.00 a month more: " in text
        nothing, _ = told(*ask, "--set", "dibao_standard=970")
        assert "nothing changes for anybody" in nothing and "Who" not in nothing
        _, rows = told("screen", city, "--on", "2018-02-13", "--engine", "duckdb")
        assert {"community_mutual_aid", "elder_allowance_card"} < {row[0] for row in rows if row}

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["--set", "dibao_standrd=1170"], "[rulebook.no-such-parameter]"), (["--set", "dibao_standrd=1170"], "written: dibao_standard"),
            (["--set", "elder_allowance=9"], "elder_allowance[70]"), (["--set", "elder_allowance[71]=9"], "elder_allowance[70]"),
            (["--set", "dibao_standard=-5"], "cannot be -5.00"), (["--set", "dibao_standard=x"], "two decimals"),
            (["--set", "elder_age=65.5"], "whole number"), (["--set", "elder_age=1", "--set", "elder_age=1..2"], "set twice"),
            (["--set", "elder_age=66", "--earn", "0"], "more than nothing"), (["--set", "elder_age=66", "--chart", "."], "name a file"),
            (["--set", "elder_age=66", "--engine", "spark-sql"], "screen only"),
            (["--set", "elder_age=66", "--engine", "x"], "kernel, duckdb"),
        ],
    )  # fmt: skip
    def test_tell_what_can_be_asked_and_fail_with_2(  # noqa: PLR0917 — fixtures
        self, make, tmp_path, cache, monkeypatch, words, says
    ):
        monkeypatch.setenv("DOORSTEP_CACHE", str(cache.parent))
        monkeypatch.setenv("COLUMNS", "200")
        words = ["--engine", "duckdb", *words]
        answer = CliRunner().invoke(app, ["what-if", str(make(tmp_path, 300)), "--on", "2018-02-13", *words])

        assert answer.exit_code == 2 and not answer.stdout and says in " ".join(answer.stderr.split()), answer.output

    def test_tell_which_file_cannot_be_written(self, tmp_path, cache, monkeypatch):
        monkeypatch.setenv("DOORSTEP_CACHE", str(cache.parent))
        (tmp_path / "file").write_text("")
        words = ["city", "make", "--persons", "100", "--seed", "1", "--out", str(tmp_path / "file")]

        answer = CliRunner().invoke(app, words)

        assert answer.exit_code == 2 and isinstance(answer.exception, SystemExit) and "file" in answer.stderr

    def test_tell_it_too_where_the_list_cannot_be_written_and_go_on_elsewhere(self, make, tmp_path, cache, monkeypatch):
        monkeypatch.setenv("DOORSTEP_CACHE", str(cache.parent))
        city = str(make(tmp_path / "city", 300))
        words = ["screen", city, "--on", "2018-02-13", "--engine", "duckdb", "--json", "--out"]
        too_long = f"{'x' * 246}.parquet"  # once more is written behind it while the file is not whole

        refused = CliRunner().invoke(app, [*words, str(tmp_path / "lists" / too_long)])
        judged = list((tmp_path / "lists").glob("parts-*/*.json"))
        done = CliRunner().invoke(app, [*words, str(tmp_path / "lists" / "list.parquet")])

        assert refused.exit_code == 2 and f"{too_long}: File name too long" in refused.stderr and len(judged) == 1
        assert done.exit_code == 0 and [x.name for x in (tmp_path / "lists").iterdir()] == ["list.parquet"]


BARE = """
import os, signal, sys
sys.modules.update(dict.fromkeys(("numba", "pyarrow")))  # as where they are not installed
from doorstep.cli.main import app
from doorstep.rulebook.city import running
judge, judged = running.DuckEngine.judge, []
running.WORKERS = 1
def counted(self, figures=None):
    if len(judged) == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    judged.append(1)
    return judge(self, figures)
running.DuckEngine.judge = counted
try:
    app(sys.argv[2:])
finally:
    print("judged:", len(judged), file=sys.stderr)
"""


def bare(words, folder, killed=-1):
    """The command in a process of its own, in an installation without the extra `city`; killed before so many judgements
    and one more."""
    return subprocess.run(
        [sys.executable, "-c", BARE, str(killed), *words], capture_output=True, text=True, check=False,
        cwd=folder, env={**os.environ, "DOORSTEP_CACHE": str(folder)},
    )  # fmt: skip
