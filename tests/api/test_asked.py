"""Every operation, asked for what it does not have: a mistyped wish is told and never passed over; every kind of no can be
looked up."""

import gzip
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from machines import problem

from doorstep.cases import public as cases
from doorstep.cases.models import Case
from doorstep.people import public as people
from doorstep.wire.refusals import texts

pytestmark = pytest.mark.django_db
NAMES = {"number": "20180213-310105011-000001", "task_id": 1, "file_id": "1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"}
PDF = b"%PDF-1.4\ntrailer <<>>\n%%EOF"


@pytest.fixture
def operations(db):
    """(method, path, operation) of everything."""
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    return [(method, path, one) for path, methods in paths.items() for method, one in methods.items()]


class TestParameter:
    def test_that_an_operation_does_not_know_is_named_with_those_it_knows(self, operations, clerk):
        for method, path, one in operations:
            takes = sorted(given["name"] for given in one["parameters"] if given["in"] == "query")
            address = path.format(**NAMES, code="RS-001")
            for query in ("stat=open", "Limit=1", "limit[]=1"):
                answer = getattr(clerk.client, method)(f"{address}?{query}", **clerk.headers({"Accept-Language": "en"}))
                told = problem(answer, 422, "wire.unknown-parameter")
                assert told["params"] == {"unknown": [query.split("=")[0]], "takes": takes}, path
                assert told["detail"].endswith(f"are: {', '.join(takes) or 'none'}."), path
            assert "422" in one["responses"], path

    def test_that_stands_twice_means_neither(self, clerk):
        told = problem(clerk.get("/cases?limit=1&sort=clock&limit=2"), 422, "wire.repeated-parameter")

        assert told["params"] == {"repeated": ["limit"]}

    @pytest.mark.parametrize(
        "query",
        [
            *("limit=99999999999999999999", "limit=１", "limit=1e1", "limit=", "mine=perhaps", "stage=Open"),
            *("item=%00", "sort=clock%20", "department=a'%20OR%201=1", "centre=" + "1" * 41),
        ],
    )
    def test_with_a_value_out_of_bounds_is_told_by_its_name(self, clerk, query):
        told = problem(clerk.get(f"/cases?{query}"), 422, "wire.invalid")

        assert [one["where"] for one in told["errors"]] == [f"query/{query.split('=')[0]}"]

    @pytest.mark.parametrize("day", ["0000-00-00", "2018-02-30", "9999-12-31", "2018-02-13T00:00", "1518480000", ""])
    def test_that_is_no_day_of_a_calendar_is_told(self, clerk, day):
        problem(clerk.get("/catalogue/items", {"on": day}), 422, "wire.invalid")

    def test_of_a_form_that_is_not_taken_loses_no_file(self, clerk):
        def sent(**form):
            return clerk.client.post("/api/v1/files", form, **clerk.headers({"Idempotency-Key": clerk.key()}))

        one, other = (lambda: SimpleUploadedFile("a.pdf", PDF)), (lambda: SimpleUploadedFile("b.pdf", PDF + b"\n"))
        problem(sent(file=[one(), other()]), 422, "wire.repeated-parameter")
        assert problem(sent(file=one(), files=other()), 422, "wire.unknown-parameter")["params"]["takes"] == ["file"]
        problem(sent(file=one(), note="about it"), 422, "wire.unknown-parameter")
        assert sent(file=one()).status_code == 201


class TestFrame:
    def test_of_a_request_that_cannot_be_read_is_refused_before_anything_is_done(self, clerk, application):
        body = json.dumps(application)

        def sent(data, kind="application/json", **headers):
            given = clerk.headers({"Idempotency-Key": clerk.key(), **headers})
            return clerk.client.post("/api/v1/cases", data, content_type=kind, **given)

        packed = sent(gzip.compress(body.encode()), **{"Content-Encoding": "gzip"})
        problem(packed, 415, "wire.content-coded")
        assert packed["Accept-Encoding"] == "identity"
        problem(sent(body, **{"Transfer-Encoding": "chunked"}), 411, "wire.length-missing")
        problem(sent(body, "application/json; charset=latin-1"), 415, "wire.wrong-media-type")
        problem(sent(""), 422, "wire.invalid")
        assert not Case.objects.exists()
        assert sent(body, 'Application/JSON; charset="UTF-8"', **{"Content-Encoding": "identity"}).status_code == 201

    def test_names_an_address_in_one_way_only(self, clerk, application):
        for path in (
            "",
            "/",
            "//cases",
            "/cases/",
            "/Cases",
            "/cases/x/",
            "/cases/../token",
            "/problems/",
            "/problems/x",
        ):
            problem(clerk.get(path), 404, "wire.unknown-address")
        problem(clerk.post_json("/cases/", application), 404, "wire.unknown-address")

    def test_with_a_method_that_is_not_known_names_those_that_are(self, operations, clerk):
        known = {}
        for method, path, _ in operations:
            known.setdefault(path, {"OPTIONS"}).update({method.upper(), *(["HEAD"] if method == "get" else [])})
        for path, methods in known.items():
            for method in {"GET", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} - methods:
                answer = clerk.client.generic(method, path.format(**NAMES, code="RS-001"), **clerk.headers({}))
                problem(answer, 405, "wire.wrong-method")
                assert set(answer["Allow"].split(", ")) == methods, path

    def test_that_wishes_another_language_or_kind_of_answer_is_answered_all_the_same(self, clerk):
        for accept in ("image/png", "application/json;q=0", "garbage;;", "*/*"):
            answer = clerk.get("/token", Accept=accept, Accept_Language="xx-invalid;q=9, \u00e9")
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
            assert "前台" in answer.content.decode()


class TestAccident:
    def test_is_told_without_what_went_wrong_and_the_command_may_be_sent_again(self, clerk, application, monkeypatch):
        def breaks(**given):
            raise RuntimeError("赵一芳")

        clerk.client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr(people, "record_shown", breaks)
            broken.setattr(cases, "submit", breaks)
            answers = [clerk.post_json("/cases", application, key="apply-0001"), clerk.get("/cases")]
        for answer in answers:
            assert set(problem(answer, 500, "wire.unexpected")) == {"type", "title", "status", "detail", "code"}
        assert clerk.post_json("/cases", application, key="apply-0001").status_code == 201

    def test_is_not_made_by_a_host_that_is_not_ours(self, clerk):
        problem(clerk.get("/token", Host="elsewhere.example"), 400, "wire.not-understood")


class TestType:
    def test_of_every_problem_is_an_address_that_opens_for_anybody(self):
        listed = Client().get("/api/v1/problems").json()

        assert [one["code"] for one in listed] == sorted(texts())
        for one in listed:
            opened = Client().get(one["type"])
            assert opened.json() == one and opened["Content-Type"] == "application/json"
            for part in ("title", "detail"):
                told = one[part]
                assert set(told) == {"zh-hans", "zh-hant", "en"} and all(told.values()), one["code"]
                assert not re.search("[\u4e00-\u9fff]", told["en"]) and told["zh-hans"] != told["en"], one["code"]

    def test_of_a_real_no_says_what_the_no_said(self, clerk, application, small_city):
        refused = clerk.post_json("/cases", {**application, "materials": []}, Accept_Language="zh-hant")
        told = problem(refused, refused.status_code, refused.json()["code"])
        opened = Client().get(told["type"]).json()

        assert (opened["code"], opened["status"]) == (told["code"], told["status"])
        assert re.fullmatch(re.sub(r"\\{\w+\\}", ".*", re.escape(opened["title"]["zh-hant"])), told["title"])
