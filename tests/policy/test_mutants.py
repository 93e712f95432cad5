"""The worked cases notice: a wrong sign, a wrong date, a swapped parameter in any real programme fails one of them."""

from pathlib import Path

import pytest
from mutants import definition_mutants, left_out, mutants, reduced

from doorstep.rulebook.engines.casework import CaseRunner
from doorstep.rulebook.io import load_pack
from doorstep.rulebook.problems import PackRefused

PACK = load_pack(Path(__file__).resolve().parents[2] / "policy" / "shanghai")


def noticed(mutant):
    """Whether a worked case fails, or the pack can no longer be read on a day of its cases."""
    runner = CaseRunner(mutant.pack)
    try:
        return any(runner.run(case).differences for case in mutant.pack.cases)
    except PackRefused:
        return True


class TestWorkedCases:
    @pytest.mark.parametrize("code", list(PACK.programmes))
    def test_notice_every_planted_fault_of_their_programme(self, code):
        right = CaseRunner(reduced(PACK, code))
        assert not [r for r in right.run_all() if r.differences]

        assert [m.what for m in (*mutants(PACK, code), *left_out(PACK, code)) if not noticed(m)] == []

    def test_notice_a_wrong_sign_in_a_shared_definition_in_some_programme(self):
        unnoticed: set[str] = set()
        done: set[str] = set()
        for mutant in definition_mutants(PACK):
            if mutant.what in done:
                continue
            (done if noticed(mutant) else unnoticed).add(mutant.what)

        assert len(done) >= 6 and unnoticed - done == set()

    def test_are_tried_on_many_faults(self):
        assert sum(len(mutants(PACK, code)) for code in PACK.programmes) >= 100
