"""Files of a form: kept once when they are chosen, for one post alone, or with the form where no script runs."""

import pytest
from applications import answers_for
from at_a_desk import browser_of
from django.core.files.uploadedfile import SimpleUploadedFile
from fixtures_city import BEIXINJING, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case
from doorstep.catalogue import public as catalogue
from doorstep.files import public as files
from doorstep.files.models import StoredFile
from doorstep.ledger.models import Event
from doorstep.ledger.public import story
from doorstep.wire.moment import offset_to

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"
KEY = "0123456789abcdef" * 2
ITEM = "MZ-001"


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CLOCK_OFFSET_SECONDS = offset_to(moment("2018-02-13 10:00"))


@pytest.fixture
def clerk(small_city):
    return small_city.clerk(BEIXINJING, on=moment("2018-02-13").date())


def send(window, content=PDF, name="户口簿.pdf", key=KEY):
    return window.post("/uploads/", {"file": SimpleUploadedFile(name, content), "key": key})


def filled():
    """A form in which only materials are missing."""
    item = catalogue.item_on(ITEM, moment("2018-02-13").date()).on(moment("2018-02-13").date())
    answers = {f"f-{name}": value for name, value in answers_for(item).items()}
    return {"act": "do", "means": "notice", "due": "2018-02-26", "m-id-card": "handed_in", **answers}


class TestUploads:
    def test_keeps_a_file_once_and_tells_its_name_to_its_post_alone(self, small_city, clerk):
        window = browser_of(clerk)
        first, again = send(window), send(window)
        assert (first.status_code, first.json()) == (201, again.json()) and StoredFile.objects.count() == 1
        assert "户口簿" not in first.content.decode()
        assert send(window, PDF + b"2").status_code == 409  # the key named another file

        number = first.json()["id"]
        asked = f"/uploads/?id={number}&id=x&id={clerk.post_id}"
        assert window.get(asked).json() == {"files": [{"id": number, "name": "户口簿.pdf", "size": len(PDF)}]}
        shown = window.get(f"/uploads/{number}/")
        assert (shown.content, shown["X-Content-Type-Options"], shown["Cache-Control"]) == (PDF, "nosniff", "no-store")
        assert shown["Content-Disposition"].startswith("inline; filename*=UTF-8''%E6%88%B7")
        assert story(f"file:{number}")[-1].what == "file.read"
        other = browser_of(small_city.clerk(BEIXINJING, on=moment("2018-02-13").date()))
        assert other.get(asked).json() == {"files": []} and other.get(f"/uploads/{number}/").status_code == 404

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (b"MZ\x90 no paper", "a.pdf", "files.wrong-kind"),
            (b"<svg onload='alert(1)'/>", "a.png", "files.wrong-kind"),
            (PDF.ljust(files.MAX_BYTES + 1), "a.pdf", "files.too-large"),
            (PDF, ".profile", "files.bad-name"),
        ],
        ids=["program", "picture with a script", "too large", "hidden name"],
    )
    def test_refuses_by_content_size_and_name_in_words(self, clerk, content, name, code):
        told = send(browser_of(clerk), content, name).json()
        assert told["code"] == code and told["title"] and told["detail"] and not StoredFile.objects.exists()


class TestKeptWithForm:
    def test_takes_what_a_browser_without_script_sends_and_names_it_at_its_material(self, small_city, clerk):
        window, someone = browser_of(clerk), small_city.resident()
        form = filled()
        bad = {**form, "u-id-card-new": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", b"MZ\x90")]}
        answer = window.post(f"/window/{someone}/{ITEM}/", bad)
        page = answer.content.decode()
        assert answer.status_code == 422 and "b.pdf：" in page and not Case.objects.exists()
        kept = StoredFile.objects.get()
        assert f'name="u-id-card" value="{kept.uuid}"' in page and ">a.pdf</a>" in page

        good = {**form, "u-id-card": str(kept.uuid), "u-id-card-new": SimpleUploadedFile("c.pdf", PDF)}
        number = window.post(f"/window/{someone}/{ITEM}/", good)["Location"].split("/")[-2]
        case = Case.objects.get(number=number)
        page = cases.case_page(case.pk, by=clerk, at=moment("2018-02-13 10:01"))
        assert [len(row.files) for row in page.materials if row.material == "id-card"] == [2]

    def test_says_where_a_file_is_gone_and_makes_no_case(self, small_city, clerk):
        window, someone = browser_of(clerk), small_city.resident()
        number = send(window).json()["id"]
        files.erase(uuid=number, by=clerk, at=moment("2018-02-13 10:01"), reason="unclaimed")
        answer = window.post(f"/window/{someone}/{ITEM}/", {**filled(), "u-id-card": number})
        page = answer.content.decode()
        assert answer.status_code == 422 and 'id="wrong-u-id-card">' in page and number not in page
        assert not Case.objects.exists()


class TestAFormThatIsTooLarge:
    SAYS = {
        "zh-hans": "提交的内容超过 2 MB，没有接收。",
        "zh-hant": "提交的內容超過 2 MB，沒有接收。",
        "en": "larger than 2 MB",
    }

    def test_is_told_so_in_each_language_before_anybody_reads_it(self, clerk):
        window, before = browser_of(clerk), Event.objects.count()
        for language, says in self.SAYS.items():
            window.cookies["doorstep_language"] = language
            answer = window.generic("POST", "/window/", b"", CONTENT_LENGTH="2097153", HTTP_REFERER="/window/")
            page = answer.content.decode()
            assert answer.status_code == 413 and says in page and 'href="/window/"' in page, language
        told = window.generic("POST", "/uploads/", b"", CONTENT_LENGTH="99999999", HTTP_ACCEPT="application/json")
        assert (told.status_code, told.json()["code"]) == (413, "wire.form-too-large")
        assert told.json()["params"] == {"limit_mb": 11}
        assert Event.objects.count() == before

    def test_is_so_by_what_each_form_carries(self, clerk, small_city):
        window, someone, usual = browser_of(clerk), small_city.resident(), 2 * 1024 * 1024
        carrying = {f"/window/{someone}/{ITEM}/": 51, "/uploads/": 11, "/cases/x/files/": 11, "/cases/x/do/supply/": 51}
        for path, most in {**carrying, "/cases/outside/results/": 11, "/sign-in/": 2, "/status/": 2}.items():
            answer = window.generic("POST", path, b"", CONTENT_LENGTH=str(most * 1024 * 1024 + 1))
            assert answer.status_code == 413 and f"{most} MB" in answer.content.decode(), path
        assert window.post("/window/", {"who": "赵" * 100, "words": "x" * (usual - 5000)}).status_code == 200
        large = SimpleUploadedFile("大.pdf", PDF + b"0" * usual)
        assert window.post("/uploads/", {"file": large, "key": KEY}).status_code == 201
