"""The city that is filled for measuring looks as the services write it."""

import random
from pathlib import Path

import pytest

from doorstep.cases import public as cases
from doorstep.cases.models import Case, DayCount
from doorstep.kernel.identity import SYNTHETIC_AREA
from doorstep.ledger import public as ledger
from doorstep.ledger.public import Robot
from doorstep.people import keys
from doorstep.people import public as people

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def filled(transactional_db, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    from full_city import filling

    return filling.fill(cases=400, families=150, seed=7, processes=1, patterns=40, pattern_families=300)


def kinds_filled(table, rows, ours=()):
    """Which columns have something in them, over the rows of one table."""
    return {
        column
        for row in rows
        for column, text in zip(table.columns, row, strict=True)
        if text not in ("", r"\N") and column not in ours
    }


class TestFill:
    def test_writes_cases_as_services_write_them_into_a_whole_ledger(self, filled):
        from full_city.tables import rows_of, tables

        verdict = ledger.verify()
        assert verdict.broken is None and verdict.chains > 400
        assert Case.objects.count() == 400
        known = {table.name: table for table in tables()}
        patterns = {}
        for one in filled:
            table = known["cases_case"]
            patterns.setdefault((one.cell(table, "item_code"), one.cell(table, "stage")), []).append(one)
        for case in random.Random(7).sample(list(Case.objects.order_by("id")), 12):
            alike = patterns[case.item_code, case.stage]
            story = ledger.story(f"case:{case.pk}")
            assert [event.what for event in story] and all(event.personal is not None for event in story)
            told = [
                row
                for row in rows_of(known["cases_task"])
                if str(case.pk) == row[known["cases_task"].columns.index("case_id")]
            ]
            assert any(len(told) == len(one.rows.get("cases_task", ())) for one in alike)
            mine = [row for row in rows_of(known["cases_case"]) if row[known["cases_case"].key_at] == str(case.pk)]
            assert any(
                kinds_filled(known["cases_case"], mine) == kinds_filled(known["cases_case"], one.rows["cases_case"])
                for one in alike
            )
            page = cases.case_page(case.pk, by=Robot("test"), at=case.received_at)
            assert page.case.number == case.number and page.applicant.name
            assert page.story and len(page.story) == len(story)

        case = Case.objects.order_by("-id").first()
        number = keys.unseal("identity", case.applicant.identity_sealed)
        assert number.startswith(SYNTHETIC_AREA)  # nobody's
        found = people.find_residents(number, by=Robot("test"), on=case.received_on)
        assert [one.id for one in found] == [case.applicant_id]
        assert DayCount.objects.get(street=case.number[9:18], day=case.received_on).last >= int(case.number[-6:])
