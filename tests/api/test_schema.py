"""The description of the API, and Schemathesis asking the running server everything that it allows and forbids."""

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest
from django.test import Client
from fixtures_city import BEIXINJING, CENTRES
from machines import Machine, complete

from doorstep.api.house import api, door_of
from doorstep.api.operations import status as status_operations
from doorstep.wire import tokens

SEED = 20180213
#: By night, each time before a city and with a seed of its own: more than twelve thousand requests on each database.
TIMES, EACH = 4, 3_000
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,allows_what_it_describes,negative_data_rejection,missing_required_header,unsupported_method,"
    "allow_header_conformance,ignored_auth"
)
#: Which machine asks what: by the scope that an operation needs; everything else is the window's.
WHO = {
    "case.decide": "approver",
    "case.handle_task": "handler",
    "case.reconcile": "handler",
    "case.reassign": "manager",
    "case.spot_check": "manager",
}


@pytest.fixture
def description(db):
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


class TestDescription:
    def test_is_made_once_and_may_be_kept_until_it_changes(self, description):
        first = Client().get("/api/v1/openapi.json")
        again = Client().get("/api/v1/openapi.json", headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content, first["Cache-Control"]) == (304, b"", "no-cache")
        assert first.json() == description

    def test_is_openapi_3_1_and_covers_every_operation(self, description):
        told = {one["operationId"] for path in description["paths"].values() for one in path.values()}

        assert description["openapi"] == "3.1.0"
        assert Client().get(description["externalDocs"]["url"]).status_code == 200
        assert told == {one.view_func.__name__ for one in api.operations()}

    def test_gives_an_example_for_every_value(self, description):
        bare = [
            f"{name}.{field}"
            for name, schema in description["components"]["schemas"].items()
            for field, told in schema.get("properties", {}).items()
            if "$ref" not in json.dumps(told) and not {"examples", "example"} & told.keys()
        ]
        bare += [
            f"{one['operationId']}({parameter['name']})"
            for path in description["paths"].values()
            for one in path.values()
            for parameter in one["parameters"]
            if "example" not in parameter and "enum" not in json.dumps(parameter) and parameter["name"] not in OPTIONAL
        ]

        assert bare == []

    def test_says_of_each_operation_which_scope_it_needs_and_what_it_may_refuse(self, description):
        for path in description["paths"].values():
            for one in path.values():
                name = one["operationId"]
                assert (
                    one["security"] == [] if name in ("public_status", "rate_case") else one["security"][0]["Token"][0]
                ), name
                problems = {status for status in one["responses"] if status.startswith("4")}
                assert "429" in problems
                for status in problems:
                    assert list(one["responses"][status]["content"]) == ["application/problem+json"], name

    def test_gives_an_example_of_every_body_that_its_schema_allows(self, description):
        schemas = {"components": description["components"]}
        for path in description["paths"].values():
            for one in path.values():
                bodies = [*([one["requestBody"]] if "requestBody" in one else []), *one["responses"].values()]
                for body in bodies:
                    for kind, content in body.get("content", {}).items():
                        if kind.endswith("json"):
                            validator = jsonschema_rs.validator_for({**content["schema"], **schemas})
                            wrong = [str(error) for error in validator.iter_errors(content["example"])]
                            assert wrong == [], (one["operationId"], wrong)


OPTIONAL = {"on", "mine", "open_only", "item", "centre", "cursor", "department", "foreign_number"}


def config(folder: Path, machines: dict[str, Machine], known: dict[str, list[str]]) -> Path:
    """How Schemathesis is to ask: each operation with a token that opens it, half of the time about things that exist."""
    lines = [
        f'hooks = "{Path(__file__).with_name("described.py")}"',
        "checks.missing_required_header.expected-statuses = [400, 401, 403, 415, 422, 428]",
        'phases.coverage.unexpected-methods = ["DELETE"]',
    ]
    lines += [f'headers = {{ Authorization = "Bearer {machines["clerk"].secret}" }}']
    lines += [f"[dictionaries.{name}]\nvalues = {json.dumps(values)}" for name, values in known.items()]
    for operation in api.operations():
        name = operation.view_func.__name__
        who = WHO.get(str(door_of(operation)), "clerk")
        lines.append(f'[[operations]]\ninclude-operation-id = "{name}"')
        lines.append(f'headers = {{ Authorization = "Bearer {machines[who].secret}" }}')
        lines += [
            f'parameters."path.{one}" = {{ dictionary = "{one}", probability = 0.5 }}'
            for one in known
            if f"{{{one}}}" in operation.path
        ]
        if "if_match" in inspect.signature(operation.view_func).parameters:
            lines.append('parameters."header.If-Match" = { dictionary = "tags", probability = 0.5 }')
    path = folder / "schemathesis.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ask(url: str, conf: Path, *, examples: int, phases: str, seed: int = SEED) -> tuple[int, str, int]:
    """Run Schemathesis; its exit code, what it said, and how many requests it made."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(conf), "--no-color", "run",
        f"{url}/api/v1/openapi.json", "--phases", phases, "--checks", CHECKS, "--seed", str(seed),
        "--max-examples", str(examples), *(["--generation-deterministic"] if seed == SEED else []),
        "--continue-on-failure", "--suppress-health-check", "all", "--request-timeout", "120",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=conf.parent, timeout=3_600)
    made = re.search(r"(\d+) generated", done.stdout)
    return done.returncode, done.stdout + done.stderr, int(made.group(1)) if made else 0


@pytest.fixture
def asked(small_city_at_once, live_server, tmp_path, caplog, monkeypatch):
    """The running server, with cases to ask about; the configuration that asks it."""
    caplog.set_level("CRITICAL", "django.request")  # a thousand refusals are the point here
    monkeypatch.setattr(tokens, "OPEN_A_MINUTE", 1_000_000)  # who is told to wait is not asked anything
    monkeypatch.setattr(status_operations, "GUESSES", 1_000_000)
    city = small_city_at_once
    many = {"per_minute": 1_000_000}
    clerk = Machine(city.clerk(BEIXINJING), **many)
    made = [
        clerk.post_json("/cases", complete("MZ-001", city.resident(name))).json() for name in ("甲一", "乙二", "丙三")
    ]
    page = clerk.get(f"/cases/{made[0]['number']}").json()
    task = page["tasks"][0]
    machines = {
        "clerk": clerk,
        "handler": Machine(city.post("handler", body_code=task["body"]), **many),
        "approver": Machine(city.post("approver", body_code=page["deciding_body"]), **many),
        "manager": Machine(city.post("duty_manager", centre_code=CENTRES[BEIXINJING]), **many),
    }
    known = {
        "number": [one["number"] for one in made],
        "task_id": [task["id"]],
        "code": ["MZ-001", "RS-001"],
        "tags": ["*"],
    }
    return live_server.url, config(tmp_path, machines, known)


@pytest.mark.django_db(transaction=True)
class TestEveryOperation:
    def test_answers_as_described_whatever_is_asked(self, asked):
        code, said, requests = ask(*asked, examples=9, phases="examples,fuzzing")

        assert code == 0, said[-12000:]
        assert requests >= 300, said[-2000:]

    @pytest.mark.nightly
    @pytest.mark.parametrize("seed", range(SEED, SEED + TIMES))
    def test_answers_as_described_tens_of_thousands_of_times(self, asked, seed):
        phases = "examples,coverage,fuzzing,stateful" if seed == SEED else "fuzzing,stateful"
        code, said, requests = ask(*asked, examples=90, phases=phases, seed=seed)

        assert code == 0, said[-12000:]
        assert requests >= EACH, said[-2000:]
