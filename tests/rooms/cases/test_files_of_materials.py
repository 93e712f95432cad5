"""材料附件. Each file is at its material: handed in, supplied later, kept when the item changes, given back by an undo."""

import pytest
from applications import all_handed_in
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fixtures_city import BEIXINJING, CENTRES, KANGJIAN, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case, CaseMaterial
from doorstep.cases.public import DefectGiven, MaterialGiven, MaterialState, Stage
from doorstep.catalogue import public as catalogue
from doorstep.files import public as files
from doorstep.ledger.public import readings_of, story

AT, LATER = moment("2018-02-13 10:00"), moment("2018-02-13 10:05")
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def upload(by, content=PDF, at=AT):
    upload = files.Upload("扫描.pdf", content)
    return files.store(upload=upload, about=files.shelf_of(by.post), by=by, at=at)


def given(code, **scans):
    """Everything is handed in, some of it with files."""
    now = catalogue.item_on(code, AT.date()).on(AT.date())
    return [
        MaterialGiven(one.material, one.state, files=tuple(scans.get(one.material.replace("-", "_"), ())))
        for one in all_handed_in(now)
    ]


def shown(made, by, at=AT):
    """Material → files, as a desk shows them."""
    page = cases.case_page(made.id, by=by, at=at)
    return {row.material: list(row.files) for row in page.materials if row.files}


class TestSubmit:
    def test_brings_each_file_to_its_material_once_and_says_so_without_content(self, desk, clerk, resident):
        front, back, form = (upload(clerk, PDF + bytes([n])) for n in range(3))
        materials = given("MZ-001", id_card=[front.uuid, back.uuid], application=[form.uuid, front.uuid])
        made, again = (
            desk.submit("MZ-001", applicant=resident, by=clerk, at=AT, key="one", materials=materials) for _ in "ab"
        )

        assert made.is_new and (again.id, again.is_new) == (made.id, False)
        names = {row.material for row in CaseMaterial.objects.filter(files__isnull=False)}
        assert shown(made, clerk).keys() == names and shown(made, clerk)["id-card"] == [front.uuid, back.uuid]
        event = story(f"case:{made.id}")[0]
        assert event.details["files"]["id-card"] == [front.sha256, back.sha256]
        assert "扫描" not in str(event) and files.file(form.uuid).about == f"case:{made.id}"
        assert len([one for one in story(f"file:{front.uuid}") if one.what == "file.moved"]) == 1

    def test_takes_the_same_scan_of_two_windows_for_the_same_content(self, small_city, desk, clerk, resident):
        first, second = (given("MZ-001", id_card=[upload(clerk).uuid]) for _ in "ab")
        made = desk.submit("MZ-001", applicant=resident, by=clerk, at=AT, materials=first)
        with pytest.raises(cases.SubmittedElsewhere) as told:
            desk.submit("MZ-001", applicant=resident, by=clerk, at=AT, materials=second)
        assert told.value.params["case"] == made.number
        other = given("MZ-001", id_card=[upload(clerk, PDF + b"2").uuid])
        assert desk.submit("MZ-001", applicant=resident, by=clerk, at=AT, materials=other).is_new

    def test_refuses_what_is_not_its_own_contradicts_itself_or_is_too_much(self, small_city, desk, clerk, resident):
        theirs = upload(small_city.clerk(BEIXINJING))
        with pytest.raises(files.UnknownFile):
            desk.submit(applicant=resident, by=clerk, at=AT, materials=given("MZ-001", id_card=[theirs.uuid]))
        mine = [upload(clerk, PDF + bytes([n])).uuid for n in range(cases.MOST_FILES + 1)]
        materials = given("MZ-001", id_card=mine)
        materials[-1] = MaterialGiven(materials[-1].material, MaterialState.MISSING, files=(mine[0],))
        with pytest.raises(cases.MaterialsWrong) as told:
            desk.submit(applicant=resident, by=clerk, at=AT, materials=materials)
        assert told.value.params["materials"] == {
            "id-card": "too-many-files",
            materials[-1].material: "file-of-missing",
        }
        assert not Case.objects.exists() and files.file(mine[0]).about == files.shelf_of(clerk.post)

    def test_asks_nothing_more_where_there_are_no_files(self, desk, clerk, resident):
        with CaptureQueriesContext(connection) as seen:
            desk.submit("MZ-001", applicant=resident, by=clerk, at=AT)
        assert not [row["sql"] for row in seen if "file" in row["sql"]]


