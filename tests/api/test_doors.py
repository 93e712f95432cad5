"""Every operation at once: nobody without a token, no token beyond its scopes, no post beyond its jurisdiction."""

import json
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from fixtures_city import CENTRES, KANGJIAN
from machines import Machine, problem

from doorstep.cases.models import Task

pytestmark = pytest.mark.django_db
STRANGERS = {
    "case.decide": ("approver", {"body_code": "MZ-310104"}),
    "case.handle_task": ("handler", {"body_code": "HD-310104"}),
    "case.reconcile": ("handler", {"body_code": "HD-310104"}),
    "case.reassign": ("duty_manager", {"centre_code": CENTRES[KANGJIAN]}),
    "case.spot_check": ("duty_manager", {"centre_code": CENTRES[KANGJIAN]}),
}
KEYS = count(1)


@pytest.fixture
def operations(db):
    """(method, path, operation) of everything that wants a token."""
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    found = [(method, path, one) for path, methods in paths.items() for method, one in methods.items()]
    return [row for row in found if row[2]["security"]]


def ask(machine, method, path, operation, **names):
    """An operation asked as its own example says, about the things named."""
    given = machine.headers({"Idempotency-Key": f"door-{next(KEYS):06}", "If-Match": "*"})
    address = path.format(**{"code": "RS-001", **names})
    body = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in body:
        return machine.client.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n")}, **given)
    data = json.dumps(body["application/json"]["example"]) if body else None
    return (
        getattr(machine.client, method)(address, data, content_type="application/json", **given)
        if data
        else (machine.client.get(address, {"q": "低保"} if "search" in path else {}, **given))
    )


class TestEveryDoor:
    def test_is_shut_without_a_token_and_to_a_token_for_something_else(self, operations, small_city):
        narrow = Machine(small_city.clerk(), "person.see")  # no operation asks for it
        names = {"number": "20180213-310105011-000001", "task_id": 1, "file_id": "1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"}

        assert len(operations) > 30
        for method, path, one in operations:
            problem(ask(Machine(), method, path, one, **names), 401, "wire.no-token")
            problem(ask(narrow, method, path, one, **names), 403, "staff.not-allowed")

    def test_shows_a_post_of_another_place_no_case_and_no_sign_of_one(self, operations, clerk, application, small_city):
        number = clerk.post_json("/cases", application).json()["number"]
        task, file_id = Task.objects.order_by("id").first(), "1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"
        window = Machine(small_city.clerk(KANGJIAN))
        machines = {scope: Machine(small_city.post(role, **where)) for scope, (role, where) in STRANGERS.items()}
        about_a_case = [row for row in operations if "{number}" in row[1]]

        assert len(about_a_case) > 15
        for method, path, one in about_a_case:
            machine = machines.get(one["security"][0]["Token"][0], window)
            names = {"task_id": task.pk, "file_id": file_id}
            real = ask(machine, method, path, one, number=number, **names)
            none = ask(machine, method, path, one, number="20180213-310105011-099999", **names)
            told, other = (problem(answer, 404, "cases.unknown-case") for answer in (real, none))
            assert told["title"].replace(number, "") == other["title"].replace("20180213-310105011-099999", ""), path
        for machine in (window, *machines.values()):
            for path, word in (
                ("/cases", "cases"),
                ("/tasks", "tasks"),
                ("/outside-tasks", "tasks"),
                ("/events", "events"),
            ):
                answer = machine.get(path)
                assert answer.status_code == 403 or answer.json()[word] == [], path
        assert clerk.get(f"/cases/{number}").json()["stage"] == "in_progress"
