"""One case of the demonstration as it is lived: who acts, when, and by which public service of the cases."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import translation

from doorstep.cases import public as cases
from doorstep.catalogue import public as catalogue
from doorstep.ledger.public import Robot
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff import public as staff
from doorstep.wire.defects import FAULTS, basis_of, written

from . import demo_forms as forms

_WATCHING = Robot("demo")


class NotYetHappened(Exception):  # no error: the story goes on after the day
    """The demonstration's day is reached: the rest of the story lies ahead."""


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """What will be handed in: when, where, by whom, and how the story goes. `key` is the key of the submission."""

    key: str
    at: datetime
    story: str
    item: str
    person: people.NewResident
    street: str
    waits: bool = False  # stands where its story is named after, and does not go on


class Posts:
    """Who sits where in the demonstration."""

    def __init__(self, *, on: date) -> None:
        """The posts of a day; each is asked for once."""
        self._on = on
        self._held = staff.posts_held(on=on)
        self._acting: dict[int, staff.Acting] = {}

    def clerk(self, street: str, rng: Random) -> staff.Acting:
        """A clerk at a window of the street's centre."""
        return self._as(rng.choice([one for one in self._at(street) if one.role.key == "window_clerk"]))

    def manager(self, street: str) -> staff.Acting | None:
        """The duty manager of the street's centre, if there is one."""
        return self._first(one for one in self._at(street) if one.role.key == "duty_manager")

    def handler(self, body: str) -> staff.Acting | None:
        """Who answers for a body: its own handler, else the assistance office of its street."""
        own = [one for one in self._held if one.role.key == "handler" and one.jurisdiction.body_code == body]
        street = body.rpartition("-")[2]
        office = [one for one in self._at(street) if one.role.key == "street_assistance"]
        return self._first(own or office)

    def approver(self, body: str) -> staff.Acting | None:
        """Who signs for a body."""
        return self._first(
            one for one in self._held if one.role.key == "approver" and one.jurisdiction.body_code == body
        )

    def _at(self, street: str) -> list[staff.PostRow]:
        return [one for one in self._held if one.jurisdiction.street_code == street]

    def _first(self, posts) -> staff.Acting | None:  # type: ignore[no-untyped-def]
        found = next(iter(posts), None)
        return self._as(found) if found else None

    def _as(self, post: staff.PostRow) -> staff.Acting:
        if post.id not in self._acting:
            self._acting[post.id] = staff.acting(post_id=post.id, origin="demo", on=self._on)
        return self._acting[post.id]


