"""Papers through the desk: which are due, whose seal they bear, what they say, what is never cut, who may ask about them."""

import re
from datetime import date

import pytest
from at_a_desk import browser_of, words_in
from at_once import at_every_place
from django.test import Client
from django.utils.html import strip_tags
from paper_trail import LATER, LONGEST, RARE, Trail

from doorstep.cases import public as cases
from doorstep.ledger.models import Event
from doorstep.ledger.public import Robot, readings_of, story, verify
from doorstep.papers import public as papers
from doorstep.web.papers import pdf
from doorstep.web.papers.seal import letters, seal
from doorstep.web.papers.sheet import Look, sheet, title_of
from doorstep.wire.moment import offset_to

pytestmark = pytest.mark.django_db

CENTRE, BUREAU = "北新泾街道社区事务受理服务中心", "长宁区民政局"
ALL = Robot("test")


@pytest.fixture
def trail(small_city, settings):
    settings.CLOCK_OFFSET_SECONDS = offset_to(LATER)
    return Trail(small_city)


def page_of(case_id, by=ALL):
    return cases.case_page(case_id, by=by, at=LATER)


def due(case_id, by=ALL):
    """kind → paper that is due, the first of its kind."""
    found = {}
    for one in cases.due_papers(page_of(case_id, by)):
        found.setdefault(str(one.kind), one)
    return found


def drawn(request, case_id, key, *, way="hans", at_home=False):
    """A paper as it leaves the printer: (its markup, its pages as WeasyPrint laid them out)."""
    page = page_of(case_id)
    one = next(paper for paper in cases.due_papers(page) if key in (paper.key, paper.kind))
    issued = papers.give_out(draft=cases.draft_of(page, one), way="pdf", by=ALL, at=LATER)
    look = Look(way, at_home)
    markup = sheet(request, page, one, issued, look)
    laid = pdf.laid_out(markup, title=title_of(one, look), author=one.issuer.name, language=look.language)
    return markup, laid


def boxes(page):
    """Every piece of text on a page with its place."""
    return [box for box in page._page_box.descendants() if getattr(box, "text", None)]


def text_of(page):
    return "".join(box.text for box in boxes(page)).replace("\n", "")


class TestDuePapers:
    def test_follow_the_way_of_the_case_and_bear_the_seal_of_who_decides_each_thing(self, trail):
        found = due(trail.delivered())
        assert list(found) == ["receipt", "acceptance", "slip", "decision", "result", "delivery"]
        assert {kind: one.issuer.name for kind, one in found.items()} == {
            **dict.fromkeys(("receipt", "acceptance", "slip", "result", "delivery"), CENTRE),
            "decision": BUREAU,
        }
        assert found["acceptance"].dated_on == date(2018, 2, 13) and found["decision"].dated_on == LATER.date()

        assert list(due(trail.told())) == ["receipt", "notice"]
        assert "tolerance" in due(trail.promised())
        assert list(due(trail.not_accepted())) == ["receipt", "not_accepted"]
        assert "withdrawal" in due(trail.withdrawn()) and "termination" in due(trail.terminated())
        assert {"refusal", "delivery"} <= set(due(trail.decided("refused")))

    def test_name_as_teller_of_a_notice_who_wrote_it(self, trail):
        assert due(trail.told())["notice"].issuer.name == CENTRE
        assert due(trail.corrected())["correction"].issuer.name == BUREAU  # a street's office has no seal of its own
        assert "残疾人联合会" in due(trail.special())["special"].issuer.name

    def test_are_printed_by_the_side_to_which_they_belong(self, trail):
        forwarded = trail.forwarded()
        own, away = due(forwarded, trail.clerk), due(forwarded, trail.away)
        assert own["acceptance"].mine and not away["acceptance"].mine  # received here is not accepted here
        assert away["receipt"].mine and not own["receipt"].mine

        decided = trail.decided()
        assert due(decided, trail.approver)["decision"].mine and not due(decided, trail.clerk)["decision"].mine
        assert due(decided, trail.clerk)["delivery"].mine and not due(decided, trail.approver)["delivery"].mine


