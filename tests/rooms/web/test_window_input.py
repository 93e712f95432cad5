"""Bad input at the window: each a clear answer of the desk, never a failure of the server, nothing written."""

import pytest
from applications import all_handed_in, answers_for
from at_a_desk import browser_of, words_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from fixtures_city import BEIXINJING, KANGJIAN, identity_number, moment

from doorstep.cases.models import Case, Consultation
from doorstep.catalogue import public as catalogue
from doorstep.people.models import Resident
from doorstep.web.window_desk.reading import read
from doorstep.wire.moment import offset_to
from doorstep.wire.typed import typed_day

pytestmark = pytest.mark.django_db

DIBAO = "MZ-001"
LONG = "长" * 5000
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def window(small_city, settings):
    """A browser in the hands of a clerk of 北新泾, on 13 February 2018."""
    settings.CLOCK_OFFSET_SECONDS = offset_to(moment("2018-02-13 10:00"))
    return browser_of(small_city.clerk(on=moment("2018-02-13").date()))


@pytest.fixture
def someone(small_city):
    return small_city.resident("赵一芳")


def items(code, **more):
    """A form that says what its button said."""
    return {"act": "do", "means": "notice", "due": "2018-02-26", **more}


class TestItem:
    @pytest.mark.parametrize(
        "posted",
        [
            {"act": "do"},
            items(DIBAO, due="gestern"),
            items(DIBAO, due="2018-02-13"),
            items(DIBAO, agent="9" * 30),
            items(DIBAO, agent="7"),
            items(DIBAO, **{"f-members": "many", "f-monthly_income": LONG, "f-phone": "\x00"}),
        ],
        ids=["stale", "no date", "today", "huge agent", "unknown agent", "wrong answers"],
    )
    def test_tells_what_is_wrong_and_writes_nothing(self, window, someone, posted):
        answer = window.post(f"/window/{someone}/{DIBAO}/", posted)

        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
        assert not Case.objects.exists()

    def test_keeps_every_word_that_was_typed(self, window, someone):
        posted = items(DIBAO, **{"f-phone": "一三八", "f-members": "many", "m-id-card": "wrong", "n-id-card": "看不清"})
        page = window.post(f"/window/{someone}/{DIBAO}/", posted).content.decode()

        assert all(text in page for text in ("一三八", "many", "看不清"))

    def test_takes_a_key_that_is_not_ours_as_none(self, window, someone):
        page = window.post(f"/window/{someone}/{DIBAO}/", {"act": "check", "key": "k" * 300}).content.decode()

        assert "kkkk" not in page

    def test_knows_no_resident_or_item_that_is_not_there(self, window, someone):
        assert window.get("/window/999999/").status_code == 404
        assert window.get(f"/window/{someone}/XX-999/").status_code == 404
        assert window.get("/window/receipt/20180213-310105011-000009/").status_code == 404

    def test_writes_a_referral_down_without_asking_for_a_form(self, window, small_city):
        far = small_city.resident("毛阿妹", hukou=KANGJIAN)
        answer = window.post(f"/window/{far}/{DIBAO}/", {"act": "do", "means": "refer"})

        assert answer.status_code == 200 and "康健新村街道社区事务受理服务中心" in words_in(answer)
        assert Consultation.objects.get().referred_to_id == f"{KANGJIAN}-1" and not Case.objects.exists()


class TestDays:
    @pytest.mark.parametrize(
        "typed",
        [
            "2018-02-27",
            "2018-2-27",
            "20180227",
            "2018/2/27",
            "2018.2.27",
            " 2018 年 2 月 27 日",
            "２０１８年２月２７日",
        ],
    )
    def test_are_understood_in_every_usual_way(self, typed):
        assert typed_day(typed) == moment("2018-02-27").date()

    @pytest.mark.parametrize(
        "typed", ["", "27.2.2018", "180227", "2018-02-30", "20181301", "2018-2", "二月", "2018022", "0000-1-1"]
    )
    def test_are_never_guessed(self, typed):
        assert typed_day(typed) is None

    @pytest.mark.parametrize(
        ("language", "written"), [("zh-hans", "2018年3月2日"), ("zh-hant", "2018年3月2日"), ("en", "2 March 2018")]
    )
    def test_of_a_promise_stand_beside_it_as_the_reader_writes_days_or_as_typed(
        self, window, someone, settings, language, written
    ):
        window.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        posted = items(DIBAO, **{"m-bank-card": "tolerated"})
        said = [
            words_in(window.post(f"/window/{someone}/{DIBAO}/so/", posted | {"p-bank-card": typed}))
            for typed in ("2018/3/2", "2018-03-02", "后天")
        ]
        assert all(written in words for words in said[:2]) and "2018-03" not in said[1] and "后天" in said[2]

    def test_that_are_none_are_told_and_not_left_out(self, window, someone):
        told = {"kind": "residence", "street": BEIXINJING, "first": "2018-2-30"}
        page = window.post(f"/window/{someone}/address/", told)
        assert page.status_code == 422 and 'href="#first"' in page.content.decode()
        agent = {"act": "authorise", "agent_id": str(someone), "last": "明年"}
        page = window.post(f"/window/{someone}/agent/", agent)
        assert page.status_code == 422 and 'href="#last"' in page.content.decode()


