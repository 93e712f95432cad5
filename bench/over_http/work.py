"""The work that is measured: an application for housing (共有产权保障住房), decided by one bureau after two others have
answered side by side; and the desks' reading."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from doorstep.cases import public as cases
from doorstep.cases.public import MaterialState
from doorstep.catalogue import public as catalogue
from doorstep.cli.demo_forms import answers, materials
from doorstep.ledger.public import Robot
from doorstep.staff import public as staff

from .asking import Call, call

ITEM = "ZJ-001"
TASKS = {"means": "handler-mz-changning", "housing-check": "handler-bdc-changning"}
CLERKS = 8
CLERK, APPROVER = "clerk-beixinjing", "approver-zj-changning"
SCOPES = {
    "window_clerk": ["case.receive", "case.accept", "case.deliver", "case.see", "person.find", "person.see", "catalogue.see"],
    "handler": ["case.handle_task", "case.see"],
    "approver": ["case.decide", "case.see"],
}  # fmt: skip
OFTEN = 1_000_000  # requests a minute that a token of this measurement may make
BY = Robot("bench")


@dataclass(frozen=True)
class Machines:
    """Tokens by user name."""

    tokens: dict[str, str]

    def clerk(self, place: int) -> str:
        """The token of one of the clerks of the centre: eight windows are eight people."""
        return self.tokens[f"clerk-bench-{place % CLERKS}"]

    def __getitem__(self, name: str) -> str:
        """The token of a user."""
        return self.tokens[name]


def machines(*, at: datetime) -> Machines:
    """A token for each post that takes part; the post that the demonstration lacks is made."""
    on, by = at.date(), BY
    held = {post.username: post for post in staff.posts_held(on=on)}
    wanted = {f"clerk-bench-{place}": ("window_clerk", {"centre_code": "310105011-1"}) for place in range(CLERKS)}
    wanted[TASKS["housing-check"]] = ("handler", {"body_code": "BDC-310105"})
    for name, (role, where) in wanted.items():
        if name not in held:
            account = staff.add_account(username=name, display_name=name, password=None, by=by, at=at)
            staff.give_post(account_id=account, role=role, first=on - timedelta(days=30), by=by, at=at, **where)
    held = {post.username: post for post in staff.posts_held(on=on)}
    tokens = {}
    for name in (*wanted, CLERK, APPROVER, TASKS["means"]):
        post = held[name]
        issued = staff.issue_token(
            post_id=post.id, scopes=SCOPES[post.role.key], expires_on=on + timedelta(days=30), per_minute=OFTEN,
            name="bench", by=by, at=at,
        )  # fmt: skip
        tokens[name] = issued.secret
    return Machines(tokens)


def application(resident: int, *, on: date, serial: int, promised: bool = False) -> dict[str, object]:
    """A complete application of a resident, as the API takes it; `promised`: one paper follows (容缺), which leaves two
    jobs in the outbox."""
    item = catalogue.item_on(ITEM, on).on(on)
    filled = answers(item, phone="", local=True, on=on, rng=Random(serial))
    # Nobody hands in the same content twice on a day.
    filled[next(field.id for field in item.fields if field.type == "text")] = f"演示里弄 {serial}号"
    later = next(one.id for one in item.materials if one.tolerable and one.mandatory) if promised else ""
    papers = materials(item, promised={later: on + timedelta(days=7)} if promised else None)
    return {
        "item": ITEM,
        "applicant": resident,
        "answers": filled,
        "materials": [
            {"material": one.material, "state": str(one.state)}
            | ({"promised_until": str(one.promised_until)} if one.state is MaterialState.TOLERATED else {})
            for one in papers
        ],
        "accept": True,
    }


def accept(token: str, body: dict[str, object], run: str) -> Call:
    """The acceptance of one application, under a key that no other turn has."""
    headers = {"Idempotency-Key": f"bench-{run}-{{serial}}"}
    return call("POST", "/api/v1/cases", token=token, body=body, name="accept", learns=True, **headers)


def whole_case(tokens: Machines, body: dict[str, object], run: str) -> list[Call]:
    """From the window to the resident's hand: accepted, looked up by the first department, two answers, the decision,
    the delivery. Each under its own post, with the version that was read."""

    def act(name: str, path: str, user: str, asked: dict[str, object]) -> Call:
        headers = {"Idempotency-Key": f"{name.replace(' ', '-')}-{run}-{{serial}}", "If-Match": "{etag}"}
        return call(
            "POST",
            f"/api/v1/cases/{{number}}/{path}",
            token=tokens[user],
            body=asked,
            name=name,
            learns=True,
            **headers,
        )

    looked = call("GET", "/api/v1/cases/{number}", token=tokens[TASKS["means"]], name="look", learns=True)
    parts = [
        act(f"answer {spec}", f"tasks/{{task:{spec}}}/answer", user, {"result": "agrees", "remark": "情况属实"})
        for spec, user in TASKS.items()
    ]
    return [
        accept(tokens[CLERK], body, run),
        looked,
        *parts,
        act("decide", "decision", APPROVER, {"outcome": "granted"}),
        act("deliver", "delivery", CLERK, {"way": "by_hand", "signed": True}),
    ]


__all__ = ["APPROVER", "CLERK", "ITEM", "TASKS", "Machines", "accept", "application", "cases", "machines", "whole_case"]
