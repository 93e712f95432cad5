"""Every no is problem details; tokens open what their scopes say, and only so often."""

from datetime import date
from string import Formatter

import pytest
from django.test import Client
from machines import TODAY, Machine, complete, problem, shown_by, token_for

from doorstep.kernel.refusal import known_refusals
from doorstep.ledger.public import Robot, story
from doorstep.staff import public as staff
from doorstep.wire.problems import problem_of
from doorstep.wire.refusals import texts

pytestmark = pytest.mark.django_db


class TestProblem:
    def test_is_made_of_every_refusal(self):
        import doorstep.rulebook.problems  # noqa: F401  # a library has no door

        for code, kind in known_refusals().items():
            if not kind.__module__.startswith("doorstep."):
                continue
            asked = {name for text in texts()[code].values() for _, name, _, _ in Formatter().parse(str(text)) if name}
            refusal = kind.__new__(kind)  # some want more than parameters
            refusal.params = dict.fromkeys(asked | {"seconds"}, "7")
            told = problem(problem_of(refusal), texts()[code].get("status", 409), code)
            assert "{" not in told["title"] + told["detail"], code

    def test_is_what_an_unknown_address_answers(self):
        problem(Client().get("/api/v1/nowhere"), 404, "wire.unknown-address")
        problem(Client().get("/api/v2/"), 404, "wire.unknown-address")

    def test_is_what_a_wrong_method_answers_with_those_that_are_right(self, clerk):
        answer = clerk.client.delete("/api/v1/cases", **clerk.headers({}))

        problem(answer, 405, "wire.wrong-method")
        assert {"GET", "POST"} <= set(answer["Allow"].replace(" ", "").split(","))

    def test_is_what_a_broken_body_answers(self, clerk):
        given = clerk.headers({"Idempotency-Key": "broken-01"})

        problem(
            clerk.client.post("/api/v1/cases", "{", content_type="application/json", **given),
            400,
            "wire.not-understood",
        )

    def test_is_what_a_body_that_is_too_large_answers(self, clerk):
        given = clerk.headers({"Idempotency-Key": "large-001"})
        large = b"x" * (1024 * 1024 + 1)

        problem(
            clerk.client.post("/api/v1/cases", large, content_type="application/json", **given),
            413,
            "wire.content-too-large",
        )

    def test_tells_every_wrong_place_at_once(self, clerk):
        told = problem(clerk.post_json("/cases", {"applicant": "x", "accept": "maybe"}), 422, "wire.invalid")

        wrong = {one["where"] for one in told["errors"]}
        assert wrong == {"body/item", "body/applicant", "body/accept"}

    def test_speaks_the_language_that_is_asked_for(self, clerk):
        code = "staff.not-allowed"
        body = {"outcome": "granted"}
        chinese = clerk.post_json("/cases/x/decision", body, If_Match="*", Accept_Language="zh-hans")
        english = clerk.post_json("/cases/x/decision", body, If_Match="*", Accept_Language="en")

        assert problem(chinese, 403, code)["title"].startswith("您现在的岗位")
        assert problem(english, 403, code)["title"].startswith("Your present post")

    @pytest.mark.parametrize("text", ["\u0000", "\ud800", "a\u0007b"])
    def test_answers_text_that_no_database_takes(self, clerk, text):
        answer = clerk.post_json("/people/search", {"query": f"赵{text}"})

        problem(answer, 422, "wire.invalid")

    def test_answers_numbers_that_no_database_takes(self, clerk, application):
        problem(clerk.post_json("/cases", {**application, "applicant": 2**63}), 422, "wire.invalid")


class TestPolicy:
    def test_of_what_a_machine_reads_is_to_load_nothing(self, clerk):
        policy = "Content-Security-Policy"
        for answer in (clerk.get("/tasks"), clerk.get("/nowhere")):
            assert answer[policy] == "default-src 'none'; frame-ancestors 'none'"
        assert "script-src 'self'" in Client().get("/sign-in/")[policy]


