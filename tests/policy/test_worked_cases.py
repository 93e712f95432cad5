"""Every worked case of the Shanghai rulebook is a test of its own, named by its story."""

from pathlib import Path

import pytest

from doorstep.rulebook.engines.casework import CaseRunner
from doorstep.rulebook.io import load_pack

PACK = load_pack(Path(__file__).resolve().parents[2] / "policy" / "shanghai")
RUNNER = CaseRunner(PACK)


class TestShanghaiRulebook:
    @pytest.mark.parametrize("case", PACK.cases, ids=[f"{c.programme}-{c.at.line}" for c in PACK.cases])
    def test_answers_the_worked_case(self, case):
        assert RUNNER.run(case).differences == (), case.story

    @pytest.mark.parametrize("code", list(PACK.programmes))
    def test_proves_each_programme_by_a_yes_and_by_a_no_or_a_question(self, code):
        answers = {c.expect["answer"] for c in PACK.cases if c.programme == code}

        assert answers & {"entitled", "entitled_amount_unknown"}
        assert answers & {"not_entitled", "unknown", "excluded"}
