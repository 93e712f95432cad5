"""Cases over HTTP: submission once, versions, parts, decision, files."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fixtures_city import XINJING
from machines import Machine, complete, problem, shown_by

from doorstep.cases import public as cases
from doorstep.ledger.public import Robot, story

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
FRAME = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN")


def body_of(city, task):
    """A handler of the body that has a part."""
    return city.post("handler", body_code=task["body"])


class TestSubmitCase:
    def test_accepts_a_complete_application_and_says_where_to_read_it(self, clerk, application):
        made = clerk.post_json("/cases", application)

        assert made.status_code == 201, made.content.decode()
        read = clerk.client.get(made["Location"], **clerk.headers({}))
        assert read["ETag"] == made["ETag"]
        assert read.json()["number"] == made.json()["number"] and read.json()["stage"] == made.json()["stage"]
        parts = [{name: one[name] for name in ("id", "part", "department", "body")} for one in read.json()["tasks"]]
        assert made.json()["tasks"] == parts and len(parts) == 3

    def test_sent_again_under_its_key_is_answered_the_same_and_done_once(self, clerk, application):
        first = clerk.post_json("/cases", application, key="apply-0001")
        again = clerk.post_json("/cases", dict(reversed(application.items())), key="apply-0001")

        assert (again.status_code, again.content, again["ETag"]) == (201, first.content, first["ETag"])
        assert again["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first
        assert len(clerk.get("/cases").json()["cases"]) == 1

    def test_refuses_a_key_that_came_with_something_else(self, clerk, application, small_city):
        clerk.post_json("/cases", application, key="apply-0001")
        other = clerk.post_json("/cases", {**application, "applicant": small_city.resident("钱二")}, key="apply-0001")

        problem(other, 409, "wire.key-used-before")

    def test_lets_another_post_use_the_same_key(self, clerk, application, small_city):
        theirs = Machine(small_city.clerk(XINJING))
        other = small_city.resident("钱二", hukou=XINJING)

        assert clerk.post_json("/cases", application, key="apply-0001").status_code == 201
        assert theirs.post_json("/cases", complete("MZ-001", other), key="apply-0001").status_code == 201

    def test_keeps_a_refusal_as_the_answer_too(self, clerk, application):
        bad = {**application, "answers": {"nonsense": "1"}}
        first, again = (clerk.post_json("/cases", bad, key="apply-0001") for _ in range(2))

        told = problem(first, 422, "cases.answers-wrong")
        assert told["params"]["fields"]["nonsense"] == ["not_asked"]
        assert again.content == first.content and again["Idempotent-Replayed"] == "true"

    def test_wants_a_key(self, clerk, application):
        answer = clerk.client.post(
            "/api/v1/cases", json.dumps(application), content_type="application/json", **clerk.headers({})
        )

        assert problem(answer, 422, "wire.invalid")["errors"] == [
            {"where": "header/Idempotency-Key", "what": "Field required"}
        ]

    def test_leaves_a_referral_on_record_when_another_place_is_competent(self, clerk, small_city):
        elsewhere = small_city.resident("孙三", hukou="310104013")
        answer = clerk.post_json("/cases", complete("MZ-001", elsewhere))

        told = problem(answer, answer.status_code, "cases.refer-elsewhere")
        assert told["params"]["consultation"]

    def test_takes_at_most_fifteen_queries_beside_token_and_key(self, clerk, application, small_city):
        clerk.post_json("/cases", complete("MZ-001", small_city.resident("暖")))  # the process knows the catalogue now
        with CaptureQueriesContext(connection) as seen:
            made = clerk.post_json("/cases", application)

        assert made.status_code == 201
        asked = [row["sql"] for row in seen if not row["sql"].startswith(FRAME)]
        door = [sql for sql in asked if "staff_apitoken" in sql or '"wire_' in sql or "wire_" in sql.split("(")[0]]
        assert len(door) == 4, door  # who holds the token, how often they asked, the key taken, the answer kept
        assert len(asked) - len(door) <= 15, "\n".join(asked)

    def test_brings_its_files_to_the_case(self, clerk, application):
        upload = clerk.upload(SimpleUploadedFile("证件.pdf", PDF, "application/pdf"))
        assert upload.status_code == 201, upload.content.decode()
        material = application["materials"][0] | {"files": [upload.json()["id"]]}
        made = clerk.post_json("/cases", {**application, "materials": [material, *application["materials"][1:]]}).json()

        files = clerk.get(f"/cases/{made['number']}/files").json()["files"]
        assert files == [{**upload.json(), "materials": [material["material"]]}]
        read = clerk.get(f"/cases/{made['number']}/files/{files[0]['id']}")
        assert (read.content, read["Content-Type"]) == (PDF, "application/pdf")
        page = clerk.get(f"/cases/{made['number']}").json()
        assert [one["files"] for one in page["materials"] if one["files"]] == [[upload.json()["id"]]]

    def test_refuses_an_applicant_whom_nobody_registered(self, clerk, application):
        problem(clerk.post_json("/cases", {**application, "applicant": 2**40}), 404, "people.unknown-resident")

    def test_takes_no_file_of_another_post(self, clerk, application, small_city):
        theirs = Machine(small_city.clerk(XINJING)).upload(SimpleUploadedFile("a.pdf", PDF))
        material = application["materials"][0] | {"files": [theirs.json()["id"]]}

        given = {**application, "materials": [material, *application["materials"][1:]]}
        problem(clerk.post_json("/cases", given), 404, "files.unknown-file")


class TestUploadFile:
    def test_refuses_what_is_no_paper_whatever_its_name(self, clerk):
        problem(clerk.upload(SimpleUploadedFile("a.pdf", b"MZ\x90")), 415, "files.wrong-kind")

    def test_is_done_once(self, clerk):
        first, again = (clerk.upload(SimpleUploadedFile("a.pdf", PDF), key="upload-01") for _ in range(2))

        assert first.json() == again.json()


class TestAct:
    @pytest.fixture
    def case(self, clerk, application):
        made = clerk.post_json("/cases", application)
        return clerk.get(f"/cases/{made.json()['number']}")

    def test_walks_a_case_from_acceptance_to_delivery(self, clerk, case, small_city):
        number, etag, tasks = case.json()["number"], case["ETag"], case.json()["tasks"]
        for _ in tasks:
            waiting = [one for one in clerk.get(f"/cases/{number}").json()["tasks"] if one["state"] == "open"]
            machine = Machine(body_of(small_city, waiting[0]))
            mine = machine.get("/tasks").json()["tasks"]
            assert [one["id"] for one in mine] == [waiting[0]["id"]]
            path = f"/cases/{number}/tasks/{mine[0]['id']}/answer"
            answered = machine.post_json(path, {"result": "agrees"}, If_Match=etag)
            assert answered.status_code == 200, answered.content.decode()
            etag = answered["ETag"]
        assert answered.json()["stage"] == "examined"
        approver = Machine(small_city.post("approver", body_code=case.json()["deciding_body"]))
        decided = approver.post_json(f"/cases/{number}/decision", {"outcome": "granted"}, If_Match=etag)
        assert decided.json() == {"number": number, "stage": "decided"}
        handed = {"way": "by_hand", "signed": True}
        delivered = clerk.post_json(f"/cases/{number}/delivery", handed, If_Match=decided["ETag"])
        assert delivered.json()["stage"] == "delivered"
        assert clerk.get(f"/cases/{number}").json()["decision"]["outcome"] == "granted"

    def test_is_told_in_the_ledger_under_the_token(self, clerk, case):
        case_id = cases.case_by_number(case.json()["number"], by=Robot("test"))

        assert [event.origin for event in story(f"case:{case_id}")] == [f"api:token-{clerk.token_id}"]

    def test_made_for_an_older_version_changes_nothing(self, clerk, case, small_city):
        number, task = case.json()["number"], case.json()["tasks"][0]
        machine = Machine(body_of(small_city, task))
        path, body = f"/cases/{number}/tasks/{task['id']}/answer", {"result": "agrees"}

        problem(machine.post_json(path, body, key="answer-01", If_Match='"1-99"'), 412, "wire.changed-meanwhile")
        mended = machine.post_json(path, body, key="answer-01", If_Match=case["ETag"])
        assert mended.status_code == 200  # what was not done left the key free
        again = machine.post_json(path, body, key="answer-01", If_Match=case["ETag"])
        assert again.content == mended.content  # sent again after it was done, though the version has moved on

    def test_says_that_the_version_is_missing(self, clerk, case):
        answer = clerk.post_json(f"/cases/{case.json()['number']}/acceptance", {})

        problem(answer, 428, "wire.version-missing")

    def test_reaches_no_part_of_another_case(self, clerk, case, small_city):
        other = clerk.post_json("/cases", complete("MZ-001", small_city.resident("钱二")))
        task = case.json()["tasks"][0]
        machine = Machine(body_of(small_city, task))
        path = f"/cases/{other.json()['number']}/tasks/{task['id']}/answer"

        problem(machine.post_json(path, {"result": "agrees"}, If_Match="*"), 409, "cases.unknown-task")
        assert machine.get(f"/cases/{case.json()['number']}").json()["tasks"][0]["state"] == "open"

    def test_needs_the_other_person_for_the_decision(self, clerk, case):
        answer = clerk.post_json(f"/cases/{case.json()['number']}/decision", {"outcome": "granted"}, If_Match="*")

        problem(answer, 403, "staff.not-allowed")


class TestReadCase:
    def test_is_not_sent_again_while_nothing_has_changed(self, clerk, application):
        made = clerk.post_json("/cases", application)
        number = made.json()["number"]

        unchanged = clerk.get(f"/cases/{number}", If_None_Match=made["ETag"])
        assert (unchanged.status_code, unchanged.content) == (304, b"")

    def test_masks_and_remembers_whom_it_showed(self, clerk, application, applicant):
        number = clerk.post_json("/cases", application).json()["number"]
        page = clerk.get(f"/cases/{number}").json()

        assert page["applicant_name"] == "赵*芳" and "*" in page["applicant_identity"]
        assert shown_by(clerk, applicant).count("person.shown") == 1

    def test_knows_no_case_outside_the_jurisdiction(self, clerk, application, small_city):
        number = clerk.post_json("/cases", application).json()["number"]
        stranger = Machine(small_city.clerk("310104013"))

        told = problem(stranger.get(f"/cases/{number}"), 404, "cases.unknown-case")
        nothing = problem(stranger.get("/cases/20180213-310105011-099999"), 404, "cases.unknown-case")
        assert told["title"].replace(number, "") == nothing["title"].replace("20180213-310105011-099999", "")


class TestListCases:
    def test_goes_on_where_the_page_before_ended(self, clerk, small_city):
        for name in ("甲一", "乙二", "丙三", "丁四", "戊五"):
            clerk.post_json("/cases", complete("MZ-001", small_city.resident(name)))
        seen, cursor = [], ""
        for _ in range(3):
            page = clerk.get("/cases", {"limit": 2, "cursor": cursor}).json()
            seen += [one["number"] for one in page["cases"]]
            cursor = page["next"]

        assert len(seen) == len(set(seen)) == 5 and cursor == ""

    def test_counts_nothing(self, clerk, application):
        clerk.post_json("/cases", application)
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get("/cases", {"limit": 1}).status_code == 200

        assert not [row["sql"] for row in seen if "COUNT(" in row["sql"].upper()]

    def test_takes_no_cursor_of_another_list(self, clerk, small_city, application):
        clerk.post_json("/cases", application)
        cursor = clerk.get("/catalogue/items", {"limit": 1}).json()["next"]

        assert cursor
        problem(clerk.get("/cases", {"cursor": cursor}), 422, "wire.bad-cursor")
        problem(clerk.get("/cases", {"cursor": "MQ:x"}), 422, "wire.bad-cursor")


class TestPublicStatus:
    def test_tells_how_a_case_stands_without_a_token(self, clerk, application):
        made = clerk.post_json("/cases", application).json()
        told = Machine().post_json("/status", {"number": made["number"], "code": made["query_code"]})

        assert told.status_code == 200 and told.json()["stage"] == made["stage"]
        assert "赵" not in told.content.decode()

    def test_tells_nothing_for_a_wrong_code_and_soon_nothing_at_all(self, clerk, application):
        made = clerk.post_json("/cases", application).json()
        guess = {"number": made["number"], "code": "22222222"}
        for _ in range(20):
            assert Machine().post_json("/status", guess).json()["code"] == "cases.wrong-code"

        right = Machine().post_json("/status", {"number": made["number"], "code": made["query_code"]})
        problem(right, 429, "wire.too-often")
        assert int(right["Retry-After"]) > 0