class TestSupplement:
    def test_takes_files_for_what_is_brought_before_and_after_acceptance(self, desk, clerk, resident):
        front = upload(clerk)
        made = desk.submit(
            "MZ-001", applicant=resident, by=clerk, at=AT, materials=given("MZ-001", id_card=[front.uuid])
        )
        bad = DefectGiven("material:id-card", "看不清", "办事指南", "重新扫描")
        until = moment("2018-02-26").date()
        cases.ask_supplement(case_id=made.id, defects=[bad], due_on=until, by=clerk, at=AT)
        sharp = upload(clerk, PDF + b"2")
        brought = {"id-card": [sharp.uuid]}
        assert cases.take_supplement(case_id=made.id, materials=[], files=brought, by=clerk, at=LATER) is Stage.RECEIVED
        assert shown(made, clerk) == {"id-card": [front.uuid, sharp.uuid]}  # what was replaced stays on record
        assert story(f"case:{made.id}")[-1].details["files"] == {"id-card": [sharp.sha256]}

        cases.accept(case_id=made.id, by=clerk, at=LATER)
        cases.ask_correction(case_id=made.id, defects=[bad], due_on=until, by=clerk, at=LATER)
        with pytest.raises(files.UnknownFile):  # it is the case's already
            cases.take_supplement(case_id=made.id, materials=[], files=brought, by=clerk, at=LATER)
        third = {"id-card": [upload(clerk, PDF + b"3").uuid]}
        cases.take_supplement(case_id=made.id, materials=["id-card"], files=third, by=clerk, at=LATER)
        assert len(shown(made, clerk)["id-card"]) == 3

    def test_takes_the_files_of_a_promise_that_is_kept(self, desk, clerk, resident):
        rest = [one for one in given("MZ-001") if one.material != "bank-card"]
        late = MaterialGiven("bank-card", MaterialState.TOLERATED, promised_until=moment("2018-02-26").date())
        made = desk.submit("MZ-001", applicant=resident, by=clerk, at=AT, materials=[*rest, late], accept=True)
        card = upload(clerk)
        cases.keep_promise(case_id=made.id, material="bank-card", files=[card.uuid], by=clerk, at=LATER)
        assert shown(made, clerk) == {"bank-card": [card.uuid]}


class TestReassign:
    def test_keeps_the_files_of_what_both_items_know_and_loses_none(self, small_city, desk, clerk, resident):
        card, other = upload(clerk), upload(clerk, PDF + b"2")
        known = {one.id for one in catalogue.item_on("RS-001", AT.date()).on(AT.date()).materials}
        materials = given("MZ-001")
        alone = next(one.material for one in materials if one.material not in known)
        materials = given("MZ-001", id_card=[card.uuid], **{alone.replace("-", "_"): [other.uuid]})
        made = desk.submit("MZ-001", applicant=resident, by=clerk, at=AT, materials=materials)
        manager = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING])
        cases.reassign(case_id=made.id, item_code="RS-001", reason="选错事项", by=manager, at=LATER)

        assert shown(made, clerk) == {"id-card": [card.uuid]}
        assert {row.uuid for row in files.files_about(f"case:{made.id}")} == {card.uuid, other.uuid}


class TestTakeBack:
    def test_gives_the_files_back_to_be_handed_in_anew_by_this_post_alone(self, small_city, desk, clerk, resident):
        card = upload(clerk)
        materials = given("MZ-001", id_card=[card.uuid])
        made = desk.submit(applicant=resident, by=clerk, at=AT, materials=materials, local_hukou=True)
        assert cases.case_page(made.id, by=clerk, at=AT).local_hukou is True
        cases.take_back(case_id=made.id, by=clerk, at=LATER)

        assert shown(made, clerk, LATER) == {}
        assert cases.files_given_back(made.id, by=clerk) == {"id-card": (card.uuid,)}
        assert cases.files_given_back(made.id, by=small_city.clerk(BEIXINJING)) == {}
        again = desk.submit(applicant=resident, by=clerk, at=LATER, materials=materials)
        assert shown(again, clerk, LATER) == {"id-card": [card.uuid]} and shown(made, clerk, LATER) == {}


class TestAddAndOpenFile:
    def test_are_for_whoever_sees_the_case_and_leave_a_trace(self, small_city, desk, clerk, resident):
        made = desk.submit(applicant=resident, by=clerk, at=AT, accept=True)
        office = small_city.post("street_assistance", street_code=BEIXINJING)
        scan = files.Upload("工资单.pdf", PDF)
        cases.add_file(number=made.number, upload=scan, material="id-card", by=office, at=LATER)
        cases.add_file(number=made.number, upload=scan, by=office, at=LATER)
        (one,) = shown(made, clerk, LATER)["id-card"]
        assert len(files.files_about(f"case:{made.id}")) == 2
        event = story(f"case:{made.id}")[-2]
        assert (event.what, event.details["material"]) == ("case.file-added", "id-card") and "工资单" not in str(event)
        with pytest.raises(cases.MaterialsWrong):
            cases.add_file(number=made.number, upload=scan, material="tea", by=office, at=LATER)

        assert cases.open_file(number=made.number, uuid=one, by=office, at=LATER).data == PDF
        assert story(f"file:{one}")[-1].what == "file.read"
        assert readings_of(f"resident:{resident}", limit=1)[0].details["query"] == "file"
        stranger = small_city.clerk(KANGJIAN)
        for act in (
            lambda: cases.open_file(number=made.number, uuid=one, by=stranger, at=LATER),
            lambda: cases.add_file(number=made.number, upload=scan, by=stranger, at=LATER),
        ):
            with pytest.raises(cases.UnknownCase):
                act()
        other = desk.submit("CL-001", applicant=resident, by=clerk, at=AT)
        with pytest.raises(files.UnknownFile):
            cases.open_file(number=other.number, uuid=one, by=clerk, at=LATER)
