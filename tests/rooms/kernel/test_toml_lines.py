"""Every value of a TOML text has its line."""

import tomllib

import pytest

from doorstep.kernel.toml_lines import line_of, toml_lines

TEXT = '''code = "a"          # 1
name.en = "x"       # 2
list = [            # 3
    1,
    { deep = [2, 3] },
]
[table]             # 7
"quoted key" = """
two lines
"""
after = true        # 11
[[row]]             # 12
id = 1
[[row.part]]        # 14
of = "first"
[[row]]             # 16
id = 2
[row.inner]         # 18
of = "second"
[[row.part]]        # 20
of = "second"
'''


@pytest.mark.once
class TestTomlLines:
    @pytest.mark.parametrize(
        ("path", "line"),
        [
            (("code",), 1),
            (("name", "en"), 2),
            (("list", 0), 4),
            (("list", 1, "deep", 1), 5),
            (("table",), 7),
            (("table", "quoted key"), 8),
            (("table", "after"), 11),
            (("row",), 12),
            (("row", 0, "id"), 13),
            (("row", 0, "part", 0, "of"), 15),
            (("row", 1), 16),
            (("row", 1, "inner", "of"), 19),
            (("row", 1, "part", 0, "of"), 21),
        ],
    )
    def test_knows_where_a_value_stands(self, path, line):
        tomllib.loads(TEXT)

        assert toml_lines(TEXT)[path] == line

    def test_gives_the_line_of_what_is_around_a_missing_value(self):
        lines = toml_lines(TEXT)

        assert line_of(lines, ("row", 1, "missing")) == 16
        assert line_of(lines, ("nowhere", "at", "all")) == 1
