"""Planted faults: each is caught, in the right file, on the right line, with what to write instead."""
# ruff: noqa: E501 — a case is a line

import shutil

import pytest

from doorstep.rulebook.checking import check
from doorstep.rulebook.io import load_pack
from doorstep.rulebook.problems import PackRefused

DIBAO, LIVING, OIL, JOBS, PARAMETERS, DEFINITIONS, FACTS, BODIES, LAWS, CASES = (
    "city/dibao.toml", "city/spending_living.toml", "city/grain_oil.toml", "city/job_aid.toml", "parameters.toml",
    "definitions.toml", "facts.toml", "bodies.toml", "../laws.toml", "city/dibao.cases.toml",
)  # fmt: skip

# (code of the problem, file, text to replace, replacement, text on the line where it must be reported, what it says to write)
FAULTS = [
    ("unknown-name", DIBAO, "counted_income < dibao", "counted_incom < dibao", "counted_incom <", "counted_income or"),
    ("type", DIBAO, "counted_income < dibao_standard * members", "counted_income < members", "counted_income < members", "two values of one type"),
    ("unit", DIBAO, 'test = "homes <= homes_limit"', 'test = "wage <= dibao_standard"', "wage <= dibao_standard", "say for whom:"),
    ("full-width", DIBAO, "homes <= homes_limit", "homes ≤ homes_limit", "homes ≤", "type <= instead"),
    ("if-else", DIBAO, "homes <= homes_limit", "true if local_hukou else false", "true if", "choose(c, a, b)"),
    ("money-literal", DIBAO, "counted_income < dibao", "counted_income < 970 + dibao", "970 +", "a dated parameter with"),
    ("cycle", DEFINITIONS, 'formula = "wage" }', 'formula = "own_income" }', "counted_wage + pension", "a definition that breaks"),
    ("unknown-name", OIL, 'requires = ["dibao"', 'requires = ["dibau"', "dibau", "dibao"),
    ("unknown-name", JOBS, 'programmes = ["dibao"]', 'programmes = ["dibau"]', "dibau", "dibao"),
    ("overlap", JOBS, "{ to = 2019-04-30, programmes", "{ to = 2019-05-01, programmes", "from = 2019-05-01, programmes", "from = the day after the"),
    ("not-in-force", JOBS, '{ to = 2019-04-30, programmes = ["dibao"]', '{ to = 2019-04-30, programmes = ["dibao_taper"]', '["dibao_taper"]', "dates within theirs, or"),
    ("unknown-key", JOBS, "programmes = [", "codes = [", "codes = [", "programmes"),
    ("nullable", DIBAO, "- counted_income, 0)", "- counted_income, 0) + half_up(dibao_standard, max(homes, 1))", "max(homes, 1)", "a parameter, or a fact"),
    ("divisor", DIBAO, "- counted_income, 0)", "- counted_income, 0) + half_up(dibao_standard, homes_limit - 1)", "homes_limit - 1", "a parameter or fact"),
    ("negative", DIBAO, "max(dibao_standard * members - counted_income, 0)", "dibao_standard * members - counted_income", "* members - counted", "max(…, 0)"),
    ("negative", LIVING, "half_up(max(year_income - necessary_spending, 0), 12)", "half_up(year_income - necessary_spending, 12)", "half_up(year", "max(0, …) around it"),
    ("overflow", DEFINITIONS, 'formula = "sum_members(income_year)"', 'formula = "sum_members(income_year) * 9999999999"', "9999999999", "narrower ranges of the"),
    ("unreachable", DIBAO, "homes <= homes_limit", "homes < 0", "homes < 0", "leave it out, or date it"),
    ("unreachable", DIBAO, "not owns_vehicle", "not owns_vehicle or members >= 0", "members >= 0", "leave it out, or date it"),
    ("unreachable", "city/spending_poor.toml", '"local_hukou"', '"local_hukou or spending_counts_education and homes > 50"', "homes > 50", "leave it out, or date it"),
    ("unreachable", DIBAO, '"not owns_vehicle"', '"not owns_vehicle and owns_vehicle"', "and owns_vehicle", "conditions that somebody"),
    ("unreachable", "city/child_hardship.toml", '"age < adult_age"', '"age < adult_age and age >= elderly_age"', "elderly_age", "conditions that somebody"),
    ("unreachable", "city/disabled_care.toml", '"needs_daily_care"', "\"needs_daily_care and disability == 'none'\"", "'none'", "conditions that somebody"),
    ("unreachable", "city/dibao_class_aid.toml", "or seriously_ill", "or not in_dibao", "or not in_dibao", "conditions that somebody"),
    ("unreachable", "city/temporary.toml", "and members == 1", "and any_member(in_dibao and not in_dibao)", None, "conditions that somebody"),
    ("unreachable", "city/medical_outpatient.toml", '"outpatient_base > 0"', '"outpatient_base > 0 and not receives_dibao and not meets_dibao"', "outpatient_base > 0", "conditions that somebody"),
    ("unreachable", DEFINITIONS, "choose(wage >= minimum_wage", "choose(wage < 0", "wage < 0", "leave it out, or date it"),
    ("missing-source", PARAMETERS, 'source = "市民政局公布的低保标准", confidence = "sure" },\n    { from = 2018', 'confidence = "sure" },\n    { from = 2018', 'from = 2017-04-01, value = "970"', 'source = "document'),
    ("missing-source", DIBAO, 'source = "社会救助暂行办法; 上海市社会救助条例"\n', "", 'code = "dibao"', 'source = "document"'),
    ("wrong-value", FACTS, "cost = 5", "cost = 9", "cost = 9", "1 (a question at the"),
    ("wrong-value", PARAMETERS, 'confidence = "invented"', 'confidence = "hopeful"', "hopeful", "one of verified, sure"),
    ("wrong-value", PARAMETERS, 'value = "970"', 'value = "970.001"', "970.001", "yuan as text with at"),
    ("wrong-value", PARAMETERS, 'value = "970"', "value = 970", "value = 970,", "yuan as text with at"),
    ("overlap", PARAMETERS, 'from = 2018-04-01, value = "1070"', 'from = 2017-04-01, value = "1070"', "1070", "from = the day after the"),
    ("overlap", "city/spending_poor.toml", "{ from = 2025-01-01, zh-hans", "{ from = 2024-06-01, zh-hans", "from = 2024-06-01, zh-hans", "from = the day after the"),
    ("overlap", DEFINITIONS, "{ to = 2019-04-30, formula", "{ to = 2019-05-01, formula", "from = 2019-05-01, formula", "from = the day after the"),
    ("clause-not-in-force", DIBAO, 'law = "SH-SZ-2018", article = 10, from = 2019-05-01', 'law = "SH-SZ-2018", article = 10, from = 2018-05-01', "from = 2018-05-01", "from and to within the"),
    ("clause-not-in-force", DIBAO, 'law = "SH-SZ-2018", article = 10, from = 2019-05-01', 'law = "SH-SZ-2018", article = 10, from = 2019-06-01', "[[condition]]", "a clause for every day"),
    ("clause", DIBAO, 'law = "GW-649", article = 9', 'law = "GW-649", article = 99', "article = 99", "1 to 70"),
    ("clause", "city/temporary.toml", "article = 15, paragraph = 1, item = 1, from = 2019", "article = 15, paragraph = 1, item = 7, from = 2019", "item = 7", "the item's number"),
    ("clause", "city/severe_unemployed.toml", "article = 41, paragraph = 2", "article = 41, paragraph = 9", "paragraph = 9", "paragraph 1 to 3"),
    ("unknown-law", DIBAO, 'law = "GW-649"', 'law = "GW-694"', "GW-694", "GW-649 or GW-716, or"),
    ("missing-translation", DIBAO, ', en = "family registered in the city" }', " }", '本市户籍家庭" }', 'en = "…"'),
    ("missing-translation", FACTS, ', en = "homes owned" }', " }", "自有住房套数", 'en = "…"'),
    ("unknown-name", DIBAO, '"spending_living"]', '"spending_lifing"]', "spending_lifing", "spending_living or"),
    ("unknown-name", DIBAO, 'body = "street"', 'body = "village"', "village", "one of"),
    ("unknown-name", FACTS, '["economic_check", "self"]\ncost = 3\n\n[[fact]]\nname = "owns', '["oracle"]\ncost = 3\n\n[[fact]]\nname = "owns', "[[fact]]", "one of self, id_card"),
    ("unknown-key", DIBAO, "[[amount]]\n", "[[amount]]\nmonthly = true\n", "monthly", "one of at_most, formula"),
    ("unknown-code", "city/temporary.toml", "'accident', 'illness'", "'accident', 'ilness'", "test =", "one of none, fire"),
    ("twice", FACTS, 'name = "homes"', 'name = "pension"', "[[fact]]", "another name"),
    ("twice", DEFINITIONS, 'name = "minor_extra"', 'name = "dibao"', None, "another name"),
    ("name", DIBAO, 'id = "savings"', 'id = "amount"', "[[condition]]", "another id"),
    ("twice", DIBAO, 'id = "savings"', 'id = "income"', "[[condition]]", "another id"),
    ("territory", DIBAO, 'level = "city"', 'level = "district"', "territory =", "the area code of a"),
    ("not-in-force", PARAMETERS, 'from = 2015-04-01, rows = [[0, "33000"]', 'from = 2016-04-01, rows = [[0, "33000"]', None, "a version of it from"),
    ("lookup", PARAMETERS, '[["none", "0"], ["grade_1", "300"]', '[["grade_1", "300"]', None, "a row for every code"),
    ("lookup", PARAMETERS, '[[0, "0"], [65, "75"]', '[[65, "75"]', None, "a first row for the"),
    ("toml", DIBAO, '[[amount]]\nperiod = "month"', '[[amount]]\nperiod = "month"\nperiod = "once"', 'period = "once"', "each key once in a"),
    ("dates", DIBAO, "article = 11, to = 2019-04-30", "article = 11, from = 2019-04-30, to = 2019-04-01", "to = 2019-04-01", "to = the last day in"),
    ("wrong-value", PARAMETERS, 'value = "970"', 'value = "-970"', '"-970"', "0 to 100000000"),
    ("wrong-value", PARAMETERS, 'value = "970"', 'value = "970000000000"', '"970000000000"', "0 to 100000000"),
    ("missing", PARAMETERS, 'value = "970", ', "", "from = 2017-04-01", 'value = "970"'),
    ("wrong-value", PARAMETERS, 'name = "dibao_standard"\ntype = "money"', 'name = "dibao_standard"\ntype = "count"', 'type = "count"', 'type = "money"'),
    ("missing", PARAMETERS, 'key = "count"\nlabel = { zh-hans = "低保家庭人均', 'label = { zh-hans = "低保家庭人均', None, 'key = "count"'),
    ("missing", PARAMETERS, 'rows = [[0, "33000"], [3, "30000"]]', 'value = "33000"', '"33000"', "rows = [["),
    ("missing", PARAMETERS, 'rows = [[0, "33000"], [3, "30000"]]', "rows = []", "rows = []", "rows = [["),
    ("missing", PARAMETERS, 'key_codes = ["none", "grade_1", "grade_2", "grade_3", "grade_4"]\n', "", None, "key_codes"),
    ("unknown-name", PARAMETERS, 'name = "dibao_standard"', 'name = "dibao_standart"', None, 'name = "dibao_standard"'),
    ("not-in-force", PARAMETERS, "from = 2017-04-01, value", "from = 2017-04-01, to = 2017-12-31, value", None, "parameters.toml:4"),
    ("toml", PARAMETERS, 'value = "970"', "value = “970”", "“970”", '" instead of “'),
    ("toml", PARAMETERS, "from = 2017-04-01", "from = 2017/4/1", "2017/4/1", "2018-04-01"),
    ("unknown-name", FACTS, 'name = "homes"', 'name = "home"', None, 'name = "homes"'),
    ("unknown-name", FACTS, 'code = "economic_check"', 'code = "economic_chek"', None, 'code = "economic_check"'),
    ("unknown-name", BODIES, 'code = "street"', 'code = "stret"', None, 'code = "street"'),
    ("twice", BODIES, 'code = "street"', 'code = "district_civil_affairs"', None, "another name"),
    ("unknown-name", LAWS, 'id = "GW-649"', 'id = "GW-648"', None, 'id = "GW-649"'),
    ("clause-not-in-force", LAWS, "in_force = { from = 2014-05-01 }", "in_force = { from = 2024-05-01 }", None, "from and to"),
    ("wrong-value", LAWS, "articles = 70", "articles = 7", "articles = 7", "last article"),
    ("wrong-type", LAWS, "in_force = { from = 2014-05-01 }", 'in_force = { from = "2014" }', '"2014"', "from = 2018"),
    ("unknown-name", DEFINITIONS, 'name = "age"', 'name = "ages"', None, 'name = "age"'),
    ("missing", DEFINITIONS, 'formula = "age_on(birth_date, today)"\n', "", None, "formula ="),
    ("unreachable", DEFINITIONS, "\"disability in ('grade_1', 'grade_2')\"", '"age < 0"', "age < 0", "leave it out"),
    ("unknown-name", DEFINITIONS, 'name = "judged_alone"', 'name = "judged_alon"', None, 'name = "judged_alone"'),
    ("name", DIBAO, 'code = "dibao"', 'code = "dibau"', "dibau", 'code = "dibao"'),
    ("wrong-type", DIBAO, 'territory = "310000"', "territory = 310000", "territory =", 'territory = "'),
    ("dates", DIBAO, "from = 2015-04-01", "from = 2025-04-01", "to = 2019-04-30, body", "both have"),
    ("missing", DIBAO, "{ from = 2019-05-01, body", "{ from = 2019-06-01, body", "decided_by", "every day"),
    ("missing", DIBAO, "{ from = 2019-05-01, body", "{ from = 2019-05-01, to = 2024-12-31, body", "decided_by", "every day"),
    ("missing", DIBAO, "[[amount]]", "[[amount]]\nto = 2020-01-01", None, "every day"),
    ("unknown-key", DIBAO, '{ zh-hans = "最低生活保障", en', '{ zh = "最低生活保障", en', "{ zh =", "zh-hans"),
    ("unknown-key", DIBAO, 'test = "local_hukou"', 'tests = "local_hukou"', "tests =", "test"),
    ("missing", DIBAO, 'test = "local_hukou"', 'test = ""', 'test = ""', "test ="),
    ("wrong-type", DIBAO, "article = 11,", 'article = "11",', 'article = "11"', "article = 1"),
    ("syntax", DIBAO, "homes <= homes_limit", "homes =< homes_limit", "homes =<", "<= instead"),
    ("syntax", DIBAO, "homes <= homes_limit", "homes = homes_limit", "homes = homes", "=="),
    ("syntax", DIBAO, "(dibao_savings_limit, members)", "(dibao_savings_limit, members", "limit, members *", ") for every"),
    ("money-literal", DIBAO, "counted_income < dibao_standard * members", "counted_income < 970 * members", "970 *", "parameter"),
    ("unknown-name", DIBAO, 'item = "MZ-001"', 'item = "MZ-999"', "MZ-999", "MZ-0"),
    ("cycle", "city/severe_unemployed.toml", '["dibao", "spending_living"]', '["dibao", "disabled_living"]', "excludes =", 'ranks_before = ["disabled_living"] in'),
    ("cycle", "city/disabled_living.toml", 'requires = ["dibao",', 'excludes = ["dibao"]\nranks_before = ["dibao"]\nrequires = ["dibao",', "ranks_before =", "on which disabled_living does not"),
    ("unknown-key", CASES, "[base]\nfamily =", "[base]\nfamilly =", "familly", "family"),
    ("wrong-type", CASES, "members = [{", 'members = ["son", {', '"son"', "members = [{"),
    ("wrong-value", PARAMETERS, 'value = "1070"', 'value = "1,070"', "1,070", "yuan as text with at"),
    ("wrong-value", PARAMETERS, 'value = "1070"', "value = true", "true", "yuan as text with at"),
    ("wrong-value", PARAMETERS, 'value = "1070"', "value = nan", "nan", "yuan as text with at"),
    ("wrong-value", PARAMETERS, 'value = 6, source = "从', 'value = 99999999999999999999, source = "从', "9999", "0 to 1000000"),
    ("wrong-value", PARAMETERS, 'value = "0.40"', 'value = "40%"', "40%", "a ratio as text, 0 or"),
    ("wrong-value", PARAMETERS, 'rows = [[0, "33000"], [3, "30000"]]', 'rows = [[3, "33000"], [0, "30000"]]', "rows = [[3", "rows in the order of"),
    ("wrong-type", PARAMETERS, 'rows = [[0, "33000"], [3, "30000"]]', 'rows = [0, "33000"]', "rows = [0", '[65, "75"]'),
    ("wrong-value", PARAMETERS, '["grade_2", "150"]', '["grade2", "150"]', "grade2", "one of none, grade_1"),
    ("missing", PARAMETERS, 'versions = [\n    { from = 2019-05-01, value = "0.40", source = "从业人员回忆，未核实", confidence = "approximate" },\n]', 'value = "0.40"', '"0.40"', "versions = [{ from ="),
    ("wrong-type", PARAMETERS, 'source = "市民政局公布的低保标准", confidence', "source = 12, confidence", "source = 12", 'source = "…"'),
    ("dates", PARAMETERS, 'from = 2024-07-01, value = "1595"', 'from = 9999-12-31, value = "1595"', "9999", "the first day in force"),
    ("name", PARAMETERS, 'name = "dibao_standard"', 'name = "dibao-standard"', "dibao-standard", "a to z, then a to z, 0"),
    ("unknown-key", PARAMETERS, "[[parameter]]", "[[parameters]]", "[[parameters]]", "parameter"),
    ("wrong-value", PARAMETERS, 'confidence = "sure"', 'confidence = "Sure"', '"Sure"', "one of verified, sure"),
    ("wrong-type", FACTS, 'attested_by = ["economic_check", "self"]', 'attested_by = "self"', 'attested_by = "self"', 'attested_by = ["…"]'),
    ("wrong-value", FACTS, 'attested_by = ["economic_check", "self"]', 'attested_by = ["self", "self"]', '["self", "self"]', "each word once"),
    ("wrong-value", FACTS, "fresh_days = 365", "fresh_days = 99999999999999999999", "9999", "days, up to 36500; leave"),
    ("name", FACTS, 'codes = ["none", ', 'codes = ["None", ', '"None"', "a to z, then a to z, 0"),
    ("wrong-value", FACTS, 'codes = ["none", ', 'codes = ["none", "none", ', '"none", "none"', "each word once"),
    ("unit", FACTS, 'name = "homes"\nunit = "family"', 'name = "homes"\nunit = "person"', "[[fact]]", "another unit or type of"),
    ("type", FACTS, 'name = "local_hukou"\nunit = "family"\ntype = "bool"', 'name = "local_hukou"\nunit = "family"\ntype = "count"', "[[fact]]", "another unit or type of"),
    ("twice", FACTS, 'name = "homes"', 'name = "receives_dibao"', "[[fact]]", "another name, or"),
    ("missing", DEFINITIONS, 'name = "judged_alone"\nunit = "person"', 'name = "judged_alone"\nunit = "family"', "[[definition]]", '[[definition]] name ='),
    ("unknown-key", BODIES, "[[body]]", "[[bodies]]", "[[bodies]]", "body"),
    ("wrong-type", LAWS, "in_force = { from = 2014-05-01 }", "in_force = 2014-05-01", "in_force = 2014-05-01", "in_force = { from ="),
    ("missing", DIBAO, 'confidence = "verified"\n', "", 'code = "dibao"', 'confidence = "verified"'),
    ("territory", DIBAO, 'territory = "310000"', 'territory = "310105"', '"310105"', "the area code of the"),
    ("territory", DIBAO, 'territory = "310000"', 'territory = "320000"', '"320000"', "an area of the city"),
    ("unknown-name", DIBAO, 'item = "MZ-001"', 'item = "mz-001"', "mz-001", "MZ-001"),
    ("dates", DIBAO, "from = 2015-04-01", "from = 2015-04-01\nto = 9999-12-31", "9999", "the last day in force"),
    ("toml", DIBAO, "from = 2015-04-01", "from = 15-04-01", "from = 15", "a date as 2018-04-01"),
    ("wrong-type", DIBAO, "from = 2015-04-01", "from = 2015-04-01T08:00:00", "T08", "from = 2018-04-01"),
    ("unknown-key", DIBAO, "names = [", "name = [", "name = [", "names"),
    ("unknown-key", DIBAO, "[[condition]]", "[[conditions]]", "[[conditions]]", "condition"),
    ("unknown-key", DIBAO, "[[amount]]", "[[amounts]]", "[[amounts]]", "amount"),
    ("wrong-value", DIBAO, 'ranks_before = ["spending_living"]', 'ranks_before = ["spending_living", "spending_living"]', "ranks_before", "each word once"),
    ("missing", DIBAO, 'ranks_before = ["spending_living"]', "ranks_before = [{ from = 2019-05-01 }]", "ranks_before", 'programmes = ["…"]'),
    ("wrong-type", DIBAO, 'ranks_before = ["spending_living"]', 'ranks_before = "spending_living"', "ranks_before", 'ranks_before = ["…"]'),
    ("wrong-value", DIBAO, '"本市户籍家庭"', '"{low_income户籍家庭"', "{low_income", "{code}, or no bracket"),
    ("wrong-value", DIBAO, '{ law = "GW-649", article = 11, to = 2019-04-30 }', '{ law = "GW-649", article = 11, paragraph = -1, to = 2019-04-30 }', "paragraph = -1", "1 or more; leave it out"),
    ("wrong-value", DIBAO, '{ law = "GW-649", article = 11, to = 2019-04-30 }', '{ law = "GW-649", article = 11, unverified = { zh-hans = "a", en = "b" }, to = 2019-04-30 }', 'unverified = { zh-hans = "a"', "two clauses, or one"),
    ("unknown-law", DIBAO, '{ law = "GW-649", article = 11, to = 2019-04-30 }', '{ law = "社会救助暂行办法", article = 11, to = 2019-04-30 }', '"社会救助暂行办法"', "an id of laws.toml, or"),
    ("capital", DIBAO, 'test = "local_hukou"', 'test = "local_hukou AND true"', "AND", "write and; true and"),
    ("syntax", DIBAO, 'test = "local_hukou"', 'test = "today >= 2019-05-01"', '2019-05-01"', "a parameter of type"),
    ("unknown-function", DIBAO, 'test = "local_hukou"', 'test = "count(asks_alone) > 0"', "count(", "count_members"),
    ("unknown-function", DIBAO, 'test = "local_hukou"', 'test = "month(today) < 10"', "month(", "a dated parameter of type bool"),
    ("wrong-value", DIBAO, 'formula = "max(dibao_standard * members - counted_income, 0) + sum_members(minor_extra)"', 'formula = "max(dibao_standard * members - counted_income, 0) + sum_members(minor_extra)"\nunknown = { zh-hans = "a", en = "b" }', "unknown", "one of the two"),
    ("type", DIBAO, 'formula = "max(dibao_standard * members - counted_income, 0) + sum_members(minor_extra)"', 'formula = "500"', '"500"', "a dated parameter of"),
    ("type", DIBAO, 'formula = "max(dibao_standard * members - counted_income, 0) + sum_members(minor_extra)"', 'formula = "dibao_standard * minor_factor"', 'minor_factor"', "half_up(…), which drops"),
    ("wrong-type", DIBAO, 'formula = "max(dibao_standard * members - counted_income, 0) + sum_members(minor_extra)"', "formula = 500", "500", 'formula = "…"'),
    ("toml", DIBAO, 'level = "city"', 'level: "city"', "level:", "= instead of :"),
    ("toml", DIBAO, 'level = "city"', 'level = "city', "level =", 'the closing " of the'),
    ("toml", DIBAO, 'level = "city"', '// 市级\nlevel = "city"', "//", 'key = "…", or a remark'),
    ("toml", DIBAO, 'source = "社', 'source = "\u0007社', "\u0007", "the line without this"),
    ("toml", DIBAO, 'en = "family registered in the city" }', 'en = "family registered in the city", }', 'city", }', "no comma before }; a key"),
    ("toml", DIBAO, "[[condition]]", "[[condition]", "[[condition]", "]] at the end of the"),
    ("name", DIBAO, 'code = "dibao"', 'code = "dib\u200bao"', "code =", "a to z, then a to z, 0"),
    ("wrong-type", CASES, "on = 2018-02-13\n", 'on = "2018-02-13"\n', '"2018-02-13"', "on = 2018-02-13"),
    ("wrong-type", CASES, 'receives = ["dibao"]', 'receives = "dibao"', 'receives = "dibao"', 'receives = ["dibao"]'),
    ("unknown-key", CASES, "[[case]]", "[[cases]]", "[[cases]]", "case"),
]  # fmt: skip