class TestSheet:
    @pytest.mark.parametrize("way", ["hans", "hans-en", "hant"])
    def test_of_every_kind_says_title_number_body_day_and_seal(self, trail, rf, way):
        made = (
            trail.delivered(), trail.decided("refused", name=LONGEST), trail.told(), trail.promised(),
            trail.not_accepted(), trail.withdrawn(), trail.terminated(), trail.corrected(), trail.special(),
            trail.extended(),
        )  # fmt: skip
        seen = set()
        for case_id in made:
            for kind, one in due(case_id).items():
                if kind in seen:
                    continue
                seen.add(kind)
                markup, laid = drawn(rf.get("/"), case_id, one.key, way=way)
                words = "".join(text_of(page) for page in laid.pages)
                issued = papers.paper_in_force(f"case:{case_id}", kind, one.key if one.number else "")
                assert str(title_of(one, Look(way))) in words and issued.number in words
                assert f"{issued.check_code[:5]} {issued.check_code[5:]}" in words
                assert f"{one.dated_on.year}年{one.dated_on.month}月{one.dated_on.day}日" in words
                assert markup.count('class="seal-drawing"') == 1
                assert ("Check code" in words) == (way == "hans-en")
                assert len(laid.pages) == 1, kind  # what is said twice needs no second page
        assert seen == {str(kind) for kind in cases.PaperKind}

    def test_of_acceptance_calls_complete_only_what_is(self, trail, rf):
        def says(case_id):
            return "".join(text_of(page) for page in drawn(rf.get("/"), case_id, "acceptance")[1].pages)

        whole, promised = says(trail.accepted()), says(trail.promised())
        assert "经审查，材料齐全" in whole and "承诺" not in whole
        assert "主要材料齐全" in promised and "请按承诺的日期补齐" in promised and "，材料齐全" not in promised

    @pytest.mark.parametrize("name", [LONGEST, RARE, "Maximiliana Konstantinopolskaya-Featherstonehaugh"])
    def test_cuts_no_name_and_shows_every_character(self, trail, rf, name):
        markup, laid = drawn(rf.get("/"), trail.decided("refused", name=name), "refusal", way="hans-en")
        assert name in strip_tags(markup)
        flat = "".join("".join(text_of(page).split()) for page in laid.pages)
        assert flat.count("".join(name.split())) == 2  # addressee and table
        for page in laid.pages:
            for box in boxes(page):
                assert box.position_x >= 0 and box.position_x + box.width <= page.width + 0.5, box.text
                assert box.position_y >= 0 and box.position_y + box.height <= page.height, box.text

    def test_goes_over_pages_with_its_table_head_and_never_leaves_the_seal_alone(self, trail, rf):
        _, laid = drawn(rf.get("/"), trail.told(defects=44), "notice")
        words = [text_of(page) for page in laid.pages]
        assert len(words) > 2 and all("怎么补" in page for page in words[:-1])
        assert all(f"{place} / {len(words)}" in page for place, page in enumerate(words, 1))
        assert "请送到" in words[-1] and "查验码" in words[-1]
        assert all("补〔2018〕" in page for page in words)  # each page says to which paper it belongs
        assert len(drawn(rf.get("/"), trail.delivered(), "acceptance")[1].pages) == 1

    def test_is_written_as_tagged_pdf_with_title_language_and_fonts_inside(self, trail, rf):
        _, laid = drawn(rf.get("/"), trail.forwarded(), "receipt", way="hant")
        data = laid.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
        assert data.startswith(b"%PDF-1.7") and b"/StructTreeRoot" in data and b"/Marked true" in data
        assert b"/Lang (zh-hant)" in data and b"pdfuaid" in data
        fonts = set(
            re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", data)
        )  # six letters: only the characters that are used
        assert {
            b"Noto-Serif-CJK-TC",
            b"Noto-Serif-CJK-SC",
        } <= fonts  # 骨 and 直 as they are written there, names as here
        assert data.count(b"/FontFile3") + data.count(b"/FontFile2") == len(fonts)

    def test_fetches_nothing(self):
        with pytest.raises(pdf.NoFetching):
            pdf._refuse("file:///etc/passwd")

    def test_before_it_is_issued_has_neither_number_nor_seal(self, trail):
        case_id = trail.accepted()
        number = page_of(case_id).case.number
        shown = browser_of(trail.clerk).get(f"/papers/{number}/acceptance/").content.decode()
        assert "尚未签发" in shown and "seal-drawing" not in shown and papers.papers_about(f"case:{case_id}") == []


