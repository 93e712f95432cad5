"""Hand in an application in the city of a running demonstration, as the window desk would; prints the case's number.

A program of its own, because the demonstration stands in another process and on another database than the tests.
"""

import json
import os
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

os.environ["DOORSTEP_MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")

import django

django.setup()

from doorstep.cases import public as cases
from doorstep.cases.public import MaterialGiven, MaterialState
from doorstep.catalogue import public as catalogue
from doorstep.kernel.identity import IdentityKind, check_digit
from doorstep.people import public as people
from doorstep.staff import public as staff

SAMPLE = {"text": "三口之家，一室户", "date": "2018-01-01", "number": "3", "money": "2100.50", "bool": "yes"}


def hand_in(*, item, clerk, serial, at, accept=True, missing=(), name="", street="310105011"):
    """The case's number of an application that is complete but for `missing`."""
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    day = moment.date()
    post = next(one for one in staff.posts_held(on=day) if one.username == clerk)
    by = staff.acting(post_id=post.id, origin="test:window", on=day)
    body = f"310199198{serial % 10}0101{serial:03d}"
    person = people.NewResident(
        name=name or "司马若兰",
        identity_kind=IdentityKind.ID_CARD,
        identity_number=body + check_digit(body),
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
        idempotency_key=f"browser-{item}-{serial}-{at}",
        by=by,
        at=moment,
        accept=accept,
    )
    return ref.number


if __name__ == "__main__":
    print(hand_in(**json.loads(sys.argv[1])))
