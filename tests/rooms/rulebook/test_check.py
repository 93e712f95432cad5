"""Planted faults: each is caught, in the right file, on the right line, with what to write instead."""
# ruff: noqa: E501 — a case is a line

import shutil

import pytest

from doorstep.rulebook.checking import check
from doorstep.rulebook.io import load_pack
from doorstep.rulebook.problems import PackRefused

DIBAO, LIVING, OIL, JOBS, PARAMETERS, DEFINITIONS, FACTS = (
    "city/dibao.toml", "city/spending_living.toml", "city/grain_oil.toml", "city/job_aid.toml", "parameters.toml",
    "definitions.toml", "facts.toml",
)  # fmt: skip

# (code of the problem, file, text to replace, replacement, text on the line where it must be reported)
FAULTS = [
    ("unknown-name", DIBAO, "counted_income < dibao", "counted_incom < dibao", "counted_incom <"),
    ("type", DIBAO, "counted_income < dibao_standard * members", "counted_income < members", "counted_income < members"),
    ("unit", DIBAO, 'test = "homes <= homes_limit"', 'test = "wage <= dibao_standard"', "wage <= dibao_standard"),
    ("full-width", DIBAO, "homes <= homes_limit", "homes ≤ homes_limit", "homes ≤"),
    ("if-else", DIBAO, "homes <= homes_limit", "true if local_hukou else false", "true if"),
    ("money-literal", DIBAO, "counted_income < dibao", "counted_income < 970 + dibao", "970 +"),
    ("cycle", DEFINITIONS, 'formula = "wage" }', 'formula = "own_income" }', "counted_wage + pension"),
    ("unknown-name", OIL, 'requires = ["dibao"', 'requires = ["dibau"', "dibau"),
    ("unknown-name", JOBS, 'programmes = ["dibao"]', 'programmes = ["dibau"]', "dibau"),
    ("overlap", JOBS, "{ to = 2019-04-30, programmes", "{ to = 2019-05-01, programmes", "from = 2019-05-01, programmes"),
    ("not-in-force", JOBS, '{ to = 2019-04-30, programmes = ["dibao"]', '{ to = 2019-04-30, programmes = ["dibao_taper"]', '["dibao_taper"]'),
    ("unknown-key", JOBS, "programmes = [", "codes = [", "codes = ["),
    ("nullable", DIBAO, "- counted_income, 0)", "- counted_income, 0) + half_up(dibao_standard, max(homes, 1))", "max(homes, 1)"),
    ("divisor", DIBAO, "- counted_income, 0)", "- counted_income, 0) + half_up(dibao_standard, homes_limit - 1)", "homes_limit - 1"),
    ("negative", DIBAO, "max(dibao_standard * members - counted_income, 0)", "dibao_standard * members - counted_income", "* members - counted"),
    ("negative", LIVING, "half_up(max(year_income - necessary_spending, 0), 12)", "half_up(year_income - necessary_spending, 12)", "half_up(year"),
    ("overflow", DEFINITIONS, 'formula = "sum_members(income_year)"', 'formula = "sum_members(income_year) * 9999999999"', "9999999999"),
    ("unreachable", DIBAO, "homes <= homes_limit", "homes < 0", "homes < 0"),
    ("unreachable", DIBAO, "not owns_vehicle", "not owns_vehicle or members >= 0", "members >= 0"),
    ("unreachable", "city/spending_poor.toml", '"local_hukou"', '"local_hukou or spending_counts_education and homes > 50"', "homes > 50"),
    ("unreachable", DIBAO, '"not owns_vehicle"', '"not owns_vehicle and owns_vehicle"', "and owns_vehicle"),
    ("unreachable", "city/child_hardship.toml", '"age < adult_age"', '"age < adult_age and age >= elderly_age"', "elderly_age"),
    ("unreachable", "city/disabled_care.toml", '"needs_daily_care"', '"needs_daily_care and disability == \'none\'"', "'none'"),
    ("unreachable", "city/dibao_class_aid.toml", "or seriously_ill", "or not in_dibao", "or not in_dibao"),
    ("unreachable", "city/temporary.toml", "and members == 1", "and any_member(in_dibao and not in_dibao)", None),
    ("unreachable", "city/medical_outpatient.toml", '"outpatient_base > 0"', '"outpatient_base > 0 and not receives_dibao and not meets_dibao"', "outpatient_base > 0"),
    ("unreachable", DEFINITIONS, "choose(wage >= minimum_wage", "choose(wage < 0", "wage < 0"),
    ("missing-source", PARAMETERS, 'source = "市民政局公布的低保标准", confidence = "sure" },\n    { from = 2018', 'confidence = "sure" },\n    { from = 2018', "from = 2017-04-01, value = \"970\""),
    ("missing-source", DIBAO, 'source = "社会救助暂行办法; 上海市社会救助条例"\n', "", 'code = "dibao"'),
    ("wrong-value", FACTS, "cost = 5", "cost = 9", "cost = 9"),
    ("wrong-value", PARAMETERS, 'confidence = "invented"', 'confidence = "hopeful"', "hopeful"),
    ("wrong-value", PARAMETERS, 'value = "970"', 'value = "970.001"', "970.001"),
    ("wrong-value", PARAMETERS, 'value = "970"', "value = 970", "value = 970,"),
    ("overlap", PARAMETERS, "from = 2018-04-01, value = \"1070\"", "from = 2017-04-01, value = \"1070\"", "1070"),
    ("overlap", "city/spending_poor.toml", "{ from = 2025-01-01, zh-hans", "{ from = 2024-06-01, zh-hans", "from = 2024-06-01, zh-hans"),
    ("overlap", DEFINITIONS, "{ to = 2019-04-30, formula", "{ to = 2019-05-01, formula", "from = 2019-05-01, formula"),
    ("clause-not-in-force", DIBAO, 'law = "SH-SZ-2018", article = 10, from = 2019-05-01', 'law = "SH-SZ-2018", article = 10, from = 2018-05-01', "from = 2018-05-01"),
    ("clause-not-in-force", DIBAO, 'law = "SH-SZ-2018", article = 10, from = 2019-05-01', 'law = "SH-SZ-2018", article = 10, from = 2019-06-01', "[[condition]]"),
    ("clause", DIBAO, 'law = "GW-649", article = 9', 'law = "GW-649", article = 99', "article = 99"),
    ("clause", "city/temporary.toml", "article = 15, paragraph = 1, item = 1, from = 2019", "article = 15, paragraph = 1, item = 7, from = 2019", "item = 7"),
    ("clause", "city/severe_unemployed.toml", "article = 41, paragraph = 2", "article = 41, paragraph = 9", "paragraph = 9"),
    ("unknown-law", DIBAO, 'law = "GW-649"', 'law = "GW-694"', "GW-694"),
    ("missing-translation", DIBAO, ', en = "family registered in the city" }', " }", "本市户籍家庭\" }"),
    ("missing-translation", FACTS, ', en = "homes owned" }', " }", "自有住房套数"),
    ("unknown-name", DIBAO, '"spending_living"]', '"spending_lifing"]', "spending_lifing"),
    ("unknown-name", DIBAO, 'body = "street"', 'body = "village"', "village"),
    ("unknown-name", FACTS, '["economic_check", "self"]\ncost = 3\n\n[[fact]]\nname = "owns', '["oracle"]\ncost = 3\n\n[[fact]]\nname = "owns', "[[fact]]"),
    ("unknown-key", DIBAO, "[[amount]]\n", "[[amount]]\nmonthly = true\n", "monthly"),
    ("unknown-code", "city/temporary.toml", "'accident', 'illness'", "'accident', 'ilness'", "test ="),
    ("twice", FACTS, 'name = "homes"', 'name = "pension"', "[[fact]]"),
    ("twice", DEFINITIONS, 'name = "minor_extra"', 'name = "dibao"', None),
    ("name", DIBAO, 'id = "savings"', 'id = "amount"', "[[condition]]"),
    ("twice", DIBAO, 'id = "savings"', 'id = "income"', "[[condition]]"),
    ("territory", DIBAO, 'level = "city"', 'level = "district"', "territory ="),
    ("not-in-force", PARAMETERS, "from = 2015-04-01, rows = [[0, \"33000\"]", "from = 2016-04-01, rows = [[0, \"33000\"]", None),
    ("lookup", PARAMETERS, '[["none", "0"], ["grade_1", "300"]', '[["grade_1", "300"]', None),
    ("lookup", PARAMETERS, '[[0, "0"], [65, "75"]', '[[65, "75"]', None),
    ("toml", DIBAO, '[[amount]]\nperiod = "month"', '[[amount]]\nperiod = "month"\nperiod = "once"', 'period = "once"'),
    ("dates", DIBAO, "article = 11, to = 2019-04-30", "article = 11, from = 2019-04-30, to = 2019-04-01", "to = 2019-04-01"),
]  # fmt: skip

