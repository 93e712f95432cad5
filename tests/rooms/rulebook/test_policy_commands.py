"""The commands `policy check | test | show | diff` and `explain`."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from doorstep.cli.policy import app


@pytest.fixture
def run(policy_dir):
    def go(*args, policy=policy_dir):
        return CliRunner().invoke(app, [*args, "--policy", str(policy)])

    return go


@pytest.fixture
def family(tmp_path):
    path = tmp_path / "family.json"
    members = [
        {"id": "mother", "pension": "1500", "wage": "0", "other_income": "0", "savings": "0", "asks_alone": False}
    ]
    path.write_text(json.dumps({"facts": {"local_hukou": True, "homes": 1}, "members": members}), encoding="utf-8")
    return path


class TestCheck:
    def test_succeeds_on_a_right_pack_and_fails_with_the_place_on_a_wrong_one(self, run, policy_dir, tmp_path):
        shutil.copytree(policy_dir / "rulebook", tmp_path / "rulebook")
        shutil.copy(policy_dir / "laws.toml", tmp_path)
        path = tmp_path / "rulebook/city/dibao.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("homes <=", "houses <="), encoding="utf-8")

        wrong = run("check", "--json", policy=tmp_path)

        assert run("check").exit_code == 0
        assert wrong.exit_code == 1
        assert {p["file"] for p in json.loads(wrong.stdout)} == {"city/dibao.toml"}


class TestTest:
    def test_runs_the_worked_cases(self, run):
        result = json.loads(run("test", "--json").stdout)

        assert result["cases"] > 70 and result["failed"] == []

    def test_fails_where_a_case_expects_something_else(self, run, policy_dir, tmp_path):
        shutil.copytree(policy_dir / "rulebook", tmp_path / "rulebook")
        shutil.copy(policy_dir / "laws.toml", tmp_path)
        path = tmp_path / "rulebook/city/dibao.cases.toml"
        path.write_text(
            path.read_text(encoding="utf-8").replace('amount = "440"', 'amount = "441"', 1), encoding="utf-8"
        )

        result = run("test", policy=tmp_path)

        assert result.exit_code == 1 and "expected 441, found 440.00" in result.stdout

    def test_says_of_a_case_that_cannot_be_judged_what_to_write(self, run, policy_dir, tmp_path):
        slips = {
            "expect = { amount = 100 }": 'amount = 100 → "440", in yuan',
            'expect = { answer = "yes" }': "answer = 'yes' → one of entitled,",
            'expect = { answer = "unknown", member = "son" }': "member = 'son' → the member's place",
            'members = [{ disabilty = "none" }]\nexpect = { answer = "unknown" }': "disabilty: no such fact → disability",
            'receives = ["dibau"]\nexpect = { answer = "unknown" }': "receives: no programme of this code → dibao",
        }
        shutil.copytree(policy_dir / "rulebook", tmp_path / "rulebook", ignore=shutil.ignore_patterns("*.cases.toml"))
        shutil.copy(policy_dir / "laws.toml", tmp_path)
        cases = [f'[[case]]\nstory = "x"\non = 2018-02-13\n{slip}\n' for slip in slips]
        cases.append('[[case]]\nstory = "x"\non = 2014-01-01\nexpect = { answer = "unknown" }\n')
        (tmp_path / "rulebook/city/grain_oil.cases.toml").write_text("\n".join(cases), encoding="utf-8")

        result = run("test", policy=tmp_path)

        *lines, total = result.stdout.splitlines()
        assert (result.exit_code, total) == (1, "6 case(s), 6 failed")
        wanted = [*slips.values(), "on = 2014-01-01: grain_oil is in force from 2015-04-01 to today"]
        assert [want for want, line in zip(wanted, lines, strict=True) if want not in line] == []


class TestShow:
    @pytest.mark.parametrize(
        ("lang", "words"), [("zh-hans", "最低生活保障"), ("zh-hant", "條件"), ("en", "minimum living guarantee")]
    )
    def test_prints_a_programme_as_a_person_reads_it(self, run, lang, words):
        result = run("show", "dibao", "--on", "2018-02-13", "--lang", lang)

        assert result.exit_code == 0 and words in result.stdout and "970.00" in result.stdout

    def test_names_programme_body_and_parameters_of_the_day(self, run):
        def on(day):
            return json.loads(run("show", "low_income", "--on", day, "--json").stdout)

        assert (on("2018-02-13")["name"]["zh-hans"], on("2025-02-13")["name"]["zh-hans"]) == (
            "低收入困难家庭",
            "最低生活保障边缘家庭",
        )
        assert on("2018-02-13")["decided_by"]["zh-hans"] == "区民政局"
        assert {p["name"]: p["confidence"] for p in on("2018-02-13")["parameters"]}[
            "low_income_factor"
        ] == "approximate"

    @pytest.mark.parametrize(
        ("code", "day", "line"),
        [
            ("dibao", "2018-02-13", "×人数－计入的家庭月收入，不足0的按0计）＋各成员未成年人增发额之和"),
            ("temporary", "2019-05-01", "一次：不超过最低生活保障标准（每人每月）×人数×（预计困难持续月数与临时"),
            ("low_income", "2018-02-13", "只作认定，本身不发钱物"),
            ("festival_union", "2019-05-01", "- 本日不施行；施行期：2020-01-01 – 2020-01-24"),
            ("low_income", "2018-02-13", "= 0–2：55000.00元；3起：50000.00元（"),
            ("dibao_class_aid", "2018-02-13", "- 须同时享受其中一项：最低生活保障\n"),
            ("dibao", "2025-01-01", "   - 《上海市社会救助条例》（2024修正）第10条"),
        ],
    )  # fmt: skip
    def test_says_what_belongs_together_in_an_amount_and_what_is_not_in_force(self, run, code, day, line):
        text = run("show", code, "--on", day).stdout
        lines = text.splitlines()

        assert line in text and not lines[0].startswith("#  (") and lines[-1].strip()

    def test_refuses_a_programme_that_nobody_knows(self, run):
        result = run("show", "gold", "--on", "2018-02-13")

        assert result.exit_code == 2 and "rulebook.no-such-programme" in result.output
        assert "Dibao → dibao\n" in run("show", "Dibao", "--on", "2018-02-13").stderr

    @pytest.mark.parametrize(("day", "words"), [("2018-02-30", "2018-02-13"), ("2010-01-01", "begin on 2015-04-01")])
    def test_says_of_a_day_that_is_none_or_that_no_rules_know_what_it_is(self, run, day, words):
        result = run("show", "dibao", "--on", day)

        assert result.exit_code == 2 and words in " ".join(result.stderr.split()) and "column" not in result.stderr


class TestDiff:
    def test_says_what_changed_between_two_days(self, run):
        found = json.loads(run("diff", "2018-03-31", "2018-04-01", "--json").stdout)

        changed = {d["name"]: (d["before"], d["after"]) for d in found}
        assert set(changed) == {"dibao_standard", "minimum_wage"}
        assert changed["dibao_standard"] == ("970.00元（可靠）", "1070.00元（可靠）")

    def test_names_what_ends_and_begins_with_the_regulation_of_may_2019_and_not_its_parts(self, run):
        lines = run("diff", "2019-04-30", "2019-05-01", "--lang", "en").stdout.splitlines()

        assert "new · programme hospital deposit waived or reduced (hospital_deposit): – → in force" in lines
        assert not [line for line in lines if "(hospital_deposit" in line and "· programme" not in line]
        assert any(
            line.startswith(
                "changed · deciding body minimum living guarantee (dibao): district civil affairs bureau → street"
            )
            for line in lines
        )

    def test_does_not_call_it_a_change_of_how_programmes_stand_when_one_of_them_has_a_new_name(self, run):
        """On 2025-01-01 the low-income family became the family on the edge of 低保: its name changed, and that alone."""
        found = json.loads(run("diff", "2024-12-31", "2025-01-01", "--json").stdout)

        assert ("name", "low_income") in {(d["kind"], d["name"]) for d in found}
        assert not [d for d in found if d["kind"] in ("excludes", "ranks_before", "unlocks", "requires")]

    def test_says_in_words_how_an_amount_or_a_formula_changed_also_only_how_often(self, run, tmp_path, policy_dir):
        found = json.loads(run("diff", "2019-04-30", "2019-05-01", "--json").stdout)
        said = {(d["kind"], d["name"]): d["after"] for d in found}

        assert said["definition", "counted_wage"].startswith("月劳动收入（税费后）不低于企业职工月最低工资标准时为")
        assert said["amount", "temporary"].startswith("一次：不超过最低生活保障标准")

        shutil.copytree(policy_dir, tmp_path / "policy")
        path = tmp_path / "policy/rulebook/city/disabled_living.toml"
        amount = '\n[[amount]]\nfrom = 2019-01-01\nperiod = "quarter"\nformula = "disabled_living_month"\n'
        path.write_text(path.read_text(encoding="utf-8") + amount, encoding="utf-8")
        days = run("diff", "2018-12-31", "2019-01-01", "--json", policy=tmp_path / "policy")
        (amounts,) = [d for d in json.loads(days.stdout) if d["kind"] == "amount"]

        assert (amounts["before"][:3], amounts["after"][:4]) == ("每月：", "每季度：")

    def test_says_so_when_nothing_did(self, run):
        assert "nothing changed" in run("diff", "2018-02-13", "2018-02-14", "--lang", "en").stdout


class TestExplain:
    def test_answers_in_json_with_clauses_figures_and_questions(self, run, family):
        found = json.loads(run("explain", "--on", "2018-02-13", str(family), "--json").stdout)

        dibao = next(a for a in found["answers"] if a["programme"] == "dibao")
        income = next(c for c in dibao["conditions"] if c["id"] == "income")
        assert (income["parts"][0]["figure"], income["parts"][0]["threshold"]) == ("1500.00", "970.00")
        assert income["clauses"] == [
            {"zh-hans": "《社会救助暂行办法》第9条", "en": "Interim Measures for Social Assistance, art. 9"}
        ]
        assert found["questions"][0]["attested_by"] and found["digest"]

    def test_says_how_a_failed_alternative_would_be_met_down_to_single_figures(self, run, tmp_path):
        member = {"birth_date": "1990-01-01", "unable_to_work": True, "disability": "none"}
        path = tmp_path / "family.json"
        path.write_text(
            json.dumps({"facts": {"local_hukou": True}, "receives": [], "members": [member]}), encoding="utf-8"
        )

        found = json.loads(run("explain", "--on", "2019-05-01", str(path), "--json").stdout)

        destitute = next(a for a in found["answers"] if a["programme"] == "destitute")
        need = next(c for c in destitute["conditions"] if c["id"] == "who_or_pupil")["would_change"]
        assert need["how"] == "any"
        assert [(p["how"], p.get("value"), p.get("now")) for p in need["parts"][:3]] == [
            ("at_least", 60, 29), ("hold", None, None), ("at_most", 15, 29),
        ]  # fmt: skip
        assert need["parts"][3]["how"] == "all" and need["parts"][3]["parts"][0]["what"]["en"].startswith(
            "already receives"
        )

    @pytest.mark.parametrize("lang", ["zh-hans", "zh-hant", "en"])
    def test_prints_it_for_people(self, run, family, lang):
        result = run("explain", "--on", "2018-02-13", str(family), "--lang", lang)

        assert result.exit_code == 0 and "1500.00" in result.stdout

    def test_refuses_a_family_it_cannot_read(self, run, tmp_path):
        path = tmp_path / "family.json"
        path.write_text('{"members": [{"nose": 1}]}', encoding="utf-8")

        result = run("explain", "--on", "2018-02-13", str(path))

        assert result.exit_code == 2 and "members.0.nose" in result.output

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", 'Write {"facts"'), ('{"members": [{}], "members": [{"wage": "1"}]}', "members is written twice"),
            ("[" * 100_000, "JSON"), ('{"receives": [["dibao"]], "members": [{}]}', "no programme of this code"),
            ('{"receives": [{}], "members": [{}]}', "receives"),
        ],
    )  # fmt: skip
    def test_says_in_words_what_is_wrong_with_the_file(self, run, tmp_path, text, says):
        (tmp_path / "family.json").write_text(text)

        result = run("explain", "--on", "2018-02-13", str(tmp_path / "family.json"))

        assert result.exit_code == 2 and says in result.stderr and "Traceback" not in result.output

    def test_reads_what_an_editor_saved_with_a_mark_before_it(self, run, tmp_path):
        (tmp_path / "family.json").write_text('{"members": [{"id": "a"}]}', encoding="utf-8-sig")

        assert run("explain", "--on", "2018-02-13", str(tmp_path / "family.json")).exit_code == 0

    def test_refuses_a_key_that_nobody_reads(self, run, tmp_path):
        path = tmp_path / "family.json"
        path.write_text('{"recieves": ["dibao"], "members": [{"id": "a"}]}', encoding="utf-8")

        result = run("explain", "--on", "2018-02-13", str(path))

        assert result.exit_code == 2 and "recieves" in result.stderr

    def test_refuses_an_area_of_nowhere_and_does_not_say_that_nothing_is_due(self, run, family):
        result = run("explain", "--on", "2018-02-13", str(family), "--area", "12")

        assert result.exit_code == 2 and "310105000" in result.stderr and not result.stdout
