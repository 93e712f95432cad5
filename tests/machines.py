"""Machines that talk to the API: each with a token of a post in the small city."""

import json
from datetime import date
from itertools import count

from django.test import Client
from fixtures_city import moment

from doorstep.ledger.public import Robot
from doorstep.staff import public as staff

TODAY = moment("2018-02-13 10:00")
EVERYTHING = {
    "window_clerk": [
        "case.consult", "case.receive", "case.accept", "case.deliver", "case.see", "person.find", "person.see",
        "catalogue.see",
    ],
    "duty_manager": ["case.receive", "case.accept", "case.reassign", "case.spot_check", "case.reconcile", "case.see"],
    "street_assistance": ["case.receive", "case.accept", "case.handle_task", "case.deliver", "case.see"],
    "handler": ["case.handle_task", "case.accept", "case.reconcile", "case.see", "catalogue.see"],
    "approver": ["case.decide", "case.spot_check", "case.see", "catalogue.see"],
}  # fmt: skip


def token_for(post, *scopes, **more):
    """A token of a post; with no scopes named, those that its role is usually given."""
    given = {"expires_on": date(2018, 12, 31), "by": Robot("test"), "at": TODAY, **more}
    return staff.issue_token(post_id=post.post_id, scopes=scopes or EVERYTHING[post.role], **given)


class Machine:
    """A client with a token. Writes get a key of their own unless one is named."""

    def __init__(self, post=None, *scopes, secret="", **more):
        self.post = post
        issued = token_for(post, *scopes, **more) if post else None
        self.secret, self.token_id = (issued.secret, issued.id) if issued else (secret, None)
        self.client = Client()
        self._keys = count(1)

    def key(self):
        return f"key-of-{id(self)}-{next(self._keys)}"

    def headers(self, given):
        named = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in {**named, **given}.items()}

    def get(self, path, query=None, **headers):
        return self.client.get(f"/api/v1{path}", query or {}, **self.headers(dashed(headers)))

    def post_json(self, path, body, *, key=None, **headers):
        given = {"Idempotency-Key": key or self.key(), **dashed(headers)}
        return self.client.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", **self.headers(given)
        )

    def act(self, number, what, body, **headers):
        """An act on a case in the version that is read just before."""
        etag = self.get(f"/cases/{number}")["ETag"]
        return self.post_json(f"/cases/{number}/{what}", body, If_Match=etag, **headers)

    def upload(self, file, *, key=None):
        given = {"Idempotency-Key": key or self.key()}
        return self.client.post("/api/v1/files", {"file": file}, **self.headers(given))


def dashed(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


def complete(code, applicant, **more):
    from applications import all_handed_in, answers_for

    from doorstep.catalogue import public as catalogue

    item = catalogue.item_on(code, TODAY.date()).on(TODAY.date())
    return {
        "item": code,
        "applicant": applicant,
        "answers": answers_for(item),
        "materials": [{"material": one.material, "state": str(one.state)} for one in all_handed_in(item)],
        "accept": True,
        **more,
    }


def problem(answer, status, code):
    """The problem details of an answer, which must be just this refusal."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content.decode()
    told = json.loads(answer.content)
    assert told["code"] == code and told["status"] == status, told
    assert told["type"] == f"/api/v1/problems/{code}" and told["title"] and told["detail"]
    return told


def shown_by(machine, resident):
    """What the ledger says a machine's post did with a resident."""
    from doorstep.ledger.public import readings_of

    return [event.what for event in readings_of(f"resident:{resident}") if event.post == machine.post.post]
