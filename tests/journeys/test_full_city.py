"""The city that is filled for measuring looks as the services write it."""

import json
import random
from pathlib import Path

import pytest

from doorstep.cases import public as cases
from doorstep.cases.models import Case, DayCount
from doorstep.cli.demo_people import add_families, planned
from doorstep.kernel.identity import SYNTHETIC_AREA
from doorstep.ledger import public as ledger
from doorstep.ledger.models import Event
from doorstep.ledger.public import Robot
from doorstep.people import keys
from doorstep.people import public as people
from doorstep.people.models import Resident

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def filled(transactional_db, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCH))
    from full_city import filling

    return filling.fill(cases=400, families=320, seed=7, processes=1, patterns=40, pattern_families=300)


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
        self.registers_families_as_services_do()

    def registers_families_as_services_do(self):
        """Some families more, by the services: their rows and events have the same filled as those that were copied."""
        from full_city.people import FILLED
        from full_city.tables import rows_of, tables

        at = Event.objects.get(chain="import:city-0", seq=1).at
        known = {table.name: table for table in tables() if table.name in FILLED}
        ours = {name: rows_of(table) for name, table in known.items()}
        newest = Event.objects.latest("id").pk
        Resident.objects.update(identity_index="")  # two seeds may give one number to two people
        add_families(planned(seed=8, count=40, on=at.date()), at=at, told=lambda _: None)
        for name, table in known.items():
            if name.startswith("people_"):
                theirs = set(rows_of(table)) - set(ours[name])
                assert theirs and kinds_filled(table, ours[name]) == kinds_filled(table, theirs), name
        for what, chain in (
            ("residents.imported", "import:"),
            ("family.formed", "import:"),
            ("family.formed", "family:"),
        ):
            both = Event.objects.filter(what=what, chain__startswith=chain).order_by("id")
            copied, served = both.exclude(body__contains="demo-cast").first(), both.last()
            assert copied.pk <= newest < served.pk, (what, chain)
            mine, his = json.loads(copied.body), json.loads(served.body)
            assert {key: type(value) for key, value in mine.items()} == {key: type(value) for key, value in his.items()}
            assert mine["details"].keys() == his["details"].keys() and bool(mine["sealed"]) == bool(his["sealed"])
            assert copied.mentions.count() == len(mine["mentions"]) > 0
