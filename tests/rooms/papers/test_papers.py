"""The register of papers through its door: numbers, editions, copies, check codes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from at_once import at_every_place, at_once
from django.db import IntegrityError, transaction

from doorstep.ledger.public import Robot, readings_of, story, verify
from doorstep.papers import public as papers
from doorstep.papers.logic import content_digest
from doorstep.papers.models import Paper

AT = datetime(2018, 2, 13, 9, 0, tzinfo=UTC)
BY = Robot("test")
DRAFT = papers.Draft(
    kind="acceptance",
    series="受",
    about="case:17",
    of="20180213-310105011-000001",
    issuer="310105011-1",
    issuer_name="北新泾街道社区事务受理服务中心",
    issuer_name_en="Beixinjing Centre",
    dated_on=date(2018, 2, 13),
    content={"applicant": "赵小芳", "due": date(2018, 3, 15)},
    mentions=("resident:5",),
)


def print_it(draft=DRAFT, *, way="pdf", at=AT):
    return papers.give_out(draft=draft, way=way, by=BY, at=at)


@pytest.mark.django_db
class TestGiveOut:
    def test_issues_once_and_then_copies_each_with_one_event_that_names_nobody(self):
        first = print_it()
        assert first.number == "受〔2018〕20180213-310105011-000001号" and first.prints == 1
        assert re.fullmatch(r"[2-9A-HJKMNP-Z]{10}", first.check_code) and first.says(DRAFT.content)

        again = print_it(way="page", at=AT + timedelta(hours=1))
        assert (again.id, again.number, again.check_code, again.prints) == (
            first.id,
            first.number,
            first.check_code,
            2,
        )
        assert again.issued_at == AT and again.printed_at == AT + timedelta(hours=1)

        issued, copied = story(f"paper:{first.id}")
        assert (issued.what, copied.what) == ("paper.issued", "paper.printed-again")
        assert issued.details["digest"] == content_digest(first.check_code, DRAFT.content)
        assert copied.details["print"] == 2 and copied.details["way"] == "page"
        assert "赵小芳" not in f"{issued}{copied}"
        assert {one.what for one in readings_of("resident:5")} == {"paper.issued", "paper.printed-again"}
        assert verify().broken is None

    def test_makes_the_next_edition_of_other_content_and_keeps_the_old_number_for_ever(self):
        first = print_it()
        second = print_it(replace(DRAFT, content={"applicant": "赵小芳", "due": date(2018, 3, 20)}))
        assert second.number == "受〔2018〕20180213-310105011-000001-2号" and second.prints == 1
        assert [row.id for row in papers.papers_about("case:17")] == [second.id]
        assert papers.paper_by_code(first.check_code).replaced_at == AT
        assert story(f"paper:{second.id}")[0].details["replaces"] == first.number
        third = print_it()  # the first content again is an edition of its own: its number is new
        assert third.number.endswith("-3号") and third.check_code not in (first.check_code, second.check_code)

    def test_numbers_the_parts_of_a_kind_one_after_the_other(self):
        one = print_it(replace(DRAFT, kind="notice", series="补", part="notice-3"))
        two = print_it(replace(DRAFT, kind="notice", series="补", part="notice-8"))
        other = print_it(replace(DRAFT, kind="notice", series="补", about="case:18", of="20180213-310105011-000002"))
        assert one.number.endswith("000001号") and two.number.endswith("000001-2号")
        assert other.number.endswith("000002号")
        assert papers.paper_in_force("case:17", "notice", "notice-8") == two
        assert papers.paper_in_force("case:17", "notice", "notice-9") is None

    def test_gives_no_number_twice_and_leaves_nothing_behind_where_it_would(self):
        first = print_it()
        with pytest.raises(papers.PrintedMeanwhile):
            print_it(replace(DRAFT, kind="receipt"))  # under the same word, the number is taken
        assert Paper.objects.get().prints == first.prints == 1 and verify().broken is None

    def test_knows_one_edition_in_force_in_the_database_too(self):
        first = Paper.objects.get(id=print_it().id)
        with pytest.raises(IntegrityError), transaction.atomic():
            first.pk, first.number, first.check_code = None, "other", "OTHER"
            Paper.objects.bulk_create([first])


class TestAtOnce:
    @pytest.mark.parametrize("parts", [[""] * 4, ["notice-1", "notice-2", "notice-3", "notice-4"]])
    def test_four_printers_issue_each_paper_once_and_every_print_is_counted(self, transactional_db, parts):
        answers = at_once(*[lambda part=part: print_it(replace(DRAFT, part=part)) for part in parts])
        printed = [row for row in answers if row != "papers.printed-meanwhile"]  # that printer presses again
        rows = papers.papers_about("case:17")
        assert len(rows) == len({row.part for row in printed}) and sum(row.prints for row in rows) == len(printed)
        assert len({row.number for row in rows}) == len(rows) >= 1 and verify().broken is None
        assert sum(len(story(f"paper:{row.id}")) for row in rows) == len(printed)

    def test_a_copy_is_made_of_what_is_in_force_whoever_replaces_it_meanwhile(self, transactional_db):
        def prints(asked):
            draft = replace(DRAFT, about=f"case:{asked}", of=f"case:{asked}")
            print_it(draft)
            return lambda: print_it(draft), lambda: print_it(replace(draft, content={"due": date(2018, 3, 16)}))

        for asked, copy, other in at_every_place(prints):
            assert copy.replaced_at is None and other.replaced_at is None, asked
            assert len([row for row in papers.papers_about(f"case:{asked}") if row.replaced_at is None]) == 1, asked


@pytest.mark.django_db
class TestCheck:
    def test_finds_a_paper_however_the_code_was_typed_and_refuses_what_is_not_ours(self):
        made = print_it()
        code = made.check_code
        assert papers.paper_by_code(f" {code[:5].lower()}-{code[5:]} ") == made
        with pytest.raises(papers.UnknownPaper):
            papers.paper_by_code("AAAAAAAAAA")

    def test_remembers_who_opened_a_paper_at_home(self):
        made = print_it()
        papers.shown_by_code(paper=made, by=Robot("applicant"), at=AT)
        assert story(f"paper:{made.id}")[-1].what == "paper.shown-by-code"