class TestTakeBack:
    def test_gives_every_answer_back_as_it_was_typed(self, window, someone):
        item = catalogue.item_on(DIBAO, moment("2018-02-13").date()).on(moment("2018-02-13").date())
        answers = {f"f-{name}": value for name, value in answers_for(item).items()} | {"f-savings": "1234.50"}
        here = {f"m-{one.material}": "handed_in" for one in all_handed_in(item)}
        scan = window.post("/uploads/", {"file": SimpleUploadedFile("背面.pdf", PDF), "key": "a" * 32}).json()["id"]
        gaps = {"m-id-card": "wrong", "w-id-card": "unclear", "n-id-card": "背面", "m-bank-card": "tolerated"}
        posted = items(DIBAO, due="2018年2月27日", **answers, **here) | gaps
        posted |= {"p-bank-card": "2018-03-02", "local_hukou": "yes", "u-id-card": scan}
        there = window.post(f"/window/{someone}/{DIBAO}/", posted)["Location"]
        kept = MultiValueDict({name: [value] for name, value in posted.items()})
        typed = read(kept, item, promise=moment("2018-02-26").date())
        assert "data-take-back" in window.get(there).content.decode()

        form = window.post(f"{there}take-back/")["Location"]
        shown = window.get(form)

        again = shown.context["typed"]
        assert window.get(there)["Location"] == form and "已取消收件" in shown.content.decode()
        same_sum = {"monthly_income": "100.00"}  # written out in full
        assert again.answers == typed.answers | same_sum and again.due == "2018-02-27" and again.key != typed.key
        assert again.local_hukou == "yes" and any(line.files for line in typed.materials)
        assert [
            (line.id, line.state, line.fault, line.note, line.promised, line.files) for line in again.materials
        ] == [(line.id, line.state, line.fault, line.note, line.promised, line.files) for line in typed.materials]
        assert "背面.pdf" in shown.content.decode()
        assert any(field.field.type == "money" for field in again.fields)
        assert window.post(f"{there}take-back/").status_code == 409  # it is taken back already
        assert window.get(form.replace(str(someone), "999999", 1)).status_code == 404


class TestRegister:
    def test_tells_everything_at_once_and_keeps_it(self, window):
        posted = {"identity_kind": "id_card", "identity_number": "31019919400305001", "phone": "12345"}
        page = window.post("/window/register/", posted).content.decode()

        assert page.count('<li><a href="#') == 3
        assert "31019919400305001" in page and not Resident.objects.exists()

    def test_leads_to_the_record_that_has_the_number_already(self, window, someone):
        number = identity_number(moment("1957-03-04").date(), 1)
        Resident.objects.all().delete()
        posted = {"identity_kind": "id_card", "identity_number": number, "name": "赵一芳", "street_hukou": KANGJIAN}
        first = window.post("/window/register/", posted)
        page = window.post("/window/register/", posted)

        assert first.status_code == 302 and page.status_code == 422
        assert first["Location"] in page.content.decode()

    @pytest.mark.parametrize(
        "posted",
        [
            {"identity_kind": "alien", "name": "x"},
            {
                "identity_kind": "passport",
                "identity_number": "E12345678",
                "name": "Anna",
                "street_hukou": "999999999999",
            },
            {"identity_kind": "passport", "identity_number": "E12345678", "name": LONG, "street_hukou": KANGJIAN},
            {"identity_kind": "passport", "identity_number": "E12345678", "name": "\x00", "street_hukou": KANGJIAN},
            {"identity_kind": "id_card", "identity_number": LONG, "name": "x", "street_hukou": KANGJIAN},
        ],
        ids=["no such paper", "no such street", "long name", "empty name", "long number"],
    )
    def test_refuses_what_it_cannot_take(self, window, posted):
        assert window.post("/window/register/", posted).status_code == 422
        assert not Resident.objects.exists()

    def test_cuts_what_no_column_takes(self, window):
        posted = {"identity_kind": "passport", "identity_number": "E12345678", "name": "Anna", "street_hukou": KANGJIAN}
        answer = window.post("/window/register/", {**posted, "ethnicity": LONG, "language": LONG, "text_hukou": LONG})

        assert answer.status_code == 302 and Resident.objects.get().language == "zh-hans"


class TestPeople:
    @pytest.mark.parametrize("who", [LONG, "a\x00b", "%", "'; --", "🙂", " "])
    def test_finds_nobody_by_nonsense(self, window, someone, who):
        answer = window.post("/window/", {"who": who, "words": who})

        assert answer.status_code == 200 and "赵一芳" not in answer.content.decode()

    @pytest.mark.parametrize(
        ("what", "posted"),
        [
            ("address", {"kind": "moon", "street": "", "first": "never"}),
            ("address", {"kind": "residence", "street": "000000000", "first": "2018-02-01"}),
            ("address", {"kind": "residence", "street": KANGJIAN, "first": "1800-01-01"}),
            ("agent", {"act": "authorise", "agent_id": "x"}),
            ("agent", {"act": "authorise", "agent_id": "9" * 40, "document": LONG, "last": "2018-12-31"}),
            ("unmask", {"field": "soul", "reason": "wanted to see"}),
            ("unmask", {"field": "identity", "reason": "x"}),
        ],
    )
    def test_says_what_is_wrong_and_stays(self, window, someone, what, posted):
        answer = window.post(f"/window/{someone}/{what}/", posted)

        told = (
            'id="unmask-why"' if what == "unmask" else 'role="alert"'
        )  # at the field that has the focus, or above all
        assert answer.status_code == 422 and told in answer.content.decode()