class TestSeal:
    @pytest.mark.parametrize("name", ["长宁区民政局", "上海市长宁区" + CENTRE + "（残疾人联合会条线）第二办公地点"])
    def test_bears_the_whole_name_within_the_ring(self, name):
        size, places = letters(name)
        assert "".join(letter for _, letter in places) == name
        angles = [angle for angle, _ in places]
        assert angles == sorted(angles) and angles[0] > -145 and angles[-1] < 145
        assert angles[0] == pytest.approx(-angles[-1], abs=8) and 2 < size <= 9
        svg = seal(name, purpose="演示<用章", label="印章")
        assert svg.count("<text") == len(name) + 1 and "演示&lt;用章" in svg


class TestIssue:
    def test_prints_once_then_copies_and_each_print_is_an_event(self, trail):
        case_id = trail.accepted(name=RARE)
        number, clerk = page_of(case_id).case.number, browser_of(trail.clerk)
        there = clerk.post(f"/papers/{number}/acceptance/issue/", {"as": "page", "back": "//evil.example/"})
        assert there.status_code == 302 and there["Location"] == f"/papers/{number}/acceptance/?in=hans&print=now"
        shown = clerk.get(there["Location"]).content.decode()
        assert "data-print-now" in shown and "补打件" not in shown and RARE in shown
        assert f"/window/receipt/{number}/?" in clerk.post(
            f"/papers/{number}/acceptance/issue/", {"as": "page", "back": f"/window/receipt/{number}/"}
        ).get("Location")

        answer = clerk.post(f"/papers/{number}/acceptance/issue/", {"as": "pdf", "in": "hans-en"})
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
        assert number in answer["Content-Disposition"] and answer["Cache-Control"] == "no-store"
        (row,) = papers.papers_about(f"case:{case_id}")
        assert row.prints == 3
        assert [(one.what, one.details["way"]) for one in story(f"paper:{row.id}")] == [
            ("paper.issued", "page"),
            ("paper.printed-again", "page"),
            ("paper.printed-again", "pdf"),
        ]
        again = clerk.get(f"/papers/{number}/acceptance/").content.decode()
        assert "补打件 · 第3次打印" in again and "data-print-now" not in again
        resident = f"resident:{page_of(case_id).applicant.id}"
        assert {"paper.issued", "person.shown"} <= {one.what for one in readings_of(resident)}
        assert verify().broken is None

    def test_makes_another_edition_when_the_case_has_moved_on(self, trail):
        case_id = trail.told()
        number, clerk = page_of(case_id).case.number, browser_of(trail.clerk)
        clerk.post(f"/papers/{number}/receipt/issue/", {"as": "page"})
        first = papers.paper_in_force(f"case:{case_id}", "receipt")
        names = [row.material for row in page_of(case_id).materials if row.state == "missing"]
        cases.supply(case_id=case_id, materials=names, by=trail.clerk, at=LATER)
        assert "尚未签发" in clerk.get(f"/papers/{number}/receipt/").content.decode()
        clerk.post(f"/papers/{number}/receipt/issue/", {"as": "page"})
        second = papers.paper_in_force(f"case:{case_id}", "receipt")
        assert second.number == first.number.replace("号", "-2号") and second.dated_on == LATER.date()
        assert papers.paper_by_code(first.check_code).replaced_at is not None

    def test_refuses_what_is_not_due_and_what_another_body_seals(self, trail):
        forwarded = page_of(trail.forwarded()).case.number
        away = browser_of(trail.away)
        for path, status, said in (
            ("acceptance/", 403, "由" + CENTRE + "盖章"),
            ("decision/", 404, "没有这份文书"),
            ("nonsense-7/", 404, "没有这份文书"),
        ):
            answer = away.get(f"/papers/{forwarded}/{path}")
            assert answer.status_code == status and said in answer.content.decode(), path
            assert away.post(f"/papers/{forwarded}/{path}issue/").status_code == status
        assert Client().get(f"/papers/{forwarded}/receipt/").status_code == 302
        assert papers.papers_about(f"case:{page_of(trail.accepted()).case.id}") == []

    def test_says_so_where_the_machine_makes_no_pdf_and_prints_from_the_browser(self, trail, monkeypatch):
        monkeypatch.setattr(pdf, "_PANGO", ("libpango-that-is-not-there.so",))
        pdf.possible.cache_clear()
        try:
            number, clerk = page_of(trail.accepted()).case.number, browser_of(trail.clerk)
            shown = clerk.get(f"/papers/{number}/acceptance/").content.decode()
            assert "本机不能生成 PDF" in shown and 'value="pdf"' not in shown
            answer = clerk.post(f"/papers/{number}/acceptance/issue/", {"as": "pdf"})
            assert answer.status_code == 302 and "print=now" in answer["Location"]
        finally:
            monkeypatch.undo()
            pdf.possible.cache_clear()

    def test_is_linked_from_the_page_of_the_case(self, trail):
        case_id = trail.decided()
        number = page_of(case_id).case.number
        shown = browser_of(trail.clerk).get(f"/cases/{number}/").content.decode()
        assert f"/papers/{number}/acceptance/" in shown and f"/papers/{number}/decision/" not in shown
        assert f"由{BUREAU}打印" in strip_tags(shown)