BODIES, LAWS, CASES = "bodies.toml", "../laws.toml", "city/dibao.cases.toml"
# (file, text to replace, replacement, text on the line where the one message stands, what it says to write)
SLIPS = [
    (PARAMETERS, 'value = "970"', 'value = "-970"', '"-970"', "0 to 100000000"),
    (PARAMETERS, 'value = "970"', 'value = "970000000000"', '"970000000000"', "0 to 100000000"),
    (PARAMETERS, 'value = "970", ', "", "from = 2017-04-01", 'value = "970"'),
    (PARAMETERS, 'name = "dibao_standard"\ntype = "money"', 'name = "dibao_standard"\ntype = "count"', 'type = "count"', 'type = "money"'),
    (PARAMETERS, 'key = "count"\nlabel = { zh-hans = "低保家庭人均', 'label = { zh-hans = "低保家庭人均', None, 'key = "count"'),
    (PARAMETERS, 'rows = [[0, "33000"], [3, "30000"]]', 'value = "33000"', '"33000"', "rows = [["),
    (PARAMETERS, 'rows = [[0, "33000"], [3, "30000"]]', "rows = []", "rows = []", "rows = [["),
    (PARAMETERS, 'key_codes = ["none", "grade_1", "grade_2", "grade_3", "grade_4"]\n', "", None, "key_codes"),
    (PARAMETERS, 'name = "dibao_standard"', 'name = "dibao_standart"', None, 'name = "dibao_standard"'),
    (PARAMETERS, "from = 2017-04-01, value", "from = 2017-04-01, to = 2017-12-31, value", None, "parameters.toml:4"),
    (PARAMETERS, 'value = "970"', "value = “970”", "“970”", '" instead of “'),
    (PARAMETERS, "from = 2017-04-01", "from = 2017/4/1", "2017/4/1", "2018-04-01"),
    (FACTS, 'name = "homes"', 'name = "home"', None, 'name = "homes"'),
    (FACTS, 'code = "economic_check"', 'code = "economic_chek"', None, "economic_chek"),
    (BODIES, 'code = "street"', 'code = "stret"', None, "stret"),
    (BODIES, 'code = "street"', 'code = "district_civil_affairs"', None, "another name"),
    (LAWS, 'id = "GW-649"', 'id = "GW-648"', None, "GW-648"),
    (LAWS, "in_force = { from = 2014-05-01 }", "in_force = { from = 2024-05-01 }", None, "from and to"),
    (LAWS, "articles = 70", "articles = 7", "articles = 7", "last article"),
    (LAWS, "in_force = { from = 2014-05-01 }", 'in_force = { from = "2014" }', '"2014"', "from = 2018"),
    (DEFINITIONS, 'name = "age"', 'name = "ages"', None, 'name = "age"'),
    (DEFINITIONS, 'formula = "age_on(birth_date, today)"\n', "", None, "formula ="),
    (DEFINITIONS, "\"disability in ('grade_1', 'grade_2')\"", '"age < 0"', "age < 0", "leave it out"),
    (DEFINITIONS, 'name = "judged_alone"', 'name = "judged_alon"', None, 'name = "judged_alone"'),
    (DIBAO, 'code = "dibao"', 'code = "dibau"', "dibau", 'code = "dibao"'),
    (DIBAO, 'territory = "310000"', "territory = 310000", "territory =", 'territory = "'),
    (DIBAO, "from = 2015-04-01", "from = 2025-04-01", "to = 2019-04-30, body", "both have"),
    (DIBAO, "{ from = 2019-05-01, body", "{ from = 2019-06-01, body", "decided_by", "every day"),
    (DIBAO, "{ from = 2019-05-01, body", "{ from = 2019-05-01, to = 2024-12-31, body", "decided_by", "every day"),
    (DIBAO, "[[amount]]", "[[amount]]\nto = 2020-01-01", None, "every day"),
    (DIBAO, '{ zh-hans = "最低生活保障", en', '{ zh = "最低生活保障", en', "{ zh =", "zh-hans"),
    (DIBAO, 'test = "local_hukou"', 'tests = "local_hukou"', "tests =", "test"),
    (DIBAO, 'test = "local_hukou"', 'test = ""', 'test = ""', "test ="),
    (DIBAO, "article = 11,", 'article = "11",', 'article = "11"', "article = 1"),
    (DIBAO, "homes <= homes_limit", "homes =< homes_limit", "homes =<", "<= instead"),
    (DIBAO, "homes <= homes_limit", "homes = homes_limit", "homes = homes", "=="),
    (DIBAO, "(dibao_savings_limit, members)", "(dibao_savings_limit, members", "limit, members *", ") for every"),
    (DIBAO, "counted_income < dibao_standard * members", "counted_income < 970 * members", "970 *", "parameter"),
    (DIBAO, 'item = "MZ-001"', 'item = "MZ-999"', "MZ-999", "MZ-0"),
    ("city/severe_unemployed.toml", '["dibao", "spending_living"]', '["dibao", "disabled_living"]', "excludes =", 'ranks_before = ["disabled_living"] in severe_unemployed'),
    ("city/disabled_living.toml", 'requires = ["dibao",', 'excludes = ["dibao"]\nranks_before = ["dibao"]\nrequires = ["dibao",', "ranks_before =", "on which disabled_living does not rest"),
    (CASES, "[base]\nfamily =", "[base]\nfamilly =", "familly", "family"),
    (CASES, "members = [{", 'members = ["son", {', '"son"', "members = [{"),
]  # fmt: skip


