"""What other desks do in the city of a running demonstration while a test sits at one: hand in, answer, finish.

A program of its own, because the demonstration stands in another process and on another database than the tests.
"""

# ruff: noqa: E402

import json
import os
import random
import sys
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

os.environ["DOORSTEP_MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")

import django

django.setup()

from doorstep.cases import public as cases
from doorstep.cases.public import MaterialGiven, MaterialState
from doorstep.catalogue import public as catalogue
from doorstep.kernel.identity import IdentityKind, check_digit
from doorstep.ledger.public import Robot
from doorstep.people import public as people
from doorstep.staff import public as staff

SAMPLE = {"text": "三口之家，一室户", "date": "2018-01-01", "number": "3", "money": "2100.50", "bool": "yes"}


def moment_of(at):
    return datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def acting(username, at):
    """Somebody of the demonstration under their post."""
    day = moment_of(at).date()
    post = next(one for one in staff.posts_held(on=day) if one.username == username)
    return staff.acting(post_id=post.id, origin="test:desk", on=day)


def number_of_a_person():
    """An identity number that nobody has yet."""
    for serial in count(random.randrange(100_000)):
        born = date(1950, 1, 1) + timedelta(days=serial % 18_000)
        body = f"310199{born:%Y%m%d}{serial % 1000:03d}"
        number = body + check_digit(body)
        if people.resident_by_identity(IdentityKind.ID_CARD, number, on=date(2018, 2, 13)) is None:
            return number
    raise AssertionError


def hand_in(*, item, clerk, at, on="", accept=True, missing=(), name="司马若兰", street="310105011"):
    """The case's number of an application that is complete but for `missing`."""
    moment = moment_of(f"{on}T09:00" if on else at)
    day, by = moment.date(), acting(clerk, at)
    number = number_of_a_person()
    person = people.NewResident(
        name=name,
        identity_kind=IdentityKind.ID_CARD,
        identity_number=number,
        phone="13800001234",
        addresses=tuple(
            people.NewAddress(kind, street, date(2010, 1, 1), "新泾路 1 弄 2 号")
            for kind in (people.AddressKind.HUKOU, people.AddressKind.RESIDENCE)
        ),
    )
    resident = people.register_resident(person=person, by=by, at=moment)
    now = catalogue.item_on(item, day).on(day)
    given = [
        MaterialGiven(one.id, MaterialState.MISSING if one.id in missing else MaterialState.HANDED_IN)
        for one in now.materials
        if one.source == "self" and one.mandatory and one.when is None
    ]
    answers = {
        one.id: one.choices[0].value if one.type == "choice" else SAMPLE[one.type] for one in now.fields if one.required
    }
    ref = cases.submit(
        item_code=item,
        applicant_id=resident,
        answers=answers,
        materials=given,
        idempotency_key=f"browser-{number}",
        by=by,
        at=moment,
        accept=accept,
    )
    return ref.number


def hand_in_many(*, many, item, clerk, at):
    """Several applications that wait to be accepted; how many."""
    for _ in range(many):
        hand_in(item=item, clerk=clerk, at=at, accept=False)
    return str(many)


def answer_all(*, case, at):
    """Every department agrees."""
    machine, moment = Robot("test"), moment_of(at)
    case_id = cases.case_by_number(case, by=machine)
    for task in cases.case_page(case_id, by=machine, at=moment).tasks:
        cases.answer_task(task_id=task.id, result="agrees", remark="", by=machine, at=moment)
    return case


def correct(*, case, at):
    """The applicant brings everything that was asked for."""
    machine, moment = Robot("test"), moment_of(at)
    case_id = cases.case_by_number(case, by=machine)
    told = cases.case_page(case_id, by=machine, at=moment).notices[-1].defects
    materials = [one.about.removeprefix("material:") for one in told]
    cases.receive_correction(case_id=case_id, materials=materials, by=machine, at=moment)
    return case


def withdraw(*, case, at):
    """The applicant withdraws."""
    machine = Robot("test")
    case_id = cases.case_by_number(case, by=machine)
    cases.withdraw(case_id=case_id, reason="家里有事，先不办了", by=machine, at=moment_of(at))
    return case


def finish(*, case, clerk, at):
    """A clerk finishes a matter alone; it is drawn for a spot check."""
    by = acting(clerk, at)
    cases.finish_on_spot(case_id=cases.case_by_number(case, by=by), one_in=1, by=by, at=moment_of(at))
    return case


def second_approver(*, body, at):
    """A second person who signs for a body; the user name."""
    moment, by = moment_of(at), Robot("demo")
    username = f"approver-{random.randrange(10**6)}"
    account = staff.add_account(username=username, display_name="申屠明", password="doorstep-demo", by=by, at=moment)
    empty = dict.fromkeys(("centre_code", "neighbourhood_code", "street_code", "district_code"), "")
    staff.give_post(
        account_id=account,
        role="approver",
        title="审批人二",
        title_en="Second approver",
        first=date(2017, 1, 1),
        body_code=body,
        by=by,
        at=moment,
        **empty,
    )
    return username


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    sys.stdout.write(globals()[told.pop("do")](**told))
