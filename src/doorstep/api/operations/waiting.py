"""While a case waits: defects told and mended, promises kept, special procedures, a longer limit."""

from ninja import Router

from doorstep.api.acting import OnCase, act_on_case
from doorstep.api.shapes.given import BroughtIn, ExtensionIn, FindingIn, NoticeIn, SpecialIn, SupplementIn
from doorstep.cases import public as cases
from doorstep.staff.public import Permission

router = Router(tags=["cases"])


@act_on_case(router, "notices", Permission.CASE_ACCEPT)
def tell_defects(asked: NoticeIn, on: OnCase) -> cases.Stage:
    """一次性补正告知: every defect at once. A forwarded case goes back to the centre that has the papers; after acceptance it
    is a correction."""
    return cases.tell_defects(**on, defects=[one.given() for one in asked.defects], due_on=asked.due_on)


@act_on_case(router, "supplements", Permission.CASE_RECEIVE)
def take_supplement(asked: SupplementIn, on: OnCase) -> cases.Stage:
    """补正: what the applicant brought after a notice, at the centre that has the papers."""
    materials = [one.material for one in asked.materials]
    scans = {one.material: one.files for one in asked.materials}
    return cases.take_supplement(**on, materials=materials, mended=asked.mended, note=asked.note, files=scans)


@act_on_case(router, "promised-materials", Permission.CASE_RECEIVE)
def keep_promise(asked: BroughtIn, on: OnCase) -> None:
    """容缺: a material that was promised for a day is here."""
    cases.keep_promise(**on, material=asked.material, files=asked.files)


@act_on_case(router, "special-procedures", Permission.CASE_HANDLE_TASK)
def open_special(asked: SpecialIn, on: OnCase) -> cases.Stage:
    """特别程序 begins (a hearing, an expert's opinion), with its written notice; the clock stands still where the item's rule
    says so."""
    cases.open_special(**on, reason=asked.reason, says=asked.says)
    return cases.Stage.SPECIAL


@act_on_case(router, "special-procedures/end", Permission.CASE_HANDLE_TASK)
def close_special(asked: FindingIn, on: OnCase) -> cases.Stage:
    """The special procedure that is open ends with what it found; the clock goes on the next day."""
    return cases.close_special(**on, finding=asked.finding)


@act_on_case(router, "extension", Permission.CASE_DECIDE)
def extend_case(asked: ExtensionIn, on: OnCase) -> None:
    """延期: the limit of a licence grows once, by at most ten working days, with its reasons told to the applicant."""
    cases.extend(**on, **asked.model_dump())