class TestCheck:
    def test_tells_anybody_what_the_paper_is_and_nobody_whose(self, trail, rf):
        case_id = trail.decided("refused", name="欧阳娜娜")
        markup, _ = drawn(rf.get("/"), case_id, "refusal")
        issued = papers.paper_in_force(f"case:{case_id}", "refusal")
        assert f"{issued.check_code[:5]} {issued.check_code[5:]}" in markup
        anybody = Client()
        told = words_in(anybody.post("/check/", {"code": issued.check_code.lower()}))
        assert "本文书真实、有效" in told and issued.number in told and BUREAU in told and "不予办理决定书" in told
        assert "娜" not in told and "310199" not in told and "1,620" not in told
        assert (
            "文书上的一致" in anybody.post("/check/", {"code": issued.check_code, "name": "欧阳 娜娜"}).content.decode()
        )
        assert "不一致" in anybody.post("/check/", {"code": issued.check_code, "name": "欧阳娜"}).content.decode()

    def test_slows_down_who_tries_out_codes(self, trail, rf):
        anybody = Client(REMOTE_ADDR="10.9.8.7")
        assert anybody.post("/check/", {}).status_code == 422
        for _ in range(20):
            assert anybody.post("/check/", {"code": "AAAAAAAAAA"}).status_code == 422
        blocked = anybody.post("/check/", {"code": "AAAAAAAAAA"})
        assert blocked.status_code == 429 and blocked["Retry-After"] == "900"