class Life:
    """A case on its way. Every act moves the clock on; `wait` ends the story where it would pass the last moment."""

    def __init__(self, plan: PlannedCase, *, resident_id: int, posts: Posts, until: datetime) -> None:
        """`until` is the last moment of the demonstration."""
        self.plan, self.resident, self.posts, self.until = plan, resident_id, posts, until
        self.rng = Random(plan.key)  # noqa: S311 — the same story every time
        self.at = plan.at
        self.clerk = posts.clerk(plan.street, self.rng)
        self.case, self.number, self.code, self._accepting = 0, "", "", ""
        self._page: cases.CasePage | None = None
        self.item = catalogue.item_on(plan.item, plan.at.date()).on(plan.at.date())

    @property
    def page(self) -> cases.CasePage:
        """The case as it stands; read anew only after an act."""
        if self._page is None:
            self._page = cases.case_page(self.case, by=_WATCHING, at=self.at)
        return self._page

    @property
    def accepting_street(self) -> str:
        """The street whose centre accepts. Asked for once: no story gives a case to another centre."""
        self._accepting = self._accepting or self.page.accepting.street_code
        return self._accepting

    def rests(self, share: float) -> bool:
        """Whether the case stays where it is: a share of them does, and every one that was planned to."""
        return self.rng.random() < share or self.plan.waits

    def wait(self, low: int = 1, high: int = 2) -> None:
        """Some working days pass, until an hour at which offices work."""
        day = self.at.date()
        for _ in range(self.rng.randint(low, high)):
            day = places.calendar().next_working_day(day)
        hour = time(self.rng.randint(9, 15), self.rng.randrange(60))
        self._move(datetime.combine(day, hour, tzinfo=self.at.tzinfo))

    def morning(self, day: date) -> None:
        """The morning of a day, whatever day it is: when the machine looks."""
        self._move(datetime.combine(day, time(8, 30), tzinfo=self.at.tzinfo))

    def minutes(self, low: int = 4, high: int = 15) -> None:
        """Some minutes pass at the same window."""
        self._move(self.at + timedelta(minutes=self.rng.randint(low, high)))

    def receive(
        self, *, accept: bool, without: frozenset[str] = frozenset(), promised: Mapping[str, date] | None = None
    ) -> None:
        """Hand in. Raises NotYetHappened where an earlier start has told this story already."""
        local = any(address.kind is people.AddressKind.HUKOU for address in self.plan.person.addresses)
        on = self.at.date()
        made = cases.submit(
            item_code=self.plan.item,
            applicant_id=self.resident,
            answers=forms.answers(self.item, phone=self.plan.person.phone, local=local, on=on, rng=self.rng),
            materials=forms.materials(self.item, without=without, promised=dict(promised or {})),
            idempotency_key=self.plan.key,
            accept=accept,
            local_hukou=local,
            by=self.clerk,
            at=self.at,
        )
        if not made.is_new:
            raise NotYetHappened
        self.case, self.number, self.code = made.id, made.number, made.query_code

    def accept(self) -> None:
        """The competent centre accepts."""
        cases.accept(case_id=self.case, by=self.posts.clerk(self.accepting_street, self.rng), at=self.at)
        self.acted()

    def missing(self, names: frozenset[str]) -> list[cases.DefectGiven]:
        """What a one-time notice says of missing materials."""
        return [self._defect(material, "missing") for material in self.item.materials if material.id in names]

    def faulty(self, names: frozenset[str]) -> list[cases.DefectGiven]:
        """What a correction says of materials that were handed in: what is wrong with them, as any paper can have it."""
        with translation.override("zh-hans"):  # it goes on paper
            why = [str(FAULTS[fault]) for fault in ("unclear", "incomplete")]
        asked = [material for material in self.item.materials if material.id in names]
        return [self._defect(material, "wrong", self.rng.choice(why)) for material in asked]

    def _defect(self, material: catalogue.Material, state: str, told: str = "") -> cases.DefectGiven:
        says = written(material, state, told)
        return cases.DefectGiven(f"material:{material.id}", says.what, basis_of(self.item), says.mend)

    def one_part(self) -> bool:
        """One department's part is done, by its own desk or through its own system; False when none is left."""
        task = next((one for one in self.page.tasks if one.state is cases.TaskState.OPEN), None)
        if task is None:
            return False
        if task.inside:
            by = self.somebody(self.posts.handler(task.body))
            cases.answer_task(task_id=task.id, result="agrees", remark="情况属实, 同意", by=by, at=self.at)
        else:
            self._outside()
        self.acted()
        return True

    def hand_over(self) -> tuple[cases.TaskRow, staff.Acting, cases.Sent]:
        """Hand the next outside part over to its department's system."""
        task = next(one for one in self.page.tasks if one.state is cases.TaskState.OPEN and not one.inside)
        by = self.somebody(self.posts.handler(task.body) or self.posts.manager(self.accepting_street))
        sent = cases.hand_over(department=task.department, way="csv", by=by, at=self.at, task_ids=[task.id])
        return task, by, sent

    def _outside(self) -> None:
        task, by, sent = self.hand_over()
        self.wait(1, 3)
        header, *rows = csv.reader(io.StringIO(sent.content.decode("utf-8-sig")))
        places_of = {name: place for place, name in enumerate(header)}
        for row in rows:
            row[places_of["外部编号"]] = f"{task.department}{self.at:%y%m%d}{self.case:05}"
            row[places_of["结果"]] = "同意"
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        booked = cases.import_results(
            name="results.csv", content=out.getvalue().encode(), department=task.department, by=by, at=self.at
        )
        if booked.wrong:
            raise LookupError(f"the demonstration's own result file is wrong: {booked.wrong}")

    def decide(self) -> None:
        """The competent body decides; now and then it refuses, where the pack says what the applicant can do then."""
        by = self.somebody(self.posts.approver(self.page.case.deciding_body))
        clause = next((catalogue.current().words(basis.clause) for basis in self.item.legal_bases), "")
        if clause and self.item.remedies and self.rng.random() < 0.15:
            reason = "经审核, 申请人的情况不符合规定的条件"
            cases.decide(case_id=self.case, outcome="refused", reason=reason, clause=clause, by=by, at=self.at)
        else:
            cases.decide(case_id=self.case, outcome="granted", by=by, at=self.at)

    def deliver(self) -> None:
        """The answer reaches the applicant, mostly by hand."""
        way = self.rng.choices(("by_hand", "by_post", "e_licence"), weights=(7, 2, 1))[0]
        tracking = "" if way == "by_hand" else f"DEMO{self.case:08}"
        cases.deliver(case_id=self.case, way=way, signed=way == "by_hand", tracking=tracking, by=self.clerk, at=self.at)

    def rate(self) -> None:
        """The applicant rates; one in four without a name."""
        level = self.rng.choices((5, 4, 3, 2, 1), weights=(62, 24, 9, 3, 2))[0]
        cases.rate(number=self.number, code=self.code, level=level, at=self.at, anonymous=self.rng.random() < 0.25)

    def somebody(self, by: staff.Acting | None) -> staff.Acting:
        """The post, or the end of the story: nobody of the demonstration sits there, the case waits for them."""
        if by is None:
            raise NotYetHappened
        return by

    def _move(self, to: datetime) -> None:
        if to > self.until:
            raise NotYetHappened
        self.at = to

    def acted(self) -> None:
        """Something was done: what was read before no longer holds."""
        self._page = None