@pytest.fixture
def copied(policy_dir, tmp_path):
    """The pack without what no other programme names, and without cases: a check for each fault has to be quick."""
    left_out = shutil.ignore_patterns("*.cases.toml", "festival_*", "price_*", "district")
    shutil.copytree(policy_dir / "rulebook", tmp_path / "rulebook", ignore=left_out)
    shutil.copy(policy_dir / "laws.toml", tmp_path / "laws.toml")
    (tmp_path / "items").mkdir()
    for item in (policy_dir / "items").iterdir():
        (tmp_path / "items" / item.name).touch()
    return tmp_path


class TestCheck:
    def test_finds_nothing_wrong_with_the_shanghai_pack(self, policy_dir):
        assert check(policy_dir) == []

    @pytest.mark.parametrize("fault", FAULTS, ids=[f"{f[0]}-{i}" for i, f in enumerate(FAULTS)])
    def test_says_one_thing_of_one_fault_where_it_stands_and_not_what_follows_from_it(self, copied, policy_dir, fault):
        code, file, old, new, on_line, write = fault
        path = copied / "rulebook" / file
        if file == CASES:
            shutil.copy(policy_dir / "rulebook" / CASES, path)
        text = path.read_text(encoding="utf-8")
        assert old in text, "the fault has nothing to replace"
        broken = text.replace(old, new, 1)
        path.write_text(broken, encoding="utf-8")

        (problem,) = check(copied)

        assert problem.code == code and problem.what and write in problem.write
        if on_line is not None:
            assert problem.file == file.removeprefix("../")
            assert on_line in broken.splitlines()[problem.line - 1]

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

    @pytest.mark.parametrize(
        "misnamed",
        [
            (PARAMETERS, "parametres.toml", "name", "the file name parameters.toml"),
            (CASES, "city/dibao.case.toml", "name", "the file name dibao.cases.toml"),
            ("city", "citty", "territory", "city/care_subsidy.toml"),
            (DIBAO, "dibao.toml", "territory", DIBAO),
            (DIBAO, "city/Dibao.toml", "name", f"the file name {DIBAO}"),
        ],
    )
    def test_says_once_that_a_file_or_a_folder_has_the_wrong_name(self, copied, policy_dir, misnamed):
        file, name, code, write = misnamed
        if file == CASES:
            shutil.copy(policy_dir / "rulebook" / CASES, copied / "rulebook" / CASES)
        (copied / "rulebook" / file).rename(copied / "rulebook" / name)

        (problem,) = check(copied)

        assert (problem.code, problem.file.startswith(name)) == (code, True) and write in problem.write

    def test_takes_windows_line_ends_and_leaves_hidden_files_to_those_who_made_them(self, copied):
        path = copied / "rulebook" / DIBAO
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        (copied / "rulebook/city/._dibao.toml").write_bytes(b"\x00\x05")
        (copied / "rulebook/city/.#dibao.toml").symlink_to("nowhere")

        assert check(copied) == []

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
            (b"\n", b"\r", "LF or CRLF"), ("低保".encode(), "低保".encode("gb18030"), "UTF-8"),
        ],
    )  # fmt: skip
    def test_names_a_file_that_cannot_be_read_and_not_its_hundred_echoes(self, copied, old, new, write):
        path = copied / "rulebook" / DIBAO
        path.write_bytes(path.read_bytes().replace(old, new, 1))

        (problem,) = check(copied)

        assert problem.file == DIBAO and write in problem.write

    def test_says_that_a_folder_without_a_rulebook_holds_none(self, tmp_path):
        assert [(p.code, str(tmp_path) in p.what) for p in check(tmp_path)] == [("missing", True)]

    def test_keeps_a_wrong_pack_from_being_loaded(self, copied):
        (copied / "rulebook" / DIBAO).write_text('code = "dibao"', encoding="utf-8")

        with pytest.raises(PackRefused) as refusal:
            load_pack(copied)

        assert refusal.value.params["first"] == "city/dibao.toml:1"
