"""Levels and territories: a district's programme is in force there and nowhere else, beside the city's."""

import shutil
from datetime import date

from doorstep.rulebook.checking import check
from doorstep.rulebook.engines.casework import CaseRunner
from doorstep.rulebook.io import load_pack
from doorstep.rulebook.resolve import resolve

DAY = date(2018, 2, 13)


def with_local(policy_dir, folder, level="district", area="310105"):
    shutil.copytree(policy_dir / "rulebook", folder / "rulebook")
    shutil.copy(policy_dir / "laws.toml", folder)
    place = folder / "rulebook" / level / area
    place.mkdir(parents=True, exist_ok=True)
    text = (folder / "rulebook" / "city" / "temporary.toml").read_text(encoding="utf-8")
    text = text.replace('code = "temporary"', 'code = "changning_help"').replace('level = "city"', f'level = "{level}"')
    text = text.replace('territory = "310000"', f'territory = "{area}"')
    (place / "changning_help.toml").write_text(text, encoding="utf-8")
    cases = (folder / "rulebook" / "city" / "temporary.cases.toml").read_text(encoding="utf-8")
    (place / "changning_help.cases.toml").write_text(cases, encoding="utf-8")
    return folder


class TestTerritory:
    def test_adds_a_district_programme_for_the_streets_of_that_district_only(self, policy_dir, tmp_path):
        folder = with_local(policy_dir, tmp_path)
        pack = load_pack(folder)

        assert check(folder) == []
        assert "changning_help" in resolve(pack, DAY, "310105005").programmes
        assert "changning_help" not in resolve(pack, DAY, "310106006").programmes
        assert "changning_help" not in resolve(pack, DAY).programmes
        assert "dibao" in resolve(pack, DAY, "310105005").programmes

    def test_runs_the_worked_cases_of_a_district_in_that_district(self, policy_dir, tmp_path):
        pack = load_pack(with_local(policy_dir, tmp_path))
        cases = [r for r in CaseRunner(pack).run_all() if r.case.programme == "changning_help"]

        assert len(cases) > 4 and not [r for r in cases if r.differences]

    def test_keeps_a_streets_programme_to_that_street(self, policy_dir, tmp_path):
        folder = with_local(policy_dir, tmp_path, "street", "310105011")
        pack = load_pack(folder)

        assert check(folder) == []
        assert "changning_help" in resolve(pack, DAY, "310105011").programmes
        assert "changning_help" not in resolve(pack, DAY, "310105005").programmes
        assert "four_medical" in resolve(pack, DAY, "310105011").programmes  # its district's, and the city's
        assert not [r for r in CaseRunner(pack).run_all() if r.case.programme == "changning_help" and r.differences]
