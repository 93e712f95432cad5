"""Bad input and the corners of HTTP: each a clear answer in one shape, nothing kept, nothing leaked."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from machines import Machine, complete, problem

from doorstep.cases.models import Case

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\ntrailer <<>>\n%%EOF"
ELSEWHERE = "https://elsewhere.example"
DEEP = b'{"answers":' * 50_000 + b"1" + b"}" * 50_000


def send(machine, body, kind="application/json", path="/cases", **headers):
    given = machine.headers({"Idempotency-Key": machine.key(), **headers})
    return machine.client.post(f"/api/v1{path}", body, content_type=kind, **given)


class TestBody:
    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", ""]
    )
    def test_is_json_and_says_so(self, clerk, application, kind):
        told = problem(send(clerk, json.dumps(application), kind), 415, "wire.wrong-media-type")

        assert told["params"] == {"takes": "application/json"} and not Case.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param('{"item": "赵"}'.encode("gb18030"), id="gb18030"),
            pytest.param('{"item": "MZ-001"}'.encode("utf-16"), id="utf-16"),
            pytest.param(b"\xff\xfe", id="bytes"),
            pytest.param(DEEP, id="deep object"),
            pytest.param(b"[" * 100_000, id="deep list"),
            pytest.param(b'{"applicant": NaN}', id="nan"),
            pytest.param(b"\xef\xbb\xbf{}", id="byte order mark"),
            pytest.param(b'{"item": "MZ-001", "item": "RS-001"}', id="twice"),
            pytest.param(b'{"applicant": ' + b"9" * 5000 + b"}", id="huge number"),
            pytest.param(b'{"item": "MZ-001"} more', id="trailing"),
        ],
    )
    def test_has_one_meaning_or_none(self, clerk, body):
        problem(send(clerk, body), 400, "wire.not-understood")

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"acccept": True}, "body/acccept"),
            ({"applicant": "17"}, "body/applicant"),
            ({"applicant": 17.5}, "body/applicant"),
            ({"applicant": True}, "body/applicant"),
            ({"applicant": 1e308}, "body/applicant"),
            ({"answers": {"\ud800": "x"}}, "body/answers/���/[key]"),
            ({"accept": "yes"}, "body/accept"),
            ({"applied_on": 1518480000}, "body/applied_on"),
            ({"applied_on": "2018-02-30"}, "body/applied_on"),
            ({"applied_on": "2018-2-3"}, "body/applied_on"),
            ({"applied_on": "1899-12-31"}, "body/applied_on"),
            ({"item": "MZ 001"}, "body/item"),
            ({"item": "零零一"}, "body/item"),
            ({"answers": {"x": "a\u0000"}}, "body/answers/x"),
            ({"answers": {"x": "甲" * 2001}}, "body/answers/x"),
            ({"materials": [{"material": "id-card", "state": "eaten"}]}, "body/materials/0/state"),
            (
                {"materials": [{"material": "id-card", "state": "handed_in", "files": ["../etc"]}]},
                "body/materials/0/files/0",
            ),
        ],
    )
    def test_is_told_where_it_is_wrong(self, clerk, application, change, where):
        told = problem(clerk.post_json("/cases", {**application, **change}), 422, "wire.invalid")

        assert [one["where"] for one in told["errors"]] == [where] and not Case.objects.exists()

    def test_knows_one_kind_of_number(self, clerk, application):
        text = json.dumps({**application, "applicant": "HERE"}).replace('"HERE"', f"{application['applicant']}.0")

        assert send(clerk, text).status_code == 201

    def test_keeps_rare_characters_and_all_of_unicode(self, clerk, small_city):
        body = {"item": "RS-001", "note": "𠮷野家 👨‍👩‍👧 \u200f \U0010ffff é"}

        assert clerk.post_json("/consultations", body).status_code == 201


class TestUpload:
    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "a\u202egpj.exe", "甲" * 300, ".", "con", "a/b\\c.pdf", "\u0000.pdf"]
    )
    def test_bears_every_name(self, clerk, name):
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        answer = send(clerk, head + PDF + b"\r\n--x--\r\n", "multipart/form-data; boundary=x", "/files")

        assert answer.status_code in (201, 422), answer.content.decode()
        if answer.status_code == 201:
            assert set(answer.json()) == {"id", "kind", "size", "sha256"}  # a name may tell of a person

    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            (b"x", "multipart/form-data", 400),
            (b"--x\r\nContent-Disposition: form-data; name", "multipart/form-data; boundary=x", 422),
            (b"--x--", "multipart/form-data; boundary=" + "x" * 300, 400),
            (b"{}", "application/json", 415),
            (b"file=x", "application/x-www-form-urlencoded", 415),
            (
                b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file\r\n--x--\r\n',
                "multipart/form-data; boundary=x",
                422,
            ),
        ],
    )
    def test_is_a_form_with_a_file(self, clerk, body, kind, status):
        answer = send(clerk, body, kind, "/files")

        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")

    def test_of_eleven_megabytes_is_too_large_and_of_nothing_too_small(self, clerk):
        answer = clerk.upload(SimpleUploadedFile("a.pdf", b"%PDF" + b"0" * (10 * 1024 * 1024)))
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")

        assert clerk.upload(SimpleUploadedFile("a.pdf", b"")).status_code == 422


class TestHttp:
    def test_a_head_is_a_reading_without_its_body(self, clerk, application):
        made = clerk.post_json("/cases", application)
        number = made.json()["number"]
        head = clerk.client.head(f"/api/v1/cases/{number}", **clerk.headers({}))

        assert (head.status_code, head.content, head["ETag"]) == (200, b"", made["ETag"])
        problem(Machine().get("/cases"), 401, "wire.no-token")
        assert Machine().client.head("/api/v1/cases").status_code == 401

    def test_options_names_the_methods_and_lets_no_other_site_in(self, clerk):
        asked = clerk.client.options(
            "/api/v1/cases", headers={"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"}
        )

        assert asked.status_code == 204 and asked["Allow"] == "GET, HEAD, OPTIONS, POST"
        read = clerk.get("/cases", Origin=ELSEWHERE)
        assert not [name for answer in (asked, read) for name in answer.headers if name.startswith("Access-Control")]

    def test_nothing_is_kept_on_the_way(self, clerk, application):
        number = clerk.post_json("/cases", application).json()["number"]
        answers = [
            clerk.get(path) for path in ("/cases", f"/cases/{number}", f"/cases/{number}/files", "/token", "/nowhere")
        ]

        assert {answer["Cache-Control"] for answer in answers} == {"no-store"}

    def test_how_often_still_is_told_with_every_answer(self, small_city):
        machine = Machine(small_city.clerk(), per_minute=40)
        answers = [machine.get("/token"), machine.get("/nowhere-in/cases"), machine.get("/cases/x")]

        assert answers[0]["RateLimit-Policy"] == '"minute";q=40;w=60'
        left = [int(answer["RateLimit"].split("r=")[1].split(";")[0]) for answer in (answers[0], answers[2])]
        assert left[0] > left[1] >= 37 or left[1] == 39  # unless a minute began in between

    def test_an_etag_is_compared_as_strongly_as_its_header_asks(self, clerk, application):
        made = clerk.post_json("/cases", application)
        path, weak = f"/cases/{made.json()['number']}", f"W/{made['ETag']}"

        for known in (made["ETag"], f'"x", {weak}', "*"):
            assert clerk.get(path, If_None_Match=known).status_code == 304
        assert clerk.get(path, If_None_Match='"x"').status_code == 200
        problem(clerk.post_json(f"{path}/withdrawal", {"reason": "x"}, If_Match=weak), 412, "wire.changed-meanwhile")
        problem(
            clerk.post_json(f"{path}/withdrawal", {"reason": "x"}, If_Match="nonsense"), 412, "wire.changed-meanwhile"
        )

    @pytest.mark.parametrize("number", ["x%00", "%e8%b5%b5", "a%2fb", "x" * 41, "%ff", "' OR 1=1 --"])
    def test_an_address_that_names_no_case_is_no_accident(self, clerk, number):
        answer = clerk.get(f"/cases/{number}")

        assert answer.status_code in (404, 422) and answer["Content-Type"] == "application/problem+json"


class TestPages:
    def test_lose_nothing_and_show_nothing_twice_while_cases_come_in(self, clerk, small_city):
        def hand_in(names):
            return [
                clerk.post_json("/cases", complete("MZ-001", small_city.resident(name))).json()["number"]
                for name in names
            ]

        before = hand_in(("甲一", "乙二", "丙三", "丁四"))
        first = clerk.get("/cases", {"limit": 2}).json()
        between = hand_in(("戊五", "己六"))
        rest, cursor = [], first["next"]
        while cursor:
            page = clerk.get("/cases", {"limit": 2, "cursor": cursor}).json()
            rest, cursor = rest + page["cases"], page["next"]
        seen = [one["number"] for one in first["cases"] + rest]

        assert len(seen) == len(set(seen)) and set(before) <= set(seen) <= {*before, *between}

    def test_of_one_order_do_not_go_on_in_another(self, clerk, application, small_city):
        for body in (application, complete("MZ-001", small_city.resident("钱二"))):
            clerk.post_json("/cases", body)
        first = clerk.get("/cases", {"limit": 1, "sort": "newest"}).json()
        second = clerk.get("/cases", {"limit": 1, "sort": "newest", "cursor": first["next"]}).json()

        assert [page["cases"][0]["number"][-1] for page in (first, second)] == ["2", "1"]
        problem(clerk.get("/cases", {"sort": "clock", "cursor": first["next"]}), 422, "wire.bad-cursor")

    def test_go_on_only_by_a_cursor_that_was_given_out(self, clerk, application, small_city):
        clerk.post_json("/cases", application)
        given = clerk.get("/catalogue/items", {"limit": 1}).json()["next"]

        for cursor in (given[:-1], given + "x", given.swapcase(), "x", "赵", "MQ:x" * 70, "\ud800"):
            for path in ("/catalogue/items", "/cases", "/events"):
                word = "after" if path == "/events" else "cursor"
                problem(clerk.get(path, {word: cursor.encode("utf-8", "surrogatepass")}), 422, "wire.bad-cursor")
