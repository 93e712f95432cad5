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
EACH = 8  # people of each desk: who asks over eight connections is not one person
CLERK, APPROVER, PARTS = "clerk", "approver", {"means": "means", "housing-check": "housing"}
#: Role, where it stands, and what its token may.
DESKS = {
    CLERK: ("window_clerk", {"centre_code": "310105011-1"}, ["receive", "accept", "deliver", "see"]),
    "means": ("handler", {"body_code": "MZ-310105"}, ["handle_task", "see"]),
    "housing": ("handler", {"body_code": "BDC-310105"}, ["handle_task", "see"]),
    APPROVER: ("approver", {"body_code": "ZJ-310105"}, ["decide", "see"]),
}
OFTEN = 1_000_000  # requests a minute that a token of this measurement may make
BY = Robot("bench")


@dataclass(frozen=True)
class Machines:
    """Tokens by desk, one for each of its people."""

    tokens: dict[str, list[str]]

    def at(self, desk: str, place: int) -> str:
        """The token of one of the people of a desk, in turns."""
        return self.tokens[desk][place % EACH]


def machines(*, at: datetime) -> Machines:
    """A token for everybody who takes part. Who is not there yet is given an account and a post."""
    on, by = at.date(), BY
    held = {post.username for post in staff.posts_held(on=on)}
    names = {desk: [f"{desk}-bench-{place}" for place in range(EACH)] for desk in DESKS}
    for desk, (role, where, _) in DESKS.items():
        for name in names[desk]:
            if name not in held:
                account = staff.add_account(username=name, display_name=name, password=None, by=by, at=at)
                staff.give_post(account_id=account, role=role, first=on - timedelta(days=30), by=by, at=at, **where)
    posts = {post.username: post.id for post in staff.posts_held(on=on)}

    def issued(name: str, may: list[str]) -> str:
        return staff.issue_token(
            post_id=posts[name], scopes=[f"case.{act}" for act in may], expires_on=on + timedelta(days=30),
            per_minute=OFTEN, name="bench", by=by, at=at,
        ).secret  # fmt: skip

    return Machines({desk: [issued(name, may) for name in names[desk]] for desk, (_, _, may) in DESKS.items()})


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


def whole_case(tokens: Machines, place: int, body: dict[str, object], run: str, *, looked_at: bool) -> list[Call]:
    """From the window to the resident's hand: accepted, two answers, the decision, the delivery. Each under its own post,
    with the version and the parts that the act before told; `looked_at`: the first department opens the case before."""

    def act(name: str, path: str, desk: str, asked: dict[str, object]) -> Call:
        headers = {"Idempotency-Key": f"{name.replace(' ', '-')}-{run}-{{serial}}", "If-Match": "{etag}"}
        return call(
            "POST",
            f"/api/v1/cases/{{number}}/{path}",
            token=tokens.at(desk, place),
            body=asked,
            name=name,
            learns=True,
            **headers,
        )

    looked = call("GET", "/api/v1/cases/{number}", token=tokens.at("means", place), name="look", learns=True)
    parts = [
        act(f"answer {part}", f"tasks/{{task:{part}}}/answer", desk, {"result": "agrees", "remark": "情况属实"})
        for part, desk in PARTS.items()
    ]
    return [
        accept(tokens.at(CLERK, place), body, run),
        *([looked] if looked_at else []),
        *parts,
        act("decide", "decision", APPROVER, {"outcome": "granted"}),
        act("deliver", "delivery", CLERK, {"way": "by_hand", "signed": True}),
    ]


__all__ = ["CLERK", "EACH", "ITEM", "Machines", "accept", "application", "cases", "machines", "whole_case"]