class TestAtHome:
    def test_reads_what_was_handed_out_with_the_name_masked_and_nothing_that_decides(self, trail, rf):
        case_id = trail.decided("refused", name="欧阳娜娜")
        page = page_of(case_id)
        known = {"number": page.case.number, "code": page.query_code}
        home = Client()
        assert "您的文书" not in home.post("/status/", known).content.decode()  # nothing was handed out yet
        for kind in ("receipt", "acceptance", "refusal"):
            drawn(rf.get("/"), case_id, kind)
        listed = home.post("/status/", known).content.decode()
        assert 'value="acceptance"' in listed and 'value="refusal"' not in listed

        shown = home.post("/status/paper/", {**known, "which": "acceptance"}).content.decode()
        assert (
            "欧**娜" in shown
            and "欧阳娜娜" not in shown
            and "310199" not in shown
            and "网上查阅件" in shown
            and "seal-drawing" not in shown
        )
        assert home.post("/status/paper/", {**known, "which": "acceptance", "as": "pdf"}).content.startswith(b"%PDF-")
        row = papers.paper_in_force(f"case:{case_id}", "acceptance")
        assert [one.what for one in story(f"paper:{row.id}")[1:]] == ["paper.shown-by-code"] * 2 and row.prints == 1

        assert home.post("/status/paper/", {**known, "which": "refusal"}).status_code == 404
        wrong = home.post("/status/paper/", {**known, "code": "22222222", "which": "acceptance"})
        assert wrong.status_code >= 400 and "欧" not in wrong.content.decode()

    def test_shows_in_another_language_or_larger_what_was_asked_for_without_script_and_without_an_address_that_tells_it(
        self, trail, rf
    ):
        page = page_of(case_id := trail.accepted())
        drawn(rf.get("/"), case_id, "acceptance")
        check_code = papers.paper_in_force(f"case:{case_id}", "acceptance").check_code
        known = {"number": page.case.number, "code": page.query_code}
        for path, asked, said in (
            ("/status/", {"number": known["number"]}, "Step 2 of 2"),
            ("/status/", known, "Accepted on"),
            ("/status/paper/", {**known, "which": "acceptance"}, "How does my matter stand?"),
            ("/check/", {"code": check_code}, "This paper is ours and in force."),
        ):
            home = Client()
            for switch, chosen in (("/language/", {"language": "en"}), ("/display/", {"text": "large"})):
                shown = home.post(path, asked).content.decode()
                for form in re.findall(rf'<form method="post" action="{switch}".*?</form>', shown, re.DOTALL):
                    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
                    answer = home.post(switch, {**hidden, **chosen}, follow=True)
                    assert answer.redirect_chain == [(path, 307)] and said in answer.content.decode()
        for elsewhere in ("/window/", "//elsewhere.example/status/", "https://elsewhere.example/"):
            assert Client().post("/language/", {"again": elsewhere, "language": "en"})["Location"] == "/"


class TestAtOnce:
    """The window takes its hand-in back before each question that a print, a copy or a reading at home asks."""

    @pytest.fixture
    def desk(self, small_city_at_once, settings):
        settings.CLOCK_OFFSET_SECONDS = offset_to(LATER)
        return Trail(small_city_at_once)

    @pytest.mark.parametrize("printed", [False, True])
    def test_nothing_is_printed_of_what_was_taken_back_and_what_was_printed_goes_out_of_force(self, desk, printed):
        clerk, seen = browser_of(desk.clerk), {}

        def acts(asked):
            made = seen[asked] = page_of(desk.accepted(at=LATER)).case
            press = lambda: clerk.post(f"/papers/{made.number}/acceptance/issue/").status_code  # noqa: E731
            if printed:
                assert press() == 302
            return press, lambda: cases.take_back(case_id=made.id, by=desk.clerk, at=LATER)

        for asked, status, taken in at_every_place(acts):
            about = f"case:{seen[asked].id}"
            assert (status in (302, 404), taken, papers.papers_about(about)) == (True, None, []), asked
            assert len(story(about)[-1].details["papers"]) == (printed or status == 302), asked
            given = Event.objects.filter(mentions__subject=about, what__startswith="paper.")
            assert given.count() == printed + (status == 302), asked

    def test_nothing_is_read_at_home_after_it_went_out_of_force(self, desk):
        clerk, home, seen = browser_of(desk.clerk), Client(), {}

        def acts(asked):
            page = page_of(desk.accepted(at=LATER))
            made = seen[asked] = page.case
            clerk.post(f"/papers/{made.number}/acceptance/issue/")
            known = {"number": made.number, "code": page.query_code, "which": "acceptance"}
            return (
                lambda: home.post("/status/paper/", known).status_code,
                lambda: cases.take_back(case_id=made.id, by=desk.clerk, at=LATER),
            )

        for asked, status, taken in at_every_place(acts):
            assert status in (200, 404) and taken is None, asked
            read = Event.objects.filter(what="paper.shown-by-code", mentions__subject=f"case:{seen[asked].id}")
            back = Event.objects.get(what="case.taken-back", chain=f"case:{seen[asked].id}")
            assert [event.pk < back.pk for event in read] == [True] * (status == 200), asked