@pytest.fixture
def copied(policy_dir, tmp_path):
    """The pack without what no other programme names, and without cases: a check for each fault has to be quick."""
    left_out = shutil.ignore_patterns("*.cases.toml", "festival_*", "price_*", "district")
    shutil.copytree(policy_dir / "rulebook", tmp_path / "rulebook", ignore=left_out)
    shutil.copy(policy_dir / "laws.toml", tmp_path / "laws.toml")
    return tmp_path


def line_with(text, part):
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


class TestCheck:
    def test_finds_nothing_wrong_with_the_shanghai_pack(self, policy_dir):
        assert check(policy_dir) == []

    @pytest.mark.parametrize("fault", FAULTS, ids=[f"{f[0]}-{i}" for i, f in enumerate(FAULTS)])
    def test_catches_a_planted_fault_in_its_file_and_line(self, copied, fault):
        code, file, old, new, on_line = fault
        path = copied / "rulebook" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, "the fault has nothing to replace"
        broken = text.replace(old, new, 1)
        path.write_text(broken, encoding="utf-8")

        found = [p for p in check(copied) if p.code == code]

        assert found and all(p.what and p.write for p in found)
        if on_line is not None:
            lines = [n for n, line in enumerate(broken.splitlines(), start=1) if on_line in line]
            places = {(p.file, p.line) for p in found}
            # A test in triple quotes is reported at its key.
            assert any((file, n - back) in places for n in lines for back in (0, 1, 2)), (places, lines)

    @pytest.mark.parametrize("slip", SLIPS, ids=[f"{s[0].split('/')[-1]}-{i}" for i, s in enumerate(SLIPS)])
    def test_says_one_thing_of_one_slip_and_not_what_follows_from_it(self, copied, policy_dir, slip):
        file, old, new, on_line, write = slip
        path = copied / "rulebook" / file
        if file == CASES:
            shutil.copy(policy_dir / "rulebook" / CASES, path)
        (copied / "items").mkdir()
        for item in (policy_dir / "items").iterdir():
            (copied / "items" / item.name).touch()
        text = path.read_text(encoding="utf-8")
        assert old in text, "the slip has nothing to replace"
        broken = text.replace(old, new, 1)
        path.write_text(broken, encoding="utf-8")

        (problem,) = check(copied)

        assert write in problem.write
        if on_line is not None:
            assert (problem.file, problem.line) == (path.name if file == LAWS else file, line_with(broken, on_line))

    @pytest.mark.parametrize("file", [PARAMETERS, FACTS, DEFINITIONS, BODIES, LAWS, DIBAO])
    def test_says_of_an_empty_or_a_missing_file_that_it_is(self, copied, policy_dir, file):
        path = copied / "rulebook" / file
        shutil.copy(policy_dir / "rulebook" / CASES, copied / "rulebook" / CASES)
        path.write_text("# nothing yet\n", encoding="utf-8")
        (empty,) = check(copied)
        path.unlink()
        (missing,) = check(copied)

        assert (empty.file, empty.line, empty.what) == (file.removeprefix("../"), 1, "the file is empty")
        assert file.removeprefix("../") in missing.write

    def test_says_of_a_folder_or_a_dead_link_that_it_cannot_be_read(self, copied):
        (copied / "rulebook/city/x.toml").mkdir()
        (copied / "rulebook/city/y.toml").symlink_to("nowhere")

        assert [(p.file, p.code) for p in check(copied)] == [
            ("city/x.toml", "unreadable"), ("city/y.toml", "unreadable"),
        ]  # fmt: skip

    def test_takes_the_copy_of_a_file_for_the_copy(self, copied):
        shutil.copy(copied / "rulebook" / DIBAO, copied / "rulebook/city/dibao (copy).toml")

        (problem,) = check(copied)

        assert problem.file == "city/dibao (copy).toml" and "city/dibao.toml" in problem.what

    def test_catches_programmes_that_are_given_only_beside_each_other(self, copied):
        for file, other in ((OIL, "job_aid"), (JOBS, "grain_oil")):
            path = copied / "rulebook" / file
            text = path.read_text(encoding="utf-8").replace('["dibao", "dibao_taper"', f'["{other}"', 1)
            path.write_text(text, encoding="utf-8")

        assert {p.file for p in check(copied) if p.code == "cycle"} == {OIL, JOBS}

    @pytest.mark.parametrize(
        ("old", "new", "write"),
        [
            (b"", b"\xef\xbb\xbf", "without BOM"), (b"from = 2015-04-01", b"from = 2015-02-30", "of the calendar"),
            (b'level = "city"', b'level = "city"\nlevel = "city"', "once"), (b"from = 2015-04-01", b'from = "2015"', "from = 2018"),
        ],
    )  # fmt: skip
    def test_names_a_file_that_cannot_be_read_and_not_its_hundred_echoes(self, copied, old, new, write):
        path = copied / "rulebook" / DIBAO
        path.write_bytes(path.read_bytes().replace(old, new, 1))

        (problem,) = check(copied)

        assert problem.file == DIBAO and write in problem.write

    def test_says_that_a_folder_without_a_rulebook_holds_none(self, tmp_path):
        assert [p.code for p in check(tmp_path)] == ["missing"]

    def test_keeps_a_wrong_pack_from_being_loaded(self, copied):
        (copied / "rulebook" / DIBAO).write_text('code = "dibao"', encoding="utf-8")

        with pytest.raises(PackRefused) as refusal:
            load_pack(copied)

        assert refusal.value.params["first"] == "city/dibao.toml:1"