class TestToken:
    def test_is_needed(self):
        answer = Machine().get("/cases")

        problem(answer, 401, "wire.no-token")
        assert answer["WWW-Authenticate"].startswith("Bearer")

    @pytest.mark.parametrize("secret", ["dst_00000000_nothing", "x", "\u00e9"])
    def test_that_nobody_issued_opens_nothing(self, secret, db):
        problem(Machine(secret=secret).get("/cases"), 401, "wire.no-token")

    def test_opens_what_is_in_its_scopes_and_nothing_else(self, small_city, application):
        machine = Machine(small_city.clerk(), "catalogue.see")

        assert machine.get("/catalogue/items").status_code == 200
        for answer in (machine.get("/cases"), machine.post_json("/cases", application)):
            problem(answer, 403, "staff.not-allowed")

    def test_is_narrow_inside_the_house_too(self, small_city, application):
        receives_only = Machine(small_city.clerk(), "case.receive")

        problem(receives_only.post_json("/cases", application), 403, "staff.not-allowed")  # it asks to accept at once
        assert receives_only.post_json("/cases", {**application, "accept": False}).status_code == 201

    def test_tells_its_post_in_every_language_that_the_post_has(self, small_city):
        named = Machine(small_city.clerk()).get("/token").json()
        assert named["post_title"] == {"zh_hans": "前台受理员", "en": "Window clerk"}
        assert named["post"] == named["post_title"]["zh_hans"]
        own = Machine(small_city.clerk(title="三号窗口")).get("/token").json()
        assert own["post_title"] == {"zh_hans": "三号窗口", "en": "三号窗口"}

    def test_ends_with_its_last_day(self, small_city, settings):
        machine = Machine(small_city.clerk(), expires_on=TODAY.date())
        assert machine.get("/token").status_code == 200
        settings.CLOCK_OFFSET_SECONDS += 24 * 60 * 60

        problem(machine.get("/token"), 401, "wire.no-token")

    def test_ends_when_it_is_revoked(self, small_city):
        post = small_city.clerk()
        issued = token_for(post)
        staff.revoke_token(token_id=issued.id, reason="lost", by=Robot("test"), at=TODAY)

        problem(Machine(secret=issued.secret).get("/token"), 401, "wire.no-token")
        with pytest.raises(staff.UnknownToken):
            staff.revoke_token(token_id=issued.id, reason="again", by=Robot("test"), at=TODAY)
        whats = [event.what for event in story(f"account:{post.account_id}")]
        assert whats[-2:] == ["token.issued", "token.revoked"]

    def test_ends_with_its_post_and_with_its_account(self, small_city):
        first, second = Machine(small_city.clerk()), Machine(small_city.clerk())
        staff.end_post(post_id=first.post.post_id, last=date(2018, 2, 12), reason="moved", by=Robot("t"), at=TODAY)
        staff.set_active(account_id=second.post.account_id, active=False, reason="left", by=Robot("t"), at=TODAY)

        for machine in (first, second):
            problem(machine.get("/token"), 401, "wire.no-token")

    def test_is_not_kept(self, small_city):
        issued = token_for(small_city.clerk())

        assert issued.secret.startswith(issued.prefix)
        row = staff.tokens()[0]
        assert issued.secret not in repr(row) and row.prefix == issued.prefix
        from doorstep.staff.models import ApiToken

        assert issued.secret not in str(ApiToken.objects.filter(id=issued.id).values().get())

    def test_cannot_be_wider_than_its_post_nor_live_for_ever(self, small_city):
        post = small_city.clerk()
        with pytest.raises(staff.ScopesTooWide) as no:
            token_for(post, "case.decide", "case.see", "no.such")
        assert no.value.params["scopes"] == ["case.decide", "no.such"]
        with pytest.raises(staff.BadExpiry):
            token_for(post, expires_on=date(2020, 1, 1))
        with pytest.raises(staff.NotAllowed):
            token_for(post, by=post)

    def test_is_what_counts_and_not_the_session_of_a_browser(self, small_city):
        from doorstep.staff.models import Account

        browser = Client()
        browser.force_login(
            Account.objects.get(id=small_city.clerk().account_id), "django.contrib.auth.backends.ModelBackend"
        )

        problem(browser.get("/api/v1/cases"), 401, "wire.no-token")


