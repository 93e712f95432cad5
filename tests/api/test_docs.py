"""docs/api.md: its table is made from the description, and its session really runs."""

import re
from pathlib import Path

import pytest
from fixtures_city import BEIXINJING, XINJING
from machines import Machine, complete

from doorstep.api.house import api

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
MARK = "<!-- operations: made from the description; `pytest tests/api/test_docs.py` compares -->"


def table():
    """The operations as the page lists them."""
    lines = ["| operation | scope | what it does |", "|---|---|---|"]
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, one in methods.items():
            scope = one["security"][0]["Token"][0] if one["security"] else "none"
            says = re.split(r"(?<=[.])\s", " ".join(one["description"].split()), maxsplit=1)[0]
            lines.append(f"| `{method.upper()} {path}` | `{scope}` | {says} |")
    return lines


class TestPage:
    @pytest.mark.once
    def test_lists_every_operation_as_it_is(self):
        shown = PAGE.read_text(encoding="utf-8").split(MARK)[1].split("## A session")[0].strip().splitlines()

        assert shown == table(), "\n".join(["The page should say:", *table()])

    @pytest.mark.django_db(transaction=True)
    def test_tells_a_session_that_runs(self, small_city_at_once, live_server, monkeypatch):
        city = small_city_at_once
        clerk = Machine(city.clerk(BEIXINJING))
        probe = clerk.post_json("/cases", complete("MZ-001", city.resident("钱二"), accept=True)).json()
        page = clerk.get(f"/cases/{probe['number']}").json()
        checking, opinion = sorted({one["body"] for one in page["tasks"]})
        city.resident("赵一芳")
        city.resident("孙三")
        tokens = {
            "WINDOW": clerk,
            "OTHER_WINDOW": Machine(city.clerk(XINJING)),
            "CHECKING_OFFICE": Machine(city.post("handler", body_code=checking)),
            "STREET_OFFICE": Machine(city.post("handler", body_code=opinion)),
            "BODY": Machine(city.post("approver", body_code=page["deciding_body"])),
        }
        monkeypatch.setenv("DOORSTEP_URL", live_server.url)
        for name, machine in tokens.items():
            monkeypatch.setenv(name, machine.secret)
        session = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S))
        known: dict = {}
        exec(compile(session, str(PAGE), "exec"), known)

        assert known["told"]["number"] == known["number"]
        assert clerk.get(f"/cases/{known['number']}/files").json()["files"][0]["id"] == known["scan"]
