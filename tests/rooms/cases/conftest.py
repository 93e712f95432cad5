"""What the tests of cases share: the small city with a desk, a clerk and a resident."""

import pytest
from applications import NEXT, Desk
from fixtures_city import BEIXINJING

from doorstep.cases import public as cases
from doorstep.cases.models import Task


@pytest.fixture
def desk(small_city):
    return Desk(small_city)


@pytest.fixture
def clerk(small_city):
    return small_city.clerk(BEIXINJING)


@pytest.fixture
def resident(small_city):
    return small_city.resident()


@pytest.fixture
def dibao(small_city, desk, clerk, resident):
    """An accepted 低保 case of 13 February 2018, with everybody who works on it."""

    class Dibao:
        made = desk.submit("MZ-001", applicant=resident, by=clerk, accept=True)
        office = small_city.post("street_assistance", street_code=BEIXINJING)
        checker = small_city.body_post("handler", "HD", district="310105")
        approver = small_city.body_post("approver", "MZ", district="310105")

        def task(self, spec):
            return Task.objects.get(case=self.made.id, spec=spec)

        def answer(self, spec, by=None, result="agrees", remark="", at=NEXT):
            by = by or (self.checker if spec == "economic-report" else self.office)
            return cases.answer_task(task_id=self.task(spec).id, result=result, remark=remark, by=by, at=at)

        def examined(self):
            for spec in ("verify", "economic-report", "first-opinion"):
                self.answer(spec)
            return self

    return Dibao()