class TestRate:
    def test_is_counted_for_the_token_and_says_when_to_come_again(self, small_city):
        machine = Machine(small_city.clerk(), per_minute=3)
        other = Machine(machine.post)
        answers = [machine.get("/token") for _ in range(4)]
        if answers[-1].status_code == 200:  # a minute began in between
            answers = [machine.get("/token") for _ in range(4)]

        problem(answers[-1], 429, "wire.too-often")
        assert 1 <= int(answers[-1]["Retry-After"]) <= 60
        assert other.get("/token").status_code == 200


class TestSearchPeople:
    def test_masks_and_leaves_one_event_that_lists_whom_it_showed(self, clerk, small_city):
        ids = [small_city.resident("赵一芳"), small_city.resident("赵一平")]
        found = clerk.post_json("/people/search", {"query": "赵一"}).json()

        assert {one["id"] for one in found["people"]} == set(ids)
        assert {one["name"] for one in found["people"]} == {"赵*芳", "赵*平"}
        assert all("*" in one["identity"] for one in found["people"])
        for resident in ids:
            assert shown_by(clerk, resident) == ["person.shown"]

    def test_leaves_a_trace_where_nobody_was_found(self, clerk):
        assert clerk.post_json("/people/search", {"query": "无此人"}).json() == {"matched_by": "", "people": []}

        chain = f"reading:{clerk.post.post}:2018-02-13"
        assert [event.details for event in story(chain)] == [{"query": "nobody", "shown": 0}]


class TestCatalogue:
    def test_is_that_of_the_day(self, clerk, small_city):
        before = clerk.get("/catalogue/items/RS-001", {"on": "2018-02-28"}).json()
        assert before["code"] == "RS-001" and before["on"] == "2018-02-28"
        listed = clerk.get("/catalogue/items", {"limit": 100}).json()

        assert {one["code"] for one in listed["items"]} >= {"RS-001", "MZ-001"} and listed["next"] == ""

    def test_pages_through_everything_once(self, clerk, small_city):
        whole = [one["code"] for one in clerk.get("/catalogue/items", {"limit": 100}).json()["items"]]
        seen, cursor = [], ""
        while True:
            page = clerk.get("/catalogue/items", {"limit": 2, "cursor": cursor}).json()
            seen += [one["code"] for one in page["items"]]
            cursor = page["next"]
            if not cursor:
                break

        assert seen == whole

    def test_is_found_by_a_residents_words(self, clerk):
        found = clerk.get("/catalogue/search", {"q": "下岗登记"}).json()["items"]

        assert found[0]["code"] == "RS-001"

    def test_refuses_a_day_outside_every_calendar(self, clerk):
        problem(clerk.get("/catalogue/items", {"on": "9999-12-31"}), 422, "wire.invalid")

    def test_knows_no_item_of_that_code(self, clerk):
        problem(clerk.get("/catalogue/items/XX-999"), 404, "catalogue.unknown-item")


def test_a_handler_sees_only_the_parts_of_its_own_body(small_city, clerk):
    made = clerk.post_json("/cases", complete("MZ-001", small_city.resident()))
    task = clerk.get(f"/cases/{made.json()['number']}").json()["tasks"][0]
    own = Machine(small_city.post("handler", body_code=task["body"]))
    other = Machine(small_city.body_post("handler", "RS", street="310105102"))

    assert len(own.get("/tasks").json()["tasks"]) == 1
    assert other.get("/tasks").json()["tasks"] == []
