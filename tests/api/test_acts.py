"""What desks do with a case, done by machines: defects and supplements, special procedures, ends, the window's own items."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fixtures_city import BEIXINJING, CENTRES, KANGJIAN, moment
from machines import TODAY, Machine, complete, problem

from doorstep.cases import public as cases
from doorstep.cases.logic.refusals import AlreadyMoved
from doorstep.cases.models import Case, CaseMaterial, Task
from doorstep.catalogue import public as catalogue
from doorstep.ledger.public import Robot, story
from doorstep.wire import defects
from doorstep.wire.moment import offset_to
from doorstep.wire.once import forget_answers

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PHOTO = {"about": "material:photo", "what": "照片不清楚", "basis": "办事指南", "how_to_mend": "重新拍一张"}


def done(answer, stage, status=200):
    """The act was done, the case stands there now, and its tag counts the acts that its story tells."""
    assert answer.status_code == status, answer.content.decode()
    assert answer.json()["stage"] == stage
    assert int(answer["ETag"].strip('"').split("-")[1]) == len(whats(answer.json()["number"]))
    return answer


def whats(number):
    return [event.what for event in story(f"case:{cases.case_by_number(number, by=Robot('test'))}")]


class TestDefects:
    def test_of_a_forwarded_case_are_told_once_and_mended_with_a_file(self, small_city, settings):
        settings.CLOCK_OFFSET_SECONDS = offset_to(moment("2018-03-05 10:00"))
        away, own = Machine(small_city.clerk(KANGJIAN)), Machine(small_city.clerk(BEIXINJING))
        made = away.post_json("/cases", complete("CL-001", small_city.resident(), accept=False)).json()
        item = catalogue.item_on("CL-001", moment("2018-03-05").date()).on(moment("2018-03-05").date())
        card = next(one for one in item.materials if one.id != "photo")
        says, about = defects.written(card, "missing"), f"material:{card.id}"
        ours = {"about": about, "what": says.what, "basis": defects.GUIDE, "how_to_mend": says.mend}
        number, notice = made["number"], {"defects": [PHOTO, ours], "due_on": "2018-03-20"}
        assert made["stage"] == "forwarded"

        problem(away.act(number, "notices", notice), 403, "cases.not-your-side")
        done(own.act(number, "notices", notice), "returned")
        told = away.get(f"/cases/{number}").json()
        typed, worded = told["notices"][0]["defects"]
        assert typed == {**PHOTO, "what_en": "", "basis_en": "", "how_to_mend_en": "", "mended": False}
        english = (f"“{card.name.en}” is missing", "Guide of the item")
        assert ours.items() < worded.items() and (worded["what_en"], worded["basis_en"]) == english
        assert worded["how_to_mend_en"].startswith(f"Bring “{card.name.en}”: ") and told["waited_for"] == "applicant"
        problem(own.act(number, "termination", {"reason": "没有来"}), 409, "cases.too-early")

        photo = away.upload(SimpleUploadedFile("照片.pdf", PDF)).json()["id"]
        brought = {"materials": [{"material": "photo", "files": [photo]}, {"material": card.id}]}
        done(away.act(number, "supplements", brought), "forwarded")
        page = own.get(f"/cases/{number}").json()
        assert page["notices"][0]["defects"][0]["mended"] and page["notices"][0]["answered_at"]
        assert [one["files"] for one in page["materials"] if one["material"] == "photo"] == [[photo]]
        assert own.get(f"/cases/{number}/files/{photo}").content == PDF
        done(own.act(number, "acceptance", {}), "in_progress")
        assert whats(number) == ["case.received", "case.returned", "case.supplied", "case.accepted"]

    def test_after_acceptance_are_a_correction(self, small_city, clerk, application):
        number = clerk.post_json("/cases", application).json()["number"]
        about = f"material:{application['materials'][0]['material']}"
        notice = {"defects": [{**PHOTO, "about": about}], "due_on": "2018-02-20"}

        done(clerk.act(number, "notices", notice), "correction")
        problem(clerk.act(number, "supplements", {"materials": []}), 409, "cases.not-complete")
        done(clerk.act(number, "supplements", {"materials": [], "mended": [about]}), "in_progress")

    def test_take_no_file_of_another_post_and_leave_the_case_alone_then(self, small_city, clerk):
        number = clerk.post_json("/cases", complete("CL-001", small_city.resident(), accept=False)).json()["number"]
        done(clerk.act(number, "notices", {"defects": [PHOTO], "due_on": "2018-02-20"}), "supplement")
        theirs = Machine(small_city.clerk(KANGJIAN)).upload(SimpleUploadedFile("a.pdf", PDF)).json()["id"]

        brought = {"materials": [{"material": "photo", "files": [theirs]}]}
        problem(clerk.act(number, "supplements", brought), 404, "files.unknown-file")
        assert clerk.get(f"/cases/{number}").json()["stage"] == "supplement"

    def test_that_are_never_mended_end_the_case_when_the_time_is_over(self, small_city, clerk, settings):
        number = clerk.post_json("/cases", complete("CL-001", small_city.resident(), accept=False)).json()["number"]
        clerk.act(number, "notices", {"defects": [PHOTO], "due_on": "2018-02-20"})
        settings.CLOCK_OFFSET_SECONDS = offset_to(moment("2018-02-21 10:00"))

        done(clerk.act(number, "termination", {"reason": "逾期未补正"}), "terminated")

    def test_need_every_word(self, clerk):
        told = problem(clerk.post_json("/cases/x/notices", {"defects": []}, If_Match="*"), 422, "wire.invalid")

        assert {one["where"] for one in told["errors"]} == {"body/defects", "body/due_on"}


class TestPromise:
    def test_is_kept_with_the_paper_itself(self, clerk, small_city):
        given = complete("MZ-001", small_city.resident())
        late = {"material": "bank-card", "state": "tolerated", "promised_until": "2018-02-23"}
        given["materials"] = [one for one in given["materials"] if one["material"] != "bank-card"] + [late]
        number = clerk.post_json("/cases", given).json()["number"]
        card = clerk.upload(SimpleUploadedFile("卡.pdf", PDF)).json()["id"]

        done(clerk.act(number, "promised-materials", {"material": "bank-card", "files": [card]}), "in_progress")
        row = CaseMaterial.objects.get(material="bank-card")
        assert (row.state, [str(one.file_id) for one in row.files.all()]) == ("supplied", [card])
        problem(clerk.act(number, "promised-materials", {"material": "bank-card"}), 422, "cases.materials-wrong")


class TestSpecial:
    def test_begins_with_its_notice_and_ends_with_its_finding(self, clerk, small_city):
        number = clerk.post_json("/cases", complete("CL-001", small_city.resident())).json()["number"]
        street = Machine(small_city.body_post("handler", "CL", street=BEIXINJING))
        known = problem(
            street.act(number, "special-procedures", {"reason": "auction", "says": "拍卖"}), 422, "cases.pause-unknown"
        )
        assert "disability_assessment" in known["params"]["known"]

        asked = {"reason": "disability_assessment", "says": "评定约需十天"}
        done(street.act(number, "special-procedures", asked), "special")
        page = street.get(f"/cases/{number}").json()
        assert page["pauses"][0]["stops"] and page["light"] == "paused" and page["notices"][0]["says"] == "评定约需十天"
        done(street.act(number, "special-procedures/end", {"finding": "二级"}), "in_progress")

    def test_is_no_extension_which_only_licences_know(self, clerk, application, small_city):
        number = clerk.post_json("/cases", application).json()["number"]
        Task.objects.update(state="cancelled")
        Case.objects.update(stage="examined")
        approver = Machine(small_city.body_post("approver", "MZ", district="310105"))
        body = {"days": 5, "reason": "复杂", "clause": "第四十二条", "says": "延期五日"}

        problem(approver.act(number, "extension", body), 422, "cases.no-extension")


class TestEnds:
    def test_withdrawal_needs_a_reason_and_nobody_decides_afterwards(self, clerk, application, small_city):
        number = clerk.post_json("/cases", application).json()["number"]

        problem(clerk.act(number, "withdrawal", {"reason": ""}), 422, "wire.invalid")
        problem(clerk.act(number, "withdrawal", {"reason": " "}), 422, "cases.reason-missing")
        done(clerk.act(number, "withdrawal", {"reason": "不办了"}), "withdrawn")
        problem(clerk.act(number, "withdrawal", {"reason": "不办了"}), 409, "cases.already-moved")

    def test_non_acceptance_says_where_to_go(self, clerk, small_city):
        number = clerk.post_json("/cases", complete("MZ-001", small_city.resident(), accept=False)).json()["number"]
        body = {"reason": "不属本街道", "clause": "第五条", "where_to_go": "静安区", "remedy": "可申请复议"}

        done(clerk.act(number, "non-acceptance", body), "not_accepted")

    def test_reassignment_is_for_whoever_may_and_keeps_the_number(self, clerk, small_city):
        number = clerk.post_json("/cases", complete("MZ-006", small_city.resident(), accept=False)).json()["number"]
        manager = Machine(small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING]))
        body = {"item": "MZ-001", "reason": "选错事项"}

        problem(clerk.act(number, "reassignment", body), 403, "staff.not-allowed")
        done(manager.act(number, "reassignment", body), "received")
        assert manager.get(f"/cases/{number}").json()["item"] == "MZ-001"


class TestInstantItem:
    def test_is_finished_by_its_clerk_checked_by_another_and_rated_once(self, clerk, small_city):
        made = clerk.post_json("/cases", complete("RS-001", small_city.resident())).json()
        number = made["number"]
        done(clerk.act(number, "completion", {}), "delivered")
        manager = Machine(small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING]))
        Case.objects.update(spot_check="drawn")
        problem(manager.act(number, "spot-check", {"passed": False}), 422, "cases.reason-missing")
        done(manager.act(number, "spot-check", {"passed": True}), "delivered")

        receipt = {"number": number, "code": made["query_code"]}
        assert Machine().post_json("/status", receipt).json()["may_rate"] is True
        problem(Machine().post_json("/ratings", {**receipt, "code": "22222222", "level": 5}), 404, "cases.wrong-code")
        problem(Machine().post_json("/ratings", {**receipt, "level": 6}), 422, "wire.invalid")
        rated = Machine().post_json("/ratings", {**receipt, "level": 5, "tags": ["态度好"]})
        assert (rated.status_code, rated.json()) == (201, {"rated": True})
        problem(Machine().post_json("/ratings", {**receipt, "level": 1}), 409, "cases.already-moved")


class TestConsult:
    def test_keeps_its_key_for_seven_days(self, clerk):
        def ask(note):
            return clerk.post_json("/consultations", {"item": "RS-001", "note": note}, key="asked-002")

        first = ask("问材料").json()
        forget_answers(by=Robot("jobs"), at=TODAY + timedelta(days=6))
        problem(ask("问时间"), 409, "wire.key-used-before")
        assert ask("问材料").json() == first
        forget_answers(by=Robot("jobs"), at=TODAY + timedelta(days=8))
        again = ask("问时间")
        assert again.status_code == 201 and again.json() != first

    def test_is_written_down_once(self, clerk, small_city):
        body = {"item": "RS-001", "note": "已告知", "resident": small_city.resident()}
        first, again = (clerk.post_json("/consultations", body, key="asked-001") for _ in range(2))

        assert first.status_code == 201 and again.json() == first.json()
        problem(clerk.post_json("/consultations", {**body, "item": "XX-999"}), 404, "catalogue.unknown-item")
        problem(clerk.post_json("/consultations", {**body, "resident": 2**40}), 404, "people.unknown-resident")
        problem(clerk.post_json("/consultations", {**body, "centre": CENTRES[KANGJIAN]}), 403, "staff.not-allowed")


class TestARefusedAct:
    def test_leaves_its_answer_and_nothing_else(self, clerk, application, monkeypatch):
        def moved_meanwhile(*_held, **_told):
            raise AlreadyMoved(case=number, act="withdraw", stage="decided")

        number, body = clerk.post_json("/cases", application).json()["number"], {"reason": "不办了"}
        told = [task["state"] for task in clerk.get(f"/cases/{number}").json()["tasks"]]
        with monkeypatch.context() as late:
            late.setattr("doorstep.cases.services.ending.remember", moved_meanwhile)
            first = clerk.act(number, "withdrawal", body, key="withdraw-01")
        problem(first, 409, "cases.already-moved")

        page = clerk.get(f"/cases/{number}").json()
        assert (page["stage"], [task["state"] for task in page["tasks"]]) == ("in_progress", told)
        again = clerk.act(number, "withdrawal", body, key="withdraw-01")
        assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
        assert whats(number) == ["case.received-and-accepted"]
        done(clerk.act(number, "withdrawal", body), "withdrawn")
